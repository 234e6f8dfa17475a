// What a check says of what was seen, without a cluster.
#include "release/health/health.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <vector>

#include "release/health/release_state.hpp"
#include "yaml/documents.hpp"

using namespace telepresence;
using namespace telepresence::release;

namespace {

using Ids = std::vector<std::string>;

const TimePoint today{std::chrono::sys_days{std::chrono::year{2026} / 11 / 28}};

Target target() {
  Target target;
  target.manager_namespace = "prod";
  return target;
}

// All is well.
Health healthy() {
  Health health;
  health.now = today;
  health.release.release_namespace = "prod";
  health.release.revision = 3;
  health.release.status = "deployed";
  health.release.chart = "telepresence";
  health.release.chart_version = health.release.app_version = "2.18.1";

  cluster::Workload workload;
  workload.kind = "Deployment";
  workload.name = "traffic-manager";
  workload.desired = workload.ready = workload.updated = workload.available = workload.all = 1;
  workload.is_observed = true;
  workload.image = "docker.io/datawire/tel2:2.18.1";
  cluster::Manager manager;
  manager.rollout.workloads = {workload};
  manager.agents.is_seen = true;
  manager.certificate_end = today + std::chrono::days(300);
  health.manager.value = manager;

  health.objects.value = cluster::Existing{7, {}, {}, {}};
  health.drift = Drift{4, {}, {}};
  Facts facts;
  facts.manager_namespace = "prod";
  facts.survey.managers = {{"webhook", "prod", {}, {}}};
  health.facts.value = facts;
  health.injector = cluster::InjectorAnswer{cluster::InjectorAnswer::State::alive, false, ""};
  return health;
}

// Of what is not good: the ids, and the texts of what was not looked at.
Ids told(const Health& health) {
  Ids told;
  for (const auto& section : judge(health, target())) {
    for (const auto& check : section.checks) {
      if (check.is_good) continue;
      told.push_back(check.finding.id.empty() ? check.finding.text : check.finding.id);
    }
  }
  return told;
}

}  // namespace

TEST_CASE("of a healthy Traffic Manager all checks are good") {
  const auto sections = judge(healthy(), target());
  CHECK(sections.size() == 6);
  CHECK(told(healthy()).empty());
}

