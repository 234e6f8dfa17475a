// The plugin's own version.
#pragma once

#include <string>

namespace telepresence {

// As plugin.yaml had it when this was built.
std::string plugin_version();

}  // namespace telepresence
