#include "release/change/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "cluster/logs.hpp"
#include "cluster/printed.hpp"
#include "cluster/rollout.hpp"
#include "release/change/explain.hpp"
#include "release/change/undo.hpp"
#include "release/command_lines.hpp"
#include "release/manifest/rights.hpp"
#include "release/watch/watched.hpp"
#include "util/duration.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

// The rest of them serves users of plain helm; here it would contradict what the plugin has done.
std::string warnings_in(const std::string& notes) {
  std::string found;
  bool is_warning = false;
  for (const auto& line : text::split(notes, '\n')) {
    if (line.starts_with("Warning:")) is_warning = true;
    if (text::trim(line).empty()) is_warning = false;
    if (is_warning) text::append_line(found, line);
  }
  return found;
}

std::string injector_namespace(const cluster::Printed& values, const std::string& in) {
  const auto enabled = values["agentInjector"]["enabled"];
  const bool is_off = enabled && !values["agentInjector"].truth("enabled");
  if (is_off || values["rbac"].truth("only")) return {};
  const auto rbac = values["managerRbac"];
  const auto namespaces = rbac.texts("namespaces");
  return rbac.truth("namespaced") && !namespaces.empty() ? namespaces.front() : in;
}

cluster::Injector injector_of(const cluster::Printed& values) {
  cluster::Injector injector;
  const auto name = values["agentInjector"].text("name");
  if (!name.empty()) injector.service = name;
  return injector;
}

// It has succeeded, whatever it printed.
ChangeResult parse_result(const platform::Outcome& outcome, const std::string& in) {
  ChangeResult result;
  result.warnings = outcome.error_output;
  try {
    const auto release = cluster::Printed::parse(outcome.output, "helm");
    if (!release) throw Error(ErrorKind::helm, "helm printed nothing of the release");
    result.revision = release.number("version");
    result.status = release["info"].text("status");
    result.permissions_only = release["config"]["rbac"].truth("only");
    text::append_line(result.warnings, warnings_in(release["info"].text("notes")));
    result.injector_namespace = injector_namespace(release["config"], in);
    result.injector = injector_of(release["config"]);
  } catch (const Error& error) {
    text::append_line(result.warnings, fmt::format("Warning: {}", error.what()));
  }
  return result;
}

struct Run {
  const Attempt& attempt;
  const Tools& tools;

  const Plan& plan() const { return attempt.plan; }
  bool is_dry() const { return plan().options.helm.is_dry_run(); }
};

UndoResult keep(const Plan& plan, const std::string& outcome) {
  return {outcome, "To look at what it left: " + plugin_command(plan.target, {"status"}), {}};
}

UndoResult undo(const Run& run, const char* step) {
  run.tools.progress.step(step);
  return undo(run.attempt, run.tools);
}

// What became of what a failed run had changed.
UndoResult after_failure(const Run& run) {
  if (run.is_dry()) return {};
  if (!run.plan().options.rollback_on_failure) {
    return keep(run.plan(), "it was kept (--rollback-on-failure=false)");
  }
  return undo(run, "It failed: putting back what was there before");
}

Error with_outcome(const Plan& plan, Cause cause, const UndoResult& after) {
  auto& finding = cause.finding;
  finding.text = fmt::format(
      "the {}{} failed: {}{}{}", plan.options.helm.is_dry_run() ? "dry run of the " : "",
      to_word(plan.operation), finding.text, after.outcome.empty() ? "" : "; ", after.outcome);
  text::append_line(finding.remedy, after.hint);
  text::append_line(cause.details, after.details);
  return {cause.kind, std::move(finding), std::move(cause.details)};
}

// Why its pods are not ready has to be asked before the undo takes them away. It is a short look:
// what is there may change hands meanwhile.
std::string pods_in_trouble(const Run& run) {
  const auto& tools = run.tools;
  auto look = cluster::rollout_in(run.plan().target.manager_namespace, tools.probe_chart);
  look.limit_to(std::chrono::seconds(5));
  const auto rollout = cluster::ask_one(tools.helm.shielded(), {}, look);
  return rollout.value ? text::join(rollout.value->in_the_way(), "\n") : rollout.failure;
}

// What a container that crashed has said last, if kubectl can tell.
std::string last_words_of(const Hopeless& hopeless, const Run& run) {
  const auto& kubectl = run.tools.kubectl;
  if (!hopeless.pod || hopeless.pod->restarts == 0 || !kubectl) return {};
  return cluster::last_log_lines(*kubectl, run.plan().target.manager_namespace, *hopeless.pod);
}

