#include "release/manifest/permissions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "release/manifest/manifest.hpp"
#include "release/manifest/role_rules.hpp"
#include "util/quoted.hpp"
#include "util/text.hpp"
#include "yaml/documents.hpp"

namespace telepresence::release {
namespace {

constexpr const char* role_name = "telepresence-installer";
constexpr std::string_view rbac_group = "rbac.authorization.k8s.io";

// As the API calls them in a path. Source: the plurals of k8s.io/apimachinery's
// UnsafeGuessKindToResource, which are right for all kinds of the chart.
std::string resource_of(const std::string& kind) {
  const auto name = text::lower(kind);
  if (name.ends_with('y')) return name.substr(0, name.size() - 1) + "ies";
  return name + (name.ends_with('s') ? "es" : "s");
}

// Source: helm.sh/docs/topics/charts_hooks.
bool is_hook_of_an_end(std::string_view events) {
  return events.find("delete") != std::string_view::npos &&
         events.find("install") == std::string_view::npos &&
         events.find("upgrade") == std::string_view::npos;
}

// Whether an install and an upgrade make it: there are hooks that an uninstall alone does.
bool is_made(const ManifestObject& object) {
  return !is_hook_of_an_end(object.content["metadata"]["annotations"]["helm.sh/hook"].scalar());
}

// What helm does with each object: makes it, waits for it, changes it and deletes it.
const Names all_verbs = {"get", "list", "watch", "create", "update", "patch", "delete"};

// By namespace, "" for the whole cluster.
using Rules = std::map<std::string, std::vector<Rule>>;

// The API server lets nobody give away what he does not have.
// Source: kubernetes.io/docs/reference/access-authn-authz/rbac, on privilege escalation.
void add_grants(Rules& rules, const std::vector<ManifestObject>& objects) {
  for (const auto& object : objects) {
    auto& where = rules[object.object_namespace];
    const auto rules_of_role = rules_in(object.content["rules"]);
    where.insert(where.end(), rules_of_role.begin(), rules_of_role.end());
    // What it gathers is not known when it is made.
    if (gathers_others(object)) {
      where.push_back({{std::string(rbac_group)}, {"clusterroles"}, {"escalate"}, {}});
    }
  }
}

void add_inside(Rules& rules, const std::vector<ManifestObject>& objects) {
  std::map<std::string, std::map<std::string, Names>> resources;  // by namespace and group
  for (const auto& object : objects) {
    if (object.object_namespace.empty()) continue;
    resources[object.object_namespace][object.group].insert(resource_of(object.kind));
  }
  for (const auto& [in, groups] : resources) {
    for (const auto& [group, names] : groups) {
      rules[in].push_back({{group}, names, all_verbs, {}});
    }
  }
}

void add_of_cluster(Rules& rules, const std::vector<ManifestObject>& objects) {
  std::map<std::string, std::map<std::string, Names>> names;  // by group and resource
  for (const auto& object : objects) {
    if (object.object_namespace.empty()) {
      names[object.group][resource_of(object.kind)].insert(object.name);
    }
  }
  for (const auto& [group, resources] : names) {
    for (const auto& [resource, of] : resources) {
      // What does not exist has no name that a rule could go by.
      rules[""].push_back({{group}, {resource}, {"create", "list", "watch"}, {}});
      rules[""].push_back({{group}, {resource}, {"get", "update", "patch", "delete"}, of});
    }
  }
}

// Helm's records, and what the plugin looks at.
void add_looks(Rules& rules, const std::vector<ManifestObject>& objects, const std::string& in) {
  auto& inside = rules[in];
  inside.push_back({{""}, {"secrets"}, all_verbs, {}});
  inside.push_back({{""}, {"configmaps"}, {"get", "list"}, {}});
  inside.push_back({{""}, {"events", "pods"}, {"get", "list", "watch"}, {}});
  inside.push_back(
      {{"apps"}, {"deployments", "replicasets", "statefulsets"}, {"get", "list", "watch"}, {}});
  auto& everywhere = rules[""];
  everywhere.push_back({{""}, {"namespaces"}, {"get", "list", "create"}, {}});
  // Helm 4 applies the namespace that it may have to make.
  everywhere.push_back({{""}, {"namespaces"}, {"patch"}, {in}});
  everywhere.push_back(
      {{"admissionregistration.k8s.io"}, {"mutatingwebhookconfigurations"}, {"list"}, {}});
  const bool wants_cert_manager = std::ranges::any_of(
      objects, [](const ManifestObject& object) { return object.group == "cert-manager.io"; });
  if (wants_cert_manager) {
    everywhere.push_back({{"apiextensions.k8s.io"},
                          {"customresourcedefinitions"},
                          {"get"},
                          {"certificates.cert-manager.io"}});
  }
}

cluster::Right right_to(const std::string& verb, const ManifestObject& object) {
  return {object.object_namespace, object.group, resource_of(object.kind), verb,
          verb == "create" ? "" : object.name};
}

Grant grant_of(const ManifestObject& role) {
  return {rights_of(rules_in(role.content["rules"]), role.object_namespace),
          {right_to("escalate", role), right_to("bind", role)}};
}

bool is_kept(const ManifestObject& object) {
  return object.content["metadata"]["annotations"]["helm.sh/resource-policy"].scalar() == "keep";
}

// Whoever changes anything of a role, a label too, needs all that it gives.
// Source: k8s.io/kubernetes/pkg/registry/rbac/role/policybased/storage.go.
void add_rights_to_change(const ManifestObject& object, const yaml::Value& recorded,
                          RightsToMake& wanted) {
  const bool is_changed = yaml::to_json(object.content) != yaml::to_json(recorded);
  if (is_role(object.kind) && !gathers_others(object) && is_changed) {
    wanted.grants.push_back(grant_of(object));
  }
}

// What a first revision takes besides: helm's record of it, and the namespace.
void add_rights_of_first(std::vector<cluster::Right>& rights, const Making& making) {
  const auto& in = making.manager_namespace;
  if (!making.record_kind.empty()) {
    const auto records = resource_of(making.record_kind);
    for (const auto* verb : {"list", "create", "update"}) {
      rights.push_back({in, "", records, verb, ""});
    }
    if (making.may_be_undone) rights.push_back({in, "", records, "delete", ""});
  }
  if (!making.creates_namespace) return;
  if (making.lacks_namespace) rights.push_back({"", "", "namespaces", "create", ""});
  // Helm 4 applies it, there or not.
  if (making.by_server) rights.push_back({"", "", "namespaces", "patch", in});
}

std::string list_of(const Names& texts) {
  std::vector<std::string> all;
  all.reserve(texts.size());
  for (const auto& one : texts) all.push_back(double_quoted(one));
  return '[' + text::join(all, ", ") + ']';
}

std::string text_of(const Rule& rule) {
  return fmt::format(
      "  - apiGroups: {}\n    resources: {}\n{}    verbs: {}\n", list_of(rule.groups),
      list_of(rule.resources),
      rule.names.empty() ? "" : fmt::format("    resourceNames: {}\n", list_of(rule.names)),
      list_of(rule.verbs));
}

std::string head_of(const std::string& kind, const std::string& in) {
  return fmt::format("---\napiVersion: {}/v1\nkind: {}\nmetadata:\n  name: {}\n{}", rbac_group,
                     kind, role_name,
                     in.empty() ? "" : fmt::format("  namespace: {}\n", double_quoted(in)));
}

std::string binding_of(const std::string& role, const std::string& in,
                       const std::vector<Subject>& subjects) {
  auto text = head_of(role + "Binding", in);
  text += fmt::format("roleRef: {{apiGroup: {}, kind: {}, name: {}}}\nsubjects:\n", rbac_group,
                      role, role_name);
  for (const auto& subject : subjects) text += "  - " + json_of(subject) + '\n';
  return text;
}

}  // namespace

std::string permissions_in(const std::string& manifest) {
  std::string permissions;
  for (const auto& [text, content] : documents_of(manifest)) {
    const auto kind = std::string(content["kind"].scalar());
    if (kind == "ServiceAccount" || is_role(kind) || kind.ends_with("RoleBinding")) {
      permissions += "---\n" + text;
    }
  }
  return permissions;
}

std::vector<cluster::Right> RightsToMake::all() const {
  std::set<cluster::Right> found(rights.begin(), rights.end());
  for (const auto& grant : grants) {
    found.insert(grant.given.begin(), grant.given.end());
    found.insert(grant.instead.begin(), grant.instead.end());
  }
  return {found.begin(), found.end()};
}

std::vector<cluster::Right> RightsToMake::missing(
    const std::vector<cluster::Right>& lacking) const {
  const std::set<cluster::Right> lacks(lacking.begin(), lacking.end());
  std::set<cluster::Right> found;
  const auto add = [&](const std::vector<cluster::Right>& wanted) {
    std::ranges::copy_if(wanted, std::inserter(found, found.end()),
                         [&](const cluster::Right& right) { return lacks.contains(right); });
  };
  add(rights);
  for (const auto& grant : grants) {
    const bool may_give_any = std::ranges::none_of(
        grant.instead, [&](const cluster::Right& right) { return lacks.contains(right); });
    if (!may_give_any) add(grant.given);
  }
  return {found.begin(), found.end()};
}

RightsToMake rights_to_make(const std::vector<ManifestObject>& objects, const Making& making) {
  RightsToMake wanted;
  for (const auto& object : objects) {
    if (!is_made(object)) continue;
    if (const auto& recorded = content_in(making.recorded, object)) {
      add_rights_to_change(object, recorded, wanted);
      continue;
    }
    // Helm looks first whether it is there.
    wanted.rights.push_back(right_to("get", object));
    wanted.rights.push_back(right_to("create", object));
    if (making.by_server) wanted.rights.push_back(right_to("patch", object));
    if (gathers_others(object)) {
      // What it gathers is not known when it is made.
      wanted.rights.push_back(right_to("escalate", object));
    } else if (is_role(object.kind)) {
      wanted.grants.push_back(grant_of(object));
    }
    // No undo takes a hook away.
    if (making.may_be_undone && !object.is_hook() && !is_kept(object)) {
      wanted.rights.push_back(right_to("delete", object));
    }
  }
  for (const auto& object : making.recorded) {
    if (!content_in(objects, object) && !is_kept(object)) {
      wanted.rights.push_back(right_to("delete", object));
    }
  }
  if (making.recorded.empty()) add_rights_of_first(wanted.rights, making);
  return wanted;
}

std::string installer_rights(const std::string& manifest, const InstallerRights& wanted) {
  const auto& in = wanted.manager_namespace;
  const auto objects = objects_of(manifest, in);
  Rules rules;
  add_inside(rules, objects);
  add_of_cluster(rules, objects);
  add_grants(rules, objects);
  add_looks(rules, objects, in);
  std::string text;
  for (const auto& [where, of] : rules) {
    const std::string role = where.empty() ? "ClusterRole" : "Role";
    text += head_of(role, where) + "rules:\n";
    for (const auto& rule : of) text += text_of(rule);
    if (!wanted.subjects.empty()) text += binding_of(role, where, wanted.subjects);
  }
  return text;
}

}  // namespace telepresence::release
