// `helm telepresence uninstall`: removes the Traffic Manager of a namespace.
#pragma once

#include "commands/progress.hpp"
#include "commands/target.hpp"
#include "helm/client.hpp"

namespace telepresence::commands {

struct UninstallRequest {
  helm::OperationOptions operation;  // release_namespace is filled from the target
  bool ignore_not_found = false;
};

struct UninstallReport {
  Target target;
  bool dry_run = false;
  bool found = true;     // false: there was nothing, and that was allowed
  std::string messages;  // what helm said: resources it kept, warnings
};

// Throws Error: not_found when there is no release (names where else one is), cluster
// when the cluster cannot be read, helm when helm failed, interrupted.
UninstallReport uninstall(const UninstallRequest& request, const Target& target,
                          const helm::Client& helm, const Progress& progress);

}  // namespace telepresence::commands
