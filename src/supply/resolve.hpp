// Where a chart comes from: what --chart, --repo, --version and --edition mean together, and
// the packaged chart that they name.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "chart/edition.hpp"
#include "helm/client.hpp"
#include "net/http.hpp"
#include "platform/environment.hpp"
#include "supply/client.hpp"
#include "supply/fetch.hpp"
#include "supply/fit.hpp"
#include "supply/reference.hpp"
#include "util/progress.hpp"

namespace telepresence::supply {

struct SourceRequest {
  std::optional<std::string> chart;       // --chart: a folder, a .tgz, an address, oci://…
  std::optional<std::string> repository;  // --repo
  std::optional<std::string> version;     // --version: a version or a range
  std::optional<chart::Edition> edition;  // --edition
  bool offline = false;                   // --offline
  std::filesystem::path ca_file;          // --ca-file; "" for what helm or the system has
  bool plain_http = false;                // --plain-http, with a registry
};

enum class ChartSource { bundled, path, address, registry, repository };

// A stable word for each, for JSON.
const char* to_word(ChartSource source);

struct Source {
  ChartSource kind = ChartSource::repository;
  Reference reference;  // for path, address and registry
  std::optional<TelepresenceClient> client;
  WantedVersion wanted;
  bool oss = false;  // the open-source edition's own chart, when no reference says which

  // Whether somebody asked for a version, or one had to be chosen: the chart has to have it.
  bool is_version_chosen() const;
};

// What this needs of the world.
struct ChartTools {
  std::filesystem::path bundled;  // the folder of the chart that the plugin carries
  const platform::Environment& environment;
  net::HttpClient& http;
  std::function<helm::Client()> helm;  // for registries and signatures alone
};

// What can be done where no server is reached.
std::string hint_without_network();

// Throws Error (usage) when HELM_TELEPRESENCE_OFFLINE forbids what a command is there for.
void refuse_offline(const platform::Environment& environment);

// Decides the source without asking a server; asks the telepresence client for its version.
// Throws Error: usage for flags that contradict each other or HELM_TELEPRESENCE_OFFLINE,
// input when it is the bundled chart and another version was asked for.
Source find_source(const SourceRequest& request, const ChartTools& tools, const Progress& progress);

// Throws Error (input) when a version was chosen and `chart` is of another. `origin`: where it
// is from.
void check_wanted_version(const Source& source, const chart::Metadata& chart,
                          const std::string& origin);

// The packaged chart from any source but the bundled one, of the version that was chosen.
// Throws what check_wanted_version, fetch_from_repository, fetch_from_address,
// pull_from_registry and read_package do.
PackagedChart fetch_package(const SourceRequest& request, const Source& source,
                            const FetchOptions& options, const ChartTools& tools,
                            const Progress& progress);

}  // namespace telepresence::supply
