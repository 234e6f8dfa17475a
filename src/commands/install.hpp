// `helm telepresence install`: a first Traffic Manager in a namespace.
#pragma once

#include "commands/change.hpp"

namespace telepresence::commands {

// Throws what chart::obtain and run_change throw; then nothing was changed, or what
// was changed has been put back.
ChangeReport install(const ChangeRequest& request, const Target& target, const helm::Client& helm,
                     const PluginCharts& charts, const Progress& progress);

}  // namespace telepresence::commands
