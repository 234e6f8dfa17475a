// What speaks against a change: a table of what is known of a cluster, and what is found.
#include "release/before/checks.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "yaml/documents.hpp"

using namespace telepresence;
using namespace telepresence::release;

namespace {

yaml::Value values(const std::string& text) { return yaml::parse(text, "values", 10000); }

// An install in namespace prod.
Facts facts_with(const std::string& own_values) {
  Facts facts;
  facts.manager_namespace = "prod";
  facts.survey.values = values(own_values);
  facts.chart.defaults = values(
      "logLevel: info\n"
      "image: {registry: docker.io/datawire, name: tel2}\n"
      "managerRbac: {create: true, namespaced: false, namespaces: []}\n"
      "clientRbac: {create: false, subjects: [], namespaced: false, namespaces: [ambassador]}\n"
      "agentInjector: {certificate: {method: helm}}\n"
      "hooks: {curl: {registry: docker.io}}\n"
      "podLabels: {}\n"
      "client: {routing: {}, connectionTTL: 24h}\n"
      "grpc: {}\n"
      "agent: {}\n"
      "licenseKey: {create: false}\n"
      "podCIDRs: []\n"
      "resources: {}\n"
      "timeouts: {}\n"
      "rbac: {only: false}\n");
  facts.chart.templates = "{{ .Values.dnsConfig.alsoProxySubnets }}";
  facts.chart.subcharts = {"ambassador-agent"};
  facts.survey.namespaces = {{"prod", cluster::NamespaceState::active, {}}};
  return facts;
}

Target target() {
  Target target;
  target.manager_namespace = "prod";
  target.rule = NamespaceRule::namespace_flag;
  return target;
}

std::vector<std::string> ids(const Facts& facts) {
  std::vector<std::string> found;
  for (const auto& finding : check(facts, {}, target()).findings) found.push_back(finding.id);
  return found;
}

std::string corrected(const Facts& facts, const CommandGiven& given = {}) {
  return check(facts, given, target()).corrected.command;
}

using Ids = std::vector<std::string>;

const std::string three = "managerRbac: {namespaced: true, namespaces: [staging, prod, qa]}";

}  // namespace

TEST_CASE("an empty cluster speaks against nothing") {
  CHECK(ids(facts_with("{}")).empty());
  CHECK(ids(facts_with(three)).empty());
  CHECK(ids(facts_with("{logLevel: debug, podLabels: {any: thing}, global: {a: b}}")).empty());
}

TEST_CASE("cert-manager has to be there before its certificate is asked for") {
  auto facts = facts_with("agentInjector: {certificate: {method: certmanager}}");
  CHECK(ids(facts).empty());
  facts.survey.lacks_cert_manager = true;
  CHECK(ids(facts) == Ids{"certmanager-absent"});
}

TEST_CASE("its own webhook is no other Traffic Manager's") {
  auto facts = facts_with("{}");
  facts.survey.managers = {{"webhook-prod", "prod", {}, {}}};
  facts.survey.agent_owner = "prod";
  CHECK(ids(facts).empty());
}

TEST_CASE("a5: two Traffic Managers of the whole cluster are one too many") {
  auto facts = facts_with("{ambassador-agent: {enabled: false}}");
  facts.survey.managers = {{"webhook-ambassador", "ambassador", {}, {}}};
  CHECK(ids(facts) == Ids{"second-global-manager"});
  CHECK(corrected(facts) == "helm telepresence install --managed-namespaces prod -n prod");
  // Permissions alone run none.
  facts.survey.values = values("{rbac: {only: true}}");
  CHECK(ids(facts).empty());
}

TEST_CASE("a5: one of the whole cluster and one of some namespaces, in either order") {
  auto facts = facts_with(three);
  facts.survey.managers = {{"webhook-ambassador", "ambassador", {}, {}}};
  CHECK(ids(facts) == Ids{"global-beside-namespaced"});
  facts.survey.values = values("{}");
  facts.survey.managers = {{"webhook-dev", "dev", {"dev", "qa"}, {}}};
  CHECK(ids(facts) == Ids{"global-beside-namespaced"});
}

