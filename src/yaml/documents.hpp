// Reads and writes whole YAML documents. kubeconfig files are edited in place instead
// (yaml/edit), and an index is read as a stream (yaml/events).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "yaml/value.hpp"

namespace telepresence::yaml {

// Reads the first document of `text`, which is UTF-8, as helm and client-go read it: aliases and
// merges (<<) are replaced by what they stand for, and of a key that is there twice the last one
// counts. A text without a document gives a Value of kind none.
//
// Throws Error (input), "origin:line: ...", when the text is no YAML, or YAML that libyaml, whose
// scanner helm's parser was ported from, reads otherwise than yaml-cpp; or when it needs more than
// any real document: more than 200 levels, 100 directives, 200,000 values, or 16 MiB for what its
// aliases stand for; and "origin: ..." when it has more than `most_bytes`.
Value parse(std::string_view text, const std::string& origin, std::size_t most_bytes);

// Reads a JSON text. Nothing when it is none, or has more than 200 levels or
// 200,000 values.
std::optional<Value> read_json(std::string_view text);

// As JSON in one line. A literal that JSON does not know, as a date, becomes text.
std::string to_json(const Value& value);

// As block YAML that ends in a line end. Text that YAML 1.1 would read as something else is in
// double quotes ("on", "123", "~", "a: b"), and so is text of several lines or beyond ASCII. What
// is no UTF-8 becomes U+FFFD, and so do the code points that Unicode keeps free (U+FFFE).
std::string write(const Value& value);

// The same of a JSON text. Throws std::runtime_error when it is none.
std::string from_json(std::string_view json);

}  // namespace telepresence::yaml
