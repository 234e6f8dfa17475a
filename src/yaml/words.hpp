// What YAML 1.1 makes of a scalar without quotes. helm and client-go read it by go-yaml; where
// other readers of YAML 1.1 see more than go-yaml does (PyYAML reads 1:30 as 90), so does this.
#pragma once

#include <string_view>

namespace telepresence::yaml {

// Whether it says nothing: `null`, `~`, or no text at all.
bool is_null_word(std::string_view plain);

// Whether it is the boolean true: `true`, `yes`, `on`, `y`.
bool is_true_word(std::string_view plain);

// Whether it is read as text, and not as null, a boolean, a number, a date or a merge (<<).
bool reads_as_text(std::string_view plain);

}  // namespace telepresence::yaml
