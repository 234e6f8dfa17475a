// What is asked about the objects of a manifest, and what the probe chart says of them.
#include "cluster/objects.hpp"

#include <catch2/catch.hpp>

using namespace telepresence;
using namespace telepresence::cluster;

namespace {

helm::Arguments asked_with(const Manifests& manifests) {
  return existing_objects("staging", manifests, Contents::no, "/probe")
      .question()
      .reading.arguments;
}

}  // namespace

TEST_CASE("objects of a manifest are looked for, but for those of a former one") {
  const helm::Arguments arguments = {
      "template",         "telepresence-probe",           "/probe", "--namespace",   "staging",
      "--dry-run=server", "--disable-openapi-validation", "--set",  "part=existing", "--set-file",
      "manifest=/made"};
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

TEST_CASE("of a Secret the content is asked for only where all are") {
  const auto asked = [](Contents contents) {
    return existing_objects("staging", {"/made", {}}, contents, "/probe")
        .question()
        .reading.arguments.back();
  };
  CHECK(asked(Contents::yes) == "contents=true");
  CHECK(asked(Contents::no) == "manifest=/made");
  CHECK(asked(Contents::of_roles_and_workloads) ==
        "contentsOf={ClusterRole,ClusterRoleBinding,Role,RoleBinding,Deployment,StatefulSet}");
}

TEST_CASE("objects that exist are read with their owner") {
  const auto question =
      existing_objects("staging", {"/made", {}}, Contents::yes, "/probe").question();
  const auto existing = question.parse(R"(data:
  report: '{"number":3,"unseen":[{"kind":"Secret","name":"c"}],"existing":[{"kind":"Service","name":"a","namespace":"staging","releaseName":"r",
    "releaseNamespace":"other","content":"{}","isEnding":true},{"kind":"ClusterRole","name":"b","isKept":true}]}'
)");
  CHECK(existing.number == 3);
  CHECK(names_of(existing.unseen) == "Secret c");
  const auto& objects = existing.objects;
  REQUIRE(objects.size() == 2);
  CHECK(objects[0].to_string() == "Service a in namespace staging");
  CHECK(objects[0].release_name == "r");
  CHECK(objects[0].release_namespace == "other");
  CHECK(objects[0].content == "{}");
  CHECK(objects[0].is_ending);
  CHECK_FALSE(objects[0].is_kept);
  CHECK(objects[1].is_kept);
  CHECK(objects[1].to_string() == "ClusterRole b");
  CHECK(objects[1].release_name.empty());
}

TEST_CASE("what helm has recorded is told apart from the hooks of an uninstall") {
  const auto question = recorded_of("staging");
  CHECK(question.reading.arguments[1] == "all");
  const auto recorded = question.parse(
      "---\nkind: Role\n### hook uninstall-agents\n---\nkind: Job\n### hook more\n---\nkind: Pod");
  CHECK(recorded.manifest == "---\nkind: Role\n");
  CHECK(recorded.hook_names == std::vector<std::string>{"uninstall-agents", "more"});
  CHECK(recorded.hooks == "---\nkind: Job\n---\nkind: Pod\n");
  CHECK(question.parse("---\nkind: Role\n").hook_names.empty());
}
