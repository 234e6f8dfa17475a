// What install and upgrade share: run helm's operation, and when it fails or is
// interrupted, put back what was there before.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "helm/arguments.hpp"
#include "helm/client.hpp"
#include "release/change.hpp"
#include "release/target.hpp"
#include "supply/obtain.hpp"
#include "util/progress.hpp"

namespace telepresence::commands {

// What the user asked for, as far as it is the same for both commands.
struct ChangeRequest {
  helm::OperationOptions operation;  // release_namespace is filled from the target
  helm::ChartOptions values;         // chart is filled from what is given
  bool rollback_on_failure = true;
};

// What helm said of the release it made; all empty after a dry run.
struct ChangeResult {
  int revision = 0;
  std::string status;    // helm's word, "deployed"
  std::string notes;     // the chart's NOTES
  std::string warnings;  // what helm wrote to stderr although it succeeded
};

struct ChangeReport {
  release::Target target;
  supply::ObtainedChart chart;
  bool dry_run = false;
  bool upgraded = false;  // an existing release was changed, none was made
  // Of an upgrade: what became of the old values.
  std::optional<helm::ReuseMode> values_rule;
  std::string values;  // the same for people
  ChangeResult result;
};

// What both commands do before they choose helm's flags: the request is completed with the
// chart and the target.
struct PreparedChange {
  ChangeReport report;     // target, chart, dry_run
  release::Change change;  // all but arguments
  helm::OperationOptions operation;
  helm::ChartOptions values;
};
PreparedChange prepare_change(release::Operation operation, const ChangeRequest& request,
                              const release::Target& target, const supply::ObtainedChart& chart);

// Runs the operation. stdin goes to helm (`-f -`); a dry run's stdout is helm's own.
// Throws Error: helm, not_found, conflict or cluster when it failed, interrupted when it
// was interrupted, in each case after what it had changed was put back.
ChangeResult run_change(const helm::Client& helm, const release::Change& change,
                        const std::filesystem::path& probe_chart, const Progress& progress);

}  // namespace telepresence::commands
