// `helm telepresence chart list`: the versions of the chart in a repository.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "chart/index.hpp"
#include "commands/world.hpp"
#include "supply/client.hpp"

namespace telepresence::commands {

struct ChartListRequest {
  std::optional<std::string> repository;  // --repo
  std::filesystem::path ca_file;          // --ca-file; "" for what helm or the system has
  bool all = false;                       // prereleases too, and no limit
};

struct ChartListReport {
  std::string repository;
  std::string chart_name;
  // The newest first; digests begin with "sha256:" where they are of that kind.
  std::vector<chart::IndexEntry> versions;
  std::size_t left_out = 0;     // how many more there are
  std::size_t prereleases = 0;  // of those that were left out
  std::optional<supply::TelepresenceClient> client;

  bool is_clients(const chart::IndexEntry& entry) const;
};

// Needs no cluster and no helm. Throws what supply::open_index does.
ChartListReport list_charts(const ChartListRequest& request, World& world);

}  // namespace telepresence::commands
