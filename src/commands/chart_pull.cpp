#include "commands/chart_pull.hpp"

#include <fmt/format.h>

#include "chart/archive.hpp"
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
    throw Error(ErrorKind::conflict, fmt::format("{}: is there already", folder.string()),
                "Remove it, or give another folder with --destination.");
  }
  platform::StagedFolder staged(folder);
  chart::unpack(chart.path, chart.origin, staged.path());
  constexpr unsigned for_folders = 0777;
  fs::permissions(staged.path(), platform::creation_mode(for_folders));
  staged.commit();
  return folder;
}

}  // namespace

ChartPullReport pull_chart(const ChartPullRequest& request, const supply::Tools& tools) {
  if (!fs::is_directory(request.destination)) {
    throw Error(ErrorKind::input, fmt::format("{}: not a folder", request.destination.string()),
                "Create it first, or give another one with --destination.");
  }
  const auto source = supply::resolve(request.source, tools).source;
  if (supply::kind_of(source) == supply::ChartSource::bundled) {
    supply::refuse_offline(tools.environment);
  }
  const auto besides = request.untar ? supply::Provenance::none : supply::Provenance::if_there;
  const supply::FetchOptions options{
      supply::parse_digest(request.digest),
      request.signature.wanted() ? supply::Provenance::required : besides};
  ChartPullReport report;
  report.chart = supply::fetch(source, options, tools);
  report.reason = supply::reason_of(source);
  const auto& chart = report.chart;
  report.signed_by = supply::verify_signature(chart, request.signature, tools);
  if (request.untar) {
    report.file = unpack(chart, request.destination);
    return report;
  }
  const auto name =
      fmt::format("{}-{}.tgz", chart.metadata.name, chart.metadata.version.to_string());
  report.file = request.destination / name;
  write_as_usual(report.file, platform::read_file(chart.path));
  if (chart.provenance) {
    report.provenance = report.file.string() + ".prov";
    write_as_usual(report.provenance, *chart.provenance);
  }
  return report;
}

}  // namespace telepresence::commands
