#include "commands/chart_verify.hpp"

#include "chart/cache.hpp"
#include "supply/provenance.hpp"

namespace telepresence::commands {

ChartVerifyReport verify_chart(const ChartVerifyRequest& request, World& world) {
  const supply::FetchOptions options{
      supply::parse_digest(request.digest),
      request.signature.wanted() ? supply::Provenance::required : supply::Provenance::none};
  ChartVerifyReport report;
  report.chart = supply::read_package(request.file, options, chart::Cache(world.environment()));
  report.signed_by =
      supply::verify_signature(report.chart, request.signature, world.supply_tools());
  return report;
}

}  // namespace telepresence::commands
