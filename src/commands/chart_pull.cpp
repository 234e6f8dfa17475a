#include "commands/chart_pull.hpp"

#include <fmt/format.h>

#include "chart/repository_index.hpp"
#include "chart/source.hpp"
#include "platform/files.hpp"
#include "util/error.hpp"

namespace telepresence::commands {
namespace {

namespace fs = std::filesystem;

// What is wrong inside a chart is wrong for good: it is not kept for the next time.
chart::Metadata checked(const chart::FetchedChart& fetched, const chart::IndexEntry& entry) {
  try {
    auto metadata = chart::read_metadata(fetched.path);
    chart::check_chart(metadata, entry.version, fetched.url);
    return metadata;
  } catch (const Error&) {
    std::error_code error;
    fs::remove(fetched.path, error);
    throw;
  }
}

}  // namespace

ChartPullReport pull_chart(const ChartPullRequest& request,
                           const platform::Environment& environment, net::HttpClient& http,
                           const Progress& progress) {
  if (!fs::is_directory(request.destination)) {
    throw Error(ErrorKind::input, fmt::format("{}: not a folder", request.destination.string()),
                "Create it first, or give another one with --destination.");
  }
  const auto repository = chart::find_repository(request.repository, environment);
  const chart::Cache cache(environment);
  progress.step("Reading the index of " + repository.description());
  const chart::RepositoryIndex index(repository, chart::chart_name, cache, http, progress.transfer);
  const auto entry = index.find(request.version);
  progress.step(fmt::format("Fetching {} {}", chart::chart_name, entry.version));
  const auto fetched = chart::fetch_chart(repository, entry, cache, http, progress.transfer);
  const auto metadata = checked(fetched, entry);

  ChartPullReport report;
  report.repository = repository.description();
  report.version = metadata.version.to_string();
  report.app_version = metadata.app_version;
  report.digest = fetched.digest;
  report.promised = fetched.promised;
  report.from_cache = fetched.from_cache;
  report.file =
      request.destination / fmt::format("{}-{}.tgz", metadata.name, metadata.version.to_string());
  platform::write_file_atomically(report.file, platform::read_file(fetched.path));
  return report;
}

}  // namespace telepresence::commands
