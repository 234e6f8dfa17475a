#include "release/uninstall/removal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "cluster/manager.hpp"
#include "cluster/releases.hpp"
#include "helm/messages.hpp"
#include "platform/children.hpp"
#include "release/command_lines.hpp"
#include "release/elsewhere.hpp"
#include "release/left_overs.hpp"
#include "release/manifest/rights.hpp"
#include "release/plan.hpp"
#include "release/repair_options.hpp"
#include "release/scratch.hpp"
#include "release/state.hpp"
#include "release/uninstall/agent_removal.hpp"
#include "release/watch/watched.hpp"
#include "util/duration.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

std::string run_again(const Target& target) {
  return "To finish it: " + plugin_command(target, {"uninstall"});
}

Error error(ErrorKind kind, const std::string& id, const std::string& text,
            const std::string& remedy, const std::string& words) {
  return {kind, {id, Severity::error, {}, text, remedy}, words};
}

constexpr const char* nothing_was_changed = "nothing was changed";

Error unreachable(const helm::Client& helm, const std::string& words, const char* outcome) {
  return error(
      ErrorKind::cluster, "cluster-unreachable",
      fmt::format("the uninstall failed: {}; {}", helm.describe_unreachable(words), outcome), {},
      words);
}

Error forbidden(const Target& target, const std::string& words) {
  return error(ErrorKind::cluster, "rights-missing",
               "the uninstall failed: the cluster does not allow it",
               fmt::format("What it takes, for an admin to give: {}\nWith that: {}",
                           rights_command(target), plugin_command(target, {"uninstall"})),
               words);
}

// What can be done about an uninstall that came to no end. `revision` is the one that ran, 0 for
// none.
std::string ways_on(int revision, const Target& target, const helm::Client& helm) {
  auto ways = fmt::format("If its pre-delete Job cannot run: {}\nTo try it again: {}",
                          plugin_command(target, {"uninstall", "--no-hooks"}),
                          plugin_command(target, {"uninstall"}));
  if (revision > 0) {
    text::append_line(ways, "To keep the Traffic Manager after all: " +
                                helm_command(target, rollback_to(revision, target, helm)));
  }
  return ways;
}

// `why` may be "".
Error cannot_finish(const std::string& why, const std::string& ways_on, const Target& target,
                    const std::string& words) {
  return error(
      ErrorKind::helm, "uninstall-unfinished",
      fmt::format("the uninstall of the Traffic Manager in namespace {} did not finish{}{}",
                  target.manager_namespace, why.empty() ? "" : ": ", why),
      ways_on, words);
}

Error needs_kubectl() {
  return error(ErrorKind::environment, {},
               "--remove-agents needs kubectl, which is not on PATH, or is not told the token that "
               "helm has; nothing was changed",
               "Install kubectl, or leave the flag out: what keeps its agents is named then.", {});
}

// What there was before.
struct Before {
  cluster::Release release;
  std::optional<cluster::Rollout> rollout;  // nothing where it cannot be seen
  cluster::Recorded recorded;
  std::string not_recorded;       // why that could not be read, or ""
  int revision_that_ran = 0;      // the newest, or the one below one that failed; 0 for none
  std::string manifest_that_ran;  // of the one below; or ""
  cluster::Answer<cluster::Agents> agents;
};

Error cannot_be_read(const cluster::Answer<std::vector<cluster::Release>>& releases,
                     const Target& target, const Tools& tools) {
  switch (releases.kind) {
    case helm::Failure::unreachable:
      return unreachable(tools.helm, releases.words, nothing_was_changed);
    case helm::Failure::forbidden:
      return forbidden(target, releases.words);
    default:
      return Error(ErrorKind::cluster, releases.failure, {}, releases.words);
  }
}

// Where the Traffic Manager is half gone, only the record tells that it could have had agents.
bool has_webhook(const cluster::Recorded& recorded) {
  return recorded.manifest.find("\nkind: MutatingWebhookConfiguration") != std::string::npos;
}

