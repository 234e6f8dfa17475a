// The way that install and upgrade share: target, chart, plan, helm's run, kubeconfig.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cluster/injector.hpp"
#include "commands/world.hpp"
#include "release/change/run.hpp"
#include "release/extension.hpp"
#include "release/plan.hpp"
#include "release/uninstall/repair.hpp"
#include "supply/obtain.hpp"

namespace telepresence::commands {

struct ChangeRequest {
  release::TargetRequest target;
  supply::ChartRequest chart;
  release::ChangeSettings options;
  bool kubeconfig_extension = true;  // whether it may be made true
  bool recover = false;              // first repair what is there
  // The flags given besides target and values, for a command line to suggest: those that say which
  // chart, and all others.
  helm::Arguments chart_flags;
  helm::Arguments other_flags;
};

struct ChangeReport {
  release::Target target;
  supply::ObtainedChart chart;
  bool dry_run = false;
  bool upgraded = false;  // an existing release was changed, none was made
  // Of an upgrade: what became of the old values, and whether new ones were given.
  std::optional<helm::ReuseMode> values_rule;
  bool values_given = false;
  release::RepairOutcome recovery;  // what was repaired first
  release::ChangeResult result;
  release::ExtensionReport kubeconfig;
  bool clients_find_it = false;  // without being told its namespace
  // Whether the API server reaches its agent injector; nothing where that was not asked.
  std::optional<cluster::InjectorAnswer> injector;
};

// Decides what helm is told, for this target and a chart at this path.
using MakePlan = std::function<release::Plan(const release::Target& target,
                                             const std::string& chart, const Version& helm)>;

// That the chart is another than the one that was asked for; nothing where it is not.
std::optional<Finding> fallback_of(const supply::ObtainedChart& chart);

// Throws Error; then nothing was changed, or what was changed has been put back.
ChangeReport change(const ChangeRequest& request, const MakePlan& make_plan, World& world);

}  // namespace telepresence::commands
