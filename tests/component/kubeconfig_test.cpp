// kubeconfig/ against the real kubectl: both read the same files alike.
#include "kubeconfig/locate.hpp"
#include "kubeconfig/selection.hpp"
#include "platform/children.hpp"
#include "real_programs.hpp"
#include "temporary_folder.hpp"
#include "util/text.hpp"

using namespace telepresence;
using Variables = std::map<std::string, std::string>;

namespace {

// What kubectl takes from the merged files: context, cluster, namespace, extension.
struct KubectlView {
  std::string context;
  std::string cluster;
  std::string context_namespace;
  std::string manager_namespace;
};

KubectlView ask_kubectl(const std::string& kubeconfig, const std::string& context) {
  const std::string current = context.empty() ? "" : "--context=" + context;
  const auto ask = [&](const std::string& path) {
    platform::Command command;
    command.arguments = {testing::real_kubectl(), "config", "view", "--minify", "-o",
                         "jsonpath=" + path};
    if (!current.empty()) command.arguments.push_back(current);
    command.environment = platform::Environment::of_this_process();
    command.environment.set("KUBECONFIG", kubeconfig);
    const auto outcome = platform::run(command);
    INFO(outcome.error_output);
    REQUIRE(outcome.succeeded());
    return std::string(text::trim(outcome.output));
  };
  return {ask("{.contexts[0].name}"), ask("{.contexts[0].context.cluster}"),
          ask("{.contexts[0].context.namespace}"),
          ask("{.clusters[0].cluster.extensions[?(@.name=='telepresence.io')]"
              ".extension.manager.namespace}")};
}

void check_same(const std::string& kubeconfig, const std::string& context) {
  CAPTURE(kubeconfig, context);
  const auto expected = ask_kubectl(kubeconfig, context);
  const auto files =
      kubeconfig::locate(platform::Environment(Variables{{"KUBECONFIG", kubeconfig}}));
  const auto selection = kubeconfig::select(
      files, context.empty() ? std::nullopt : std::optional<std::string>(context));
  CHECK(selection.context == expected.context);
  CHECK(selection.cluster == expected.cluster);
  CHECK(selection.context_namespace.value_or("") == expected.context_namespace);
  CHECK((selection.manager_namespace ? selection.manager_namespace->name : "") ==
        expected.manager_namespace);
}

std::string entry(const std::string& name, const std::string& manager) {
  return "{name: " + name + ", cluster: {server: 'https://" + manager +
         "', extensions: [{name: telepresence.io, extension: {manager: {namespace: " + manager +
         "}}}]}}";
}

}  // namespace

TEST_CASE("merged kubeconfigs are read as kubectl reads them") {
  const testing::TemporaryFolder folder;
  const auto one = folder
                       .write("one",
                              "apiVersion: v1\nkind: Config\n"
                              "contexts: [{name: a, context: {cluster: k1, namespace: n1}}]\n"
                              "clusters: [" +
                                  entry("k1", "first") + "]\n")
                       .string();
  const auto two =
      folder
          .write("two",
                 "apiVersion: v1\nkind: Config\ncurrent-context: b\n"
                 "contexts: [{name: a, context: {cluster: k2}}, {name: b, context: {cluster: k1}},"
                 " {name: c, context: {cluster: k2, namespace: n2}}]\n"
                 "clusters: [" +
                     entry("k1", "second") + ", " + entry("k2", "third") + "]\n")
          .string();
  const auto three = folder.write("three", "current-context: c\n").string();
  const auto json = folder
                        .write("json",
                               R"({"apiVersion":"v1","kind":"Config","current-context":"j",
"contexts":[{"name":"j","context":{"cluster":"k1"}}]})")
                        .string();
  const std::string missing = (folder.path() / "missing").string();

  check_same(two, "");
  check_same(one + ":" + two, "");
  check_same(two + ":" + one, "");
  check_same(two + ":" + one, "a");
  check_same(one + ":" + two, "a");
  check_same(one + ":" + two, "c");
  check_same(missing + ":" + one + "::" + two, "");
  check_same(three + ":" + one + ":" + two, "");
  check_same(json + ":" + two, "");
}
