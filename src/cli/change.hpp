// What `install` and `upgrade` have in common on the command line's side: run the
// operation under a progress line, print the report.
#pragma once

#include <functional>

#include "cli/output.hpp"
#include "cli/session.hpp"
#include "commands/change.hpp"

namespace telepresence::cli {

using PerformChange = std::function<commands::ChangeReport(
    const commands::Target& target, const helm::Client& helm, const commands::PluginCharts& charts,
    const commands::Progress& progress)>;

void run_change_command(const Session& session, const commands::ChangeRequest& request,
                        const commands::TargetRequest& target_request, OutputFormat format,
                        const PerformChange& perform);

}  // namespace telepresence::cli
