// How a Traffic Manager stands, judged from what was seen of it: what `check` tells. Nothing here
// asks anybody.
#pragma once

#include <optional>
#include <vector>

#include "cluster/injector.hpp"
#include "cluster/manager.hpp"
#include "cluster/objects.hpp"
#include "cluster/releases.hpp"
#include "helm/arguments.hpp"
#include "release/before/facts.hpp"
#include "release/health/drift.hpp"
#include "release/health/section.hpp"
#include "release/target.hpp"
#include "util/finding.hpp"
#include "util/time.hpp"

namespace telepresence::release {

// What was seen of a release that is there.
struct Health {
  cluster::Release release;
  // With these an upgrade takes a chart of the same version; none where it does so anyhow.
  helm::Arguments chart_flags;
  cluster::Answer<cluster::Manager> manager;
  std::vector<std::string> not_looked_at;      // of it, for want of rights: "list pods"
  cluster::Answer<cluster::Existing> objects;  // of its manifest
  // Of these from what the manifest says; nothing where it could not be compared.
  std::optional<Drift> drift;
  helm::Apply apply = helm::Apply::client;  // how it is applied; known where there is a drift
  cluster::Answer<Facts> facts;
  std::optional<cluster::InjectorAnswer> injector;  // nothing where it could not be asked
  std::optional<Finding> injector_finding;          // of one that does not answer
  TimePoint now;                                    // when all this was seen
};

std::vector<Section> judge(const Health& health, const Target& target);

}  // namespace telepresence::release
