// What the API server would say to a change, asked before helm begins it: which rights the user
// lacks, which pods it would not take, which fields belong to somebody else. All this takes
// kubectl.
#pragma once

#include <vector>

#include "cluster/access.hpp"
#include "cluster/rehearsal.hpp"
#include "release/manifest/permissions.hpp"
#include "release/scratch.hpp"
#include "release/tools.hpp"

namespace telepresence::release {

struct Trial {
  std::vector<ManifestObject> objects;  // that helm would make
  Making making;
  bool may_be_merged = false;  // an upgrade of which Helm 4 may let the API server merge the fields
  bool asks_version = false;   // the chart does not go with any Kubernetes
};

struct Objections {
  cluster::Lacking lacking;  // as far as is known
  cluster::Rehearsed said;
};

// Begins to ask about it.
void begin(cluster::Rehearsal& rehearsal, const Trial& trial, const Scratch& scratch);

// What came of it, and which rights are lacking. What is not answered is no objection. Throws
// Error: interrupted, and what cannot be read of an answer.
Objections objections_to(const Trial& trial, cluster::Access& access, cluster::Rehearsal& rehearsal,
                         const Tools& tools);

}  // namespace telepresence::release
