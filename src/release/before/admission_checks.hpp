// What the API server would not take of a change, in words, and what would help.
#pragma once

#include <string>
#include <vector>

#include "release/before/correction.hpp"
#include "release/before/facts.hpp"
#include "release/target.hpp"
#include "util/finding.hpp"

namespace telepresence::release {

// Adds to `correction` what the command line lacks, but for findings that are `ignored`.
std::vector<Finding> check_admission(const Facts& facts, const Target& target,
                                     const std::vector<std::string>& ignored,
                                     Correction& correction);

}  // namespace telepresence::release
