// A packaged chart from a server, into the cache.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "chart/cache.hpp"
#include "net/http.hpp"

namespace telepresence::chart {

// Which archive, and how it is known to be the right one.
struct Download {
  net::Url url;
  net::Access access;
  std::string digest;       // the SHA-256 it has to have, 64 small digits; "" for any
  std::string promised_by;  // who said so, for the error: "the index", "--digest"
};

// An archive that was fetched, or found in the cache.
struct FetchedChart {
  std::filesystem::path path;
  std::string digest;  // SHA-256 of the archive, 64 small digits
};

// Throws what HttpClient::get does, and Error (input) when the archive is not the one that
// was promised; nothing is kept of that. What the cache has is checked before it is used.
FetchedChart download(const Download& wanted, const Cache& cache, net::HttpClient& http,
                      const net::Transfer& transfer);

// The provenance file beside an archive; nothing when the server has none, or, unless it is
// `required`, does not show it: some servers forbid what is not there. Throws what
// HttpClient::get does.
std::optional<std::string> download_provenance(const net::Url& archive, const net::Access& access,
                                               bool required, net::HttpClient& http);

}  // namespace telepresence::chart
