// What speaks against the values of a change, told from the values alone.
#pragma once

#include <vector>

#include "release/before/facts.hpp"
#include "util/finding.hpp"

namespace telepresence::release {

std::vector<Finding> check_values(const Facts& facts);

}  // namespace telepresence::release
