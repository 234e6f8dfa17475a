// `helm telepresence uninstall`: removes the Traffic Manager of a namespace.
#pragma once

#include <string>
#include <vector>

#include "commands/world.hpp"
#include "release/extension.hpp"
#include "release/target.hpp"
#include "release/uninstall/removal.hpp"

namespace telepresence::commands {

struct UninstallRequest {
  release::TargetRequest target;
  release::RemovalSettings settings;
  std::vector<std::string> ignored_findings;
  bool kubeconfig_extension = true;  // whether it may be made true
};

struct UninstallReport {
  release::Target target;
  bool dry_run = false;
  release::Removal removal;
  release::ExtensionReport kubeconfig;
};

// Throws Error: not_found when there is no release (with the command for where else one is),
// cluster when the cluster cannot be read or something is left, helm when helm failed,
// interrupted.
UninstallReport uninstall(const UninstallRequest& request, World& world);

}  // namespace telepresence::commands
