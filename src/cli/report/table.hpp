// A table for people: columns as wide as what is in them.
#pragma once

#include <string>
#include <vector>

namespace telepresence::cli {

using Cells = std::vector<std::string>;

// A line for each row, without spaces at its end. `rows`: at least one, all of one size.
std::vector<std::string> in_columns(const std::vector<Cells>& rows);

}  // namespace telepresence::cli
