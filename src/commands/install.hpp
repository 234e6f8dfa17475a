// `helm telepresence install`: a first Traffic Manager in a namespace.
#pragma once

#include "commands/change.hpp"

namespace telepresence::commands {

using InstallRequest = ChangeRequest;

// Throws what change() does.
ChangeReport install(const InstallRequest& request, World& world);

}  // namespace telepresence::commands
