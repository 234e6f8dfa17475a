// What a change of the Traffic Manager is checked against, in one question: the user's values as
// helm reads them, the Traffic Managers of the cluster, and the namespaces that the values speak
// of.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cluster/look.hpp"
#include "util/words.hpp"
#include "yaml/value.hpp"

namespace telepresence::cluster {

// What applies an object again and again, so that a change by others does not last.
struct GitopsOwner {
  std::string tool;  // "Flux", "Argo CD"
  std::string kind;  // "HelmRelease", "Kustomization", "Application"
  std::string name;
  std::string object_namespace;  // "" where its mark does not tell it

  // "HelmRelease traffic-manager in namespace flux-system (Flux)"
  std::string to_string() const;
};

// An object, and what applies it.
struct OwnedObject {
  std::string kind;
  std::string name;
  std::string object_namespace;  // "" for one of the whole cluster
  GitopsOwner owner;
};

// A Traffic Manager, as its webhook configuration tells of it.
struct ManagerScope {
  std::string webhook;  // the name of that configuration
  std::string manager_namespace;
  std::vector<std::string> namespaces;  // that it manages; none: the whole cluster
  std::optional<GitopsOwner> owner;

  bool is_global() const { return namespaces.empty(); }
};

enum class NamespaceState { missing, active, terminating };

constexpr auto words_of(NamespaceState) {
  return std::array{Word{NamespaceState::missing, "missing"},
                    Word{NamespaceState::active, "active"},
                    Word{NamespaceState::terminating, "terminating"}};
}

struct NamespaceSeen {
  std::string name;
  NamespaceState state = NamespaceState::active;
  // The Pod Security Standard that it enforces, "restricted"; "" for none.
  std::string pod_security;
};

// The ConfigMap by which a Traffic Manager claims a namespace.
struct Claim {
  std::string claimed;
  std::string owner;  // the manager's namespace
};

struct Survey {
  yaml::Value values;                  // the user's own, without those of the chart
  std::vector<ManagerScope> managers;  // of the whole cluster, but for those without a webhook
  // The release's namespace, and those that it or its clients are given; none where the user may
  // not look.
  std::vector<NamespaceSeen> namespaces;
  std::vector<Claim> claims;       // of namespaces that it is given, if these are no more than 20
  std::vector<OwnedObject> owned;  // of this release, and its namespace
  std::string agent_owner;  // the namespace of the release that has the Ambassador Agent's roles
  // The values want it to make the certificate; where the user may look.
  bool lacks_cert_manager = false;

  // Whether the Traffic Manager of this namespace has its webhook.
  bool has_webhook_of(const std::string& manager_namespace) const;
};

// `values` are flags that give helm values (helm::value_flags).
Look<Survey> survey_for(const std::string& release_namespace, const helm::Arguments& values,
                        const std::filesystem::path& probe_chart);

}  // namespace telepresence::cluster
