// The flags of every command: the plugin's own, and helm's.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "cli/report/style.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace telepresence::cli {

struct GlobalOptions {
  bool debug = false;
  bool quiet = false;
  Colouring colouring = Colouring::automatic;
  std::optional<std::string> kubeconfig;
  std::map<std::string, std::string> variables;  // helm's global flags, by their variable
};

void add_global_flags(CLI::App& app, GlobalOptions& options);

}  // namespace telepresence::cli
