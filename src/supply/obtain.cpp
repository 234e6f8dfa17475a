#include "supply/obtain.hpp"

#include <fmt/format.h>

#include "chart/cache.hpp"
#include "chart/edition.hpp"
#include "supply/provenance.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::supply {
namespace {

namespace fs = std::filesystem;

// Helm takes blanks off the ends of a chart's name, and one that begins with a hyphen for a
// flag.
fs::path path_for_helm(const fs::path& folder) {
  auto path = fs::absolute(folder);
  const auto text = path.string();
  if (text::trim(text) == text) return path;
  throw Error(ErrorKind::usage,
              fmt::format("--chart '{}': helm does not read a path that ends in a blank",
                          text::printable(folder.string())));
}

// A chart that is not packaged: the bundled one, or the user's folder.
ObtainedChart from_folder(const ChartRequest& request, ChartSource source, const fs::path& folder,
                          const std::string& origin) {
  if (request.digest || request.verify) {
    throw Error(ErrorKind::usage,
                fmt::format("{}: the chart {} is a folder, which has neither a digest nor a "
                            "signature",
                            request.digest ? "--digest" : "--verify", origin),
                "`helm package` makes a packaged chart of a folder.");
  }
  ObtainedChart chart;
  chart.source = source;
  chart.origin = origin;
  chart.path = path_for_helm(folder);
  chart.metadata = chart::read_metadata(folder);
  chart::check_is_traffic_manager(chart.metadata, folder.string());
  return chart;
}

ObtainedChart bundled(const ChartRequest& request, const ChartTools& tools) {
  return from_folder(request, ChartSource::bundled, tools.bundled, "bundled with the plugin");
}

ObtainedChart from_package(const ChartRequest& request, const Source& source,
                           const ChartTools& tools, const Progress& progress) {
  const FetchOptions options{parse_digest(request.digest),
                             request.verify ? Provenance::required : Provenance::none};
  const auto package = fetch_package(request.source, source, options, tools, progress);
  ObtainedChart chart;
  chart.source = source.kind;
  chart.origin = package.origin;
  chart.path = package.path;
  chart.metadata = package.metadata;
  chart.digest = package.digest;
  chart.promised_by = package.promised_by;
  if (request.verify) {
    chart.signed_by =
        verify_provenance(package, request.keyring, chart::Cache(tools.environment), tools.helm());
  }
  return chart;
}

// Whether the bundled chart may stand in for the repository's: only of the very version that was
// wanted, and never when more was asked than it can prove.
bool is_bundled_enough(const ChartRequest& request, const WantedVersion& wanted,
                       const ChartTools& tools) {
  const auto version = chart::read_metadata(tools.bundled).version;
  const auto only = wanted.range.only();
  return only && only->to_string() == version.to_string() && !request.digest && !request.verify;
}

ObtainedChart obtain(const ChartRequest& request, const Source& source, const ChartTools& tools,
                     const Progress& progress) {
  if (source.kind == ChartSource::bundled) return bundled(request, tools);
  if (source.kind == ChartSource::path) {
    const auto& path = std::get<fs::path>(source.reference);
    std::error_code error;
    if (fs::is_directory(path, error)) {
      auto chart = from_folder(request, ChartSource::path, path, text::printable(path.string()));
      check_wanted_version(source, chart.metadata, chart.origin);
      return chart;
    }
  }
  try {
    return from_package(request, source, tools, progress);
  } catch (const Error& error) {
    if (source.kind != ChartSource::repository || error.kind() != ErrorKind::network ||
        !is_bundled_enough(request, source.wanted, tools)) {
      throw;
    }
    auto chart = bundled(request, tools);
    chart.fallback = error.what();
    return chart;
  }
}

// How the chart of the client's version is had; values and other flags are the user's to keep.
std::string way_to_clients_chart(const ChartRequest& request, const Source& source) {
  const auto version = source.client ? source.client->version : std::string();
  switch (source.kind) {
    case ChartSource::bundled:
      return fmt::format(
          "give the one of {} to --chart, or {}", version,
          request.source.offline ? "leave --offline out" : "unset HELM_TELEPRESENCE_OFFLINE");
    case ChartSource::path:
    case ChartSource::address:
      return fmt::format("the same command with the one of {} for --chart{}", version,
                         request.source.version ? " and --version" : "");
    case ChartSource::registry:
      if (request.source.chart && !request.source.version) {
        const auto& name = std::get<RegistryReference>(source.reference).name;
        return fmt::format("the same command with --chart {}:{}", name, version);
      }
      break;
    case ChartSource::repository:
      break;
  }
  return fmt::format("the same command with --version {}", version);
}

}  // namespace

ObtainedChart obtain_chart(const ChartRequest& request, const ChartTools& tools,
                           const Progress& progress) {
  const auto source = find_source(request.source, tools, progress);
  const auto& wanted = source.wanted;
  const auto check = [&](const Version& version, VersionOf what) {
    check_version(version, what, source.client, request.version_check,
                  way_to_clients_chart(request, source));
  };
  // What cannot fit is not even fetched.
  if (const auto version = wanted.range.only(); version && source.is_version_chosen()) {
    check(*version, VersionOf::request);
  }

  auto chart = obtain(request, source, tools, progress);
  check(chart.metadata.version, VersionOf::chart);
  check_edition(chart.metadata, request.source.edition, source.client);
  if (source.is_version_chosen()) chart.wanted = wanted;
  chart.client = source.client;
  return chart;
}

}  // namespace telepresence::supply
