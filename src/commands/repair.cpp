#include "commands/repair.hpp"

#include <fmt/format.h>

#include <utility>

namespace telepresence::commands {

RepairReport repair(const RepairRequest& request, World& world) {
  const auto located = release::locate_target(request.target, world.environment(), world.caller());
  const auto tools = world.release_tools(located.connection);
  const auto& in = located.target.manager_namespace;
  world.progress().step(fmt::format("Looking what there is to repair in namespace {}", in));
  auto situation = release::look_for_defects(located.target, tools);
  auto repairs = release::plan_repair(situation, located.target);
  auto not_looked_at = std::move(situation.not_looked_at);
  if (!request.dry_run && !repairs.empty()) {
    not_looked_at = release::carry_out(repairs, located.target, tools);
  }
  return {located.target, request.dry_run, std::move(repairs), std::move(not_looked_at)};
}

}  // namespace telepresence::commands
