#include "commands/upgrade.hpp"

namespace telepresence::commands {

ChangeReport upgrade(const UpgradeRequest& request, World& world) {
  const auto plan = [&](const auto& target, const auto& chart, const auto& helm) {
    return release::plan_upgrade(request.change.options, request.upgrade, target, chart, helm);
  };
  return change(request.change, plan, world);
}

}  // namespace telepresence::commands
