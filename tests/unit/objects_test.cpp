// What is asked about the objects of a manifest, and what the probe chart says of them.
#include "cluster/objects.hpp"

#include <catch2/catch.hpp>

using namespace telepresence;
using namespace telepresence::cluster;

namespace {

helm::Arguments asked_with(const Manifests& manifests) {
  return existing_objects("staging", manifests, "/probe").reading.arguments;
}

}  // namespace

TEST_CASE("objects of a manifest are looked for, but for those of a former one") {
  const helm::Arguments arguments = {"template",   "telepresence-probe", "/probe", "--namespace",
                                     "staging",    "--dry-run=server",   "--set",  "part=existing",
                                     "--set-file", "manifest=/made"};
  CHECK(asked_with({"/made", {}}) == arguments);
  auto with_former = arguments;
  with_former.insert(with_former.end(), {"--set-file", "former=/former"});
  CHECK(asked_with({"/made", "/former"}) == with_former);
}

TEST_CASE("the marks that helm goes by are read from an object") {
  const auto marks = marks_of(
      R"({"metadata":{"annotations":{"mine":"yes","helm.sh/hook":"pre-install"},"labels":{"app.kubernetes.io/managed-by":"me"}}})");
  CHECK(marks.annotations == std::vector<std::string>{"helm.sh/hook=pre-install"});
  CHECK(marks.managed_by == "me");
  CHECK(marks_of("{}").annotations.empty());
}

TEST_CASE("objects that exist are read with their owner") {
  const auto objects = existing_objects("staging", {"/made", {}}, "/probe").parse(R"(data:
  report: '{"existing":[{"kind":"Service","name":"a","namespace":"staging","releaseName":"r",
    "releaseNamespace":"other","content":"{}","isEnding":true},{"kind":"ClusterRole","name":"b"}]}'
)");
  REQUIRE(objects.size() == 2);
  CHECK(objects[0].to_string() == "Service a in namespace staging");
  CHECK(objects[0].release_name == "r");
  CHECK(objects[0].release_namespace == "other");
  CHECK(objects[0].content == "{}");
  CHECK(objects[0].is_ending);
  CHECK(objects[1].to_string() == "ClusterRole b");
  CHECK(objects[1].release_name.empty());
}
