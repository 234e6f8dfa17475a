// Text as JSON and YAML read it back.
#pragma once

#include <string>
#include <string_view>

namespace telepresence {

// In double quotes; control characters as \u0000.
std::string double_quoted(std::string_view text);

}  // namespace telepresence
