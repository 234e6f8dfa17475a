// A packaged chart out of an OCI registry, by helm's own `pull`: so the login is helm's too.
#pragma once

#include "chart/cache.hpp"
#include "helm/client.hpp"
#include "supply/fetch.hpp"
#include "supply/reference.hpp"
#include "util/progress.hpp"

namespace telepresence::supply {

struct RegistryRequest {
  std::string name;     // "oci://HOST/PATH"
  std::string host;     // its HOST, for the hint about a login
  std::string version;  // or a range
  bool plain_http = false;
  std::filesystem::path ca_file;  // "" for what the system has
};

// Throws Error: helm, with its words, when the chart cannot be pulled; input when it is not
// the one that was promised or not a Traffic Manager's, and nothing is kept of that;
// interrupted.
PackagedChart pull_from_registry(const RegistryRequest& request, const FetchOptions& options,
                                 const chart::Cache& cache, const helm::Client& helm,
                                 const Progress& progress);

}  // namespace telepresence::supply
