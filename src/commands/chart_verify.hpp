// `helm telepresence chart verify`: is a file a packaged chart of the Traffic Manager?
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "chart/metadata.hpp"

namespace telepresence::commands {

struct ChartVerifyRequest {
  std::filesystem::path file;
  std::optional<std::string> digest;  // --digest, with or without "sha256:"
};

struct ChartVerifyReport {
  std::filesystem::path file;
  chart::Metadata metadata;
  std::string digest;  // SHA-256, 64 small digits
};

// Throws Error: usage for a digest that is none, input when the file is not in order or
// has another digest.
ChartVerifyReport verify_chart(const ChartVerifyRequest& request);

}  // namespace telepresence::commands
