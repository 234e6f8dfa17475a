// The use cases end to end, as a program calls them that has no command line: against the recording
// helm of tests/cli, which tells what it was called with.
#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "commands/install.hpp"
#include "commands/uninstall.hpp"
#include "commands/upgrade.hpp"
#include "expect_error.hpp"
#include "temporary_folder.hpp"

using namespace telepresence;
using nlohmann::json;
using testing::error_of;
using testing::TemporaryFolder;

namespace {

const std::filesystem::path source(SOURCE_DIR);

// A folder for the recording helm, and the World that finds it there.
class Stage {
 public:
  explicit Stage(const std::string& helm_version = "v4.3") {
    folder_.write("version", helm_version);
    answer({});
  }

  // The revisions that there are, by their statuses.
  void has_history(const std::vector<std::string>& statuses) {
    auto list = json::array();
    for (const auto& status : statuses) {
      list.push_back({{"revision", list.size() + 1},
                      {"status", status},
                      {"chart", "telepresence-2.18.1"},
                      {"labels", json::array()}});
    }
    folder_.write("history.json", list.dump());
  }

  // What helm says to the next command that begins with a word, see tests/cli/fake_helm.py.
  void answer(const std::vector<std::pair<std::string, json>>& answers) {
    auto list = json::array();
    for (const auto& [word, reply] : answers) list.push_back(json::array({word, reply}));
    folder_.write("answers.json", list.dump());
  }

  commands::World world(commands::Listeners listeners = {}) const {
    const platform::Environment environment(
        {{"PATH", ""},  // no kubectl, wherever the tests run
         {"HOME", folder_.path().string()},
         {"KUBECONFIG", (folder_.path() / "kubeconfig").string()},
         {"HELM_BIN", (source / "tests/cli/fake_helm.py").string()},
         {"HELM_TELEPRESENCE_OFFLINE", "1"},
         {"FAKE_HELM", folder_.path().string()}});
    return {environment,
            helm::caller_of({}, environment),
            {source / "chart", source / "probe"},
            std::move(listeners)};
  }

  // The first words of the commands that were run, in their order.
  std::vector<std::string> calls() const {
    std::vector<std::string> words;
    for (const auto& call : recorded()) words.push_back(call["arguments"][0]);
    return words;
  }

  // The arguments of the first call that begins with a word.
  std::vector<std::string> arguments(const std::string& word) const {
    for (const auto& call : recorded()) {
      if (call["arguments"][0] == word) return call["arguments"];
    }
    return {};
  }

 private:
  std::vector<json> recorded() const {
    std::ifstream file(folder_.path() / "calls");
    std::vector<json> calls;
    for (std::string line; std::getline(file, line);) calls.push_back(json::parse(line));
    return calls;
  }

  TemporaryFolder folder_;
};

bool has(const std::vector<std::string>& arguments, const std::string& word) {
  return std::ranges::find(arguments, word) != arguments.end();
}

release::TargetRequest in(const std::string& manager_namespace) {
  release::TargetRequest target;
  target.manager_namespace = manager_namespace;
  return target;
}

// How helm lists a release.
json release_in(const std::string& manager_namespace, const std::string& chart) {
  const auto listed = json::array({{{"name", "traffic-manager"},
                                    {"namespace", manager_namespace},
                                    {"revision", "1"},
                                    {"status", "deployed"},
                                    {"chart", chart},
                                    {"app_version", "2.18.1"}}});
  return {{"stdout", listed.dump()}};
}

}  // namespace

TEST_CASE("install reports the release that helm made") {
  Stage stage;
  auto world = stage.world();
  commands::InstallRequest request;
  request.target = in("staging");
  request.options.helm.values = {{"--set", "logLevel=debug"}};
  const auto report = commands::install(request, world);
  CHECK(report.target.manager_namespace == "staging");
  CHECK(report.chart.metadata.version.to_string() == "2.18.1");
  CHECK(report.result.revision == 1);
  CHECK(report.result.status == "deployed");
  CHECK_FALSE(report.upgraded);
  // What is there is looked at first, by two questions at once.
  auto calls = stage.calls();
  REQUIRE(calls.size() == 4);
  CHECK(calls.back() == "install");
  std::ranges::sort(calls);
  CHECK(calls == std::vector<std::string>{"install", "list", "template", "template"});
  const auto arguments = stage.arguments("install");
  CHECK(has(arguments, "staging"));
  CHECK(has(arguments, "logLevel=debug"));
}

