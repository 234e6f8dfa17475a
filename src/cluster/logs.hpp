// What a container that crashed has written last.
#pragma once

#include <string>

#include "cluster/kubectl.hpp"
#include "cluster/pods.hpp"

namespace telepresence::cluster {

// The last ten lines of the container before it was started again, behind a line that names it; ""
// when they cannot be had within five seconds.
std::string last_log_lines(const Kubectl& kubectl, const std::string& pod_namespace,
                           const PodProblem& pod);

}  // namespace telepresence::cluster
