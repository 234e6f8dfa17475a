// The process that started this one. Helm removes its own flags from a plugin's
// arguments; what the user really typed is on the parent's command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/environment.hpp"

namespace telepresence::platform {

struct ParentProcess {
  std::vector<std::string> arguments;      // argv, the program's name first
  std::optional<Environment> environment;  // nothing where the system keeps it private
};

// Nothing when the parent is gone or may not be read.
std::optional<ParentProcess> read_parent();

}  // namespace telepresence::platform
