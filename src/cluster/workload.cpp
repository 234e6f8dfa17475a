#include "cluster/workload.hpp"

#include <fmt/format.h>

#include "cluster/probe.hpp"

namespace telepresence::cluster {
namespace {

std::optional<Deployment> parse_deployment(const std::string& helm_output) {
  const auto found = probe_report(helm_output)["deployment"];
  if (!found) return std::nullopt;
  Deployment deployment;
  deployment.desired = found.number("desired");
  deployment.ready = found.number("ready");
  deployment.updated = found.number("updated");
  deployment.available = found.number("available");
  deployment.all = found.number("all");
  deployment.is_observed = found.truth("isObserved");
  deployment.image = found.text("image");
  deployment.managed_namespaces = found.texts("managedNamespaces");
  return deployment;
}

}  // namespace

std::string Deployment::unfinished() const {
  if (!is_observed) return "the change was not seen by the cluster yet";
  if (updated < desired) return fmt::format("{} of {} replicas updated", updated, desired);
  if (all > updated) return fmt::format("{} old replicas still run", all - updated);
  if (available < updated) return fmt::format("{} of {} replicas available", available, updated);
  return {};
}

Question<std::optional<Deployment>> deployment_in(const std::string& release_namespace,
                                                  const std::filesystem::path& probe_chart) {
  return {probe_reading(probe_chart, ProbePart::deployment, release_namespace), parse_deployment};
}

}  // namespace telepresence::cluster
