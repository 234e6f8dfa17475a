#include "cli/report/rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "util/text.hpp"

namespace telepresence::cli {

std::string format_rows(const Rows& rows, Marks marks) {
  std::size_t width = 0;
  for (const auto& row : rows) {
    if (!row.value.empty()) width = std::max(width, row.name.size());
  }
  std::string text;
  for (const auto& row : rows) {
    if (row.value.empty()) continue;
    std::string label = row.name;
    const auto value = marks == Marks::shown ? marked(row.value, row.tone) : row.value;
    for (const auto& line : text::split(value, '\n')) {
      text += fmt::format("  {:<{}}  {}\n", label, width, text::printable(line));
      label.clear();
    }
  }
  return text;
}

}  // namespace telepresence::cli
