// Permissions as manifests, told from what helm makes of the chart: those that are in it, and those
// that whoever installs, upgrades and uninstalls it needs.
#pragma once

#include <string>
#include <vector>

#include "release/short_forms.hpp"

namespace telepresence::release {

// The ServiceAccounts, Roles and bindings of a manifest, as they stand there. Throws Error (input)
// for what is no manifest.
std::string permissions_in(const std::string& manifest);

struct InstallerRights {
  std::string manager_namespace;
  // Whom they are given; none: the roles alone.
  std::vector<Subject> subjects;
};

// A Role for each namespace of the manifest and a ClusterRole, with their bindings, as YAML
// documents that `kubectl apply -f -` takes. Of objects of the whole cluster those that are in the
// manifest may be changed, no others. Throws what permissions_in does.
std::string installer_rights(const std::string& manifest, const InstallerRights& wanted);

}  // namespace telepresence::release
