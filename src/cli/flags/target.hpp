// The flags that say where a command acts.
#pragma once

#include "release/target.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace telepresence::cli {

void add_target_flags(CLI::App& app, release::TargetRequest& target);

// --kubeconfig-extension, on by default.
void add_extension_flag(CLI::App& app, bool& extension);

}  // namespace telepresence::cli
