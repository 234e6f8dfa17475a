// A chart from a repository, found, fetched and checked: what `chart pull` and `chart show`
// have in common.
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

struct RepositoryChart {
  std::string repository;  // for the report
  chart::FetchedChart file;
  chart::Metadata metadata;
};

// Needs no cluster and no helm. Throws what chart::RepositoryIndex, fetch_chart and
// check_chart do; a chart that is not what its entry says is not kept.
RepositoryChart fetch_from_repository(const ChartFetchRequest& request,
                                      const platform::Environment& environment,
                                      net::HttpClient& http, const Progress& progress);

}  // namespace telepresence::commands
