// `helm telepresence values`: what the Traffic Manager would be given by an upgrade now, or by an
// install where there is none, and where each of the values comes from.
#pragma once

#include <optional>
#include <vector>

#include "chart/metadata.hpp"
#include "commands/world.hpp"
#include "release/target.hpp"
#include "release/values/planned_values.hpp"
#include "release/values/value_origins.hpp"
#include "supply/request.hpp"

namespace telepresence::commands {

struct ValuesRequest {
  release::TargetRequest target;
  supply::ChartRequest chart;
  release::ChangeSettings settings;  // the values count
  std::optional<helm::ReuseMode> reuse_mode;
};

// Of what the values are.
struct ValuesSubject {
  release::Target target;
  chart::Metadata chart;
  std::optional<cluster::Release> release;  // that would be upgraded
  std::optional<helm::ReuseMode> rule;      // what becomes of its values
  bool values_given = false;                // by flags
};

struct ValuesReport {
  ValuesSubject subject;
  std::vector<release::EffectiveValue> values;
};

struct StrangeValuesReport {
  ValuesSubject subject;
  bool has_values = false;  // the user gives any
  std::vector<release::StrangeValue> strange;
};

// What the cluster does not tell is a warning. Nothing is changed. All throw Error: what
// obtain_chart and plan_values do.
ValuesReport values(const ValuesRequest& request, World& world);
// The chart's own, without a look at the cluster.
ValuesReport default_values(const ValuesRequest& request, World& world);
// Those of the user's that the chart does not know.
StrangeValuesReport strange_values(const ValuesRequest& request, World& world);

}  // namespace telepresence::commands
