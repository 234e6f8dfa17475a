// `helm telepresence chart show`: a file of a chart, as text.
#pragma once

#include <string>

#include "supply/resolve.hpp"

namespace telepresence::commands {

struct ChartShowRequest {
  supply::SourceRequest source;
  std::string part = "values";  // or "chart" or "readme"
};

// Of the chart that install would take. Throws what find_source and fetch_package do, and
// Error: usage for another part, not_found when the chart has no such file.
std::string show_chart(const ChartShowRequest& request, const supply::ChartTools& tools,
                       const Progress& progress);

}  // namespace telepresence::commands
