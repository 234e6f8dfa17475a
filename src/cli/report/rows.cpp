#include "cli/report/rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "util/text.hpp"

namespace telepresence::cli {

std::string format_rows(const Rows& rows) {
  std::size_t width = 0;
  for (const auto& [name, value] : rows) {
    if (!value.empty()) width = std::max(width, name.size());
  }
  std::string text;
  for (const auto& [name, value] : rows) {
    if (value.empty()) continue;
    std::string label = name;
    for (const auto& line : text::split(value, '\n')) {
      text += fmt::format("  {:<{}}  {}\n", label, width, text::printable(line));
      label.clear();
    }
  }
  return text;
}

}  // namespace telepresence::cli