TEST_CASE("a5: two that are there already are only warned of when one is upgraded") {
  auto facts = facts_with("{}");
  facts.survey.managers = {{"webhook-prod", "prod", {}, {}}, {"webhook-a", "a", {}, {}}};
  // A webhook that was left of one that is gone is none that is there.
  CHECK(check(facts, {}, target()).findings.front().severity == Severity::error);
  facts.is_there = true;
  const auto verdict = check(facts, {}, target());
  REQUIRE(ids(facts) == Ids{"second-global-manager"});
  CHECK(verdict.findings.front().severity == Severity::warning);
  CHECK(verdict.corrected.command.empty());
  // Nor is what is only warned of a part of what another error is corrected by.
  facts.survey.agent_owner = "a";
  CHECK(corrected(facts).find("--set ambassador-agent.enabled=false") != std::string::npos);
  CHECK(corrected(facts).find("--managed-namespaces") == std::string::npos);
  facts.survey.agent_owner = "";
  // One that becomes the second is refused.
  facts.survey.managers[0].namespaces = {"prod"};
  CHECK(check(facts, {}, target()).findings.front().severity == Severity::error);
}

TEST_CASE("what is to be ignored is no part of the command that is offered") {
  auto facts = facts_with("{}");
  facts.survey.managers = {{"webhook-a", "a", {}, {}}};
  facts.survey.agent_owner = "a";
  CommandGiven given;
  given.settings.ignored_findings = {"second-global-manager"};
  CHECK(corrected(facts, given) ==
        "helm telepresence install --set ambassador-agent.enabled=false -n prod");
}

TEST_CASE("an upgrade that keeps the release's values keeps them when it is corrected") {
  auto facts = facts_with(three);
  facts.is_there = true;
  facts.survey.namespaces.push_back({"qa", cluster::NamespaceState::missing, {}});
  CommandGiven given;
  given.operation = Operation::upgrade;
  CHECK(corrected(facts, given) ==
        "helm telepresence upgrade --managed-namespaces staging,prod --reset-then-reuse-values -n "
        "prod");
  given.settings.helm.values = {{"--set", "logLevel=debug"}};
  CHECK(corrected(facts, given) ==
        "helm telepresence upgrade --set logLevel=debug --managed-namespaces staging,prod -n prod");
  // It would lose to what was given so.
  given.settings.helm.values = {{"--set-string", "managerRbac.namespaces={staging,prod,qa}"}};
  CHECK(corrected(facts, given).empty());
}

TEST_CASE("to limit another one leaves it at its version") {
  auto facts = facts_with("{}");
  facts.survey.managers = {{"webhook-a", "a", {}, {}}};
  const auto remedy = [&] { return check(facts, {}, target()).findings.front().remedy; };
  CHECK(remedy() == "To give each its own namespaces, limit the other one first.");
  facts.chart_versions["a"] = "2.17.0";
  CHECK(remedy().ends_with(
      ": helm telepresence upgrade --version 2.17.0 --version-check off --reset-then-reuse-values "
      "--managed-namespaces a -n a"));
}

TEST_CASE("a claim of one that cannot be seen is not called a dead one's") {
  auto facts = facts_with(three);
  facts.survey.claims = {{"qa", "gone"}};
  facts.in_doubt["gone"] = "no right to get deployments";
  REQUIRE(ids(facts) == Ids{"namespace-claimed"});
  const auto finding = check(facts, {}, target()).findings.front();
  CHECK(finding.remedy ==
        "Whether that Traffic Manager lives is not known: no right to get deployments");
  facts.in_doubt.clear();
  facts.not_read = {"list mutatingwebhookconfigurations"};
  CHECK(ids(facts) == Ids{"namespace-claimed"});
}

TEST_CASE("a namespace of clients matters where they are given something there") {
  auto facts = facts_with("{clientRbac: {create: false, namespaced: true, namespaces: [old]}}");
  facts.survey.namespaces.push_back({"old", cluster::NamespaceState::missing, {}});
  CHECK(ids(facts).empty());
  facts.survey.values = values(
      "{clientRbac: {create: true, subjects: [{kind: User, name: a}], namespaced: true, "
      "namespaces: [old]}}");
  CHECK(ids(facts) == Ids{"namespace-missing"});
}

