// A packaged chart from a server, into the cache.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "chart/cache.hpp"
#include "net/http.hpp"

namespace telepresence::chart {

// Bytes.
constexpr std::uint64_t largest_archive = 64UL << 20U;
constexpr std::uint64_t largest_provenance = 1UL << 20U;

// Which archive, and how it is known to be the right one.
struct Download {
  net::Url url;
  net::Access access;
  std::string digest;       // the SHA-256 it has to have, 64 small digits; "" for any
  std::string promised_by;  // who said so, for the error: "the index"
};

// An archive that was fetched, or found in the cache.
struct FetchedChart {
  std::filesystem::path path;
  std::string digest;  // SHA-256 of the archive, 64 small digits
};

// Looks at an archive, whose SHA-256 is `digest`, before it is kept; what it throws keeps it
// from that.
using CheckArchive =
    std::function<void(const std::filesystem::path& archive, const std::string& digest)>;

// Throws what HttpClient::get and `check` do, and Error (input) when the archive is not the one
// that was promised; nothing is kept of that. What the cache has is checked before it is used.
FetchedChart download(const Download& wanted, const CheckArchive& check, const Cache& cache,
                      net::HttpClient& http, const net::Transfer& transfer);

// The same for a file of the user's, so that helm gets the very bytes that were looked at.
// Throws Error (input) when it cannot be read or is larger than a chart can be.
FetchedChart copy_into(const Cache& cache, const std::filesystem::path& file,
                       const CheckArchive& check);

// The provenance file beside an archive; nothing when the server has none, or, unless it is
// `required`, does not show it: some servers forbid what is not there. Throws what
// HttpClient::get does.
std::optional<std::string> download_provenance(const net::Url& archive, const net::Access& access,
                                               bool required, net::HttpClient& http);

}  // namespace telepresence::chart
