// Durations as helm takes them on its command line: Go's notation.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace telepresence {

// Bytes that one may have.
constexpr std::size_t longest_duration = 64;

// "90s", "1h30m", "1.5m", "0"; without a sign. Nothing for what is none.
// Source: Go's time.ParseDuration. What is longer than a hundred years counts as that.
std::optional<std::chrono::milliseconds> parse_duration(const std::string& text);

}  // namespace telepresence