// The revision that is deployed still, below one that failed; nothing where nobody tells.
void look_what_ran(const Target& target, const Tools& tools, Before& before) {
  const auto& in = target.manager_namespace;
  const auto& tick = tools.progress.tick;
  // An uninstall that was cut off had changed the status of what ran.
  const auto& newest = before.release;
  if (newest.status == "uninstalling") before.revision_that_ran = newest.revision;
  const auto history = cluster::ask_one(tools.helm, tick, cluster::history_in(in));
  if (!history.value) return;
  const int deployed = State{newest, *history.value, {}}.deployed_revision();
  if (deployed == 0) return;
  before.revision_that_ran = deployed;
  before.manifest_that_ran =
      cluster::ask_one(tools.helm, tick, cluster::manifest_of(in, deployed)).value.value_or("");
}

// The release and what helm has recorded of it; nothing when there is none.
std::optional<Before> find_release(const Target& target, const Tools& tools) {
  const auto& in = target.manager_namespace;
  auto [releases, recorded] = cluster::ask(tools.helm, tools.progress.tick,
                                           cluster::releases_in(in), cluster::recorded_of(in));
  if (!releases.value) throw cannot_be_read(releases, target, tools);
  auto newest = newest_of(releases, target);
  if (!newest) return std::nullopt;
  Before before;
  before.release = *std::move(newest);
  if (recorded.value) before.recorded = *std::move(recorded.value);
  before.not_recorded = std::move(recorded.failure);
  if (before.release.status == "deployed") {
    before.revision_that_ran = before.release.revision;
  } else if (!before.release.is_uninstalled()) {
    look_what_ran(target, tools, before);
  }
  return before;
}

void look_at_pods(const Target& target, const Tools& tools, Before& before) {
  const auto& in = target.manager_namespace;
  const auto& tick = tools.progress.tick;
  auto look = cluster::manager_in(in, cluster::Certificate::no, tools.probe_chart);
  auto both = cluster::ask_one(tools.helm, tick, look);
  if (both.value) {
    before.rollout = std::move(both.value->rollout);
    before.agents.value = std::move(both.value->agents);
  } else {
    before.agents = {std::nullopt, std::move(both.failure), std::move(both.words)};
  }
  const auto& seen = before.agents.value;
  if (!seen || seen->scope.is_known || !has_webhook(before.recorded)) return;
  auto everywhere = cluster::agents_of(in, {true, {}, {}}, tools.probe_chart);
  before.agents = cluster::ask_one(tools.helm, tick, everywhere);
}

// Looks at the pods, and asks meanwhile whether all of it may be deleted.
void look_at_pods_and_rights(const RemovalSettings& settings, const Target& target,
                             const Tools& tools, Before& before) {
  std::optional<RightsQuestion> rights;
  const bool asks = tools.kubectl && !settings.force && !settings.helm.is_dry_run();
  if (asks && !before.recorded.manifest.empty()) {
    rights.emplace(Change::uninstall, before.release, before.recorded.manifest, tools);
  }
  look_at_pods(target, tools, before);
  if (rights) check_rights(Change::uninstall, before.release, rights->missing(), settings.by_force);
}

// Nothing where there is no release, if that is no error.
std::optional<Before> look_before(const RemovalSettings& settings, const Target& target,
                                  const Tools& tools) {
  try {
    auto before = find_release(target, tools);
    if (!before && !settings.ignore_not_found) throw manager_missing(tools, target, {"uninstall"});
    if (!before) return before;
    if (settings.remove_agents && !tools.kubectl) throw needs_kubectl();
    look_at_pods_and_rights(settings, target, tools, *before);
    return before;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted) throw;
    throw release::error(ErrorKind::interrupted, "interrupted",
                         "the uninstall was interrupted; nothing was changed", {}, {});
  }
}

// Where agents may be when the Traffic Manager is gone.
cluster::AgentScope scope_of(const Before& before) {
  if (before.agents.value) return before.agents.value->scope;
  return {has_webhook(before.recorded), {}, {}};
}

