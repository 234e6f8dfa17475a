// `helm telepresence chart show`: a file of a chart, as text.
#pragma once

#include <string>

#include "supply/request.hpp"
#include "supply/tools.hpp"

namespace telepresence::commands {

struct ChartShowRequest {
  supply::SourceRequest source;
  std::string part = "values";  // or "chart" or "readme"
};

// Of the chart that install would take. Throws what resolve and fetch do, and
// Error: usage for another part, not_found when the chart has no such file.
std::string show_chart(const ChartShowRequest& request, const supply::Tools& tools);

}  // namespace telepresence::commands
