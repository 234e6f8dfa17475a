// The values that the Traffic Manager would be given by an upgrade now, or by an install where
// there is none. Helm merges them: how it does differs between its versions.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "cluster/releases.hpp"
#include "helm/arguments.hpp"
#include "release/plan.hpp"
#include "release/target.hpp"
#include "release/tools.hpp"
#include "release/values/value_origins.hpp"
#include "yaml/value.hpp"

namespace telepresence::release {

struct PlannedValues {
  std::optional<cluster::Release> release;  // that would be upgraded
  std::string release_not_read;             // why the cluster did not tell; "" where it did
  std::optional<helm::ReuseMode> rule;      // what becomes of the release's values
  MergedValues merged;
  yaml::Value given;  // the user's: what `helm get values` would show
};

// `chart` is a folder or a .tgz; of `settings` the values count. Throws Error: usage for values
// that can be read once alone, input for others that cannot be read and for a chart, conflict for a
// release of another chart, and what helm says of an upgrade that it would not begin.
PlannedValues plan_values(const ChangeSettings& settings,
                          const std::optional<helm::ReuseMode>& reuse_mode, const Target& target,
                          const std::filesystem::path& chart, const Tools& tools);

// Those of the chart and its subcharts. The cluster is not asked.
yaml::Value default_values(const Target& target, const std::filesystem::path& chart,
                           const Tools& tools);

}  // namespace telepresence::release
