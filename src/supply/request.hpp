// What a command is asked for about its chart: which one, and what it has to prove. Plain values,
// made from flags or by a test.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>

#include "chart/edition.hpp"
#include "util/words.hpp"

namespace telepresence::supply {

// Where the chart comes from and of which version it is.
struct SourceRequest {
  std::optional<std::string> chart;       // --chart: a folder, a .tgz, a URL, oci://…
  std::optional<std::string> repository;  // --repo: a URL, or a name that helm knows
  std::optional<std::string> version;     // --version: a version or a range
  std::optional<chart::Edition> edition;  // --edition
  bool offline = false;                   // --offline
  std::filesystem::path ca_file;          // --ca-file; "" for what helm or the system has
  bool plain_http = false;                // --plain-http, with a registry
};

struct SignatureRequest {
  bool verify = false;                 // --verify: the signature in its .prov
  std::optional<std::string> keyring;  // --keyring; nothing: helm's own

  // A keyring is given for nothing else than to verify with it.
  bool wanted() const { return verify || keyring; }
};

// How near the client's version has to be to the chart's.
enum class VersionCheck { exact, minor, off };

constexpr auto words_of(VersionCheck /*type*/) {
  return std::array{Word{VersionCheck::exact, "exact", "the same version"},
                    Word{VersionCheck::minor, "minor", "the same but for the last number"},
                    Word{VersionCheck::off, "off", "any version"}};
}

// The chart of an install or upgrade.
struct ChartRequest {
  SourceRequest source;
  std::optional<std::string> digest;  // --digest
  VersionCheck version_check = VersionCheck::exact;
  SignatureRequest signature;
};

}  // namespace telepresence::supply
