#include "commands/change.hpp"

#include <fmt/format.h>

namespace telepresence::commands {
namespace {

// It is another chart than the one that was asked for.
void warn_of_fallback(const supply::ObtainedChart& chart, const World& world) {
  if (chart.fallback.empty()) return;
  world.warn({"bundled-chart-used", Severity::warning, chart.origin, chart.fallback,
              fmt::format("The chart that the plugin carries is used, of the same version, {}.",
                          chart.metadata.version.to_string())});
}

std::string step_of(const release::Plan& plan, const supply::ObtainedChart& chart) {
  const auto version = chart.metadata.version.to_string();
  const auto& in = plan.target.manager_namespace;
  return plan.operation == release::Operation::install
             ? fmt::format("Installing Traffic Manager {} in namespace {}", version, in)
             : fmt::format("Upgrading the Traffic Manager in namespace {} to {}", in, version);
}

}  // namespace

ChangeReport change(const ChangeRequest& request, const MakePlan& make_plan, World& world) {
  const auto located = release::locate_target(request.target, world.environment(), world.caller());
  world.debug(
      fmt::format("namespace: {} ({})", located.target.manager_namespace, located.target.reason));
  // Before anything is fetched: without helm nothing can be done.
  const auto tools = world.release_tools(located.connection);
  ChangeReport report;
  report.target = located.target;
  report.chart = supply::obtain_chart(request.chart, world.supply_tools());
  warn_of_fallback(report.chart, world);

  const auto plan =
      make_plan(located.target, report.chart.path.string(), tools.helm.binary().version);
  world.progress().step(step_of(plan, report.chart));
  report.result = release::run_change(plan, tools);

  report.dry_run = plan.options.helm.is_dry_run();
  report.upgraded = plan.operation == release::Operation::upgrade &&
                    (report.dry_run || report.result.revision > 1);
  if (report.upgraded) report.values_rule = plan.reuse_mode;
  report.values_given = plan.options.helm.gives_values();
  if (request.kubeconfig_extension && !report.dry_run) {
    report.kubeconfig =
        release::extension_after_install(located, world.environment(), world.progress());
  }
  report.clients_find_it = release::clients_look_there(located) ||
                           report.kubeconfig.change == release::ExtensionReport::Change::set;
  return report;
}

}  // namespace telepresence::commands
