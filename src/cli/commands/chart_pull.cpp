// `helm telepresence chart pull`
#include "commands/chart_pull.hpp"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/flags/basic.hpp"
#include "cli/flags/output.hpp"
#include "cli/flags/source.hpp"
#include "cli/report/describe.hpp"
#include "cli/report/json.hpp"
#include "cli/report/rows.hpp"
#include "cli/subcommand.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

// A chart that is passed on without its signature cannot be verified there.
std::string warning_of_provenance(const supply::PackagedChart& chart) {
  if (chart.provenance_problem.empty()) return {};
  return fmt::format("Warning: {}\n  The chart was fetched without its provenance file.\n",
                     chart.provenance_problem);
}

std::string pull_text(const commands::ChartPullReport& report) {
  const auto& chart = report.chart;
  return fmt::format("{}\n", report.file.string()) +
         format_rows({{"Chart", chart.metadata.name + ' ' + chart.metadata.version.to_string()},
                      {"App version", chart.metadata.app_version},
                      {"From", chart.origin},
                      {"Source", report.reason},
                      {"Digest", describe_digest(chart.digest, chart.promised_by)},
                      {"Provenance", report.provenance.string()},
                      {"Signed by", report.signed_by}});
}

std::string pull_json(const commands::ChartPullReport& report) {
  nlohmann::ordered_json json = {{"file", text::printable(report.file.string())}};
  json["provenance"] = text::printable(report.provenance.string());
  add(json, fields_of(report.chart, report.signed_by));
  json["sourceReason"] = report.reason;
  return dump(json);
}

}  // namespace

Subcommand add_chart_pull(CLI::App& chart) {
  struct Flags {
    commands::ChartPullRequest request;
    OutputFormat format = OutputFormat::text;
  };
  const auto flags = std::make_shared<Flags>();
  auto& request = flags->request;
  auto* app =
      add_command(chart, "pull", "Fetch a chart, checked, with its provenance file if it has one");
  add_argument(*app, {"VERSION", "", "version or range; by default what install would take"},
               request.source.version);
  add_value(*app,
            {"-d,--destination", "DIR",
             "directory to put the chart in; the current one by default, e.g. -d charts"},
            request.destination);
  add_flag(*app, {"--untar", "", "unpack it into a directory"}, request.untar);
  add_output_flag(*app, flags->format);
  add_source_flags(*app, request.source);
  add_digest_flag(*app, request.digest);
  add_signature_flags(*app, request.signature);
  const auto run = [flags](Session& session, const std::vector<std::string>& /*extra*/) {
    const auto report = commands::pull_chart(flags->request, session.world());
    session.tell(warning_of_provenance(report.chart));
    session.report(
        flags->format, [&] { return pull_text(report); }, [&] { return pull_json(report); });
  };
  return {app,
          {"helm telepresence chart pull v2.18.1", "helm telepresence chart pull '^2.17' -d charts",
           "helm telepresence chart pull v2.18.1 --untar"},
          run};
}

}  // namespace telepresence::cli
