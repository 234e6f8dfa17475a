#include "release/health/drift.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "release/manifest/live_objects.hpp"
#include "release/manifest/role_rules.hpp"
#include "yaml/documents.hpp"

namespace telepresence::release {
namespace {

using yaml::Value;

// -- Roles and bindings ---------------------------------------------------------------------------

bool is_binding(const ManifestObject& object) { return object.kind.ends_with("RoleBinding"); }

void compare_rules(const Value& recorded, const Value& live, ChangedRole& role) {
  const auto wanted = rules_in(recorded["rules"]);
  const auto given = rules_in(live["rules"]);
  role.lacks = in_words(not_given(rights_of(wanted, {}), given));
  role.has_besides = in_words(not_given(rights_of(given, {}), wanted));
}

std::string name_of(const Value& subject) {
  return cluster::name_of(std::string(subject["kind"].scalar()),
                          std::string(subject["name"].scalar()),
                          std::string(subject["namespace"].scalar()));
}

std::set<std::string> subjects_in(const Value& binding) {
  std::set<std::string> names;
  for (const auto& subject : binding["subjects"].items()) names.insert(name_of(subject));
  return names;
}

void compare_binding(const Value& recorded, const Value& live, ChangedRole& binding) {
  const auto wanted = subjects_in(recorded);
  const auto given = subjects_in(live);
  std::ranges::set_difference(wanted, given, std::back_inserter(binding.lacks));
  std::ranges::set_difference(given, wanted, std::back_inserter(binding.has_besides));
  const auto role = name_of(live["roleRef"]);
  if (role != name_of(recorded["roleRef"])) binding.gives = role;
}

void compare_role(const ManifestObject& object, const Value& live, Drift& drift) {
  ChangedRole role;
  role.object.kind = object.kind;
  role.object.name = object.name;
  role.object.object_namespace = object.object_namespace;
  if (is_binding(object)) {
    compare_binding(object.content, live, role);
  } else {
    compare_rules(object.content, live, role);
  }
  ++drift.roles;
  const bool is_same = role.lacks.empty() && role.has_besides.empty() && role.gives.empty();
  if (!is_same) drift.changed_roles.push_back(std::move(role));
}

// -- Images ---------------------------------------------------------------------------------------

bool is_workload(const ManifestObject& object) {
  return object.kind == "Deployment" || object.kind == "StatefulSet";
}

std::string_view image_of(const Value& containers, std::string_view name) {
  const auto& items = containers.items();
  const auto found =
      std::ranges::find_if(items, [&](const Value& one) { return one["name"].scalar() == name; });
  return found == items.end() ? std::string_view() : (*found)["image"].scalar();
}

void compare_images(const ManifestObject& object, const Value& live, Drift& drift) {
  const auto& wanted = object.content["spec"]["template"]["spec"];
  const auto& given = live["spec"]["template"]["spec"];
  for (const auto* list : {"initContainers", "containers"}) {
    for (const auto& container : wanted[list].items()) {
      const auto name = container["name"].scalar();
      const auto recorded = container["image"].scalar();
      const auto image = image_of(given[list], name);
      if (image.empty() || image == recorded) continue;
      drift.changed_images.push_back(
          {cluster::name_of(object.kind, object.name, object.object_namespace), std::string(name),
           std::string(recorded), std::string(image)});
    }
  }
}

}  // namespace

Drift drift_of(const std::vector<ManifestObject>& recorded, const cluster::Existing& existing) {
  Drift drift;
  for (const auto& object : recorded) {
    const bool is_compared = is_binding(object) || is_workload(object) ||
                             (is_role(object.kind) && !gathers_others(object));
    const auto* found = is_compared ? live_object(existing.objects, object) : nullptr;
    const auto live = found == nullptr ? std::nullopt : yaml::read_json(found->content);
    if (!live) continue;
    if (is_workload(object)) {
      compare_images(object, *live, drift);
    } else {
      compare_role(object, *live, drift);
    }
  }
  return drift;
}

}  // namespace telepresence::release
