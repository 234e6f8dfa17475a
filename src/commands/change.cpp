#include "commands/change.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>
#include <vector>

#include "release/before/preflight.hpp"
#include "release/command_lines.hpp"
#include "release/watch/injector_check.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::commands {
namespace {

std::string step_of(const release::Plan& plan, const supply::ObtainedChart& chart) {
  const auto version = chart.metadata.version.to_string();
  const auto& in = plan.target.manager_namespace;
  return plan.operation == release::Operation::install
             ? fmt::format("Installing Traffic Manager {} in namespace {}", version, in)
             : fmt::format("Upgrading the Traffic Manager in namespace {} to {}", in, version);
}

// It is asked when there is one that has to be ready. The operation has succeeded: nothing that
// goes wrong here changes that, nor does a Ctrl-C.
std::optional<cluster::InjectorAnswer> ask_injector(const ChangeReport& report,
                                                    const ChangeRequest& request,
                                                    const release::Tools& tools,
                                                    const World& world) {
  const auto& options = request.options.helm;
  const bool is_ready = !options.is_dry_run() && options.wait != helm::Wait::no &&
                        options.wait != helm::Wait::hook_only;
  const auto& managed = report.result.injector_namespace;
  if (!is_ready || managed.empty()) return std::nullopt;
  world.progress().step("Asking the agent injector for an answer");
  try {
    const auto& version = report.chart.metadata.version;
    auto answer =
        release::ask_injector(report.result.injector, version, report.target, managed, tools);
    if (!answer) return std::nullopt;
    world.debug(fmt::format("agent injector: {} {}", to_word(answer->state), answer->why));
    const auto finding = release::injector_unreachable(*answer, report.result.injector,
                                                       report.target, tools, request.chart_flags);
    if (finding) world.warn(*finding);
    return answer;
  } catch (const Error& error) {
    world.debug(fmt::format("agent injector: {}", error.what()));
    return std::nullopt;
  }
}

using Texts = std::set<std::string>;

// What is to be changed without a cluster cannot be compared with one.
void look_before(const release::Plan& plan, const ChangeRequest& request,
                 const release::Tools& tools, const World& world, Texts& told) {
  if (plan.options.helm.dry_run == helm::DryRun::client) return;
  world.progress().step("Looking at the cluster before anything is changed");
  const auto found = release::preflight(
      plan, {plan.operation, request.chart_flags, request.other_flags, request.options}, tools);
  for (const auto& finding : found.findings) {
    if (finding.severity != Severity::warning) continue;
    if (told.insert(finding.text).second) world.warn(finding);
  }
  release::stop_for_errors(found, plan);
}

// An upgrade builds on a release, mostly on its values too; a repair may have to remove it.
void check_values_survive(const release::Plan& plan, const release::Tools& tools) {
  if (plan.operation != release::Operation::upgrade) return;
  if (plan.may_install && plan.reuse_mode == helm::ReuseMode::reset) return;
  const auto found = release::find_repairs(plan.target, tools);
  const auto removal =
      std::ranges::find(found.repairs, release::Cure::uninstall, &release::Repair::cure);
  if (removal == found.repairs.end()) return;
  const auto& in = plan.target.manager_namespace;
  throw Error(ErrorKind::conflict,
              fmt::format("the repair would remove the release in namespace {}, and with it the "
                          "values that this upgrade builds on: {}; nothing was changed",
                          in, removal->why),
              fmt::format("To keep its values: {} >values.yaml\nWith them: {}",
                          helm_command(plan.target, {"get", "values", release_name, "--namespace",
                                                     in, "--output", "yaml"}),
                          plugin_command(plan.target, {"upgrade", "--install", "--recover",
                                                       "--reset-values", "-f", "values.yaml"})));
}

// A failure tells what was repaired before it.
release::ChangeResult run_after(const release::RepairOutcome& recovery, const release::Plan& plan,
                                const release::Tools& tools) {
  try {
    return release::run_change(plan, tools);
  } catch (const Error& error) {
    if (recovery.repairs.empty()) throw;
    std::vector<std::string> repaired;
    repaired.reserve(recovery.repairs.size());
    for (const auto& repair : recovery.repairs) repaired.push_back(repair.why);
    auto finding = error.finding();
    finding.text = fmt::format("after the repair of what was there ({}): {}",
                               text::join(repaired, ", "), finding.text);
    throw Error(error.kind(), std::move(finding), error.details());
  }
}

}  // namespace

std::optional<Finding> fallback_of(const supply::ObtainedChart& chart) {
  if (chart.fallback.empty()) return std::nullopt;
  return Finding{"bundled-chart-used", Severity::warning, chart.origin, chart.fallback,
                 fmt::format("The chart that the plugin carries is used, of the same version, {}.",
                             chart.metadata.version.to_string())};
}

ChangeReport change(const ChangeRequest& request, const MakePlan& make_plan, World& world) {
  const auto located = release::locate_target(request.target, world.environment(), world.caller());
  world.debug(
      fmt::format("namespace: {} ({})", located.target.manager_namespace, located.target.reason));
  // Before anything is fetched: without helm nothing can be done.
  const auto tools = world.release_tools(located.connection);
  ChangeReport report;
  report.target = located.target;
  report.chart = supply::obtain_chart(request.chart, world.supply_tools());
  if (const auto fallback = fallback_of(report.chart)) world.warn(*fallback);

  const auto plan =
      make_plan(located.target, report.chart.path.string(), tools.helm.binary().version);
  Texts told;
  look_before(plan, request, tools, world, told);
  if (request.recover && !plan.options.helm.is_dry_run()) {
    check_values_survive(plan, tools);
    report.recovery = release::repair(located.target, tools);
    // It was judged with what the repair has removed.
    if (!report.recovery.repairs.empty()) look_before(plan, request, tools, world, told);
  }
  world.progress().step(step_of(plan, report.chart));
  report.result = run_after(report.recovery, plan, tools);

  report.dry_run = plan.options.helm.is_dry_run();
  report.upgraded =
      plan.operation == release::Operation::upgrade && (report.dry_run || report.result.was_there);
  if (report.upgraded) report.values_rule = plan.reuse_mode;
  report.values_given = plan.options.helm.gives_values();
  // Permissions alone are nothing that a client could connect to.
  if (request.kubeconfig_extension && !report.dry_run && !report.result.permissions_only) {
    report.kubeconfig =
        release::extension_after_install(located, world.environment(), world.progress());
  }
  report.clients_find_it = release::clients_look_there(located) ||
                           report.kubeconfig.change == release::ExtensionReport::Change::set;
  if (!report.dry_run) report.injector = ask_injector(report, request, tools, world);
  return report;
}

}  // namespace telepresence::commands
