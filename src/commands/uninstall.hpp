// `helm telepresence uninstall`: removes the Traffic Manager of a namespace.
#pragma once

#include "helm/client.hpp"
#include "release/target.hpp"
#include "util/progress.hpp"

namespace telepresence::commands {

struct UninstallRequest {
  helm::OperationOptions operation;  // release_namespace is filled from the target
  bool ignore_not_found = false;
};

struct UninstallReport {
  release::Target target;
  bool dry_run = false;
  bool found = true;     // false: there was nothing, and that was allowed
  std::string messages;  // what helm said: resources it kept, warnings
};

// Throws Error: not_found when there is no release (names where else one is), cluster
// when the cluster cannot be read, helm when helm failed, interrupted.
UninstallReport uninstall(const UninstallRequest& request, const release::Target& target,
                          const helm::Client& helm, const Progress& progress);

}  // namespace telepresence::commands
