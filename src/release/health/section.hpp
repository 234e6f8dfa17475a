// What `check` tells, line by line.
#pragma once

#include <string>
#include <vector>

#include "util/finding.hpp"

namespace telepresence::release {

// One line of a check: what is good, or what was found. A finding that is worth knowing alone
// (Severity::info) is something that was not looked at, or is switched off.
struct Check {
  bool is_good = false;
  Finding finding;  // of what is good only the text
};

Check good(std::string text);
Check found(Finding finding);
Check unknown(std::string text);

// Checks that belong together.
struct Section {
  std::string title;
  std::vector<Check> checks;
};

}  // namespace telepresence::release