std::chrono::milliseconds limit_of(const helm::OperationOptions& options) {
  constexpr std::chrono::minutes of_helm{5};
  return parse_duration(options.timeout).value_or(of_helm);
}

// The agents go while their Traffic Manager still lives. Whether it was asked.
bool take_agents_out(const Before& before, const RemovalSettings& settings, const Target& target,
                     const Tools& tools) {
  if (!tools.kubectl || !before.agents.value || !before.agents.value->scope.is_known) return false;
  const auto& in = target.manager_namespace;
  const auto& tick = tools.progress.tick;
  const auto silence =
      ask_to_remove_agents(before.agents.value->injector, in, *tools.kubectl, tick);
  if (!silence.empty()) return false;
  if (!before.agents.value->is_seen || before.agents.value->workloads.empty()) return true;
  tools.progress.step("Waiting for its agents to leave the workloads");
  auto look = cluster::agents_of(in, before.agents.value->scope, tools.probe_chart);
  try {
    await_removal(cluster::ask_one(tools.helm, tick, look), look, limit_of(settings.helm), tools);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted) throw;
    throw release::error(ErrorKind::interrupted, "interrupted",
                         "the uninstall was interrupted before the release was touched; its agents "
                         "were asked to leave the workloads",
                         run_again(target), {});
  }
  return true;
}

WatchedOutcome run_helm(const Before& before, const RemovalSettings& settings, bool agents_asked,
                        const Target& target, const Tools& tools) {
  const auto& in = target.manager_namespace;
  auto options = settings.helm;
  // What is gone is looked at afterwards, and waited for: some helms wait far longer than they are
  // told (4.2.1).
  if (options.wait == helm::Wait::yes) options.wait = helm::Wait::no;
  if (agents_asked && before.recorded.hook_names == helm::Arguments{"uninstall-agents"}) {
    options.hooks = false;
  }
  auto command =
      tools.helm.command(helm::uninstall_arguments(tools.helm.binary().version, in, options));
  if (options.is_dry_run()) {
    WatchedOutcome watched;
    command.time_limit = dry_run_limit;
    watched.outcome = platform::run(command, tools.progress.tick);
    return watched;
  }
  command.time_limit = limit_of(options) + beyond_limit;
  // Whatever is wrong with what goes is not what helm waits for.
  return run_watched(command, before.rollout, {in, options.timeout, settings.fail_fast, {}}, tools);
}

// Helm 3 does not say why it could not delete an object.
std::string with_missing_rights(const std::string& words, const Before& before,
                                const Tools& tools) {
  auto all = words;
  text::append_line(all,
                    text::join(missing_rights(Change::uninstall, before.release, tools), "\n"));
  return all;
}

// Why helm did not come to an end.
Error why_unfinished(const Before& before, const WatchedOutcome& watched, const Target& target,
                     const Tools& tools) {
  const auto& words = watched.outcome.error_output;
  const auto stuck = [&](const std::string& why, const std::string& what_it_said) {
    return cannot_finish(why, ways_on(before.revision_that_ran, target, tools.helm.shielded()),
                         target, what_it_said);
  };
  if (watched.outcome.interrupted) {
    return error(ErrorKind::interrupted, "interrupted",
                 "the uninstall was interrupted, and may be half done", run_again(target), words);
  }
  if (watched.hopeless) return stuck(watched.hopeless->text, {});
  const auto failure = helm::classify(words);
  if (failure == helm::Failure::unreachable) {
    return unreachable(tools.helm, words, "it may be half done");
  }
  if (failure == helm::Failure::forbidden) {
    return forbidden(target, with_missing_rights(words, before, tools));
  }
  if (failure == helm::Failure::not_admitted) {
    return stuck(helm::reason_not_admitted(words), words);
  }
  // A pod may have been in trouble long before.
  const auto& new_ones = watched.new_in_the_way;
  if (!new_ones.empty()) return stuck(text::join(new_ones, "; "), words);
  if (watched.outcome.timed_out) return stuck("helm did not end within its time limit", words);
  return stuck({}, with_missing_rights(words, before, tools));
}

