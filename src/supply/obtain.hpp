// The chart of an install or upgrade, with the checks it has to pass before helm sees it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "chart/metadata.hpp"
#include "supply/client.hpp"
#include "supply/request.hpp"
#include "supply/source.hpp"
#include "supply/tools.hpp"

namespace telepresence::supply {

struct ObtainedChart {
  ChartSource source = ChartSource::bundled;
  std::string reason;          // why it is this source, for people
  std::string origin;          // for people: "bundled with the plugin", the user's path, …
  std::filesystem::path path;  // a folder or a .tgz
  chart::Metadata metadata;
  std::string digest;       // SHA-256 of the .tgz, 64 small digits; "" for a folder
  std::string promised_by;  // who said so beforehand; "" when nobody did
  std::string signed_by;    // when a signature was asked for
  std::string fallback;     // why it is the bundled one although the repository was asked
  std::optional<WantedVersion> wanted;  // when somebody had to choose a version
  std::optional<TelepresenceClient> client;
};

// --chart, else the repository, else, when that cannot be reached and nothing was asked for
// but the very version that the plugin carries, the bundled chart.
// Throws Error (input) for a chart that is not of the version it has to have, or does not fit
// the telepresence client, and what resolve, fetch and verify_signature do.
ObtainedChart obtain_chart(const ChartRequest& request, const Tools& tools);

}  // namespace telepresence::supply
