"""`helm telepresence diff` without a cluster: what helm is asked, and how the answer is shown."""

import json

import pytest

from plugin import ROOT
from terminal import run_on_terminal

CHART = str(ROOT / "chart")


def config_map(name, **data):
    return json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name},
                       "data": data}) + "\n"


def made(*manifests, hooks=()):
    """As helm prints a dry run."""
    return json.dumps({"manifest": "---\n".join(manifests),
                       "hooks": [{"manifest": manifest, "events": [event]} for manifest, event in hooks]})


def look(program, before, after, *arguments, **variables):
    program.has_history("superseded", "deployed")
    program.answer(("upgrade", {"stdout": after}), ("get", {"stdout": before}))
    return program.run("diff", *arguments, **variables)


def test_helm_is_asked_what_an_upgrade_would_make_and_nothing_else(program):
    result = look(program, config_map("a", x="1"), made(config_map("a", x="2")),
                  "--reuse-values", "--set", "logLevel=debug", "--managed-namespaces", "ambassador",
                  "--", "--skip-schema-validation")
    assert result.returncode == 0, result.stderr
    arguments = program.arguments("upgrade")
    assert arguments == [
        "upgrade", "traffic-manager", CHART, "--namespace", "ambassador", "--wait", "--timeout", "5m0s",
        "--reuse-values", "--install", "--create-namespace", *arguments[11:-6], "--set", "logLevel=debug",
        "--output", "json", "--dry-run=server", "--skip-schema-validation"]
    assert "managerRbac.namespaces=[\"ambassador\"]" in arguments
    # Of the revision that is deployed.
    assert program.arguments("get")[3:5] == ["--revision", "2"]
    assert program.history() == ["superseded", "deployed"]


def test_where_nothing_runs_a_revision_is_compared_with_the_newest(program4):
    program4.has_history("superseded", "superseded", "uninstalled")
    program4.answer(("get", {"stdout": config_map("a")}), ("get", {"stdout": config_map("a", x="1")}))
    assert program4.ok("diff", "--revision", "1").startswith(
        "Namespace ambassador: from revision 1 to revision 3\n")


def test_without_values_those_of_the_release_stay(program4):
    look(program4, "", made())
    assert "--reset-then-reuse-values" in program4.arguments("upgrade")


def test_changes_are_shown_object_by_object(program4):
    result = look(program4, config_map("b", x="1") + "---\n" + config_map("old"),
                  made(config_map("new"), config_map("b", x="2"),
                       hooks=[(config_map("hook"), "pre-delete"), (config_map("test"), "test")]),
                  "--context-lines", "1")
    assert result.stdout == """\
Namespace ambassador: from revision 2 to an upgrade with chart telepresence 2.18.1

ConfigMap new in namespace ambassador is added
@@ -0,0 +1,5 @@
+apiVersion: v1
+data: {}
+kind: ConfigMap
+metadata:
+  name: new

ConfigMap b in namespace ambassador changes
@@ -2,3 +2,3 @@
 data:
-  x: "1"
+  x: "2"
 kind: ConfigMap

ConfigMap hook in namespace ambassador is added
@@ -0,0 +1,5 @@
+apiVersion: v1
+data: {}
+kind: ConfigMap
+metadata:
+  name: hook

ConfigMap old in namespace ambassador is removed
@@ -1,5 +0,0 @@
-apiVersion: v1
-data: {}
-kind: ConfigMap
-metadata:
-  name: old

1 object changes, 2 are added, 1 is removed
"""


def test_what_is_looked_at_is_told_on_the_way(program4):
    program4.has_history("deployed")
    program4.answer(("upgrade", {"stdout": made(config_map("a"))}), ("get", {"stdout": config_map("a")}),
                    ("template", {"sleep": 1, "stdout": "data:\n  report: '{}'\n"}))
    written = run_on_terminal(program4, "diff", "--live")
    steps = ["Asking helm what an upgrade would make", "Looking at the objects in the cluster"]
    assert all(step in written for step in steps)


