"""A command line in, the command line of the child helm out."""

import pytest

from plugin import ROOT

CHART = str(ROOT / "chart")
BEGIN = ["traffic-manager", CHART, "--namespace", "ambassador", "--wait", "--timeout", "5m0s"]
INSTALL = ["install", *BEGIN, "--create-namespace"]
JSON = ["--output", "json"]


@pytest.mark.parametrize("given, expected", [
    ([], [*INSTALL, *JSON]),
    (["--offline", "--version", "v2.18.1"], [*INSTALL, *JSON]),
    (["--version=2.18.1"], [*INSTALL, *JSON]),
    (["--create-namespace=false"], ["install", *BEGIN, *JSON]),
    (["--create-namespace=true"], [*INSTALL, *JSON]),
    (["--timeout", "90s", "--no-hooks", "--wait=false"],
     ["install", "traffic-manager", CHART, "--namespace", "ambassador", "--timeout", "90s",
      "--no-hooks", "--create-namespace", *JSON]),
    (["--description", "a b", "--labels", "a=b", "--labels", "c=d"],
     ["install", *BEGIN, "--description", "a b", "--create-namespace", "--labels", "a=b",
      "--labels", "c=d", *JSON]),
    (["--dry-run"], [*INSTALL, "--dry-run=client", "--hide-secret"]),
    (["--dry-run=server", "--hide-secret=false"], [*INSTALL, "--dry-run=server"]),
    (["--dry-run=none"], [*INSTALL, *JSON]),
    (["--", "--skip-crds", "--set", "a=b"], [*INSTALL, *JSON, "--skip-crds", "--set", "a=b"]),
], ids=lambda value: " ".join(value) if value and value[0] != "install" else "")
def test_install(program, given, expected):
    program.ok("install", *given)
    assert program.arguments("install") == expected


VALUES = [
    ["--set", "a={b,c}"], ["--set", "a=b", "-f", "x.yaml", "--set", "a=c", "-f", "y.yaml"],
    ["--values", "https://example.com/values.yaml"], ["--set-json", "a=[1,2]"],
    ["--set-json", '[{"a": 1}]'], ["--set", "[1]"], ["--set-string", "a=007"], ["--set", ""],
    ["--set-literal", "a=b, c=\"d\" 'e' \\ $HOME `id`"], ["--set", "a=line\nline"],
    ["--set", "-a=-1"], ["--set", "--b=c"], ["--set-file", "licenseKey.value=key"], ["-f", "-"],
    ["--set-json", "a={\"b\":1}", "--set-string", "c=d", "--set", "e=f", "--set-literal", "g=h"],
]


@pytest.mark.parametrize("given", VALUES, ids=str)
def test_values_are_passed_on_untouched_and_in_order(program4, given):
    program4.ok("install", *given)
    arguments = program4.arguments("install")
    begin = len(INSTALL)
    expected = ["--values" if word == "-f" else word for word in given]
    assert arguments[begin:begin + len(expected)] == expected


def test_values_may_be_joined_to_their_flag(program4):
    program4.ok("install", "--set=a=b", "--values=x.yaml", "-fy.yaml")
    assert program4.arguments("install")[len(INSTALL):-2] == [
        "--set", "a=b", "--values", "x.yaml", "--values", "y.yaml"]


@pytest.mark.parametrize("given, passed_on", [
    (["--set="], ["--set", ""]),
    (["--set=", "--no-hooks"], ["--set", ""]),
    (["--description="], ["--description", ""]),
    (["-f=values.yaml"], ["--values", "values.yaml"]),
    (["--set", "-f=x"], ["--set", "-f=x"]),
    (["--set", "--set="], ["--set", "--set="]),
    (["-n=staging"], ["--namespace", "staging"]),
    (["--timeout", "1m", "--timeout", "2m"], ["--timeout", "2m"]),
    (["-n", "first", "-n", "staging"], ["--namespace", "staging"]),
], ids=" ".join)
def test_a_flag_is_read_as_helm_reads_it(program4, given, passed_on):
    program4.ok("install", *given)
    arguments = program4.arguments("install")
    assert arguments[arguments.index(passed_on[0]) + 1] == passed_on[1]
    program4.ok("version", "--client", "-o=json")


