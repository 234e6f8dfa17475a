#include "commands/uninstall.hpp"

#include <fmt/format.h>

#include "release/removal.hpp"

namespace telepresence::commands {

UninstallReport uninstall(const UninstallRequest& request, World& world) {
  const auto located = release::locate_target(request.target, world.environment(), world.caller());
  const auto& target = located.target;
  const auto tools = world.release_tools(located.connection);
  world.progress().step(
      fmt::format("Uninstalling the Traffic Manager from namespace {}", target.manager_namespace));
  auto removal = release::remove_release(request.options, target, request.ignore_not_found, tools);
  UninstallReport report;
  report.target = target;
  report.dry_run = request.options.is_dry_run();
  report.found = removal.found;
  report.messages = std::move(removal.messages);
  if (request.kubeconfig_extension && !report.dry_run) {
    report.kubeconfig =
        release::extension_after_uninstall(located, world.environment(), world.progress());
  }
  return report;
}

}  // namespace telepresence::commands
