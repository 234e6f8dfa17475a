#include "chart/files.hpp"

#include "platform/files.hpp"

namespace telepresence::chart {

namespace fs = std::filesystem;

void for_each_chart_file(const fs::path& chart,
                         const std::function<void(const std::string&, const ReadText&)>& visit) {
  if (!fs::is_directory(chart)) return for_each_file(chart, chart.string(), visit);
  for (const auto& entry : fs::recursive_directory_iterator(chart)) {
    if (!entry.is_regular_file()) continue;
    visit(entry.path().lexically_relative(chart).string(),
          [&] { return platform::read_file(entry.path(), largest_file); });
  }
}

}  // namespace telepresence::chart
