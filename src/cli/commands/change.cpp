#include "cli/commands/change.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/report/progress_line.hpp"
#include "helm/arguments.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

// Of a chart that was given it is the chart's own version, and nobody chose it.
std::string version_rule(const supply::ObtainedChart& chart) {
  if (chart.wanted) return to_word(chart.wanted->rule);
  return chart.source == supply::ChartSource::bundled ? to_word(supply::VersionRule::plugin) : "";
}

std::string describe_version(const supply::ObtainedChart& chart) {
  if (chart.wanted) return chart.wanted->description();
  return fmt::format("{} (the {}'s own)", chart.metadata.version.to_string(),
                     chart.source == supply::ChartSource::bundled ? "plugin" : "chart");
}

nlohmann::ordered_json chart_json(const supply::ObtainedChart& chart) {
  nlohmann::ordered_json json = {{"name", chart.metadata.name},
                                 {"version", chart.metadata.version.to_string()},
                                 {"appVersion", chart.metadata.app_version},
                                 {"source", to_word(chart.source)},
                                 {"sourceReason", chart.reason},
                                 {"origin", chart.origin}};
  json["digest"] = chart.digest.empty() ? "" : "sha256:" + chart.digest;
  json["digestPromisedBy"] = chart.promised_by;
  json["signedBy"] = chart.signed_by;
  json["versionRule"] = version_rule(chart);
  json["fallback"] = chart.fallback;
  return json;
}

std::string change_json(const commands::ChangeReport& report,
                        const release::ExtensionReport& kubeconfig) {
  nlohmann::ordered_json json;
  json["action"] = report.upgraded ? "upgrade" : "install";
  json["dryRun"] = report.dry_run;
  json["release"] = helm::release_name;
  json["namespace"] = report.target.manager_namespace;
  json["namespaceRule"] = to_word(report.target.rule);
  json["context"] = report.target.context;
  json["revision"] = report.result.revision;
  json["status"] = report.result.status;
  json["chart"] = chart_json(report.chart);
  json["valuesRule"] = report.values_rule ? helm::to_word(*report.values_rule) : "";
  json["kubeconfig"] = {{"change", to_word(kubeconfig.change)},
                        {"file", kubeconfig.file.string()},
                        {"cluster", kubeconfig.cluster},
                        {"warning", kubeconfig.warning}};
  json["client"] = nullptr;
  if (report.chart.client) {
    json["client"] = {{"version", report.chart.client->version_text()},
                      {"edition", report.chart.client->edition_name},
                      {"path", report.chart.client->path}};
  }
  return dump(json);
}

std::string change_text(const commands::ChangeReport& report,
                        const release::ExtensionReport& kubeconfig) {
  const auto& chart = report.chart.metadata;
  std::string text =
      fmt::format("Traffic Manager {} {} in namespace {}\n", chart.version.to_string(),
                  report.upgraded ? "upgraded" : "installed", report.target.manager_namespace);
  text += format_rows({
      {"Release", fmt::format("{}, revision {}, {}", helm::release_name, report.result.revision,
                              report.result.status)},
      {"Chart",
       fmt::format("{} {}, {}", chart.name, chart.version.to_string(), report.chart.origin)},
      {"Source", fmt::format("{} ({})", to_word(report.chart.source), report.chart.reason)},
      {"Version", describe_version(report.chart)},
      {"Digest", describe_digest(report.chart.digest, report.chart.promised_by)},
      {"Signed by", report.chart.signed_by},
      {"Namespace", describe(report.target)},
      {"Context", report.target.context},
      {"Kubeconfig", describe(kubeconfig)},
      {"Values", report.values},
  });
  const auto notes = text::trim(report.result.notes);
  if (!notes.empty()) text += fmt::format("\n{}\n", notes);
  return text;
}

void print_change(const commands::ChangeReport& report, const release::ExtensionReport& kubeconfig,
                  OutputFormat format, bool quiet) {
  if (!report.result.warnings.empty()) std::fputs(report.result.warnings.c_str(), stderr);
  if (report.dry_run) {
    // Helm has printed the manifests, under a line that speaks of success.
    if (!quiet) std::fputs("Dry run: nothing was changed\n", stderr);
    return;
  }
  print_report(
      format, [&] { return change_text(report, kubeconfig); },
      [&] { return change_json(report, kubeconfig); }, quiet);
}

// Also with --quiet: it is another chart than the one that was asked for.
void warn_of_fallback(const supply::ObtainedChart& chart) {
  if (chart.fallback.empty()) return;
  fmt::print(stderr,
             "Warning: {}\n  The chart that the plugin carries is used, of the same version, {}.\n",
             text::printable(chart.fallback), chart.metadata.version.to_string());
}

}  // namespace

void run_change_command(const Session& session, const ChangeCommand& command,
                        const PerformChange& perform) {
  const bool dry_run = command.dry_run != helm::DryRun::none;
  if (dry_run && command.format != OutputFormat::text) {
    throw Error(ErrorKind::usage, "--dry-run and --output cannot be used together",
                "A dry run prints the manifests, as helm does.");
  }
  const auto target = session.target(command.target);
  const auto helm = dry_run ? session.helm_for_dry_run() : session.helm();
  // The progress is cleared before anything is printed.
  const auto chart = [&] {
    ProgressLine progress(session.environment(), session.quiet());
    Session::Doors doors{session.http(), {}, progress.callbacks()};
    return supply::obtain_chart(command.chart, session.chart_tools(doors));
  }();
  warn_of_fallback(chart);
  const auto report = [&] {
    // A dry run prints as it goes.
    ProgressLine progress(session.environment(), session.quiet() || dry_run);
    return perform(target, chart, helm, session.charts().probe, progress.callbacks());
  }();
  release::ExtensionReport kubeconfig;
  if (command.kubeconfig_extension && !dry_run) {
    ProgressLine progress(session.environment(), session.quiet());
    kubeconfig =
        release::extension_after_install(target, session.environment(), progress.callbacks());
  }
  warn(kubeconfig);
  print_change(report, kubeconfig, command.format, session.quiet());
}

}  // namespace telepresence::cli
