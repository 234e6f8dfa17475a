#include "release/target.hpp"

#include "release/command_lines.hpp"

#include "expect_error.hpp"
#include "temporary_folder.hpp"

using namespace telepresence;
using namespace telepresence::release;
using platform::Environment;
using platform::ParentProcess;
using testing::error_of;
using Variables = std::map<std::string, std::string>;

namespace {

// As helm starts a plugin: HELM_NAMESPACE is always set.
Environment under_helm(const std::string& helm_namespace, std::map<std::string, std::string> more) {
  more.insert({"HELM_PLUGIN_NAME", "telepresence"});
  more.insert({"HELM_NAMESPACE", helm_namespace});
  return Environment(std::move(more));
}

ParentProcess helm_process(std::vector<std::string> arguments,
                           std::map<std::string, std::string> environment = {}) {
  arguments.insert(arguments.begin(), "helm");
  return {std::move(arguments), Environment(std::move(environment))};
}

Target resolve_target(const TargetRequest& request, const Environment& environment,
                      const std::optional<ParentProcess>& parent) {
  return locate_target(request, environment, helm::caller_of(parent, environment)).target;
}

const char* const with_extension =
    "current-context: c\n"
    "contexts: [{name: c, context: {cluster: k, namespace: apps}}]\n"
    "clusters: [{name: k, cluster: {extensions: [{name: telepresence.io, "
    "extension: {manager: {namespace: staging}}}]}}]\n";

}  // namespace

TEST_CASE("without any word the namespace is ambassador, never the context's") {
  const testing::TemporaryFolder folder;
  const auto file = folder.write(
      "config",
      "current-context: c\ncontexts: [{name: c, context: {cluster: k, namespace: apps}}]");
  const auto target = resolve_target({}, under_helm("apps", {{"KUBECONFIG", file}}),
                                     helm_process({"telepresence", "install"}));
  CHECK(target.manager_namespace == "ambassador");
  CHECK(target.rule == NamespaceRule::standard);
  CHECK(target.context == "c");
}

TEST_CASE("B11: the client's config.yml names the namespace, behind kubeconfig and variable") {
  const testing::TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "telepresence");
  folder.write("telepresence/config.yml", "cluster: {defaultManagerNamespace: fromclient}\n");
  const auto resolve = [&](Variables more, const TargetRequest& request = {}) {
    more["XDG_CONFIG_HOME"] = folder.path();
    return resolve_target(request, under_helm("default", more), helm_process({"telepresence"}));
  };
  const auto target = resolve({});
  CHECK(target.manager_namespace == "fromclient");
  CHECK(target.rule == NamespaceRule::client_config);
  CHECK(target.reason == "cluster.defaultManagerNamespace in " +
                             (folder.path() / "telepresence/config.yml").string());
  CHECK(resolve({{"TELEPRESENCE_MANAGER_NAMESPACE", "fromenv"}}).manager_namespace == "fromenv");
  CHECK(resolve({{"KUBECONFIG", folder.write("config", with_extension)}}).manager_namespace ==
        "staging");

  // One that cannot be read matters only where it would have been asked.
  folder.write("telepresence/config.yml", "cluster: [\n");
  CHECK(error_of([&] { resolve({}); }).kind() == ErrorKind::input);
  CHECK(resolve({}, {"prod", std::nullopt}).manager_namespace == "prod");
}

TEST_CASE("-n default means default") {
  const auto target = resolve_target({}, under_helm("default", {}),
                                     helm_process({"-n", "default", "telepresence", "install"}));
  CHECK(target.manager_namespace == "default");
  CHECK(target.rule == NamespaceRule::namespace_flag);
}

TEST_CASE("each rule gives way to the one before it") {
  const testing::TemporaryFolder folder;
  const auto file = folder.write("config", with_extension).string();
  const auto environment =
      under_helm("apps", {{"KUBECONFIG", file}, {"TELEPRESENCE_MANAGER_NAMESPACE", "fromenv"}});
  const auto plain = helm_process({"telepresence", "install"});
  const auto exported = helm_process({"telepresence", "install"}, {{"HELM_NAMESPACE", "exported"}});
  const auto flag =
      helm_process({"telepresence", "install", "-n", "flag"}, {{"HELM_NAMESPACE", "exported"}});

  CHECK(resolve_target({"manager", "own"}, environment, flag).manager_namespace == "manager");
  CHECK(resolve_target({std::nullopt, "own"}, environment, flag).manager_namespace == "own");
  CHECK(resolve_target({}, environment, flag).manager_namespace == "flag");
  CHECK(resolve_target({}, environment, exported).manager_namespace == "exported");
  CHECK(resolve_target({}, environment, exported).rule == NamespaceRule::helm_namespace);
  const auto extension = resolve_target({}, environment, plain);
  CHECK(extension.manager_namespace == "staging");
  CHECK(extension.rule == NamespaceRule::kubeconfig);
  CHECK(extension.reason.find(file) != std::string::npos);
  const auto variable = resolve_target(
      {}, under_helm("default", {{"TELEPRESENCE_MANAGER_NAMESPACE", "fromenv"}}), plain);
  CHECK(variable.manager_namespace == "fromenv");
  CHECK(variable.rule == NamespaceRule::environment_variable);
}