TEST_CASE("a dry run's report has the manifests, and nothing else is done") {
  Stage stage;
  stage.answer({{"install", json::object({{"stdout", "kind: Deployment\n"}})}});
  auto world = stage.world();
  commands::InstallRequest request;
  request.options.helm.dry_run = helm::DryRun::client;
  const auto report = commands::install(request, world);
  CHECK(report.dry_run);
  CHECK(report.result.manifests == "kind: Deployment\n");
  CHECK_FALSE(has(stage.arguments("install"), "--labels"));
}

TEST_CASE("a failed install is undone, and the error is a finding with its id") {
  Stage stage;
  stage.answer(
      {{"install",
        {{"record", "failed"}, {"status", 1}, {"stderr", "Error: context deadline exceeded\n"}}}});
  std::vector<std::string> steps;
  commands::Listeners listeners;
  listeners.progress.step = [&](const std::string& step) { steps.push_back(step); };
  auto world = stage.world(listeners);
  commands::InstallRequest request;
  request.target = in("staging");
  const auto error = error_of([&] { commands::install(request, world); });
  CHECK(error.finding().id == "not-ready");
  CHECK(std::string(error.what()).find("was removed again") != std::string::npos);
  CHECK(has(stage.calls(), "uninstall"));
  CHECK(steps.back() == "It failed: putting back what was there before");
}

TEST_CASE("upgrade tells what became of the old values") {
  Stage stage;
  stage.has_history({"deployed"});
  auto world = stage.world();
  const auto kept = commands::upgrade({}, world);
  CHECK(kept.upgraded);
  CHECK(kept.values_rule == helm::ReuseMode::reset_then_reuse);
  commands::UpgradeRequest request;
  request.change.options.helm.values = {{"--set", "logLevel=debug"}};
  const auto given = commands::upgrade(request, world);
  CHECK(given.values_rule == helm::ReuseMode::reset);
  CHECK(given.values_given);
}

TEST_CASE("uninstall removes the release, or tells where another one is") {
  Stage stage;
  stage.has_history({"deployed"});
  auto world = stage.world();
  commands::UninstallRequest request;
  request.target = in("dev");
  CHECK(commands::uninstall(request, world).removal.found);
  CHECK(has(stage.arguments("uninstall"), "dev"));

  stage.answer(
      {{"list", {{"stdout", "[]"}}}, {"list", release_in("staging", "telepresence-2.18.1")}});
  const auto error = error_of([&] { commands::uninstall(request, world); });
  CHECK(error.finding().id == "release-missing");
  CHECK(error.hint() ==
        "There is one in namespace staging: helm telepresence uninstall -n staging");
  request.settings.ignore_not_found = true;
  CHECK_FALSE(commands::uninstall(request, world).removal.found);
}

TEST_CASE("a release of another chart is left alone by every command") {
  Stage stage;
  auto world = stage.world();
  const auto foreign = [&] { stage.answer({{"list", release_in("dev", "postgresql-12.1.0")}}); };
  const auto is_refused = [](const Error& error) {
    CHECK(error.finding().id == "release-foreign");
    CHECK(error.finding().text.find("postgresql 12.1.0") != std::string::npos);
  };
  foreign();
  is_refused(error_of([&] { commands::install({}, world); }));
  foreign();
  is_refused(error_of([&] { commands::upgrade({}, world); }));
  foreign();
  is_refused(error_of([&] { commands::uninstall({}, world); }));
  for (const char* word : {"install", "upgrade", "uninstall"})
    CHECK_FALSE(has(stage.calls(), word));
}

TEST_CASE("helm is asked for its version once, however much is done") {
  Stage stage;
  std::vector<std::string> lines;
  commands::Listeners listeners;
  listeners.debug = [&](const std::string& line) { lines.push_back(line); };
  auto world = stage.world(listeners);
  commands::install({}, world);
  commands::uninstall({}, world);
  CHECK(std::count_if(lines.begin(), lines.end(),
                      [](const std::string& line) { return line.starts_with("helm: "); }) == 1);
}
