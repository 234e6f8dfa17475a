// Who signed a chart: asked of helm, whose rules count (`helm verify`).
#pragma once

#include <optional>
#include <string>

#include "chart/cache.hpp"
#include "helm/client.hpp"
#include "supply/fetch.hpp"

namespace telepresence::supply {

// The signer, "Jane Doe <jane@example.com>". `keyring`: a file that gpg exported; helm's own
// without it. Throws Error (input), with helm's words, when the signature is not good, is a
// stranger's, or is for another chart.
std::string verify_provenance(const PackagedChart& chart, const std::optional<std::string>& keyring,
                              const chart::Cache& cache, const helm::Client& helm);

}  // namespace telepresence::supply
