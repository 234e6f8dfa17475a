#include "release/manifest/live_fields.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "util/quantity.hpp"

namespace telepresence::release {
namespace {

using yaml::Value;

// -- Scalars --------------------------------------------------------------------------------------

bool is_same_quantity(const Value& live, const Value& wanted) {
  const auto left = Quantity::parse(live.scalar());
  return left && left == Quantity::parse(wanted.scalar());
}

// What the API server does not keep.
bool is_empty(const Value& value) {
  constexpr std::string_view words[] = {"", "false", "0"};
  return value && value.items().empty() && value.entries().empty() &&
         std::ranges::find(words, value.scalar()) != std::end(words);
}

// -- Lists ----------------------------------------------------------------------------------------

// The key by which the items of a list are merged, "" where a list is replaced as a whole.
// Source: patchMergeKey of the types in k8s.io/api.
std::string_view merge_key(std::string_view list, const Value& items) {
  constexpr std::string_view by_name[] = {
      "containers", "initContainers", "env", "imagePullSecrets", "secrets", "volumes", "webhooks"};
  if (std::ranges::find(by_name, list) != std::end(by_name)) return "name";
  if (list == "volumeMounts") return "mountPath";
  if (list != "ports" || items.items().empty()) return {};
  return items.items().front()["containerPort"] ? "containerPort" : "port";
}

const Value& item_with(const Value& list, std::string_view key, std::string_view value) {
  static const Value none;
  const auto found = std::ranges::find_if(
      list.items(), [&](const Value& item) { return item[key].scalar() == value; });
  return found == list.items().end() ? none : *found;
}

Value merged_list(const Value& live, const Value& recorded, const Value& wanted,
                  std::string_view key) {
  std::vector<Value> items;
  const auto add = [&](const Value& item) {
    const auto name = item[key].scalar();
    const auto& found = item_with(live, key, name);
    if (!found) return;
    items.push_back(
        live_fields(found, item_with(recorded, key, name), item_with(wanted, key, name)));
  };
  for (const auto& item : wanted.items()) add(item);
  for (const auto& item : recorded.items()) {
    if (!item_with(wanted, key, item[key].scalar())) add(item);
  }
  return Value::list(std::move(items));
}

// Which item is which is known where there are as many.
Value whole_list(const Value& live, const Value& recorded, const Value& wanted) {
  static const Value none;
  const auto& like = wanted ? wanted : recorded;
  if (like.items().size() != live.items().size()) return live;
  const bool has_both = recorded.items().size() == live.items().size();
  std::vector<Value> items;
  items.reserve(live.items().size());
  for (std::size_t i = 0; i < live.items().size(); ++i) {
    items.push_back(
        live_fields(live.items()[i], has_both ? recorded.items()[i] : none, like.items()[i]));
  }
  return Value::list(std::move(items));
}

// -- Maps -----------------------------------------------------------------------------------------

// What limits a rule of a role, where neither the API server nor a controller adds anything.
bool is_never_added(std::string_view key) { return key == "resourceNames"; }

Value map_of(const Value& live, const Value& recorded, const Value& wanted);

// Of `resources`: limits, requests.
Value quantities_of(const Value& live, const Value& recorded, const Value& wanted) {
  std::vector<yaml::Entry> entries;
  const auto fields = map_of(live, recorded, wanted);
  for (const auto& [key, value] : fields.entries()) {
    const auto& other = wanted[key.scalar()];
    entries.push_back({key, is_same_quantity(value, other) ? other : value});
  }
  return Value::map(std::move(entries));
}

Value field_of(std::string_view key, const Value& live, const Value& recorded,
               const Value& wanted) {
  if (key == "limits" || key == "requests") return quantities_of(live, recorded, wanted);
  if (live.kind() != Value::Kind::list) return live_fields(live, recorded, wanted);
  const auto& like = wanted ? wanted : recorded;
  const auto by = merge_key(key, like);
  return by.empty() ? whole_list(live, recorded, wanted) : merged_list(live, recorded, wanted, by);
}

Value map_of(const Value& live, const Value& recorded, const Value& wanted) {
  std::vector<yaml::Entry> entries;
  const auto add = [&](const Value& key) {
    const auto name = key.scalar();
    const auto& here = live[name];
    // The API server writes it into `data`.
    const bool is_never_there = name == "stringData";
    if (here) {
      entries.push_back({key, field_of(name, here, recorded[name], wanted[name])});
    } else if (is_empty(wanted[name]) || is_never_there) {
      entries.push_back({key, wanted[name]});
    }
  };
  for (const auto& entry : wanted.entries()) add(entry.key);
  for (const auto& entry : recorded.entries()) {
    if (!wanted[entry.key.scalar()]) add(entry.key);
  }
  for (const auto& entry : live.entries()) {
    const auto name = entry.key.scalar();
    if (is_never_added(name) && !wanted[name] && !recorded[name]) entries.push_back(entry);
  }
  return entries.empty() && is_empty(wanted) ? wanted : Value::map(std::move(entries));
}

}  // namespace

Value live_fields(const Value& live, const Value& recorded, const Value& wanted) {
  switch (live.kind()) {
    case Value::Kind::map:
      return map_of(live, recorded, wanted);
    case Value::Kind::list:
      return whole_list(live, recorded, wanted);
    case Value::Kind::none:
    case Value::Kind::null:
    case Value::Kind::text:
    case Value::Kind::literal:
      break;
  }
  // A number for which the manifest has a text, or the other way round.
  const bool is_scalar =
      wanted.kind() == Value::Kind::text || wanted.kind() == Value::Kind::literal;
  return is_scalar && live.scalar() == wanted.scalar() ? wanted : live;
}

}  // namespace telepresence::release
