// Where a chart comes from. Each source has what is needed to get the chart from there, the version
// that it has to be of (nothing: whichever is there), and the reason why it is this one, for
// people.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "chart/repository.hpp"
#include "net/http.hpp"
#include "net/url.hpp"
#include "supply/fit.hpp"
#include "util/words.hpp"

namespace telepresence::supply {

// What is known of where a server's chart can be had otherwise.
struct Detour {
  std::string pull;                // the command line that fetches it where there is a network
  std::string flag;                // the one that names the server, "--repo"; "" when none does
  std::optional<Version> bundled;  // of the chart that the plugin carries, when it would do
};

// The chart that the plugin carries.
struct Bundled {
  std::filesystem::path folder;
  std::optional<WantedVersion> wanted;
  std::string reason;
};

// A chart's folder of the user's.
struct Folder {
  std::filesystem::path path;
  std::optional<WantedVersion> wanted;
  std::string reason;
};

// A packaged chart of the user's; the file may not be there.
struct Package {
  std::filesystem::path path;
  std::optional<WantedVersion> wanted;
  std::string reason;
};

// A packaged chart on a server.
struct Address {
  net::Url url;
  net::Access access;
  std::optional<WantedVersion> wanted;
  std::string reason;
  Detour detour;
};

// A chart in an OCI registry.
struct InRegistry {
  std::string name;  // "oci://HOST/PATH"
  std::string host;
  bool plain_http = false;
  std::filesystem::path ca_file;  // "" for what the system has
  WantedVersion wanted;
  std::string reason;
  std::string hint_if_unnamed;  // why it is this one, when no flag names it, and what to do
  std::string hint_if_missing;  // what to do where it has no such chart; may be ""
  Detour detour;
};

// A chart in a repository.
struct InRepository {
  chart::Repository repository;
  std::string chart_name;
  WantedVersion wanted;
  std::string reason;
  std::string hint_if_missing;
  Detour detour;
};

using Source = std::variant<Bundled, Folder, Package, Address, InRegistry, InRepository>;

// What reports call them.
enum class ChartSource { bundled, path, address, registry, repository };

constexpr auto words_of(ChartSource /*type*/) {
  return std::array{Word{ChartSource::bundled, "bundled"}, Word{ChartSource::path, "path"},
                    Word{ChartSource::address, "url"}, Word{ChartSource::registry, "registry"},
                    Word{ChartSource::repository, "repository"}};
}

ChartSource kind_of(const Source& source);
const std::string& reason_of(const Source& source);
std::optional<WantedVersion> wanted_of(const Source& source);

// The folder of a chart that is not packaged; nothing for one that has to be fetched.
std::optional<std::filesystem::path> folder_of(const Source& source);

// Throws Error (input) when `chart` is of another version than the source's has to be. `origin`:
// where it is from.
void check_wanted_version(const Source& source, const chart::Metadata& chart,
                          const std::string& origin);

}  // namespace telepresence::supply