def test_values_behind_two_dashes_count_as_given(program4):
    program4.ok("upgrade", "--", "--set", "a=b")
    assert "--reset-values" in program4.arguments("upgrade")


BLINDING = [["-n", "other"], ["-nother"], ["--namespace=other"], ["-oyaml"], ["-o=yaml"],
            ["--output", "yaml"], ["--help"], ["-h"], ["--version", "2"], ["--reuse-values"], ["--timeout", "30m"],
            ["--timeout=1s"], ["--wait=false"], ["--wait"], ["--no-hooks"], ["--create-namespace=false"],
            ["-i"], ["--install"], ["--generate-name"], ["--atomic"], ["--dry-run=server"]]


@pytest.mark.parametrize("command", ["install", "upgrade"])
@pytest.mark.parametrize("extra", BLINDING, ids=" ".join)
def test_what_would_blind_the_undoing_is_refused_behind_two_dashes(program4, command, extra):
    assert "cannot be given after `--`" in program4.fails(command, "--", *extra)
    assert program4.calls() == []


def test_stdin_reaches_helm(program):
    program.ok("install", "-f", "-", stdin="logLevel: debug\n")
    assert program.calls("install")[0]["stdin"] == "logLevel: debug\n"


@pytest.mark.parametrize("given, mode", [
    ([], "--reset-then-reuse-values"),
    (["--version", "v2.18.1"], "--reset-then-reuse-values"),
    (["--set", "a=b"], "--reset-values"),
    (["--reuse-values"], "--reuse-values"),
    (["--reuse-values", "--set", "a=b"], "--reuse-values"),
    (["--reset-values"], "--reset-values"),
    (["--reset-then-reuse-values", "-f", "x"], "--reset-then-reuse-values"),
], ids=str)
def test_upgrade_says_what_becomes_of_the_values(program, given, mode):
    program.ok("upgrade", *given)
    values = [word for word in given if word in ("--set", "a=b")]
    values += ["--values", "x"] if "-f" in given else []
    assert program.arguments("upgrade") == ["upgrade", *BEGIN, mode, *values, *JSON]


def test_upgrade_install(program):
    program.ok("upgrade", "--install")
    assert program.arguments("upgrade") == [
        "upgrade", *BEGIN, "--reset-then-reuse-values", "--install", "--create-namespace", *JSON]


@pytest.mark.parametrize("given, expected", [
    ([], ["--timeout", "5m0s"]),
    (["--no-hooks", "--timeout=1m", "--description", "x"],
     ["--timeout", "1m", "--no-hooks", "--description", "x"]),
    (["--wait=false", "--dry-run"], ["--timeout", "5m0s", "--dry-run"]),
], ids=str)
def test_uninstall(program, given, expected):
    program.uninstall(*given)
    assert program.arguments("uninstall") == [
        "uninstall", "traffic-manager", "--namespace", "ambassador", *expected]


def test_helm_has_to_accept_what_it_is_told_besides_before_anything_happens(program):
    program.uninstall("--", "--keep-history")
    begin = ["uninstall", "traffic-manager", "--namespace", "ambassador", "--timeout", "5m0s"]
    assert [call["arguments"] for call in program.calls("uninstall")] == [
        [*begin, "--dry-run", "--keep-history"], [*begin, "--keep-history"]]
    program.has_history("deployed")
    program.answer(("uninstall", {"status": 1, "stderr": "Error: unknown flag: --keep\n"}))
    assert "helm does not accept the uninstall; nothing was changed" in program.fails("uninstall", "--", "--keep")
    assert program.history() == ["deployed"]


def test_a_way_to_wait_that_only_helm_4_knows(program):
    if program.is_helm_3():
        assert "needs Helm 4" in program.fails("install", "--wait=watcher")
    else:
        program.ok("install", "--wait=watcher")
        assert "--wait=watcher" in program.arguments("install")


