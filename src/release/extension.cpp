#include "release/extension.hpp"

#include <fmt/format.h>

#include "release/extension_edit.hpp"

namespace telepresence::release {
namespace {

// Another API server than the one that the kubeconfig's cluster has.
bool leads_elsewhere(const platform::Environment& environment) {
  return environment.get("HELM_KUBEAPISERVER").has_value();
}

ExtensionReport apply(ExtensionEdit edit, const LocatedTarget& located, const Progress& progress) {
  const bool sets = edit == ExtensionEdit::set;
  ExtensionReport report;
  report.file = located.kubeconfig.cluster_file;
  report.cluster = located.kubeconfig.cluster;
  try {
    edit_extension({edit}, located, progress);
    report.change = sets ? ExtensionReport::Change::set : ExtensionReport::Change::unset;
  } catch (const std::exception& error) {
    report.change = ExtensionReport::Change::failed;
    report.warning = error.what();
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

bool clients_look_there(const LocatedTarget& located) {
  const auto& named = located.kubeconfig.manager_namespace;
  return (named ? named->name : standard_namespace) == located.target.manager_namespace;
}

ExtensionReport extension_after_install(const LocatedTarget& located,
                                        const platform::Environment& environment,
                                        const Progress& progress) {
  const bool has_kubeconfig = !located.kubeconfig.cluster_file.empty();
  if (clients_look_there(located) || !has_kubeconfig || leads_elsewhere(environment)) return {};
  return apply(ExtensionEdit::set, located, progress);
}

ExtensionReport extension_after_uninstall(const LocatedTarget& located,
                                          const platform::Environment& environment,
                                          const Progress& progress) {
  const auto& target = located.target;
  const auto& selection = located.kubeconfig;
  const bool names_it =
      selection.manager_namespace && selection.manager_namespace->name == target.manager_namespace;
  if (!names_it || leads_elsewhere(environment)) return {};
  return apply(ExtensionEdit::unset, located, progress);
}

}  // namespace telepresence::release
