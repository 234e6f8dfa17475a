#include "release/namespace_name.hpp"

#include <algorithm>

namespace telepresence::release {

bool is_namespace_name(const std::string& name) {
  constexpr std::size_t longest = 63;
  const auto is_alphanumeric = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  return !name.empty() && name.size() <= longest && is_alphanumeric(name.front()) &&
         is_alphanumeric(name.back()) &&
         std::ranges::all_of(name, [&](char c) { return is_alphanumeric(c) || c == '-'; });
}

}  // namespace telepresence::release
