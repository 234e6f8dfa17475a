// What `install` and `upgrade` have in common on the command line's side: run the
// operation under a progress line, print the report.
#pragma once

#include <functional>

#include "cli/report/text.hpp"
#include "cli/session.hpp"
#include "commands/change.hpp"

namespace telepresence::cli {

using PerformChange = std::function<commands::ChangeReport(
    const release::Target& target, const supply::ObtainedChart& chart, const helm::Client& helm,
    const std::filesystem::path& probe_chart, const Progress& progress)>;

// What was asked for, one part for each step.
struct ChangeCommand {
  release::TargetRequest target;
  supply::ChartRequest chart;
  helm::DryRun dry_run = helm::DryRun::none;
  bool kubeconfig_extension = true;
  OutputFormat format = OutputFormat::text;
};

// Target, chart, operation, kubeconfig, report.
void run_change_command(const Session& session, const ChangeCommand& command,
                        const PerformChange& perform);

}  // namespace telepresence::cli