TEST_CASE("every namespace that another one manages is named, and left out of what is offered") {
  auto facts = facts_with(three);
  facts.survey.managers = {{"webhook-a", "a", {"a", "staging"}, {}},
                           {"webhook-b", "b", {"b", "qa"}, {}}};
  // The claims that the same managers have made say no more.
  facts.survey.claims = {{"staging", "a"}, {"prod", "prod"}};
  const auto findings = check(facts, {}, target()).findings;
  REQUIRE(ids(facts) == Ids{"namespace-claimed", "namespace-claimed"});
  CHECK(findings[0].text.find("namespace staging is already managed by the Traffic Manager in "
                              "namespace a") == 0);
  CHECK(findings[1].text.find("namespace qa") == 0);
  CHECK(corrected(facts) == "helm telepresence install --managed-namespaces prod -n prod");

  CommandGiven given;
  given.settings.short_forms.managed_namespaces = {"staging", "prod", "qa"};
  given.settings.helm.values = {{"--set", "logLevel=debug"}, {"--values", "a b.yaml"}};
  given.other_flags = {"--timeout=2m"};
  CHECK(corrected(facts, given) ==
        "helm telepresence install --timeout=2m --set logLevel=debug --values 'a b.yaml' "
        "--managed-namespaces prod -n prod");
  // What --set has set wins over the short form.
  given.settings.helm.values = {{"--set", "managerRbac.namespaces={staging,prod,qa}"}};
  CHECK(corrected(facts, given) ==
        "helm telepresence install --timeout=2m --set 'managerRbac.namespaces={staging,prod,qa}' "
        "--set 'managerRbac.namespaced=true,managerRbac.namespaces={prod}' -n prod");
}

TEST_CASE("a command line that is not enough by itself is not offered as if it were") {
  auto facts = facts_with("{}");
  facts.survey.managers = {{"webhook-a", "a", {}, {}}};
  CHECK(check(facts, {}, target()).corrected.to_string() ==
        "Without that: helm telepresence install --managed-namespaces prod -n prod");
  facts = facts_with("{managerRbac: {namespaced: true, namespaces: [prod]}}");
  facts.survey.managers = {{"webhook-a", "a", {}, {}}};
  facts.survey.agent_owner = "a";
  facts.chart.subcharts = {"ambassador-agent"};
  const auto after = check(facts, {}, target()).corrected.to_string();
  CHECK(after.starts_with("Then: helm telepresence install"));
}

TEST_CASE("a command line that would show a secret is not offered") {
  auto facts = facts_with(three);
  facts.survey.managers = {{"webhook-a", "a", {"staging"}, {}}};
  for (const helm::ValueFlag& flag :
       std::vector<helm::ValueFlag>{{"--set", "licenseKey.value=secret"},
                                    {"--set", "logLevel=debug,licenseKey.value=secret"},
                                    {"--set-json", "{\"licenseKey\":{}}"},
                                    {"--set", "imageSecret=x"},
                                    {"--values", "https://jane:secret@example.com/values.yaml"}}) {
    CommandGiven given;
    given.settings.helm.values = {flag};
    CHECK(corrected(facts, given).empty());
  }
}

TEST_CASE("what a Traffic Manager left that is gone is named, with what deletes it") {
  auto facts = facts_with(three);
  facts.gone = {
      {{"webhook-gone", "gone", {"qa"}, {}}, {{"ClusterRole", "x", "", "", "", "", false, false}}}};
  facts.survey.claims = {{"qa", "gone"}};
  facts.survey.agent_owner = "gone";
  const auto findings = check(facts, {}, target()).findings;
  REQUIRE(ids(facts) == Ids{"claim-orphaned"});
  CHECK(findings.front().remedy == "To delete what it left:\nkubectl delete clusterrole/x");
}

TEST_CASE("a claim without a Traffic Manager is no living one's") {
  auto facts = facts_with(three);
  facts.survey.claims = {{"qa", "gone"}};
  REQUIRE(ids(facts) == Ids{"claim-orphaned"});
  CHECK(check(facts, {}, target()).findings.front().remedy ==
        "If that Traffic Manager is gone, delete what it left there: kubectl delete "
        "configmap/traffic-manager-claim role/traffic-manager rolebinding/traffic-manager "
        "--ignore-not-found --namespace qa");
  CHECK(check(facts, {}, target()).corrected.is_enough == false);
  // One that lives, and manages others now.
  facts.survey.managers = {{"webhook-gone", "gone", {"gone"}, {}}};
  const auto living = check(facts, {}, target()).findings;
  CHECK(living.front().text ==
        "namespace qa is claimed for namespace gone, whose Traffic Manager does not manage it");
  facts.survey.managers.clear();
  // One that has no webhook, and lives.
  facts.without_webhook = {"gone"};
  CHECK(ids(facts) == Ids{"namespace-claimed"});
  CHECK(corrected(facts) == "helm telepresence install --managed-namespaces staging,prod -n prod");

  cluster::LiveObject claim;
  claim.kind = "ConfigMap";
  claim.name = "traffic-manager-claim";
  claim.object_namespace = "qa";
  facts.survey.claims.clear();
  facts.gone = {{{{}, "gone", {"qa"}, {}}, {claim}}};
  REQUIRE(ids(facts) == Ids{"claim-orphaned"});
  const auto found = check(facts, {}, target()).findings.front();
  CHECK(found.object == "ConfigMap traffic-manager-claim in qa");
  CHECK(found.remedy ==
        "To delete what it left:\nkubectl delete configmap/traffic-manager-claim --namespace qa");
}

