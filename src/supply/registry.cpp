#include "supply/registry.hpp"

#include <fmt/format.h>

#include <chrono>

#include "chart/download.hpp"
#include "helm/messages.hpp"
#include "platform/files.hpp"
#include "platform/staged.hpp"
#include "supply/credential_helper.hpp"
#include "util/error.hpp"

namespace telepresence::supply {
namespace {

namespace fs = std::filesystem;

// A chart is small; a registry that needs longer does not work.
constexpr std::chrono::minutes time_limit{2};

// What a failed pull means to the user.
struct Meaning {
  ErrorKind kind;
  const char* what;
  std::string hint;
};

Meaning meaning_of(helm::PullFailure failure, const InRegistry& source) {
  switch (failure) {
    case helm::PullFailure::unreachable:
      return {ErrorKind::network, "the registry cannot be reached", {}};
    case helm::PullFailure::denied:
      return {ErrorKind::input, "the registry denies access",
              "To log in: helm registry login " + source.host};
    case helm::PullFailure::plain_http:
      return {ErrorKind::input, "the registry speaks http, not https", "To allow it: --plain-http"};
    case helm::PullFailure::untrusted_certificate:
      return {ErrorKind::input, "the registry's certificate is not trusted",
              "For a private CA: --ca-file FILE"};
    case helm::PullFailure::not_found:
      return {ErrorKind::not_found, "the registry has no such chart or version", {}};
    case helm::PullFailure::other:
      break;
  }
  return {ErrorKind::helm, "cannot be pulled", {}};
}

// A login cannot be read, and none can be made, where the program for it is missing.
void check_credential_helper(const InRegistry& source, const platform::Environment& environment,
                             const std::string& helm_words) {
  const auto helper = missing_credential_helper(source.host, environment);
  if (!helper) return;
  throw Error(ErrorKind::input,
              fmt::format("{} {}: no login for the registry can be read: {} is not on PATH ({} in "
                          "{})",
                          source.name, source.wanted.text, helper->program, helper->key,
                          helper->file.string()),
              fmt::format("Install {}; or take it out of that file, then: helm registry login {}",
                          helper->program, source.host),
              helm_words);
}

[[noreturn]] void fail(const InRegistry& source, const platform::Outcome& outcome,
                       const platform::Environment& environment) {
  if (outcome.interrupted) {
    throw Error(ErrorKind::interrupted, "the pull was interrupted; nothing was changed");
  }
  const auto what = fmt::format("{} {}", source.name, source.wanted.text);
  if (outcome.timed_out) {
    throw Error(ErrorKind::network,
                fmt::format("{}: not pulled within {} min", what, time_limit.count()));
  }
  // Which registry and why stands in helm's words.
  const auto failure = helm::classify_pull(outcome.error_output);
  if (failure == helm::PullFailure::denied) {
    check_credential_helper(source, environment, outcome.error_output);
  }
  const auto meaning = meaning_of(failure, source);
  throw Error(meaning.kind, fmt::format("{}: {}", what, meaning.what), meaning.hint,
              outcome.error_output);
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
  if (!outcome.succeeded()) fail(source, outcome, tools.environment);

  const auto archive = archive_in(folder.path(), source);
  auto chart =
      keep_package(archive, fmt::format("{}:{}", source.name, version), options.digest, cache);
  chart.provenance =
      platform::read_file_if_present(archive.string() + ".prov", chart::largest_provenance);
  check_provenance(chart, options, chart.origin);
  return chart;
}

}  // namespace telepresence::supply
