#include "release/extension_edit.hpp"

#include <fmt/format.h>

#include "kubeconfig/edit.hpp"
#include "kubeconfig/store.hpp"
#include "util/diff.hpp"
#include "util/error.hpp"

namespace telepresence::release {
namespace {

void check_cluster(const Target& target) {
  const auto& selection = target.kubeconfig;
  if (!selection.has_files) {
    throw Error(ErrorKind::not_found, "there is no kubeconfig to change",
                "Name one by --kubeconfig or KUBECONFIG; without them it is ~/.kube/config. A pod "
                "that acts by its service account has none.");
  }
  if (selection.context.empty()) {
    throw Error(ErrorKind::not_found, "the kubeconfig chooses no context",
                "Choose one: kubectl config use-context NAME, or --kube-context NAME");
  }
  if (selection.cluster.empty()) {
    throw Error(ErrorKind::not_found,
                fmt::format("no kubeconfig has a cluster for context {}", selection.context),
                "helm telepresence kubeconfig show lists the contexts.");
  }
  if (selection.cluster_file.empty()) {
    throw Error(ErrorKind::not_found,
                fmt::format("no kubeconfig defines cluster {}, which context {} names",
                            selection.cluster, selection.context),
                "helm telepresence kubeconfig show lists the contexts.");
  }
}

std::string apply(const KubeconfigEditRequest& request, const Target& target,
                  const kubeconfig::File& file) {
  const auto& cluster = target.kubeconfig.cluster;
  switch (request.change) {
    case KubeconfigChange::set:
      return kubeconfig::set_manager_namespace(file, cluster, target.manager_namespace);
    case KubeconfigChange::unset:
      return kubeconfig::unset_manager_namespace(file, cluster);
    case KubeconfigChange::migrate:
      break;
  }
  return kubeconfig::migrate_manager_namespace(file, cluster, request.form);
}

}  // namespace

KubeconfigEditReport edit_kubeconfig(const KubeconfigEditRequest& request, const Target& target,
                                     const Progress& progress) {
  check_cluster(target);
  const auto& path = target.kubeconfig.cluster_file;
  KubeconfigEditReport report{target, false, request.dry_run, {}};
  const auto edit = [&](const std::string& text) {
    // Mostly the file is still what the target was chosen by.
    auto file = target.kubeconfig.source;
    if (file->text() != text) file = std::make_shared<const kubeconfig::File>(text, path.string());
    auto edited = apply(request, target, *file);
    report.diff = text::unified_diff(text, edited, path.string());
    return edited;
  };
  if (request.dry_run) {
    edit(kubeconfig::read_editable(path));
  } else {
    progress.step("Changing " + path.string());
    kubeconfig::update_file(path, target.kubeconfig.source->text(), edit, progress.tick);
  }
  report.changed = !report.diff.empty();
  return report;
}

}  // namespace telepresence::release
