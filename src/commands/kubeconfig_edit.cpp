#include "commands/kubeconfig_edit.hpp"

#include "kubeconfig/extension.hpp"
#include "supply/client.hpp"
#include "util/error.hpp"

namespace telepresence::commands {
namespace {

kubeconfig::Form form_for(const KubeconfigEditRequest& request, const World& world) {
  if (request.form) return *request.form;
  if (request.edit != release::ExtensionEdit::migrate) return kubeconfig::Form::manager;
  const auto client = supply::find_telepresence_client(world.environment());
  if (client && client->version) return kubeconfig::form_of_client(*client->version);
  throw Error(ErrorKind::usage, "no telepresence client reports its version",
              "Say which key is wanted: --to manager or --to cluster.");
}

}  // namespace

KubeconfigEditReport edit_kubeconfig(const KubeconfigEditRequest& request, World& world) {
  const auto form = form_for(request, world);
  const auto located = release::locate_target(request.target, world.environment(), world.caller());
  KubeconfigEditReport report;
  report.target = located.target;
  report.edit = request.edit;
  report.file = located.kubeconfig.cluster_file;
  report.cluster = located.kubeconfig.cluster;
  report.dry_run = request.dry_run;
  report.diff =
      release::edit_extension({request.edit, form, request.dry_run}, located, world.progress());
  report.changed = !report.diff.empty();
  return report;
}

}  // namespace telepresence::commands
