// `helm telepresence version`: what takes part, and in which version.
#pragma once

#include <optional>
#include <string>

#include "chart/metadata.hpp"
#include "cluster/releases.hpp"
#include "commands/world.hpp"
#include "helm/binary.hpp"
#include "release/target.hpp"
#include "supply/client.hpp"
#include "util/error.hpp"

namespace telepresence::commands {

struct VersionRequest {
  release::TargetRequest target;
  bool client_only = false;  // the cluster is not asked
};

// What is known of the Traffic Manager in the cluster.
struct ManagerVersion {
  std::string release_namespace;
  std::optional<cluster::Release> release;  // nothing when there is none
  std::string problem;                      // when the client is of another version
};

struct VersionReport {
  std::string plugin;
  chart::Metadata bundled_chart;
  helm::Binary helm;
  std::optional<supply::TelepresenceClient> client;
  std::optional<ManagerVersion> manager;  // nothing when the cluster was not asked
  // Why the cluster could not be asked: what is known without it is worth telling all the same.
  std::optional<Error> failure;
};

// Throws Error (environment) without a helm, interrupted.
VersionReport version(const VersionRequest& request, World& world);

}  // namespace telepresence::commands
