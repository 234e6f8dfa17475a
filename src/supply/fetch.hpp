// A packaged chart from a repository, an address or a file: found, fetched and checked.
// Needs no cluster and no helm.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "chart/metadata.hpp"
#include "chart/repository.hpp"
#include "chart/repository_index.hpp"
#include "net/http.hpp"
#include "platform/environment.hpp"
#include "supply/fit.hpp"
#include "util/progress.hpp"

namespace telepresence::supply {

// A packaged chart that passed the checks of chart/archive and is a Traffic Manager's.
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

// What is wanted of a fetched chart besides its version.
struct FetchOptions {
  std::string digest;  // that it has to have, 64 small digits; "" for any
  Provenance provenance = Provenance::none;
};

// What --digest says as 64 small digits, "" without it. Throws Error (usage) when it is no
// SHA-256.
std::string parse_digest(const std::optional<std::string>& flag);

// Keeps a copy of `file` for `chart`, whose origin is known, and fills in what it says: so helm
// gets the very bytes that were checked. Throws Error (input) when it is not a packaged chart of
// the Traffic Manager or has another digest than `options` has.
void copy_package(const std::filesystem::path& file, const FetchOptions& options,
                  const chart::Cache& cache, PackagedChart& chart);

// Throws Error (input) when a provenance file is required and was not found `where` it should be.
void check_provenance(const PackagedChart& chart, const FetchOptions& options,
                      const std::string& where);

struct RepositoryRequest {
  std::optional<std::string> repository;  // --repo
  std::string chart_name = chart::chart_name;
  std::filesystem::path ca_file;  // --ca-file; "" for what helm or the system has
  std::string hint_if_missing;    // to add to the error for a version that is not there
};

// A repository with its index at hand.
struct OpenRepository {
  chart::Repository repository;
  chart::RepositoryIndex index;
};

// Throws what chart::find_repository and chart::RepositoryIndex do.
OpenRepository open_repository(const RepositoryRequest& request, const chart::Cache& cache,
                               const platform::Environment& environment, net::HttpClient& http,
                               const Progress& progress);

// Throws what open_repository and chart::download do, and Error: not_found for a version
// that is not there; input for a chart that is not what its entry says, and is not kept.
PackagedChart fetch_from_repository(const RepositoryRequest& request, const WantedVersion& wanted,
                                    const FetchOptions& options,
                                    const platform::Environment& environment, net::HttpClient& http,
                                    const Progress& progress);

// Throws what chart::download does, and Error (input) for what is no Traffic Manager's chart.
PackagedChart fetch_from_address(const net::Url& url, const std::filesystem::path& ca_file,
                                 const FetchOptions& options,
                                 const platform::Environment& environment, net::HttpClient& http,
                                 const Progress& progress);

// A copy of the file, which the user may change meanwhile. Throws Error (input) when it is not
// a packaged chart of the Traffic Manager, has another digest than it should, or no provenance
// file beside it when that is required.
PackagedChart read_package(const std::filesystem::path& path, const FetchOptions& options,
                           const chart::Cache& cache);

}  // namespace telepresence::supply
