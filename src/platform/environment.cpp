#include "platform/environment.hpp"

#include <string_view>

// POSIX asks programs to declare it themselves.
extern char** environ;

namespace telepresence::platform {

Environment Environment::of_this_process() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return Environment(std::move(variables));
}

std::optional<std::string> Environment::get(const std::string& name) const {
  const auto found = variables_.find(name);
  if (found == variables_.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

void Environment::set(const std::string& name, std::optional<std::string> value) {
  if (value) {
    variables_[name] = *std::move(value);
  } else {
    variables_.erase(name);
  }
}

}  // namespace telepresence::platform