@pytest.mark.parametrize("command, message", [
    (["upgrade", "--reuse-values", "--reset-values"], "cannot be used together"),
    (["upgrade", "--reset-then-reuse-values", "--reset-values"], "cannot be used together"),
    (["install", "--offline", "--chart", "."], "cannot be used together"),
    (["install", "--timeout", "5"], "--timeout 5: not a duration"),
    (["install", "--timeout", "-5s"], "not a duration"),
    (["install", "--dry-run=maybe"], "--dry-run=maybe: no such value"),
    (["install", "--wait=maybe"], "--wait=maybe: no such value"),
    (["install", "-o", "xml"], "--output xml: no such value"),
    (["install", "--version", "newest"], "'newest' is neither a version nor a range"),
    (["install", "--version", "2.17.0"], "the chart that this plugin carries is 2.18.1"),
    (["install", "--chart", "/nowhere.tgz"], "/nowhere.tgz: no such file"),
    (["install", "--chart", "oci://example.com/chart"],
     "HELM_TELEPRESENCE_OFFLINE is set, and this --chart needs the network"),
    (["install", "--chart", str(ROOT / "chart"), "--verify"], "is a directory, which has neither a digest nor"),
    (["install", "--chart", str(ROOT / "chart"), "--digest", "sha256:" + "0" * 64],
     "is a directory, which has neither a digest nor"),
    (["install", "-n", "Staging"], "namespace 'Staging' (from --namespace) is not a valid name"),
    (["install", "-n", ""], "is not a valid name"),
    # As of a script's variable that was not set.
    (["install", "--managed-namespaces", ""], "--managed-namespaces: a namespace is named that is empty"),
    (["install", "--managed-namespaces", "dev,"], "--managed-namespaces: a namespace is named that is empty"),
    (["rbac", "--managed-namespaces="], "--managed-namespaces: a namespace is named that is empty"),
    (["install", "--image-registry", ""], "--image-registry: a registry is named that is empty"),
    (["install", "--create-namespace=maybe"], "--create-namespace"),
    (["uninstall", "--dry-run=maybe"], "--dry-run=maybe: no such value"),
    (["install", "staging"], "'staging' is not expected here"),
    (["install", "upgrade"], "'upgrade' is not expected here"),
    (["install", "--set"], "--set needs a value"),
    (["check", "--pre", "--wait", "2m"], "--pre and --wait cannot be used together"),
    (["check", "--wait", "5"], "--wait 5: not a duration"),
    (["install", "--dry-run", "-o", "json"], "--dry-run and --output cannot be used together"),
    (["status", "--", "--all"], "status takes no flags of Helm"),
    (["instal"], "Did you mean `helm telepresence install`?"),
    (["help", "instal"], "Did you mean `helm telepresence install`?"),
    (["chart", "pull", "--version=2.17.0"], "--version is not a flag of this command"),
    (["status", "--version"], "--version is not a flag of this command"),
    (["help", "chart", "pul"], "Did you mean `helm telepresence chart pull`?"),
    (["ls"], "Did you mean `helm telepresence list`?"),
    (["remove"], "Did you mean `helm telepresence uninstall`?"),
    (["delete", "-n", "x"], "Did you mean `helm telepresence uninstall`?"),
    (["chart", "fetch"], "Did you mean `helm telepresence chart pull`?"),
    (["install", "--wait", "false"], "Did you mean --wait=false?"),
    (["upgrade", "--dry-run", "server", "-n", "x"], "Did you mean --dry-run=server?"),
    (["install", "--debug", "staging"], "See `helm telepresence install --help`."),
    (["unistall"], "Did you mean `helm telepresence uninstall`?"),
    (["install", "--namspace", "x"], "Did you mean --namespace?"),
    (["upgrade", "--reuse-value"], "Did you mean --reuse-values?"),
    (["install", "--kube-contxt=x"], "Did you mean --kube-context?"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_a_wrong_command_line_is_one_clear_error_and_runs_nothing(program4, command, message):
    assert message in program4.fails(*command)
    assert program4.calls() == []
