// `helm telepresence version`: what takes part, and in which version.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chart/metadata.hpp"
#include "cluster/releases.hpp"
#include "helm/client.hpp"
#include "supply/client.hpp"
#include "util/progress.hpp"

namespace telepresence::commands {

struct VersionReport {
  std::string plugin;
  chart::Metadata bundled_chart;
  helm::Binary helm;
  std::optional<supply::TelepresenceClient> client;
};

// Needs no cluster.
VersionReport version(const helm::Binary& helm, const platform::Environment& environment,
                      const std::filesystem::path& bundled_chart);

// The Traffic Manager in `release_namespace`; nothing when there is none. Throws Error
// (cluster) when the cluster cannot be read.
std::optional<cluster::Release> manager_version(const helm::Client& helm,
                                                const std::string& release_namespace,
                                                const Progress& progress);

}  // namespace telepresence::commands
