// `helm telepresence chart verify`: is a file a packaged chart of the Traffic Manager?
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "helm/client.hpp"
#include "supply/fetch.hpp"

namespace telepresence::commands {

struct ChartVerifyRequest {
  std::filesystem::path file;
  std::optional<std::string> digest;   // --digest, with or without "sha256:"
  bool signature = false;              // also the .prov beside it
  std::optional<std::string> keyring;  // --keyring; nothing: helm's own
};

struct ChartVerifyReport {
  supply::PackagedChart chart;
  std::string signed_by;  // with signature
};

// `helm` is asked for with a signature alone. Throws what read_package and verify_provenance
// do.
ChartVerifyReport verify_chart(const ChartVerifyRequest& request,
                               const platform::Environment& environment,
                               const std::function<helm::Client()>& helm);

}  // namespace telepresence::commands
