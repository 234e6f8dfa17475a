#include "commands/chart_fetch.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "chart/source.hpp"
#include "util/error.hpp"

namespace telepresence::commands {

OpenRepository open_repository(const std::optional<std::string>& name, const chart::Cache& cache,
                               const platform::Environment& environment, net::HttpClient& http,
                               const Progress& progress) {
  auto repository = chart::find_repository(name, environment);
  progress.step("Reading the index of " + repository.description());
  chart::RepositoryIndex index(repository, chart::chart_name, cache, http, progress.transfer);
  return {std::move(repository), std::move(index)};
}

RepositoryChart fetch_from_repository(const ChartFetchRequest& request,
                                      const platform::Environment& environment,
                                      net::HttpClient& http, const Progress& progress) {
  const chart::Cache cache(environment);
  const auto [repository, index] =
      open_repository(request.repository, cache, environment, http, progress);
  const auto entry = index.find(request.version);
  progress.step(fmt::format("Fetching {} {}", chart::chart_name, entry.version));
  RepositoryChart result;
  result.repository = repository.description();
  result.file = chart::fetch_chart(repository, entry, cache, http, progress.transfer);
  try {
    result.metadata = chart::read_metadata(result.file.path);
    chart::check_chart(result.metadata, entry.version, result.file.url);
  } catch (const Error&) {
    // It is wrong for good: the next time must not find it in the cache.
    std::error_code error;
    std::filesystem::remove(result.file.path, error);
    throw;
  }
  return result;
}

}  // namespace telepresence::commands
