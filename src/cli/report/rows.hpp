// "  Name   value" for each row of a report for people.
#pragma once

#include <string>
#include <vector>

#include "cli/report/style.hpp"

namespace telepresence::cli {

struct Row {
  std::string name;
  std::string value;
  Tone tone = Tone::none;
};
using Rows = std::vector<Row>;

// Names are padded to one width; a value of several lines is indented below its first. A row
// without a value is left out.
std::string format_rows(const Rows& rows, Marks marks = Marks::none);

}  // namespace telepresence::cli
