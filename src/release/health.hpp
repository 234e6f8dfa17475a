// How a Traffic Manager stands, judged from what was seen of it: what `check` tells. Nothing here
// asks anybody.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cluster/injector.hpp"
#include "cluster/manager.hpp"
#include "cluster/objects.hpp"
#include "cluster/releases.hpp"
#include "release/facts.hpp"
#include "release/target.hpp"
#include "util/finding.hpp"
#include "util/time.hpp"

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

// What was seen of a release that is there.
struct Health {
  cluster::Release release;
  cluster::Answer<cluster::Manager> manager;
  cluster::Answer<cluster::Existing> objects;  // of its manifest
  cluster::Answer<Facts> facts;
  std::optional<cluster::InjectorAnswer> injector;  // nothing where it could not be asked
  std::optional<Finding> injector_finding;          // of one that does not answer
  TimePoint now;                                    // when all this was seen
};

std::vector<Section> judge(const Health& health, const Target& target);

}  // namespace telepresence::release
