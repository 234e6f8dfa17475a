#include "commands/chart_pull.hpp"

#include <fmt/format.h>

#include "platform/files.hpp"
#include "util/error.hpp"

namespace telepresence::commands {

ChartPullReport pull_chart(const ChartPullRequest& request,
                           const platform::Environment& environment, net::HttpClient& http,
                           const Progress& progress) {
  if (!std::filesystem::is_directory(request.destination)) {
    throw Error(ErrorKind::input, fmt::format("{}: not a folder", request.destination.string()),
                "Create it first, or give another one with --destination.");
  }
  ChartPullReport report;
  report.chart = fetch_from_repository(request.chart, environment, http, progress);
  const auto& metadata = report.chart.metadata;
  report.file =
      request.destination / fmt::format("{}-{}.tgz", metadata.name, metadata.version.to_string());
  platform::write_file_atomically(report.file, platform::read_file(report.chart.file.path));
  // A chart is no secret; others may have to read it.
  using std::filesystem::perms;
  std::filesystem::permissions(
      report.file, perms::owner_read | perms::owner_write | perms::group_read | perms::others_read);
  return report;
}

}  // namespace telepresence::commands
