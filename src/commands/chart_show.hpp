// `helm telepresence chart show`: a file of a chart, as text.
#pragma once

#include <filesystem>
#include <string>

#include "commands/chart_fetch.hpp"

namespace telepresence::commands {

struct ChartShowRequest {
  ChartFetchRequest chart;
  std::string part = "values";  // or "chart" or "readme"
  bool offline = false;         // of the chart that the plugin carries
};

// Throws what fetch_from_repository does, and Error: usage for another part, not_found
// when the chart has no such file.
std::string show_chart(const ChartShowRequest& request, const std::filesystem::path& bundled_chart,
                       const platform::Environment& environment, net::HttpClient& http,
                       const Progress& progress);

}  // namespace telepresence::commands
