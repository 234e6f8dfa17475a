// `helm telepresence status`
#include "commands/status.hpp"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

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

nlohmann::ordered_json workload_json(const cluster::Workload& workload, bool ready) {
  return {{"ready", ready},
          {"readyReplicas", workload.ready},
          {"updatedReplicas", workload.updated},
          {"availableReplicas", workload.available},
          {"replicas", workload.desired},
          {"image", workload.image}};
}

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
  json["ready"] = report.ready();
  const auto& manager = report.manager;
  // Charts from 2.32 on have a StatefulSet.
  for (const auto& [key, kind] :
       {std::pair{"deployment", "Deployment"}, {"statefulSet", "StatefulSet"}}) {
    json[key] = nullptr;
    if (manager && manager->kind == kind) json[key] = workload_json(*manager, report.ready());
  }
  // An empty list stands for the whole cluster.
  if (manager) json["managedNamespaces"] = manager->managed_namespaces;
  json["problems"] = report.problems();
  json["client"] = nullptr;
  if (report.client) {
    json["client"] = {{"version", report.client->version_text()},
                      {"edition", report.client->edition_name}};
  }
  return dump(json);
}

std::string describe_manager(const commands::StatusReport& report) {
  if (!report.unread.empty()) return "not known: " + report.unread;
  if (!report.manager) {
    return "missing: there is no Deployment or StatefulSet traffic-manager";
  }
  const auto& manager = *report.manager;
  const auto unfinished = manager.unfinished();
  return fmt::format("{}, {} of {} replicas{}", report.ready() ? "ready" : "not ready",
                     manager.ready, manager.desired, unfinished.empty() ? "" : "; " + unfinished);
}

std::string describe_managed(const commands::StatusReport& report) {
  if (!report.manager) return "";
  const auto& managed = report.manager->managed_namespaces;
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
             {report.manager ? report.manager->kind : "Deployment", describe_manager(report)},
             {"Problems", text::join(report.in_the_way, "\n")},
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