TEST_CASE("namespaces that are not there, or going, are named") {
  auto facts = facts_with(three);
  facts.survey.namespaces = {{"prod", cluster::NamespaceState::missing, {}},
                             {"staging", cluster::NamespaceState::missing, {}},
                             {"qa", cluster::NamespaceState::terminating, {}}};
  CHECK(ids(facts) == Ids{"namespace-missing", "namespace-terminating"});
  CHECK(corrected(facts) == "helm telepresence install --managed-namespaces prod -n prod");
  facts.creates_namespace = false;
  CHECK(ids(facts) == Ids{"namespace-missing", "namespace-terminating", "namespace-missing"});
}

TEST_CASE("the manager's own namespace has to be among those it manages") {
  const auto facts = facts_with("managerRbac: {namespaced: true, namespaces: [staging]}");
  CHECK(ids(facts) == Ids{"own-namespace-not-managed"});
  CHECK(corrected(facts) == "helm telepresence install --managed-namespaces prod,staging -n prod");
}

TEST_CASE("one release has the Ambassador Agent") {
  auto facts = facts_with("{}");
  facts.survey.agent_owner = "elsewhere";
  CHECK(ids(facts) == Ids{"object-taken"});
  CHECK(corrected(facts) ==
        "helm telepresence install --set ambassador-agent.enabled=false -n prod");
  facts.survey.values = values("ambassador-agent: {enabled: false}");
  CHECK(ids(facts).empty());
  facts.survey.values = values("ambassador-agent: {rbac: {namespaces: [prod]}}");
  CHECK(ids(facts).empty());
}

TEST_CASE("c7: values without effect are told") {
  struct Row {
    const char* values;
    Ids ids;
    const char* text;
  };
  const std::vector<Row> rows = {
      {"logLevl: debug", {"value-unknown"}, "the chart has no value logLevl"},
      {"license: {key: abc}", {"value-unknown"}, "the chart has no value license"},
      {"managerRbac: {namespace: [a]}",
       {"value-unknown"},
       "the chart has no value managerRbac.namespace"},
      {"managerRbac: {namespaces: [dev]}",
       {"namespaces-without-namespaced"},
       "managerRbac.namespaces has no effect without managerRbac.namespaced=true"},
      {"clientRbac: {namespaces: [dev]}",
       {"namespaces-without-namespaced"},
       "clientRbac.namespaces has no effect without clientRbac.namespaced=true"},
      {"clientRbac: {create: true}",
       {"subjects-missing"},
       "clientRbac.create is true, and clientRbac.subjects names nobody to give the rights to"},
      {"image: {registry: mirror.example.com}",
       {"images-unmirrored"},
       "image.registry is mirror.example.com, and the image of the uninstall Job still comes from "
       "docker.io"},
      {"timeouts: {agentArrival: 30}",
       {"value-invalid"},
       "timeouts.agentArrival is no duration: 30"},
      {"agent: {resources: {limits: {cpu: 1, memory: 100MB}}}",
       {"value-invalid"},
       "agent.resources.limits.memory is no quantity: 100MB"},
      {"resources: {requests: {cpu: 1e-1, memory: -1Gi}}",
       {"value-invalid"},
       "resources.requests.memory is no quantity: -1Gi"},
      {"podCIDRs: [10.0.0.0/8, 10.0.0.0/33]",
       {"value-invalid"},
       "podCIDRs[1] is no subnet: 10.0.0.0/33"},
      {"client: {routing: {neverProxySubnets: [10.0.0.1]}}",
       {"value-invalid"},
       "client.routing.neverProxySubnets[0] is no subnet: 10.0.0.1"},
      {"agent: {image: {registry: https://jane:secret@example.com/a}}",
       {"value-invalid"},
       "agent.image.registry is no registry: ***"},
      {"agent: {image: {name: Tel2}}",
       {"value-invalid"},
       "agent.image.name is no name of an image: Tel2"},
      {"image: {tag: 2.18:1}", {"value-invalid"}, "image.tag is no tag of an image: 2.18:1"},
      {"agentInjector: {certificate: {certmanager: {duration: 24h}}}",
       {"value-without-effect"},
       "agentInjector.certificate.certmanager has no effect without "
       "agentInjector.certificate.method=certmanager"},
      {"agentInjector: {certificate: {method: certmanager, regenerate: true}}",
       {"value-without-effect"},
       "agentInjector.certificate.regenerate has no effect with "
       "agentInjector.certificate.method=certmanager"},
      {"clientRbac: {subjects: [{kind: User, name: jane}]}",
       {"value-without-effect"},
       "clientRbac.subjects has no effect without clientRbac.create=true"},
      {"licenseKey: {value: secret}",
       {"value-without-effect"},
       "licenseKey.value has no effect without licenseKey.create=true"},
      {"{client: {routing: {alsoProxySubnets: [10.0.0.0/8]}}, dnsConfig: {alsoProxySubnets: "
       "[11.0.0.0/8]}}",
       {"value-without-effect"},
       "client.routing.alsoProxySubnets has no effect with dnsConfig.alsoProxySubnets, which wins"},
      {R"(licenseKey: {create: true, value: "one\ntwo"})",
       {"license-multiline"},
       "licenseKey.value has line breaks in it, and a license has none"},
  };
  for (const auto& row : rows) {
    INFO(row.values);
    const auto findings = check(facts_with(row.values), {}, target()).findings;
    REQUIRE(ids(facts_with(row.values)) == row.ids);
    CHECK(findings.front().text == row.text);
  }
  CHECK(check(facts_with("logLevl: debug"), {}, target()).findings.front().remedy ==
        "Did you mean logLevel?");
}

