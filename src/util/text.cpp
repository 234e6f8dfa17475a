#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <utility>

namespace telepresence::text {

namespace {

// Bytes of the character that `text` begins with; 0 when it is no UTF-8 (RFC 3629: no
// overlong forms, no surrogates, nothing above U+10FFFF).
std::size_t utf8_size(std::string_view text) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate = first == 0xED && byte(1) >= 0xA0;
  const bool too_large = first == 0xF4 && byte(1) >= 0x90;
  return overlong || surrogate || too_large ? 0 : size;
}

// Of a character in UTF-8.
std::uint32_t code_point(std::string_view character) {
  if (character.size() == 1) return static_cast<unsigned char>(character.front());
  constexpr unsigned continuation_bits = 6;
  const auto first = static_cast<unsigned char>(character.front());
  std::uint32_t code = first & (0x7FU >> character.size());
  for (const char c : character.substr(1)) {
    code = code << continuation_bits | (static_cast<unsigned char>(c) & 0x3FU);
  }
  return code;
}

// What a terminal would obey (C0, DEL, C1), and what is not seen but changes how the rest is: the
// marks of direction, ends of lines, joiners, tags (Unicode, general categories Cc, Cf, Zl and Zp).
bool is_unseen(std::uint32_t code) {
  constexpr std::pair<std::uint32_t, std::uint32_t> ranges[] = {
      {0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},     {0x600, 0x605},
      {0x61C, 0x61C},   {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E},
      {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE0FFF}};
  return std::ranges::any_of(
      ranges, [&](const auto& range) { return code >= range.first && code <= range.second; });
}

// Two columns for East Asian letters and pictures; a mark that takes none is counted too.
// Source: Unicode, EastAsianWidth.txt, the blocks that are wide.
std::size_t columns_of(std::uint32_t code) {
  constexpr std::pair<std::uint32_t, std::uint32_t> wide[] = {
      {0x1100, 0x115F},   {0x2E80, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
      {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
      {0x16FE0, 0x18DFF}, {0x1AFF0, 0x1B2FF}, {0x1F004, 0x1F9FF}, {0x1FA70, 0x1FAFF},
      {0x20000, 0x3FFFD}};
  const bool is_wide = std::ranges::any_of(
      wide, [&](const auto& range) { return code >= range.first && code <= range.second; });
  return is_wide ? 2 : 1;
}

// The first character; one byte of what is no UTF-8.
std::string_view first_of(std::string_view text) {
  return text.substr(0, std::max<std::size_t>(1, utf8_size(text)));
}

constexpr std::string_view scheme_end = "://";
constexpr const char* hidden = "***";

bool is_number(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Of what stands before the first slash: USER:PASSWORD, not HOST:PORT.
bool has_password(std::string_view place) {
  const auto colon = place.find(':');
  return colon != std::string_view::npos && !is_number(place.substr(colon + 1));
}

// Where the URL ends that `text` begins with, behind its scheme. An apostrophe may be a part of a
// password, so that it is the end only where none is left open.
std::size_t end_of_url(std::string_view text) {
  const auto blank = text.find_first_of(" \t\r\n\"<>");
  const auto quote = text.substr(0, blank).find_first_of("'`");
  if (quote == std::string_view::npos) return blank;
  const auto host = text.substr(0, quote);
  const auto place = host.substr(0, host.find_first_of("/?#"));
  const bool may_go_on =
      host.find('@') == std::string_view::npos && (place == host || has_password(place));
  const auto rest = text.substr(quote, blank == std::string_view::npos ? blank : blank - quote);
  const auto login_end = rest.substr(0, rest.find('/')).find('@');
  return may_go_on && login_end != std::string_view::npos ? blank : quote;
}

}  // namespace

bool may_hold_login(std::string_view word) {
  const auto scheme = word.find("://");
  if (word.find('@') != std::string_view::npos) return true;
  if (scheme != std::string_view::npos) {
    if (word.find('?', scheme) != std::string_view::npos) return true;
    word.remove_prefix(scheme + scheme_end.size());
  }
  // USER:PASSWORD, but neither HOST:PORT nor PATH:TAG.
  return has_password(word.substr(0, word.find('/')));
}

std::string shown(const std::string& word) { return may_hold_login(word) ? hidden : word; }

std::string without_logins(std::string_view text) {
  std::string result;
  for (auto scheme = text.find(scheme_end); scheme != std::string_view::npos;
       scheme = text.find(scheme_end)) {
    const auto begin = scheme + scheme_end.size();
    result += text.substr(0, begin);
    text.remove_prefix(begin);
    const auto word = text.substr(0, end_of_url(text));
    auto place = word.substr(0, word.find_first_of("/?#"));
    // A slash may be a part of a password that is not a number.
    if (has_password(place)) place = word;
    const auto at = place.rfind('@');
    if (at != std::string_view::npos) {
      result += hidden;
      text.remove_prefix(at);
    }
    const auto rest = word.substr(at == std::string_view::npos ? 0 : at);
    // What ends a sentence or a clause does not belong to the URL.
    const auto length = rest.find_last_not_of(":,.;)") + 1;
    const auto query = rest.substr(0, length).find('?');
    if (query == std::string_view::npos) continue;
    // Another URL may be a part of its path.
    result += without_logins(rest.substr(0, query));
    result += "?…";
    text.remove_prefix(length);
  }
  return result += text;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const auto first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> fields;
  for (;;) {
    const auto end = text.find(separator);
    fields.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return fields;
    text.remove_prefix(end + 1);
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string joined;
  for (const auto& part : parts) {
    if (&part != &parts.front()) joined += separator;
    joined += part;
  }
  return joined;
}

std::string counted(std::size_t number, std::string_view noun) {
  return std::to_string(number) + ' ' + std::string(noun) + (number == 1 ? "" : "s");
}

void append_line(std::string& text, std::string_view line) {
  if (line.empty()) return;
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  text += line;
}

std::string indent(std::string_view text, std::string_view prefix) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  auto lines = split(text, '\n');
  for (auto& line : lines) line.insert(0, prefix);
  return join(lines, "\n");
}

std::vector<std::string> fill(const std::vector<std::string_view>& words, std::size_t width,
                              std::size_t taken) {
  std::vector<std::string> lines(1);
  for (const auto& word : words) {
    if (lines.back().empty()) {
      lines.back() = word;
    } else if (taken + columns(lines.back()) + 1 + columns(word) > width) {
      lines.back().erase(lines.back().find_last_not_of(' ') + 1);
      lines.emplace_back(word);
      taken = 0;
    } else {
      lines.back() += ' ';
      lines.back() += word;
    }
  }
  lines.back().erase(lines.back().find_last_not_of(' ') + 1);
  return lines;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  const auto words = split(text, ' ');
  return fill({words.begin(), words.end()}, width);
}

std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    const auto character = first_of(text);
    count += columns_of(code_point(character));
    text.remove_prefix(character.size());
  }
  return count;
}

std::string cut(std::string_view text, std::size_t most_columns) {
  if (columns(text) <= most_columns) return std::string(text);
  if (most_columns == 0) return {};
  std::string result;
  std::size_t used = 1;  // the ellipsis
  while (true) {
    const auto character = first_of(text);
    used += columns_of(code_point(character));
    if (used > most_columns) return result + "…";
    result += character;
    text.remove_prefix(character.size());
  }
}

std::string binary_size(std::size_t bytes) {
  constexpr std::size_t kibi = 1024;
  if (bytes % (kibi * kibi) == 0) return fmt::format("{} MiB", bytes / (kibi * kibi));
  if (bytes % kibi == 0) return fmt::format("{} KiB", bytes / kibi);
  return fmt::format("{} bytes", bytes);
}

std::string shell_quoted(std::string_view word) {
  constexpr std::string_view harmless = "@%+=:,./-_";
  const bool plain = !word.empty() && std::ranges::all_of(word, [&](unsigned char c) {
    return (c < 0x80 && std::isalnum(c) != 0) ||
           harmless.find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain) return std::string(word);
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + '\'';
}

std::string printable(std::string_view text, Lines lines) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto size = utf8_size(text);
    const auto character = text.substr(0, std::max<std::size_t>(size, 1));
    const auto code = code_point(character);
    const bool kept = lines == Lines::keep && (text.front() == '\n' || text.front() == '\t');
    if (kept || (size > 0 && !is_unseen(code))) {
      result += character;
    } else if (character.size() == 1) {
      result += fmt::format("\\x{:02x}", code);
    } else {
      result += fmt::format("\\u{:04x}", code);
    }
    text.remove_prefix(character.size());
  }
  return result;
}

std::size_t edit_distance(std::string_view from, std::string_view to) {
  // Three rows of the usual table: a swap looks two rows back.
  std::vector<std::size_t> before_last(to.size() + 1);
  std::vector<std::size_t> last(to.size() + 1);
  std::vector<std::size_t> row(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
  }
  return row.back();
}

std::optional<std::string> closest(std::string_view word,
                                   const std::vector<std::string>& candidates) {
  // A third of the word may be wrong: enough for a slip, too little for another word.
  std::size_t allowed = std::max<std::size_t>(1, word.size() / 3);
  std::optional<std::string> best;
  for (const auto& candidate : candidates) {
    const auto distance = edit_distance(word, candidate);
    const bool abbreviates = word.size() >= 3 && candidate.starts_with(word);
    if (distance < allowed + (best ? 0U : 1U) || (abbreviates && !best)) {
      best = candidate;
      allowed = std::min(allowed, distance);
    }
  }
  return best;
}

}  // namespace telepresence::text
