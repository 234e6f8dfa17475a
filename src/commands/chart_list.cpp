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

  auto found = chart::newest_first(index);
  if (!request.all) {
    report.prereleases =
        std::erase_if(found, [](const auto& listed) { return !listed.version.prerelease.empty(); });
  }
  const auto shown = request.all ? found.size() : std::min(found.size(), shown_at_first);
  report.left_out = found.size() - shown + report.prereleases;
  for (std::size_t i = 0; i < shown; ++i) {
    report.versions.push_back(std::move(found[i].entry));
    report.versions.back().digest = shown_digest(report.versions.back().digest);
  }
  return report;
}

}  // namespace telepresence::commands
