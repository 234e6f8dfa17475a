// `helm telepresence chart verify`: is a file a packaged chart of the Traffic Manager?
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "commands/world.hpp"
#include "supply/package.hpp"
#include "supply/request.hpp"

namespace telepresence::commands {

struct ChartVerifyRequest {
  std::filesystem::path file;
  std::optional<std::string> digest;   // --digest, with or without "sha256:"
  supply::SignatureRequest signature;  // the .prov beside it
};

struct ChartVerifyReport {
  supply::PackagedChart chart;
  std::string signed_by;  // when a signature was asked for
};

// Helm is needed for a signature alone. Throws what supply::read_package and verify_signature do.
ChartVerifyReport verify_chart(const ChartVerifyRequest& request, World& world);

}  // namespace telepresence::commands
