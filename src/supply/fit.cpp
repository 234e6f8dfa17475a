#include "supply/fit.hpp"

#include <fmt/format.h>

#include <utility>

#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::supply {
namespace {

// Where a client of another version is to be had.
std::string client_download(const TelepresenceClient& client, const Version& version) {
  if (client.edition == chart::Edition::enterprise) {
#ifdef __APPLE__
    constexpr const char* system = "darwin";
#else
    constexpr const char* system = "linux";
#endif
#ifdef __aarch64__
    constexpr const char* processor = "arm64";
#else
    constexpr const char* processor = "amd64";
#endif
    return fmt::format("https://app.getambassador.io/download/tel2/{}/{}/{}/telepresence", system,
                       processor, version.to_string());
  }
  return "https://github.com/telepresenceio/telepresence/releases/tag/v" + version.to_string();
}

bool is_near(const Version& client, const Version& chart, VersionCheck check) {
  switch (check) {
    case VersionCheck::exact:
      return client == chart;
    case VersionCheck::minor:
      return client.major == chart.major && client.minor == chart.minor;
    case VersionCheck::off:
      break;
  }
  return true;
}

bool fits(const Version& version, const ClientFit& fit) {
  return !fit.client || !fit.client->version || is_near(*fit.client->version, version, fit.check);
}

// Where it can be seen whether there is another version, of the client and of the chart.
std::string published(const TelepresenceClient& client) {
  return client.edition == chart::Edition::enterprise
             ? "Which versions there are: `helm telepresence chart list`"
             : "Which versions there are, and their clients: "
               "https://github.com/telepresenceio/telepresence/releases";
}

// Of a client that is of another version than a Traffic Manager or its chart.
Finding mismatch(const TelepresenceClient& client, const Version& other, std::string text) {
  if (*client.version < other) {
    return {"client-too-old", Severity::warning, client.path, std::move(text), {}};
  }
  return {"client-too-new", Severity::warning, client.path, std::move(text), {}};
}

// `what`: that is of another version; `way_to_client`: how a client of that one is had.
[[noreturn]] void fail(const std::string& what, const Version& other, const ClientFit& fit,
                       const std::string& way_to_client) {
  auto finding = mismatch(*fit.client, other,
                          fmt::format("{}, but your telepresence client is {} ({}); they have to "
                                      "be of one version",
                                      what, fit.client->version_text(), fit.client->path));
  finding.severity = Severity::error;
  finding.remedy = fmt::format(
      "For the client's chart: {}\n{}\n"
      "To go on all the same: --version-check off",
      fit.way_to_its_chart, way_to_client);
  throw Error(ErrorKind::input, std::move(finding));
}

const char* adjective_of(chart::Edition edition) {
  return edition == chart::Edition::oss ? "open-source" : "enterprise";
}

}  // namespace

bool WantedVersion::allows(const Version& version) const {
  return range.contains(version) || Version::parse(text) == version;
}

std::string WantedVersion::description() const {
  switch (rule) {
    case VersionRule::flag:
      return text + " (asked for)";
    case VersionRule::client:
      return text + " (your telepresence client's)";
    case VersionRule::bundled:
      break;
  }
  return text + " (the bundled chart's; no telepresence client told another)";
}

WantedVersion want_version(const std::optional<std::string>& flag,
                           const std::optional<TelepresenceClient>& client,
                           const Version& bundled) {
  WantedVersion wanted;
  if (flag && text::trim(*flag).empty()) {
    throw Error(ErrorKind::usage, "the version that was asked for is empty",
                "Leave it out, or write '*' for the newest.");
  }
  if (flag) {
    wanted.text = *flag;
    wanted.rule = VersionRule::flag;
  } else if (client && client->version) {
    wanted.text = client->version_text();
    wanted.rule = VersionRule::client;
  } else {
    wanted.text = bundled.to_string();
  }
  const auto range = VersionRange::parse(wanted.text);
  if (!range) {
    throw Error(ErrorKind::usage,
                fmt::format("'{}' is neither a version nor a range", text::shown(wanted.text)),
                "Write it as 2.18.1, v2.18.1, 2.18, '^2.17' or '>=2.17 <2.19'.");
  }
  wanted.range = *range;
  return wanted;
}

void check_asked_version(const Version& asked, const ClientFit& fit) {
  if (fits(asked, fit)) return;
  fail(fmt::format("version {} was asked for", asked.to_string()), asked, fit,
       published(*fit.client));
}

void check_chart_version(const Version& chart, const ClientFit& fit) {
  if (fits(chart, fit)) return;
  fail(fmt::format("the chart is {}", chart.to_string()), chart, fit,
       fmt::format("For a client of {}: {}", chart.to_string(),
                   client_download(*fit.client, chart)));
}

std::optional<Finding> version_problem(const std::string& what, const std::string& app_version,
                                       const std::optional<TelepresenceClient>& client,
                                       const std::string& upgrade) {
  const auto manager = Version::parse(app_version);
  if (!client || !client->version || !manager || *client->version == *manager) return {};
  return mismatch(
      *client, *manager,
      fmt::format("the {} is {}, but your telepresence client is {}; they have to be of one "
                  "version: `{}` takes the client's",
                  what, manager->to_string(), client->version_text(), upgrade));
}

std::optional<Finding> edition_problem(const std::string& what, const chart::Metadata& chart,
                                       const std::optional<TelepresenceClient>& client) {
  const auto clients = client ? client->edition : std::nullopt;
  const auto charts = chart::edition_of(chart);
  if (!clients || !charts || *clients == *charts) return {};
  return Finding{"edition-mismatch", Severity::warning, client->path,
                 fmt::format("the {} is the {} edition's, but your telepresence client is the {} "
                             "one's",
                             what, adjective_of(*charts), adjective_of(*clients)),
                 fmt::format("Use the {} client, or, where there is no other one, install the "
                             "client's edition: --edition {}",
                             adjective_of(*charts), to_word(*clients))};
}

void check_edition(const chart::Metadata& chart, const std::optional<chart::Edition>& asked,
                   const std::optional<TelepresenceClient>& client) {
  const auto clients = client ? client->edition : std::nullopt;
  const auto wanted = asked ? asked : clients;
  const auto charts = chart::edition_of(chart);
  if (!wanted || !charts || *wanted == *charts) return;
  throw Error(
      ErrorKind::input,
      {"edition-mismatch",
       Severity::error,
       {},
       fmt::format("the chart {} {} is the {} edition's, but {} the other one", chart.name,
                   chart.version.to_string(), adjective_of(*charts),
                   asked ? "--edition says"
                         : fmt::format("your telepresence client ({}) is of", client->path)),
       fmt::format("To use it all the same: --edition {}", to_word(*charts))});
}

}  // namespace telepresence::supply
