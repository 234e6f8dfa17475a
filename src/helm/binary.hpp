// The user's own helm: where it is and which version.
#pragma once

#include <filesystem>
#include <string>

#include "platform/environment.hpp"
#include "util/semver.hpp"

namespace telepresence::helm {

struct Binary {
  std::filesystem::path path;
  Version version;
  std::string version_text;  // as helm says it, "v3.17.3"
};

// The helm in HELM_BIN, which helm sets for its plugins, else the one on PATH. Asks it
// for its version, and keeps the answer under HELM_CACHE_HOME for as long as the file
// stays the same: asking costs as much as all the rest of a short command.
// Throws Error (environment) when there is none, it does not answer, or it is older
// than 3.17, the first that this plugin is tested with.
Binary find(const platform::Environment& environment);

}  // namespace telepresence::helm
