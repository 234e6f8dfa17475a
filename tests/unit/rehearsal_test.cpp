// What the API server is asked about before helm begins, and how kubectl's answers are read.
#include "cluster/rehearsal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "release/before/rehearsal_lists.hpp"

using namespace telepresence;
using namespace telepresence::cluster;
using namespace telepresence::release;

namespace {

LiveObject named(const std::string& kind, const std::string& name, const std::string& in) {
  LiveObject object;
  object.kind = kind;
  object.name = name;
  object.object_namespace = in;
  return object;
}

std::string said_of(const std::vector<Conflict>& conflicts) {
  std::string all;
  for (const auto& conflict : conflicts) {
    all += conflict.object + " | " + conflict.manager + " |";
    for (const auto& field : conflict.fields) all += " " + field;
    all += '\n';
  }
  return all;
}

const std::string advice =
    "Please review the fields above--they currently have other managers. Here\n"
    "are the ways you can resolve this warning:\n"
    "* If you intend to manage all of these fields, please re-run the apply\n"
    "  command with the `--force-conflicts` flag.\n";

const std::string deployment =
    "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: traffic-manager}\n"
    "spec:\n  replicas: 1\n  template:\n    metadata: {labels: {app: a}}\n"
    "    spec: {serviceAccountName: x, containers: [{name: c, image: i}]}\n";

}  // namespace

TEST_CASE("pods that are refused are told apart from what else fails") {
  const auto refusals = refusals_in(
      "Error from server (Forbidden): error when creating \"p.json\": pods \"traffic-manager\" is "
      "forbidden: violates PodSecurity \"restricted:latest\": seccompProfile (x)\n"
      "Error from server (NotFound): error when creating \"p.json\": namespaces \"b\" not found\n"
      "Error from server (Forbidden): error when creating \"p.json\": pods \"agent\" is forbidden: "
      "exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0\n",
      {named("Pod", "traffic-manager", "a"), named("Pod", "agent", "c")});
  REQUIRE(refusals.size() == 2);
  CHECK(refusals[0].pod == "traffic-manager");
  CHECK(refusals[0].reason == "violates PodSecurity \"restricted:latest\": seccompProfile (x)");
  CHECK(refusals[1].pod == "agent");
  CHECK(refusals[1].pod_namespace == "c");
  CHECK(refusals[1].reason ==
        "exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0");
}

TEST_CASE("a conflict belongs to the object whose turn it was") {
  const std::vector<LiveObject> objects = {
      named("ConfigMap", "claim", "a"), named("ConfigMap", "claim", "b"),
      named("ClusterRole", "x", ""), named("Deployment", "traffic-manager", "a")};
  struct Row {
    std::string output;
    std::string error_output;
    std::string conflicts;
  };
  const Row rows[] = {
      {"configmap/claim\nconfigmap/claim\nclusterrole.rbac.authorization.k8s.io/x\n",
       "error: Apply failed with 1 conflict: conflict with \"kubectl\" using apps/v1: "
       ".spec.replicas\n" +
           advice,
       "Deployment traffic-manager in namespace a | kubectl | .spec.replicas\n"},
      {"configmap/claim\nconfigmap/claim\n",
       "Error from server (Forbidden): clusterroles.rbac.authorization.k8s.io \"x\" is forbidden\n"
       "Apply failed with 3 conflicts: conflicts with \"kubectl\" using apps/v1:\n"
       "- .spec.replicas\n- .spec.paused\nconflict with \"other\" using apps/v1: .spec.selector\n" +
           advice,
       "Deployment traffic-manager in namespace a | kubectl | .spec.replicas .spec.paused\n"
       "Deployment traffic-manager in namespace a | other | .spec.selector\n"},
      // Of those alike it is not told which was printed.
      {"configmap/claim\nclusterrole.rbac.authorization.k8s.io/x\ndeployment.apps/"
       "traffic-manager\n",
       "Apply failed with 1 conflict: conflict with \"kubectl\" using v1: .data.x\n" + advice,
       "ConfigMap claim | kubectl | .data.x\n"},
      // One kind may begin with the name of another.
      {"configmap/claim\nconfigmap/claim\nclusterrolebinding.rbac.authorization.k8s.io/x\n"
       "deployment.apps/traffic-manager\n",
       "Apply failed with 1 conflict: conflict with \"kubectl\" using v1: .rules\n" + advice,
       " | kubectl | .rules\n"},
      // Whose they are cannot be told.
      {"configmap/claim\n",
       "Apply failed with 1 conflict: conflict with \"kubectl\" using v1: .data.x\n" + advice,
       " | kubectl | .data.x\n"},
      {"", "error: the server has asked for the client to provide credentials\n", ""},
      {"configmap/claim\nconfigmap/claim\nclusterrole.rbac.authorization.k8s.io/x\n"
       "deployment.apps/traffic-manager\n",
       "", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.error_output);
    CHECK(said_of(conflicts_in(row.output, row.error_output, objects)) == row.conflicts);
  }
}

