// What somebody changed of a release's objects in the cluster, where that matters most: who may do
// what, and which images run.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cluster/objects.hpp"
#include "release/manifest/manifest.hpp"

namespace telepresence::release {

// A role or binding that does not give what the release's gives.
struct ChangedRole {
  cluster::LiveObject object;  // its name alone
  // In words: rights ("get, list pods"), or subjects ("User jane").
  std::vector<std::string> lacks;
  std::vector<std::string> has_besides;
  // Of a binding: the role that it gives in place of the release's; "" where it is that one. The
  // API server lets nobody change it: the binding was made again.
  std::string gives;
};

// A container of a workload's pods that has another image.
struct ChangedImage {
  std::string workload;   // "Deployment traffic-manager in namespace prod"
  std::string container;  // its name
  std::string recorded;
  std::string live;
};

struct Drift {
  std::size_t roles = 0;  // how many of the roles and bindings could be compared
  std::vector<ChangedRole> changed_roles;
  std::vector<ChangedImage> changed_images;

  bool is_any() const { return !changed_roles.empty() || !changed_images.empty(); }
};

// `existing` has the contents of those that are compared; what is not there, or is not seen, is
// left out. Neither the order of rules and subjects counts, nor how they are written.
Drift drift_of(const std::vector<ManifestObject>& recorded, const cluster::Existing& existing);

}  // namespace telepresence::release