def test_colours_are_those_of_git(program4):
    coloured = look(program4, config_map("a", x="1"), made(config_map("a", x="2")), "--color", "always")
    lines = coloured.stdout.splitlines()
    assert '\x1b[31m-  x: "1"\x1b[0m' in lines
    assert '\x1b[32m+  x: "2"\x1b[0m' in lines
    assert "\x1b[36m@@ -1,6 +1,6 @@\x1b[0m" in lines
    assert "ConfigMap a in namespace ambassador changes" in lines
    plain = look(program4, config_map("a", x="1"), made(config_map("a", x="2")))
    assert "\x1b" not in plain.stdout


@pytest.mark.parametrize("after, arguments, status", [
    ("1", ["--detailed-exitcode"], 0), ("2", ["--detailed-exitcode"], 2), ("2", [], 0),
    ("2", ["--detailed-exitcode", "-o", "json"], 2),
])
def test_the_exit_status_tells_whether_something_changes(program4, after, arguments, status):
    result = look(program4, config_map("a", x="1"), made(config_map("a", x=after)), *arguments)
    assert (result.returncode, "Error" in result.stderr) == (status, False)
    assert ("Nothing changes\n" in result.stdout) == (after == "1")


def test_an_error_is_none_of_the_changes(program4):
    program4.has_history("deployed")
    program4.answer(("upgrade", {"status": 1, "stderr": "Error: UPGRADE FAILED: odd\n"}))
    error = program4.fails("diff", "--detailed-exitcode")
    assert error.startswith("Error: the dry run of the upgrade failed")


def test_no_login_is_shown(program4):
    for arguments in ([], ["-o", "json"]):
        result = look(program4, "", made(config_map("a", x="https://jane:s3cret@example.com/")), *arguments)
        assert "example.com" in result.stdout
        assert "s3cret" not in result.stdout


def test_the_report_for_programs(program4):
    result = look(program4, config_map("a", x="1"), made(config_map("a", x="2")), "-o", "json",
                  "--context-lines", "0")
    report = json.loads(result.stdout)
    assert list(report) == ["namespace", "namespaceRule", "context", "from", "to", "objects",
                            "generated", "notLookedAt"]
    assert report["objects"] == [
        {"change": "changed", "group": "", "kind": "ConfigMap", "name": "a", "namespace": "ambassador",
         "diff": '@@ -3 +3 @@\n-  x: "1"\n+  x: "2"\n'}]


@pytest.mark.parametrize("revisions, asked", [(["1"], ["1", "2"]), (["2", "1"], ["2", "1"])])
def test_revisions_are_compared_without_a_render(program4, revisions, asked):
    program4.has_history("superseded", "deployed", "failed")
    report = program4.ok("diff", *[f"--revision={revision}" for revision in revisions])
    assert report.startswith(f"Namespace ambassador: from revision {asked[0]} to revision {asked[1]}\n")
    assert sorted(call["arguments"][4] for call in program4.calls("get")) == sorted(asked)
    assert program4.calls("upgrade") == []


@pytest.mark.parametrize("arguments, error", [
    (["--revision", "0"], "--revision 0: not a number from 1 on"),
    (["--revision", "three"], "--revision three: not a number from 1 on"),
    (["--revision", "3x"], "--revision 3x: not a number from 1 on"),
    (["--context-lines", "-1"], "--context-lines -1: not a number from 0 on"),
    (["--revision", "1", "--revision", "2", "--revision", "3"], "--revision can be given twice at most"),
    (["--revision", "1", "--set", "a=b"], "between revisions no values, chart or live objects are compared"),
    (["--revision", "1", "--live"], "between revisions no values, chart or live objects are compared"),
    (["--revision", "1", "--reuse-values"], "between revisions no values, chart or live objects are compared"),
    (["--revision", "1", "--chart", "x"], "between revisions no values, chart or live objects are compared"),
    (["--reuse-values", "--reset-values"], "--reuse-values and --reset-values cannot be used together"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_what_is_no_question(program4, arguments, error):
    assert f"Error: {error}\n" in program4.fails("diff", *arguments)
    assert program4.calls() == []


def test_revisions_that_are_not_there(program4):
    program4.has_history("superseded", "deployed")
    error = program4.fails("diff", "--revision", "7")
    assert error == ("Error: the release in namespace ambassador has no revision 7\n"
                     "  Helm keeps these: 1, 2\n")
    program4.has_history()
    assert "there is no Traffic Manager in namespace ambassador" in program4.fails("diff", "--revision", "1")
