// What an uninstall says of what it left, and the commands that remove it.
#include "release/uninstall/left_behind.hpp"

#include <catch2/catch.hpp>

#include "release/uninstall/agent_removal.hpp"

using namespace telepresence;
using cluster::AgentWorkload;

namespace {

const release::Target target = [] {
  release::Target made;
  made.manager_namespace = "staging";
  made.cluster_flags = {"--kube-context", "prod"};
  return made;
}();

AgentWorkload workload(const std::string& kind, const std::string& name) {
  AgentWorkload made;
  made.kind = kind;
  made.name = name;
  made.object_namespace = "shop";
  made.pods = {name + "-0", name + "-1"};
  return made;
}

cluster::LiveObject object(const std::string& kind, const std::string& name,
                           const std::string& in) {
  cluster::LiveObject made;
  made.kind = kind;
  made.name = name;
  made.object_namespace = in;
  return made;
}

}  // namespace

TEST_CASE("an uninstall that left nothing is no error") {
  release::Removal removal;
  removal.agents = {workload("Deployment", "web")};
  removal.proof.not_looked_at = {"agents in pods: this user may not list pods"};
  removal.proof.ending = {object("Role", "traffic-manager", "staging")};
  CHECK_FALSE(release::left_behind(removal, target));
}

TEST_CASE("agents that are left are named, with what removes them") {
  release::Removal removal;
  auto paused = workload("Deployment", "paused");
  paused.is_paused = true;
  auto by_hand = workload("StatefulSet", "db");
  by_hand.is_on_delete = true;
  removal.proof.agents = {workload("Deployment", "web"), paused, by_hand, workload("Job", "once")};
  removal.proof.failures = {"Deployment web in namespace shop could not be restarted: no"};
  const auto error = release::left_behind(removal, target);
  REQUIRE(error);
  CHECK(error->finding().id == "agents-left");
  CHECK(
      std::string(error->what()) ==
      "the release in namespace staging is gone, but Deployment web in namespace shop, Deployment "
      "paused in namespace shop, StatefulSet db in namespace shop, Job once in namespace shop "
      "still have an agent");
  CHECK(error->hint() ==
        "To remove the agents:\n"
        "kubectl rollout restart deployment/web --namespace shop --context prod\n"
        "kubectl rollout resume deployment/paused --namespace shop --context prod\n"
        "kubectl rollout restart deployment/paused --namespace shop --context prod\n"
        "kubectl delete pod db-0 db-1 --namespace shop --wait=false --context prod\n"
        "kubectl delete pod once-0 once-1 --namespace shop --wait=false --context prod");
  CHECK(error->details() == removal.proof.failures.front());
}

TEST_CASE("objects that are left are named once, also those that helm had no right to delete") {
  release::Removal removal;
  removal.proof.left = {object("ClusterRole", "x", ""), object("Role", "y", "staging")};
  removal.refused = {object("ClusterRole", "x", ""), object("ClusterRoleBinding", "z", "")};
  const auto error = release::left_behind(removal, target);
  REQUIRE(error);
  CHECK(error->finding().id == "uninstall-unfinished");
  CHECK(std::string(error->what()) ==
        "the release in namespace staging is gone, but ClusterRole x, Role y in namespace staging, "
        "ClusterRoleBinding z are still there");
  CHECK(error->hint() ==
        "Somebody who has the right can run:\n"
        "kubectl delete clusterrole/x clusterrolebinding/z --context prod\n"
        "kubectl delete role/y --namespace staging --context prod");
}
