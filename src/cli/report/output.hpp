// Writes to stdout.
#pragma once

#include <string>

namespace telepresence::cli {

// Throws Error (environment) when that fails: a report that nobody got must not look like success.
void print(const std::string& text);

}  // namespace telepresence::cli
