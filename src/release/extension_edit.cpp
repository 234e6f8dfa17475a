#include "release/extension_edit.hpp"

#include <fmt/format.h>

#include <memory>

#include "kubeconfig/edit.hpp"
#include "kubeconfig/store.hpp"
#include "release/command_lines.hpp"
#include "util/diff.hpp"
#include "util/error.hpp"

namespace telepresence::release {
namespace {

void check_cluster(const LocatedTarget& located) {
  const auto& selection = located.kubeconfig;
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
                "To list the contexts: " + plugin_command(located.target, {"kubeconfig", "show"}));
  }
  if (selection.cluster_file.empty()) {
    throw Error(ErrorKind::not_found,
                fmt::format("no kubeconfig defines cluster {}, which context {} names",
                            selection.cluster, selection.context),
                "To list the contexts: " + plugin_command(located.target, {"kubeconfig", "show"}));
  }
}

// Somebody may have written another name since the file was read.
bool is_as_expected(const ExtensionEditRequest& request, const LocatedTarget& located,
                    const kubeconfig::File& file) {
  if (request.only_if_named.empty()) return true;
  const auto named = kubeconfig::manager_namespace_in(file, located.kubeconfig.cluster);
  return named && named->name == request.only_if_named;
}

std::string apply(const ExtensionEditRequest& request, const LocatedTarget& located,
                  const kubeconfig::File& file) {
  const auto& cluster = located.kubeconfig.cluster;
  switch (request.edit) {
    case ExtensionEdit::set:
      return kubeconfig::set_manager_namespace(file, cluster, located.target.manager_namespace);
    case ExtensionEdit::unset:
      return kubeconfig::unset_manager_namespace(file, cluster);
    case ExtensionEdit::migrate:
      break;
  }
  return kubeconfig::migrate_manager_namespace(file, cluster, request.form);
}

}  // namespace

std::string edit_extension(const ExtensionEditRequest& request, const LocatedTarget& located,
                           const Progress& progress) {
  check_cluster(located);
  const auto& path = located.kubeconfig.cluster_file;
  const auto& source = located.kubeconfig.source;
  std::string diff;
  const auto edit = [&](const std::string& text) {
    // Mostly the file is still what the target was chosen by.
    auto file = source;
    if (file->text() != text) file = std::make_shared<const kubeconfig::File>(text, path.string());
    if (!is_as_expected(request, located, *file)) return text;
    auto edited = apply(request, located, *file);
    diff = text::unified_diff(text, edited, path.string());
    return edited;
  };
  if (request.dry_run) {
    edit(kubeconfig::read_editable(path));
  } else {
    progress.step("Changing " + path.string());
    kubeconfig::update_file(path, source->text(), edit, progress.tick);
  }
  return diff;
}

}  // namespace telepresence::release
