#include "commands/status.hpp"

#include <fmt/format.h>

#include "supply/fit.hpp"
#include "util/error.hpp"

namespace telepresence::commands {

std::vector<std::string> StatusReport::problems() const {
  auto problems = pod_problems;
  for (const auto& problem : {deployment_problem, version_problem}) {
    if (!problem.empty()) problems.push_back(problem);
  }
  return problems;
}

StatusReport status(const release::Target& target, const helm::Client& helm,
                    const platform::Environment& environment,
                    const std::filesystem::path& probe_chart, const Progress& progress) {
  const auto& in = target.manager_namespace;
  progress.step(fmt::format("Reading the Traffic Manager in namespace {}", in));
  const auto answers = helm.ask({cluster::releases_question({in, std::nullopt}),
                                 cluster::deployment_question(probe_chart, in)},
                                progress.tick);
  const auto& list = answers[0];
  const auto& probe = answers[1];
  if (!list.output) throw Error(ErrorKind::cluster, list.failure, {}, list.words);
  const auto releases = cluster::parse_releases(*list.output);
  if (releases.empty()) {
    throw Error(ErrorKind::not_found,
                fmt::format("there is no Traffic Manager in namespace {} ({})", in, target.reason),
                cluster::found_elsewhere(helm, in));
  }

  StatusReport report;
  report.target = target;
  report.release = releases.front();
  if (probe.output) {
    report.deployment = cluster::parse_deployment(*probe.output);
  } else {
    report.deployment_problem = probe.failure;
  }
  if (report.deployment && !report.ready()) {
    const auto pods = helm.ask({cluster::pods_question(probe_chart, in)}, progress.tick).front();
    if (pods.output) report.pod_problems = cluster::parse_pod_problems(*pods.output);
  }
  report.client = supply::find_telepresence_client(environment);
  report.version_problem = supply::version_problem(report.release.app_version, report.client,
                                                   release::command_line("upgrade", target));
  return report;
}

}  // namespace telepresence::commands
