#include "commands/chart_verify.hpp"

#include "supply/provenance.hpp"

namespace telepresence::commands {

ChartVerifyReport verify_chart(const ChartVerifyRequest& request,
                               const platform::Environment& environment,
                               const std::function<helm::Client()>& helm) {
  const chart::Cache cache(environment);
  const supply::FetchOptions options{
      supply::parse_digest(request.digest),
      request.signature ? supply::Provenance::required : supply::Provenance::none};
  ChartVerifyReport report;
  report.chart = supply::read_package(request.file, options, cache);
  if (request.signature) {
    report.signed_by = supply::verify_provenance(report.chart, request.keyring, cache, helm());
  }
  return report;
}

}  // namespace telepresence::commands
