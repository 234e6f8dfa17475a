// Leaves out of values what may be a secret, by the names of the keys: nothing else tells it.
#pragma once

#include <string>
#include <vector>

#include "yaml/value.hpp"

namespace telepresence::release {

// What stands for it.
constexpr const char* masked_secret = "***";

struct ShownValue {
  yaml::Value value;
  bool is_masked = false;  // some of it, or all
};

// The value of a key, by the keys that lead to it, as it may be shown. Masked are text and numbers
// below a key that is named as a secret is ("licenseKey", "cloudConnectToken"), but for names that
// only lead to one ("secret.name"); private keys, and the logins of URLs, wherever they are.
ShownValue without_secrets(const std::vector<std::string>& path, const yaml::Value& value);

}  // namespace telepresence::release
