// What a chart says of itself, read from a folder or a packaged chart (.tgz).
#pragma once

#include <filesystem>
#include <string>

#include "util/semver.hpp"

namespace telepresence::chart {

struct Metadata {
  std::string name;
  Version version;
  std::string app_version;
};

// Reads Chart.yaml. Throws Error (input) that names the path and what is wrong: not
// there, no chart, an archive that cannot be read, no name or version.
Metadata read_metadata(const std::filesystem::path& chart);
// The same; errors name `origin`, where it came from.
Metadata read_metadata(const std::filesystem::path& chart, const std::string& origin);

}  // namespace telepresence::chart
