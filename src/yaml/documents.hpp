// Writes whole YAML documents.
#pragma once

#include <string>
#include <string_view>

namespace telepresence::yaml {

// Whether YAML 1.1 reads the unquoted text as this string, wherever it stands. On the safe
// side: "123-a" would be one too.
bool may_stand_unquoted(std::string_view text);

// A JSON text (which is YAML too) as block YAML that ends in a line end. Strings that
// YAML 1.1 would read as something else without quotes ("on", "123", "~") keep theirs.
std::string from_json(std::string_view json);

}  // namespace telepresence::yaml
