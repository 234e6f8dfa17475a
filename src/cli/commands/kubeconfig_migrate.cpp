// `helm telepresence kubeconfig migrate`
#include <memory>

#include "cli/commands/kubeconfig_edit.hpp"
#include "cli/flags/basic.hpp"
#include "cli/flags/words.hpp"
#include "cli/subcommand.hpp"

namespace telepresence::cli {

Subcommand add_kubeconfig_migrate(CLI::App& kubeconfig) {
  const auto flags = std::make_shared<KubeconfigEditFlags>();
  flags->request.edit = release::ExtensionEdit::migrate;
  auto* app = add_command(kubeconfig, "migrate",
                          "Write the namespace by the key that your telepresence client prefers");
  add_word<kubeconfig::Form>(
      *app,
      {"--to", "",
       "manager, the key up to 2.20, or cluster, the one from 2.21 on; by default what "
       "fits your client, e.g. --to cluster"},
      flags->request.form);
  add_edit_flags(*app, *flags);
  const auto run = [flags](Session& session, const std::vector<std::string>& /*extra*/) {
    run_edit(*flags, session);
  };
  return {app,
          {"helm telepresence kubeconfig migrate",
           "helm telepresence kubeconfig migrate --to manager --dry-run"},
          run};
}

}  // namespace telepresence::cli
