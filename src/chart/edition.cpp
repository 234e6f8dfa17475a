#include "chart/edition.hpp"

#include <fmt/format.h>

#include <utility>

#include "util/error.hpp"

namespace telepresence::chart {

bool editions_differ(const Version& version) {
  // Its prereleases too.
  const auto& first = first_with_editions;
  return std::pair(version.major, version.minor) >= std::pair(first.major, first.minor);
}

std::optional<Edition> edition_of(const Metadata& chart) {
  if (chart.name == oss_chart_name) return Edition::oss;
  return editions_differ(chart.version) ? std::optional(Edition::enterprise) : std::nullopt;
}

void check_is_traffic_manager(const Metadata& chart, const std::string& origin) {
  if (is_traffic_manager_chart(chart.name)) return;
  throw Error(ErrorKind::input,
              fmt::format("{}: chart '{}' is not the Traffic Manager's", origin, chart.name),
              fmt::format("The chart's name has to be {} or {}.", chart_name, oss_chart_name));
}

}  // namespace telepresence::chart
