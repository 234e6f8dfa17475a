#include "yaml/edit.hpp"

#include <algorithm>
#include <stdexcept>

#include "util/text.hpp"
#include "yaml/words.hpp"

namespace telepresence::yaml {
namespace {

bool is_line_end(char c) { return c == '\n' || c == '\r'; }

std::size_t line_start(std::string_view text, std::size_t at) {
  while (at > 0 && !is_line_end(text[at - 1])) --at;
  return at;
}

std::size_t line_end(std::string_view text, std::size_t at) {
  while (at < text.size() && !is_line_end(text[at])) ++at;
  return at;
}

// "\n", "\r\n", or "" at the end of the text.
std::string_view terminator_at(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with("\r\n")) return text.substr(at, 2);
  return text.substr(at, at < text.size() ? 1 : 0);
}

// How a new line ends at `at`; at the end of a text without one, as its first line.
std::string line_end_for(std::string_view text, std::size_t at) {
  auto found = terminator_at(text, at);
  if (found.empty()) found = terminator_at(text, line_end(text, 0));
  return found.empty() ? "\n" : std::string(found);
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t") == std::string_view::npos;
}

std::string write_text(std::string_view text, const Layout& layout) {
  if (!layout.json && reads_as_text(text)) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string write_flow(const Value& value, const Layout& layout);

// Without the brackets.
std::string write_content(const Value& value, const Layout& layout) {
  std::vector<std::string> parts;
  for (const auto& [key, entry] : value.entries()) {
    parts.push_back(write_text(key.scalar(), layout) + ": " + write_flow(entry, layout));
  }
  for (const auto& item : value.items()) parts.push_back(write_flow(item, layout));
  return text::join(parts, ", ");
}

std::string write_flow(const Value& value, const Layout& layout) {
  if (!value.entries().empty()) return '{' + write_content(value, layout) + '}';
  if (!value.items().empty()) return '[' + write_content(value, layout) + ']';
  return write_text(value.scalar(), layout);
}

using Lines = std::vector<std::string>;

Lines write_block(const Value& mapping, std::size_t column, const Layout& layout);

Lines write_item(const Value& item, std::size_t column, const Layout& layout) {
  auto lines = write_block(item, column + layout.item_offset, layout);
  lines.front().replace(column, 1, "-");
  return lines;
}

Lines write_block(const Value& mapping, std::size_t column, const Layout& layout) {
  Lines lines;
  const auto append = [&lines](const Lines& more) {
    lines.insert(lines.end(), more.begin(), more.end());
  };
  for (const auto& [key, value] : mapping.entries()) {
    const auto head = std::string(column, ' ') + write_text(key.scalar(), layout) + ':';
    if (!value.entries().empty()) {
      lines.push_back(head);
      append(write_block(value, column + layout.step, layout));
    } else if (!value.items().empty()) {
      lines.push_back(head);
      for (const auto& item : value.items()) {
        append(write_item(item, column + layout.list_offset, layout));
      }
    } else {
      lines.push_back(head + ' ' + write_text(value.scalar(), layout));
    }
  }
  return lines;
}

// Where what `key` and `value` say ends; a value that is left out has no bytes.
std::size_t end_of(std::string_view text, const Node& key, const Node& value) {
  const auto colon = text.find(':', key.end_byte());
  const auto behind_key = colon == std::string_view::npos ? key.end_byte() : colon + 1;
  return value.end_byte() > value.begin_byte() ? value.end_byte() : behind_key;
}

// Lines of a block behind what ends at `end`, comments in its line included.
Splice insert_lines(std::string_view text, std::size_t end, const Lines& lines) {
  // Behind a text in lines of its own (| or >) the next line begins already.
  const bool at_line = end > 0 && is_line_end(text[end - 1]);
  const auto at = at_line ? end : line_end(text, end);
  const auto terminator = line_end_for(text, at_line ? line_end(text, end) : at);
  const auto joined = text::join(lines, terminator);
  return {at, at, at_line ? joined + terminator : terminator + joined};
}

// The whole lines from the one of `begin` to the one where `end` is; at the end of a text
// whose last line has no end, with the line end before them. A comment behind `end` stays.
Splice remove_lines(std::string_view text, std::size_t begin, std::size_t end) {
  auto from = line_start(text, begin);
  const bool at_line = end > 0 && is_line_end(text[end - 1]);
  if (!at_line && !is_blank(text.substr(end, line_end(text, end) - end))) return {begin, end, {}};
  if (!is_blank(text.substr(from, begin - from))) return {begin, line_end(text, end), {}};
  if (at_line) return {from, end, {}};
  const auto last = line_end(text, end);
  const auto terminator = terminator_at(text, last);
  if (!terminator.empty()) return {from, last + terminator.size(), {}};
  if (from > 0) --from;
  if (from > 0 && text[from] == '\n' && text[from - 1] == '\r') --from;
  return {from, last, {}};
}

// What stands between a flow collection's entries when a new one comes before `first`.
std::string separator_before(std::string_view text, std::size_t open, std::size_t first) {
  const auto line = line_start(text, first);
  const auto indentation = text.substr(line, first - line);
  if (line <= open || !is_blank(indentation)) return " ";
  return line_end_for(text, line_end(text, open)) + std::string(indentation);
}

Splice insert_first(std::string_view text, const Node& collection, std::size_t first,
                    const std::string& content) {
  return {first, first, content + ',' + separator_before(text, collection.begin_byte(), first)};
}

// Part [begin, end) of a flow collection, whose neighbours begin at `next` and end at
// `previous_end`; npos when there are none.
Splice remove_part(std::size_t begin, std::size_t end, std::size_t previous_end, std::size_t next) {
  if (next != std::string_view::npos) return {begin, next, {}};
  if (previous_end != std::string_view::npos) return {previous_end, end, {}};
  return {begin, end, {}};
}

// The bytes of the one entry or item of a flow collection.
std::pair<std::size_t, std::size_t> only_part(std::string_view text, const Node& collection) {
  if (const auto entries = collection.entries(); !entries.empty()) {
    const auto& [key, value] = entries.front();
    return {key.begin_byte(), end_of(text, key, value)};
  }
  const auto item = collection.items().front();
  return {item.begin_byte(), item.end_byte()};
}

// How null was written is told by the number of spaces in front of the closing bracket that took
// its place.
constexpr std::string_view written_nulls[] = {"null", "~", "NULL", "Null"};

std::string spaces_for_null(std::string_view written) {
  for (std::size_t i = 0; i < std::size(written_nulls); ++i) {
    if (written == written_nulls[i]) return std::string(i + 1, ' ');
  }
  return {};
}

// "" where no null was.
std::string_view null_for_spaces(std::string_view between) {
  const bool are_spaces = between.find_first_not_of(' ') == std::string_view::npos;
  if (!are_spaces || between.empty() || between.size() > std::size(written_nulls)) return {};
  return written_nulls[between.size() - 1];
}

// What stands between a bracket and the content of the collection, on both sides.
struct Padding {
  std::string_view first;
  std::string_view last;
};

Padding padding_of(const Document& document, const Node& collection) {
  const auto text = document.text();
  const auto [begin, end] = only_part(text, collection);
  const auto open = text.find_first_of("{[", collection.begin_byte());
  return {text.substr(open + 1, begin - open - 1),
          text.substr(end, collection.end_byte() - 1 - end)};
}

}  // namespace

std::string Splice::apply(std::string_view text) const {
  std::string result(text.substr(0, begin));
  result += replacement;
  result += text.substr(end);
  return result;
}

std::size_t column_of(std::string_view text, std::size_t byte) {
  return byte - line_start(text, byte);
}

std::size_t dash_before(std::string_view text, const Node& sequence, const Node& item) {
  // Back over blanks, line ends and comment lines between the dash and the item.
  auto at = item.begin_byte();
  while (at > sequence.begin_byte() && text[at] != '-') {
    --at;
    if (is_line_end(text[at])) {
      const auto start = line_start(text, at);
      const auto line = text.substr(start, at - start);
      const auto comment = line.find('#');
      if (comment != std::string_view::npos && line.find('-') > comment) at = start;
    }
  }
  return at;
}

Splice insert_entry(const Document& document, const Node& mapping, const std::string& key,
                    const Value& value, const Layout& layout) {
  const auto text = document.text();
  const auto entries = mapping.entries();
  const auto first = entries.front().first.begin_byte();
  if (mapping.is_flow()) {
    return insert_first(text, mapping, first,
                        write_text(key, layout) + ": " + write_flow(value, layout));
  }
  const auto& [last_key, last_value] = entries.back();
  return insert_lines(
      text, end_of(text, last_key, last_value),
      write_block(Value::map({{Value::text(key), value}}), column_of(text, first), layout));
}

Splice append_item(const Document& document, const Node& sequence, const Value& item,
                   const Layout& layout) {
  const auto text = document.text();
  const auto items = sequence.items();
  if (sequence.is_flow()) {
    return insert_first(text, sequence, items.front().begin_byte(), write_flow(item, layout));
  }
  const auto dash = dash_before(text, sequence, items.front());
  const auto last_dash = dash_before(text, sequence, items.back());
  return insert_lines(text, std::max(items.back().end_byte(), last_dash + 1),
                      write_item(item, column_of(text, dash), layout));
}

Splice remove_entry(const Document& document, const Node& mapping, std::size_t index) {
  const auto text = document.text();
  const auto entries = mapping.entries();
  const auto& [key, value] = entries[index];
  const auto end = end_of(text, key, value);
  const auto next =
      index + 1 < entries.size() ? entries[index + 1].first.begin_byte() : std::string_view::npos;
  if (mapping.is_flow()) {
    const auto previous = index > 0
                              ? end_of(text, entries[index - 1].first, entries[index - 1].second)
                              : std::string_view::npos;
    return remove_part(key.begin_byte(), end, previous, next);
  }
  const auto begin = key.begin_byte();
  const auto start = line_start(text, begin);
  const bool shares_line = !is_blank(text.substr(start, begin - start));
  if (!shares_line || next == std::string_view::npos) return remove_lines(text, begin, end);
  // The dash in its line stays, and the next key follows it: in the same line, unless a comment is
  // between the two.
  const bool has_comment = text.substr(end, next - end).find('#') != std::string_view::npos;
  return {begin, has_comment ? end : next, {}};
}

Splice remove_item(const Document& document, const Node& sequence, std::size_t index) {
  const auto text = document.text();
  const auto items = sequence.items();
  const auto& item = items[index];
  const auto next =
      index + 1 < items.size() ? items[index + 1].begin_byte() : std::string_view::npos;
  if (sequence.is_flow()) {
    const auto previous = index > 0 ? items[index - 1].end_byte() : std::string_view::npos;
    return remove_part(item.begin_byte(), item.end_byte(), previous, next);
  }
  return remove_lines(text, dash_before(text, sequence, item), item.end_byte());
}

Splice fill_empty(const Document& document, const Node& collection, const Value& value,
                  const Layout& layout) {
  const auto close = collection.end_byte() - 1;
  const auto open = document.text().find_first_of("{[", collection.begin_byte());
  const auto content = write_content(value, layout);
  if (open + 1 == close) return {close, close, ' ' + content + ' '};
  return {close, close, content};
}

Splice fill_null(const Document& document, const Node& mapping, std::size_t index,
                 const Value& content, const Layout& layout) {
  const auto text = document.text();
  const auto [key, value] = mapping.entries().at(index);
  auto flow = write_flow(content, layout);
  const auto written = text.substr(value.begin_byte(), value.end_byte() - value.begin_byte());
  if (written.empty()) {
    const auto at = end_of(text, key, value);
    return {at, at, (mapping.is_flow() ? "  " : " ") + flow};
  }
  const bool in_brackets = !content.entries().empty() || !content.items().empty();
  if (in_brackets) flow.insert(flow.size() - 1, spaces_for_null(written));
  return {value.begin_byte(), value.end_byte(), flow};
}

Before before_filling(const Document& document, const Node& collection) {
  const auto [first, last] = padding_of(document, collection);
  if (first.empty() && last.empty()) return Before::nothing;
  return first.empty() && !null_for_spaces(last).empty() ? Before::null : Before::empty;
}

bool was_value(const Document& document, const Node& mapping, const Node& collection) {
  const auto begin = collection.begin_byte();
  return !mapping.is_flow() || document.text().substr(begin - 3, 3) == ":  ";
}

Splice undo_filling(const Document& document, const Node& key, const Node& collection) {
  const auto text = document.text();
  switch (before_filling(document, collection)) {
    case Before::nothing: {
      const auto colon = text.find(':', key.end_byte());
      return {colon + 1, collection.end_byte(), {}};
    }
    case Before::null:
      return {collection.begin_byte(), collection.end_byte(),
              std::string(null_for_spaces(padding_of(document, collection).last))};
    case Before::empty:
      break;
  }
  const auto [begin, end] = only_part(text, collection);
  const auto open = text.find_first_of("{[", collection.begin_byte());
  const auto close = collection.end_byte() - 1;
  const bool made_blanks =
      open + 2 == begin && text[open + 1] == ' ' && end + 1 == close && text[end] == ' ';
  if (made_blanks) return {open + 1, close, {}};
  return {begin, end, {}};
}

Splice replace_text(const Document& document, const Node& scalar, const std::string& text,
                    const Layout& layout) {
  const auto source = document.text();
  auto begin = scalar.begin_byte();
  const auto end = scalar.end_byte();
  // An anchor or a tag stays.
  while (begin < end && (source[begin] == '&' || source[begin] == '!')) {
    begin = std::min(source.find_first_of(" \t\r\n", begin), end);
    begin = std::min(source.find_first_not_of(" \t\r\n", begin), end);
  }
  auto written = write_text(text, layout);
  if (source[begin] == '\'' || source[begin] == '"') written = source[begin] + text + source[begin];
  if (scalar.is_block_scalar() && end > 0 && is_line_end(source[end - 1])) {
    written += line_end_for(source, line_end(source, begin));
  }
  return {begin, end, written};
}

}  // namespace telepresence::yaml
