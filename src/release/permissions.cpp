#include "release/permissions.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "util/quoted.hpp"
#include "util/text.hpp"
#include "yaml/documents.hpp"

namespace telepresence::release {
namespace {

constexpr const char* role_name = "telepresence-installer";
constexpr std::string_view rbac_group = "rbac.authorization.k8s.io";

using Names = std::set<std::string>;

// What may be done with which resources.
struct Rule {
  Names groups;
  Names resources;
  Names verbs;
  Names names;  // of the objects; none: all
};

struct Object {
  std::string group;
  std::string kind;
  std::string name;
  std::string object_namespace;  // "" for one of the whole cluster
  std::vector<Rule> rules;       // of a role
  bool gathers_others = false;   // a ClusterRole with an aggregationRule
};

// As the API calls them in a path. Source: the plurals of k8s.io/apimachinery's
// UnsafeGuessKindToResource, which are right for all kinds of the chart.
std::string resource_of(const std::string& kind) {
  const auto name = text::lower(kind);
  if (name.ends_with('y')) return name.substr(0, name.size() - 1) + "ies";
  return name + (name.ends_with('s') ? "es" : "s");
}

bool is_of_the_whole_cluster(const std::string& kind) {
  return kind.starts_with("Cluster") || kind == "MutatingWebhookConfiguration" ||
         kind == "Namespace";
}

bool is_role(const std::string& kind) { return kind == "Role" || kind == "ClusterRole"; }

// Its documents, as they stand there, without the lines between them.
std::vector<std::string> documents_of(const std::string& manifest) {
  std::vector<std::string> documents(1);
  for (const auto& line : text::split(manifest, '\n')) {
    if (line == "---") {
      documents.emplace_back();
    } else {
      documents.back() += line + '\n';
    }
  }
  return documents;
}

yaml::Value parse(const std::string& document) {
  constexpr std::size_t largest = 16UL << 20U;
  return yaml::parse(document, "helm template", largest);
}

Names names_in(const yaml::Value& list) {
  Names names;
  for (const auto& item : list.items()) names.emplace(item.scalar());
  return names;
}

std::vector<Rule> rules_in(const yaml::Value& list) {
  std::vector<Rule> rules;
  for (const auto& rule : list.items()) {
    rules.push_back({names_in(rule["apiGroups"]), names_in(rule["resources"]),
                     names_in(rule["verbs"]), names_in(rule["resourceNames"])});
  }
  return rules;
}

std::vector<Object> objects_of(const std::string& manifest, const std::string& in) {
  std::vector<Object> objects;
  for (const auto& document : documents_of(manifest)) {
    const auto value = parse(document);
    if (value["kind"].scalar().empty()) continue;
    const std::string version(value["apiVersion"].scalar());
    const auto slash = version.find('/');
    Object object;
    object.group = slash == std::string::npos ? "" : version.substr(0, slash);
    object.kind = value["kind"].scalar();
    object.name = value["metadata"]["name"].scalar();
    object.object_namespace = value["metadata"]["namespace"].scalar();
    if (object.object_namespace.empty()) object.object_namespace = in;
    if (is_of_the_whole_cluster(object.kind)) object.object_namespace.clear();
    object.rules = rules_in(value["rules"]);
    object.gathers_others = static_cast<bool>(value["aggregationRule"]);
    objects.push_back(std::move(object));
  }
  return objects;
}

// What helm does with each object: makes it, waits for it, changes it and deletes it.
const Names all_verbs = {"get", "list", "watch", "create", "update", "patch", "delete"};

// By namespace, "" for the whole cluster.
using Rules = std::map<std::string, std::vector<Rule>>;

// The API server lets nobody give away what he does not have.
// Source: kubernetes.io/docs/reference/access-authn-authz/rbac, on privilege escalation.
void add_grants(Rules& rules, const std::vector<Object>& objects) {
  for (const auto& object : objects) {
    auto& where = rules[object.object_namespace];
    where.insert(where.end(), object.rules.begin(), object.rules.end());
    // What it gathers is not known when it is made.
    if (object.gathers_others) {
      where.push_back({{std::string(rbac_group)}, {"clusterroles"}, {"escalate"}, {}});
    }
  }
}

void add_inside(Rules& rules, const std::vector<Object>& objects) {
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

void add_of_cluster(Rules& rules, const std::vector<Object>& objects) {
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
void add_looks(Rules& rules, const std::string& in) {
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
}

std::string list_of(const Names& texts) {
  std::vector<std::string> all;
  all.reserve(texts.size());
  for (const auto& one : texts) all.push_back(quoted(one));
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
                     in.empty() ? "" : fmt::format("  namespace: {}\n", quoted(in)));
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
  for (const auto& document : documents_of(manifest)) {
    const std::string kind(parse(document)["kind"].scalar());
    if (kind == "ServiceAccount" || is_role(kind) || kind.ends_with("RoleBinding")) {
      permissions += "---\n" + document;
    }
  }
  return permissions;
}

std::string installer_rights(const std::string& manifest, const InstallerRights& wanted) {
  const auto& in = wanted.manager_namespace;
  const auto objects = objects_of(manifest, in);
  Rules rules;
  add_inside(rules, objects);
  add_of_cluster(rules, objects);
  add_grants(rules, objects);
  add_looks(rules, in);
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
