#include "helm/connection.hpp"

#include <catch2/catch.hpp>
#include <map>

using telepresence::helm::environment_on;
using telepresence::platform::Environment;

TEST_CASE("helm is told of the cluster what is known, and keeps the rest") {
  const Environment given(std::map<std::string, std::string>{
      {"KUBECONFIG", "/a"}, {"HELM_KUBECONTEXT", "a"}, {"HELM_KUBEAPISERVER", "https://a"}});
  const auto same = environment_on({}, given);
  CHECK(same.get("KUBECONFIG") == "/a");
  CHECK(same.get("HELM_KUBECONTEXT") == "a");
  CHECK(same.get("HELM_KUBEAPISERVER") == "https://a");
  const auto told = environment_on({"/b:/c", "b", "https://b"}, given);
  CHECK(told.get("KUBECONFIG") == "/b:/c");
  CHECK(told.get("HELM_KUBECONTEXT") == "b");
  CHECK(told.get("HELM_KUBEAPISERVER") == "https://b");
}
