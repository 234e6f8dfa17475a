// The rules of roles: what may be done with which resources.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "cluster/access.hpp"
#include "yaml/value.hpp"

namespace telepresence::release {

using Names = std::set<std::string>;

struct Rule {
  Names groups;
  Names resources;
  Names verbs;
  Names names;  // of the objects; none: all
};

// Of the list that a role has. What is no resource of the API (nonResourceURLs) is left out.
std::vector<Rule> rules_in(const yaml::Value& list);

// All that they give, in that namespace.
std::vector<cluster::Right> rights_of(const std::vector<Rule>& rules, const std::string& in);

// Those of the rights that none of the rules gives, whatever their namespaces. "*" gives all.
// Source: k8s.io/kubernetes/pkg/apis/rbac/v1/evaluation_helpers.go.
std::vector<cluster::Right> not_given(const std::vector<cluster::Right>& rights,
                                      const std::vector<Rule>& rules);

// "get, list pods, services", "delete configmaps x": what may be done, and the resources it may be
// done with.
std::vector<std::string> in_words(const std::vector<cluster::Right>& rights);

}  // namespace telepresence::release
