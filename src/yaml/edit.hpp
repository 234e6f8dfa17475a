// Edits YAML by splicing bytes into its text, so that comments, quotes, order, indentation
// and line ends of all the rest stay as they are. Every function makes one Splice for a
// document that is as Document::parse has read it; what it makes has the form of its
// surroundings, block or flow.
//
// What was there already and empty is told from what was made here by the blanks within the
// brackets, so that taking it away again gives the same bytes as before:
//   []    becomes  [ {…} ]
//   null  becomes  [{…} ]
//   ~     becomes  [{…}  ]
//   (nothing at all, "key:")  becomes  [{…}], within brackets behind two blanks
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/document.hpp"
#include "yaml/value.hpp"

namespace telepresence::yaml {

// Bytes [begin, end) of a text, and what comes in their place.
struct Splice {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string replacement;

  std::string apply(std::string_view text) const;
};

// How the file is written.
struct Layout {
  std::size_t step = 2;         // columns from a mapping to the one within it
  std::size_t list_offset = 0;  // columns from a key to the dashes below it
  std::size_t item_offset = 2;  // columns from a dash to what follows it
  bool json = false;            // every text in double quotes
};

// New content is text, lists and maps. `mapping`, `sequence`: with at least one entry.
Splice insert_entry(const Document& document, const Node& mapping, const std::string& key,
                    const Value& value, const Layout& layout);
Splice append_item(const Document& document, const Node& sequence, const Value& item,
                   const Layout& layout);
// Entry or item number `index`; of a block the last one leaves nothing at all.
Splice remove_entry(const Document& document, const Node& mapping, std::size_t index);
Splice remove_item(const Document& document, const Node& sequence, std::size_t index);

// Into {} or []: a mapping's entries or a list's items.
Splice fill_empty(const Document& document, const Node& collection, const Value& value,
                  const Layout& layout);
// For the value null of entry number `index`.
Splice fill_null(const Document& document, const Node& mapping, std::size_t index,
                 const Value& content, const Layout& layout);

// What a collection in brackets with one entry or item was before fill_empty or fill_null.
enum class Before { empty, null, nothing };
Before before_filling(const Document& document, const Node& collection);
// Whether that nothing was in the place of a value, and not of a whole entry, of `mapping`.
bool was_value(const Document& document, const Node& mapping, const Node& collection);
// Takes it back to that.
Splice undo_filling(const Document& document, const Node& key, const Node& collection);

// Another text; its quotes stay.
Splice replace_text(const Document& document, const Node& scalar, const std::string& text,
                    const Layout& layout);

// The column of a byte: how many bytes stand before it in its line.
std::size_t column_of(std::string_view text, std::size_t byte);
// Where the dash before an item of a block sequence is.
std::size_t dash_before(std::string_view text, const Node& sequence, const Node& item);

}  // namespace telepresence::yaml
