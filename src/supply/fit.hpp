// Which version of the chart is wanted, and whether it fits the user's telepresence client.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "chart/edition.hpp"
#include "chart/metadata.hpp"
#include "supply/client.hpp"
#include "supply/request.hpp"
#include "util/finding.hpp"
#include "util/semver.hpp"
#include "util/version_range.hpp"
#include "util/words.hpp"

namespace telepresence::supply {

// Who decided on the version.
enum class VersionRule { flag, client, bundled };

constexpr auto words_of(VersionRule /*type*/) {
  return std::array{Word{VersionRule::flag, "flag"}, Word{VersionRule::client, "client"},
                    Word{VersionRule::bundled, "bundled"}};
}

struct WantedVersion {
  std::string text;    // "v2.18.1" or "^2.17", as it was given
  VersionRange range;  // what that means by helm's rules
  VersionRule rule = VersionRule::bundled;

  bool allows(const Version& version) const;
  // For people: "2.18.1 (your telepresence client's)".
  std::string description() const;
};

// The first that says something: `flag` (--version), the client, the chart that the plugin carries.
// Throws Error (usage) when the flag is neither a version nor a range.
WantedVersion want_version(const std::optional<std::string>& flag,
                           const std::optional<TelepresenceClient>& client, const Version& bundled);

// The client that a chart has to fit, and how near.
struct ClientFit {
  std::optional<TelepresenceClient> client;
  VersionCheck check = VersionCheck::exact;
  std::string way_to_its_chart;  // for the hint: how the chart of the client's version is had
};

// Both throw Error (input) when there is a client that told its version and the other is not near
// enough to it; the hint has the ways out. `asked`: what was asked for, while no chart was looked
// at. `chart`: what a chart is.
void check_asked_version(const Version& asked, const ClientFit& fit);
void check_chart_version(const Version& chart, const ClientFit& fit);

// What to say of a client and `what`, "Traffic Manager" or "chart", of different versions; nothing
// when they are of one, or one of them does not tell. `app_version`: the manager's, as its release
// or chart has it; `upgrade`: the command line that upgrades it.
std::optional<Finding> version_problem(const std::string& what, const std::string& app_version,
                                       const std::optional<TelepresenceClient>& client,
                                       const std::string& upgrade);

// The same of their editions. `chart`: the one itself, or that of the release.
std::optional<Finding> edition_problem(const std::string& what, const chart::Metadata& chart,
                                       const std::optional<TelepresenceClient>& client);

// Throws Error (input) when the chart is made for another edition than was `asked` for
// (--edition), or than the client is of.
void check_edition(const chart::Metadata& chart, const std::optional<chart::Edition>& asked,
                   const std::optional<TelepresenceClient>& client);

}  // namespace telepresence::supply
