#include "supply/registry.hpp"

#include <fmt/format.h>

#include <chrono>

#include "platform/files.hpp"
#include "platform/staged.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::supply {
namespace {

namespace fs = std::filesystem;

// A chart is small; a registry that needs longer does not work.
constexpr std::chrono::minutes time_limit{2};

[[noreturn]] void fail(const InRegistry& source, const platform::Outcome& outcome) {
  if (outcome.interrupted) {
    throw Error(ErrorKind::interrupted, "the pull was interrupted; nothing was changed");
  }
  const auto what = fmt::format("{} {}", source.name, source.wanted.text);
  if (outcome.timed_out) {
    throw Error(ErrorKind::network,
                fmt::format("{}: not pulled within {} min", what, time_limit.count()));
  }
  const auto words = text::lower(outcome.error_output);
  const auto says = [&words](std::string_view part) {
    return words.find(part) != std::string::npos;
  };
  // Which registry and why stands in helm's words. First what is no answer at all: an address
  // may hold any number.
  if (says("dial tcp") || says("i/o timeout") || says("connection reset")) {
    throw Error(ErrorKind::network, what + ": the registry cannot be reached", {},
                outcome.error_output);
  }
  if (says("credential") || says("unauthorized") || says("denied") || says("status code 403") ||
      says("403 forbidden")) {
    throw Error(ErrorKind::input, what + ": the registry does not let you pull it",
                "To log in: helm registry login " + source.host, outcome.error_output);
  }
  if (says("http response to https client")) {
    throw Error(ErrorKind::input, what + ": the registry speaks http, not https",
                "To let it: --plain-http", outcome.error_output);
  }
  if (says("certificate")) {
    throw Error(ErrorKind::input, what + ": the registry's certificate is not trusted",
                "For a private CA: --ca-file FILE", outcome.error_output);
  }
  if (says("not found") || says("name unknown") || says("could not locate a version")) {
    throw Error(ErrorKind::not_found, what + ": the registry has no such chart or version", {},
                outcome.error_output);
  }
  throw Error(ErrorKind::helm, what + ": cannot be pulled", {}, outcome.error_output);
}

// The one .tgz that helm put there.
fs::path archive_in(const fs::path& folder, const InRegistry& source) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".tgz") return entry.path();
  }
  throw Error(ErrorKind::helm, fmt::format("{} {}: helm succeeded, but left no chart", source.name,
                                           source.wanted.text));
}

}  // namespace

PackagedChart pull_from_registry(const InRegistry& source, const FetchOptions& options,
                                 const Tools& tools) {
  const auto& version = source.wanted.text;
  tools.progress.step(fmt::format("Pulling {} {}", source.name, version));
  const chart::Cache cache(tools.environment);
  const platform::StagedFolder folder(cache.scratch());
  platform::remove_abandoned(folder.path().parent_path());
  const helm::PullOptions pull{source.name,
                               version,
                               folder.path().string(),
                               options.provenance != Provenance::none,
                               source.plain_http,
                               source.ca_file.string()};
  auto command = tools.helm().command(helm::pull_arguments(pull));
  command.time_limit = time_limit;
  const auto outcome = platform::run(command, tools.progress.tick);
  if (!outcome.succeeded()) fail(source, outcome);

  const auto archive = archive_in(folder.path(), source);
  auto chart =
      keep_package(archive, fmt::format("{}:{}", source.name, version), options.digest, cache);
  chart.provenance = platform::read_file_if_present(archive.string() + ".prov");
  check_provenance(chart, options, chart.origin);
  return chart;
}

}  // namespace telepresence::supply
