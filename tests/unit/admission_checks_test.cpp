// What the API server would not take of a change: a table of its words, and what is offered.
#include "release/before/admission_checks.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "util/text.hpp"
#include "yaml/documents.hpp"

using namespace telepresence;
using namespace telepresence::release;

namespace {

Target target() {
  Target target;
  target.manager_namespace = "prod";
  return target;
}

Facts facts() {
  Facts facts;
  facts.manager_namespace = "prod";
  return facts;
}

struct Told {
  std::vector<Finding> findings;
  Correction correction;
};

Told told(const Facts& facts) {
  Told told;
  told.findings = check_admission(facts, target(), {}, told.correction);
  return told;
}

std::string flags(const Told& told) { return text::join(told.correction.more_flags, " "); }

yaml::Value yaml_of(const std::string& text) { return yaml::parse(text, "test", 10000); }

}  // namespace

TEST_CASE("a pod that is refused gets the values that help") {
  struct Row {
    std::string pod;
    std::string reason;
    std::string id;  // "" for nothing that is found
    std::string flags;
  };
  const Row rows[] = {
      {"traffic-manager",
       R"(violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "c" )"
       R"(must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities )"
       R"((container "c" must set securityContext.capabilities.drop=["ALL"]), seccompProfile (pod or )"
       R"(container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"))",
       "pod-security",
       "--set "
       "securityContext.allowPrivilegeEscalation=false,securityContext.capabilities.drop={ALL},"
       "securityContext.seccompProfile.type=RuntimeDefault"},
      {"traffic-manager-ambassador-agent",
       R"(violates PodSecurity "restricted:v1.30": runAsNonRoot != true (pod or container "c" must set x))",
       "pod-security",
       "--set ambassador-agent.securityContext.runAsNonRoot=true,"
       "ambassador-agent.securityContext.runAsUser=1000"},
      // What the user's own values ask for.
      {"traffic-manager",
       R"(violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true))",
       "pod-security", ""},
      {"traffic-manager",
       R"(violates PodSecurity "restricted:latest": seccompProfile (x), hostPath volumes (volume "v"))",
       "pod-security", ""},
      {"traffic-manager", "failed quota: q: must specify limits.cpu for: c; requests.memory for: c",
       "quota-too-small", "--set resources.limits.cpu=1,resources.requests.memory=128Mi"},
      {"traffic-manager", "failed quota: q: must specify limits.cpu,memory for: c",
       "quota-too-small", "--set resources.limits.cpu=1,resources.requests.memory=128Mi"},
      {"traffic-manager", "exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0",
       "quota-too-small", ""},
      // Of another chart.
      {"sidecar", "failed quota: q: must specify limits.cpu for: c", "quota-too-small", ""},
      // A policy may refuse a bare pod alone.
      {"traffic-manager", R"(admission webhook "x" denied the request: no owner)", "", ""},
      {"traffic-manager", R"(User "jane" cannot create resource "pods" in API group "")", "", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.reason);
    auto known = facts();
    known.objections.said.refusals = {{row.pod, {}, row.reason}};
    const auto found = told(known);
    REQUIRE(found.findings.size() == (row.id.empty() ? 0 : 1));
    CHECK(flags(found) == row.flags);
    if (row.id.empty()) continue;
    CHECK(found.findings.front().id == row.id);
    CHECK(found.findings.front().severity == Severity::error);
    // What each container must set is told where nothing is offered.
    const auto told = row.id == "pod-security" && !row.flags.empty()
                          ? row.reason.substr(0, row.reason.find(" ("))
                          : row.reason;
    CHECK(found.findings.front().text.starts_with("namespace prod does not take the pods of " +
                                                  row.pod + ": " + told));
    const bool has_parentheses = found.findings.front().text.find('(') != std::string::npos;
    CHECK(has_parentheses == (told.find('(') != std::string::npos));
  }
}

TEST_CASE("a quota is shown by a command") {
  for (const std::string reason :
       {"exceeded quota: q, requested: pods=1", "failed quota: q: must specify x for: c"}) {
    auto known = facts();
    known.objections.said.refusals = {{"traffic-manager", {}, reason}};
    CHECK(told(known).findings.front().remedy ==
          "To see what it has room for: kubectl describe resourcequota q --namespace prod");
  }
}

