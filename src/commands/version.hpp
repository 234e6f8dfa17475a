// `helm telepresence version`: what takes part, and in which version.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chart/metadata.hpp"
#include "cluster/releases.hpp"
#include "commands/progress.hpp"
#include "commands/telepresence_client.hpp"
#include "helm/client.hpp"

namespace telepresence::commands {

struct VersionReport {
  std::string plugin;
  chart::Metadata bundled_chart;
  helm::Binary helm;
  std::optional<TelepresenceClient> client;
};

// The plugin's version, as plugin.yaml had it when this was built.
std::string plugin_version();

// Needs no cluster.
VersionReport version(const helm::Binary& helm, const platform::Environment& environment,
                      const std::filesystem::path& bundled_chart);

// The Traffic Manager in `release_namespace`; nothing when there is none. Throws Error
// (cluster) when the cluster cannot be read.
std::optional<cluster::Release> manager_version(const helm::Client& helm,
                                                const std::string& release_namespace,
                                                const Progress& progress);

}  // namespace telepresence::commands
