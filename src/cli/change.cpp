#include "cli/change.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/progress.hpp"
#include "helm/arguments.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

std::string change_json(const commands::ChangeReport& report) {
  nlohmann::ordered_json json;
  json["action"] = report.upgraded ? "upgrade" : "install";
  json["dryRun"] = report.dry_run;
  json["release"] = helm::release_name;
  json["namespace"] = report.target.manager_namespace;
  json["namespaceRule"] = commands::to_word(report.target.rule);
  json["context"] = report.target.context;
  json["revision"] = report.result.revision;
  json["status"] = report.result.status;
  json["chart"] = {{"name", report.chart.metadata.name},
                   {"version", report.chart.metadata.version.to_string()},
                   {"appVersion", report.chart.metadata.app_version},
                   {"origin", report.chart.origin}};
  return json.dump(2);
}

std::string change_text(const commands::ChangeReport& report) {
  const auto& chart = report.chart.metadata;
  std::string text =
      fmt::format("Traffic Manager {} {} in namespace {}\n", chart.version.to_string(),
                  report.upgraded ? "upgraded" : "installed", report.target.manager_namespace);
  text += format_rows({
      {"Release", fmt::format("{}, revision {}, {}", helm::release_name, report.result.revision,
                              report.result.status)},
      {"Chart",
       fmt::format("{} {}, {}", chart.name, chart.version.to_string(), report.chart.origin)},
      {"Namespace", describe(report.target)},
      {"Context", report.target.context},
      {"Values", report.values},
  });
  const auto notes = text::trim(report.result.notes);
  if (!notes.empty()) text += fmt::format("\n{}\n", notes);
  return text;
}

void print_change(const commands::ChangeReport& report, OutputFormat format, bool quiet) {
  if (!report.result.warnings.empty()) std::fputs(report.result.warnings.c_str(), stderr);
  if (report.dry_run) {
    // Helm has printed the manifests, under a line that speaks of success.
    if (!quiet) std::fputs("Dry run: nothing was changed\n", stderr);
    return;
  }
  print_report(
      format, [&] { return change_text(report); }, [&] { return change_json(report); }, quiet);
}

}  // namespace

void run_change_command(const Session& session, const commands::ChangeRequest& request,
                        const commands::TargetRequest& target_request, OutputFormat format,
                        const PerformChange& perform) {
  const bool dry_run = request.operation.dry_run != helm::DryRun::none;
  if (dry_run && format != OutputFormat::text) {
    throw Error(ErrorKind::usage, "--dry-run and --output cannot be used together",
                "A dry run prints the manifests, as helm does.");
  }
  const auto target = session.target(target_request);
  const auto helm = dry_run ? session.helm_for_dry_run() : session.helm();
  const auto report = [&] {
    // Cleared before the report is printed. A dry run prints as it goes.
    ProgressLine progress(session.environment(), session.quiet() || dry_run);
    return perform(target, helm, session.charts(), progress.callbacks());
  }();
  print_change(report, format, session.quiet());
}

}  // namespace telepresence::cli
