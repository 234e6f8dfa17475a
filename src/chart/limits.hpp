// How large a packaged chart may be; docs/security.md has the same figures.
#pragma once

#include <cstddef>
#include <cstdint>

namespace telepresence::chart {

constexpr std::uint64_t mebibyte = 1024UL * 1024;
// Helm's own limit, as largest_file.
constexpr std::uint64_t largest_chart = 100 * mebibyte;
// With what stands between the files: headers, and what fills up blocks.
constexpr std::uint64_t most_unpacked = largest_chart + 16 * mebibyte;
constexpr std::size_t longest_path = 1024;
// A chart has some dozens of files; and text does not compress better than this.
constexpr std::size_t most_entries = 10000;
constexpr std::uint64_t highest_ratio = 200;
// Below this size a high ratio does no harm.
constexpr std::uint64_t harmless_size = 8 * mebibyte;

}  // namespace telepresence::chart
