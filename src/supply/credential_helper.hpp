// The program that keeps the logins of a registry, docker-credential-NAME, where helm's or Docker's
// configuration names one (credsStore, credHelpers).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "platform/environment.hpp"

namespace telepresence::supply {

struct CredentialHelper {
  std::string program;         // "docker-credential-desktop"
  std::filesystem::path file;  // that names it
  std::string key;             // in that file: "credsStore"
};

// The helper for the registry at `host` that is named and not on PATH: no login can be read then.
// Nothing when there is none, or all is well. Helm 3.17 to 4.3 ask $HELM_REGISTRY_CONFIG, then
// Docker's own file (helm pkg/registry, NewStoreWithFallbacks); Helm 3 does not say what it misses.
std::optional<CredentialHelper> missing_credential_helper(const std::string& host,
                                                          const platform::Environment& environment);

}  // namespace telepresence::supply
