// The telepresence client's own configuration file, as far as it says where a Traffic Manager is.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "platform/environment.hpp"

namespace telepresence::release {

// Where the Traffic Manager is when nothing says otherwise.
inline constexpr const char* standard_namespace = "ambassador";

struct ClientConfig {
  std::filesystem::path file;
  std::string default_manager_namespace;  // its cluster.defaultManagerNamespace
};

// Nothing when there is no such file, or no namespace in it. The file is telepresence/config.yml in
// XDG_CONFIG_HOME or ~/.config, on macOS in ~/Library/Application Support. Throws Error (input)
// when it cannot be read.
std::optional<ClientConfig> read_client_config(const platform::Environment& environment);

// Where a client looks that is told by nothing else; what cannot be read names no namespace.
std::string default_of_clients(const platform::Environment& environment);

}  // namespace telepresence::release
