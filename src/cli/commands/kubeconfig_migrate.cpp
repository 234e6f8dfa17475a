// `helm telepresence kubeconfig migrate`
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/kubeconfig_edit.hpp"
#include "cli/flags/words.hpp"
#include "cli/subcommand.hpp"

namespace telepresence::cli {

Subcommand add_kubeconfig_migrate(CLI::App& group) {
  const auto flags = std::make_shared<KubeconfigEditFlags>();
  flags->request.edit = release::ExtensionEdit::migrate;
  auto* app = group.add_subcommand(
      "migrate", "Write the namespace by the key that your telepresence client prefers");
  add_word_option<kubeconfig::Form>(
      *app, "--to", flags->request.form,
      "manager, the key up to 2.20, or cluster, the one from 2.21 on; by default what "
      "fits your client, e.g. --to cluster");
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
