#include "release/uninstall/agent_removal.hpp"

#include <fmt/format.h>

#include <utility>

#include "cluster/objects.hpp"
#include "platform/interrupt.hpp"
#include "platform/running_clock.hpp"
#include "release/command_lines.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

using platform::RunningClock;

constexpr std::chrono::seconds between_looks{1};
// Of a wait in which nothing moves. A Traffic Manager that was asked restarts workloads at once.
constexpr std::chrono::seconds patience{5};

bool can_restart(const cluster::AgentWorkload& workload) {
  return (workload.kind == "Deployment" || workload.kind == "StatefulSet" ||
          workload.kind == "DaemonSet") &&
         !workload.is_paused && !workload.is_on_delete;
}

helm::Arguments rollout(const char* verb, const cluster::AgentWorkload& workload) {
  return {"rollout", verb, cluster::short_name_of(workload.kind, workload.name), "--namespace",
          workload.object_namespace};
}

bool any_on_its_way(const cluster::Agents& agents) {
  for (const auto& workload : agents.workloads) {
    if (workload.is_on_its_way()) return true;
  }
  return false;
}

std::string describe(const cluster::AgentWorkload& workload) {
  return fmt::format("{}: {} with an agent{}", workload.to_string(),
                     text::counted(workload.pods.size(), "pod"),
                     workload.ending > 0 ? fmt::format(", {} ending", workload.ending) : "");
}

Standing standing_of(const cluster::Agents& agents) {
  Standing standing;
  for (const auto& workload : agents.workloads) standing.lines.push_back(describe(workload));
  return standing;
}

}  // namespace

std::string ask_to_remove_agents(const cluster::Injector& injector, const std::string& in,
                                 const cluster::Kubectl& kubectl, const Tick& tick) {
  auto command =
      kubectl.operation({"delete", "--raw", cluster::proxied(injector, in) + "uninstall"});
  // A living one answers within a tenth of a second.
  command.time_limit = std::chrono::seconds(5);
  const auto outcome = cluster::Kubectl::outcome_of(command, tick);
  if (outcome.timed_out) return "no answer within 5 s";
  if (outcome.succeeded()) return {};
  return std::string(text::trim(outcome.error_output));
}

std::string reason_not_to_look(const cluster::Answer<cluster::Agents>& seen) {
  if (!seen.value) return seen.failure;
  if (!seen.value->is_seen) return "this user may not list pods";
  const auto& shared = seen.value->scope.shared_with;
  if (shared.empty()) return {};
  return fmt::format("the Traffic Manager of namespace {} manages the same pods",
                     text::join(shared, ", "));
}

cluster::Answer<cluster::Agents> await_removal(cluster::Answer<cluster::Agents> seen,
                                               cluster::Look<cluster::Agents>& look,
                                               std::chrono::milliseconds limit,
                                               const Tools& tools) {
  const auto& tick = tools.progress.tick;
  const auto deadline = RunningClock::now() + limit;
  auto last_move = RunningClock::now();
  while (seen.value && !seen.value->workloads.empty()) {
    const auto now = RunningClock::now();
    if (any_on_its_way(*seen.value)) last_move = now;
    if (now >= deadline || now - last_move >= patience) break;
    tools.progress.standing(standing_of(*seen.value));
    platform::pause(between_looks, tick);
    seen = cluster::ask_one(tools.helm, tick, look);
  }
  return seen;
}

std::vector<std::string> restart(const std::vector<cluster::AgentWorkload>& workloads,
                                 const Tools& tools) {
  std::vector<std::string> failures;
  for (const auto& workload : workloads) {
    if (!can_restart(workload)) continue;
    const auto outcome = cluster::Kubectl::outcome_of(
        tools.kubectl->operation(rollout("restart", workload)), tools.progress.tick);
    if (outcome.succeeded()) continue;
    failures.push_back(fmt::format("{} could not be restarted: {}", workload.to_string(),
                                   text::trim(outcome.error_output)));
  }
  return failures;
}

std::string still_have_agents(const std::vector<cluster::AgentWorkload>& workloads) {
  return fmt::format("{} still {} an agent", cluster::names_of(workloads),
                     workloads.size() == 1 ? "has" : "have");
}

std::string to_remove_agents(const std::vector<cluster::AgentWorkload>& workloads,
                             const Target& target) {
  return "To remove the agents:\n" + replacement_commands(workloads, target);
}

std::string replacement_commands(const std::vector<cluster::AgentWorkload>& workloads,
                                 const Target& target) {
  std::string commands;
  for (const auto& workload : workloads) {
    if (workload.is_paused) {
      text::append_line(commands, kubectl_command(target, rollout("resume", workload)));
    }
    const bool restarts = can_restart(workload) || workload.is_paused;
    if (!restarts && workload.pods.empty()) continue;
    text::append_line(
        commands, kubectl_command(target, restarts ? rollout("restart", workload)
                                                   : deletion_of_pods(workload.pods,
                                                                      workload.object_namespace)));
  }
  return commands;
}

}  // namespace telepresence::release
