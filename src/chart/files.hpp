// The files of a chart, be it a folder or a .tgz.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "chart/archive.hpp"

namespace telepresence::chart {

// Calls `visit` with the path of each file below the chart's folder, "templates/service.yaml", and
// a way to its text that is good during the call. Throws Error (input) where the chart is not in
// order, or a file cannot be read.
void for_each_chart_file(
    const std::filesystem::path& chart,
    const std::function<void(const std::string& path, const ReadText& read)>& visit);

}  // namespace telepresence::chart
