// The rules of RBAC, and what they give.
#pragma once

#include <set>
#include <string>

#include "cluster/access.hpp"

namespace telepresence::cluster {

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
