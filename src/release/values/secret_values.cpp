#include "release/values/secret_values.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "util/text.hpp"

namespace telepresence::release {
namespace {

using yaml::Value;

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool names_a_secret(std::string_view key) {
  constexpr std::string_view words[] = {"password", "passwd",     "passphrase", "token",
                                        "secret",   "credential", "licensekey", "dockerconfig"};
  const auto small = text::lower(key);
  // A toleration and a selector have a "key" too.
  return (small.ends_with("key") && small != "key") ||
         std::ranges::any_of(words, [&](std::string_view word) { return has(small, word); });
}

bool only_leads_to_one(std::string_view key) {
  const auto small = text::lower(key);
  return small.ends_with("name") || small == "namespace";
}

bool is_boolean(const Value& value) {
  return value.kind() == Value::Kind::literal &&
         (value.scalar() == "true" || value.scalar() == "false");
}

class Masking {
 public:
  // `is_secret`: what is below it by its name.
  Value mask(const Value& value, bool is_secret) {
    switch (value.kind()) {
      case Value::Kind::none:
      case Value::Kind::null:
        return value;
      case Value::Kind::literal:
        return is_secret && !is_boolean(value) ? masked() : value;
      case Value::Kind::text:
        return mask_text(value, is_secret);
      case Value::Kind::list:
        return mask_list(value, is_secret);
      case Value::Kind::map:
        return mask_map(value, is_secret);
    }
    return value;
  }

  bool has_masked() const { return has_masked_; }

 private:
  Value masked() {
    has_masked_ = true;
    return Value::text(masked_secret);
  }

  Value mask_text(const Value& value, bool is_secret) {
    if (value.scalar().empty()) return value;
    if (is_secret || has(value.scalar(), "PRIVATE KEY-----")) return masked();
    auto shown = text::without_logins(value.scalar());
    if (shown == value.scalar()) return value;
    has_masked_ = true;
    return Value::text(std::move(shown));
  }

  Value mask_list(const Value& list, bool is_secret) {
    std::vector<Value> items;
    for (const auto& item : list.items()) items.push_back(mask(item, is_secret));
    return Value::list(std::move(items));
  }

  Value mask_map(const Value& map, bool is_secret) {
    // {name: DB_PASSWORD, value: …}, as a variable is given.
    const bool is_named_so = names_a_secret(map["name"].scalar());
    std::vector<yaml::Entry> entries;
    for (const auto& [key, value] : map.entries()) {
      const auto name = key.scalar();
      const bool is_one = is_secret || names_a_secret(name) || (is_named_so && name == "value");
      entries.push_back({key, mask(value, is_one && !only_leads_to_one(name))});
    }
    return Value::map(std::move(entries));
  }

  bool has_masked_ = false;
};

}  // namespace

ShownValue without_secrets(const std::vector<std::string>& path, const Value& value) {
  const bool is_secret =
      !path.empty() && !only_leads_to_one(path.back()) && std::ranges::any_of(path, names_a_secret);
  Masking masking;
  auto shown = masking.mask(value, is_secret);
  return {std::move(shown), masking.has_masked()};
}

}  // namespace telepresence::release
