// The process's environment variables as a value, so that tests can build their own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace telepresence::platform {

class Environment {
 public:
  Environment() = default;
  explicit Environment(std::map<std::string, std::string> variables)
      : variables_(std::move(variables)) {}

  static Environment of_this_process();

  // Nothing when the variable is unset or empty: helm and client-go treat both alike.
  std::optional<std::string> get(const std::string& name) const;

  // Sets a variable, or removes it when `value` is nothing.
  void set(const std::string& name, std::optional<std::string> value);

  const std::map<std::string, std::string>& variables() const { return variables_; }

 private:
  std::map<std::string, std::string> variables_;
};

}  // namespace telepresence::platform
