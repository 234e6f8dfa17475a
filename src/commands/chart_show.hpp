// `helm telepresence chart show`: a file of a chart, as text.
#pragma once

#include <array>
#include <string>

#include "commands/world.hpp"
#include "supply/request.hpp"
#include "util/words.hpp"

namespace telepresence::commands {

enum class ChartPart { values, chart, readme };

constexpr auto words_of(ChartPart /*type*/) {
  return std::array{Word{ChartPart::values, "values", "the values.yaml"},
                    Word{ChartPart::chart, "chart", "the Chart.yaml"},
                    Word{ChartPart::readme, "readme", "the README.md"}};
}

struct ChartShowRequest {
  supply::SourceRequest source;
  ChartPart part = ChartPart::values;
};

// Of the chart that install would take. Throws what supply::resolve and fetch do, and
// Error (not_found) when the chart has no such file.
std::string show_chart(const ChartShowRequest& request, World& world);

}  // namespace telepresence::commands
