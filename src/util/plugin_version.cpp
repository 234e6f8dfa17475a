#include "util/plugin_version.hpp"

namespace telepresence {

std::string plugin_version() { return TELEPRESENCE_PLUGIN_VERSION; }

}  // namespace telepresence
