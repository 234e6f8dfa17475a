// `helm telepresence upgrade`: an existing Traffic Manager to another chart or values.
#pragma once

#include "commands/change.hpp"

namespace telepresence::commands {

struct UpgradeRequest {
  ChangeRequest change;
  release::UpgradeSettings upgrade;
};

// Throws what change() does; then the release is what it was.
ChangeReport upgrade(const UpgradeRequest& request, World& world);

}  // namespace telepresence::commands