TEST_CASE("an upgrade that forgets which namespaces are managed is refused") {
  auto facts = facts_with("logLevel: debug");
  CHECK(ids(facts).empty());
  facts.managed_before = {"prod", "qa"};
  REQUIRE(ids(facts) == Ids{"upgrade-drops-values"});
  CommandGiven given;
  given.operation = Operation::upgrade;
  given.settings.helm.values = {{"--set", "logLevel=debug"}};
  CHECK(corrected(facts, given) ==
        "helm telepresence upgrade --set logLevel=debug --reset-then-reuse-values -n prod");
  // With them kept the other one is in nobody's way.
  facts.survey.managers = {{"webhook-a", "a", {"a"}, {}}};
  CHECK(ids(facts) == Ids{"global-beside-namespaced", "upgrade-drops-values"});
  CHECK(corrected(facts, given) ==
        "helm telepresence upgrade --set logLevel=debug --reset-then-reuse-values -n prod");
}

TEST_CASE("an upgrade to the chart of the other edition is refused") {
  struct Row {
    const char* former;
    const char* former_version;
    const char* now;  // its Chart.yaml
    bool is_found;
  };
  const Row rows[] = {
      {"telepresence", "2.20.0", "{name: telepresence-oss, version: 2.20.0}", true},
      {"telepresence-oss", "2.20.0", "{name: telepresence, version: 2.21.0}", true},
      {"telepresence-oss", "2.20.0", "{name: telepresence-oss, version: 2.21.0}", false},
      {"telepresence", "2.18.1", "{name: telepresence-oss, version: 2.20.0}", false},
      {"telepresence", "2.18.1", "{name: telepresence, version: 2.18.1}", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.former, row.now);
    auto facts = facts_with("{}");
    facts.chart.description = values(row.now);
    facts.former_chart = chart::Metadata{row.former, *Version::parse(row.former_version), {}};
    CHECK(ids(facts) == (row.is_found ? Ids{"edition-mismatch"} : Ids{}));
  }
}

TEST_CASE("an upgrade that says which namespaces are managed forgets nothing") {
  for (const std::string own : {"managerRbac: {namespaced: false}", three.c_str()}) {
    auto facts = facts_with(own);
    facts.managed_before = {"prod", "qa"};
    CHECK(ids(facts).empty());
  }
  auto facts = facts_with("logLevel: debug");
  facts.managed_before = {"prod"};
  CHECK(check(facts, {Operation::upgrade, {}, {"--reset-values"}, {}}, target()).findings.empty());
}

