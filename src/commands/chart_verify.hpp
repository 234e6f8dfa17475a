// `helm telepresence chart verify`: is a file a packaged chart of the Traffic Manager?
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "supply/package.hpp"
#include "supply/request.hpp"
#include "supply/tools.hpp"

namespace telepresence::commands {

struct ChartVerifyRequest {
  std::filesystem::path file;
  std::optional<std::string> digest;   // --digest, with or without "sha256:"
  supply::SignatureRequest signature;  // against the .prov beside it
};

struct ChartVerifyReport {
  supply::PackagedChart chart;
  std::string signed_by;  // when a signature was asked for
};

// Helm is asked for with a signature alone. Throws what read_package and verify_signature do.
ChartVerifyReport verify_chart(const ChartVerifyRequest& request, const supply::Tools& tools);

}  // namespace telepresence::commands
