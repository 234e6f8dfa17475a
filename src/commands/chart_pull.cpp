#include "commands/chart_pull.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>

#include "chart/archive.hpp"
#include "chart/download.hpp"
#include "platform/file_descriptor.hpp"
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
// Who may write to the folder could put a link in the place of what was made: so by its descriptor.
void make_readable_as_usual(int fd, const fs::path& path, unsigned mode) {
  const auto usual = static_cast<mode_t>(platform::creation_mode(mode));
  if (::fchmod(fd, usual) != 0) throw platform::file_error(path, "cannot be made readable", errno);
}

void write_as_usual(const fs::path& path, const std::string& bytes) {
  constexpr unsigned for_files = 0666;
  platform::StagedFile file(path);
  file.write(bytes);
  make_readable_as_usual(file.fd(), path, for_files);
  file.commit(true);
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
  const platform::FileDescriptor opened(
      ::open(staged.path().c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!opened.is_open()) throw platform::file_error(folder, "cannot be opened", errno);
  make_readable_as_usual(opened.get(), folder, for_folders);
  staged.commit();
  return folder;
}

supply::FetchOptions options_of(const ChartPullRequest& request) {
  using supply::Provenance;
  const auto besides = request.untar ? Provenance::none : Provenance::if_there;
  return {supply::parse_digest(request.digest),
          request.signature.wanted() ? Provenance::required : besides};
}

// A signature is of a file by its name, which a server chooses as it likes.
std::string file_name_of(const supply::PackagedChart& chart) {
  const auto& name = chart.file_name;
  const bool is_usual = name.starts_with(chart.metadata.name + '-') && name.ends_with(".tgz") &&
                        name.find('/') == std::string::npos;
  if (chart.provenance && is_usual) return name;
  return fmt::format("{}-{}.tgz", chart.metadata.name, chart.metadata.version.to_string());
}

void write_files(ChartPullReport& report, const fs::path& destination) {
  const auto& chart = report.chart;
  report.file = destination / file_name_of(chart);
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