// Helm creates the namespace just before it records the release.
bool may_have_made_namespace(const Run& run, const std::string& words) {
  return !run.is_dry() && run.plan().options.helm.create_namespace && !run.attempt.before.newest &&
         helm::is_about_recording(words) &&
         helm::classify(words) != helm::Failure::operation_pending;
}

Error failed(const Run& run, const WatchedOutcome& watched) {
  // From here on a Ctrl-C would only keep the repair from being done.
  const auto& words = watched.outcome.error_output;
  auto pods = text::join(watched.in_the_way, "\n");
  if (pods.empty() && !run.is_dry()) pods = pods_in_trouble(run);
  auto after = after_failure(run);
  if (after.hint.empty() && may_have_made_namespace(run, words)) {
    after.outcome += ", except for the namespace if it was new";
  }
  return with_outcome(run.plan(), explain(run.tools.shielded(), run.plan(), words, pods), after);
}

// Helm was ended for it, so its words would tell of that alone.
Error gave_up(const Run& run, const Hopeless& hopeless) {
  const auto logs = last_words_of(hopeless, run);
  auto cause = explain_hopeless(run.plan(), hopeless);
  cause.details = logs;
  return with_outcome(run.plan(), std::move(cause), after_failure(run));
}

Error silent(const Run& run, const std::string& words) {
  auto found = no_answer_to_dry_run();
  found.details = words;
  return with_outcome(run.plan(), std::move(found), {});
}

Error never_began(const Run& run, const std::string& words) {
  auto found = no_answer(fmt::format("helm had not begun when its time limit ({}) was over",
                                     run.plan().options.helm.timeout));
  found.details = words;
  // Whether the user wants to keep what failed or not: there should be nothing.
  return with_outcome(run.plan(), std::move(found),
                      undo(run, "Looking whether it changed anything"));
}

Error interrupted(const Run& run, const std::string& words) {
  if (run.is_dry()) return Error(ErrorKind::interrupted, "interrupted");
  const auto after = run.plan().options.rollback_on_failure
                         ? undo(run, "Interrupted: putting back what was there before")
                         : keep(run.plan(), "it is left as it is");
  auto details = words;
  text::append_line(details, after.details);
  return {ErrorKind::interrupted,
          {"interrupted",
           Severity::error,
           {},
           fmt::format("the {} was interrupted; {}", to_word(run.plan().operation), after.outcome),
           after.hint},
          std::move(details)};
}

platform::Outcome run_dry(const Run& run) {
  // What a dry run prints is for the user, and helm's --debug would print values there.
  auto command = run.tools.helm.without_debug().command(run.plan().arguments);
  command.input = platform::Command::Input::inherit;
  // Values may come through a pipe that somebody is still writing to: no limit then.
  if (run.plan().options.helm.read_once().empty()) command.time_limit = dry_run_limit;
  return platform::run(command, run.tools.progress.tick);
}

// How it stood before: nothing where it cannot be seen, and then nothing new can be told either.
std::optional<cluster::Rollout> rollout_before(const Plan& plan, const State& before,
                                               const Tools& tools) {
  if (plan.options.helm.is_dry_run() || !before.newest) return cluster::Rollout{};
  auto look = cluster::rollout_in(plan.target.manager_namespace, tools.probe_chart);
  return cluster::ask_one(tools.helm, tools.progress.tick, look).value;
}

// Helm ends what it has begun when its time limit is over. A slow cluster needs some time for what
// that does not count.
std::optional<Beginning> beginning_of(const Run& run) {
  const auto& options = run.plan().options;
  const auto limit = parse_duration(options.helm.timeout);
  // Values may come through a pipe that somebody is still writing to: no limit then.
  if (!options.fail_fast || !limit || !options.helm.read_once().empty()) return std::nullopt;
  constexpr std::chrono::milliseconds least = std::chrono::seconds(50);
  return Beginning{run.attempt.before.newest_revision(), std::max(*limit, least) + beyond_limit};
}

WatchedOutcome run_helm(const Run& run) {
  WatchedOutcome watched;
  if (run.is_dry()) {
    watched.outcome = run_dry(run);
    return watched;
  }
  const auto& options = run.plan().options;
  auto command = run.tools.helm.command(run.plan().arguments);
  command.input = platform::Command::Input::inherit;
  return run_watched(command, run.attempt.rollout,
                     {run.plan().target.manager_namespace, options.helm.timeout, options.fail_fast,
                      beginning_of(run)},
                     run.tools);
}

