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
#include "util/error.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

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

nlohmann::ordered_json certificate_json(const commands::StatusReport& report) {
  if (!report.certificate_end) return nullptr;
  return {{"notAfter", rfc3339(*report.certificate_end)}, {"daysLeft", *report.certificate_days()}};
}

std::string status_json(const commands::StatusReport& report) {
  const auto& release = report.release;
  nlohmann::ordered_json json;
  json["release"] = release_name;
  add(json, fields_of(report.target));
  json["revision"] = release.revision;
  json["status"] = release.status;
  json["updated"] = updated_of(release);
  json["chart"] = {{"name", release.chart},
                   {"version", release.chart_version},
                   {"appVersion", release.app_version}};
  json["ready"] = report.ready();
  json["healthy"] = report.healthy();
  const auto& manager = report.manager;
  // Charts from 2.32 on have a StatefulSet.
  for (const auto& [key, kind] :
       {std::pair{"deployment", "Deployment"}, {"statefulSet", "StatefulSet"}}) {
    json[key] = nullptr;
    if (manager && manager->kind == kind) json[key] = workload_json(*manager, report.ready());
  }
  // An empty list stands for the whole cluster.
  if (manager) json["managedNamespaces"] = manager->managed_namespaces;
  // Null where they could not be looked at.
  json["agents"] = nullptr;
  if (report.agents) json["agents"] = json_of<nlohmann::ordered_json>(report.agents->workloads);
  json["injector"] = nullptr;
  if (report.injector) json["injector"] = to_word(report.injector->state);
  json["certificate"] = certificate_json(report);
  json["problems"] = report.problems();
  json["notLookedAt"] = report.not_looked_at;
  json["client"] = json_of<nlohmann::ordered_json>(report.client);
  return dump(json);
}

std::string describe_manager(const commands::StatusReport& report) {
  if (!report.unread.empty()) return "not known: " + report.unread;
  if (report.has_permissions_alone) return "none: the release has permissions alone (rbac.only)";
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

std::string describe_agents(const commands::StatusReport& report) {
  if (!report.agents) {
    const bool is_expected = report.unread.empty() && !report.has_permissions_alone;
    return is_expected ? "not looked at: no right to list pods" : "";
  }
  if (report.agents->workloads.empty()) return "in no pod";
  std::string lines;
  for (const auto& workload : report.agents->workloads) {
    text::append_line(lines, fmt::format("{} ({})", workload.to_string(),
                                         text::counted(workload.pods.size(), "pod")));
  }
  return lines;
}

std::string describe_injector(const commands::StatusReport& report) {
  if (!report.injector) return {};
  switch (report.injector->state) {
    case cluster::InjectorAnswer::State::alive:
      return "answers";
    case cluster::InjectorAnswer::State::silent:
      return "the API server does not reach it: " +
             (report.injector->runs ? "its certificate does not fit" : report.injector->why);
    case cluster::InjectorAnswer::State::unknown:
      break;
  }
  return "not known: " + report.injector->why;
}

std::string describe_certificate(const commands::StatusReport& report) {
  if (!report.certificate_end) return {};
  const int days = *report.certificate_days();
  if (days < 0) return "expired at " + rfc3339(*report.certificate_end);
  return fmt::format("until {}, {} left", rfc3339(*report.certificate_end),
                     text::counted(static_cast<std::size_t>(days), "day"));
}

Tone tone_of_manager(const commands::StatusReport& report) {
  if (!report.unread.empty()) return Tone::doubtful;
  return report.ready() || report.has_permissions_alone ? Tone::good : Tone::bad;
}

// A silent one is a warning.
Tone tone_of_injector(const commands::StatusReport& report) {
  return report.injector && report.injector->state == cluster::InjectorAnswer::State::alive
             ? Tone::good
             : Tone::doubtful;
}

Tone tone_of_certificate(const commands::StatusReport& report) {
  const auto days = report.certificate_days();
  return days && *days < 0 ? Tone::bad : Tone::none;
}

std::string describe_client(const std::optional<supply::TelepresenceClient>& client) {
  if (!client) return "no telepresence on PATH";
  return client->version ? client->version_text()
                         : client->path + ", which did not report its version";
}

std::string status_text(const commands::StatusReport& report, const Style& style) {
  const auto& release = report.release;
  const Rows rows = {
      {"Release", fmt::format("{}, revision {}", release_name, release.revision)},
      {"Status", release.status, release.status == "deployed" ? Tone::good : Tone::bad},
      {"Chart", fmt::format("{} {}", release.chart, release.chart_version)},
      {"App version", release.app_version},
      {"Namespace", describe(report.target)},
      {"Context", report.target.context},
      {report.manager ? report.manager->kind : "Deployment", describe_manager(report),
       tone_of_manager(report)},
      {"Problems", text::join(report.in_the_way, "\n"), Tone::bad},
      {"Not looked at", text::join(report.not_looked_at, "\n"), Tone::doubtful},
      {"Manages", describe_managed(report)},
      {"Agents", describe_agents(report)},
      {"Injector", describe_injector(report), tone_of_injector(report)},
      {"Certificate", describe_certificate(report), tone_of_certificate(report)},
      {"Client", describe_client(report.client)},
      {"Updated", describe_updated(release, report.now, style.reader())},
      {"Remark", report.version_problem, Tone::doubtful},
  };
  return fmt::format("Traffic Manager in namespace {}\n", report.target.manager_namespace) +
         format_rows(rows, style.marks());
}

struct Flags {
  release::TargetRequest target;
  bool watch = false;
  bool exit_status = false;
  OutputFormat format = OutputFormat::text;
};

// Only what is another report than the one before.
void watch(const Flags& flags, Session& session) {
  std::string shown;
  commands::watch_status(flags.target, session.world(), [&](const commands::StatusReport& report) {
    // Times that pass are no change.
    auto text = status_text(report, Style());
    if (text == shown) return;
    session.show(
        flags.format,
        [&] { return (shown.empty() ? "" : "\n") + status_text(report, session.style()); },
        [&] { return status_json(report); });
    shown = std::move(text);
  });
}

void run(const Flags& flags, Session& session) {
  if (flags.watch && flags.exit_status) {
    throw Error(ErrorKind::usage, "--watch and --exit-status cannot be given together",
                "A watch ends with Ctrl-C alone.");
  }
  if (flags.watch) return watch(flags, session);
  const auto report = commands::status(flags.target, session.world());
  session.show(
      flags.format, [&] { return status_text(report, session.style()); },
      [&] { return status_json(report); });
  if (flags.exit_status && !report.healthy()) throw commands::unhealthy(report);
}

}  // namespace

Subcommand add_status(CLI::App& root) {
  const auto flags = std::make_shared<Flags>();
  auto* app = add_command(root, "status", "Show the Traffic Manager's release and its state");
  add_target_flags(*app, flags->target);
  add_flag(*app, {"--watch", "", "show it again whenever it changes, until Ctrl-C"}, flags->watch);
  add_flag(*app, {"--exit-status", "", "exit with 1 when the Traffic Manager is not healthy"},
           flags->exit_status);
  add_output_flag(*app, flags->format);
  return {app,
          {"helm telepresence status", "helm telepresence status -n staging -o json",
           "helm telepresence status --exit-status"},
          [flags](Session& session, const std::vector<std::string>& /*extra*/) {
            run(*flags, session);
          }};
}

}  // namespace telepresence::cli
