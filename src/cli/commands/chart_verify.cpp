// `helm telepresence chart verify`
#include "commands/chart_verify.hpp"

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

namespace telepresence::cli {
namespace {

std::string verify_text(const commands::ChartVerifyReport& report) {
  const auto& chart = report.chart;
  return fmt::format("{} is in order\n", chart.origin) +
         format_rows({{"Chart", chart.metadata.name + ' ' + chart.metadata.version.to_string()},
                      {"App version", chart.metadata.app_version},
                      {"Digest", describe_digest(chart.digest, chart.promised_by)},
                      {"Signed by", report.signed_by.empty() ? "not verified; use --verify"
                                                             : report.signed_by}});
}

std::string verify_json(const commands::ChartVerifyReport& report) {
  nlohmann::ordered_json json = {{"file", report.chart.origin}};
  add(json, fields_of(report.chart, report.signed_by));
  return dump(json);
}

}  // namespace

Subcommand add_chart_verify(CLI::App& chart) {
  struct Flags {
    commands::ChartVerifyRequest request;
    OutputFormat format = OutputFormat::text;
  };
  const auto flags = std::make_shared<Flags>();
  auto* app = add_command(chart, "verify", "Check that a file is a chart of the Traffic Manager");
  add_required_argument(*app, {"FILE", "", "packaged chart"}, flags->request.file);
  add_output_flag(*app, flags->format);
  add_digest_flag(*app, flags->request.digest);
  add_signature_flags(*app, flags->request.signature);
  const auto run = [flags](Session& session, const std::vector<std::string>& /*extra*/) {
    const auto report = commands::verify_chart(flags->request, session.world());
    session.report(
        flags->format, [&] { return verify_text(report); }, [&] { return verify_json(report); });
  };
  return {app,
          {"helm telepresence chart verify ./telepresence-2.18.1.tgz",
           "helm telepresence chart verify ./telepresence-2.18.1.tgz --keyring keys.gpg"},
          run};
}

}  // namespace telepresence::cli
