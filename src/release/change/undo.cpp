#include "release/change/undo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <thread>

#include "helm/messages.hpp"
#include "release/command_lines.hpp"
#include "release/left_overs.hpp"
#include "release/manifest/rights.hpp"
#include "release/repair_options.hpp"
#include "release/watch/remains.hpp"
#include "release/watch/stuck_pods.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

// Helm needs a fraction of a second; this bounds a cluster that stopped answering.
constexpr std::chrono::seconds undo_time_limit{60};
// A rollback that failed has succeeded at its second try (Helm 3.22 over a webhook configuration
// that a newer chart had replaced).
constexpr int most_tries = 3;
constexpr std::chrono::seconds pause_between_tries{1};

// What there is to return to.
enum class Origin { nothing, deployed, uninstalled, never_ran };

Origin origin_of(const State& before) {
  if (!before.newest) return Origin::nothing;
  if (before.deployed_revision() != 0) return Origin::deployed;
  return before.newest->is_uninstalled() ? Origin::uninstalled : Origin::never_ran;
}

bool is_pending(const State& state) {
  return state.newest && state.newest->status.starts_with("pending-");
}

// The number of the revision that the attempt makes.
int made_by(const Attempt& attempt) { return attempt.before.newest_revision() + 1; }

// How a state is put back, and how it is told that it is there.
struct Repair {
  helm::Arguments arguments;
  int back_to = 0;  // the revision that comes back, 0 for none
  std::string done;
  std::function<bool(const State& last, const State& now)> is_done;
};

helm::Arguments rollback_to(int revision, const Attempt& attempt, const helm::Client& helm) {
  return helm::rollback_arguments(helm.binary().version, attempt.plan.target.manager_namespace,
                                  revision, repair_options(attempt.plan, revision, helm));
}

Repair repair_of(const helm::Client& helm, const Attempt& attempt) {
  const auto& in = attempt.plan.target.manager_namespace;
  switch (origin_of(attempt.before)) {
    case Origin::nothing:
      return {helm::undo_install_arguments(in, helm::KeepHistory::no), 0,
              fmt::format("what it had created in namespace {} was removed again", in),
              [](const State&, const State& now) { return !now.newest; }};
    case Origin::uninstalled:
      return {helm::undo_install_arguments(in, helm::KeepHistory::yes), 0,
              fmt::format("what it had created in namespace {} was removed again; the release is "
                          "uninstalled, with its history kept, as it was",
                          in),
              [](const State&, const State& now) {
                return now.newest && now.newest->is_uninstalled();
              }};
    case Origin::deployed:
    case Origin::never_ran:
      break;
  }
  const int deployed = attempt.before.deployed_revision();
  const int back_to = deployed != 0 ? deployed : attempt.before.newest_revision();
  return {rollback_to(back_to, attempt, helm), back_to,
          fmt::format("it was rolled back to revision {}", back_to),
          [](const State& last, const State& now) {
            return now.newest_revision() == last.newest_revision() + 1 &&
                   now.newest->status == "deployed";
          }};
}

UndoResult nothing_changed() { return {"nothing was changed", {}, {}}; }

UndoResult someone_else_was_there(const Target& target, const std::string& what) {
  return {what + ", so nothing was undone",
          "To look at what is there: " + plugin_command(target, {"status"}),
          {}};
}

// There was no release, and there is none: helm made none, or somebody removed it meanwhile, with
// its namespace perhaps, and then there is more than that.
UndoResult no_release_then_and_now(const Target& target, const Tools& tools) {
  const auto left = left_overs_of(target.manager_namespace, {}, tools);
  if (left.lives) {
    return someone_else_was_there(
        target, fmt::format("helm has no record of it, but a Traffic Manager is in namespace {}",
                            target.manager_namespace));
  }
  if (!left.unknown.empty()) {
    return {"whether anything of it is left cannot be told: " + left.unknown,
            "To look for it: " + plugin_command(target, {"repair", "--dry-run"}),
            {}};
  }
  if (left.objects.empty()) return nothing_changed();
  return {fmt::format(
              "somebody removed its release meanwhile; of what it had created there is still {}",
              cluster::names_of(left.objects)),
          "To delete it:\n" + delete_commands(left.objects, target),
          {}};
}

// Whether the newest revision has the label of this run. Throws Error.
bool has_our_label(const helm::Client& helm, const Attempt& attempt) {
  const auto labelled = cluster::ask_one(
      helm, {},
      cluster::releases_with(attempt.plan.target.manager_namespace, attempt.plan.run_label));
  return !labelled.get().empty() && labelled.get().front().revision == made_by(attempt);
}

