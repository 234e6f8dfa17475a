#include "commands/chart_list.hpp"

#include <algorithm>

#include "util/error.hpp"
#include "util/semver.hpp"

namespace telepresence::commands {
namespace {

constexpr std::size_t shown_at_first = 10;

struct Found {
  Version version;
  chart::IndexEntry entry;
};

supply::OpenRepository open(const ChartListRequest& request, const supply::ChartTools& tools,
                            const Progress& progress) {
  try {
    return supply::open_repository(request.repository, chart::Cache(tools.environment),
                                   tools.environment, tools.http, progress);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::network) throw;
    throw error.with_hint(supply::hint_without_network());
  }
}

}  // namespace

bool ChartListReport::is_clients(const chart::IndexEntry& entry) const {
  if (!client) return false;
  const auto version = Version::parse(entry.version);
  return version && version == Version::parse(client->version);
}

ChartListReport list_charts(const ChartListRequest& request, const supply::ChartTools& tools,
                            const Progress& progress) {
  supply::refuse_offline(tools.environment);
  const auto [repository, index] = open(request, tools, progress);
  ChartListReport report;
  report.repository = repository.description();
  report.client = supply::find_telepresence_client(tools.environment);

  std::vector<Found> found;
  index.for_each([&](const chart::IndexEntry& entry) {
    const auto version = Version::parse(entry.version);
    if (!version) return;
    if (!request.all && !version->prerelease.empty()) {
      ++report.prereleases;
      return;
    }
    found.push_back({*version, entry});
  });
  std::stable_sort(found.begin(), found.end(), [](const Found& left, const Found& right) {
    return left.version > right.version;
  });
  const auto shown = request.all ? found.size() : std::min(found.size(), shown_at_first);
  report.left_out = found.size() - shown + report.prereleases;
  for (std::size_t i = 0; i < shown; ++i) report.versions.push_back(std::move(found[i].entry));
  return report;
}

}  // namespace telepresence::commands
