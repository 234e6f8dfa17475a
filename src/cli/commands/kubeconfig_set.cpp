// `helm telepresence kubeconfig set`
#include <memory>

#include "cli/commands/kubeconfig_edit.hpp"
#include "cli/flags/basic.hpp"
#include "cli/flags/target.hpp"
#include "cli/subcommand.hpp"

namespace telepresence::cli {

Subcommand add_kubeconfig_set(CLI::App& kubeconfig) {
  const auto flags = std::make_shared<KubeconfigEditFlags>();
  flags->request.edit = release::ExtensionEdit::set;
  auto* app =
      add_command(kubeconfig, "set",
                  "Let clients on the current cluster look in a namespace for the Traffic Manager");
  add_target_flags(*app, flags->request.target);
  add_edit_flags(*app, *flags);
  const auto run = [flags](Session& session, const std::vector<std::string>& /*extra*/) {
    run_edit(*flags, session);
  };
  return {app,
          {"helm telepresence kubeconfig set -n staging",
           "helm telepresence kubeconfig set -n staging --kube-context prod --dry-run"},
          run};
}

}  // namespace telepresence::cli
