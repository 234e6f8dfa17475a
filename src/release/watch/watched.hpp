// Runs helm, looks meanwhile at what it waits for, and ends the wait when that is of no use.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "platform/command.hpp"
#include "release/tools.hpp"
#include "release/watch/watch.hpp"

namespace telepresence::release {

// Helm records a new revision before it makes the objects of its manifest (its namespace and the
// CRDs of a chart's crds/ may be there before). Until then it reads values and schemas, from
// addresses that may be silent, which it waits for without regard to its --timeout.
struct Beginning {
  int revision_before = 0;
  std::chrono::milliseconds limit;  // for a newer one to be recorded
};

// How long after its time limit helm is still believed to end by itself.
constexpr std::chrono::seconds beyond_limit{10};

struct WatchSettings {
  std::string release_namespace;
  std::string limit;                   // helm's own, to show it: a Go duration
  bool fail_fast = true;               // whether what is hopeless ends helm
  std::optional<Beginning> beginning;  // nothing: helm may take its time
};

struct WatchedOutcome {
  platform::Outcome outcome;
  std::optional<Hopeless> hopeless;         // what helm was ended for
  bool never_began = false;                 // it was ended, having recorded nothing in time
  std::vector<std::string> in_the_way;      // of what was seen last, a line each
  std::vector<std::string> new_in_the_way;  // of that only what was not there before
};

// `before`: how it stood before; where that could not be seen, nothing is hopeless. The first look
// is two seconds after the start, so that a quick one pays nothing; then one at most every two
// seconds, never two at a time. A look that fails ends nothing.
WatchedOutcome run_watched(const platform::Command& helm,
                           const std::optional<cluster::Rollout>& before,
                           const WatchSettings& settings, const Tools& tools);

}  // namespace telepresence::release
