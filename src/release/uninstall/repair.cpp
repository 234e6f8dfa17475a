#include "release/uninstall/repair.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cluster/releases.hpp"
#include "cluster/rollout.hpp"
#include "cluster/survey.hpp"
#include "platform/children.hpp"
#include "release/command_lines.hpp"
#include "release/left_overs.hpp"
#include "release/repair_options.hpp"
#include "release/scratch.hpp"
#include "release/uninstall/agent_removal.hpp"
#include "release/uninstall/left_behind.hpp"
#include "release/uninstall/removal.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

// The revision that ran last: the deployed one, or what a failure has superseded. 0 for none.
int last_that_ran(const State& state) {
  if (const int deployed = state.deployed_revision(); deployed != 0) return deployed;
  int last = 0;
  for (const auto& revision : state.history) {
    if (revision.status == "superseded") last = revision.number;
    // With the newest helm uninstalled those before it.
    if (revision.status == "uninstalled") last = 0;
  }
  return last;
}

// As uninstall does it; `flag` may be "".
std::string uninstall_command(const Repair& repair, const Target& target, const char* flag) {
  helm::Arguments words = {"uninstall", "--no-hooks"};
  if (*flag != '\0') words.emplace_back(flag);
  return plugin_command(target, words) + (repair.keeps_history ? " -- --keep-history" : "");
}

Repair remove(Defect defect, const std::string& why, std::vector<cluster::LiveObject> objects,
              const Target& target) {
  Repair repair;
  repair.defect = defect;
  repair.cure = Cure::remove;
  repair.why = why;
  repair.commands = delete_commands(objects, target);
  repair.objects = std::move(objects);
  return repair;
}

// Of the release itself.
Repair repair_of(Defect defect, const Situation& situation, const Target& target) {
  const auto& state = situation.state;
  Repair repair;
  repair.defect = defect;
  repair.revision = last_that_ran(state);
  // Helm calls failed, or pending for ever, what became ready after its helm had ended.
  const bool is_late = repair.revision == 0 && situation.running == Running::yes;
  if (is_late) repair.revision = state.newest_revision();
  repair.why = fmt::format("revision {} is {}", state.newest_revision(), state.newest->status);
  if (defect == Defect::uninstalling || repair.revision == 0) {
    repair.cure = Cure::uninstall;
    repair.why += defect == Defect::uninstalling ? ": its removal was not finished"
                                                 : ", and no revision ran before";
    repair.keeps_history = std::ranges::any_of(
        state.history, [](const auto& revision) { return revision.status == "uninstalled"; });
    repair.commands = uninstall_command(repair, target, "");
    return repair;
  }
  repair.cure = Cure::roll_back;
  repair.why += is_late ? ", and it runs all the same"
                        : fmt::format("; revision {} ran last", repair.revision);
  return repair;
}

std::string record_name(int revision) {
  return fmt::format("sh.helm.release.v1.{}.v{}", release_name, revision);
}

// The records of revisions behind the newest that helm shows, and the Job of the chart's hook.
std::string what_may_be_left(const State& state, const std::string& in) {
  constexpr int most = 10;
  std::string manifest;
  for (int ahead = 1; ahead <= most; ++ahead) {
    manifest +=
        fmt::format("---\napiVersion: v1\nkind: Secret\nmetadata: {{name: {}, namespace: {:?}}}\n",
                    record_name(state.newest_revision() + ahead), in);
  }
  return manifest + fmt::format(
                        "---\napiVersion: batch/v1\nkind: Job\nmetadata: {{name: "
                        "uninstall-agents, namespace: {:?}}}\n",
                        in);
}

void add_left_out(const std::vector<std::string>& left_out, Situation& situation) {
  auto& told = situation.not_looked_at;
  for (const auto& right : left_out) {
    auto line = "this user may not " + right;
    if (std::ranges::find(told, line) == told.end()) told.push_back(std::move(line));
  }
}

void add_what_is_left(const Target& target, const Tools& tools, Situation& situation) {
  const auto& in = target.manager_namespace;
  const Scratch scratch(tools.scratch);
  auto look = cluster::existing_objects(
      in, {scratch.write("left.yaml", what_may_be_left(situation.state, in)), {}},
      cluster::Contents::no, tools.probe_chart);
  const auto seen = cluster::ask_one(tools.helm, tools.progress.tick, look);
  for (const auto& object : seen.get().objects) {
    if (object.is_ending) continue;
    (object.kind == "Job" ? situation.jobs : situation.unreadable).push_back(object);
  }
  add_left_out(look.left_out(), situation);
}