// The record goes last. What helm says is not asked for it: one that was ended may have been done.
bool is_gone(const Before& before, const Target& target, const Tools& tools) {
  const auto releases =
      cluster::ask_one(tools.helm.shielded(), {}, cluster::releases_in(target.manager_namespace));
  if (!releases.value) return false;
  if (releases.value->empty()) return true;
  // Kept with its history; but not if it was so before.
  return releases.value->front().is_uninstalled() && !before.release.is_uninstalled();
}

Error unfinished(const Before& before, const WatchedOutcome& watched, bool agents_asked,
                 const Target& target, const Tools& tools) {
  const auto error = why_unfinished(before, watched, target, tools);
  const auto jobs = remove_left_jobs(before.recorded, target, tools);
  auto finding = error.finding();
  if (agents_asked) finding.text += "; its agents were asked to leave the workloads";
  finding.text += jobs.text;
  text::append_line(finding.remedy, jobs.remedy);
  return {error.kind(), std::move(finding), error.details()};
}

// What is being deleted is left, to those who no longer wait for it.
void stop_waiting(Proof& proof) {
  proof.left.insert(proof.left.end(), proof.ending.begin(), proof.ending.end());
  proof.ending.clear();
}

// After Ctrl-C, which ends the wait: what is there still is to be told.
Proof last_look(const Expected& expected, const Target& target, const Tools& tools) {
  auto proof = prove_removal(expected, {std::chrono::milliseconds{0}}, target, tools.shielded());
  proof.is_interrupted = true;
  return proof;
}

// What could not be seen then may not be taken for gone.
void check_is_seen(const Proof& proof, const Target& target) {
  const bool is_told = !proof.left.empty() || !proof.ending.empty() || !proof.agents.empty();
  if (!proof.is_interrupted || is_told || proof.not_looked_at.empty()) return;
  throw error(ErrorKind::interrupted, "interrupted",
              fmt::format("the release in namespace {} is gone; the look whether all of it is gone "
                          "was interrupted",
                          target.manager_namespace),
              {}, {});
}

Proof prove_within(std::chrono::milliseconds limit, const Expected& expected,
                   const RemovalSettings& settings, const Target& target, const Tools& tools) {
  try {
    return prove_removal(expected, {limit, settings.remove_agents}, target, tools);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) return last_look(expected, target, tools);
    Proof unseen;
    unseen.not_looked_at.push_back(fmt::format("anything: {}", error.what()));
    return unseen;
  }
}

void add_not_recorded(const Before& before, Proof& proof) {
  proof.not_looked_at.push_back("its objects: " + before.not_recorded);
}

Proof prove(const Before& before, const RemovalSettings& settings, const Target& target,
            const Tools& tools) {
  tools.progress.step("Looking whether all of it is gone");
  // With --wait=false nobody wants to wait for more than what is just about to go.
  const bool waits = settings.helm.wait != helm::Wait::no;
  const auto limit = waits ? limit_of(settings.helm) : std::chrono::milliseconds{0};
  auto proof = prove_within(limit, {before.recorded, before.manifest_that_ran, scope_of(before)},
                            settings, target, tools);
  if (!before.not_recorded.empty()) add_not_recorded(before, proof);
  check_is_seen(proof, target);
  if (waits) {
    stop_waiting(proof);
  } else {
    std::erase_if(proof.agents, [](const auto& workload) { return workload.is_on_its_way(); });
  }
  return proof;
}

