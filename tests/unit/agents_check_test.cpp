// Which image agents get, and which of them have another.
#include "release/health/agents_check.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace telepresence;
using namespace telepresence::release;

namespace {

const Target target = [] {
  Target made;
  made.manager_namespace = "prod";
  made.cluster_flags = {"--kube-context", "blue"};
  return made;
}();

cluster::Workload runs(const std::string& image, cluster::AgentImage agent_image) {
  cluster::Workload manager;
  manager.kind = "Deployment";
  manager.name = "traffic-manager";
  manager.image = image;
  manager.agent_image = std::move(agent_image);
  return manager;
}

cluster::AgentWorkload workload(const std::string& kind, const std::string& name,
                                const std::vector<std::string>& images) {
  cluster::AgentWorkload made;
  made.kind = kind;
  made.name = name;
  made.object_namespace = "shop";
  for (std::size_t i = 0; i < images.size(); ++i)
    made.pods.push_back(name + "-" + std::to_string(i));
  made.images = images;
  return made;
}

std::optional<cluster::Manager> manager_with(std::vector<cluster::AgentWorkload> workloads) {
  cluster::Manager manager;
  manager.rollout.workloads = {
      runs("docker.io/datawire/tel2:2.18.1", {"docker.io/datawire", "", ""})};
  manager.agents.is_seen = true;
  manager.agents.workloads = std::move(workloads);
  return manager;
}

}  // namespace

TEST_CASE("the image that agents get") {
  struct Row {
    std::string what;
    std::string image;
    cluster::AgentImage given;
    std::string expected;  // "" where it cannot be told
  };
  const std::string hub = "docker.io/datawire";
  const Row rows[] = {
      {"that of the manager",
       "docker.io/datawire/tel2:2.18.1",
       {hub, "", ""},
       hub + "/tel2:2.18.1"},
      {"from where the values say",
       "tel2:2.18.1",
       {"mirror:5000/x", "", ""},
       "mirror:5000/x/tel2:2.18.1"},
      {"with a digest", "tel2:2.18.1@sha256:00", {hub, "", ""}, hub + "/tel2:2.18.1"},
      {"of a patch by hand", "tel2:2.18.2", {hub, "", ""}, hub + "/tel2:2.18.2"},
      {"of the chart's own version", "tel2:2.19.0-rc.1", {hub, "", ""}, hub + "/tel2:2.19.0-rc.1"},
      {"a tag of somebody's own", "tel2:2.18.1-ours", {hub, "", ""}, ""},
      {"a tag that moves", "tel2:2.18", {hub, "", ""}, ""},
      {"a word", "tel2:latest", {hub, "", ""}, ""},
      {"a port, and no tag", "mirror:5000/tel2", {hub, "", ""}, ""},
      {"another program", "other:2.18.1", {hub, "", ""}, ""},
      {"a tag by value", "tel2:latest", {hub, "", "2.18.0"}, hub + "/tel2:2.18.0"},
      {"a name by value", "tel2:2.18.1", {hub, "agent", ""}, hub + "/agent:2.18.1"},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const auto image = image_for_agents(runs(row.image, row.given), "2.19.0-rc.1");
    CHECK((image.tag.empty() ? "" : image.to_string()) == row.expected);
  }
}

TEST_CASE("an agent is outdated by its tag") {
  struct Row {
    std::string image;
    bool by_default;  // whether it is outdated where nobody chose the name
    bool by_name;     // and where a value gives it
  };
  const Row rows[] = {
      {"docker.io/datawire/tel2:2.18.1", false, false},
      // As a policy of the cluster may rewrite it.
      {"mirror:5000/datawire/tel2:2.18.1@sha256:00", false, false},
      {"mirror:5000/datawire/tel2@sha256:00", false, false},
      {"docker.io/datawire/tel2:2.17.0", true, true},
      {"mirror:5000/tel2:2.19.0", true, true},
      {"docker.io/datawire/other-agent:1.14.5", false, true},
  };
  for (const auto& row : rows) {
    INFO(row.image);
    const std::vector workloads = {workload("Deployment", "web", {row.image})};
    CHECK(outdated(workloads, {"docker.io/datawire", "tel2", "2.18.1", false}).size() ==
          (row.by_default ? 1 : 0));
    CHECK(outdated(workloads, {"docker.io/datawire", "tel2", "2.18.1", true}).size() ==
          (row.by_name ? 1 : 0));
    CHECK(outdated(workloads, {"docker.io/datawire", "tel2", "", true}).empty());
    CHECK(outdated(workloads, {"docker.io", "datawire/tel2", "2.18.1", true}).size() ==
          (row.by_name ? 1 : 0));
  }
}

TEST_CASE("outdated agents are told with what renews them") {
  const std::string current = "docker.io/datawire/tel2:2.18.1";
  const std::string old = "docker.io/datawire/tel2:2.17.0";
  auto rolling = workload("Deployment", "rolling", {old});
  rolling.is_rolling = true;
  auto on_delete = workload("StatefulSet", "db", {current, old});
  on_delete.is_rolling = on_delete.is_on_delete = true;
  const auto section = check_agents(manager_with({workload("Deployment", "web", {old, old}),
                                                  workload("Deployment", "new", {current}), rolling,
                                                  on_delete, workload("Pod", "bare", {old})}),
                                    "2.18.1", target);
  REQUIRE(section.checks.size() == 2);
  CHECK(section.checks.front().finding.text == "7 pods of 5 workloads have one");
  const auto& finding = section.checks.back().finding;
  CHECK(finding.id == "agents-outdated");
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.object == "Deployment web in namespace shop");
  CHECK(finding.text ==
        "4 pods have an agent of another version than docker.io/datawire/tel2:2.18.1: Deployment "
        "web in namespace shop (2.17.0), StatefulSet db in namespace shop (2.17.0), Pod bare in "
        "namespace shop (2.17.0)");
  CHECK(finding.remedy ==
        "To renew them:\n"
        "kubectl rollout restart deployment/web --namespace shop --context blue\n"
        "kubectl delete pod db-1 --namespace shop --wait=false --context blue");
}

TEST_CASE("agents of this version are told with their image") {
  const auto texts = [](const std::optional<cluster::Manager>& manager) {
    std::vector<std::string> lines;
    for (const auto& check : check_agents(manager, "2.18.1", target).checks) {
      lines.push_back((check.is_good ? "ok " : "- ") + check.finding.text);
    }
    return lines;
  };
  using Texts = std::vector<std::string>;
  const std::string get = "ok agents get docker.io/datawire/tel2:2.18.1";
  CHECK(texts(std::nullopt) == Texts{"- the pods could not be looked at"});
  CHECK(texts(manager_with({})) == Texts{"ok no pod has one", get});
  CHECK(texts(manager_with({workload("Deployment", "web", {"tel2:2.18.1"})})) ==
        Texts{"ok 1 pod of 1 workload has one", get});

  auto shared = manager_with({workload("Deployment", "web", {"tel2:2.17.0"})});
  shared->agents.scope.shared_with = {"other"};
  CHECK(texts(shared).back() == get);

  auto own = manager_with({});
  own->rollout.workloads.front().image = "tel2:ours";
  CHECK(texts(own).back() ==
        "- which version agents get: the image of the Traffic Manager, tel2:ours, does not tell");

  auto gone = manager_with({});
  gone->rollout.workloads.clear();
  CHECK(texts(gone) == Texts{"ok no pod has one"});
}
