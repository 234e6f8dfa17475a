// The rights of RBAC, its rules, and what they give.
#pragma once

#include <compare>
#include <set>
#include <string>

namespace telepresence::cluster {

// To do this with such an object.
struct Right {
  std::string object_namespace;  // "" for what is of the whole cluster
  std::string group;             // of the API, "apps"; "" for the core
  std::string resource;          // "deployments", "deployments/scale"
  std::string verb;
  std::string name;  // "" for any, and for what has none yet

  auto operator<=>(const Right&) const = default;
};

// What may be done with which resources.
struct Rule {
  using Names = std::set<std::string>;

  Names groups;
  Names resources;
  Names verbs;
  Names names;  // of the objects; none: all
};

// Whatever the right's namespace is. "*" gives all.
// Source: k8s.io/kubernetes/pkg/apis/rbac/v1/evaluation_helpers.go.
bool gives(const Rule& rule, const Right& right);

}  // namespace telepresence::cluster
