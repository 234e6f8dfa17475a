#include "commands/upgrade.hpp"

#include <fmt/format.h>

namespace telepresence::commands {
namespace {

// Keeping the old values means the user's own, on top of the new chart's defaults: a
// default that the old chart did not have yet must not be lost.
helm::ReuseMode effective_mode(const UpgradeRequest& request, bool values_given) {
  if (request.reuse_mode) return *request.reuse_mode;
  return values_given ? helm::ReuseMode::reset : helm::ReuseMode::reset_then_reuse;
}

const char* describe(helm::ReuseMode mode, bool given) {
  switch (mode) {
    case helm::ReuseMode::reset:
      return given ? "those given now; earlier ones are dropped" : "the chart's defaults";
    case helm::ReuseMode::reuse:
      return given ? "the release's, with those given now on top" : "the release's";
    case helm::ReuseMode::reset_then_reuse:
      break;
  }
  return given ? "the chart's defaults, the release's own, and those given now on top"
               : "the release's own, on top of the chart's defaults";
}

}  // namespace

ChangeReport upgrade(const UpgradeRequest& request, const release::Target& target,
                     const supply::ObtainedChart& chart, const helm::Client& helm,
                     const std::filesystem::path& probe_chart, const Progress& progress) {
  auto [report, change, operation, values] =
      prepare_change(release::Operation::upgrade, request.change, target, chart);
  const bool values_given = !values.values.empty() || helm::gives_values(operation.extra);
  const auto mode = effective_mode(request, values_given);
  change.arguments =
      helm::upgrade_arguments(helm.binary().version, operation, values, mode, request.install);
  progress.step(fmt::format("Upgrading the Traffic Manager in namespace {} to {}",
                            target.manager_namespace, chart.metadata.version.to_string()));
  report.result = run_change(helm, change, probe_chart, progress);
  report.upgraded = report.dry_run || report.result.revision > 1;
  if (!report.upgraded) return report;
  report.values_rule = mode;
  report.values = describe(mode, values_given);
  return report;
}

}  // namespace telepresence::commands
