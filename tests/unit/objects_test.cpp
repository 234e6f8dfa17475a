// What is asked about the objects of a manifest, and what the probe chart says of them.
#include "cluster/objects.hpp"

#include <catch2/catch.hpp>

using namespace telepresence;
using namespace telepresence::cluster;

namespace {

helm::Arguments asked_with(const ReleaseAt& release) {
  return objects_in_the_way(release, "/manifest", "/probe").reading.arguments;
}

}  // namespace

TEST_CASE("a release that is there is told apart from one that is to come") {
  const helm::Arguments arguments = {"template",   "telepresence-probe", "/probe", "--namespace",
                                     "staging",    "--dry-run=server",   "--set",  "part=existing",
                                     "--set-file", "manifest=/manifest"};
  CHECK(asked_with({"staging", false}) == arguments);
  auto with_release = arguments;
  with_release.insert(with_release.end(), {"--set", "released=true"});
  CHECK(asked_with({"staging", true}) == with_release);
}

TEST_CASE("objects in the way are read with their owner") {
  const auto objects = objects_in_the_way({"staging", false}, "/manifest", "/probe").parse(R"(data:
  report: '{"existing":[{"kind":"Service","name":"a","namespace":"staging","releaseName":"r",
    "releaseNamespace":"other","content":"{}"},{"kind":"ClusterRole","name":"b"}]}'
)");
  REQUIRE(objects.size() == 2);
  CHECK(objects[0].to_string() == "Service a in namespace staging");
  CHECK(objects[0].release_name == "r");
  CHECK(objects[0].release_namespace == "other");
  CHECK(objects[0].content == "{}");
  CHECK(objects[1].to_string() == "ClusterRole b");
  CHECK(objects[1].release_name.empty());
}
