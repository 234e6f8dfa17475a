// `helm telepresence install`
#include "commands/install.hpp"

#include <memory>

#include "cli/commands/change.hpp"
#include "cli/flags/basic.hpp"
#include "cli/flags/values.hpp"
#include "cli/subcommand.hpp"

namespace telepresence::cli {

Subcommand add_install(CLI::App& root) {
  const auto flags = std::make_shared<ChangeFlags>();
  auto* app = add_command(root, "install", "Install the Traffic Manager");
  add_change_flags(*app, *flags, "install");
  const auto run = [flags](Session& session, const std::vector<std::string>& extra) {
    const auto report = commands::install(change_request(*flags, extra), session.world());
    show_change(session, report, flags->format);
  };
  return {app,
          {"helm telepresence install", "helm telepresence install -n staging --set logLevel=debug",
           "helm telepresence install -f values.yaml --chart ./telepresence-2.18.1.tgz",
           "helm telepresence install -n dev --set 'managerRbac.namespaced=true' "
           "--set 'managerRbac.namespaces={dev,staging}'"},
          run,
          true};
}

}  // namespace telepresence::cli
