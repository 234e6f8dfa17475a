#include "kubeconfig/selection.hpp"

#include "expect_error.hpp"
#include "kubeconfig/locate.hpp"
#include "temporary_folder.hpp"

using namespace telepresence;
using testing::error_of;
using Variables = std::map<std::string, std::string>;
using Paths = std::vector<std::filesystem::path>;

namespace {

const char* const config = R"(apiVersion: v1
kind: Config
current-context: dev
contexts:
- name: dev
  context: {cluster: dev-cluster, user: u, namespace: apps}
- name: prod
  context: {cluster: prod-cluster, user: u}
clusters:
- name: dev-cluster
  cluster:
    server: https://127.0.0.1:1
    extensions:
    - name: other.io
      extension: {manager: {namespace: wrong}}
    - name: telepresence.io
      extension:
        also-proxy: [10.0.0.0/8]
        manager: {namespace: staging}
- name: prod-cluster
  cluster:
    server: https://127.0.0.1:2
    extensions:
    - name: telepresence.io
      extension: {cluster: {defaultManagerNamespace: newer}}
)";

}  // namespace

TEST_CASE("the files are those of KUBECONFIG, each once, else the one at home") {
  using kubeconfig::locate;
  using platform::Environment;
  CHECK(locate(Environment(Variables{{"KUBECONFIG", "a:b::a"}})) == Paths{"a", "b"});
  CHECK(locate(Environment(Variables{{"KUBECONFIG", ""}, {"HOME", "/home/me"}})) ==
        Paths{"/home/me/.kube/config"});
  CHECK(locate(Environment(Variables{{"HOME", "/home/me"}})) == Paths{"/home/me/.kube/config"});
  CHECK(locate(Environment()).empty());
}

TEST_CASE("the extension of the current context's cluster is read") {
  const testing::TemporaryFolder folder;
  const auto file = folder.write("config", config);
  const auto selection = kubeconfig::select({file}, std::nullopt);
  CHECK(selection.context == "dev");
  CHECK(selection.cluster == "dev-cluster");
  CHECK(selection.context_namespace == "apps");
  REQUIRE(selection.manager_namespace);
  CHECK(selection.manager_namespace->name == "staging");
  CHECK(selection.cluster_file == file);
}

TEST_CASE("a context that was asked for wins, and newer clients' key is understood") {
  const testing::TemporaryFolder folder;
  const auto selection = kubeconfig::select({folder.write("config", config)}, "prod");
  CHECK(selection.cluster == "prod-cluster");
  CHECK(selection.context_namespace == std::nullopt);
  REQUIRE(selection.manager_namespace);
  CHECK(selection.manager_namespace->name == "newer");
  CHECK(selection.manager_namespace->form == kubeconfig::Form::cluster);
}

TEST_CASE("of several files the first that has a name wins, missing ones are left out") {
  const testing::TemporaryFolder folder;
  const auto first = folder.write("first",
                                  "contexts: [{name: dev, context: {cluster: mine}}]\n"
                                  "clusters: [{name: mine, cluster: {server: s}}]\n");
  const auto second = folder.write("second", config);
  const auto selection =
      kubeconfig::select({folder.path() / "missing", first, second}, std::nullopt);
  CHECK(selection.context == "dev");  // the first file has no current-context
  CHECK(selection.cluster == "mine");
  CHECK_FALSE(selection.manager_namespace);
}

TEST_CASE("no files, empty files and unknown contexts choose nothing") {
  const testing::TemporaryFolder folder;
  CHECK(kubeconfig::select({}, std::nullopt).context.empty());
  CHECK(kubeconfig::select({folder.write("empty", "")}, std::nullopt).context.empty());
  CHECK(kubeconfig::select({folder.write("null", "---\n")}, std::nullopt).context.empty());
  CHECK(kubeconfig::select({folder.write("config", config)}, "nope").cluster.empty());
}

TEST_CASE("what is no kubeconfig is an error with its path and line") {
  const testing::TemporaryFolder folder;
  const auto list = folder.write("list", "\n- a\n");
  const auto broken = folder.write("broken", "a: b\nc: [\n");
  CHECK(error_of([&] { kubeconfig::select({list}, std::nullopt); }).what() ==
        list.string() + ":2: not a kubeconfig: expected a mapping");
  CHECK(std::string(error_of([&] { kubeconfig::select({broken}, std::nullopt); }).what())
            .starts_with(broken.string() + ":3: "));
}

TEST_CASE("a namespace of a million digits is read without harm") {
  const testing::TemporaryFolder folder;
  auto text = std::string(config);
  text.replace(text.find("staging"), 7, std::string(1000000, '1'));
  const auto selection = kubeconfig::select({folder.write("config", text)}, std::nullopt);
  CHECK(selection.manager_namespace->name.size() == 1000000);
}
