#include "cluster/probe.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "util/error.hpp"
#include "yaml/document.hpp"

namespace telepresence::cluster {
namespace {

using nlohmann::json;

helm::Arguments probe_arguments(const std::filesystem::path& probe_chart,
                                const std::string& release_namespace, const char* part) {
  return {"template",    "telepresence-probe",        probe_chart.string(),
          "--namespace", release_namespace,           "--dry-run=server",
          "--set",       fmt::format("part={}", part)};
}

json parse_report(const std::string& helm_output) {
  const auto document = yaml::Document::parse(helm_output, "helm template");
  const auto report = document.root()["data"]["report"].scalar();
  auto parsed = json::parse(report, nullptr, false);
  if (!parsed.is_object()) {
    throw Error(ErrorKind::helm, "helm did not print the report of the probe chart", {},
                helm_output);
  }
  return parsed;
}

// "ImagePullBackOff: Back-off pulling image …", or "" for a container in order.
std::string container_problem(const json& container) {
  const auto state = container.value("state", json::object());
  for (const char* kind : {"waiting", "terminated"}) {
    const auto found = state.find(kind);
    if (found == state.end()) continue;
    std::string problem = found->value("reason", std::string(kind));
    const auto message = found->value("message", std::string());
    if (!message.empty()) problem += ": " + message;
    const int restarts = container.value("restarts", 0);
    if (restarts > 0) problem += fmt::format(" ({} restarts)", restarts);
    return problem;
  }
  return container.value("ready", false) ? "" : "running, but not ready";
}

std::string pod_problem(const json& pod) {
  for (const auto& container : pod.value("containers", json::array())) {
    auto problem = container_problem(container);
    if (!problem.empty()) return problem;
  }
  for (const auto& condition : pod.value("conditions", json::array())) {
    if (condition.value("type", "") == "PodScheduled" && condition.value("status", "") == "False") {
      return fmt::format("{}: {}", condition.value("reason", ""), condition.value("message", ""));
    }
  }
  return {};
}

}  // namespace

helm::Client::Question deployment_question(const std::filesystem::path& probe_chart,
                                           const std::string& release_namespace) {
  return {probe_arguments(probe_chart, release_namespace, "deployment"),
          fmt::format("read the deployment in namespace {}", release_namespace)};
}

std::optional<Deployment> parse_deployment(const std::string& helm_output) {
  const auto report = parse_report(helm_output);
  const auto found = report.find("deployment");
  if (found == report.end()) return std::nullopt;
  Deployment deployment;
  deployment.desired = found->value("desired", 0);
  deployment.ready = found->value("ready", 0);
  deployment.image = found->value("image", "");
  deployment.managed_namespaces = found->value("managedNamespaces", std::vector<std::string>{});
  return deployment;
}

helm::Client::Question pods_question(const std::filesystem::path& probe_chart,
                                     const std::string& release_namespace) {
  return {probe_arguments(probe_chart, release_namespace, "pods"),
          fmt::format("read the pods in namespace {}", release_namespace)};
}

std::vector<std::string> parse_pod_problems(const std::string& helm_output) {
  const auto report = parse_report(helm_output);
  std::vector<std::string> problems;
  for (const auto& pod : report.value("pods", json::array())) {
    const auto problem = pod_problem(pod);
    if (!problem.empty()) {
      problems.push_back(fmt::format("pod {}: {}", pod.value("name", ""), problem));
    }
  }
  return problems;
}

}  // namespace telepresence::cluster