TEST_CASE("what can be read in the cluster is no invalid value") {
  for (const std::string own :
       {"timeouts: {agentArrival: 1m30s}", "client: {connectionTTL: 24h}",
        "grpc: {maxReceiveSize: 4Mi}",
        "resources: {limits: {cpu: 0.5, memory: 1Gi}, requests: {cpu: 100m, memory: 1e6}}",
        "podCIDRs: [10.0.0.0/8, 'fd00::/8', 0.0.0.0/0]", "agent: {image: {tag: 2.18}}",
        "{agent: {image: {name: a/b_c, registry: 'localhost:5000/d-e'}}}",
        "timeouts: {agentArrival: null}", R"(licenseKey: {create: true, value: "one line\n"})"}) {
    INFO(own);
    CHECK(ids(facts_with(own)).empty());
  }
}

TEST_CASE("a value that a template reads is known, whatever values.yaml says") {
  auto facts = facts_with("{dnsConfig: {a: b}, managerRbac: {namespace: x}}");
  facts.chart.templates = "{{ .Values.dnsConfig.a }} {{ $rbac.namespace }}";
  CHECK(ids(facts).empty());
  facts.chart.templates = "{{ .Values.dnsConfiguration }} {{ $rbac.namespaces }}";
  CHECK(ids(facts) == Ids{"value-unknown", "value-unknown"});
}

TEST_CASE("c6: what Flux or Argo CD applies is left to them, and each is named once") {
  const cluster::GitopsOwner flux{"Flux", "HelmRelease", "telepresence", "flux-system"};
  const auto findings =
      check_owners({{"Deployment", "traffic-manager", "prod", flux},
                    {"Namespace", "prod", "", flux},
                    {"Service", "a", "prod", {"Argo CD", "Application", "b", ""}}});
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].id == "gitops-owned");
  CHECK(findings[0].text ==
        "Deployment traffic-manager in namespace prod is applied by "
        "HelmRelease telepresence in namespace flux-system (Flux)");
  CHECK(findings[1].text == "Service a in namespace prod is applied by Application b (Argo CD)");
}

TEST_CASE("without the values only what is there can be checked") {
  auto facts = facts_with(three);
  facts.values_are_known = false;
  facts.survey.managers = {{"webhook-a", "a", {"staging"}, {}}};
  CHECK(ids(facts).empty());
}

TEST_CASE("only what can be found can be ignored") {
  CHECK(checked_id("gitops-owned") == "gitops-owned");
  CHECK_THROWS_WITH(checked_id("gitops"), "--ignore-finding gitops: there is no such finding");
}

TEST_CASE("short forms become values") {
  ShortForms forms;
  forms.managed_namespaces = {"a", "2024"};
  forms.client_subjects = {parse_subject("--client-subject", "User:jane"),
                           parse_subject("--client-subject", "ServiceAccount:ci/runner"),
                           parse_subject("--client-subject", "Group:system:x")};
  forms.image_registry = "h/p";
  std::vector<std::string> told;
  for (const auto& [flag, value] : values_of(forms))
    told.push_back(fmt::format("{} {}", flag, value));
  CHECK(
      told ==
      std::vector<std::string>{
          "--set-json managerRbac.namespaced=true",
          R"(--set-json managerRbac.namespaces=["a","2024"])", "--set-json clientRbac.create=true",
          R"(--set-json clientRbac.subjects=[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane"},{"kind":"ServiceAccount","name":"runner","namespace":"ci"},{"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"system:x"}])",
          R"(--set-json image.registry="h/p")", R"(--set-json hooks.curl.registry="h/p")",
          R"(--set-json hooks.busybox.registry="h/p")",
          R"(--set-json ambassador-agent.image.repository="h/p/ambassador-agent")"});
  CHECK(words_of(forms) == helm::Arguments{"--managed-namespaces", "a,2024", "--client-subject",
                                           "User:jane", "--client-subject",
                                           "ServiceAccount:ci/runner", "--client-subject",
                                           "Group:system:x", "--image-registry", "h/p"});
  for (const auto* wrong :
       {"jane", "User:", "Robot:x", "ServiceAccount:x", "ServiceAccount:/x", ""}) {
    CHECK_THROWS_AS(parse_subject("--client-subject", wrong), Error);
  }
}
