#include "cluster/agents.hpp"

#include <fmt/format.h>

#include "cluster/objects.hpp"
#include "cluster/probe.hpp"
#include "util/text.hpp"

namespace telepresence::cluster {
namespace {

AgentWorkload parse_workload_with_agents(const Printed& found) {
  return {found.text("kind"),       found.text("name"),      found.text("namespace"),
          found.texts("pods"),      found.texts("images"),   found.number("ending"),
          found.truth("isRolling"), found.truth("isPaused"), found.truth("isOnDelete")};
}

}  // namespace

Agents parse_agents(const Printed& report) {
  const auto found = report["agents"];
  Agents agents;
  for (const auto& item : found.items("workloads")) {
    agents.workloads.push_back(parse_workload_with_agents(item));
  }
  agents.scope = {found.truth("isKnown"), found.texts("namespaces"), found.texts("sharedWith")};
  agents.is_seen = found.truth("isSeen");
  const auto injector = found["injector"];
  if (const auto service = injector.text("name"); !service.empty()) {
    agents.injector = {service, std::to_string(injector.number("port"))};
  }
  return agents;
}

std::string AgentWorkload::to_string() const { return name_of(kind, name, object_namespace); }

std::string names_of(const std::vector<AgentWorkload>& workloads) {
  std::vector<std::string> names;
  names.reserve(workloads.size());
  for (const auto& workload : workloads) names.push_back(workload.to_string());
  return text::join(names, ", ");
}

Look<Agents> agents_of(const std::string& release_namespace, const AgentScope& scope,
                       const std::filesystem::path& probe_chart) {
  auto reading = probe_reading(probe_chart, ProbePart::agents, release_namespace);
  if (!scope.namespaces.empty()) {
    // As text: "2024" is a name too.
    reading.arguments.insert(
        reading.arguments.end(),
        {"--set-string", fmt::format("namespaces={{{}}}", text::join(scope.namespaces, ","))});
  } else if (scope.is_known) {
    reading.arguments.insert(reading.arguments.end(), {"--set", "everywhere=true"});
  }
  reading.doing = "look for agents in pods";
  return Look<Agents>({std::move(reading), [](const std::string& helm_output) {
                         return parse_agents(probe_report(helm_output));
                       }});
}

}  // namespace telepresence::cluster
