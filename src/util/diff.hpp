// What changed between two texts, as `diff -U0` shows it: nothing of what stays, which may be
// a secret.
#pragma once

#include <string>
#include <string_view>

namespace telepresence::text {

// One hunk from the first line that differs to the last; "" for equal texts. Of a line that
// becomes another only what differs is shown, with a few characters around it and an ellipsis
// for the rest: a whole kubeconfig may stand in one. `name` stands for both files.
std::string unified_diff(std::string_view before, std::string_view after, const std::string& name);

}  // namespace telepresence::text
