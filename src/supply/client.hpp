// The telepresence client on the user's PATH.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chart/edition.hpp"
#include "platform/environment.hpp"
#include "util/semver.hpp"

namespace telepresence::supply {

struct TelepresenceClient {
  std::string path;
  std::optional<Version> version;         // nothing when it did not say within 2 s
  std::string edition_name;               // as it calls it: "OSS", "Enhanced", or ""
  std::optional<chart::Edition> edition;  // whose chart it needs; nothing when it does not say

  // "2.18.1", or "" when it did not say.
  std::string version_text() const { return version ? version->to_string() : std::string(); }
};

// Nothing when there is no `telepresence` on PATH. A client that does not answer is no
// error: the cluster can be served without it.
std::optional<TelepresenceClient> find_telepresence_client(
    const platform::Environment& environment);

// The client at `path` that prints `output` for `telepresence version`: its line in there is
// "OSS Client : v2.18.1", in more than one spacing.
TelepresenceClient parse_client(const std::string& path, std::string_view output);

}  // namespace telepresence::supply