// Whether the newest revision is the one that the attempt made; otherwise what to say of it.
std::optional<UndoResult> reason_to_leave(const Tools& tools, const Attempt& attempt,
                                          const State& now) {
  const auto& target = attempt.plan.target;
  const int before = attempt.before.newest_revision();
  const int newest = now.newest_revision();
  if (newest == 0 && before == 0) return no_release_then_and_now(target, tools);
  if (newest == before) return nothing_changed();
  if (newest < before) {
    return someone_else_was_there(target, "somebody else removed the release meanwhile");
  }
  if (newest == made_by(attempt) && has_our_label(tools.helm, attempt)) return std::nullopt;
  if (newest == made_by(attempt)) return nothing_changed();
  return someone_else_was_there(
      target, fmt::format("somebody else made revision {} of the release meanwhile", newest));
}

std::string what_stands(const State& now) {
  if (!now.newest) return "there is no release now";
  return fmt::format("revision {} of the release is {} now", now.newest->revision,
                     now.newest->status);
}

// What of the failed revision is still there though it was undone: helm does not always say it.
void add_remains(const Remains& remains, const Attempt& attempt, UndoResult& result) {
  auto seen = remains.look();
  auto& objects = seen.objects;
  const auto is_not_ours = [&](const cluster::LiveObject& object) {
    return object.is_of_another_release(attempt.plan.target.manager_namespace) ||
           std::ranges::any_of(attempt.taken, [&](const auto& taken) {
             return taken.to_string() == object.to_string();
           });
  };
  std::erase_if(objects, is_not_ours);
  if (!seen.unknown.empty()) {
    text::append_line(result.details, "Whether all of it is gone is not known: " + seen.unknown);
  }
  if (objects.empty()) return;
  result.outcome +=
      fmt::format(", but of what failed there is still {}", cluster::names_of(objects));
  result.hint = "To delete it:\n" + delete_commands(objects, attempt.plan.target);
}

// Helm does not say which right it was that was missing.
UndoResult failed_too(const Tools& tools, const Attempt& attempt, const Repair& repair,
                      const State& last, std::string words) {
  const auto& target = attempt.plan.target;
  const auto missing = last.newest ? missing_rights(Change::uninstall, *last.newest, tools)
                                   : std::vector<std::string>{};
  const bool is_refused = !missing.empty() || helm::is_about_a_missing_right(words);
  for (const auto& right : missing) text::append_line(words, right);
  return {fmt::format("putting back what was there before failed too: {}", what_stands(last)),
          (is_refused ? "With the rights that are missing: " : "To finish it: ") +
              helm_command(target, repair.arguments),
          std::move(words)};
}

// Whether the newest revision is still the one that is to be undone: what was asked since has taken
// its time.
bool is_as_it_was(const State& begin, const helm::Client& helm, const Attempt& attempt) {
  if (begin.newest_revision() == made_by(attempt)) return has_our_label(helm, attempt);
  return read_state(helm, attempt.plan.target).newest_revision() == begin.newest_revision();
}

UndoResult carry_out(const Tools& tools, const Attempt& attempt, const Repair& repair,
                     const State& begin) {
  const auto& helm = tools.helm;
  const auto& target = attempt.plan.target;
  const Remains remains(target, made_by(attempt), repair.back_to, tools);
  if (!is_as_it_was(begin, helm, attempt)) {
    return someone_else_was_there(target, "before it was undone somebody else changed the release");
  }
  auto last = begin;
  std::string words;
  for (int tries = 1; tries <= most_tries; ++tries) {
    if (tries > 1) std::this_thread::sleep_for(pause_between_tries);
    auto command = helm.command(repair.arguments);
    command.time_limit = undo_time_limit;
    const auto outcome = platform::run(command);
    words = outcome.error_output;
    auto now = read_state(helm, target);
    if (repair.is_done(last, now)) {
      UndoResult result{repair.done, {}, {}};
      add_remains(remains, attempt, result);
      return result;
    }
    // Somebody may have installed again meanwhile, and begun with the same number.
    const bool is_same_number = now.newest_revision() == made_by(attempt);
    if (!is_after_a_failed_rollback(now, last) ||
        (is_same_number && !has_our_label(helm, attempt))) {
      return someone_else_was_there(target,
                                    "while it was undone somebody else changed the release");
    }
    last = std::move(now);
  }
  return failed_too(tools, attempt, repair, last, std::move(words));
}

