// What --chart can name.
#pragma once

#include <filesystem>
#include <string>
#include <variant>

#include "net/url.hpp"

namespace telepresence::supply {

// A chart in an OCI registry.
struct RegistryReference {
  std::string name;     // "oci://HOST/PATH"
  std::string version;  // what stood behind the last colon; "" when nothing did

  std::string host() const;
};

// A folder or packaged chart, the address of a packaged chart, or one in a registry.
using Reference = std::variant<std::filesystem::path, net::Url, RegistryReference>;

// Throws Error (usage) for an address of another kind, and for a registry's digest: helm
// pulls by version.
Reference parse_reference(const std::string& text);

}  // namespace telepresence::supply