TEST_CASE("when helm cannot be seen, HELM_NAMESPACE counts if it is not the context's") {
  const testing::TemporaryFolder folder;
  const auto file = folder.write("config", with_extension).string();
  const Environment same(Variables{{"KUBECONFIG", file}, {"HELM_NAMESPACE", "apps"}});
  const Environment other(Variables{{"KUBECONFIG", file}, {"HELM_NAMESPACE", "prod"}});
  CHECK(resolve_target({}, same, std::nullopt).manager_namespace == "staging");
  CHECK(resolve_target({}, other, std::nullopt).manager_namespace == "prod");
  // A parent that is not this plugin's helm says nothing, whatever stands on its line.
  const ParentProcess shell{{"make", "-n", "wrong"}, Environment()};
  CHECK(resolve_target({}, same, shell).manager_namespace == "staging");
}

TEST_CASE("a name that no namespace can have is refused, with where it came from") {
  const auto* name = GENERATE("", "Upper", "a_b", "-a", "a-", "a.b",
                              "0123456789012345678901234567890123456789012345678901234567890123");
  CAPTURE(name);
  const auto error = error_of([&] { resolve_target({name, {}}, Environment(), std::nullopt); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(std::string(error.what()).find("--manager-namespace") != std::string::npos);
}

TEST_CASE("a command line repeats the namespace only when it was typed") {
  const auto line = [](NamespaceRule rule) {
    return plugin_command({"staging", rule, "", "", {}}, {"status"});
  };
  CHECK(line(NamespaceRule::namespace_flag) == "helm telepresence status -n staging");
  CHECK(line(NamespaceRule::manager_namespace_flag) == "helm telepresence status -n staging");
  CHECK(line(NamespaceRule::kubeconfig) == "helm telepresence status");
  CHECK(line(NamespaceRule::standard) == "helm telepresence status");
}

TEST_CASE("a command line leads to the same cluster, as the same user, without a token") {
  const auto environment = under_helm("default", {{"KUBECONFIG", "/tmp/my config"},
                                                  {"HELM_KUBECONTEXT", "prod"},
                                                  {"HELM_KUBEAPISERVER", "https://127.0.0.1:6443"},
                                                  {"HELM_KUBETOKEN", "s3cret"},
                                                  {"HELM_KUBEASUSER", "jane"},
                                                  {"HELM_KUBEASGROUPS", "a,b,a,b"},
                                                  {"HELM_KUBEINSECURE_SKIP_TLS_VERIFY", "true"},
                                                  {"HELM_QPS", "50"}});
  const auto target = resolve_target({}, environment, helm_process({"telepresence", "install"}));
  CHECK(plugin_command(target, {"upgrade", "--install"}) ==
        "helm telepresence upgrade --install --kubeconfig '/tmp/my config' --kube-context prod "
        "--kube-apiserver https://127.0.0.1:6443 --kube-as-user jane --kube-as-group a "
        "--kube-as-group b --kube-insecure-skip-tls-verify=true");
  CHECK(helm_command(target, {"rollback", "traffic-manager", "1", "--namespace", "x"})
            .starts_with("helm rollback traffic-manager 1 --namespace x --kubeconfig "));
}

TEST_CASE("what the user exports is not repeated: another command inherits it") {
  const Variables exported = {{"KUBECONFIG", "/tmp/config"},
                              {"HELM_KUBECONTEXT", "prod"},
                              {"HELM_KUBEASUSER", "CN=jane,O=dev"}};
  const auto target = resolve_target({}, under_helm("default", exported),
                                     helm_process({"telepresence", "install"}, exported));
  CHECK(plugin_command(target, {"status"}) == "helm telepresence status");
  // But for programs that read no HELM_KUBECONTEXT.
  CHECK(kubectl_command(target, {"get", "pods"}) ==
        "kubectl get pods --context prod --as CN=jane,O=dev");
  CHECK(client_command(target, {"connect"}) == "telepresence connect --context prod");
  // Several files cannot be given by the flag.
  const auto several = resolve_target({}, under_helm("default", {{"KUBECONFIG", "/a:/b"}}),
                                      helm_process({"telepresence", "install"}));
  CHECK(plugin_command(several, {"status"}) == "helm telepresence status");
}
