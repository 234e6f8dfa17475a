// The pods of the Traffic Manager's release, and what keeps them from being ready.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cluster/question.hpp"

namespace telepresence::cluster {

// Why pods are not ready, the manager's and the Ambassador Agent's, a line each, in the words of
// the kubelet or the scheduler: "pod traffic-manager-6c… : ImagePullBackOff: …".
Question<std::vector<std::string>> pod_problems_in(const std::string& release_namespace,
                                                   const std::filesystem::path& probe_chart);

}  // namespace telepresence::cluster
