#include "commands/status.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cluster/manager.hpp"
#include "platform/interrupt.hpp"
#include "release/command_lines.hpp"
#include "release/elsewhere.hpp"
#include "release/state.hpp"
#include "release/watch/injector_check.hpp"
#include "supply/fit.hpp"
#include "util/error.hpp"

namespace telepresence::commands {
namespace {

// What was seen before counts no more, whether there is something to see now or not.
void add_rollout(const cluster::Rollout* rollout, const std::string& failure,
                 const std::vector<std::string>& left_out, StatusReport& report) {
  report.manager.reset();
  report.in_the_way.clear();
  report.unread = failure;
  for (const auto& look_up : left_out) {
    // A second look asks for less than the first.
    const auto line = "no right to " + look_up;
    auto& lines = report.not_looked_at;
    if (std::ranges::find(lines, line) == lines.end()) lines.push_back(line);
  }
  if (rollout == nullptr) return;
  if (const auto* manager = rollout->manager()) report.manager = *manager;
  report.in_the_way = rollout->in_the_way();
  if (report.manager || report.has_permissions_alone) return;
  report.unread = cluster::reason_to_doubt(left_out);
}

void add_manager(cluster::Answer<cluster::Manager> seen, const std::vector<std::string>& left_out,
                 StatusReport& report) {
  add_rollout(seen.value ? &seen.value->rollout : nullptr, seen.failure, left_out, report);
  if (!seen.value) return;
  report.certificate_end = seen.value->certificate_end;
  report.injector_service = seen.value->agents.injector;
  if (seen.value->agents.is_seen) report.agents = std::move(seen.value->agents);
}

void add_client(StatusReport& report, const platform::Environment& environment) {
  report.client = supply::find_telepresence_client(environment);
  const auto problem =
      supply::version_problem("Traffic Manager", report.release.app_version, report.client,
                              release::plugin_command(report.target, {"upgrade"}));
  if (problem) report.version_problem = problem->text;
}

// Who looks, and where.
struct Observer {
  release::LocatedTarget located;
  release::Tools tools;

  Observer(const release::TargetRequest& request, World& world)
      : located(release::locate_target(request, world.environment(), world.caller())),
        tools(world.release_tools(located.connection)) {}

  cluster::Release checked(const cluster::Answer<std::vector<cluster::Release>>& releases) const {
    auto newest = release::newest_of(releases, located.target);
    if (!newest) throw release::manager_missing(tools, located.target, {"status"});
    return *std::move(newest);
  }
};

StatusReport look(const Observer& observer, World& world) {
  const auto& [located, tools] = observer;
  const auto& in = located.target.manager_namespace;
  const auto& tick = tools.progress.tick;
  tools.progress.step(fmt::format("Reading the Traffic Manager in namespace {}", in));
  auto question = cluster::manager_in(in, cluster::Certificate::yes, tools.probe_chart);
  auto [releases, seen] =
      cluster::ask(tools.helm, tick, cluster::releases_in(in), question.question());
  StatusReport report;
  report.target = located.target;
  report.release = observer.checked(releases);
  report.now = now();
  cluster::ask_on(tools.helm, tick, question, seen);
  const bool is_seen = seen.value.has_value();
  add_manager(std::move(seen), question.left_out(), report);
  if (!report.manager && is_seen) {
    report.has_permissions_alone =
        cluster::ask_one(tools.helm, tick, cluster::has_permissions_alone(in))
            .value.value_or(false);
    if (report.has_permissions_alone) report.unread.clear();
  }
  if (report.manager) {
    report.injector = release::ask_injector_of(*report.manager, report.injector_service,
                                               Version::parse(report.release.chart_version),
                                               report.target, tools);
  }
  add_client(report, world.environment());
  return report;
}

void look_again(const Observer& observer, StatusReport& report) {
  const auto& tools = observer.tools;
  const auto& in = observer.located.target.manager_namespace;
  const auto& tick = tools.progress.tick;
  auto question = cluster::rollout_in(in, tools.probe_chart);
  auto [releases, seen] =
      cluster::ask(tools.helm, tick, cluster::releases_in(in), question.question());
  report.release = observer.checked(releases);
  cluster::ask_on(tools.helm, tick, question, seen);
  report.now = now();
  add_rollout(seen.value ? &*seen.value : nullptr, seen.failure, question.left_out(), report);
  if (report.manager) report.has_permissions_alone = false;
  // It was asked when the manager was as it was then.
  if (!report.ready()) report.injector.reset();
}

}  // namespace

std::optional<int> StatusReport::certificate_days() const {
  if (!certificate_end) return std::nullopt;
  return static_cast<int>(std::chrono::floor<std::chrono::days>(*certificate_end - now).count());
}

std::vector<std::string> StatusReport::problems_of_cluster() const {
  auto problems = in_the_way;
  if (manager && !manager->unfinished().empty()) {
    problems.push_back(manager->to_string() + ": " + manager->unfinished());
  }
  if (!unread.empty()) problems.push_back(unread);
  if (certificate_days().value_or(0) < 0) {
    problems.push_back("the certificate of the agent injector has expired at " +
                       rfc3339(*certificate_end));
  }
  return problems;
}

std::vector<std::string> StatusReport::problems() const {
  auto problems = problems_of_cluster();
  if (!version_problem.empty()) problems.push_back(version_problem);
  return problems;
}

bool StatusReport::healthy() const {
  return release.status == "deployed" && (ready() || has_permissions_alone) &&
         problems_of_cluster().empty();
}

StatusReport status(const release::TargetRequest& request, World& world) {
  return look(Observer(request, world), world);
}

void watch_status(const release::TargetRequest& request, World& world,
                  const std::function<void(const StatusReport&)>& tell) {
  constexpr std::chrono::seconds between_looks{2};
  const Observer observer(request, world);
  auto report = look(observer, world);
  while (true) {
    tell(report);
    platform::pause(between_looks, {});
    look_again(observer, report);
  }
}

Error unhealthy(const StatusReport& report) {
  const auto problems = report.problems_of_cluster();
  const auto& in = report.target.manager_namespace;
  return {
      ErrorKind::cluster,
      {"not-healthy",
       Severity::error,
       fmt::format("Release {} in namespace {}", release_name, in),
       fmt::format("the Traffic Manager in namespace {} is not healthy: {}", in,
                   !problems.empty()                     ? problems.front()
                   : report.release.status != "deployed" ? "its release is " + report.release.status
                                                         : "it has no workload that is ready"),
       {}}};
}

}  // namespace telepresence::commands
