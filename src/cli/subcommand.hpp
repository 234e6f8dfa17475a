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
  // `extra`: what stood behind `--`, for helm.
  std::function<void(const Session& session, const std::vector<std::string>& extra)> run;
};

Subcommand add_install(CLI::App& root);
Subcommand add_upgrade(CLI::App& root);
Subcommand add_uninstall(CLI::App& root);
Subcommand add_status(CLI::App& root);
Subcommand add_version(CLI::App& root);

// For a subcommand that runs no helm operation the user could add flags to. Throws
// Error (usage) when there are any.
void refuse_extra(const std::vector<std::string>& extra);

}  // namespace telepresence::cli
