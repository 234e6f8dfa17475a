#include "cluster/workload.hpp"

#include <nlohmann/json.hpp>

#include "cluster/probe.hpp"

namespace telepresence::cluster {
namespace {

std::optional<Deployment> parse_deployment(const std::string& helm_output) {
  const auto report = nlohmann::json::parse(probe_report(helm_output));
  const auto found = report.find("deployment");
  if (found == report.end()) return std::nullopt;
  Deployment deployment;
  deployment.desired = found->value("desired", 0);
  deployment.ready = found->value("ready", 0);
  deployment.image = found->value("image", "");
  deployment.managed_namespaces = found->value("managedNamespaces", std::vector<std::string>{});
  return deployment;
}

}  // namespace

Question<std::optional<Deployment>> deployment_in(const std::string& release_namespace,
                                                  const std::filesystem::path& probe_chart) {
  return {probe_reading(probe_chart, ProbePart::deployment, release_namespace), parse_deployment};
}

}  // namespace telepresence::cluster
