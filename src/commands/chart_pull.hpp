// `helm telepresence chart pull`: a chart from a repository as a verified file.
#pragma once

#include <filesystem>

#include "commands/chart_fetch.hpp"

namespace telepresence::commands {

struct ChartPullRequest {
  ChartFetchRequest chart;
  std::filesystem::path destination = ".";
};

struct ChartPullReport {
  RepositoryChart chart;
  std::filesystem::path file;
};

// Throws what fetch_from_repository does, and Error (input) when the destination is not a
// folder that can be written to.
ChartPullReport pull_chart(const ChartPullRequest& request,
                           const platform::Environment& environment, net::HttpClient& http,
                           const Progress& progress);

}  // namespace telepresence::commands
