#include "commands/kubeconfig_edit.hpp"

#include <fmt/format.h>

#include "kubeconfig/edit.hpp"
#include "kubeconfig/store.hpp"
#include "util/diff.hpp"
#include "util/error.hpp"

namespace telepresence::commands {
namespace {

void check_cluster(const Target& target) {
  const auto& selection = target.kubeconfig;
  if (selection.context.empty()) {
    throw Error(ErrorKind::not_found, "the kubeconfig chooses no context",
                "Choose one: kubectl config use-context NAME, or --kube-context NAME");
  }
  if (selection.cluster_file.empty()) {
    throw Error(ErrorKind::not_found,
                fmt::format("no kubeconfig defines the cluster of context {}", selection.context),
                "helm telepresence kubeconfig show lists the contexts.");
  }
}

}  // namespace

KubeconfigEditReport edit_kubeconfig(const KubeconfigEditRequest& request, const Target& target,
                                     const Progress& progress) {
  check_cluster(target);
  const auto& file = target.kubeconfig.cluster_file;
  const kubeconfig::EditTarget where{file.string(), target.kubeconfig.cluster};
  KubeconfigEditReport report{target, false, request.dry_run, {}};
  const auto edit = [&](const std::string& text) {
    auto edited = request.change == KubeconfigChange::set
                      ? kubeconfig::set_manager_namespace(text, where, target.manager_namespace)
                  : request.change == KubeconfigChange::unset
                      ? kubeconfig::unset_manager_namespace(text, where)
                      : kubeconfig::migrate_manager_namespace(text, where, request.form);
    report.diff = text::unified_diff(text, edited, file.string());
    return edited;
  };
  if (request.dry_run) {
    edit(kubeconfig::read_editable(file));
  } else {
    progress.step("Changing " + file.string());
    kubeconfig::update_file(file, edit, progress.tick);
  }
  report.changed = !report.diff.empty();
  return report;
}

}  // namespace telepresence::commands
