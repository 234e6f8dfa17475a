#include "commands/chart_verify.hpp"

#include "commands/provenance.hpp"

namespace telepresence::commands {

ChartVerifyReport verify_chart(const ChartVerifyRequest& request,
                               const platform::Environment& environment,
                               const std::function<helm::Client()>& helm) {
  const chart::Cache cache(environment);
  const FetchOptions options{parse_digest(request.digest),
                             request.signature ? Provenance::required : Provenance::none};
  ChartVerifyReport report;
  report.chart = read_package(request.file, options, cache);
  if (request.signature) {
    report.signed_by = verify_provenance(report.chart, request.keyring, cache, helm());
  }
  return report;
}

}  // namespace telepresence::commands
