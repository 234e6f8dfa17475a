#include "commands/chart_list.hpp"

#include <algorithm>

#include "supply/fetch.hpp"
#include "supply/resolve.hpp"
#include "util/semver.hpp"

namespace telepresence::commands {
namespace {

constexpr std::size_t shown_at_first = 10;

struct Found {
  Version version;
  chart::IndexEntry entry;
};

}  // namespace

bool ChartListReport::is_clients(const chart::IndexEntry& entry) const {
  if (!client) return false;
  const auto version = Version::parse(entry.version);
  return version && version == client->version;
}

ChartListReport list_charts(const ChartListRequest& request, const supply::Tools& tools) {
  supply::refuse_offline(tools.environment);
  ChartListReport report;
  report.client = supply::find_telepresence_client(tools.environment);
  const auto source = supply::resolve_repository(request.source, report.client, tools);
  const auto index = supply::open_index(source, tools);
  report.repository = source.repository.description();

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
