#include "yaml/canonical.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <vector>

#include "util/text.hpp"
#include "yaml/documents.hpp"

namespace telepresence::yaml {
namespace {

bool is_block(const Value& value) { return !value.items().empty() || !value.entries().empty(); }

// Whether its lines can stand below a `|`: YAML takes the first one's spaces for the indentation,
// and some characters not at all.
bool can_be_lines(const Value& value) {
  const auto text = value.scalar();
  const bool has_lines = text.find('\n') != std::string_view::npos;
  return value.kind() == Value::Kind::text && has_lines && text[0] != ' ' && text[0] != '\n' &&
         text::printable(text, text::Lines::keep) == text;
}

// How YAML says what stands at the end of such a text: no line end, one, or several.
const char* header_of(std::string_view text) {
  if (!text.ends_with('\n')) return "|-";
  return text.ends_with("\n\n") ? "|+" : "|";
}

std::string lines_of(std::string_view text, const std::string& indentation) {
  std::string lines = std::string(" ") + header_of(text) + '\n';
  if (text.ends_with('\n')) text.remove_suffix(1);
  for (const auto& line : text::split(text, '\n')) {
    lines += line.empty() ? "\n" : indentation + line + '\n';
  }
  return lines;
}

void add(std::string& text, const Value& value, const std::string& indentation);

// What comes behind "key:".
void add_value(std::string& text, const Value& value, const std::string& indentation) {
  const auto deeper = indentation + "  ";
  if (is_block(value)) {
    text += '\n';
    // As kubectl has it, a list is no deeper than its key.
    add(text, value, value.items().empty() ? deeper : indentation);
  } else if (can_be_lines(value)) {
    text += lines_of(value.scalar(), deeper);
  } else {
    text += ' ' + write(value);
  }
}

void add_item(std::string& text, const Value& item, const std::string& indentation) {
  if (!is_block(item)) {
    text += indentation + '-';
    return add_value(text, item, indentation);
  }
  const auto begin = text.size();
  add(text, item, indentation + "  ");
  text[begin + indentation.size()] = '-';
}

std::string key_of(const Entry& entry) {
  auto key = write(entry.key);
  key.pop_back();
  return key;
}

void add(std::string& text, const Value& value, const std::string& indentation) {
  for (const auto& item : value.items()) add_item(text, item, indentation);
  std::vector<std::reference_wrapper<const Entry>> sorted(value.entries().begin(),
                                                          value.entries().end());
  std::ranges::sort(sorted, {}, [](const Entry& entry) { return entry.key.scalar(); });
  for (const Entry& entry : sorted) {
    text += indentation + key_of(entry) + ':';
    add_value(text, entry.value, indentation);
  }
}

}  // namespace

std::string canonical(const Value& value) {
  if (!is_block(value)) return write(value);
  std::string text;
  add(text, value, {});
  return text;
}

}  // namespace telepresence::yaml
