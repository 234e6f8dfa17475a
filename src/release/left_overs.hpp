// Objects of a Traffic Manager that is gone without an uninstall, mostly since its namespace was
// deleted: its webhook, its cluster-wide roles, its claims of other namespaces.
#pragma once

#include <string>
#include <vector>

#include "cluster/objects.hpp"
#include "release/target.hpp"
#include "release/tools.hpp"

namespace telepresence::release {

// What the one of namespace `owner` has left; nothing as long as it lives, as a release or as a
// Deployment, or when that cannot be told. `managed`, if not "", is a namespace where something of
// it may be. Throws Error (interrupted).
std::vector<cluster::LiveObject> left_overs_of(const std::string& owner, const std::string& managed,
                                               const Tools& tools);

// The commands that delete them, a line each.
std::string delete_commands(const std::vector<cluster::LiveObject>& objects, const Target& target);

}  // namespace telepresence::release
