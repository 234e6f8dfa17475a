#include "supply/fit.hpp"

#include <fmt/format.h>

#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::supply {
namespace {

// Where a client of another version is to be had.
std::string client_download(const TelepresenceClient& client, const Version& version) {
  if (client.chart_edition() == chart::Edition::enterprise) {
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

}  // namespace

VersionCheck parse_version_check(const std::string& word) {
  if (word == "exact") return VersionCheck::exact;
  if (word == "minor") return VersionCheck::minor;
  if (word == "off") return VersionCheck::off;
  throw Error(ErrorKind::usage, fmt::format("--version-check {}: not a way to check", word),
              "Use exact, minor or off.");
}

const char* to_word(VersionRule rule) {
  switch (rule) {
    case VersionRule::flag:
      return "flag";
    case VersionRule::client:
      return "client";
    case VersionRule::plugin:
      break;
  }
  return "plugin";
}

bool WantedVersion::allows(const Version& version) const {
  return range.contains(version) || Version::parse(text) == version;
}

std::string WantedVersion::description() const {
  switch (rule) {
    case VersionRule::flag:
      return text + " (asked for)";
    case VersionRule::client:
      return text + " (your telepresence client's)";
    case VersionRule::plugin:
      break;
  }
  return text + " (the plugin's own; no telepresence client told another)";
}

WantedVersion want_version(const std::optional<std::string>& flag,
                           const std::optional<TelepresenceClient>& client, const Version& plugin) {
  WantedVersion wanted;
  if (flag && text::trim(*flag).empty()) {
    throw Error(ErrorKind::usage, "the version that was asked for is empty",
                "Leave it out, or write '*' for the newest.");
  }
  if (flag) {
    wanted.text = *flag;
    wanted.rule = VersionRule::flag;
  } else if (client && !client->version.empty()) {
    wanted.text = client->version;
    wanted.rule = VersionRule::client;
  } else {
    wanted.text = plugin.to_string();
  }
  const auto range = VersionRange::parse(wanted.text);
  if (!range) {
    throw Error(ErrorKind::usage, fmt::format("'{}' is neither a version nor a range", wanted.text),
                "Write it as 2.18.1, v2.18.1, 2.18, '^2.17' or '>=2.17 <2.19'.");
  }
  wanted.range = *range;
  return wanted;
}

void check_version(const Version& version, VersionOf what,
                   const std::optional<TelepresenceClient>& client, VersionCheck check,
                   const std::string& way_out) {
  const auto clients = client ? Version::parse(client->version) : std::nullopt;
  if (!clients || is_near(*clients, version, check)) return;
  const auto text = version.to_string();
  const auto other = what == VersionOf::request ? fmt::format("version {} was asked for", text)
                                                : fmt::format("the chart is {}", text);
  throw Error(ErrorKind::input,
              fmt::format("{}, but your telepresence client is {} ({}); they have to be of one "
                          "version",
                          other, clients->to_string(), client->path),
              fmt::format("For the client's chart: {}\n"
                          "For a client of {}: {}\n"
                          "To go on all the same: --version-check off",
                          way_out, text, client_download(*client, version)));
}

std::string version_problem(const cluster::Release& manager,
                            const std::optional<TelepresenceClient>& client,
                            const std::string& upgrade) {
  const auto clients = client ? Version::parse(client->version) : std::nullopt;
  const auto managers = Version::parse(manager.app_version);
  if (!clients || !managers || *clients == *managers) return {};
  return fmt::format(
      "the Traffic Manager is {}, but your telepresence client is {}; they have to be of one "
      "version: `{}` takes the client's",
      managers->to_string(), clients->to_string(), upgrade);
}

void check_edition(const chart::Metadata& chart, const std::optional<chart::Edition>& asked,
                   const std::optional<TelepresenceClient>& client) {
  const auto clients = client ? client->chart_edition() : std::nullopt;
  const auto wanted = asked ? asked : clients;
  const auto charts = chart::edition_of(chart);
  if (!wanted || !charts || *wanted == *charts) return;
  throw Error(ErrorKind::input,
              fmt::format("the chart {} {} is the {} edition's, but {} the other one", chart.name,
                          chart.version.to_string(),
                          *charts == chart::Edition::oss ? "open-source" : "enterprise",
                          asked ? "--edition says"
                                : fmt::format("your telepresence client ({}) is of", client->path)),
              fmt::format("To use it all the same: --edition {}", to_word(*charts)));
}

}  // namespace telepresence::supply
