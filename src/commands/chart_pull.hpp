// `helm telepresence chart pull`: a chart from a repository as a verified file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "commands/progress.hpp"
#include "net/http.hpp"
#include "platform/environment.hpp"

namespace telepresence::commands {

struct ChartPullRequest {
  std::optional<std::string> repository;  // --repo
  std::string version;                    // a version or a range, "" for the newest release
  std::filesystem::path destination = ".";
};

struct ChartPullReport {
  std::string repository;
  std::string version;
  std::string app_version;
  std::string digest;     // SHA-256, 64 small digits
  bool promised = false;  // the index says the same
  bool from_cache = false;
  std::filesystem::path file;
};

// Throws what chart::RepositoryIndex, fetch_chart and check_chart do, and Error (input)
// when the destination is not a folder that can be written to.
ChartPullReport pull_chart(const ChartPullRequest& request,
                           const platform::Environment& environment, net::HttpClient& http,
                           const Progress& progress);

}  // namespace telepresence::commands
