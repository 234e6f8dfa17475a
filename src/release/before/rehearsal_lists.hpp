// What of a manifest the API server is asked about before helm begins (cluster/rehearsal).
#pragma once

#include <string>
#include <vector>

#include "cluster/objects.hpp"
#include "release/manifest/manifest.hpp"

namespace telepresence::release {

// A List in JSON, and what is in it.
struct RehearsalList {
  std::string json;
  std::vector<cluster::LiveObject> objects;  // their names alone
};

// The pods of the workloads, one of each, named as the workload, where those of `recorded` are
// others. They run as the namespace's default ServiceAccount: their own may not be there yet, and
// no pod is taken without one. Left out are hooks, and workloads that want no pod.
RehearsalList pods_of(const std::vector<ManifestObject>& objects,
                      const std::vector<ManifestObject>& recorded);

// Whether it is a workload, of which there are pods.
bool has_pods(const ManifestObject& object);

// Whether an old pod of the workload goes before a new one comes: the room that it leaves is not
// there yet when a pod is tried. Source: k8s.io/kubernetes/pkg/controller/deployment/rolling.go.
bool makes_room_first(const ManifestObject& workload);

// Those that the release has already, each with its namespace. Left out are hooks, and what the
// chart makes by what it finds in the cluster, which is not known here: Secrets, and a webhook with
// its certificate.
RehearsalList objects_to_apply(const std::vector<ManifestObject>& objects,
                               const std::vector<ManifestObject>& recorded);

}  // namespace telepresence::release
