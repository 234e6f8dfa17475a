// The rights that a user lacks for a change, in words, and what an admin can do.
#pragma once

#include <vector>

#include "release/before/correction.hpp"
#include "release/before/facts.hpp"
#include "util/finding.hpp"

namespace telepresence::release {

std::vector<Finding> check_lacking(const Facts& facts, const CommandGiven& given,
                                   const Target& target);

}  // namespace telepresence::release
