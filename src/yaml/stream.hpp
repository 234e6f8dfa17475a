// Reads a text of many documents, as helm prints a manifest.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yaml/value.hpp"

namespace telepresence::yaml {

struct StreamDocument {
  // As it stands there, with the line before it that begins it. Of the text that was read.
  std::string_view text;
  Value content;  // null or none for one that is empty
};

// libyaml alone reads it, which takes a fraction of what `parse` takes: that is for what people
// write, where two parsers have to agree. The values are the same. Throws Error (input),
// "origin:line: ...", as that does.
std::vector<StreamDocument> parse_stream(std::string_view text, const std::string& origin);

}  // namespace telepresence::yaml
