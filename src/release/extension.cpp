#include "release/extension.hpp"

#include <fmt/format.h>

#include "release/extension_edit.hpp"
#include "util/error.hpp"

namespace telepresence::release {
namespace {

// Another API server than the one that the kubeconfig's cluster has.
bool leads_elsewhere(const platform::Environment& environment) {
  return environment.get("HELM_KUBEAPISERVER").has_value();
}

ExtensionReport apply(const Target& target, KubeconfigChange change, const Progress& progress) {
  const bool sets = change == KubeconfigChange::set;
  ExtensionReport report;
  report.file = target.kubeconfig.cluster_file;
  report.cluster = target.kubeconfig.cluster;
  try {
    edit_kubeconfig({change, kubeconfig::Form::manager, false}, target, progress);
    report.change = sets ? ExtensionReport::Change::set : ExtensionReport::Change::unset;
  } catch (const Error& error) {
    report.change = ExtensionReport::Change::failed;
    report.warning = error.what();
    report.by_hand = sets ? fmt::format(
                                "extensions:\n- name: telepresence.io\n  extension:\n    manager:\n"
                                "      namespace: \"{}\"",
                                target.manager_namespace)
                          : "";
  }
  return report;
}

}  // namespace

const char* to_word(ExtensionReport::Change change) {
  switch (change) {
    case ExtensionReport::Change::set:
      return "set";
    case ExtensionReport::Change::unset:
      return "unset";
    case ExtensionReport::Change::failed:
      return "failed";
    case ExtensionReport::Change::none:
      break;
  }
  return "none";
}

ExtensionReport extension_after_install(const Target& target,
                                        const platform::Environment& environment,
                                        const Progress& progress) {
  const auto& selection = target.kubeconfig;
  const auto named = selection.manager_namespace ? selection.manager_namespace->name
                                                 : std::string(standard_namespace);
  const bool is_true = named == target.manager_namespace;
  if (is_true || selection.cluster_file.empty() || leads_elsewhere(environment)) return {};
  return apply(target, KubeconfigChange::set, progress);
}

ExtensionReport extension_after_uninstall(const Target& target,
                                          const platform::Environment& environment,
                                          const Progress& progress) {
  const auto& selection = target.kubeconfig;
  const bool names_it =
      selection.manager_namespace && selection.manager_namespace->name == target.manager_namespace;
  if (!names_it || leads_elsewhere(environment)) return {};
  return apply(target, KubeconfigChange::unset, progress);
}

}  // namespace telepresence::release
