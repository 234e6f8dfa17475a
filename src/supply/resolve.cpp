#include "supply/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <variant>

#include "chart/cache.hpp"
#include "supply/registry.hpp"
#include "util/error.hpp"
#include "util/plugin_version.hpp"
#include "util/text.hpp"

namespace telepresence::supply {
namespace {

namespace fs = std::filesystem;

constexpr const char* offline_variable = "HELM_TELEPRESENCE_OFFLINE";

bool is_offline_by_environment(const platform::Environment& environment) {
  const auto value = text::lower(text::trim(environment.get(offline_variable).value_or("")));
  constexpr std::string_view off[] = {"", "0", "false", "no", "off"};
  return std::find(std::begin(off), std::end(off), value) == std::end(off);
}

[[noreturn]] void fail_together(const char* flag, const char* other, const std::string& hint) {
  throw Error(ErrorKind::usage, fmt::format("{} and {} cannot be used together", flag, other),
              hint);
}

void check_flags(const SourceRequest& request) {
  if (request.chart && request.chart->empty()) {
    throw Error(ErrorKind::usage, "--chart: names nothing");
  }
  std::error_code error;
  if (!request.ca_file.empty() && !fs::is_regular_file(request.ca_file, error)) {
    throw Error(ErrorKind::usage,
                fmt::format("--ca-file {}: no such file", request.ca_file.string()));
  }
  if (request.offline && request.chart) {
    fail_together("--offline", "--chart", "--chart with a local file needs no network either.");
  }
  if (request.offline && request.repository) {
    fail_together("--offline", "--repo", "A repository is asked over the network.");
  }
  if (request.chart && request.repository) {
    fail_together("--chart", "--repo", "Either names the chart.");
  }
}

ChartSource kind_of(const SourceRequest& request, const Reference& reference,
                    const platform::Environment& environment) {
  constexpr ChartSource of_reference[] = {ChartSource::path, ChartSource::address,
                                          ChartSource::registry};
  const auto kind = request.chart     ? of_reference[reference.index()]
                    : request.offline ? ChartSource::bundled
                                      : ChartSource::repository;
  const bool local = kind == ChartSource::path || kind == ChartSource::bundled;
  if (local || !is_offline_by_environment(environment)) return kind;
  if (!request.chart && !request.repository) return ChartSource::bundled;
  throw Error(ErrorKind::usage,
              fmt::format("{} is set, and {} needs the network", offline_variable,
                          request.chart ? "this --chart" : "--repo"),
              "Give --chart a local file.");
}

// A version behind the last colon of oci://… counts as --version.
std::optional<std::string> asked_version(const SourceRequest& request, const Reference& reference) {
  const auto* registry = std::get_if<RegistryReference>(&reference);
  if (registry == nullptr || registry->version.empty()) return request.version;
  if (request.version && *request.version != registry->version &&
      Version::parse(*request.version) != Version::parse(registry->version)) {
    throw Error(ErrorKind::usage,
                fmt::format("--chart asks for version {}, and --version for {}", registry->version,
                            *request.version),
                "One of them is enough.");
  }
  return registry->version;
}

// Which edition's chart is meant when nothing names one.
bool wants_oss_chart(const SourceRequest& request, const Source& source) {
  const auto clients = source.client ? source.client->chart_edition() : std::nullopt;
  if (request.edition.value_or(clients.value_or(chart::Edition::enterprise)) !=
      chart::Edition::oss) {
    return false;
  }
  return source.wanted.range.reaches(chart::first_with_editions);
}

PackagedChart pull(const SourceRequest& request, const RegistryReference& reference,
                   const Source& source, const FetchOptions& options, const ChartTools& tools,
                   const Progress& progress) {
  return pull_from_registry(
      {reference.name, reference.host(), source.wanted.text, request.plain_http, request.ca_file},
      options, chart::Cache(tools.environment), tools.helm(), progress);
}

// What to do when the open-source edition's chart was not to be had.
std::string hint_for_editions(const SourceRequest& request, const Source& source) {
  std::string hint;
  if (source.kind == ChartSource::registry) {
    hint = "What was published: https://github.com/telepresenceio/telepresence/releases";
  }
  if (request.edition) return hint;
  if (!hint.empty()) hint += '\n';
  return hint +
         "From 2.20 on an open-source client gets a chart of its own. For the other one, which "
         "`chart list` shows: --edition enterprise";
}

PackagedChart fetch_any(const SourceRequest& request, const Source& source,
                        const FetchOptions& options, const ChartTools& tools,
                        const Progress& progress) {
  switch (source.kind) {
    case ChartSource::path:
      return read_package(std::get<fs::path>(source.reference), options,
                          chart::Cache(tools.environment));
    case ChartSource::address:
      return fetch_from_address(std::get<net::Url>(source.reference), request.ca_file, options,
                                tools.environment, tools.http, progress);
    case ChartSource::registry:
      return pull(request, std::get<RegistryReference>(source.reference), source, options, tools,
                  progress);
    case ChartSource::repository:
    case ChartSource::bundled:
      break;
  }
  const RepositoryRequest repository{
      request.repository, source.oss ? chart::oss_chart_name : chart::chart_name, request.ca_file,
      source.oss ? hint_for_editions(request, source) : std::string()};
  return fetch_from_repository(repository, source.wanted, options, tools.environment, tools.http,
                               progress);
}

// Whether a registry did not give the chart, other than gave it and it was found wrong.
bool is_missing(const Error& error) {
  const bool is_helms = error.kind() != ErrorKind::interrupted && !error.details().empty();
  return error.kind() == ErrorKind::not_found || is_helms;
}

PackagedChart fetch_with_hints(const SourceRequest& request, const Source& source,
                               const FetchOptions& options, const ChartTools& tools,
                               const Progress& progress) {
  try {
    return fetch_any(request, source, options, tools, progress);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::network) throw error.with_hint(hint_without_network());
    if (!source.oss || source.kind != ChartSource::registry || !is_missing(error)) throw;
    throw error.with_hint(hint_for_editions(request, source));
  }
}

}  // namespace

