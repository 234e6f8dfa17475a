// Helm's releases that have the name of the Traffic Manager's.
#pragma once

#include <string>
#include <vector>

#include "cluster/question.hpp"
#include "helm/arguments.hpp"

namespace telepresence::cluster {

struct Release {
  std::string release_namespace;
  int revision = 0;
  std::string status;         // helm's word: deployed, failed, pending-install, …
  std::string chart;          // "telepresence"
  std::string chart_version;  // "2.18.1"
  std::string app_version;
  std::string updated;  // when, as helm says it

  // Any chart can be installed under that name.
  bool is_traffic_manager() const;
  // All that is left of it is the history that helm was told to keep.
  bool is_uninstalled() const { return status == "uninstalled"; }
};

// The newest revision of each release named traffic-manager, whatever its state.
Question<std::vector<Release>> releases_in(const std::string& release_namespace);
Question<std::vector<Release>> releases_everywhere();
// The one in a namespace whose newest revision has the label, "key=value".
Question<std::vector<Release>> releases_with(const std::string& release_namespace,
                                             const std::string& label);

struct Revision {
  int number = 0;
  std::string status;   // helm's word; "uninstalled" also of one whose place another took then
  std::string updated;  // when, as helm says it
};

// Whether these are permissions alone, without a Traffic Manager: the value rbac.only.
Question<bool> has_permissions_alone(const std::string& release_namespace);

// How a revision was applied; Helm 4 alone can tell.
Question<helm::Apply> apply_method_of(const std::string& release_namespace, int revision);

// The values that the user gave for a revision, the newest one for 0, as YAML. No answer where
// there is none.
Question<std::string> values_of(const std::string& release_namespace, int revision = 0);
// The same on top of the defaults of its chart.
Question<std::string> values_with_defaults_of(const std::string& release_namespace, int revision);

// The history that helm keeps of the release, the oldest first. No answer where there is none.
Question<std::vector<Revision>> history_in(const std::string& release_namespace);

}  // namespace telepresence::cluster
