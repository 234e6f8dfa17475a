// `helm telepresence status`
#include "commands/status.hpp"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/flags/basic.hpp"
#include "cli/flags/output.hpp"
#include "cli/flags/target.hpp"
#include "cli/report/describe.hpp"
#include "cli/report/json.hpp"
#include "cli/report/rows.hpp"
#include "cli/subcommand.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

std::string status_json(const commands::StatusReport& report) {
  const auto& release = report.release;
  nlohmann::ordered_json json;
  json["release"] = release_name;
  add(json, fields_of(report.target));
  json["revision"] = release.revision;
  json["status"] = release.status;
  json["updated"] = release.updated;
  json["chart"] = {{"name", release.chart},
                   {"version", release.chart_version},
                   {"appVersion", release.app_version}};
  json["deployment"] = nullptr;
  if (report.deployment) {
    json["deployment"] = {{"ready", report.ready()},
                          {"readyReplicas", report.deployment->ready},
                          {"updatedReplicas", report.deployment->updated},
                          {"availableReplicas", report.deployment->available},
                          {"replicas", report.deployment->desired},
                          {"image", report.deployment->image}};
    // An empty list stands for the whole cluster.
    json["managedNamespaces"] = report.deployment->managed_namespaces;
  }
  json["problems"] = report.problems();
  json["client"] = nullptr;
  if (report.client) {
    json["client"] = {{"version", report.client->version_text()},
                      {"edition", report.client->edition_name}};
  }
  return dump(json);
}

std::string describe_deployment(const commands::StatusReport& report) {
  if (!report.deployment_problem.empty()) return "not known: " + report.deployment_problem;
  if (!report.deployment) return "missing: there is no Deployment traffic-manager";
  const auto& deployment = *report.deployment;
  const auto unfinished = deployment.unfinished();
  return fmt::format("{}, {} of {} replicas{}", report.ready() ? "ready" : "not ready",
                     deployment.ready, deployment.desired,
                     unfinished.empty() ? "" : "; " + unfinished);
}

std::string describe_managed(const commands::StatusReport& report) {
  if (!report.deployment) return "";
  const auto& managed = report.deployment->managed_namespaces;
  return managed.empty() ? "the whole cluster" : text::join(managed, ", ");
}

std::string describe_client(const std::optional<supply::TelepresenceClient>& client) {
  if (!client) return "no telepresence on PATH";
  return client->version ? client->version_text()
                         : client->path + ", which did not report its version";
}

std::string status_text(const commands::StatusReport& report) {
  const auto& release = report.release;
  return fmt::format("Traffic Manager in namespace {}\n", report.target.manager_namespace) +
         format_rows({
             {"Release", fmt::format("{}, revision {}", release_name, release.revision)},
             {"Status", release.status},
             {"Chart", fmt::format("{} {}", release.chart, release.chart_version)},
             {"App version", release.app_version},
             {"Namespace", describe(report.target)},
             {"Context", report.target.context},
             {"Deployment", describe_deployment(report)},
             {"Problems", text::join(report.pod_problems, "\n")},
             {"Manages", describe_managed(report)},
             {"Client", describe_client(report.client)},
             {"Updated", release.updated},
             {"Remark", report.version_problem},
         });
}

}  // namespace

Subcommand add_status(CLI::App& root) {
  struct Flags {
    release::TargetRequest target;
    OutputFormat format = OutputFormat::text;
  };
  const auto flags = std::make_shared<Flags>();
  auto* app = add_command(root, "status", "Show the Traffic Manager's release and its state");
  add_target_flags(*app, flags->target);
  add_output_flag(*app, flags->format);
  const auto run = [flags](Session& session, const std::vector<std::string>& /*extra*/) {
    const auto report = commands::status(flags->target, session.world());
    session.show(
        flags->format, [&] { return status_text(report); }, [&] { return status_json(report); });
  };
  return {app, {"helm telepresence status", "helm telepresence status -n staging -o json"}, run};
}

}  // namespace telepresence::cli
