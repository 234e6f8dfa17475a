// One way to write a value down, for whoever compares two: what says the same looks the same, line
// by line, however it was written.
#pragma once

#include <string>

#include "yaml/value.hpp"

namespace telepresence::yaml {

// Block YAML that ends in a line end: keys sorted, quotes only where they are needed, text of
// several lines as such (|).
std::string canonical(const Value& value);

}  // namespace telepresence::yaml
