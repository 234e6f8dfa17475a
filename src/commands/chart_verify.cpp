#include "commands/chart_verify.hpp"

#include "supply/provenance.hpp"

namespace telepresence::commands {

ChartVerifyReport verify_chart(const ChartVerifyRequest& request, const supply::Tools& tools) {
  const supply::FetchOptions options{
      supply::parse_digest(request.digest),
      request.signature.wanted() ? supply::Provenance::required : supply::Provenance::none};
  ChartVerifyReport report;
  report.chart = supply::read_package(request.file, options, chart::Cache(tools.environment));
  report.signed_by = supply::verify_signature(report.chart, request.signature, tools);
  return report;
}

}  // namespace telepresence::commands
