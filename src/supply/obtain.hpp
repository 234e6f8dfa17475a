// The chart of an install or upgrade, with the checks it has to pass before helm sees it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "chart/metadata.hpp"
#include "supply/resolve.hpp"

namespace telepresence::supply {

struct ChartRequest {
  SourceRequest source;
  std::optional<std::string> digest;  // --digest
  VersionCheck version_check = VersionCheck::exact;
  bool verify = false;                 // the signature, against its .prov
  std::optional<std::string> keyring;  // --keyring; nothing: helm's own
};

struct ObtainedChart {
  ChartSource source = ChartSource::bundled;
  std::string origin;          // for people: "bundled with the plugin", the user's path, …
  std::filesystem::path path;  // a folder or a .tgz
  chart::Metadata metadata;
  std::string digest;       // SHA-256 of the .tgz, 64 small digits; "" for a folder
  std::string promised_by;  // who said so beforehand; "" when nobody did
  std::string signed_by;    // with verify
  std::string fallback;     // why it is the bundled one although the repository was asked
  std::optional<WantedVersion> wanted;  // when somebody had to choose a version
  std::optional<TelepresenceClient> client;
};

// --chart, else the repository, else, when that cannot be reached and nothing was asked for
// but the very version that the plugin carries, the bundled chart.
// Throws Error (input) for a chart that is not of the version it has to have, or does not fit
// the telepresence client, and what find_source, fetch_package and verify_provenance do.
ObtainedChart obtain_chart(const ChartRequest& request, const ChartTools& tools,
                           const Progress& progress);

}  // namespace telepresence::supply
