#include "commands/chart_pull.hpp"

#include <fmt/format.h>

#include "chart/archive.hpp"
#include "chart/download.hpp"
#include "platform/files.hpp"
#include "platform/staged.hpp"
#include "supply/fetch.hpp"
#include "supply/provenance.hpp"
#include "supply/resolve.hpp"
#include "util/error.hpp"

namespace telepresence::commands {
namespace {

namespace fs = std::filesystem;

// A chart is no secret: as readable as what other programs write here.
void write_as_usual(const fs::path& path, const std::string& bytes) {
  platform::write_file_atomically(path, bytes);
  constexpr unsigned for_files = 0666;
  fs::permissions(path, platform::creation_mode(for_files));
}

fs::path unpack(const supply::PackagedChart& chart, const fs::path& destination) {
  auto folder = destination / chart.metadata.name;
  if (fs::exists(fs::symlink_status(folder))) {
    throw Error(ErrorKind::conflict, fmt::format("{}: exists already", folder.string()),
                "Remove it, or give another directory with --destination.");
  }
  platform::StagedFolder staged(folder);
  chart::unpack(chart.path, chart.origin, staged.path());
  constexpr unsigned for_folders = 0777;
  fs::permissions(staged.path(), platform::creation_mode(for_folders));
  staged.commit();
  return folder;
}

supply::FetchOptions options_of(const ChartPullRequest& request) {
  using supply::Provenance;
  const auto besides = request.untar ? Provenance::none : Provenance::if_there;
  return {supply::parse_digest(request.digest),
          request.signature.wanted() ? Provenance::required : besides};
}

void write_files(ChartPullReport& report, const fs::path& destination) {
  const auto& chart = report.chart;
  report.file = destination /
                fmt::format("{}-{}.tgz", chart.metadata.name, chart.metadata.version.to_string());
  write_as_usual(report.file, platform::read_file(chart.path, chart::largest_archive));
  if (!chart.provenance) return;
  report.provenance = report.file.string() + ".prov";
  write_as_usual(report.provenance, *chart.provenance);
}

}  // namespace

ChartPullReport pull_chart(const ChartPullRequest& request, World& world) {
  if (!fs::is_directory(request.destination)) {
    throw Error(ErrorKind::input, fmt::format("{}: not a directory", request.destination.string()),
                "Create it first, or give another one with --destination.");
  }
  const auto tools = world.supply_tools();
  const auto source = supply::resolve(request.source, tools).source;
  if (supply::kind_of(source) == supply::ChartSource::bundled) {
    supply::refuse_offline(world.environment());
  }
  ChartPullReport report;
  report.reason = supply::reason_of(source);
  report.chart = supply::fetch(source, options_of(request), tools);
  report.signed_by = supply::verify_signature(report.chart, request.signature, tools);
  if (request.untar) {
    report.file = unpack(report.chart, request.destination);
  } else {
    write_files(report, request.destination);
  }
  return report;
}

}  // namespace telepresence::commands
