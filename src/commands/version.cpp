#include "commands/version.hpp"

#include <fmt/format.h>

#include "release/command_lines.hpp"
#include "release/state.hpp"
#include "supply/fit.hpp"
#include "util/plugin_version.hpp"

namespace telepresence::commands {
namespace {

ManagerVersion find_manager(const release::TargetRequest& request,
                            const std::optional<supply::TelepresenceClient>& client, World& world) {
  const auto located = release::locate_target(request, world.environment(), world.caller());
  const auto& target = located.target;
  const auto& in = target.manager_namespace;
  const auto tools = world.release_tools(located.connection);
  world.progress().step(fmt::format("Reading the Traffic Manager in namespace {}", in));
  const auto releases = cluster::ask_one(tools.helm, tools.progress.tick, cluster::releases_in(in));
  const auto newest = release::newest_of(releases, target);
  if (!newest || newest->is_uninstalled()) return {in, std::nullopt, {}};
  const auto problem = supply::version_problem("Traffic Manager", newest->app_version, client,
                                               release::plugin_command(target, {"upgrade"}));
  return {in, newest, problem ? problem->text : ""};
}

}  // namespace

VersionReport version(const VersionRequest& request, World& world) {
  VersionReport report{plugin_version(),      chart::read_metadata(world.charts().bundled),
                       world.helm().binary(), supply::find_telepresence_client(world.environment()),
                       std::nullopt,          std::nullopt};
  if (request.client_only) return report;
  try {
    report.manager = find_manager(request.target, report.client, world);
  } catch (const Error& error) {
    report.failure = error;
  }
  return report;
}

}  // namespace telepresence::commands
