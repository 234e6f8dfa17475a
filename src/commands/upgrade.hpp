// `helm telepresence upgrade`: an existing Traffic Manager to another chart or values.
#pragma once

#include <optional>

#include "commands/change.hpp"

namespace telepresence::commands {

struct UpgradeRequest {
  ChangeRequest change;
  // Nothing: keep the old values when none are given, else use those given alone, as
  // helm and the telepresence client do.
  std::optional<helm::ReuseMode> reuse_mode;
  bool install = false;  // install when there is no release
};

// Throws what run_change throws; then the release is what it was.
ChangeReport upgrade(const UpgradeRequest& request, const release::Target& target,
                     const supply::ObtainedChart& chart, const helm::Client& helm,
                     const std::filesystem::path& probe_chart, const Progress& progress);

}  // namespace telepresence::commands
