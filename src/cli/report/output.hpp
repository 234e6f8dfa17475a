// Writes to stdout, and makes text what people may be shown.
#pragma once

#include <string>
#include <string_view>

#include "util/text.hpp"

namespace telepresence::cli {

// Throws Error (environment) when that fails: a report that nobody got must not look like success.
void print(const std::string& text);

// What comes from a server, a file or another program, or goes to people: without the logins of
// URLs, and without what a terminal would obey.
std::string for_people(std::string_view text, text::Lines lines = text::Lines::keep);

}  // namespace telepresence::cli
