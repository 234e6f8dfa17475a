// An install or upgrade that is decided: what helm will be told, and what may be undone of it.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "helm/arguments.hpp"
#include "release/short_forms.hpp"
#include "release/target.hpp"
#include "util/semver.hpp"
#include "util/words.hpp"

namespace telepresence::release {

// What is asked of an install or upgrade.
struct ChangeSettings {
  helm::ChangeOptions helm;
  bool rollback_on_failure = true;
  bool fail_fast = true;  // ends the wait for what cannot get ready
  ShortForms short_forms;
  std::vector<std::string> ignored_findings;  // ids of what a look before it may find
};

// What is asked of an upgrade besides.
struct UpgradeSettings {
  // Nothing: keep the old values when none are given, else use those given alone, as helm and the
  // telepresence client do.
  std::optional<helm::ReuseMode> reuse_mode;
  bool install = false;  // where there is no release
  bool force = false;    // also without the rights to finish it
};

enum class Operation { install, upgrade };

constexpr auto words_of(Operation) {
  return std::array{Word{Operation::install, "install"}, Word{Operation::upgrade, "upgrade"}};
}

struct Plan {
  Operation operation = Operation::install;
  Target target;
  std::string chart;  // a folder or a .tgz
  ChangeSettings options;
  std::optional<helm::ReuseMode> reuse_mode;  // of an upgrade
  bool force = false;                         // also without the rights to finish it
  bool may_install = false;                   // where there is no release
  // The label of the release that this plan makes, "key=value", the value new each time; "" for a
  // dry run. Helm copies it to the revisions that an upgrade makes of that one, so it tells nothing
  // without the revision's number.
  std::string run_label;
  helm::Arguments arguments;
};

// Longer than a dry run takes. Helm itself would wait for ever for an address in the schema of the
// values (3.17).
constexpr std::chrono::minutes dry_run_limit{5};

// Throw Error (usage) when a values file can be read but once. `problem`: "cannot be …".
void refuse_values_read_once(const helm::ChangeOptions& options, const std::string& problem);
void check_can_be_rendered_twice(const helm::ChangeOptions& options);

// `chart` is a folder or a .tgz. Both throw Error (usage) for what this helm cannot do.
Plan plan_install(const ChangeSettings& options, const Target& target, const std::string& chart,
                  const Version& helm);
Plan plan_upgrade(const ChangeSettings& options, const UpgradeSettings& upgrade,
                  const Target& target, const std::string& chart, const Version& helm);

}  // namespace telepresence::release
