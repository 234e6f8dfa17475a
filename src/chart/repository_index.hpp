// The versions of one chart in a repository. What the index says of them is kept, so that
// an index that has not changed is neither fetched nor read again.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chart/cache.hpp"
#include "chart/index.hpp"
#include "chart/repository.hpp"
#include "net/http.hpp"

namespace telepresence::chart {

class RepositoryIndex {
 public:
  // Fetches the repository's index.yaml, or asks whether what the cache has still holds.
  // Throws what HttpClient::get and read_index do.
  RepositoryIndex(const Repository& repository, const std::string& chart_name, const Cache& cache,
                  net::HttpClient& http, const net::Transfer& transfer);

  // In the index's order.
  void for_each(const std::function<void(const IndexEntry&)>& visit) const;

  // The entry that `wanted` means by helm's rules: the one that is written just so, else the
  // newest in the range; "" is the newest release. Throws Error: usage when it is no range,
  // not_found, with the nearest versions, when the index has none.
  IndexEntry find(const std::string& wanted) const;

 private:
  std::vector<std::string> nearest(const std::string& wanted) const;

  std::string description_;
  std::string chart_name_;
  std::filesystem::path versions_;
};

// A chart that was fetched, or found in the cache.
struct FetchedChart {
  std::filesystem::path path;
  std::string digest;     // SHA-256 of the archive, 64 small digits
  bool promised = false;  // the index says the same
  std::string url;
};

// Throws what HttpClient::get does, and Error (input) when the archive is not the one that
// the index promises; nothing is kept of that.
FetchedChart fetch_chart(const Repository& repository, const IndexEntry& entry, const Cache& cache,
                         net::HttpClient& http, const net::Transfer& transfer);

}  // namespace telepresence::chart
