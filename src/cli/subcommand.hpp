// One subcommand, as its file in commands/ makes it: the flags are registered on `app`, the work is
// done by `run` after the whole command line was found right.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/session.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace telepresence::cli {

struct Subcommand {
  CLI::App* app = nullptr;
  std::vector<std::string> examples;  // whole command lines, for the help
  // `extra`: what was given after `--`, for helm; always empty unless takes_helm_flags.
  std::function<void(Session& session, const std::vector<std::string>& extra)> run;
  bool takes_helm_flags = false;
};

// Each is made by its own file of cli/commands/. A new one gets its line here and in
// add_subcommands.
Subcommand add_install(CLI::App& root);
Subcommand add_upgrade(CLI::App& root);
Subcommand add_uninstall(CLI::App& root);
Subcommand add_repair(CLI::App& root);
Subcommand add_status(CLI::App& root);
Subcommand add_list(CLI::App& root);
Subcommand add_check(CLI::App& root);
Subcommand add_values(CLI::App& root);
Subcommand add_diff(CLI::App& root);
Subcommand add_rbac(CLI::App& root);
Subcommand add_version(CLI::App& root);
Subcommand add_chart_list(CLI::App& chart);
Subcommand add_chart_pull(CLI::App& chart);
Subcommand add_chart_show(CLI::App& chart);
Subcommand add_chart_verify(CLI::App& chart);
Subcommand add_kubeconfig_show(CLI::App& kubeconfig);
Subcommand add_kubeconfig_set(CLI::App& kubeconfig);
Subcommand add_kubeconfig_unset(CLI::App& kubeconfig);
Subcommand add_kubeconfig_migrate(CLI::App& kubeconfig);

// All of them, in the order of the help.
std::vector<Subcommand> add_subcommands(CLI::App& root);

}  // namespace telepresence::cli
