#include "release/removal.hpp"

#include <fmt/format.h>

#include "helm/messages.hpp"
#include "release/command_lines.hpp"
#include "release/elsewhere.hpp"
#include "util/error.hpp"

namespace telepresence::release {
namespace {

std::string run_again(const Target& target) {
  return "To finish it: " + plugin_command(target, {"uninstall"});
}

Error error(ErrorKind kind, const char* id, const std::string& text, const std::string& remedy,
            const std::string& words) {
  return {kind, {id, Severity::error, {}, text, remedy}, words};
}

Error failed(const helm::Client& helm, const Target& target, bool dry_run,
             const std::string& words) {
  const auto& in = target.manager_namespace;
  switch (helm::classify(words)) {
    case helm::Failure::unreachable:
      return error(ErrorKind::cluster, "cluster-unreachable",
                   fmt::format("the uninstall failed: {}; nothing was changed",
                               helm::describe_unreachable(words)),
                   {}, words);
    case helm::Failure::release_not_found:
      return error(
          ErrorKind::not_found, "release-missing",
          fmt::format("there is no Traffic Manager in namespace {} ({})", in, target.reason),
          hint_elsewhere(helm, target, {"uninstall"}), words);
    case helm::Failure::forbidden:
      return error(ErrorKind::cluster, "rights-missing",
                   "the uninstall failed: the cluster does not allow it",
                   "With the right that is missing: " + plugin_command(target, {"uninstall"}),
                   words);
    default:
      if (dry_run) {
        return error(ErrorKind::helm, "helm-failed", "the dry run of the uninstall failed", {},
                     words);
      }
      return error(
          ErrorKind::helm, "uninstall-unfinished",
          fmt::format("the uninstall of the Traffic Manager in namespace {} did not finish", in),
          fmt::format("{}\nIf its pre-delete Job cannot run: {}", run_again(target),
                      plugin_command(target, {"uninstall", "--no-hooks"})),
          words);
  }
}

}  // namespace

Removal remove_release(const helm::OperationOptions& options, const Target& target,
                       bool ignore_not_found, const Tools& tools) {
  const auto& helm = tools.helm;
  const auto arguments =
      helm::uninstall_arguments(helm.binary().version, target.manager_namespace, options);
  const auto outcome = platform::run(helm.command(arguments), tools.progress.tick);
  const auto& words = outcome.error_output;
  if (outcome.interrupted && options.is_dry_run()) {
    throw Error(ErrorKind::interrupted, "interrupted");
  }
  if (outcome.interrupted) {
    throw error(ErrorKind::interrupted, "interrupted",
                "the uninstall was interrupted, and may be half done", run_again(target), words);
  }
  if (outcome.succeeded()) {
    return {true, helm::without_success_of_uninstall(outcome.output) + words};
  }
  const bool nothing_there = helm::classify(words) == helm::Failure::release_not_found;
  if (!nothing_there || !ignore_not_found) throw failed(helm, target, options.is_dry_run(), words);
  return {false, {}};
}

}  // namespace telepresence::release
