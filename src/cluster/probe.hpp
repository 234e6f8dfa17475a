// The Traffic Manager's live objects, read through helm: a small chart (probe/) whose
// only template looks objects up and prints them. So the user needs no other
// client, and the authentication is exactly helm's.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "helm/client.hpp"

namespace telepresence::cluster {

struct Deployment {
  int desired = 0;  // replicas asked for
  int ready = 0;
  std::string image;
  std::vector<std::string> managed_namespaces;  // none: the whole cluster
};

helm::Client::Question deployment_question(const std::filesystem::path& probe_chart,
                                           const std::string& release_namespace);
// Nothing when there is no Deployment traffic-manager.
std::optional<Deployment> parse_deployment(const std::string& helm_output);

// Why the release's pods are not ready, the manager's and the Ambassador Agent's, a line
// each, in the words of the kubelet or the scheduler:
// "pod traffic-manager-6c… : ImagePullBackOff: …".
helm::Client::Question pods_question(const std::filesystem::path& probe_chart,
                                     const std::string& release_namespace);
std::vector<std::string> parse_pod_problems(const std::string& helm_output);

}  // namespace telepresence::cluster
