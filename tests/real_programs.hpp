// The real programs that component tests work with: those that scripts/test.sh names
// in the environment, else those on PATH.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "platform/environment.hpp"
#include "platform/program.hpp"

namespace telepresence::testing {

inline std::string real_program(const std::string& name, const std::string& variable) {
  const auto environment = platform::Environment::of_this_process();
  const auto path = platform::find_program(environment.get(variable).value_or(name), environment);
  if (!path) FAIL(name << " is needed: put it on PATH, or set " << variable);
  return path->string();
}

inline std::string real_helm() { return real_program("helm", "TELEPRESENCE_TEST_HELM"); }
inline std::string real_kubectl() { return real_program("kubectl", "TELEPRESENCE_TEST_KUBECTL"); }

}  // namespace telepresence::testing
