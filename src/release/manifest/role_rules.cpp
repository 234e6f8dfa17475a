#include "release/manifest/role_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "util/text.hpp"

namespace telepresence::release {
namespace {

Names names_in(const yaml::Value& list) {
  Names names;
  for (const auto& item : list.items()) names.emplace(item.scalar());
  return names;
}

// "deployments.apps", "configmaps x".
std::string object_of(const cluster::Right& right) {
  return fmt::format("{}{}{}{}{}", right.resource, right.group.empty() ? "" : ".", right.group,
                     right.name.empty() ? "" : " ", right.name);
}

std::string joined(const Names& names) { return text::join({names.begin(), names.end()}, ", "); }

}  // namespace

bool is_role(const std::string& kind) { return kind == "Role" || kind == "ClusterRole"; }

bool gathers_others(const ManifestObject& role) {
  return static_cast<bool>(role.content["aggregationRule"]);
}

std::vector<Rule> rules_in(const yaml::Value& list) {
  std::vector<Rule> rules;
  for (const auto& rule : list.items()) {
    rules.push_back({names_in(rule["apiGroups"]), names_in(rule["resources"]),
                     names_in(rule["verbs"]), names_in(rule["resourceNames"])});
  }
  return rules;
}

std::vector<cluster::Right> rights_of(const std::vector<Rule>& rules, const std::string& in) {
  std::vector<cluster::Right> rights;
  for (const auto& rule : rules) {
    const auto names = rule.names.empty() ? Names{""} : rule.names;
    for (const auto& group : rule.groups) {
      for (const auto& resource : rule.resources) {
        for (const auto& verb : rule.verbs) {
          for (const auto& name : names) rights.push_back({in, group, resource, verb, name});
        }
      }
    }
  }
  return rights;
}

std::vector<cluster::Right> not_given(const std::vector<cluster::Right>& rights,
                                      const std::vector<Rule>& rules) {
  std::vector<cluster::Right> missing;
  std::ranges::copy_if(rights, std::back_inserter(missing), [&](const cluster::Right& right) {
    return std::ranges::none_of(rules,
                                [&](const Rule& rule) { return cluster::gives(rule, right); });
  });
  return missing;
}

std::vector<std::string> in_words(const std::vector<cluster::Right>& rights) {
  std::map<std::string, Names> verbs;  // by object
  for (const auto& right : rights) verbs[object_of(right)].insert(right.verb);
  std::map<std::string, Names> objects;  // by verbs
  for (const auto& [object, of] : verbs) objects[joined(of)].insert(object);
  std::vector<std::string> words;
  words.reserve(objects.size());
  for (const auto& [of, what] : objects) words.push_back(fmt::format("{} {}", of, joined(what)));
  return words;
}

}  // namespace telepresence::release
