#include "util/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <ranges>
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

void append(std::string& diff, char mark, const Lines& lines) {
  for (const auto line : lines) {
    diff += mark;
    diff += line;
    if (!line.ends_with('\n')) diff += "\n\\ No newline at end of file\n";
  }
}

// "3,4": `size` lines behind the first `before`; of none the line before them.
std::string range(std::size_t before, std::size_t size) {
  if (size == 1) return fmt::format("{}", before + 1);
  return fmt::format("{},{}", size == 0 ? before : before + 1, size);
}

// Compared at once, which is much faster than one byte after the other.
constexpr std::size_t block = 4096;

std::size_t common_start(std::string_view before, std::string_view after) {
  const auto shorter = std::min(before.size(), after.size());
  std::size_t first = 0;
  while (first + block <= shorter && before.substr(first, block) == after.substr(first, block)) {
    first += block;
  }
  while (first < shorter && before[first] == after[first]) ++first;
  return first;
}

// How many bytes are the same at the ends, behind the first `from`.
std::size_t common_end(std::string_view before, std::string_view after, std::size_t from) {
  before.remove_prefix(from);
  after.remove_prefix(from);
  const auto shorter = std::min(before.size(), after.size());
  const auto from_end = [](std::string_view text, std::size_t last) {
    return text.substr(text.size() - last - block, block);
  };
  std::size_t last = 0;
  while (last + block <= shorter && from_end(before, last) == from_end(after, last)) last += block;
  while (last < shorter && before[before.size() - 1 - last] == after[after.size() - 1 - last]) {
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

constexpr const char* ellipsis = "…";

// Lines that become others: of the first and the last ones only what differs, with a few characters
// around it.
std::string lines_change(std::string_view old_lines, std::string_view new_lines) {
  constexpr std::size_t shown = 12;
  const auto before = without_line_end(old_lines);
  const auto after = without_line_end(new_lines);
  const auto first = common_start(before, after);
  const auto last = common_end(before, after, first);
  const auto cut = [&](char mark, std::string_view lines) {
    auto begin = first - std::min(first, shown);
    auto end = std::min(lines.size(), lines.size() - last + shown);
    while (begin > 0 && is_continuation(lines[begin])) --begin;
    while (end < lines.size() && is_continuation(lines[end])) ++end;
    auto text = (begin > 0 ? ellipsis : "") + std::string(lines.substr(begin, end - begin)) +
                (end < lines.size() ? ellipsis : "") + '\n';
    std::string marked;
    append(marked, mark, lines_of(text));
    return marked;
  };
  return cut('-', before) + cut('+', after);
}

// Of the lines that both begin with: how many there are, and their bytes.
struct CommonLines {
  std::size_t lines = 0;
  std::size_t bytes = 0;
};

CommonLines common_lines(std::string_view before, std::string_view after) {
  auto bytes = common_start(before, after);
  while (bytes > 0 && before[bytes - 1] != '\n') --bytes;
  const auto lines = std::count(before.begin(), before.begin() + static_cast<long>(bytes), '\n');
  return {static_cast<std::size_t>(lines), bytes};
}

// How many bytes the last lines have that are in both, behind what is common at the start.
std::size_t common_last_bytes(std::string_view before, std::string_view after, std::size_t from) {
  auto bytes = common_end(before, after, from);
  // Only whole lines: the last one is that when a line end stands before it in both.
  const auto begins_line = [&](std::string_view text) {
    return bytes == text.size() || text[text.size() - bytes - 1] == '\n';
  };
  while (bytes > 0 && !(begins_line(before) && begins_line(after))) --bytes;
  return bytes;
}

// A line of either text: it stays (' '), is taken away ('-') or added ('+').
struct Edit {
  char mark;
  std::string_view line;
};
using Edits = std::vector<Edit>;

bool is_change(const Edit& edit) { return edit.mark != ' '; }

// How many lines the ends of two texts have in common, from each pair of lines on.
class CommonLengths {
 public:
  CommonLengths(const Lines& before, const Lines& after)
      : width_(after.size() + 1), lengths_((before.size() + 1) * width_) {
    for (std::size_t i = before.size(); i-- > 0;) {
      for (std::size_t j = after.size(); j-- > 0;) {
        lengths_[i * width_ + j] =
            before[i] == after[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
      }
    }
  }

  std::uint32_t at(std::size_t i, std::size_t j) const { return lengths_[i * width_ + j]; }

 private:
  std::size_t width_;
  std::vector<std::uint32_t> lengths_;
};

// The fewest edits, by the longest common subsequence; where that would take too much memory none
// of the lines stays.
void add_edits(Edits& edits, const Lines& before, const Lines& after) {
  constexpr std::size_t largest = 16UL << 20U;
  const bool is_small = before.size() * after.size() <= largest;
  const CommonLengths common(is_small ? before : Lines(), is_small ? after : Lines());
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < before.size() || j < after.size()) {
    const bool has_both = i < before.size() && j < after.size();
    if (is_small && has_both && before[i] == after[j]) {
      edits.push_back({' ', before[i++]});
      ++j;
    } else if (j == after.size() ||
               (has_both && (!is_small || common.at(i + 1, j) >= common.at(i, j + 1)))) {
      edits.push_back({'-', before[i++]});
    } else {
      edits.push_back({'+', after[j++]});
    }
  }
}

Edits edits_of(const Lines& before, const Lines& after) {
  const auto [old_end, new_end] = std::ranges::mismatch(before, after);
  const Lines old_rest(old_end, before.end());
  const Lines new_rest(new_end, after.end());
  const auto last =
      std::ranges::mismatch(std::views::reverse(old_rest), std::views::reverse(new_rest));
  Edits edits;
  const auto keep = [&](const auto& from, const auto& to) {
    std::for_each(from, to, [&](std::string_view line) { edits.push_back({' ', line}); });
  };
  keep(before.begin(), old_end);
  add_edits(edits, Lines(old_rest.begin(), last.in1.base()),
            Lines(new_rest.begin(), last.in2.base()));
  keep(last.in1.base(), old_rest.end());
  return edits;
}

// Behind the changes that are no more than twice `context` lines from one another.
Edits::const_iterator end_of_hunk(Edits::const_iterator change, Edits::const_iterator end,
                                  std::size_t context) {
  while (true) {
    const auto stays = std::find_if_not(change, end, is_change);
    const auto next = std::find_if(stays, end, is_change);
    if (next == end || static_cast<std::size_t>(next - stays) > 2 * context) {
      return stays + std::min(end - stays, static_cast<std::ptrdiff_t>(context));
    }
    change = next;
  }
}

// `old_lines` and `new_lines` come before the first one of the hunk, and are counted on.
std::string hunk_of(Edits::const_iterator begin, Edits::const_iterator end, std::size_t& old_lines,
                    std::size_t& new_lines) {
  const auto lines_without = [&](char mark) {
    return static_cast<std::size_t>(
        std::count_if(begin, end, [mark](const Edit& edit) { return edit.mark != mark; }));
  };
  const auto of_old = lines_without('+');
  const auto of_new = lines_without('-');
  auto hunk = fmt::format("@@ -{} +{} @@\n", range(old_lines, of_old), range(new_lines, of_new));
  std::for_each(begin, end, [&](const Edit& edit) { append(hunk, edit.mark, {edit.line}); });
  old_lines += of_old;
  new_lines += of_new;
  return hunk;
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after, const std::string& name) {
  if (before == after) return {};
  // Only what differs is taken apart: a file may have a million lines.
  const auto first = common_lines(before, after);
  const auto last = common_last_bytes(before, after, first.bytes);
  const auto differing = [&](std::string_view text) {
    return text.substr(first.bytes, text.size() - last - first.bytes);
  };
  const auto old_text = differing(before);
  const auto new_text = differing(after);
  const auto old_lines = lines_of(old_text);
  const auto new_lines = lines_of(new_text);
  auto diff =
      fmt::format("--- {}\n+++ {}\n@@ -{} +{} @@\n", name, name,
                  range(first.lines, old_lines.size()), range(first.lines, new_lines.size()));
  if (!old_lines.empty() && !new_lines.empty()) return diff + lines_change(old_text, new_text);
  append(diff, '-', old_lines);
  append(diff, '+', new_lines);
  return diff;
}

std::string diff_in_context(std::string_view before, std::string_view after, std::size_t context) {
  const auto edits = edits_of(lines_of(before), lines_of(after));
  std::string diff;
  std::size_t old_lines = 0;
  std::size_t new_lines = 0;
  for (auto at = edits.begin();;) {
    const auto change = std::find_if(at, edits.end(), is_change);
    if (change == edits.end()) return diff;
    const auto begin = change - std::min(change - at, static_cast<std::ptrdiff_t>(context));
    const auto between = static_cast<std::size_t>(begin - at);
    old_lines += between;
    new_lines += between;
    at = end_of_hunk(change, edits.end(), context);
    diff += hunk_of(begin, at, old_lines, new_lines);
  }
}

}  // namespace telepresence::text
