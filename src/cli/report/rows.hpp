// "  Name   value" for each row of a report for people.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace telepresence::cli {

// Names are padded to one width; a value of several lines is indented below its first. A row
// without a value is left out.
using Rows = std::vector<std::pair<std::string, std::string>>;
std::string format_rows(const Rows& rows);

}  // namespace telepresence::cli
