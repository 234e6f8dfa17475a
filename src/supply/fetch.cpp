#include "supply/fetch.hpp"

#include <fmt/format.h>

#include <utility>

#include "chart/edition.hpp"
#include "net/digest.hpp"
#include "platform/files.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::supply {
namespace {

namespace fs = std::filesystem;

// Who promises which digest, when --digest and the index both may.
void join_promises(chart::Download& download, const FetchOptions& options) {
  if (options.digest.empty()) return;
  if (!download.digest.empty() && download.digest != options.digest) {
    throw Error(ErrorKind::input,
                fmt::format("{}: the index promises sha256:{}, not sha256:{} as --digest does",
                            download.url.shown(), download.digest, options.digest));
  }
  download.digest = options.digest;
  download.promised_by = "--digest";
}

// --ca-file says whom to trust, whatever `helm repo add` was told.
void trust(net::Access& access, const fs::path& ca_file) {
  if (ca_file.empty()) return;
  access.ca_file = ca_file;
  access.insecure_skip_tls_verify = false;
}

// The name in its address, or one that says what it is.
std::string file_name_of(const net::Url& url, const chart::Metadata& chart) {
  auto name = url.file_name();
  const bool usable = !name.empty() && name.find('/') == std::string::npos && name != "..";
  return usable ? name : fmt::format("{}-{}.tgz", chart.name, chart.version.to_string());
}

chart::IndexEntry find_entry(const chart::RepositoryIndex& index, const WantedVersion& wanted,
                             const std::string& hint_if_missing) {
  try {
    return index.find(wanted.text, wanted.range);
  } catch (const Error& error) {
    if (hint_if_missing.empty() || error.kind() != ErrorKind::not_found) throw;
    throw error.with_hint(hint_if_missing);
  }
}

void fetch_provenance(const chart::Download& download, const FetchOptions& options,
                      net::HttpClient& http, PackagedChart& chart) {
  const bool required = options.provenance == Provenance::required;
  try {
    chart.provenance = chart::download_provenance(download.url, download.access, required, http);
  } catch (const Error& error) {
    if (required || error.kind() != ErrorKind::network) throw;
    chart.provenance_problem = error.what();
  }
}

// `version`: that the chart has to have, "" for any.
PackagedChart fetch(const chart::Download& download, const std::string& origin,
                    const std::string& version, const FetchOptions& options,
                    const chart::Cache& cache, net::HttpClient& http, const Progress& progress) {
  const auto address = download.url.shown();
  PackagedChart chart;
  const auto check = [&](const fs::path& archive, const std::string& /*digest*/) {
    chart.metadata = chart::read_metadata(archive, address);
    chart::check_is_traffic_manager(chart.metadata, address);
    if (!version.empty() && Version::parse(version) != chart.metadata.version) {
      throw Error(ErrorKind::input, fmt::format("{}: holds version {}, not {}", address,
                                                chart.metadata.version.to_string(), version));
    }
  };
  const auto file = chart::download(download, check, cache, http, progress.transfer);
  chart.origin = origin;
  chart.path = file.path;
  chart.file_name = file_name_of(download.url, chart.metadata);
  chart.digest = file.digest;
  if (!download.digest.empty()) chart.promised_by = download.promised_by;
  if (options.provenance != Provenance::none) fetch_provenance(download, options, http, chart);
  check_provenance(chart, options, address + ".prov");
  return chart;
}

}  // namespace

void check_provenance(const PackagedChart& chart, const FetchOptions& options,
                      const std::string& where) {
  if (options.provenance != Provenance::required || chart.provenance) return;
  throw Error(ErrorKind::input,
              fmt::format("{}: there is no provenance file, so no signature to verify", where));
}

void copy_package(const fs::path& file, const FetchOptions& options, const chart::Cache& cache,
                  PackagedChart& chart) {
  chart.file_name = file.filename().string();
  const auto check = [&](const fs::path& archive, const std::string& digest) {
    chart.metadata = chart::read_metadata(archive, chart.origin);
    chart::check_is_traffic_manager(chart.metadata, chart.origin);
    if (options.digest.empty()) return;
    if (digest != options.digest) {
      throw Error(ErrorKind::input, fmt::format("{}: its digest is sha256:{}, not sha256:{}",
                                                chart.origin, digest, options.digest));
    }
    chart.promised_by = "--digest";
  };
  const auto kept = chart::copy_into(cache, file, check);
  chart.path = kept.path;
  chart.digest = kept.digest;
}

std::string parse_digest(const std::optional<std::string>& flag) {
  auto digest = net::normalized_digest(flag.value_or(""));
  if (flag && digest.empty()) {
    throw Error(ErrorKind::usage, fmt::format("--digest {}: not a SHA-256 digest", *flag),
                "Write it as sha256: and 64 hexadecimal digits.");
  }
  return digest;
}

OpenRepository open_repository(const RepositoryRequest& request, const chart::Cache& cache,
                               const platform::Environment& environment, net::HttpClient& http,
                               const Progress& progress) {
  auto repository = chart::find_repository(request.repository, environment);
  trust(repository.access, request.ca_file);
  progress.step("Reading the index of " + repository.description());
  chart::RepositoryIndex index(repository, request.chart_name, cache, http, progress.transfer);
  return {std::move(repository), std::move(index)};
}

PackagedChart fetch_from_repository(const RepositoryRequest& request, const WantedVersion& wanted,
                                    const FetchOptions& options,
                                    const platform::Environment& environment, net::HttpClient& http,
                                    const Progress& progress) {
  const chart::Cache cache(environment);
  const auto [repository, index] = open_repository(request, cache, environment, http, progress);
  const auto entry = find_entry(index, wanted, request.hint_if_missing);
  auto download = chart::download_of(repository, entry);
  join_promises(download, options);
  progress.step(fmt::format("Fetching {} {}", request.chart_name, entry.version));
  return fetch(download, repository.description(), entry.version, options, cache, http, progress);
}

PackagedChart fetch_from_address(const net::Url& url, const fs::path& ca_file,
                                 const FetchOptions& options,
                                 const platform::Environment& environment, net::HttpClient& http,
                                 const Progress& progress) {
  chart::Download download{url, chart::access_for(url, environment), {}, {}};
  trust(download.access, ca_file);
  join_promises(download, options);
  progress.step("Fetching " + url.shown());
  return fetch(download, url.shown(), {}, options, chart::Cache(environment), http, progress);
}

PackagedChart read_package(const fs::path& path, const FetchOptions& options,
                           const chart::Cache& cache) {
  PackagedChart chart;
  chart.origin = text::printable(path.string());
  std::error_code error;
  const auto status = fs::status(path, error);
  if (fs::is_directory(status)) {
    throw Error(ErrorKind::input, chart.origin + ": a folder, not a packaged chart",
                "`helm package` makes one of it.");
  }
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    throw Error(ErrorKind::input, chart.origin + ": not a file");
  }
  if (!fs::exists(status)) throw Error(ErrorKind::input, chart.origin + ": no such file");
  copy_package(path, options, cache, chart);
  const auto provenance = path.string() + ".prov";
  if (options.provenance != Provenance::none) {
    chart.provenance = platform::read_file_if_present(provenance);
  }
  check_provenance(chart, options, provenance);
  return chart;
}

}  // namespace telepresence::supply
