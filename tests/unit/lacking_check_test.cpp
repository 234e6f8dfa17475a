// What a user who lacks rights is told, and what an admin is given.
#include "release/before/lacking_check.hpp"

#include <catch2/catch.hpp>

using namespace telepresence;
using namespace telepresence::release;

namespace {

Target target() {
  Target target;
  target.manager_namespace = "dev";
  target.rule = NamespaceRule::namespace_flag;
  target.cluster_flags = {"--kube-context", "prod", "--kube-as-user", "jane"};
  return target;
}

Facts facts_with(std::vector<cluster::Right> rights, const std::string& user = "jane") {
  Facts facts;
  facts.manager_namespace = "dev";
  facts.objections.lacking = {std::move(rights), user};
  return facts;
}

const std::vector<cluster::Right> some = {
    {"dev", "apps", "deployments", "create", ""},
    {"dev", "apps", "deployments", "get", "a"},
    {"dev", "", "services", "get", "a"},
    {"dev", "", "services", "create", ""},
    {"dev", "", "secrets", "list", ""},
    {"", "rbac.authorization.k8s.io", "clusterroles", "create", ""}};

}  // namespace

TEST_CASE("who lacks nothing is told nothing") {
  CHECK(check_lacking(facts_with({}), {}, target()).empty());
}

TEST_CASE("all rights that are missing are told at once, a line a namespace") {
  const auto findings = check_lacking(facts_with(some), {}, target());
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].id == "rights-missing");
  CHECK(findings[0].text == "user jane lacks rights that it takes");
  CHECK(findings[0].remedy ==
        "in the whole cluster: create clusterroles.rbac.authorization.k8s.io\n"
        "in namespace dev: create, get deployments.apps, services; list secrets\n"
        "For an admin to run: helm telepresence rbac --installer-subject User:jane -n dev "
        "--kube-context prod --kube-as-user jane | kubectl apply -f - --context prod");
}

TEST_CASE("the roles are for whoever the API server takes the user for, with the same values") {
  struct Row {
    std::string user;
    CommandGiven given;
    std::string command;
  };
  CommandGiven given;
  given.chart_flags = {"--version=2.18.0"};
  given.other_flags = {"--timeout=1m"};
  given.settings.short_forms.managed_namespaces = {"dev", "qa"};
  given.settings.helm.values = {{"--values", "a.yaml"}};
  CommandGiven secret;
  secret.settings.helm.values = {{"--set", "licenseKey.value=x"}};
  const Row rows[] = {
      {"system:serviceaccount:ci:runner",
       {},
       "run: helm telepresence rbac --installer-subject ServiceAccount:ci/runner -n dev"},
      {"", {}, "run: helm telepresence rbac --installer -n dev"},
      {"a b", {}, "--installer-subject 'User:a b' -n dev"},
      {"jane", given,
       "run: helm telepresence rbac --installer-subject User:jane --version=2.18.0 "
       "--managed-namespaces dev,qa "
       "--values a.yaml -n dev"},
      {"jane", secret,
       "run, with the same values: helm telepresence rbac --installer-subject User:jane -n dev"},
  };
  for (const auto& row : rows) {
    INFO(row.command);
    const auto remedy =
        check_lacking(facts_with(some, row.user), row.given, target()).front().remedy;
    CHECK(remedy.find(row.command) != std::string::npos);
    CHECK(remedy.find("licenseKey") == std::string::npos);
  }
}

TEST_CASE("the values that an upgrade keeps are given too") {
  auto facts = facts_with(some);
  facts.keeps_values = true;
  const auto remedy = check_lacking(facts, {}, target()).front().remedy;
  CHECK(remedy.find("helm get values traffic-manager --namespace dev -o yaml --kube-context prod "
                    "--kube-as-user jane > traffic-manager-values.yaml && helm telepresence rbac "
                    "--installer-subject User:jane --values traffic-manager-values.yaml -n dev") !=
        std::string::npos);
}

TEST_CASE("a namespace that may not be made is named alone") {
  const auto findings =
      check_lacking(facts_with({{"", "", "namespaces", "create", ""}}), {}, target());
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].id == "namespace-create-forbidden");
  CHECK(findings[0].text == "namespace dev does not exist, and user jane may not create it");
  CHECK(findings[0].remedy == "For an admin to run: kubectl create namespace dev --context prod");
}
