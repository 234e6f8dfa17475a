#include "commands/install.hpp"

#include <fmt/format.h>

namespace telepresence::commands {

ChangeReport install(const ChangeRequest& request, const release::Target& target,
                     const supply::ObtainedChart& chart, const helm::Client& helm,
                     const std::filesystem::path& probe_chart, const Progress& progress) {
  auto [report, change, operation, values] =
      prepare_change(release::Operation::install, request, target, chart);
  change.arguments = helm::install_arguments(helm.binary().version, operation, values);
  progress.step(fmt::format("Installing Traffic Manager {} in namespace {}",
                            chart.metadata.version.to_string(), target.manager_namespace));
  report.result = run_change(helm, change, probe_chart, progress);
  return report;
}

}  // namespace telepresence::commands
