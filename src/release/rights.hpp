// Whether the user has the rights to finish what is to be begun.
#pragma once

#include <string>
#include <vector>

#include "cluster/releases.hpp"
#include "release/tools.hpp"

namespace telepresence::release {

enum class Change { upgrade, uninstall };

// The rights that are missing to change or delete the objects of a revision, in the API server's
// words: an upgrade and its rollback need the first, an uninstall the second. It is asked by a dry
// run of kubectl on `manifest`; without a kubectl, or where its answer tells nothing of rights,
// there is nothing to say. Throws Error (interrupted).
std::vector<std::string> missing_rights(Change change, const cluster::Release& release,
                                        const std::string& manifest, const Tools& tools);

// The same of what helm has recorded of the revision.
std::vector<std::string> missing_rights(Change change, const cluster::Release& release,
                                        const Tools& tools);

// Throws Error (cluster) when some are missing, interrupted.
void check_rights(Change change, const cluster::Release& release, const std::string& manifest,
                  const Tools& tools);
void check_rights(Change change, const cluster::Release& release, const Tools& tools);

}  // namespace telepresence::release
