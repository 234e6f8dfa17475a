#include "helm/arguments.hpp"

#include "expect_error.hpp"

using namespace telepresence;
using namespace telepresence::helm;
using testing::error_of;

namespace {

const Version helm3{3, 17, 3, "", ""};
const Version helm4{4, 1, 4, "", ""};

OperationOptions operation() {
  OperationOptions options;
  options.release_namespace = "ambassador";
  options.timeout = "5m0s";
  return options;
}

ChartOptions chart() {
  ChartOptions options;
  options.chart = "/chart";
  return options;
}

bool contains(const Arguments& arguments, const std::string& word) {
  return std::find(arguments.begin(), arguments.end(), word) != arguments.end();
}

}  // namespace

TEST_CASE("a plain install waits, creates the namespace and answers in JSON") {
  const auto helm = GENERATE(helm3, helm4);
  CHECK(install_arguments(helm, operation(), chart()) ==
        Arguments{"install", "traffic-manager", "/chart", "--namespace", "ambassador", "--wait",
                  "--timeout", "5m0s", "--create-namespace", "--output", "json"});
}

TEST_CASE("values keep the user's order and text") {
  auto options = chart();
  options.values = {
      {"--set", "a={b,c}"}, {"--values", "-"}, {"--set-json", "x=[1,2]"}, {"--set", "d=-1"}};
  const auto arguments = install_arguments(helm3, operation(), options);
  const Arguments expected = {"--set",      "a={b,c}", "--values", "-",
                              "--set-json", "x=[1,2]", "--set",    "d=-1"};
  CHECK(std::search(arguments.begin(), arguments.end(), expected.begin(), expected.end()) !=
        arguments.end());
}

TEST_CASE("a dry run prints manifests, without Secrets unless they are wanted") {
  auto options = operation();
  options.dry_run = DryRun::server;
  auto values = chart();
  const auto arguments = install_arguments(helm4, options, values);
  CHECK(contains(arguments, "--dry-run=server"));
  CHECK(contains(arguments, "--hide-secret"));
  CHECK_FALSE(contains(arguments, "--output"));
  values.hide_secret = false;
  CHECK_FALSE(contains(install_arguments(helm4, options, values), "--hide-secret"));
}

TEST_CASE("a way to wait that only Helm 4 knows is refused for Helm 3") {
  auto options = operation();
  options.wait = "watcher";
  CHECK(contains(install_arguments(helm4, options, chart()), "--wait=watcher"));
  const auto error = error_of([&] { install_arguments(helm3, options, chart()); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(std::string(error.what()).find("3.17.3") != std::string::npos);
}

TEST_CASE("--wait=false does not wait") {
  auto options = operation();
  options.wait = "false";
  CHECK_FALSE(contains(install_arguments(helm3, options, chart()), "--wait"));
}

TEST_CASE("an upgrade always says what becomes of the old values") {
  const auto [mode, flag] = GENERATE(table<ReuseMode, const char*>({
      {ReuseMode::reset, "--reset-values"},
      {ReuseMode::reuse, "--reuse-values"},
      {ReuseMode::reset_then_reuse, "--reset-then-reuse-values"},
  }));
  const auto arguments = upgrade_arguments(helm3, operation(), chart(), mode, false);
  CHECK(contains(arguments, flag));
  CHECK_FALSE(contains(arguments, "--install"));
  CHECK_FALSE(contains(arguments, "--create-namespace"));
  CHECK(contains(upgrade_arguments(helm3, operation(), chart(), mode, true), "--create-namespace"));
}

TEST_CASE("a failed first install is undone without hooks") {
  CHECK(undo_install_arguments("ns") ==
        Arguments{"uninstall", "traffic-manager", "--namespace", "ns", "--no-hooks"});
}

TEST_CASE("what the user wrote behind `--` comes last") {
  auto options = operation();
  options.extra = {"--skip-crds", "--take-ownership"};
  for (const auto& arguments : {install_arguments(helm3, options, chart()),
                                upgrade_arguments(helm3, options, chart(), ReuseMode::reset, false),
                                uninstall_arguments(helm3, options)}) {
    CHECK(arguments[arguments.size() - 2] == "--skip-crds");
    CHECK(arguments.back() == "--take-ownership");
  }
}

TEST_CASE("redacted leaves out what may be a secret") {
  const auto line =
      redacted({"install", "--set", "licenseKey.value=s3cret", "--set-string=a=s3cret",
                "--set-file", "k=s3cret", "-f", "values.yaml"});
  CHECK(line == "install --set *** --set-string=*** --set-file *** -f values.yaml");
}
