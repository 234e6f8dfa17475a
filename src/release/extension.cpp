#include "release/extension.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "kubeconfig/locate.hpp"
#include "kubeconfig/selection.hpp"
#include "release/command_lines.hpp"
#include "release/elsewhere.hpp"
#include "release/extension_edit.hpp"
#include "util/error.hpp"

namespace telepresence::release {
namespace {

// Another API server than the one that the kubeconfig's cluster has.
bool leads_elsewhere(const platform::Environment& environment) {
  return environment.get("HELM_KUBEAPISERVER").has_value();
}

// Those whose cluster is the same entry of a kubeconfig.
std::vector<std::string> other_contexts(const kubeconfig::Selection& selection,
                                        const platform::Environment& environment) {
  std::vector<std::string> names;
  try {
    for (const auto& one : kubeconfig::select_all(kubeconfig::locate(environment)).contexts) {
      if (one.cluster == selection.cluster && one.context != selection.context) {
        names.push_back(one.context);
      }
    }
  } catch (const Error&) {
    // The extension of another cluster may be unreadable, which is no matter of this one's.
    return {};
  }
  return names;
}

// Where the other Traffic Managers of the cluster are; nothing when nobody can tell.
std::vector<std::string> managers_left(const helm::Client& helm, const Target& target) {
  std::vector<std::string> namespaces;
  try {
    const auto others = managers_elsewhere(helm, target);
    for (const auto& release : others.get()) {
      // One that does not run is of no use to clients.
      if (release.status == "deployed") namespaces.push_back(release.release_namespace);
    }
  } catch (const Error&) {
    // Not allowed, or interrupted: the uninstall has succeeded all the same.
  }
  return namespaces;
}

ExtensionReport apply(const ExtensionEditRequest& request, const LocatedTarget& located,
                      const platform::Environment& environment, const Progress& progress) {
  const bool sets = request.edit == ExtensionEdit::set;
  const auto& named = located.kubeconfig.manager_namespace;
  ExtensionReport report;
  report.former = named ? named->name : "";
  report.file = located.kubeconfig.cluster_file;
  report.cluster = located.kubeconfig.cluster;
  try {
    // Asked first: behind the edit a failure would hide that it was made.
    auto others = other_contexts(located.kubeconfig, environment);
    const auto diff = edit_extension(request, located, progress);
    if (diff.empty() && !request.only_if_named.empty()) return {};
    report.change = sets ? ExtensionReport::Change::set : ExtensionReport::Change::unset;
    report.now = sets ? located.target.manager_namespace : located.default_of_clients;
    report.other_contexts = std::move(others);
  } catch (const std::exception& error) {
    report.change = ExtensionReport::Change::failed;
    report.warning = error.what();
    if (const auto* own = dynamic_cast<const Error*>(&error)) report.remedy = own->finding().remedy;
    if (sets) {
      report.by_hand = fmt::format(
          "extensions:\n- name: telepresence.io\n  extension:\n    manager:\n"
          "      namespace: \"{}\"",
          located.target.manager_namespace);
    }
  }
  return report;
}

}  // namespace

std::string namespace_of_clients(const LocatedTarget& located) {
  const auto& named = located.kubeconfig.manager_namespace;
  return named ? named->name : located.default_of_clients;
}

bool clients_look_there(const LocatedTarget& located) {
  return namespace_of_clients(located) == located.target.manager_namespace;
}

ExtensionReport extension_after_install(const LocatedTarget& located,
                                        const platform::Environment& environment,
                                        const Progress& progress) {
  const bool has_kubeconfig = !located.kubeconfig.cluster_file.empty();
  if (clients_look_there(located) || !has_kubeconfig || leads_elsewhere(environment)) return {};
  return apply({ExtensionEdit::set}, located, environment, progress);
}

ExtensionReport extension_after_uninstall(const LocatedTarget& located,
                                          const platform::Environment& environment,
                                          const helm::Client& helm, const Progress& progress) {
  const auto& target = located.target;
  const auto& selection = located.kubeconfig;
  const bool names_it =
      selection.manager_namespace && selection.manager_namespace->name == target.manager_namespace;
  if (!names_it || leads_elsewhere(environment)) return {};
  const auto left = managers_left(helm, target);
  const auto& by_default = located.default_of_clients;
  if (left.size() == 1 && left.front() != by_default) {
    auto elsewhere = located;
    elsewhere.target.manager_namespace = left.front();
    ExtensionEditRequest request;
    request.only_if_named = target.manager_namespace;
    return apply(request, elsewhere, environment, progress);
  }
  ExtensionEditRequest request;
  request.edit = ExtensionEdit::unset;
  request.only_if_named = target.manager_namespace;
  auto report = apply(request, located, environment, progress);
  if (report.change == ExtensionReport::Change::none) return report;
  const bool is_found = std::ranges::find(left, by_default) != left.end();
  if (left.empty() || is_found || report.change == ExtensionReport::Change::failed) return report;
  report.left = left;
  report.to_choose = plugin_command_in(left.front(), target, {"kubeconfig", "set"});
  return report;
}

}  // namespace telepresence::release
