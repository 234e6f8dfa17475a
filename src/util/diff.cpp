#include "util/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace telepresence::text {
namespace {

using Lines = std::vector<std::string_view>;

// Each with its line end; the last one may have none.
Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

void append(std::string& diff, char mark, const Lines& lines, std::size_t begin, std::size_t end) {
  for (auto i = begin; i < end; ++i) {
    diff += mark;
    diff += lines[i];
    if (!lines[i].ends_with('\n')) diff += "\n\\ No newline at end of file\n";
  }
}

// "3,4": where a part begins and how long it is; of an empty one the line before it.
std::string range(std::size_t begin, std::size_t end) {
  return end - begin == 1 ? fmt::format("{}", begin + 1)
                          : fmt::format("{},{}", end == begin ? begin : begin + 1, end - begin);
}

template <typename Sequence>
std::size_t common_start(const Sequence& before, const Sequence& after) {
  const auto shorter = std::min(before.size(), after.size());
  std::size_t first = 0;
  while (first < shorter && before[first] == after[first]) ++first;
  return first;
}

// How many there are in common at the ends, behind the first `from`.
template <typename Sequence>
std::size_t common_end(const Sequence& before, const Sequence& after, std::size_t from) {
  const auto shorter = std::min(before.size(), after.size());
  std::size_t last = 0;
  while (last < shorter - from &&
         before[before.size() - 1 - last] == after[after.size() - 1 - last]) {
    ++last;
  }
  return last;
}

// Of a character of more than one byte in UTF-8.
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

std::string_view without_line_end(std::string_view line) {
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string line_change(std::string_view old_line, std::string_view new_line) {
  constexpr std::size_t shown = 12;
  constexpr const char* ellipsis = "…";
  const auto before = without_line_end(old_line);
  const auto after = without_line_end(new_line);
  const auto first = common_start(before, after);
  const auto last = common_end(before, after, first);
  const auto cut = [&](std::string_view line) {
    auto begin = first - std::min(first, shown);
    auto end = std::min(line.size(), line.size() - last + shown);
    while (begin > 0 && is_continuation(line[begin])) --begin;
    while (end < line.size() && is_continuation(line[end])) ++end;
    return (begin > 0 ? ellipsis : "") + std::string(line.substr(begin, end - begin)) +
           (end < line.size() ? ellipsis : "");
  };
  return fmt::format("-{}\n+{}\n", cut(before), cut(after));
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after, const std::string& name) {
  if (before == after) return {};
  const auto old_lines = lines_of(before);
  const auto new_lines = lines_of(after);
  const auto first = common_start(old_lines, new_lines);
  const auto last = common_end(old_lines, new_lines, first);
  const auto old_end = old_lines.size() - last;
  const auto new_end = new_lines.size() - last;
  auto diff = fmt::format("--- {}\n+++ {}\n@@ -{} +{} @@\n", name, name, range(first, old_end),
                          range(first, new_end));
  if (old_end - first == 1 && new_end - first == 1) {
    return diff + line_change(old_lines[first], new_lines[first]);
  }
  append(diff, '-', old_lines, first, old_end);
  append(diff, '+', new_lines, first, new_end);
  return diff;
}

}  // namespace telepresence::text
