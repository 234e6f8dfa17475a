#include "release/undo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "cluster/releases.hpp"
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

std::string helm_command_line(const helm::Arguments& arguments) {
  std::string line = "helm";
  for (const auto& argument : arguments) line += ' ' + argument;
  return line;
}

UndoResult run_undo(const helm::Client& helm, const helm::Arguments& arguments,
                    const std::string& done) {
  auto command = helm.command(arguments);
  command.time_limit = undo_time_limit;
  const auto outcome = platform::run(command);
  if (outcome.succeeded()) return {done, {}, {}};
  return {"putting back what was there before failed too",
          fmt::format("To finish it by hand: {}", helm_command_line(arguments)),
          outcome.error_output};
}

UndoResult undo_revision(const helm::Client& helm, const Change& change, int revision) {
  const auto& release_namespace = change.target.manager_namespace;
  const int before = revision_before(cluster::history(helm, release_namespace), revision);
  if (before != 0) {
    return run_undo(helm, helm::rollback_arguments(release_namespace, before, change.hooks),
                    fmt::format("it was rolled back to revision {}", before));
  }
  if (revision == 1 || change.operation == Operation::install) {
    auto result = run_undo(
        helm, helm::undo_install_arguments(release_namespace),
        fmt::format("what it had created in namespace {} was removed again", release_namespace));
    if (result.hint.empty() && change.creates_namespace) {
      result.hint = "The namespace itself stays, even if it was new: helm cannot remove one.";
    }
    return result;
  }
  return {"no earlier revision ever ran, so there is none to return to",
          "The failed release is as it is: repair it with another upgrade, or uninstall it.",
          {}};
}

UndoResult unknown_state(const Target& target, const std::string& why, const std::string& details) {
  return {
      fmt::format("and what it left cannot be told: {}", why),
      fmt::format("When the cluster can be read, look with: {}", command_line("status", target)),
      details};
}

}  // namespace

std::string new_run_label() {
  std::random_device random;
  return fmt::format("helm-telepresence/run={:08x}{:08x}", random(), random());
}

UndoResult undo(const helm::Client& helm, const Change& change, const std::string& run_label) {
  const auto shielded = helm.shielded();
  try {
    const auto ours =
        cluster::find_releases(shielded, {change.target.manager_namespace, run_label});
    if (ours.empty()) return {"nothing was changed", {}, {}};
    return undo_revision(shielded, change, ours.front().revision);
  } catch (const Error& error) {
    return unknown_state(change.target, error.what(), error.details());
  } catch (const std::exception& error) {
    return unknown_state(change.target, error.what(), {});
  }
}

}  // namespace telepresence::release
