// Runs helm's uninstall of the Traffic Manager.
#pragma once

#include <string>

#include "helm/arguments.hpp"
#include "release/target.hpp"
#include "release/tools.hpp"

namespace telepresence::release {

struct Removal {
  bool found = true;     // false: there was no release
  std::string messages;  // what helm said: resources it kept, warnings
};

// With `ignore_not_found` it is no error that there is no release. Throws Error: not_found,
// cluster, helm when helm failed, interrupted.
Removal remove_release(const helm::OperationOptions& options, const Target& target,
                       bool ignore_not_found, const Tools& tools);

}  // namespace telepresence::release
