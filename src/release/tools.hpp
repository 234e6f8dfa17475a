// What this room needs of the world.
#pragma once

#include <filesystem>
#include <optional>
#include <utility>

#include "cluster/kubectl.hpp"
#include "helm/client.hpp"
#include "util/progress.hpp"

namespace telepresence::release {

struct Tools {
  helm::Client helm;  // for the cluster of the run
  std::optional<cluster::Kubectl> kubectl;
  std::filesystem::path probe_chart;  // reads the cluster, see cluster/probe
  std::filesystem::path scratch;      // where folders may be made for the time of the run
  const Progress& progress;

  // The same for a repair: Ctrl-C does not end it.
  Tools shielded() const {
    auto shielded_kubectl = kubectl;
    if (kubectl) shielded_kubectl = kubectl->shielded();
    return {helm.shielded(), std::move(shielded_kubectl), probe_chart, scratch, progress};
  }
};

}  // namespace telepresence::release
