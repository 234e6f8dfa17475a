// `helm telepresence chart pull`: a chart as a verified file, or unpacked.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "supply/resolve.hpp"

namespace telepresence::commands {

struct ChartPullRequest {
  supply::SourceRequest source;
  std::optional<std::string> digest;  // --digest
  bool verify = false;
  std::optional<std::string> keyring;  // --keyring; nothing: helm's own
  std::filesystem::path destination = ".";
  bool untar = false;  // a folder, as helm's --untar makes it
};

struct ChartPullReport {
  supply::PackagedChart chart;
  std::string signed_by;             // with verify
  std::filesystem::path file;        // or the folder
  std::filesystem::path provenance;  // "" when there is none
};

// The chart that install would take, and its .prov when there is one. Throws what
// find_source, fetch_package and verify_provenance do, and Error: input when the destination
// cannot be written to; conflict when the folder is there already.
ChartPullReport pull_chart(const ChartPullRequest& request, const supply::ChartTools& tools,
                           const Progress& progress);

}  // namespace telepresence::commands
