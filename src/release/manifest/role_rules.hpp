// The rules of roles: what may be done with which resources.
#pragma once

#include <string>
#include <vector>

#include "cluster/rules.hpp"
#include "release/manifest/manifest.hpp"
#include "yaml/value.hpp"

namespace telepresence::release {

using cluster::Rule;
using Names = Rule::Names;

bool is_role(const std::string& kind);

// Whether it is a role whose rules the cluster itself gathers from others.
bool gathers_others(const ManifestObject& role);

// Of the list that a role has. What is no resource of the API (nonResourceURLs) is left out.
std::vector<Rule> rules_in(const yaml::Value& list);

// All that they give, in that namespace.
std::vector<cluster::Right> rights_of(const std::vector<Rule>& rules, const std::string& in);

// Those of the rights that none of the rules gives, whatever their namespaces.
std::vector<cluster::Right> not_given(const std::vector<cluster::Right>& rights,
                                      const std::vector<Rule>& rules);

// "get, list pods, services", "delete configmaps x": what may be done, and the resources it may be
// done with.
std::vector<std::string> in_words(const std::vector<cluster::Right>& rights);

}  // namespace telepresence::release
