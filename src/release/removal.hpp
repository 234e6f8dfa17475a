// Runs helm's uninstall of the Traffic Manager.
#pragma once

#include <string>
#include <vector>

#include "helm/arguments.hpp"
#include "release/target.hpp"
#include "release/tools.hpp"
#include "util/error.hpp"

namespace telepresence::release {

struct Removal {
  bool found = true;     // false: there was no release
  std::string messages;  // what helm said: resources it kept, warnings
  // Objects that are left since there was no right to delete them, though the release is gone:
  // "clusterrole/traffic-manager".
  std::vector<std::string> left;
};

// What is asked of an uninstall.
struct RemovalSettings {
  helm::OperationOptions helm;
  bool ignore_not_found = false;  // it is no error that there is no release
  bool force = false;             // also without the rights to finish it
  bool fail_fast = true;          // ends the wait for a Job that cannot run
};

// Throws Error: not_found, cluster (also when rights are missing), helm when helm failed,
// interrupted.
Removal remove_release(const RemovalSettings& settings, const Target& target, const Tools& tools);

// What is to be said, and done, of a removal that left something.
Error left_behind(const Removal& removal, const Target& target);

}  // namespace telepresence::release