UndoResult left_as_it_is(const Target& target) {
  return {"no revision was deployed before, so there is none to return to",
          fmt::format("The failed release is as it is. To repair it: {}\nTo remove it: {}",
                      plugin_command(target, {"upgrade"}), plugin_command(target, {"uninstall"})),
          {}};
}

// What was taken over must not go with the rest.
UndoResult with_taken(const Attempt& attempt, UndoResult result) {
  result.outcome += fmt::format(
      "; {}, which had been there before, {} what {} before", cluster::names_of(attempt.taken),
      attempt.taken.size() == 1 ? "is" : "are", attempt.taken.size() == 1 ? "it was" : "they were");
  text::append_line(result.hint, hint_of_marks(attempt.taken, attempt.plan.target));
  return result;
}

// An upgrade, by which helm gives back what was taken over, is refused while one is pending; a
// rollback is not. Throws Error (helm).
void end_pending(const Attempt& attempt, const helm::Client& helm) {
  auto command = helm.command(rollback_to(made_by(attempt), attempt, helm));
  command.time_limit = undo_time_limit;
  const auto outcome = platform::run(command);
  if (outcome.succeeded()) return;
  throw Error(ErrorKind::helm, "the pending revision could not be ended", {}, outcome.error_output);
}

UndoResult kept_for_taken(const Attempt& attempt, const Error& error, const Tools& tools) {
  const auto& target = attempt.plan.target;
  return {fmt::format("nothing was undone, since that would delete {}, which had been there "
                      "before: {}",
                      cluster::names_of(attempt.taken), error.what()),
          fmt::format("The failed release is as it is. To end its operation, if it is pending: {}\n"
                      "To repair it then: {}",
                      helm_command(target, rollback_to(made_by(attempt), attempt, tools.helm)),
                      plugin_command(target, {"upgrade"})),
          error.details()};
}

void add_stuck_pods(const Attempt& attempt, const Tools& tools, UndoResult& result) {
  if (!attempt.rollout) return;
  const auto stuck = release_stuck_pods(*attempt.rollout, attempt.plan.target, tools);
  if (!stuck.deleted.empty()) {
    result.outcome +=
        fmt::format("; the pod {} of the StatefulSet, which was in the way of that, was deleted",
                    text::join(stuck.deleted, ", "));
  }
  if (stuck.left.empty()) return;
  result.outcome += fmt::format("; the pod {} of the StatefulSet keeps that from taking effect",
                                text::join(stuck.left, ", "));
  result.hint = "To let the former one take its place: " + stuck.remedy;
}

UndoResult undo_now(const Attempt& attempt, const Tools& tools) {
  const auto& helm = tools.helm;
  auto now = read_state(helm, attempt.plan.target);
  if (auto reason = reason_to_leave(tools, attempt, now)) return *std::move(reason);
  // What never ran is no better than what failed now; but nobody is left with a pending release.
  if (origin_of(attempt.before) == Origin::never_ran && !is_pending(now)) {
    return left_as_it_is(attempt.plan.target);
  }
  if (!attempt.taken.empty()) {
    try {
      if (is_pending(now)) end_pending(attempt, helm);
      give_back(attempt.taken, attempt.plan, made_by(attempt), tools);
    } catch (const Error& error) {
      return kept_for_taken(attempt, error, tools);
    }
    now = read_state(helm, attempt.plan.target);
  }
  auto result = carry_out(tools, attempt, repair_of(helm, attempt), now);
  if (result.hint.empty()) add_stuck_pods(attempt, tools, result);
  if (origin_of(attempt.before) == Origin::nothing && result.hint.empty() &&
      attempt.plan.options.helm.create_namespace) {
    result.hint = "The namespace itself stays, even if it was new: helm cannot remove one.";
  }
  return attempt.taken.empty() ? result : with_taken(attempt, std::move(result));
}

UndoResult unknown_state(const Target& target, const std::string& why, const std::string& details) {
  return {fmt::format("and what it left cannot be told: {}", why),
          fmt::format("When the cluster can be read, look with: {}",
                      plugin_command(target, {"status"})),
          details};
}

}  // namespace

UndoResult undo(const Attempt& attempt, const Tools& tools) {
  const auto& target = attempt.plan.target;
  try {
    return undo_now(attempt, tools.shielded());
  } catch (const Error& error) {
    return unknown_state(target, error.what(), error.details());
  } catch (const std::exception& error) {
    return unknown_state(target, error.what(), {});
  }
}

}  // namespace telepresence::release
