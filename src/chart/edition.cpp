#include "chart/edition.hpp"

#include <utility>

namespace telepresence::chart {

const char* to_word(Edition edition) { return edition == Edition::oss ? "oss" : "enterprise"; }

bool editions_differ(const Version& version) {
  // Its prereleases too.
  const auto& first = first_with_editions;
  return std::pair(version.major, version.minor) >= std::pair(first.major, first.minor);
}

std::optional<Edition> edition_of(const Metadata& chart) {
  if (chart.name == oss_chart_name) return Edition::oss;
  return editions_differ(chart.version) ? std::optional(Edition::enterprise) : std::nullopt;
}

}  // namespace telepresence::chart
