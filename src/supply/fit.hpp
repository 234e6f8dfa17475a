// Which version of the chart is wanted, and whether it fits the user's telepresence client.
#pragma once

#include <optional>
#include <string>

#include "chart/edition.hpp"
#include "chart/metadata.hpp"
#include "cluster/releases.hpp"
#include "supply/client.hpp"
#include "util/semver.hpp"
#include "util/version_range.hpp"

namespace telepresence::supply {

// How near the client's version has to be: the same, the same but for the last number, or
// anywhere.
enum class VersionCheck { exact, minor, off };

// Throws Error (usage) for a word that is none.
VersionCheck parse_version_check(const std::string& word);

// Who decided on the version.
enum class VersionRule { flag, client, plugin };

// A stable word for each, for JSON.
const char* to_word(VersionRule rule);

struct WantedVersion {
  std::string text;    // "v2.18.1" or "^2.17", as it was given
  VersionRange range;  // what that means by helm's rules
  VersionRule rule = VersionRule::plugin;

  bool allows(const Version& version) const;
  // For people: "2.18.1 (your telepresence client's)".
  std::string description() const;
};

// The first that says something: `flag` (--version), the client, the plugin's own version.
// Throws Error (usage) when the flag is neither a version nor a range.
WantedVersion want_version(const std::optional<std::string>& flag,
                           const std::optional<TelepresenceClient>& client, const Version& plugin);

// Whose version it is that has to fit the client: the one that was asked for, while no chart was
// looked at yet, or that of a chart.
enum class VersionOf { request, chart };

// Throws Error (input) when there is a client that told its version and `version` is not near
// enough to it. The hint has the ways out; `way_out` tells how to get the client's chart.
void check_version(const Version& version, VersionOf what,
                   const std::optional<TelepresenceClient>& client, VersionCheck check,
                   const std::string& way_out);

// What to say of a client and a Traffic Manager in the cluster of different versions; "" when they
// are of one, or one of them does not tell. `upgrade`: the command line that upgrades it.
std::string version_problem(const cluster::Release& manager,
                            const std::optional<TelepresenceClient>& client,
                            const std::string& upgrade);

// Throws Error (input) when the chart is made for another edition than was `asked` for
// (--edition), or than the client is of.
void check_edition(const chart::Metadata& chart, const std::optional<chart::Edition>& asked,
                   const std::optional<TelepresenceClient>& client);

}  // namespace telepresence::supply
