#include "commands/chart_list.hpp"

#include <algorithm>

#include "net/digest.hpp"
#include "supply/fetch.hpp"
#include "supply/resolve.hpp"
#include "util/semver.hpp"

namespace telepresence::commands {
namespace {

constexpr std::size_t shown_at_first = 10;

// As other reports have it; what is no SHA-256 as the index has it.
std::string shown_digest(const std::string& written) {
  const auto digest = net::normalized_digest(written);
  return digest.empty() ? written : "sha256:" + digest;
}

struct Found {
  Version version;
  chart::IndexEntry entry;
};

}  // namespace

bool ChartListReport::is_clients(const chart::IndexEntry& entry) const {
  if (!client || !client->version) return false;
  return Version::parse(entry.version) == client->version;
}

ChartListReport list_charts(const ChartListRequest& request, World& world) {
  supply::refuse_offline(world.environment());
  const auto tools = world.supply_tools();
  ChartListReport report;
  report.client = supply::find_telepresence_client(world.environment());
  supply::SourceRequest source;
  source.repository = request.repository;
  source.ca_file = request.ca_file;
  const auto repository = supply::resolve_repository(source, report.client, tools);
  report.repository = repository.repository.description();
  report.chart_name = repository.chart_name;
  const auto index = supply::open_index(repository, tools);

  std::vector<Found> found;
  index.for_each([&](const chart::IndexEntry& entry) {
    const auto version = Version::parse(entry.version);
    if (!version) return;
    if (!request.all && !version->prerelease.empty()) {
      ++report.prereleases;
      return;
    }
    found.push_back({*version, entry});
    found.back().entry.digest = shown_digest(entry.digest);
  });
  std::ranges::stable_sort(
      found, [](const Found& left, const Found& right) { return left.version > right.version; });
  const auto shown = request.all ? found.size() : std::min(found.size(), shown_at_first);
  report.left_out = found.size() - shown + report.prereleases;
  for (std::size_t i = 0; i < shown; ++i) report.versions.push_back(std::move(found[i].entry));
  return report;
}

}  // namespace telepresence::commands
