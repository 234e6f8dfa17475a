#include "cli/report/table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace telepresence::cli {

std::vector<std::string> in_columns(const std::vector<Cells>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& cells : rows) {
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], cells[i].size());
  }
  std::vector<std::string> lines;
  for (const auto& cells : rows) {
    auto& line = lines.emplace_back();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      line += fmt::format("{:<{}}  ", cells[i], widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
  }
  return lines;
}

}  // namespace telepresence::cli
