#include "cluster/workload.hpp"

#include "cluster/probe.hpp"

namespace telepresence::cluster {
namespace {

std::optional<Deployment> parse_deployment(const std::string& helm_output) {
  const auto found = probe_report(helm_output)["deployment"];
  if (!found) return std::nullopt;
  Deployment deployment;
  deployment.desired = found.number("desired");
  deployment.ready = found.number("ready");
  deployment.image = found.text("image");
  deployment.managed_namespaces = found.texts("managedNamespaces");
  return deployment;
}

}  // namespace

Question<std::optional<Deployment>> deployment_in(const std::string& release_namespace,
                                                  const std::filesystem::path& probe_chart) {
  return {probe_reading(probe_chart, ProbePart::deployment, release_namespace), parse_deployment};
}

}  // namespace telepresence::cluster
