#include "supply/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "supply/hints.hpp"
#include "supply/reference.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::supply {
namespace {

namespace fs = std::filesystem;

constexpr const char* offline_variable = "HELM_TELEPRESENCE_OFFLINE";

bool is_offline_by_environment(const platform::Environment& environment) {
  const auto value = text::lower(text::trim(environment.get(offline_variable).value_or("")));
  constexpr std::string_view off[] = {"", "0", "false", "no", "off"};
  return std::ranges::find(off, value) == std::end(off);
}

[[noreturn]] void fail_together(const char* flag, const char* other, const std::string& hint) {
  throw Error(ErrorKind::usage, fmt::format("{} and {} cannot be used together", flag, other),
              hint);
}

// What is no URL is not shown in the error: it may hold a password.
void check_repository(const std::string& repository) {
  if (repository.find("://") == std::string::npos || net::Url::parse(repository)) return;
  throw Error(ErrorKind::usage, "--repo: not an http or https URL",
              repository.starts_with("oci://")
                  ? "A chart in a registry is given with --chart oci://HOST/PATH."
                  : "Write it as https://HOST/PATH, or give a name that `helm repo list` shows.");
}

void check_flags(const SourceRequest& request) {
  if (request.chart && request.chart->empty()) {
    throw Error(ErrorKind::usage, "--chart: names nothing");
  }
  std::error_code error;
  if (!request.ca_file.empty() && !fs::is_regular_file(request.ca_file, error)) {
    throw Error(ErrorKind::usage,
                fmt::format("--ca-file {}: no such file", text::shown(request.ca_file.string())));
  }
  if (request.offline && request.chart) {
    fail_together("--offline", "--chart", "--chart with a local file needs no network either.");
  }
  if (request.offline && request.repository) {
    fail_together("--offline", "--repo",
                  "Leave one of them out: a repository is asked over the network.");
  }
  if (request.chart && request.repository) {
    fail_together("--chart", "--repo", "Either names the chart.");
  }
  if (request.repository) check_repository(*request.repository);
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

// --ca-file says whom to trust, whatever `helm repo add` was told.
void trust(net::Access& access, const fs::path& ca_file) {
  if (ca_file.empty()) return;
  access.ca_file = ca_file;
  access.insecure_skip_tls_verify = false;
}

// What the sources are made from: the request and what it means here.
class Resolver {
 public:
  Resolver(const SourceRequest& request, const std::optional<TelepresenceClient>& client,
           const Tools& tools)
      : request_(request),
        client_(client),
        tools_(tools),
        reference_(request.chart ? parse_reference(*request.chart) : Reference()),
        bundled_(chart::read_metadata(tools.bundled).version),
        wanted_(want_version(asked_version(request, reference_), client, bundled_)) {}

  Source source() const {
    if (request_.chart)
      return std::visit([this](const auto& one) { return given(one); }, reference_);
    if (request_.offline) return bundled("--offline");
    if (request_.repository) {
      need_network("--repo");
    } else if (is_offline_by_environment(tools_.environment)) {
      return bundled(fmt::format("{} is set", offline_variable));
    }
    if (!wants_oss_chart()) return repository();
    if (request_.repository) return oss_repository();
    return oss_registry();
  }

  InRepository repository() const {
    auto repository = chart::find_repository(request_.repository, tools_.environment);
    trust(repository.access, request_.ca_file);
    const auto reason = request_.repository       ? std::string("--repo")
                        : repository.name.empty() ? "the default repository"
                                                  : "the one that helm knows as " + repository.name;
    auto detour = this->detour(pull_command(wanted_.text, edition_for_pull()), "--repo");
    if (request_.repository || !repository.name.empty()) {
      detour.pull += " --repo " + word_of(repository.url);
    }
    return {std::move(repository), chart_name,       wanted_, reason,
            hint_if_missing(),     std::move(detour)};
  }

 private:
  Source given(const fs::path& path) const {
    std::error_code error;
    if (fs::is_directory(path, error)) return Folder{path, asked(), given_reason};
    return Package{path, asked(), given_reason};
  }

  Source given(const net::Url& url) const {
    need_network("this --chart");
    auto access = chart::access_for(url, tools_.environment);
    trust(access, request_.ca_file);
    return Address{url, std::move(access), asked(), given_reason,
                   detour("helm telepresence chart pull --chart " + word_of(url), given_reason)};
  }

  Source given(const RegistryReference& reference) const {
    need_network("this --chart");
    auto pull =
        pull_command(wanted_.text, std::nullopt) + " --chart " + text::shell_quoted(reference.name);
    if (request_.plain_http) pull += " --plain-http";
    return in_registry(reference, given_reason, detour(pull, given_reason));
  }

  void need_network(const char* what) const {
    if (!is_offline_by_environment(tools_.environment)) return;
    throw Error(ErrorKind::usage,
                fmt::format("{} is set, and {} needs the network", offline_variable, what),
                "Give --chart a local file.");
  }

  InRegistry in_registry(const RegistryReference& reference, const std::string& reason,
                         Detour detour) const {
    return {reference.name,
            reference.host(),
            request_.plain_http,
            request_.ca_file,
            wanted_,
            reason,
            {},
            {},
            std::move(detour)};
  }

  Source bundled(const std::string& reason) const {
    if (asked() && !wanted_.allows(bundled_)) {
      throw Error(
          ErrorKind::input,
          fmt::format("version {} was asked for, but the chart that this plugin carries is {}",
                      wanted_.text, bundled_.to_string()),
          fmt::format("For it: fetch it where there is a network with `{}`, and give the file to "
                      "--chart{}.",
                      pull_command(wanted_.text, edition_for_pull()),
                      request_.offline ? " in place of --offline" : ""));
    }
    return Bundled{tools_.bundled, asked(), reason};
  }

  // The open-source edition's own chart, where its repository has it.
  InRepository oss_repository() const {
    auto source = repository();
    source.chart_name = oss_chart_name;
    source.reason += "; " + oss_reason();
    const auto& where = source.repository;
    const auto list = "helm telepresence chart list --repo " +
                      (where.name.empty() ? word_of(where.url) : text::shell_quoted(where.name));
    text::append_line(source.hint_if_missing, hint_for_editions(list));
    return source;
  }

  InRegistry oss_registry() const {
    const auto reference = std::get<RegistryReference>(parse_reference(chart::oss_registry));
    const auto pull = pull_command(wanted_.text, chart::Edition::oss);
    auto source = in_registry(reference, oss_reason(), detour(pull, ""));
    source.hint_if_unnamed = hint_for_editions("helm telepresence chart list");
    source.hint_if_missing =
        "What was published: https://github.com/telepresenceio/telepresence/releases";
    text::append_line(source.hint_if_missing, source.hint_if_unnamed);
    return source;
  }

  // Which edition's chart is meant when nothing names one.
  chart::Edition edition() const {
    const auto clients = client_ ? client_->edition : std::nullopt;
    return request_.edition.value_or(clients.value_or(chart::Edition::enterprise));
  }

  bool wants_oss_chart() const {
    return edition() == chart::Edition::oss && wanted_.range.reaches(chart::first_with_editions);
  }

  // Elsewhere there may be another client, or none.
  std::optional<chart::Edition> edition_for_pull() const {
    if (!wanted_.range.reaches(chart::first_with_editions)) return std::nullopt;
    return edition();
  }

  std::string oss_reason() const {
    const auto who = request_.edition ? std::string("--edition is oss")
                                      : "your telepresence client is of the open-source edition";
    return who + ", which has a chart of its own from 2.20 on";
  }

  // What may help who did not ask for the open-source edition's chart.
  std::string hint_for_editions(const std::string& list) const {
    if (request_.edition) return {};
    return fmt::format(
        "From 2.20 on an open-source client gets a chart of its own. For the other one, which "
        "`{}` shows: --edition enterprise",
        list);
  }

  // Another version than the client's is refused unless it is said that it may be.
  std::string hint_if_missing() const {
    if (wanted_.rule != VersionRule::client) return {};
    return fmt::format(
        "{} is your telepresence client's version. To install another one all the same: --version "
        "VERSION --version-check off",
        wanted_.text);
  }

  // The version, when somebody asked for one: a chart that was given speaks for itself.
  std::optional<WantedVersion> asked() const {
    return wanted_.rule == VersionRule::flag ? std::optional(wanted_) : std::nullopt;
  }

  Detour detour(std::string pull, const std::string& flag) const {
    const bool is_clients = !client_ || !client_->version || *client_->version == bundled_;
    const bool is_given = flag != "--repo" || request_.repository;
    if (!request_.ca_file.empty())
      pull += " --ca-file " + text::shell_quoted(request_.ca_file.string());
    const bool bundled_fits = is_clients && wanted_.allows(bundled_);
    return {std::move(pull), is_given ? flag : std::string(),
            bundled_fits ? std::optional(bundled_) : std::nullopt};
  }

  static constexpr const char* given_reason = "--chart";

  const SourceRequest& request_;
  const std::optional<TelepresenceClient>& client_;
  const Tools& tools_;
  Reference reference_;
  Version bundled_;
  WantedVersion wanted_;
};

}  // namespace

void refuse_offline(const platform::Environment& environment) {
  if (!is_offline_by_environment(environment)) return;
  throw Error(ErrorKind::usage,
              fmt::format("{} is set, and this needs the network", offline_variable),
              "Unset it to ask a server.");
}

Resolved resolve(const SourceRequest& request, const Tools& tools) {
  check_flags(request);
  tools.progress.step("Asking the telepresence client for its version");
  auto client = find_telepresence_client(tools.environment);
  auto source = Resolver(request, client, tools).source();
  return {std::move(source), std::move(client)};
}

InRepository resolve_repository(const SourceRequest& request,
                                const std::optional<TelepresenceClient>& client,
                                const Tools& tools) {
  check_flags(request);
  return Resolver(request, client, tools).repository();
}

}  // namespace telepresence::supply
