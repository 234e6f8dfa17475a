#include "commands/status.hpp"

#include <fmt/format.h>

#include "cluster/rollout.hpp"
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
  auto problems = in_the_way;
  const auto unfinished = manager ? manager->unfinished() : std::string();
  for (const auto& problem :
       {unfinished.empty() ? unfinished : manager->to_string() + ": " + unfinished, unread,
        version_problem}) {
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
  const auto& tick = tools.progress.tick;
  tools.progress.step(fmt::format("Reading the Traffic Manager in namespace {}", in));
  auto look = cluster::rollout_in(in, tools.probe_chart);
  auto [releases, rollout] = cluster::ask(helm, tick, cluster::releases_in(in), look.question());
  if (releases.get().empty()) throw not_there(target, helm);
  release::check_is_traffic_manager(releases.get().front(), target);

  StatusReport report;
  report.target = target;
  report.release = releases.get().front();
  if (look.again_after(rollout)) rollout = cluster::ask_one(helm, tick, look);
  report.unread = rollout.failure;
  if (rollout.value) {
    const auto* manager = rollout.value->manager();
    if (manager != nullptr) report.manager = *manager;
    report.in_the_way = rollout.value->in_the_way();
  }
  add_client(report, world.environment());
  return report;
}

}  // namespace telepresence::commands
