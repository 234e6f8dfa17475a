// What changed between two texts, as `diff -u` shows it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace telepresence::text {

// One hunk from the first line that differs to the last; "" for equal texts. What stays is not
// shown, as it may be a secret: of a line that becomes another only what differs, with a few
// characters around it and an ellipsis for the rest, since a whole kubeconfig may stand in one.
// `name` stands for both files.
std::string unified_diff(std::string_view before, std::string_view after, const std::string& name);

// The hunks of the fewest lines that were taken away or added, with `context` lines around them
// that stay; "" for equal texts. For texts of some thousand lines.
std::string diff_in_context(std::string_view before, std::string_view after, std::size_t context);

}  // namespace telepresence::text