// Records are not unreadable for a helm that looks for them elsewhere.
void check_driver(const Situation& situation, const Tools& tools) {
  if (situation.unreadable.empty() || tools.helm.record_kind() == "Secret") return;
  throw Error(ErrorKind::conflict,
              fmt::format("{} is what helm has recorded of a release, and HELM_DRIVER tells helm "
                          "to look elsewhere; nothing was changed",
                          cluster::names_of(situation.unreadable)),
              "For that release, unset HELM_DRIVER.");
}

// Somebody may have made a revision since helm was asked: its record is not one that helm cannot
// read.
void leave_out_new_records(const Target& target, const Tools& tools, Situation& situation) {
  if (situation.unreadable.empty()) return;
  situation.state = read_state(tools.helm, target, tools.progress.tick);
  std::erase_if(situation.unreadable, [&](const cluster::LiveObject& record) {
    for (const auto& revision : situation.state.history) {
      if (record.name == record_name(revision.number)) return true;
    }
    return false;
  });
}

// Why agents may be those of a living Traffic Manager elsewhere: only its webhook tells which pods
// it has, and a chart newer than 2.18 may leave that out. "" where they are nobody's.
std::string reason_to_spare_agents(const Target& target, const Tools& tools) {
  auto look = cluster::survey_for(target.manager_namespace, {}, tools.probe_chart);
  auto [releases, survey] = cluster::ask(tools.helm, tools.progress.tick,
                                         cluster::releases_everywhere(), look.question());
  cluster::ask_on(tools.helm, tools.progress.tick, look, survey);
  if (!releases.value) return releases.failure;
  if (!survey.value) return survey.failure;
  for (const auto& release : *releases.value) {
    const auto& in = release.release_namespace;
    if (release.is_uninstalled() || in == target.manager_namespace) continue;
    if (survey.value->has_webhook_of(in)) continue;
    return fmt::format(
        "they may be those of the Traffic Manager in namespace {}, which has no webhook", in);
  }
  return {};
}

// Only where no Traffic Manager is: agents of a living one are where they should be.
void add_agents(const Target& target, const Tools& tools, Situation& situation) {
  auto look = cluster::agents_of(target.manager_namespace, {true, {}, {}}, tools.probe_chart);
  const auto seen = cluster::ask_one(tools.helm, tools.progress.tick, look);
  if (const auto reason = reason_not_to_look(seen); !reason.empty()) {
    situation.not_looked_at.push_back("agents in pods: " + reason);
    return;
  }
  if (seen.value->workloads.empty()) return;
  if (const auto reason = reason_to_spare_agents(target, tools); !reason.empty()) {
    situation.not_looked_at.push_back(
        fmt::format("the agents of {}: {}", cluster::names_of(seen.value->workloads), reason));
    return;
  }
  situation.agents = seen.value->workloads;
}

// What has the marks of a release that is gone, unless its workload runs: then its record alone is
// lost, and nothing of it is to go.
void add_left_objects(const Target& target, const Tools& tools, Situation& situation) {
  const auto& in = target.manager_namespace;
  const auto& tick = tools.progress.tick;
  auto look = cluster::marked_objects(in, tools.probe_chart);
  const auto marked = cluster::ask_one(tools.helm, tick, look);
  for (const auto& object : marked.get()) {
    if (object.kind == "Deployment" || object.kind == "StatefulSet") return;
  }
  add_left_out(look.left_out(), situation);
  auto left = left_overs_of(in, {}, tools);
  // The look above may have been one without its workload.
  if (left.lives) return;
  if (!left.unknown.empty()) {
    situation.not_looked_at.push_back("what a Traffic Manager left that is gone: " + left.unknown);
    return;
  }
  add_left_out(left.left_out, situation);
  situation.is_gone = true;
  situation.left = std::move(left.objects);
  for (const auto& object : *marked.value) {
    const auto is_same = [&](const auto& other) { return other.to_string() == object.to_string(); };
    // What an undo gave back is kept: it was there before.
    if (!object.is_kept && std::ranges::none_of(situation.left, is_same)) {
      situation.left.push_back(object);
    }
  }
  add_agents(target, tools, situation);
}

// One pod that serves is enough: somebody may be using it.
void look_whether_it_runs(const Target& target, const Tools& tools, Situation& situation) {
  auto look = cluster::rollout_in(target.manager_namespace, tools.probe_chart);
  const auto seen = cluster::ask_one(tools.helm, tools.progress.tick, look);
  if (!seen.value) {
    situation.running = Running::unknown;
    situation.not_looked_at.push_back("whether the Traffic Manager runs: " + seen.failure);
    return;
  }
  const auto* manager = seen.value->manager();
  const auto doubt = manager == nullptr ? cluster::reason_to_doubt(look.left_out()) : "";
  if (!doubt.empty()) {
    situation.running = Running::unknown;
    situation.not_looked_at.push_back("whether the Traffic Manager runs: " + doubt);
  } else if (manager != nullptr && manager->available > 0) {
    situation.running = Running::yes;
  }
}

