// `helm telepresence install`
#include "commands/install.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/change.hpp"
#include "cli/flags/flags.hpp"
#include "cli/subcommand.hpp"

namespace telepresence::cli {

Subcommand add_install(CLI::App& root) {
  struct Flags {
    release::TargetRequest target;
    ChangeFlags change;
    OutputFormat format = OutputFormat::text;
  };
  const auto flags = std::make_shared<Flags>();
  auto* app = root.add_subcommand("install", "Install the Traffic Manager");
  add_target_flags(*app, flags->target);
  add_change_flags(*app, flags->change, "install");
  add_output_flag(*app, flags->format);

  const auto run = [flags](const Session& session, const std::vector<std::string>& extra) {
    const auto request = change_request(flags->change, extra);
    const auto perform = [&](const auto&... rest) { return commands::install(request, rest...); };
    run_change_command(session,
                       {flags->target, chart_request(flags->change), request.operation.dry_run,
                        flags->change.kubeconfig_extension, flags->format},
                       perform);
  };
  return {app,
          {"helm telepresence install", "helm telepresence install -n staging --set logLevel=debug",
           "helm telepresence install -f values.yaml --chart ./telepresence-2.18.1.tgz",
           "helm telepresence install -n dev --set 'managerRbac.namespaced=true' "
           "--set 'managerRbac.namespaces={dev,staging}'"},
          run};
}

}  // namespace telepresence::cli
