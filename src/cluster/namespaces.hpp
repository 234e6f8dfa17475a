// The namespaces of a cluster.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cluster/question.hpp"

namespace telepresence::cluster {

// All but those that are being deleted. No answer where the user may not list them.
Question<std::vector<std::string>> namespaces_of_cluster(const std::filesystem::path& probe_chart);

}  // namespace telepresence::cluster
