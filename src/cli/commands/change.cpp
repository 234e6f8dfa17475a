#include "cli/commands/change.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/report/describe.hpp"
#include "cli/report/json.hpp"
#include "cli/report/rows.hpp"
#include "release/command_lines.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

// Of a chart that was given it is the chart's own version, and nobody chose it.
std::string version_rule(const supply::ObtainedChart& chart) {
  if (chart.wanted) return to_word(chart.wanted->rule);
  return chart.source == supply::ChartSource::bundled ? to_word(supply::VersionRule::bundled) : "";
}

std::string describe_version(const supply::ObtainedChart& chart) {
  if (chart.wanted) return chart.wanted->description();
  return fmt::format("{} (the {}'s own)", chart.metadata.version.to_string(),
                     chart.source == supply::ChartSource::bundled ? "bundled chart" : "chart");
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

std::string change_json(const commands::ChangeReport& report) {
  auto json = report_of<nlohmann::ordered_json>(report.upgraded ? "upgrade" : "install",
                                                report.dry_run, report.target);
  json["revision"] = report.result.revision;
  json["status"] = report.result.status;
  json["chart"] = chart_json(report.chart);
  json["valuesRule"] = report.values_rule ? to_word(*report.values_rule) : "";
  json["kubeconfig"] = json_of<nlohmann::ordered_json>(report.kubeconfig);
  json["repairs"] = nlohmann::ordered_json::array();
  for (const auto& repair : report.recovery.repairs) {
    json["repairs"].push_back(to_word(repair.defect));
  }
  json["notLookedAt"] = report.recovery.not_looked_at;
  json["injector"] = nullptr;
  if (report.injector) json["injector"] = to_word(report.injector->state);
  json["client"] = json_of<nlohmann::ordered_json>(report.chart.client);
  return dump(json);
}

std::string describe_values(const commands::ChangeReport& report) {
  return report.values_rule ? describe(*report.values_rule, report.values_given) : "";
}

// "installed", "upgraded", "downgraded from 2.18.1"
std::string describe_action(const commands::ChangeReport& report) {
  if (!report.upgraded) return "installed";
  const auto& former = report.result.former_version;
  const auto before = Version::parse(former);
  const auto& now = report.chart.metadata.version;
  if (!before || *before == now) return "upgraded";
  return fmt::format("{} from {}", now < *before ? "downgraded" : "upgraded", former);
}

std::string next_steps(const commands::ChangeReport& report) {
  if (report.result.permissions_only) {
    return "\nThese are the permissions alone, without a Traffic Manager (rbac.only).\n";
  }
  helm::Arguments connect = {"connect"};
  if (!report.clients_find_it) {
    connect.insert(connect.end(), {"--manager-namespace", report.target.manager_namespace});
  }
  return fmt::format("\nNext, on a workstation:\n\n    {}\n",
                     release::client_command(report.target, connect));
}

// "traffic-manager, revision 1, deployed", as far as helm has told it.
std::string describe_release(const release::ChangeResult& result) {
  std::string text(release_name);
  if (result.revision > 0) text += fmt::format(", revision {}", result.revision);
  if (!result.status.empty()) text += ", " + result.status;
  return text;
}

std::string describe_repairs(const std::vector<release::Repair>& repairs) {
  std::string lines;
  for (const auto& repair : repairs) text::append_line(lines, repair.why);
  return lines;
}

std::string change_text(const commands::ChangeReport& report) {
  const auto& chart = report.chart.metadata;
  std::string text =
      fmt::format("Traffic Manager {} {} in namespace {}\n", chart.version.to_string(),
                  describe_action(report), report.target.manager_namespace);
  text += format_rows({
      {"Release", describe_release(report.result)},
      {"Chart",
       fmt::format("{} {}, {}", chart.name, chart.version.to_string(), report.chart.origin)},
      {"Source", fmt::format("{} ({})", to_word(report.chart.source), report.chart.reason)},
      {"Version", describe_version(report.chart)},
      {"Digest", describe_digest(report.chart.digest, report.chart.promised_by)},
      {"Signed by", report.chart.signed_by},
      {"Namespace", describe(report.target)},
      {"Context", report.target.context},
      {"Kubeconfig", describe(report.kubeconfig)},
      {"Values", describe_values(report)},
      {"Repaired", describe_repairs(report.recovery.repairs)},
      {"Not looked at", text::join(report.recovery.not_looked_at, "\n")},
  });
  return text + next_steps(report);
}

}  // namespace

void show_change(Session& session, const commands::ChangeReport& report, OutputFormat format) {
  if (report.dry_run) {
    session.tell_words_of_helm(report.result.warnings);
    session.show_file(report.result.manifests);
    // Helm has printed a line that speaks of success.
    if (!session.quiet()) session.tell("Dry run: nothing was changed\n");
    return;
  }
  session.tell(warning_of(report.kubeconfig));
  session.report(
      format, [&] { return change_text(report); }, [&] { return change_json(report); });
  // Behind what was done: it is of helm and its libraries.
  session.tell_words_of_helm(report.result.warnings);
}

}  // namespace telepresence::cli
