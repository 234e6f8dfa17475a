// `helm telepresence chart pull`: a chart as a verified file, or unpacked.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "commands/world.hpp"
#include "supply/package.hpp"
#include "supply/request.hpp"

namespace telepresence::commands {

struct ChartPullRequest {
  supply::SourceRequest source;
  std::optional<std::string> digest;  // --digest
  supply::SignatureRequest signature;
  std::filesystem::path destination = ".";
  bool untar = false;  // a folder, as helm's --untar makes it
};

struct ChartPullReport {
  supply::PackagedChart chart;
  std::string reason;                // why it is from there
  std::string signed_by;             // when a signature was asked for
  std::filesystem::path file;        // or the folder
  std::filesystem::path provenance;  // "" when there is none
};

// The chart that install would take, and its .prov when there is one. Throws what
// supply::resolve, fetch and verify_signature do, and Error: input when the destination
// cannot be written to; conflict when the folder exists already.
ChartPullReport pull_chart(const ChartPullRequest& request, World& world);

}  // namespace telepresence::commands