Error changed_meanwhile(const State& now, const Target& target) {
  const auto found =
      now.newest ? fmt::format("its revision {} is {}", now.newest->revision, now.newest->status)
                 : "it is gone";
  return Error(ErrorKind::conflict,
               fmt::format("somebody else changed the release in namespace {} meanwhile: {}",
                           target.manager_namespace, found),
               "To look again: " + plugin_command(target, {"repair"}));
}

// What was planned was planned for that revision.
void check_is_unchanged(const State& planned_for, const Target& target, const Tools& tools) {
  const auto now = read_state(tools.helm, target, tools.progress.tick);
  const auto status = [](const State& state) {
    return state.newest ? state.newest->status : std::string();
  };
  if (now.newest_revision() != planned_for.newest_revision() ||
      status(now) != status(planned_for)) {
    throw changed_meanwhile(now, target);
  }
}

// A rollback that is cut off leaves a pending release: Ctrl-C does not reach it.
void roll_back(const Repair& repair, const State& planned_for, const Target& target,
               const Tools& tools) {
  const auto helm = tools.helm.shielded();
  constexpr int most_tries = 2;
  platform::Outcome outcome;
  auto last = planned_for;
  for (int tries = 0; tries < most_tries; ++tries) {
    auto command = helm.command(repair.rollback);
    command.time_limit = std::chrono::minutes(1);
    outcome = platform::run(command);
    if (outcome.succeeded()) return;
    auto now = read_state(helm, target);
    if (!is_after_a_failed_rollback(now, last)) throw changed_meanwhile(now, target);
    last = std::move(now);
  }
  throw Error(ErrorKind::helm,
              {"helm-failed",
               Severity::error,
               {},
               fmt::format("the rollback to revision {} in namespace {} failed", repair.revision,
                           target.manager_namespace),
               "To try it by hand: " + repair.commands},
              outcome.error_output);
}

void uninstall(const Repair& repair, const Target& target, const Tools& tools) {
  RemovalSettings settings;
  settings.helm.hooks = false;
  if (repair.keeps_history) settings.helm.extra = {"--keep-history"};
  settings.helm.timeout = "5m0s";
  settings.ignore_not_found = true;
  settings.by_force = "begin it all the same: " + uninstall_command(repair, target, "--force");
  const auto removal = remove_release(settings, target, tools);
  if (const auto error = left_behind(removal, target)) throw Error(*error);
}

void run_kubectl(const helm::Arguments& arguments, const std::string& by_hand, const Tools& tools) {
  const auto outcome =
      cluster::Kubectl::outcome_of(tools.kubectl->operation(arguments), tools.progress.tick);
  if (outcome.succeeded()) return;
  throw Error(ErrorKind::cluster, "what was left could not be deleted", "By hand: " + by_hand,
              outcome.error_output);
}

void delete_objects(const Repair& repair, const Tools& tools) {
  for (const auto& object : repair.objects) {
    helm::Arguments arguments = {"delete", object.short_name(), "--ignore-not-found",
                                 "--timeout=25s"};
    if (!object.object_namespace.empty()) {
      arguments.insert(arguments.end(), {"--namespace", object.object_namespace});
    }
    run_kubectl(arguments, repair.commands, tools);
  }
}

void restart_workloads(const Repair& repair, const Target& target, const Tools& tools) {
  auto failures = restart(repair.workloads, tools);
  auto look = cluster::agents_of(target.manager_namespace, {true, {}, {}}, tools.probe_chart);
  const auto seen = await_removal(cluster::ask_one(tools.helm, tools.progress.tick, look), look,
                                  std::chrono::minutes(5), tools);
  if (seen.value && seen.value->workloads.empty()) return;
  const auto& left = seen.value ? seen.value->workloads : repair.workloads;
  throw Error(
      ErrorKind::cluster,
      {"agents-left", Severity::error, {}, still_have_agents(left), to_remove_agents(left, target)},
      text::join(failures, "\n"));
}

void carry_out(const Repair& repair, const State& planned_for, const Target& target,
               const Tools& tools) {
  const bool needs_kubectl = repair.cure == Cure::remove || repair.cure == Cure::restart;
  if (needs_kubectl && !tools.kubectl) {
    throw Error(ErrorKind::environment, repair.why + "; to mend that needs kubectl on PATH",
                "By hand, where there is one:\n" + repair.commands);
  }
  switch (repair.cure) {
    case Cure::roll_back:
      return roll_back(repair, planned_for, target, tools);
    case Cure::uninstall:
      return uninstall(repair, target, tools);
    case Cure::remove:
      return delete_objects(repair, tools);
    case Cure::restart:
      return restart_workloads(repair, target, tools);
  }
}

