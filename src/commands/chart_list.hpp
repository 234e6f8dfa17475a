// `helm telepresence chart list`: the versions of the chart in a repository.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chart/index.hpp"
#include "supply/client.hpp"
#include "supply/request.hpp"
#include "supply/tools.hpp"

namespace telepresence::commands {

struct ChartListRequest {
  supply::SourceRequest source;  // repository and ca_file
  bool all = false;              // prereleases too, and no limit
};

struct ChartListReport {
  std::string repository;
  std::vector<chart::IndexEntry> versions;  // the newest first
  std::size_t left_out = 0;                 // how many more there are
  std::size_t prereleases = 0;              // of those that were left out
  std::optional<supply::TelepresenceClient> client;

  bool is_clients(const chart::IndexEntry& entry) const;
};

// Needs no cluster and no helm. Throws what supply::open_index does.
ChartListReport list_charts(const ChartListRequest& request, const supply::Tools& tools);

}  // namespace telepresence::commands
