// What is told of what somebody changed in the cluster, with the commands that show it and put it
// back.
#pragma once

#include <vector>

#include "helm/arguments.hpp"
#include "release/health/drift.hpp"
#include "release/health/section.hpp"
#include "release/target.hpp"

namespace telepresence::release {

// How the same chart is applied once more, with the same values.
struct OnceMore {
  // Where the API server merges, it takes back what others have set only when it is told to.
  helm::Apply apply = helm::Apply::client;
  helm::Arguments chart_flags;  // see Health
};

std::vector<Check> check_roles(const Drift& drift, const Target& target, const OnceMore& once_more);

// Nothing where all images are the release's.
std::vector<Check> check_images(const Drift& drift, const Target& target,
                                const OnceMore& once_more);

}  // namespace telepresence::release
