#include "commands/repair.hpp"

#include <fmt/format.h>

#include "release/before/preflight.hpp"

namespace telepresence::commands {

RepairReport repair(const RepairRequest& request, World& world) {
  const auto located = release::locate_target(request.target, world.environment(), world.caller());
  const auto tools = world.release_tools(located.connection);
  const auto& in = located.target.manager_namespace;
  world.progress().step(fmt::format("Looking what there is to repair in namespace {}", in));
  if (!request.dry_run) {
    release::check_is_nobody_elses(located.target, request.ignored_findings, "the repair", tools);
  }
  const auto& act = request.dry_run ? release::find_repairs : release::repair;
  RepairReport report{located.target, request.dry_run, act(located.target, tools), {}};
  if (request.kubeconfig_extension && !request.dry_run && report.outcome.is_gone) {
    report.kubeconfig = release::extension_after_uninstall(located, world.environment(), tools.helm,
                                                           world.progress());
  }
  return report;
}

}  // namespace telepresence::commands
