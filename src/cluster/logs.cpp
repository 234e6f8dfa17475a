#include "cluster/logs.hpp"

#include <fmt/format.h>

#include "util/text.hpp"

namespace telepresence::cluster {

std::string last_log_lines(const Kubectl& kubectl, const std::string& pod_namespace,
                           const PodProblem& pod) {
  auto command = kubectl.question({"logs", pod.pod, "--container", pod.container, "--namespace",
                                   pod_namespace, "--previous", "--tail=10"});
  command.time_limit = std::chrono::seconds(5);
  // Why its pods failed is told before the repair, which a Ctrl-C must not keep from being done.
  command.interrupt = platform::Command::Interrupt::shield;
  const auto outcome = Kubectl::outcome_of(command, {});
  const auto lines = text::trim(outcome.output);
  if (!outcome.succeeded() || lines.empty()) return {};
  return fmt::format("The last lines of its container {}:\n{}", pod.container,
                     text::indent(lines, "  "));
}

}  // namespace telepresence::cluster
