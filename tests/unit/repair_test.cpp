// What is done about each state of a release: the table of docs/troubleshooting.md.
#include "release/uninstall/repair.hpp"

#include <catch2/catch.hpp>

using namespace telepresence;
using release::Cure;
using release::Defect;

namespace {

const release::Target target = [] {
  release::Target made;
  made.manager_namespace = "staging";
  return made;
}();

// By the statuses of its revisions, the oldest first.
release::Situation with(const std::vector<std::string>& statuses) {
  release::Situation situation;
  for (const auto& status : statuses) {
    const int number = static_cast<int>(situation.state.history.size()) + 1;
    situation.state.history.push_back({number, status, {}});
    cluster::Release newest;
    newest.revision = number;
    newest.status = status;
    situation.state.newest = newest;
  }
  return situation;
}

cluster::LiveObject object(const std::string& kind, const std::string& name) {
  cluster::LiveObject made;
  made.kind = kind;
  made.name = name;
  made.object_namespace = "staging";
  return made;
}

using Statuses = std::vector<std::string>;

}  // namespace

TEST_CASE("what is done about a release by its state") {
  const auto [statuses, defect, cure, revision] = GENERATE(table<Statuses, Defect, Cure, int>({
      {{"deployed", "failed"}, Defect::failed, Cure::roll_back, 1},
      {{"superseded", "deployed", "failed", "failed"}, Defect::failed, Cure::roll_back, 2},
      {{"superseded", "superseded", "failed"}, Defect::failed, Cure::roll_back, 2},
      {{"failed"}, Defect::failed, Cure::uninstall, 0},
      {{"pending-install"}, Defect::pending, Cure::uninstall, 0},
      {{"uninstalled", "failed"}, Defect::failed, Cure::uninstall, 0},
      {{"superseded", "uninstalled", "failed"}, Defect::failed, Cure::uninstall, 0},
      {{"superseded", "uninstalled", "deployed", "failed"}, Defect::failed, Cure::roll_back, 3},
      {{"deployed", "pending-upgrade"}, Defect::pending, Cure::roll_back, 1},
      {{"superseded", "deployed", "pending-rollback"}, Defect::pending, Cure::roll_back, 2},
      {{"superseded", "uninstalling"}, Defect::uninstalling, Cure::uninstall, 1},
      {{"superseded"}, Defect::corrupt_record, Cure::roll_back, 1},
  }));
  const auto repairs = release::plan_repair(with(statuses), target);
  REQUIRE(repairs.size() == 1);
  CHECK(repairs.front().defect == defect);
  CHECK(repairs.front().cure == cure);
  CHECK(repairs.front().revision == revision);
  CHECK_FALSE(repairs.front().why.empty());
}

TEST_CASE("what runs all the same is not uninstalled, but called what it is") {
  const std::string status = GENERATE("failed", "pending-install");
  auto situation = with({status});
  situation.running = release::Running::yes;
  const auto repairs = release::plan_repair(situation, target);
  REQUIRE(repairs.size() == 1);
  CHECK(repairs.front().cure == Cure::roll_back);
  CHECK(repairs.front().revision == 1);
  CHECK(repairs.front().why == "revision 1 is " + status + ", and it runs all the same");
  // Nobody can tell.
  situation.running = release::Running::unknown;
  CHECK(release::plan_repair(situation, target).empty());
}

TEST_CASE("F2: a history that was kept is kept again") {
  CHECK(release::plan_repair(with({"uninstalled", "failed"}), target).front().commands ==
        "helm telepresence uninstall --no-hooks -- --keep-history");
  CHECK(release::plan_repair(with({"failed"}), target).front().commands ==
        "helm telepresence uninstall --no-hooks");
}

TEST_CASE("what is as it should be is left alone") {
  const auto statuses = GENERATE(Statuses{}, Statuses{"deployed"}, Statuses{"failed", "deployed"},
                                 Statuses{"superseded", "uninstalled"});
  CHECK(release::plan_repair(with(statuses), target).empty());
}

TEST_CASE("a record that cannot be read goes before the rollback that would get its number") {
  auto situation = with({"superseded"});
  situation.unreadable = {object("Secret", "sh.helm.release.v1.traffic-manager.v2")};
  situation.jobs = {object("Job", "uninstall-agents")};
  const auto repairs = release::plan_repair(situation, target);
  REQUIRE(repairs.size() == 3);
  CHECK(repairs[0].commands ==
        "kubectl delete secret/sh.helm.release.v1.traffic-manager.v2 --namespace staging");
  CHECK(repairs[1].cure == Cure::roll_back);
  CHECK(repairs[2].commands == "kubectl delete job/uninstall-agents --namespace staging");
}

TEST_CASE("what a Traffic Manager left that is gone is removed") {
  release::Situation situation;
  situation.left = {object("ConfigMap", "traffic-manager-claim")};
  cluster::AgentWorkload web;
  web.kind = "Deployment";
  web.name = "web";
  web.object_namespace = "shop";
  situation.agents = {web};
  const auto repairs = release::plan_repair(situation, target);
  REQUIRE(repairs.size() == 2);
  CHECK(repairs[0].defect == Defect::left_objects);
  CHECK(repairs[0].commands ==
        "kubectl delete configmap/traffic-manager-claim --namespace staging");
  CHECK(repairs[1].defect == Defect::left_agents);
  CHECK(repairs[1].commands == "kubectl rollout restart deployment/web --namespace shop");
}
