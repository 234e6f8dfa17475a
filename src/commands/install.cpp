#include "commands/install.hpp"

namespace telepresence::commands {

ChangeReport install(const InstallRequest& request, World& world) {
  const auto plan = [&](const auto& target, const auto& chart, const auto& helm) {
    return release::plan_install(request.options, target, chart, helm);
  };
  return change(request, plan, world);
}

}  // namespace telepresence::commands
