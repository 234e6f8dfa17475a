// `helm telepresence rbac`: permissions as manifests, for an admin to apply: those that the chart
// gives (rbac.only), or those that whoever installs it needs.
#pragma once

#include <string>
#include <vector>

#include "commands/world.hpp"
#include "helm/arguments.hpp"
#include "release/short_forms.hpp"
#include "release/target.hpp"
#include "supply/request.hpp"

namespace telepresence::commands {

struct RbacRequest {
  release::TargetRequest target;
  supply::ChartRequest chart;
  std::vector<helm::ValueFlag> values;
  release::ShortForms short_forms;
  bool installer = false;
  std::vector<release::Subject> installers;  // whom their rights are given
};

// YAML documents. The cluster is not asked. Throws Error: usage for values that can be read once
// alone, helm for values that the chart refuses, and what obtain_chart does.
std::string rbac(const RbacRequest& request, World& world);

}  // namespace telepresence::commands
