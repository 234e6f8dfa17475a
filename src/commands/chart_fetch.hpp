// A chart from a repository, found, fetched and checked: what the commands of `chart` have
// in common.
#pragma once

#include <optional>
#include <string>

#include "chart/metadata.hpp"
#include "chart/repository_index.hpp"
#include "commands/progress.hpp"
#include "net/http.hpp"
#include "platform/environment.hpp"

namespace telepresence::commands {

struct ChartFetchRequest {
  std::optional<std::string> repository;  // --repo
  std::string version;                    // a version or a range, "" for the newest release
};

// A repository with its index at hand.
struct OpenRepository {
  chart::Repository repository;
  chart::RepositoryIndex index;
};

// Needs no cluster and no helm. `name`: --repo. Throws what chart::find_repository and
// chart::RepositoryIndex do.
OpenRepository open_repository(const std::optional<std::string>& name, const chart::Cache& cache,
                               const platform::Environment& environment, net::HttpClient& http,
                               const Progress& progress);

struct RepositoryChart {
  std::string repository;  // for the report
  chart::FetchedChart file;
  chart::Metadata metadata;
};

// Throws what open_repository, fetch_chart and check_chart do; a chart that is not what its entry
// says is not kept.
RepositoryChart fetch_from_repository(const ChartFetchRequest& request,
                                      const platform::Environment& environment,
                                      net::HttpClient& http, const Progress& progress);

}  // namespace telepresence::commands