Removal would_remove(const Before& before, const RemovalSettings& settings, const Target& target,
                     const Tools& tools) {
  const auto run = run_helm(before, settings, false, target, tools);
  const auto& outcome = run.outcome;
  const auto& words = outcome.error_output;
  if (outcome.interrupted) throw Error(ErrorKind::interrupted, "interrupted");
  if (!outcome.succeeded()) {
    if (helm::classify(words) == helm::Failure::unreachable) {
      throw unreachable(tools.helm, words, nothing_was_changed);
    }
    throw error(ErrorKind::helm, "helm-failed",
                outcome.timed_out ? "the dry run of the uninstall came to no end"
                                  : "the dry run of the uninstall failed",
                {}, words);
  }
  Removal removal;
  removal.messages = helm::without_success_of_uninstall(outcome.output) + words;
  const Scratch scratch(tools.scratch);
  auto look = cluster::existing_objects(target.manager_namespace,
                                        {scratch.write("made.yaml", before.recorded.manifest), {}},
                                        cluster::Contents::no, tools.probe_chart);
  const auto existing = cluster::ask_one(tools.helm, tools.progress.tick, look);
  if (!before.not_recorded.empty()) add_not_recorded(before, removal.proof);
  if (!add_unseen(existing, removal.proof)) return removal;
  for (const auto& object : existing.value->objects) {
    const bool stays = object.is_kept || object.is_of_another_release(target.manager_namespace);
    if (!stays) removal.objects.push_back(object);
  }
  return removal;
}

// That agents leave cannot be undone: before, helm has to accept its words.
void check_words(const Before& before, const RemovalSettings& settings, const Target& target,
                 const Tools& tools) {
  (void)helm::uninstall_arguments(tools.helm.binary().version, target.manager_namespace,
                                  settings.helm);
  if (settings.helm.extra.empty()) return;
  auto dry = settings;
  dry.helm.dry_run = helm::DryRun::client;
  const auto outcome = run_helm(before, dry, false, target, tools).outcome;
  if (outcome.interrupted) throw Error(ErrorKind::interrupted, "interrupted");
  if (outcome.succeeded()) return;
  throw error(ErrorKind::helm, "helm-failed",
              "helm does not accept the uninstall; nothing was changed", {}, outcome.error_output);
}

// Where helm knows no release, one may run all the same.
Removal nothing_to_remove(const Target& target, const Tools& tools) {
  const auto left = left_overs_of(target.manager_namespace, {}, tools);
  if (left.runs_without_release) throw manager_without_release(target);
  Removal nothing;
  nothing.found = false;
  if (!left.unknown.empty()) {
    nothing.proof.not_looked_at.push_back("whether one runs without a release: " + left.unknown);
  }
  return nothing;
}

void add_agents(const Before& before, Removal& removal) {
  const auto& agents = before.agents;
  if (!agents.value) {
    removal.agents_unknown = agents.failure;
  } else if (agents.value->scope.is_known && !agents.value->is_seen) {
    removal.agents_unknown = "this user may not list pods";
  } else {
    removal.agents = agents.value->workloads;
  }
}

}  // namespace

Removal remove_release(const RemovalSettings& settings, const Target& target, const Tools& tools) {
  const auto before = look_before(settings, target, tools);
  if (!before) return nothing_to_remove(target, tools);
  Removal removal;
  if (settings.helm.is_dry_run()) {
    removal = would_remove(*before, settings, target, tools);
    add_agents(*before, removal);
    return removal;
  }
  check_words(*before, settings, target, tools);
  const bool agents_asked = take_agents_out(*before, settings, target, tools);
  const auto watched = run_helm(*before, settings, agents_asked, target, tools);
  const auto& outcome = watched.outcome;
  if (!outcome.succeeded() && !is_gone(*before, target, tools)) {
    throw unfinished(*before, watched, agents_asked, target, tools);
  }
  removal.messages = helm::without_success_of_uninstall(outcome.output) + outcome.error_output;
  for (auto& object : helm::left_for_want_of_rights(outcome.output)) {
    cluster::LiveObject refused;
    refused.kind = std::move(object.kind);
    refused.name = std::move(object.name);
    refused.object_namespace = std::move(object.object_namespace);
    removal.refused.push_back(std::move(refused));
  }
  removal.proof = prove(*before, settings, target, tools);
  add_agents(*before, removal);
  return removal;
}

}  // namespace telepresence::release
