#include "commands/uninstall.hpp"

#include <fmt/format.h>

#include "cluster/releases.hpp"
#include "helm/messages.hpp"
#include "util/error.hpp"

namespace telepresence::commands {
namespace {

constexpr const char* run_again = "To finish it, run the same command again.";

// What helm said besides that it did it.
std::string messages_of(const platform::Outcome& outcome) {
  const auto done = fmt::format("release \"{}\" uninstalled\n", helm::release_name);
  auto output = outcome.output;
  if (output.ends_with(done)) output.resize(output.size() - done.size());
  return output + outcome.error_output;
}

[[noreturn]] void fail(const helm::Client& helm, const release::Target& target,
                       const std::string& words) {
  switch (helm::classify(words)) {
    case helm::Failure::unreachable:
      throw Error(ErrorKind::cluster,
                  fmt::format("the uninstall failed: {}; nothing was changed",
                              helm::describe_unreachable(words)),
                  {}, words);
    case helm::Failure::release_not_found:
      throw Error(ErrorKind::not_found,
                  fmt::format("there is no Traffic Manager in namespace {} ({})",
                              target.manager_namespace, target.reason),
                  cluster::found_elsewhere(helm, target.manager_namespace), words);
    case helm::Failure::forbidden:
      throw Error(ErrorKind::cluster, "the uninstall failed: the cluster does not allow it",
                  "With the right that is missing, run the same command again.", words);
    default:
      throw Error(
          ErrorKind::helm,
          fmt::format("the uninstall of the Traffic Manager in namespace {} did not finish",
                      target.manager_namespace),
          std::string(run_again) + "\nIf it is the pre-delete Job that cannot run: add --no-hooks.",
          words);
  }
}

}  // namespace

UninstallReport uninstall(const UninstallRequest& request, const release::Target& target,
                          const helm::Client& helm, const Progress& progress) {
  UninstallReport report;
  report.target = target;
  report.dry_run = request.operation.dry_run != helm::DryRun::none;
  auto operation = request.operation;
  operation.release_namespace = target.manager_namespace;

  progress.step(
      fmt::format("Uninstalling the Traffic Manager from namespace {}", target.manager_namespace));
  const auto outcome = platform::run(
      helm.command(helm::uninstall_arguments(helm.binary().version, operation)), progress.tick);
  if (outcome.interrupted) {
    throw Error(ErrorKind::interrupted, "the uninstall was interrupted, and may be half done",
                run_again, outcome.error_output);
  }
  if (!outcome.succeeded()) {
    const bool nothing_there =
        helm::classify(outcome.error_output) == helm::Failure::release_not_found;
    if (!nothing_there || !request.ignore_not_found) fail(helm, target, outcome.error_output);
    report.found = false;
    return report;
  }
  report.messages = messages_of(outcome);
  return report;
}

}  // namespace telepresence::commands
