// A chart repository, by its address or by the name that helm knows it by.
#pragma once

#include <optional>
#include <string>

#include "net/http.hpp"
#include "platform/environment.hpp"

namespace telepresence::chart {

struct Repository {
  std::string name;  // in helm's repositories.yaml, "" when only the address is known
  net::Url url;
  net::Access access;

  // For reports: the name and the address.
  std::string description() const;
};

// Ambassador Labs' repository, which has the chart since Telepresence 2.3.
inline constexpr const char* default_repository = "https://app.getambassador.io";

// `asked`: an address or a name. Without it, the repository that helm knows as
// "datawire", else default_repository. Names are looked up in $HELM_REPOSITORY_CONFIG, and so is
// what the server of an address may be told.
// Throws Error: usage for an address that is none, not_found for an unknown name, input
// when the file cannot be read or is not YAML.
Repository find_repository(const std::optional<std::string>& asked,
                           const platform::Environment& environment);

// What a server may be told that has something at `url`: what helm's repositories.yaml says of
// the repository that the address is in, the nearest of several. Credentials that are part of the
// address count more. Throws Error (input) when that file cannot be read or is not YAML.
net::Access access_for(const net::Url& url, const platform::Environment& environment);

}  // namespace telepresence::chart
