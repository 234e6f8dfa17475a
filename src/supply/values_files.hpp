// Files of values that helm fetches from servers itself.
#pragma once

#include <string>
#include <vector>

#include "supply/tools.hpp"

namespace telepresence::supply {

// Helm waits two minutes for a silent server, and does not say which one it was. So these http and
// https addresses are tried first. Throws Error (network) when one gives no answer; what an answer
// is worth is for helm to judge. Throws Error (interrupted).
void check_values_files(const std::vector<std::string>& addresses, const Tools& tools);

}  // namespace telepresence::supply
