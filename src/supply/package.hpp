// A packaged chart of the Traffic Manager on disk, checked; and what is asked of one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "chart/cache.hpp"
#include "chart/metadata.hpp"

namespace telepresence::supply {

// One that passed the checks of chart/archive and is a Traffic Manager's.
struct PackagedChart {
  std::string origin;  // where it comes from, for people
  std::filesystem::path path;
  std::string file_name;    // as its maker called it, "telepresence-2.18.1.tgz"
  std::string digest;       // SHA-256, 64 small digits
  std::string promised_by;  // who said beforehand that it is this one: "the index",
                            // "--digest"; "" when nobody did
  chart::Metadata metadata;
  std::optional<std::string> provenance;  // the text of its .prov, when that was wanted
  std::string provenance_problem;         // why it could not be fetched, when it was not required
};

// Whether the provenance file is wanted too.
enum class Provenance { none, if_there, required };

// What is wanted of a chart besides its version.
struct FetchOptions {
  std::string digest;  // that it has to have, 64 small digits; "" for any
  Provenance provenance = Provenance::none;

  // Whether it has to prove something that only a packaged chart can.
  bool want_proof() const { return !digest.empty() || provenance == Provenance::required; }
};

// What --digest says as 64 small digits, "" without it. Throws Error (usage) when it is no
// SHA-256.
std::string parse_digest(const std::optional<std::string>& flag);

// A kept copy of `file`, so that helm gets the very bytes that were checked; `origin` says where
// it comes from. Throws Error (input) when it is not a packaged chart of the Traffic Manager, has
// another digest than `digest` ("" for any), or cannot be read.
PackagedChart keep_package(const std::filesystem::path& file, const std::string& origin,
                           const std::string& digest, const chart::Cache& cache);

// A copy of the user's file, who may change it meanwhile. Throws what keep_package does, and
// Error (input) for a folder, and when a provenance file is required and none is beside it.
PackagedChart read_package(const std::filesystem::path& path, const FetchOptions& options,
                           const chart::Cache& cache);

// Throws Error (input) when a provenance file is required and was not found `where` it should be.
void check_provenance(const PackagedChart& chart, const FetchOptions& options,
                      const std::string& where);

}  // namespace telepresence::supply
