// One subcommand, as its file in this folder makes it: the flags are registered on
// `app`, the work is done by `run` after the whole command line was found right.
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
  // `extra`: what stood behind `--`, for helm; always empty unless takes_helm_flags.
  std::function<void(const Session& session, const std::vector<std::string>& extra)> run;
  bool takes_helm_flags = true;
};

Subcommand add_install(CLI::App& root);
Subcommand add_upgrade(CLI::App& root);
Subcommand add_uninstall(CLI::App& root);
Subcommand add_status(CLI::App& root);
Subcommand add_version(CLI::App& root);
std::vector<Subcommand> add_chart(CLI::App& root);  // chart list, chart pull, …
std::vector<Subcommand> add_kubeconfig(CLI::App& root);

}  // namespace telepresence::cli
