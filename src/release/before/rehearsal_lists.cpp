#include "release/before/rehearsal_lists.hpp"

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "yaml/canonical.hpp"
#include "yaml/documents.hpp"

namespace telepresence::release {
namespace {

using yaml::Entry;
using yaml::Value;

// The map with `value` for `key`.
Value with(const Value& map, std::string_view key, Value value) {
  auto entries = map.entries();
  std::erase_if(entries, [&](const Entry& entry) { return entry.key.scalar() == key; });
  entries.push_back({Value::text(std::string(key)), std::move(value)});
  return Value::map(std::move(entries));
}

Value without(const Value& map, std::initializer_list<std::string_view> keys) {
  auto entries = map.entries();
  std::erase_if(entries, [&](const Entry& entry) {
    return std::ranges::find(keys, entry.key.scalar()) != keys.end();
  });
  return Value::map(std::move(entries));
}

const Value& pattern_of(const Value& workload) { return workload["spec"]["template"]; }

// Without annotations, which may have a checksum of what is made anew each time.
std::string comparable(const Value& pattern) {
  return yaml::canonical(with(pattern, "metadata", without(pattern["metadata"], {"annotations"})));
}

bool gets_new_pods(const ManifestObject& workload, const Value& former) {
  return comparable(pattern_of(workload.content)) != comparable(pattern_of(former));
}

// With which the text begins; 0 without one.
long long number_in(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// "2", or "25%" of them, as the API has it for a rolling update.
long long part_of(long long replicas, std::string_view part) {
  return part.ends_with('%') ? replicas * number_in(part) / 100 : number_in(part);
}

long long replicas_of(const ManifestObject& workload) {
  const auto& replicas = workload.content["spec"]["replicas"];
  return replicas ? number_in(replicas.scalar()) : 1;
}

bool depends_on_cluster(const ManifestObject& object) {
  return object.is_secret() || object.kind == "MutatingWebhookConfiguration";
}

Value placed(const Value& object, const std::string& in) {
  if (in.empty()) return object;
  return with(object, "metadata", with(object["metadata"], "namespace", Value::text(in)));
}

Value pod_of(const ManifestObject& workload) {
  const auto& pattern = pattern_of(workload.content);
  const auto named = with(pattern["metadata"], "name", Value::text(workload.name));
  const auto spec = without(pattern["spec"], {"serviceAccountName", "serviceAccount"});
  return placed(Value::map({{Value::text("apiVersion"), Value::text("v1")},
                            {Value::text("kind"), Value::text("Pod")},
                            {Value::text("metadata"), named},
                            {Value::text("spec"), spec}}),
                workload.object_namespace);
}

RehearsalList list_of(std::vector<Value> items, std::vector<cluster::LiveObject> objects) {
  if (items.empty()) return {};
  return {yaml::to_json(Value::map({{Value::text("apiVersion"), Value::text("v1")},
                                    {Value::text("kind"), Value::text("List")},
                                    {Value::text("items"), Value::list(std::move(items))}})),
          std::move(objects)};
}

cluster::LiveObject named(const std::string& kind, const ManifestObject& object) {
  cluster::LiveObject name;
  name.kind = kind;
  name.name = object.name;
  name.object_namespace = object.object_namespace;
  return name;
}

}  // namespace

bool has_pods(const ManifestObject& object) {
  return static_cast<bool>(pattern_of(object.content)["spec"]);
}

RehearsalList pods_of(const std::vector<ManifestObject>& objects,
                      const std::vector<ManifestObject>& recorded) {
  std::vector<Value> pods;
  std::vector<cluster::LiveObject> names;
  for (const auto& object : objects) {
    const auto& former = content_in(recorded, object);
    if (object.is_hook() || !has_pods(object) || replicas_of(object) == 0) continue;
    if (former && !gets_new_pods(object, former)) continue;
    pods.push_back(pod_of(object));
    names.push_back(named("Pod", object));
  }
  return list_of(std::move(pods), std::move(names));
}

bool makes_room_first(const ManifestObject& workload) {
  const auto& strategy = workload.content["spec"]["strategy"];
  if (workload.kind != "Deployment" || strategy["type"].scalar() == "Recreate") return true;
  const auto& update = strategy["rollingUpdate"];
  const auto surge = update["maxSurge"].scalar();
  const auto unavailable = update["maxUnavailable"].scalar();
  if (surge == "0" || surge == "0%") return true;
  return part_of(replicas_of(workload), unavailable.empty() ? "25%" : unavailable) > 0;
}

RehearsalList objects_to_apply(const std::vector<ManifestObject>& objects,
                               const std::vector<ManifestObject>& recorded) {
  std::vector<Value> items;
  std::vector<cluster::LiveObject> names;
  for (const auto& object : objects) {
    if (object.is_hook() || depends_on_cluster(object) || !content_in(recorded, object)) continue;
    items.push_back(placed(object.content, object.object_namespace));
    names.push_back(named(object.kind, object));
  }
  return list_of(std::move(items), std::move(names));
}

}  // namespace telepresence::release
