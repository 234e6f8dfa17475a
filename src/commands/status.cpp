#include "commands/status.hpp"

#include <fmt/format.h>

#include "cluster/pods.hpp"
#include "release/command_lines.hpp"
#include "release/elsewhere.hpp"
#include "release/state.hpp"
#include "supply/fit.hpp"
#include "util/error.hpp"

namespace telepresence::commands {
namespace {

Error not_there(const release::Target& target, const helm::Client& helm) {
  return {ErrorKind::not_found,
          {"release-missing",
           Severity::error,
           {},
           fmt::format("there is no Traffic Manager in namespace {} ({})", target.manager_namespace,
                       target.reason),
           release::hint_elsewhere(helm, target, {"status"})}};
}

void add_client(StatusReport& report, const platform::Environment& environment) {
  report.client = supply::find_telepresence_client(environment);
  report.version_problem =
      supply::version_problem(report.release.app_version, report.client,
                              release::plugin_command(report.target, {"upgrade"}));
}

}  // namespace

std::vector<std::string> StatusReport::problems() const {
  auto problems = pod_problems;
  const auto rollout = deployment ? deployment->unfinished() : std::string();
  for (const auto& problem : {rollout.empty() ? rollout : "Deployment traffic-manager: " + rollout,
                              deployment_problem, version_problem}) {
    if (!problem.empty()) problems.push_back(problem);
  }
  return problems;
}

StatusReport status(const release::TargetRequest& request, World& world) {
  const auto located = release::locate_target(request, world.environment(), world.caller());
  const auto& target = located.target;
  const auto& in = target.manager_namespace;
  const auto tools = world.release_tools(located.connection);
  const auto& helm = tools.helm;
  const auto& probe = tools.probe_chart;
  const auto& tick = tools.progress.tick;
  tools.progress.step(fmt::format("Reading the Traffic Manager in namespace {}", in));
  const auto [releases, deployment] =
      cluster::ask(helm, tick, cluster::releases_in(in), cluster::deployment_in(in, probe));
  if (releases.get().empty()) throw not_there(target, helm);
  release::check_is_traffic_manager(releases.get().front(), target);

  StatusReport report;
  report.target = target;
  report.release = releases.get().front();
  report.deployment = deployment.value.value_or(std::nullopt);
  report.deployment_problem = deployment.failure;
  if (report.deployment && !report.ready()) {
    const auto pods = cluster::ask_one(helm, tick, cluster::pod_problems_in(in, probe));
    report.pod_problems = pods.value ? *pods.value : std::vector{pods.failure};
  }
  add_client(report, world.environment());
  return report;
}

}  // namespace telepresence::commands