// A Traffic Manager that runs and of which helm has no record would become the new release's
// without a word, and go with it.
void check_is_no_lost_release(const Plan& plan, const State& before) {
  if (plan.options.helm.takes_ownership() || before.is_there()) return;
  for (const auto& object : before.marked) {
    if (object.name != release_name ||
        (object.kind != "Deployment" && object.kind != "StatefulSet")) {
      continue;
    }
    throw Error(
        ErrorKind::conflict,
        {"release-lost", Severity::error, object.to_string(),
         fmt::format("{} belongs to a release that helm does not know: its record was lost, "
                     "or is kept elsewhere; nothing was changed",
                     object.to_string()),
         "If helm keeps its records elsewhere, set HELM_DRIVER as it was for that install. "
         "To make what is there this release's, so that an uninstall removes it: add "
         "`-- --take-ownership`."});
  }
}

// What was there before; throws where a failure could not be undone for want of that.
State state_before(const Plan& plan, const Tools& tools) {
  const bool is_dry_install =
      plan.operation == Operation::install && plan.options.helm.is_dry_run();
  // That may be done without a cluster.
  if (is_dry_install) return {};
  try {
    const bool is_harmless = plan.options.helm.is_dry_run() && !plan.may_install;
    auto before = is_harmless ? read_state(tools.helm, plan.target, tools.progress.tick)
                              : read_state_and_marks(plan.target, tools);
    check_is_traffic_manager(before.newest, plan.target);
    check_is_no_lost_release(plan, before);
    return before;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::cluster) throw;
    throw with_outcome(plan, explain(tools, plan, error.details(), {}),
                       {"nothing was changed", {}, {}});
  }
}

TakenOver taken_before(const Plan& plan, const State& before, const Tools& tools) {
  try {
    return look_before_take_over(plan, before, tools);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    // Without words of helm it tells itself what was wrong.
    auto cause = error.details().empty() ? Cause{error.kind(), error.finding(), {}}
                                         : explain(tools, plan, error.details(), {});
    throw with_outcome(plan, std::move(cause), {"nothing was changed", {}, {}});
  }
}

// An upgrade and its rollback change the same objects: without the right neither can be finished.
void check_rights_of_upgrade(const Plan& plan, const State& before, const Tools& tools) {
  const bool changes = plan.operation == Operation::upgrade && !plan.options.helm.is_dry_run();
  if (!changes || plan.force || !before.newest) return;
  check_rights(Change::upgrade, *before.newest,
               missing_rights(Change::upgrade, *before.newest, tools));
}

std::string tell_taken(const TakenOver& taken) {
  if (taken.empty()) return {};
  return fmt::format("Taken over: {}. An uninstall removes what was taken over.",
                     cluster::names_of(taken));
}

}  // namespace

ChangeResult run_change(const Plan& plan, const Tools& tools) {
  auto before = state_before(plan, tools);
  check_rights_of_upgrade(plan, before, tools);
  auto taken = taken_before(plan, before, tools);
  auto rollout = rollout_before(plan, before, tools);
  const Attempt attempt{plan, std::move(before), std::move(taken), std::move(rollout)};
  const Run run{attempt, tools};
  auto watched = run_helm(run);
  auto& outcome = watched.outcome;
  if (outcome.interrupted) throw interrupted(run, outcome.error_output);
  if (outcome.timed_out) throw silent(run, outcome.error_output);
  if (watched.hopeless) throw gave_up(run, *watched.hopeless);
  if (watched.never_began) throw never_began(run, outcome.error_output);
  if (!outcome.succeeded()) throw failed(run, watched);
  if (plan.options.helm.is_dry_run()) {
    ChangeResult dry;
    dry.warnings = std::move(outcome.error_output);
    dry.manifests = std::move(outcome.output);
    dry.former_revision = attempt.before.base_revision();
    return dry;
  }
  auto result = parse_result(outcome, plan.target.manager_namespace);
  text::append_line(result.warnings, tell_taken(attempt.taken));
  // Where only a history was kept helm installs.
  if (attempt.before.is_there()) {
    result.was_there = true;
    result.former_version = attempt.before.newest->chart_version;
    result.former_revision = attempt.before.base_revision();
  }
  return result;
}

}  // namespace telepresence::release
