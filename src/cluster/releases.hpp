// Helm's releases of the Traffic Manager.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "helm/client.hpp"

namespace telepresence::cluster {

struct Release {
  std::string release_namespace;
  int revision = 0;
  std::string status;         // helm's word: deployed, failed, pending-install, …
  std::string chart;          // "telepresence"
  std::string chart_version;  // "2.18.1"
  std::string app_version;
  std::string updated;  // when, as helm says it
};

struct ReleaseFilter {
  std::optional<std::string> release_namespace;  // nothing: every namespace
  std::optional<std::string> label;              // "key=value" that the release must carry
};

// The helm question whose answer parse_releases reads.
helm::Client::Question releases_question(const ReleaseFilter& filter);
std::vector<Release> parse_releases(const std::string& helm_output);

// The newest revision of each release named traffic-manager, whatever its state.
// Throws Error (cluster) when the cluster cannot be read.
std::vector<Release> find_releases(const helm::Client& helm, const ReleaseFilter& filter);

// A sentence about where else the release lives, or that nobody could tell; "" when
// it lives nowhere else. Made for the message that it is not in `asked_namespace`.
std::string found_elsewhere(const helm::Client& helm, const std::string& asked_namespace);

struct Revision {
  int number = 0;
  std::string status;
};

// The history that helm keeps of the release, oldest first. Throws Error (cluster).
std::vector<Revision> history(const helm::Client& helm, const std::string& release_namespace);

}  // namespace telepresence::cluster
