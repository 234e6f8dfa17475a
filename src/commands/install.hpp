// `helm telepresence install`: a first Traffic Manager in a namespace.
#pragma once

#include "commands/change.hpp"

namespace telepresence::commands {

// Throws what run_change throws; then nothing was changed, or what was changed has been put
// back.
ChangeReport install(const ChangeRequest& request, const release::Target& target,
                     const supply::ObtainedChart& chart, const helm::Client& helm,
                     const std::filesystem::path& probe_chart, const Progress& progress);

}  // namespace telepresence::commands
