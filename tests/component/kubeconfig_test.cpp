// kubeconfig/ against the real kubectl: both read the same files alike. And against other programs
// that change a file, or its lock, at a moment when that hurts.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "expect_error.hpp"
#include "kubeconfig/locate.hpp"
#include "kubeconfig/lock.hpp"
#include "kubeconfig/selection.hpp"
#include "kubeconfig/store.hpp"
#include "platform/children.hpp"
#include "platform/files.hpp"
#include "processes.hpp"
#include "real_programs.hpp"
#include "temporary_folder.hpp"
#include "util/text.hpp"

using namespace telepresence;
using testing::error_of;
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

TEST_CASE("what an editor writes between the reading and the replacing is not lost") {
  const testing::TemporaryFolder folder;
  const auto file = folder.write("config", "old\n");
  int edits = 0;
  const auto edit = [&](const std::string& text) {
    // Into the file itself: its inode stays.
    if (++edits == 1) std::ofstream(file) << "new\n";
    return text + "ours\n";
  };
  CHECK(kubeconfig::update_file(file, "old\n", edit));
  CHECK(platform::read_file(file, 65536) == "new\nours\n");
  CHECK(edits == 2);
}

TEST_CASE("a file that is replaced meanwhile by one with the same text keeps that one's mode") {
  const testing::TemporaryFolder folder;
  const auto file = folder.write("config", "text\n");
  const auto other = folder.write("other", "text\n");
  REQUIRE(::chmod(file.c_str(), 0600) == 0);
  REQUIRE(::chmod(other.c_str(), 0640) == 0);
  const auto edit = [&](const std::string& text) {
    if (std::filesystem::exists(other)) std::filesystem::rename(other, file);
    return text + "ours\n";
  };
  CHECK(kubeconfig::update_file(file, "text\n", edit));
  CHECK(platform::read_file(file, 65536) == "text\nours\n");
  CHECK(std::filesystem::status(file).permissions() == std::filesystem::perms(0640));
}

TEST_CASE("a file that something else keeps changing is left to it") {
  const testing::TemporaryFolder folder;
  const auto file = folder.write("config", "0\n");
  int edits = 0;
  const auto edit = [&](const std::string& text) {
    std::ofstream(file) << ++edits << "\n";
    return text + "ours\n";
  };
  const auto error = error_of([&] { kubeconfig::update_file(file, "0\n", edit); });
  CHECK(error.kind() == ErrorKind::conflict);
  CHECK(platform::read_file(file, 65536) == std::to_string(edits) + "\n");
  CHECK_FALSE(std::filesystem::exists(file.string() + ".lock"));
}

TEST_CASE("a lock that is new under the name of one that is free now stays its owner's") {
  const testing::TemporaryFolder folder;
  const auto file = folder.write("config", "");
  const auto path = folder.path() / "config.lock";
  // Whoever reads a pipe waits for its text: so the one that takes it over stands between opening
  // the lock and taking it.
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::optional<Error> error;
  std::thread taker([&] {
    try {
      const kubeconfig::Lock lock(file, std::chrono::milliseconds(100), {});
    } catch (const Error& thrown) {
      error = thrown;
    }
  });
  int pipe = -1;
  CHECK(testing::comes_true([&] {
    // Fails until somebody has opened the other end.
    pipe = ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    return pipe >= 0;
  }));
  std::filesystem::remove(path);
  folder.write("config.lock", "kubectl's");
  const std::string_view mark = "helm-telepresence\n";
  CHECK(::write(pipe, mark.data(), mark.size()) == static_cast<ssize_t>(mark.size()));
  taker.join();
  ::close(pipe);
  REQUIRE(error);
  CHECK(error->kind() == ErrorKind::conflict);
  CHECK(platform::read_file(path, 65536) == "kubectl's");
}
