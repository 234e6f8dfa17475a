#include "cluster/workload.hpp"

#include <fmt/format.h>

namespace telepresence::cluster {

bool Workload::is_refused() const {
  const auto says = [&](const char* words) { return failure.find(words) != std::string::npos; };
  return says(" is forbidden: ") || says(" denied the request");
}

std::string Workload::unfinished() const {
  if (!is_observed) return "the change was not seen by the cluster yet";
  if (updated < desired) return fmt::format("{} of {} replicas updated", updated, desired);
  if (all > updated) {
    return fmt::format("{} old {} still there", all - updated,
                       all - updated == 1 ? "replica is" : "replicas are");
  }
  if (available < updated) return fmt::format("{} of {} replicas available", available, updated);
  return {};
}

Workload parse_workload(const Printed& found) {
  Workload workload;
  workload.kind = found.text("kind");
  workload.name = found.text("name");
  workload.uid = found.text("uid");
  workload.generation = found.number("generation");
  workload.desired = found.number("desired");
  workload.ready = found.number("ready");
  workload.updated = found.number("updated");
  workload.available = found.number("available");
  workload.all = found.number("all");
  workload.is_observed = found.truth("isObserved");
  workload.failure = found.text("failure");
  workload.image = found.text("image");
  const auto of_agents = found["agentImage"];
  workload.agent_image = {of_agents.text("registry"), of_agents.text("name"),
                          of_agents.text("tag")};
  workload.managed_namespaces = found.texts("managedNamespaces");
  return workload;
}

}  // namespace telepresence::cluster
