#include "cluster/rules.hpp"

namespace telepresence::cluster {
namespace {

bool has(const Rule::Names& names, const std::string& name) {
  return names.contains("*") || names.contains(name);
}

bool has_resource(const Rule::Names& resources, const std::string& resource) {
  if (has(resources, resource)) return true;
  // "*/scale": that of any resource.
  const auto slash = resource.find('/');
  return slash != std::string::npos && resources.contains("*" + resource.substr(slash));
}

}  // namespace

bool gives(const Rule& rule, const Right& right) {
  return has(rule.groups, right.group) && has_resource(rule.resources, right.resource) &&
         has(rule.verbs, right.verb) && (rule.names.empty() || rule.names.contains(right.name));
}

}  // namespace telepresence::cluster
