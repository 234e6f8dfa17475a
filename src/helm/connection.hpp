// The cluster of a run. It is decided once and told to every helm that the run starts: a context
// that is switched, or a kubeconfig that is edited, while it goes on does not lead it elsewhere.
#pragma once

#include <optional>
#include <string>

#include "platform/environment.hpp"

namespace telepresence::helm {

// What is nothing is left to helm.
struct Connection {
  std::optional<std::string> kubeconfig;  // as KUBECONFIG has it: files with colons between
  std::optional<std::string> context;
  std::optional<std::string> api_server;  // a URL
};

// The environment with that in it, in the variables that helm reads.
platform::Environment environment_on(const Connection& connection,
                                     platform::Environment environment);

}  // namespace telepresence::helm
