// `helm telepresence kubeconfig unset`
#include <memory>

#include "cli/commands/kubeconfig_edit.hpp"
#include "cli/flags/basic.hpp"
#include "cli/subcommand.hpp"

namespace telepresence::cli {

Subcommand add_kubeconfig_unset(CLI::App& kubeconfig) {
  const auto flags = std::make_shared<KubeconfigEditFlags>();
  flags->request.edit = release::ExtensionEdit::unset;
  auto* app = add_command(kubeconfig, "unset",
                          "Take the Traffic Manager's namespace out of the current cluster again");
  add_edit_flags(*app, *flags);
  const auto run = [flags](Session& session, const std::vector<std::string>& /*extra*/) {
    run_edit(*flags, session);
  };
  return {app, {"helm telepresence kubeconfig unset"}, run};
}

}  // namespace telepresence::cli
