// Objects of a Traffic Manager that is gone without an uninstall, mostly since its namespace was
// deleted: its webhook, its cluster-wide roles, its claims of other namespaces.
#pragma once

#include <string>
#include <vector>

#include "cluster/objects.hpp"
#include "release/command_lines.hpp"
#include "release/target.hpp"
#include "release/tools.hpp"

namespace telepresence::release {

struct LeftOvers {
  std::vector<cluster::LiveObject> objects;  // none as long as it lives
  bool lives = false;
  bool runs_without_release = false;  // it lives, and helm has no record of it
  std::string chart_version;          // of its release, "" without one
  std::string unknown;                // why nobody can tell whether it does; or ""
  std::vector<std::string>
      left_out;  // what this user may not read of the whole cluster, "list roles"
};

// Of the one of namespace `owner`: it lives as long as there is its release, or a Deployment or
// StatefulSet of that name, whoever made it. `managed` are namespaces where something of it may be,
// besides those of which its webhook or, if this user may look, its roles there tell. Throws Error
// (interrupted).
LeftOvers left_overs_of(const std::string& owner, const std::vector<std::string>& managed,
                        const Tools& tools);

// The commands that delete them, a line each.
std::string delete_commands(const std::vector<cluster::LiveObject>& objects, const Target& target,
                            As who = As::this_user);

}  // namespace telepresence::release