TEST_CASE("what is wrong has its id, and only that") {
  struct Row {
    std::string what;
    std::function<void(Health&)> breaks;
    Ids ids;
  };
  const std::vector<Row> rows = {
      {"failed", [](Health& h) { h.release.status = "failed"; }, {"release-failed"}},
      {"pending", [](Health& h) { h.release.status = "pending-upgrade"; }, {"release-pending"}},
      {"uninstalling", [](Health& h) { h.release.status = "uninstalling"; }, {"release-failed"}},
      {"uninstalled", [](Health& h) { h.release.status = "uninstalled"; }, {"release-missing"}},
      {"object gone",
       [](Health& h) {
         h.objects.value->missing = {{"ConfigMap", "x", "prod", {}, {}, {}}};
       },
       {"object-missing"}},
      {"a role changed",
       [](Health& h) {
         h.drift->changed_roles = {{{"Role", "x", "prod", {}, {}, {}}, {"get pods"}, {}, {}}};
       },
       {"rbac-changed"}},
      {"an image changed",
       [](Health& h) {
         h.drift->changed_images = {{"Deployment traffic-manager", "a", "a:1", "a:2"}};
       },
       {"image-changed"}},
      {"an agent of another version",
       [](Health& h) {
         cluster::AgentWorkload web;
         web.kind = "Deployment";
         web.pods = {"web-1"};
         web.images = {"docker.io/datawire/tel2:2.17.0"};
         h.manager.value->agents.workloads = {web};
       },
       {"agents-outdated"}},
      {"not compared", [](Health& h) { h.drift.reset(); }, {}},
      {"no workload",
       [](Health& h) { h.manager.value->rollout.workloads.clear(); },
       {"object-missing"}},
      {"not ready",
       [](Health& h) { h.manager.value->rollout.workloads.front().updated = 0; },
       {"not-ready"}},
      {"scaled to nothing",
       [](Health& h) {
         auto& workload = h.manager.value->rollout.workloads.front();
         workload.desired = workload.ready = workload.updated = workload.available = 0;
         workload.all = 0;
       },
       {"not-ready"}},
      {"webhook gone",
       [](Health& h) { h.facts.value->survey.managers.clear(); },
       {"object-missing"}},
      {"certificate over",
       [](Health& h) { h.manager.value->certificate_end = today - std::chrono::days(1); },
       {"certificate-expired"}},
      {"certificate nearly over",
       [](Health& h) { h.manager.value->certificate_end = today + std::chrono::days(29); },
       {"certificate-expiring"}},
      {"certificate of others",
       [](Health& h) { h.manager.value->certificate_refused = "hostname mismatch"; },
       {"certificate-refused"}},
      {"a second manager of all",
       [](Health& h) {
         h.facts.value->survey.managers.push_back({"other", "team2", {}, {}});
       },
       {"second-global-manager"}},
      {"facts not known",
       [](Health& h) {
         h.facts.value.reset();
         h.facts.failure = "no answer";
       },
       {"no answer"}},
      {"no right to webhooks",
       [](Health& h) {
         h.facts.value->not_read = {"list mutatingwebhookconfigurations"};
         h.facts.value->survey.managers.clear();
       },
       {"no right to list mutatingwebhookconfigurations",
        "whether others manage the same namespaces: no right to list "
        "mutatingwebhookconfigurations"}},
      {"no right to workloads",
       [](Health& h) {
         h.not_looked_at = {"list deployments", "get deployments"};
         h.manager.value->rollout.workloads.clear();
       },
       {"no right to get deployments"}},
      {"no right to pods of the release",
       [](Health& h) { h.not_looked_at = {"list pods"}; },
       {"its pods were not looked at: `list pods` was refused"}},
      {"an injector that nobody asked in a way that tells",
       [](Health& h) {
         h.injector->state = cluster::InjectorAnswer::State::unknown;
         h.injector->why = "it may let the pod pass";
       },
       {"whether it answers: it may let the pod pass"}},
      {"no right to pods",
       [](Health& h) { h.manager.value->agents.is_seen = false; },
       {"the pods could not be looked at"}},
      {"no right to Secrets",
       [](Health& h) { h.manager.value->certificate_end.reset(); },
       {"the Secret with it could not be read"}},
      {"objects unseen",
       [](Health& h) {
         h.objects.value->unseen = {{"Role", "x", "prod", {}, {}, {}}};
       },
       {"no right to look at Role x in namespace prod"}},
      {"not asked",
       [](Health& h) { h.injector.reset(); },
       {"it was not asked: that takes kubectl, and a manager that is ready"}},
      {"silent",
       [](Health& h) {
         h.injector->state = cluster::InjectorAnswer::State::silent;
         h.injector_finding =
             Finding{"injector-unreachable", Severity::warning, {}, "it does not answer", {}};
       },
       {"injector-unreachable"}},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    auto health = healthy();
    row.breaks(health);
    CHECK(told(health) == row.ids);
  }
}

TEST_CASE("what is made again is made of the chart that the release has") {
  auto health = healthy();
  health.chart_flags = {"--version", "2.17.0", "--version-check", "off"};
  health.objects.value = cluster::Existing{7, {}, {}, {cluster::LiveObject{}}};
  const auto sections = judge(health, target());
  const auto& remedy = sections.front().checks.at(1).finding.remedy;
  CHECK(remedy ==
        "To make them again: helm telepresence upgrade --reset-then-reuse-values --version 2.17.0 "
        "--version-check off");
}

TEST_CASE("permissions alone have neither injector nor agents") {
  auto health = healthy();
  health.facts.value->survey.values = yaml::parse("{rbac: {only: true}}", "values", 1000);
  health.facts.value->survey.managers.clear();
  health.manager.value->rollout.workloads.clear();
  health.injector.reset();
  CHECK(told(health).empty());
  CHECK(judge(health, target()).size() == 2);
}

TEST_CASE("what cannot be read costs its own lines alone") {
  Health health;
  health.release.status = "deployed";
  health.manager.failure = "no manager";
  health.objects.failure = "no objects";
  health.facts.failure = "no facts";
  const auto all = told(health);
  CHECK(all.front() == "its objects: no objects");
  CHECK(std::ranges::find(all, "no manager") != all.end());
  CHECK(std::ranges::find(all, "no facts") != all.end());
}

TEST_CASE("of a release that is not deployed it is told since when") {
  auto release = healthy().release;
  release.status = "pending-upgrade";
  const auto told = [&](const char* updated) {
    release.updated = updated;
    return check_state(release, target(), today).finding.text;
  };
  const auto since = rfc3339(today - std::chrono::minutes(3));
  CHECK_THAT(told(since.c_str()), Catch::EndsWith("-2.18.1, 3 minutes ago)"));
  CHECK_THAT(told("?"), Catch::EndsWith("-2.18.1)"));
}
