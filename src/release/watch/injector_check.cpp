#include "release/watch/injector_check.hpp"

#include <fmt/format.h>

#include <string_view>

#include "cluster/objects.hpp"
#include "release/command_lines.hpp"
#include "release/scratch.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

// What is known to keep the control plane of a cloud from the pods.
std::string_view hint_of_cloud(const std::string& cloud) {
  if (cloud == "gce") {
    return "In a private GKE cluster the control plane needs a firewall rule that lets it reach "
           "the port of the webhook (443) on the nodes.";
  }
  if (cloud == "aws") {
    return "On EKS with another CNI than Amazon's the control plane does not reach pods.";
  }
  return {};
}

}  // namespace

std::optional<cluster::InjectorAnswer> ask_injector(const cluster::Injector& injector,
                                                    const std::optional<Version>& chart,
                                                    const Target& target,
                                                    const std::string& managed,
                                                    const Tools& tools) {
  if (!tools.kubectl) return std::nullopt;
  try {
    const Scratch scratch(tools.scratch);
    const auto pod = scratch.write("pod.json", std::string(cluster::check_pod()));
    return cluster::ask_injector({injector, target.manager_namespace, managed, pod, chart},
                                 *tools.kubectl, tools.progress.tick);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    return cluster::InjectorAnswer{cluster::InjectorAnswer::State::unknown, false, error.what()};
  }
}

std::optional<cluster::InjectorAnswer> ask_injector_of(const cluster::Workload& manager,
                                                       const cluster::Injector& injector,
                                                       const std::optional<Version>& chart,
                                                       const Target& target, const Tools& tools) {
  if (!manager.is_ready()) return std::nullopt;
  const auto& managed = manager.managed_namespaces;
  return ask_injector(injector, chart, target,
                      managed.empty() ? target.manager_namespace : managed.front(), tools);
}

std::optional<Finding> injector_unreachable(const cluster::InjectorAnswer& answer,
                                            const cluster::Injector& injector, const Target& target,
                                            const Tools& tools,
                                            const helm::Arguments& chart_flags) {
  if (answer.state != cluster::InjectorAnswer::State::silent) return std::nullopt;
  const auto& in = target.manager_namespace;
  const std::string text =
      "the API server does not reach the agent injector of the Traffic Manager: no pod will get a "
      "traffic-agent";
  std::string remedy;
  if (answer.runs) {
    remedy =
        "Its program answers, so it is its certificate that does not fit. To make a new one: " +
        new_certificate_command(target, chart_flags);
  } else {
    remedy =
        fmt::format("The API server says: {}\nTo see whether there are endpoints: {}", answer.why,
                    kubectl_command(target, {"get", "endpointslices", "--selector",
                                             "kubernetes.io/service-name=" + injector.service,
                                             "--namespace", in}));
    text::append_line(remedy,
                      hint_of_cloud(cluster::cloud_of_nodes(*tools.kubectl, tools.progress.tick)));
  }
  return Finding{"injector-unreachable", Severity::warning,
                 cluster::name_of("Service", injector.service, in), text, remedy};
}

}  // namespace telepresence::release
