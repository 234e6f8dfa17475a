// The lists of named items at the top level of a YAML text, found in one pass and without a
// tree: a kubeconfig of 10,000 clusters is read for the sake of one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace telepresence::yaml {

// An item of a list: bytes [begin, end) of the text, whole lines, with the comments behind it.
struct OutlineItem {
  std::string_view name;  // the value of its key "name", or ""
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t line = 0;  // 1-based
};

struct OutlineEntry {
  std::string_view key;
  std::string_view value;  // a scalar's text; "" for anything else and for null
  std::string_view head;   // the key's line
  std::vector<OutlineItem> items;
};

// Of a text that is a block mapping of which every item of a list is a block mapping, in lines of
// its own that say the same when they are read alone: no alias is in the text, and no
// merge key in an item. Views are of the text.
struct Outline {
  std::vector<OutlineEntry> entries;

  // The entry of that key, or null.
  const OutlineEntry* find(std::string_view key) const;
};

// Nothing when the text is not written so; a Document reads it then. Throws what Document::parse
// does; an alias to nothing is not looked for.
std::optional<Outline> read_outline(std::string_view text, const std::string& origin);

}  // namespace telepresence::yaml
