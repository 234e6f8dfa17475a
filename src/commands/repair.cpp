#include "commands/repair.hpp"

#include <fmt/format.h>

namespace telepresence::commands {

RepairReport repair(const RepairRequest& request, World& world) {
  const auto located = release::locate_target(request.target, world.environment(), world.caller());
  const auto tools = world.release_tools(located.connection);
  const auto& in = located.target.manager_namespace;
  world.progress().step(fmt::format("Looking what there is to repair in namespace {}", in));
  if (request.dry_run) {
    return {located.target, true,
            release::plan_repair(release::look_for_defects(located.target, tools), located.target)};
  }
  return {located.target, false, release::repair_all(located.target, tools)};
}

}  // namespace telepresence::commands