bool Source::is_version_chosen() const {
  return wanted.rule == VersionRule::flag || kind == ChartSource::repository ||
         kind == ChartSource::registry;
}

const char* to_word(ChartSource source) {
  switch (source) {
    case ChartSource::path:
      return "path";
    case ChartSource::address:
      return "url";
    case ChartSource::registry:
      return "registry";
    case ChartSource::repository:
      return "repository";
    case ChartSource::bundled:
      break;
  }
  return "bundled";
}

std::string hint_without_network() {
  return fmt::format(
      "Without a network: --chart with a packaged chart, or `install`, `upgrade` and `chart show` "
      "--offline with the chart of {} that the plugin carries.",
      plugin_version());
}

void refuse_offline(const platform::Environment& environment) {
  if (!is_offline_by_environment(environment)) return;
  throw Error(ErrorKind::usage,
              fmt::format("{} is set, and this needs the network", offline_variable),
              "Unset it to ask a server.");
}

Source find_source(const SourceRequest& request, const ChartTools& tools,
                   const Progress& progress) {
  check_flags(request);
  Source source;
  if (request.chart) source.reference = parse_reference(*request.chart);
  source.kind = kind_of(request, source.reference, tools.environment);
  progress.step("Asking the telepresence client for its version");
  source.client = find_telepresence_client(tools.environment);
  const auto bundled = chart::read_metadata(tools.bundled).version;
  source.wanted = want_version(asked_version(request, source.reference), source.client, bundled);
  if (source.kind == ChartSource::bundled && source.wanted.rule == VersionRule::flag &&
      !source.wanted.allows(bundled)) {
    throw Error(
        ErrorKind::input,
        fmt::format("version {} was asked for, but the chart that this plugin carries is {}",
                    source.wanted.text, bundled.to_string()),
        fmt::format("Leave --version out, or give the chart of {} to --chart.",
                    source.wanted.text));
  }
  if (source.kind == ChartSource::repository && wants_oss_chart(request, source)) {
    source.oss = true;
    if (!request.repository) {
      source.kind = ChartSource::registry;
      source.reference = parse_reference(chart::oss_registry);
    }
  }
  return source;
}

PackagedChart fetch_package(const SourceRequest& request, const Source& source,
                            const FetchOptions& options, const ChartTools& tools,
                            const Progress& progress) {
  auto package = fetch_with_hints(request, source, options, tools, progress);
  check_wanted_version(source, package.metadata, package.origin);
  return package;
}

void check_wanted_version(const Source& source, const chart::Metadata& chart,
                          const std::string& origin) {
  if (!source.is_version_chosen() || source.wanted.allows(chart.version)) return;
  throw Error(ErrorKind::input,
              fmt::format("version {} was asked for, but the chart {} is {}", source.wanted.text,
                          origin, chart.version.to_string()),
              "Leave the version out, or give another chart.");
}

}  // namespace telepresence::supply
