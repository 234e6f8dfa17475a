#include "commands/uninstall.hpp"

#include <fmt/format.h>

#include "release/before/preflight.hpp"
#include "release/uninstall/left_behind.hpp"

namespace telepresence::commands {

UninstallReport uninstall(const UninstallRequest& request, World& world) {
  const auto located = release::locate_target(request.target, world.environment(), world.caller());
  const auto& target = located.target;
  const auto tools = world.release_tools(located.connection);
  if (!request.settings.helm.is_dry_run()) {
    release::check_is_nobody_elses(target, request.ignored_findings, "the uninstall", tools);
  }
  world.progress().step(
      fmt::format("Uninstalling the Traffic Manager from namespace {}", target.manager_namespace));
  UninstallReport report;
  report.target = target;
  report.dry_run = request.settings.helm.is_dry_run();
  report.removal = release::remove_release(request.settings, target, tools);
  // What failed is run again, and must not find another Traffic Manager then: the kubeconfig stays.
  if (const auto error = release::left_behind(report.removal, target)) throw Error(*error);
  // What was installed there meanwhile is what the kubeconfig names; one may run of which nobody
  // could tell.
  const auto& proof = report.removal.proof;
  const bool may_run =
      proof.is_installed_again || (!report.removal.found && !proof.not_looked_at.empty());
  if (request.kubeconfig_extension && !report.dry_run && !may_run) {
    report.kubeconfig = release::extension_after_uninstall(located, world.environment(), tools.helm,
                                                           world.progress());
  }
  return report;
}

}  // namespace telepresence::commands
