// Durations as helm takes them on its command line: Go's notation.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace telepresence {

// "90s", "1h30m", "1.5m", "0"; without a sign, 64 bytes at most. Nothing for what is none.
// Source: Go's time.ParseDuration. What is longer than a hundred years counts as that.
std::optional<std::chrono::milliseconds> parse_duration(const std::string& text);

}  // namespace telepresence
