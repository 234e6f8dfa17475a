#include "commands/list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>

#include "release/extension.hpp"

namespace telepresence::commands {
namespace {

using ByNamespace = std::map<std::string, ListedManager>;

void add_releases(const cluster::Answer<std::vector<cluster::Release>>& releases,
                  ByNamespace& managers, ListReport& report) {
  if (!releases.value) {
    report.not_looked_at.push_back("releases: " + releases.failure);
    report.releases_are_known = false;
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

void add_unseen(const std::string& line, ListReport& report) {
  if (std::ranges::find(report.not_looked_at, line) == report.not_looked_at.end()) {
    report.not_looked_at.push_back(line);
  }
}

cluster::Look<cluster::Agents> search_for_agents(const ListedManager& manager,
                                                 const std::filesystem::path& probe_chart) {
  cluster::AgentScope scope;
  if (manager.scope) scope = {true, manager.scope->namespaces, {}};
  return cluster::agents_of(manager.manager_namespace, scope, probe_chart);
}

void add_agents(std::span<ListedManager> managers, const release::Tools& tools,
                ListReport& report) {
  std::vector<cluster::Look<cluster::Agents>> looks;
  std::vector<cluster::Question<cluster::Agents>> questions;
  for (const auto& manager : managers) {
    looks.push_back(search_for_agents(manager, tools.probe_chart));
    questions.push_back(looks.back().question());
  }
  const auto& tick = tools.progress.tick;
  auto answers = cluster::ask_all(tools.helm, tick, questions);
  for (std::size_t i = 0; i < managers.size(); ++i) {
    cluster::ask_on(tools.helm, tick, looks[i], answers[i]);
    for (const auto& left : looks[i].left_out()) add_unseen("no right to " + left, report);
    auto& agents = answers[i].value;
    if (!agents) {
      add_unseen(fmt::format("agents of the Traffic Manager in namespace {}: {}",
                             managers[i].manager_namespace, answers[i].failure),
                 report);
    } else if (agents->is_seen) {
      managers[i].agents = std::move(agents->workloads);
    }
  }
}

void add_all_agents(const release::Tools& tools, ListReport& report) {
  // A helm for each takes memory.
  constexpr std::size_t at_once = 8;
  tools.progress.step("Looking for agents in pods");
  const std::span managers(report.managers);
  for (std::size_t i = 0; i < managers.size(); i += at_once) {
    add_agents(managers.subspan(i, std::min(at_once, managers.size() - i)), tools, report);
  }
}

}  // namespace

ListReport list(AgentSearch agents, World& world) {
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
  if (agents == AgentSearch::yes) add_all_agents(tools, report);
  report.now = now();
  return report;
}

}  // namespace telepresence::commands