bool is_stopped_half_way(const std::string& status) {
  const auto defect = defect_of(status);
  return defect == Defect::failed || defect == Defect::pending;
}

Situation look_for_defects(const Target& target, const Tools& tools) {
  Situation situation;
  situation.state = read_state(tools.helm, target, tools.progress.tick);
  check_is_traffic_manager(situation.state.newest, target);
  add_what_is_left(target, tools, situation);
  check_driver(situation, tools);
  leave_out_new_records(target, tools, situation);
  const auto& newest = situation.state.newest;
  if (newest && is_stopped_half_way(newest->status) && last_that_ran(situation.state) == 0) {
    look_whether_it_runs(target, tools, situation);
  }
  if (newest) {
    situation.is_gone = newest->is_uninstalled();
    return situation;
  }
  add_left_objects(target, tools, situation);
  return situation;
}

// See plan_repair.
std::vector<Repair> planned(const Situation& situation, const Target& target,
                            const helm::Client& helm) {
  auto repairs = plan_repair(situation, target);
  for (auto& repair : repairs) {
    if (repair.cure != Cure::roll_back) continue;
    repair.rollback = rollback_to(repair.revision, target, helm);
    repair.commands = helm_command(target, repair.rollback);
  }
  return repairs;
}

}  // namespace

std::optional<Defect> defect_of(const std::string& status) {
  if (status == "failed") return Defect::failed;
  if (status.starts_with("pending-")) return Defect::pending;
  if (status == "uninstalling") return Defect::uninstalling;
  // Helm never leaves the newest one so: what superseded it cannot be read.
  if (status == "superseded") return Defect::corrupt_record;
  return std::nullopt;
}

std::vector<Repair> plan_repair(const Situation& situation, const Target& target) {
  std::vector<Repair> repairs;
  const auto& state = situation.state;
  // A new revision would get the number of the one that cannot be read.
  if (!situation.unreadable.empty()) {
    repairs.push_back(remove(Defect::corrupt_record,
                             "helm cannot read " + cluster::names_of(situation.unreadable),
                             situation.unreadable, target));
  }
  if (state.newest) {
    const auto defect = defect_of(state.newest->status);
    // Of what may be running nothing is removed.
    if (defect && situation.running != Running::unknown) {
      repairs.push_back(repair_of(*defect, situation, target));
    }
  }
  if (!situation.jobs.empty()) {
    repairs.push_back(remove(Defect::left_job,
                             cluster::names_of(situation.jobs) + " was left by an uninstall",
                             situation.jobs, target));
  }
  if (!situation.left.empty()) {
    repairs.push_back(
        remove(Defect::left_objects,
               fmt::format("there is no Traffic Manager in namespace {}, but {}",
                           target.manager_namespace, cluster::names_of(situation.left)),
               situation.left, target));
  }
  if (!situation.agents.empty()) {
    Repair repair;
    repair.defect = Defect::left_agents;
    repair.cure = Cure::restart;
    repair.workloads = situation.agents;
    repair.why = fmt::format("no Traffic Manager manages {}, {} pods have an agent",
                             cluster::names_of(situation.agents),
                             situation.agents.size() == 1 ? "whose" : "and their");
    repair.commands = replacement_commands(situation.agents, target);
    repairs.push_back(std::move(repair));
  }
  return repairs;
}

RepairOutcome find_repairs(const Target& target, const Tools& tools) {
  auto situation = look_for_defects(target, tools);
  return {planned(situation, target, tools.helm), std::move(situation.not_looked_at),
          situation.is_gone};
}

RepairOutcome repair(const Target& target, const Tools& tools) {
  auto situation = look_for_defects(target, tools);
  RepairOutcome outcome{planned(situation, target, tools.helm), std::move(situation.not_looked_at),
                        situation.is_gone};
  if (outcome.repairs.empty()) return outcome;
  auto state = std::move(situation.state);
  for (const auto& one : outcome.repairs) {
    tools.progress.step(fmt::format("Repairing: {}", one.why));
    check_is_unchanged(state, target, tools);
    carry_out(one, state, target, tools);
    const bool is_of_the_release = one.cure == Cure::roll_back || one.cure == Cure::uninstall;
    if (is_of_the_release) state = read_state(tools.helm, target, tools.progress.tick);
  }
  auto after = find_repairs(target, tools);
  if (!after.repairs.empty()) {
    throw Error(ErrorKind::cluster, "the repair did not help: " + after.repairs.front().why,
                "By hand:\n" + after.repairs.front().commands);
  }
  outcome.not_looked_at = std::move(after.not_looked_at);
  outcome.is_gone = after.is_gone;
  return outcome;
}

}  // namespace telepresence::release
