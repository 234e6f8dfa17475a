// The workload that runs the Traffic Manager.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cluster/question.hpp"

namespace telepresence::cluster {

struct Deployment {
  int desired = 0;  // replicas asked for
  int ready = 0;
  std::string image;
  std::vector<std::string> managed_namespaces;  // none: the whole cluster

  bool is_ready() const { return desired > 0 && ready >= desired; }
};

// Nothing when there is no Deployment traffic-manager.
Question<std::optional<Deployment>> deployment_in(const std::string& release_namespace,
                                                  const std::filesystem::path& probe_chart);

}  // namespace telepresence::cluster
