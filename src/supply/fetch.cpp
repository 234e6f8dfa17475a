#include "supply/fetch.hpp"

#include <fmt/format.h>

#include <utility>

#include "chart/download.hpp"
#include "chart/edition.hpp"
#include "supply/hints.hpp"
#include "supply/registry.hpp"
#include "util/error.hpp"

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

// What a server does not have is often looked for in the wrong place.
template <typename Action>
auto with_hint_if_missing(const char* hint, const Action& action) {
  try {
    return action();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::not_found) throw;
    throw error.with_hint(hint);
  }
}

// The name in its address, or one that says what it is.
std::string file_name_of(const net::Url& url, const chart::Metadata& chart) {
  auto name = url.file_name();
  const bool usable = !name.empty() && name.find('/') == std::string::npos && name != "..";
  return usable ? name : fmt::format("{}-{}.tgz", chart.name, chart.version.to_string());
}

chart::RepositoryIndex read_index(const InRepository& source, const Tools& tools) {
  tools.progress.step("Reading the index of " + source.repository.description());
  return with_hint_if_missing("A Helm repository has its index there. Is its URL right?", [&] {
    return chart::RepositoryIndex(source.repository, source.chart_name,
                                  chart::Cache(tools.environment), tools.http(),
                                  tools.progress.transfer);
  });
}

// Gets the packaged chart from each kind of source.
class Fetcher {
 public:
  Fetcher(const FetchOptions& options, const Tools& tools) : options_(options), tools_(tools) {}

  // A folder is refused as a file that is none.
  PackagedChart operator()(const Bundled& source) const { return read(source.folder); }
  PackagedChart operator()(const Folder& source) const { return read(source.path); }
  PackagedChart operator()(const Package& source) const { return read(source.path); }

  PackagedChart operator()(const Address& source) const {
    tools_.progress.step("Fetching " + source.url.shown());
    return with_hint_if_missing("Is the URL right?", [&] {
      return download({source.url, source.access, {}, {}}, {source.url.shown(), {}});
    });
  }

  PackagedChart operator()(const InRegistry& source) const {
    return pull_from_registry(source, options_, tools_);
  }

  PackagedChart operator()(const InRepository& source) const {
    const auto entry = find_entry(source);
    tools_.progress.step(fmt::format("Fetching {} {}", source.chart_name, entry.version));
    return with_hint_if_missing("The index that names it may be out of date.", [&] {
      return download(chart::download_of(source.repository, entry),
                      {source.repository.description(), entry.version});
    });
  }

 private:
  // What is known of a chart before it is there.
  struct Expected {
    std::string origin;
    std::string version;  // that it has to have, "" for any
  };

  PackagedChart read(const fs::path& file) const {
    return read_package(file, options_, chart::Cache(tools_.environment));
  }

  chart::IndexEntry find_entry(const InRepository& source) const {
    const auto index = read_index(source, tools_);
    try {
      return index.find(source.wanted.text, source.wanted.range);
    } catch (const Error& error) {
      if (source.hint_if_missing.empty() || error.kind() != ErrorKind::not_found) throw;
      throw error.with_hint(source.hint_if_missing);
    }
  }

  PackagedChart download(chart::Download download, const Expected& expected) const {
    join_promises(download, options_);
    const auto address = download.url.shown();
    PackagedChart chart;
    const auto check = [&](const fs::path& archive, const std::string& /*digest*/) {
      chart.metadata = checked_metadata(archive, address, expected.version);
    };
    const auto file = chart::download(download, check, chart::Cache(tools_.environment),
                                      tools_.http(), tools_.progress.transfer);
    chart.origin = expected.origin;
    chart.path = file.path;
    chart.file_name = file_name_of(download.url, chart.metadata);
    chart.digest = file.digest;
    if (!download.digest.empty()) chart.promised_by = download.promised_by;
    if (options_.provenance != Provenance::none) fetch_provenance(download, chart);
    check_provenance(chart, options_, address + ".prov");
    return chart;
  }

  static chart::Metadata checked_metadata(const fs::path& archive, const std::string& address,
                                          const std::string& version) {
    auto metadata = chart::read_metadata(archive, address);
    chart::check_is_traffic_manager(metadata, address);
    if (!version.empty() && Version::parse(version) != metadata.version) {
      throw Error(ErrorKind::input, fmt::format("{}: holds version {}, not {}", address,
                                                metadata.version.to_string(), version));
    }
    return metadata;
  }

  void fetch_provenance(const chart::Download& download, PackagedChart& chart) const {
    const bool required = options_.provenance == Provenance::required;
    try {
      chart.provenance =
          chart::download_provenance(download.url, download.access, required, tools_.http());
    } catch (const Error& error) {
      if (required || error.kind() != ErrorKind::network) throw;
      chart.provenance_problem = error.what();
    }
  }

  const FetchOptions& options_;
  const Tools& tools_;
};

}  // namespace

PackagedChart fetch(const Source& source, const FetchOptions& options, const Tools& tools) {
  try {
    auto package = std::visit(Fetcher(options, tools), source);
    check_wanted_version(source, package.metadata, package.origin);
    return package;
  } catch (const Error& error) {
    throw with_hints(error, source, options);
  }
}

chart::RepositoryIndex open_index(const InRepository& source, const Tools& tools) {
  try {
    return read_index(source, tools);
  } catch (const Error& error) {
    throw with_hints(error, source, {});
  }
}

}  // namespace telepresence::supply
