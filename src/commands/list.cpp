#include "commands/list.hpp"

#include <fmt/format.h>

#include <map>

#include "release/extension.hpp"

namespace telepresence::commands {
namespace {

using ByNamespace = std::map<std::string, ListedManager>;

void add_releases(const cluster::Answer<std::vector<cluster::Release>>& releases,
                  ByNamespace& managers, ListReport& report) {
  if (!releases.value) {
    report.not_looked_at.push_back("releases: " + releases.failure);
    return;
  }
  for (const auto& release : *releases.value) {
    if (release.is_traffic_manager()) managers[release.release_namespace].release = release;
  }
}

void add_webhooks(const cluster::Answer<cluster::Survey>& survey,
                  const std::vector<std::string>& left_out, ByNamespace& managers,
                  ListReport& report) {
  if (!survey.value) {
    report.not_looked_at.push_back("webhooks: " + survey.failure);
    return;
  }
  for (const auto& left : left_out) report.not_looked_at.push_back("no right to " + left);
  for (const auto& scope : survey.value->managers) managers[scope.manager_namespace].scope = scope;
}

}  // namespace

ListReport list(World& world) {
  const auto located = release::locate_target({}, world.environment(), world.caller());
  const auto tools = world.release_tools(located.connection);
  const auto& tick = tools.progress.tick;
  tools.progress.step("Looking for the Traffic Managers of the cluster");
  auto look = cluster::survey_for(located.target.manager_namespace, {}, tools.probe_chart);
  auto [releases, survey] =
      cluster::ask(tools.helm, tick, cluster::releases_everywhere(), look.question());
  cluster::ask_on(tools.helm, tick, look, survey);
  // Then nothing is known, and it is the same for both.
  if (!survey.value && !releases.value) releases.get();

  ListReport report;
  report.target = located.target;
  ByNamespace managers;
  add_releases(releases, managers, report);
  add_webhooks(survey, look.left_out(), managers, report);
  const auto clients = release::namespace_of_clients(located);
  for (auto& [in, manager] : managers) {
    manager.manager_namespace = in;
    manager.is_clients = in == clients;
    report.managers.push_back(std::move(manager));
  }
  return report;
}

}  // namespace telepresence::commands
