// Which chart an install or upgrade uses, and the checks it has to pass.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "chart/metadata.hpp"

namespace telepresence::chart {

struct ChartRequest {
  std::optional<std::string> chart;    // --chart: a folder or a .tgz; nothing: the bundled one
  std::optional<std::string> version;  // --version, with or without a leading v
};

struct Chart {
  std::filesystem::path path;
  Metadata metadata;
  std::string origin;  // for the report: "bundled with the plugin", or the user's path
};

// Under this name repositories have the chart.
inline constexpr const char* chart_name = "telepresence";

// Throws Error (input) when the chart is not a Traffic Manager's, or not of `version`, when
// that is not "". `origin` is where it came from.
void check_chart(const Metadata& chart, const std::string& version, const std::string& origin);

// Throws Error: usage for a version that is none; input when the chart cannot be read,
// is not a Traffic Manager's chart, or is not the version that was asked for.
Chart obtain(const ChartRequest& request, const std::filesystem::path& bundled_chart);

}  // namespace telepresence::chart
