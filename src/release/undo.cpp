#include "release/undo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "cluster/releases.hpp"
#include "release/command_lines.hpp"
#include "util/error.hpp"

namespace telepresence::release {
namespace {

// Helm needs a fraction of a second; this bounds a cluster that stopped answering.
constexpr std::chrono::seconds undo_time_limit{60};

// The newest revision before `failed` that ran: deployed, or superseded by the failed
// one in the moment in which it was cut off. 0 for none.
int revision_before(const std::vector<cluster::Revision>& history, int failed) {
  int deployed = 0;
  int superseded = 0;
  for (const auto& revision : history) {
    if (revision.number >= failed) continue;
    if (revision.status == "deployed") deployed = std::max(deployed, revision.number);
    if (revision.status == "superseded") superseded = std::max(superseded, revision.number);
  }
  return deployed != 0 ? deployed : superseded;
}

UndoResult run_undo(const helm::Client& helm, const Plan& plan, const helm::Arguments& arguments,
                    const std::string& done) {
  auto command = helm.command(arguments);
  command.time_limit = undo_time_limit;
  const auto outcome = platform::run(command);
  if (outcome.succeeded()) return {done, {}, {}};
  return {"putting back what was there before failed too",
          fmt::format("To finish it: {}", helm_command(plan.target, arguments)),
          outcome.error_output};
}

UndoResult remove_first_release(const helm::Client& helm, const Plan& plan) {
  const auto& release_namespace = plan.target.manager_namespace;
  auto result = run_undo(
      helm, plan, helm::undo_install_arguments(release_namespace),
      fmt::format("what it had created in namespace {} was removed again", release_namespace));
  if (result.hint.empty() && plan.options.helm.create_namespace) {
    result.hint = "The namespace itself stays, even if it was new: helm cannot remove one.";
  }
  return result;
}

UndoResult undo_revision(const helm::Client& helm, const Plan& plan, int revision) {
  const auto& release_namespace = plan.target.manager_namespace;
  const auto history = cluster::ask_one(helm, {}, cluster::history_in(release_namespace));
  const int before = revision_before(history.get(), revision);
  if (before != 0) {
    return run_undo(helm, plan,
                    helm::rollback_arguments(release_namespace, before, plan.options.helm.hooks),
                    fmt::format("it was rolled back to revision {}", before));
  }
  if (revision == 1 || plan.operation == Operation::install)
    return remove_first_release(helm, plan);
  return {"no earlier revision ever ran, so there is none to return to",
          fmt::format("The failed release is as it is. To repair it: {}\nTo remove it: {}",
                      plugin_command(plan.target, {"upgrade"}),
                      plugin_command(plan.target, {"uninstall"})),
          {}};
}

UndoResult unknown_state(const Target& target, const std::string& why, const std::string& details) {
  return {fmt::format("and what it left cannot be told: {}", why),
          fmt::format("When the cluster can be read, look with: {}",
                      plugin_command(target, {"status"})),
          details};
}

}  // namespace

std::string new_run_label() {
  std::random_device random;
  return fmt::format("helm-telepresence/run={:08x}{:08x}", random(), random());
}

UndoResult undo(const helm::Client& helm, const Plan& plan, const std::string& run_label) {
  const auto shielded = helm.shielded();
  try {
    const auto question = cluster::releases_with(plan.target.manager_namespace, run_label);
    const auto ours = cluster::ask_one(shielded, {}, question);
    if (ours.get().empty()) return {"nothing was changed", {}, {}};
    return undo_revision(shielded, plan, ours.get().front().revision);
  } catch (const Error& error) {
    return unknown_state(plan.target, error.what(), error.details());
  } catch (const std::exception& error) {
    return unknown_state(plan.target, error.what(), {});
  }
}

}  // namespace telepresence::release
