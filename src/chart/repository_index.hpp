// The versions of one chart in a repository. What the index says of them is kept, so that
// an index that has not changed is neither fetched nor read again.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chart/cache.hpp"
#include "chart/download.hpp"
#include "chart/index.hpp"
#include "chart/repository.hpp"
#include "net/http.hpp"
#include "util/semver.hpp"
#include "util/version_range.hpp"

namespace telepresence::chart {

class RepositoryIndex {
 public:
  // Fetches the repository's index.yaml, or asks whether what the cache has still holds.
  // Throws what HttpClient::get and read_index do.
  RepositoryIndex(const Repository& repository, const std::string& chart_name, const Cache& cache,
                  net::HttpClient& http, const net::Transfer& transfer);

  // What the cache has of it, however old, without asking the repository; nothing when it has none.
  static std::optional<RepositoryIndex> kept(const Repository& repository,
                                             const std::string& chart_name, const Cache& cache);

  // In the index's order.
  void for_each(const std::function<void(const IndexEntry&)>& visit) const;

  // The entry that is meant by helm's rules: the one whose version is written just as
  // `wanted`, else the newest in the `range` that this says. Throws Error (not_found), with
  // the nearest versions, when the index has none.
  IndexEntry find(const std::string& wanted, const VersionRange& range) const;

 private:
  RepositoryIndex(const Repository& repository, const net::Url& index,
                  const std::string& chart_name, const Cache& cache);

  std::vector<std::string> nearest(const std::string& wanted) const;

  std::string description_;
  std::string chart_name_;
  std::filesystem::path versions_;
};

struct ListedVersion {
  Version version;
  IndexEntry entry;
};

// Those that are written as versions, the newest first.
std::vector<ListedVersion> newest_first(const RepositoryIndex& index);

// Where the chart of an entry is, and the digest that the index promises. Throws Error
// (input) when the entry has no address, or something else than a SHA-256 for a digest.
Download download_of(const Repository& repository, const IndexEntry& entry);

}  // namespace telepresence::chart