TEST_CASE("a pod is tried as the namespace's default account") {
  const auto pods = pods_of(objects_of(deployment, "a"), {});
  REQUIRE(pods.objects.size() == 1);
  CHECK(pods.json ==
        R"({"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Pod","spec":)"
        R"({"containers":[{"name":"c","image":"i"}]},"metadata":{"labels":{"app":"a"},"name":)"
        R"("traffic-manager","namespace":"a"}}]})");
}

TEST_CASE("pods are tried where an upgrade makes new ones beside the old") {
  struct Row {
    std::string manifest;
    std::string recorded;
    std::size_t pods;
  };
  const std::string hook =
      "kind: Job\napiVersion: batch/v1\nmetadata: {name: j, annotations: {helm.sh/hook: "
      "pre-delete}}\nspec: {template: {spec: {containers: []}}}\n";
  const auto changed = [](std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
  };
  const auto in_place = changed(deployment, "replicas: 1", "strategy: {type: Recreate}");
  const auto set = changed(deployment, "Deployment", "StatefulSet");
  const Row rows[] = {
      {deployment, "", 1},
      {deployment, deployment, 0},
      {deployment, changed(deployment, "replicas: 1", "replicas: 2"), 0},
      {deployment, changed(deployment, "image: i", "image: j"), 1},
      {deployment, changed(deployment, "{app: a}}", "{app: a}, annotations: {sum: b}}"), 0},
      {in_place, "", 1},
      {in_place, changed(in_place, "image: i", "image: j"), 1},
      {set, changed(set, "image: i", "image: j"), 1},
      {changed(deployment, "replicas: 1", "replicas: 0"), "", 0},
      {hook, "", 0},
      {"kind: Service\napiVersion: v1\nmetadata: {name: s}\n", "", 0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.manifest, row.recorded);
    CHECK(pods_of(objects_of(row.manifest, "a"), objects_of(row.recorded, "a")).objects.size() ==
          row.pods);
  }
}

TEST_CASE("an old pod goes before a new one comes") {
  const auto [spec, goes] = GENERATE(table<std::string, bool>({
      {"replicas: 1", false},
      {"{}", false},
      {"replicas: 4", true},
      {"strategy: {type: Recreate}", true},
      {"strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}", true},
      {"strategy: {rollingUpdate: {maxUnavailable: 1}}", true},
      {"{replicas: 4, strategy: {rollingUpdate: {maxUnavailable: 0}}}", false},
      {"{replicas: 4, strategy: {rollingUpdate: {maxUnavailable: 20%}}}", false},
  }));
  CAPTURE(spec);
  const std::string text = spec.starts_with('{') ? spec : '{' + spec + '}';
  const auto objects = objects_of("kind: Deployment\nspec: " + text + "\n", "a");
  CHECK(makes_room_first(objects.front()) == goes);
}

TEST_CASE("what is applied is the release's, and is not made by what the cluster has") {
  const auto objects = objects_of(
      "kind: ConfigMap\napiVersion: v1\nmetadata: {name: c}\n---\n"
      "kind: ClusterRole\napiVersion: rbac.authorization.k8s.io/v1\nmetadata: {name: r}\n---\n"
      "kind: Secret\napiVersion: v1\nmetadata: {name: s}\n---\n"
      "kind: MutatingWebhookConfiguration\napiVersion: admissionregistration.k8s.io/v1\n"
      "metadata: {name: w}\n---\n"
      "kind: Job\napiVersion: batch/v1\nmetadata: {name: j, annotations: {helm.sh/hook: x}}\n",
      "a");
  const auto list = objects_to_apply(objects, objects);
  CHECK(list.json ==
        R"({"apiVersion":"v1","kind":"List","items":[{"kind":"ConfigMap","apiVersion":"v1",)"
        R"("metadata":{"name":"c","namespace":"a"}},{"kind":"ClusterRole","apiVersion":)"
        R"("rbac.authorization.k8s.io/v1","metadata":{"name":"r"}}]})");
  CHECK(names_of(list.objects) == "ConfigMap c in namespace a, ClusterRole r");
  CHECK(names_of(objects_to_apply(objects, {objects.front()}).objects) ==
        "ConfigMap c in namespace a");
  CHECK(objects_to_apply(objects, {}).objects.empty());
}
