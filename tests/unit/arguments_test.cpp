#include <algorithm>

#include "helm/arguments.hpp"

#include "expect_error.hpp"

using namespace telepresence;
using namespace telepresence::helm;
using testing::error_of;

namespace {

const Version helm3{3, 17, 3, "", ""};
const Version helm4{4, 1, 4, "", ""};

const Subject subject{"ambassador", "/chart"};

ChangeOptions options_with_timeout() {
  ChangeOptions options;
  options.timeout = "5m0s";
  return options;
}

bool contains(const Arguments& arguments, const std::string& word) {
  return std::ranges::find(arguments, word) != arguments.end();
}

}  // namespace

TEST_CASE("a plain install waits, creates the namespace and answers in JSON") {
  const auto helm = GENERATE(helm3, helm4);
  CHECK(install_arguments(helm, subject, options_with_timeout()) ==
        Arguments{"install", "traffic-manager", "/chart", "--namespace", "ambassador", "--wait",
                  "--timeout", "5m0s", "--create-namespace", "--output", "json"});
}

TEST_CASE("values keep the user's order and text") {
  ChangeOptions options;
  options.values = {
      {"--set", "a={b,c}"}, {"--values", "-"}, {"--set-json", "x=[1,2]"}, {"--set", "d=-1"}};
  const auto arguments = install_arguments(helm3, subject, options);
  const Arguments expected = {"--set",      "a={b,c}", "--values", "-",
                              "--set-json", "x=[1,2]", "--set",    "d=-1"};
  CHECK(!std::ranges::search(arguments, expected).empty());
}

TEST_CASE("a dry run prints manifests, without Secrets unless they are wanted") {
  ChangeOptions options;
  options.dry_run = DryRun::server;
  const auto arguments = install_arguments(helm4, subject, options);
  CHECK(contains(arguments, "--dry-run=server"));
  CHECK(contains(arguments, "--hide-secret"));
  CHECK_FALSE(contains(arguments, "--output"));
  options.hide_secret = false;
  CHECK_FALSE(contains(install_arguments(helm4, subject, options), "--hide-secret"));
}

TEST_CASE("a way to wait that only Helm 4 knows is refused for Helm 3") {
  ChangeOptions options;
  options.wait = Wait::watcher;
  CHECK(contains(install_arguments(helm4, subject, options), "--wait=watcher"));
  const auto error = error_of([&] { install_arguments(helm3, subject, options); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(std::string(error.what()).find("3.17.3") != std::string::npos);
}

TEST_CASE("--wait=false does not wait") {
  ChangeOptions options;
  options.wait = Wait::no;
  CHECK_FALSE(contains(install_arguments(helm3, subject, options), "--wait"));
}

TEST_CASE("an upgrade always says what becomes of the old values") {
  const auto [mode, flag] = GENERATE(table<ReuseMode, const char*>({
      {ReuseMode::reset, "--reset-values"},
      {ReuseMode::reuse, "--reuse-values"},
      {ReuseMode::reset_then_reuse, "--reset-then-reuse-values"},
  }));
  const auto arguments = upgrade_arguments(helm3, subject, {}, {mode, false});
  CHECK(contains(arguments, flag));
  CHECK_FALSE(contains(arguments, "--install"));
  CHECK_FALSE(contains(arguments, "--create-namespace"));
  CHECK(contains(upgrade_arguments(helm3, subject, {}, {mode, true}), "--create-namespace"));
}

TEST_CASE("a failed first install is undone without hooks") {
  CHECK(undo_install_arguments("ns", KeepHistory::no) ==
        Arguments{"uninstall", "traffic-manager", "--namespace", "ns", "--no-hooks"});
  CHECK(contains(undo_install_arguments("ns", KeepHistory::yes), "--keep-history"));
}

TEST_CASE("a rollback takes back the fields that others set, where helm knows of them") {
  CHECK(
      contains(rollback_arguments(helm4, "ns", 1, {Apply::server, true, {}}), "--force-conflicts"));
  // Helm 4 refuses to force what the client applies.
  CHECK(contains(rollback_arguments(helm4, "ns", 1, {Apply::client, true, {}}),
                 "--server-side=false"));
  CHECK_FALSE(
      contains(rollback_arguments(helm4, "ns", 1, {Apply::client, true, {}}), "--force-conflicts"));
  CHECK_FALSE(
      contains(rollback_arguments(helm3, "ns", 1, {Apply::server, true, {}}), "--force-conflicts"));
  CHECK(contains(rollback_arguments(helm3, "ns", 1, {Apply::client, false, {}}), "--no-hooks"));
  CHECK(contains(rollback_arguments(helm3, "ns", 1, {Apply::client, true, "0"}), "--history-max"));
}

TEST_CASE("what the user wrote behind `--` comes last") {
  ChangeOptions options;
  options.extra = {"--skip-crds", "--take-ownership"};
  for (const auto& arguments :
       {install_arguments(helm3, subject, options),
        upgrade_arguments(helm3, subject, options, {ReuseMode::reset, false}),
        uninstall_arguments(helm3, "ambassador", options)}) {
    CHECK(arguments[arguments.size() - 2] == "--skip-crds");
    CHECK(arguments.back() == "--take-ownership");
  }
}

TEST_CASE("values count as given, also after `--`") {
  ChangeOptions options;
  options.extra = {"--skip-crds", "--force", "-x"};
  CHECK_FALSE(options.gives_values());
  const auto* word = GENERATE("--set", "--set=a=b", "-fvalues.yaml", "--values", "--set-file=a=b");
  options.extra = {"--skip-crds", word};
  CHECK(options.gives_values());
}

TEST_CASE("F15: a log line shows the values of harmless flags alone") {
  const auto [arguments, line] = GENERATE(table<Arguments, const char*>({
      {{"install", "--set", "licenseKey.value=s3cret", "--set-string=a=s3cret", "--set-file",
        "k=s3cret", "-f", "values.yaml"},
       "install --set *** --set-string=*** --set-file *** -f values.yaml"},
      {{"install", "--namespace", "ns", "--wait", "--timeout=5m"},
       "install --namespace ns --wait --timeout=5m"},
      {{"install", "--password", "s3cret", "--username=jane", "--new-flag", "s3cret"},
       "install --password *** --username=*** --new-flag ***"},
      {{"install", "--values", "https://u:s3cret@host/v.yaml", "-f", "https://host/v?token=s3cret"},
       "install --values *** -f ***"},
      {{"install", "-fhttps://u:s3cret@host/v.yaml"}, "install -f***"},
      {{"pull", "oci://u:s3cret@host/chart", "--version", "2.18.1"}, "pull *** --version 2.18.1"},
  }));
  CHECK(redacted(arguments) == line);
}

TEST_CASE("what the user's own flags say of fields is read as helm reads it") {
  const auto [extra, forces, server_side] = GENERATE(table<Arguments, bool, std::string>({
      {{}, false, ""},
      {{"--force-conflicts"}, true, ""},
      {{"--force-conflicts=true"}, true, ""},
      {{"--force-conflicts", "--force-conflicts=false"}, false, ""},
      {{"--server-side=true"}, false, "true"},
      {{"--server-side", "false", "--force-conflicts=1"}, true, "false"},
  }));
  ChangeOptions options;
  options.extra = extra;
  CHECK(options.forces_conflicts() == forces);
  CHECK(options.server_side() == server_side);
}
