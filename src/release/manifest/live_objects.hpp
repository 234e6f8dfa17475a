// The objects of a release as they are in the cluster, whoever changed them.
#pragma once

#include <string>
#include <vector>

#include "cluster/objects.hpp"
#include "release/manifest/manifest.hpp"
#include "release/target.hpp"
#include "release/tools.hpp"

namespace telepresence::release {

// The one of `objects` that the manifest's stands for; nullptr where it is not among them.
const cluster::LiveObject* live_object(const std::vector<cluster::LiveObject>& objects,
                                       const ManifestObject& wanted);

struct Manifests {
  std::string recorded;  // "" where there is no release
  std::string wanted;
};

struct LiveObjects {
  // Those that are there, with the fields that one of the manifests names. A hook, which is there
  // only while it runs, and what this user may not see, are as they are recorded.
  std::vector<ManifestObject> objects;
  std::vector<std::string> unseen;  // the names of the latter
};

// Throws Error: cluster when they cannot be read, interrupted.
LiveObjects live_objects(const Manifests& manifests, const Target& target, const Tools& tools);

}  // namespace telepresence::release
