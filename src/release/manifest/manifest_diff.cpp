#include "release/manifest/manifest_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include "cluster/objects.hpp"
#include "net/certificate.hpp"
#include "util/base64.hpp"
#include "util/diff.hpp"
#include "yaml/canonical.hpp"

namespace telepresence::release {
namespace {

using yaml::Value;

// Gives what is to stand in the place of a scalar.
using Replace = std::function<Value(const Value& value, const Value& former)>;

// `value` with each of its scalars replaced; `former` is what stands at the same place there.
Value with_scalars(const Value& value, const Value& former, const Replace& replace) {
  if (value.kind() == Value::Kind::map) {
    std::vector<yaml::Entry> entries;
    for (const auto& [key, inner] : value.entries()) {
      entries.push_back({key, with_scalars(inner, former[key.scalar()], replace)});
    }
    return Value::map(std::move(entries));
  }
  if (value.kind() == Value::Kind::list) {
    std::vector<Value> items;
    for (const auto& item : value.items()) {
      const auto place = items.size();
      const auto& others = former.items();
      items.push_back(with_scalars(item, place < others.size() ? others[place] : Value(), replace));
    }
    return Value::list(std::move(items));
  }
  return replace(value, former);
}

// -- Certificates ---------------------------------------------------------------------------------

constexpr std::string_view pem_begin = "-----BEGIN ";

// A PEM text that stands there as such or in base64; "" for anything else.
std::string pem_of(const Value& value) {
  const auto text = value.scalar();
  if (text.starts_with(pem_begin)) return std::string(text);
  // What of that does not depend on what follows.
  constexpr std::string_view encoded_begin = "LS0tLS1CRUdJTi";
  return text.starts_with(encoded_begin) ? decode_base64(text).value_or("") : "";
}

bool is_generated(const Value& value, TimePoint rendered) {
  const auto begin = net::begin_of_certificate(pem_of(value));
  return begin && *begin >= rendered;
}

bool has_generated(const Value& value, TimePoint rendered) {
  const auto within = [&](const Value& inner) { return has_generated(inner, rendered); };
  return is_generated(value, rendered) || std::ranges::any_of(value.items(), within) ||
         std::ranges::any_of(value.entries(), within, &yaml::Entry::value);
}

// With the former ones in the place of those that were generated for it.
Value without_generated(const ManifestObject& object, const Value& former, TimePoint rendered) {
  return with_scalars(object.content, former, [&](const Value& value, const Value& was) {
    // A key has no date; in a Secret it belongs to the certificate beside it.
    const bool is_key = object.is_secret() && !pem_of(value).empty();
    if (!is_key && !is_generated(value, rendered)) return value;
    return was ? was : Value::text("(generated)");
  });
}

// -- Secrets --------------------------------------------------------------------------------------

std::size_t size_of(const Value& value, bool is_encoded) {
  if (!is_encoded) return value.scalar().size();
  const auto decoded = decode_base64(value.scalar());
  return decoded ? decoded->size() : value.scalar().size();
}

bool is_same(const Value& one, const Value& other) {
  return yaml::canonical(one) == yaml::canonical(other);
}

// `side`: "before" or "after", so that one can see that a value is another one.
Value hidden(const Value& values, const Value& others, bool is_encoded, std::string_view side) {
  return with_scalars(values, others, [&](const Value& value, const Value& other) {
    const bool differs = other && !is_same(value, other);
    return Value::text(fmt::format("(hidden, {} bytes{}{})", size_of(value, is_encoded),
                                   differs ? ", " : "", differs ? side : ""));
  });
}

Value without_secrets(const Value& secret, const Value& other, std::string_view side) {
  std::vector<yaml::Entry> entries;
  for (const auto& [key, value] : secret.entries()) {
    const bool is_encoded = key.scalar() == "data";
    const bool is_secret = is_encoded || key.scalar() == "stringData";
    entries.push_back(
        {key, is_secret ? hidden(value, other[key.scalar()], is_encoded, side) : value});
  }
  return Value::map(std::move(entries));
}

// -- Objects --------------------------------------------------------------------------------------

std::string text_of(const ManifestObject& object, const Value& content, const Value& other,
                    std::string_view side) {
  if (!content) return {};
  return yaml::canonical(object.is_secret() ? without_secrets(content, other, side) : content);
}

// "" for contents that say the same. Either may be none.
std::string diff_of(const ManifestObject& object, const Value& before, const Value& after,
                    std::size_t context) {
  return text::diff_in_context(text_of(object, before, after, "before"),
                               text_of(object, after, before, "after"), context);
}

void add(std::vector<ObjectChange>& changes, ObjectChangeKind change, const ManifestObject& object,
         std::string diff) {
  if (diff.empty()) return;
  changes.push_back(
      {change, object.group, object.kind, object.name, object.object_namespace, std::move(diff)});
}

bool is_kept(const Value& content) {
  return content["metadata"]["annotations"]["helm.sh/resource-policy"].scalar() == "keep";
}

}  // namespace

std::string ObjectChange::to_string() const {
  return cluster::name_of(kind, name, object_namespace);
}

ManifestDiff diff_of(const std::vector<ManifestObject>& before,
                     const std::vector<ManifestObject>& after, const DiffRules& rules) {
  ManifestDiff result;
  for (const auto& object : after) {
    const auto& former = content_in(before, object);
    auto content = object.content;
    if (rules.rendered && has_generated(content, *rules.rendered)) {
      content = without_generated(object, former, *rules.rendered);
      // One that was made in the same second, and is kept, is no other one.
      if (!is_same(content, object.content)) {
        result.generated.push_back(
            cluster::name_of(object.kind, object.name, object.object_namespace));
      }
    }
    add(result.changes, former ? ObjectChangeKind::changed : ObjectChangeKind::added, object,
        diff_of(object, former, content, rules.context));
  }
  for (const auto& object : before) {
    if (content_in(after, object) || is_kept(object.content)) continue;
    add(result.changes, ObjectChangeKind::removed, object,
        diff_of(object, object.content, {}, rules.context));
  }
  return result;
}

}  // namespace telepresence::release