TEST_CASE("what is told is of the namespace of the pod") {
  auto known = facts();
  known.objections.said.refusals = {
      {"traffic-manager-ambassador-agent", "agents", "exceeded quota: q, requested: pods=1"}};
  auto found = told(known).findings.front();
  CHECK(found.object == "Namespace agents");
  CHECK(found.text.starts_with("namespace agents does not take the pods of "));
  CHECK(found.remedy.ends_with("kubectl describe resourcequota q --namespace agents"));
  known.objections.said.refusals.front().reason =
      "violates PodSecurity \"restricted:latest\": runAsNonRoot != true (pod or container \"c\" "
      "must "
      "set securityContext.runAsNonRoot=true)";
  found = told(known).findings.front();
  CHECK(found.remedy.find("kubectl label namespace agents --overwrite") != std::string::npos);
}

TEST_CASE("values that would be added to one that is refused are not offered") {
  auto known = facts();
  known.objections.said.refusals = {
      {"traffic-manager", "prod",
       "violates PodSecurity \"baseline:latest\": seccompProfile (pod must not set "
       "securityContext.seccompProfile.type to \"Unconfined\")"}};
  const auto found = told(known);
  CHECK(found.correction.empty());
  CHECK(found.findings.front().remedy == "Take out of the values what it names.");
}

TEST_CASE("where no pod could be tried the namespace's label is a warning") {
  auto known = facts();
  known.survey.namespaces = {{"prod", cluster::NamespaceState::active, "restricted"}};
  const auto found = told(known);
  REQUIRE(found.findings.size() == 1);
  CHECK(found.findings.front().severity == Severity::warning);
  CHECK(found.findings.front().id == "pod-security");
  CHECK(found.correction.empty());

  auto other = known;
  other.objections.said.has_room = true;
  CHECK(told(other).findings.empty());
  other = known;
  other.survey.managers = {{"webhook", "prod", {}, {}}};
  CHECK(told(other).findings.empty());
  other = known;
  other.survey.namespaces.front().pod_security = "baseline";
  CHECK(told(other).findings.empty());
  other = known;
  other.survey.values = yaml_of("rbac: {only: true}");
  CHECK(told(other).findings.empty());
  other = known;
  other.values_are_known = false;
  CHECK(told(other).findings.empty());
  other = known;
  other.survey.values = yaml_of(
      "{securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}, "
      "podSecurityContext: {seccompProfile: {type: RuntimeDefault}}}");
  CHECK(told(other).findings.empty());
  other.survey.values = yaml_of(
      "securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, "
      "seccompProfile: {type: RuntimeDefault}}");
  CHECK(told(other).findings.empty());
}

TEST_CASE("a field that somebody else has set is told with whose it is") {
  auto known = facts();
  known.objections.said.conflicts = {
      {"Deployment traffic-manager in namespace prod", "kubectl", {".spec.replicas", ".spec.x"}}};
  const auto found = told(known);
  REQUIRE(found.findings.size() == 1);
  CHECK(found.findings.front().id == "field-conflicts");
  CHECK(found.findings.front().text ==
        "Deployment traffic-manager in namespace prod was changed by kubectl, in what the chart "
        "sets: .spec.replicas, .spec.x");
  CommandGiven given;
  given.operation = Operation::upgrade;
  CHECK(found.correction.command(given, target()) ==
        "helm telepresence upgrade -- --force-conflicts");
}

TEST_CASE("the chart says which versions of Kubernetes it takes") {
  struct Row {
    std::string wanted;
    std::string found;
    bool fits;
  };
  const Row rows[] = {
      {">=1.99.0-0", "v1.34.1", false}, {">=1.20.0-0", "v1.34.1", true},
      {"<1.30", "v1.34.1", false},      {">=1.20.0-0", "v1.29.3-gke.100", true},
      {">=1.99.0", "", true},           {"what", "v1.34.1", true},
  };
  for (const auto& row : rows) {
    CAPTURE(row.wanted, row.found);
    auto known = facts();
    known.chart.description = yaml_of("kubeVersion: '" + row.wanted + "'");
    known.objections.said.kubernetes = row.found;
    CHECK(told(known).findings.empty() == row.fits);
  }
  auto known = facts();
  known.chart.description = yaml_of("kubeVersion: '>=1.99'");
  known.objections.said.kubernetes = "v1.34.1";
  CHECK(told(known).findings.front().text ==
        "the chart takes Kubernetes >=1.99, and the cluster's is v1.34.1");
}
