// The telepresence client on the user's PATH.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chart/edition.hpp"
#include "platform/environment.hpp"

namespace telepresence::supply {

struct TelepresenceClient {
  std::string path;
  std::string version;  // "2.18.1", or "" when it did not say within 2 s
  std::string edition;  // "OSS", "Enhanced", or "" as it says of itself

  // Which edition's chart it needs; nothing when it does not say what it is.
  std::optional<chart::Edition> chart_edition() const;
};

// Nothing when there is no `telepresence` on PATH. A client that does not answer is no
// error: the cluster can be served without it.
std::optional<TelepresenceClient> find_telepresence_client(
    const platform::Environment& environment);

// Reads the client's line of `telepresence version` ("OSS Client : v2.18.1", in more
// than one spacing) into version and edition.
void parse_client_version(std::string_view output, TelepresenceClient& client);

}  // namespace telepresence::supply
