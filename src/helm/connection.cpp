#include "helm/connection.hpp"

namespace telepresence::helm {

platform::Environment environment_on(const Connection& connection,
                                     platform::Environment environment) {
  const auto tell = [&](const char* variable, const std::optional<std::string>& value) {
    if (value) environment.set(variable, value);
  };
  tell("KUBECONFIG", connection.kubeconfig);
  tell("HELM_KUBECONTEXT", connection.context);
  tell("HELM_KUBEAPISERVER", connection.api_server);
  return environment;
}

}  // namespace telepresence::helm
