"""The shell's completion and the documents say what the program has, no more and no less.

Takes the program from bin/, or from TELEPRESENCE_BINARY. With TELEPRESENCE_TEST_HELM, the
path of a helm, that helm's own completion is asked too.
"""

import functools
import http.server
import os
import re
import threading
import time
from pathlib import Path

import pytest
import yaml

import plugin
from plugin import BINARY, HELM, ROOT
from processes import wait_until

GROUPS = {"chart": ["list", "pull", "show", "verify"],
          "kubeconfig": ["show", "set", "unset", "migrate"]}
COMMANDS = ["install", "upgrade", "uninstall", "repair", "status", "list", "check", "values", "diff", "rbac", "version", *GROUPS]
# Every command that does something, by the words that call it.
ALL_COMMANDS = [(command,) for command in COMMANDS if command not in GROUPS] + [
    (group, command) for group, commands in GROUPS.items() for command in commands]
ALL_HELPS = [(), *ALL_COMMANDS]

# Helm completes its own global flags for every plugin, listed here or not.
HELMS_OWN = {
    *("n", "namespace", "debug", "kubeconfig", "kube-context", "kube-apiserver", "kube-token"),
    *("kube-as-user", "kube-as-group", "kube-ca-file", "kube-tls-server-name"),
    *("kube-insecure-skip-tls-verify", "burst-limit", "qps"),
    *("registry-config", "repository-config", "repository-cache", "content-cache"),
}
# The plugin's flags for every command; a command may list them once more.
FOR_EVERY_COMMAND = {"h", "help", "q", "quiet", "color", "colour"}


def run(*arguments, **variables):
    return plugin.run(arguments, {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **variables})


def help_of(*command):
    shown = run(BINARY, *command, "--help", COLUMNS="1000")
    assert shown.returncode == 0, shown.stderr
    return shown.stdout


def commands_in_help(*group):
    section = help_of(*group).split("\nCommands:\n")[1].split("\n\n")[0]
    return re.findall(r"^  (\w+) ", section, re.MULTILINE)


def flags_in_help(*command):
    """Letters and names; of a command without the flags that every command has."""
    found = re.findall(r"^  (?:-(\w), )?--([\w-]+)(?:, --([\w-]+))?", flags_sections(*command), re.MULTILINE)
    return [name for names in found for name in names if name]


def flags_sections(*command):
    text = help_of(*command)
    return text.split("\nGlobal flags, which")[0] if command else text


@pytest.fixture(name="completion", scope="module")
def read_completion():
    return yaml.safe_load((ROOT / "completion.yaml").read_text())


def test_the_help_shows_the_commands():
    assert commands_in_help() == COMMANDS
    for group, commands in GROUPS.items():
        assert commands_in_help(group) == commands


def test_completion_has_every_command(completion):
    assert completion["name"] == "telepresence"
    assert names_of(completion) == [*commands_in_help(), "help"]
    assert names_of(entry_of(completion, "help")) == commands_in_help()
    for group, commands in GROUPS.items():
        assert names_of(entry_of(completion, group)) == commands
        assert names_of(entry_of(completion, "help", group)) == commands


def names_of(completion):
    return [command["name"] for command in completion["commands"]]


def entry_of(completion, *command):
    for word in command:
        (completion,) = [entry for entry in completion["commands"] if entry["name"] == word]
    return completion


@pytest.mark.parametrize("command", ALL_COMMANDS, ids=" ".join)
def test_completion_has_every_flag(completion, command):
    flags = entry_of(completion, *command)["flags"]
    assert len(flags) == len(set(flags))
    expected = set(flags_in_help(*command)) - HELMS_OWN
    assert expected
    assert set(flags) - HELMS_OWN - FOR_EVERY_COMMAND == expected


def test_completion_has_the_flags_of_every_command(completion):
    assert set(completion["flags"]) == set(flags_in_help()) - HELMS_OWN
    assert set(completion["flags"]) >= FOR_EVERY_COMMAND


def test_completion_has_no_word_that_helm_reads_as_a_boolean():
    # Helm's YAML reader knows more of them than Python's: an unquoted n becomes `--false`.
    booleans = re.compile(r"^\s*-\s+(?:name:\s+)?(y|n|yes|no|on|off|true|false)\s*$", re.I | re.M)
    assert booleans.findall((ROOT / "completion.yaml").read_text()) == []


def candidates(*words):
    """What plugin.complete offers, and whether the shell may offer files besides."""
    answer = run(ROOT / "plugin.complete", *words)
    assert answer.returncode == 0
    assert answer.stderr == ""  # Helm 4 would offer it
    *lines, directive = answer.stdout.splitlines()
    assert directive in (":0", ":4", ":6", ":36")  # 2: without a space behind it, 32: in this order
    return [line.split("\t")[0] for line in lines], directive == ":0"


@pytest.mark.parametrize(
    "words, flag, offered",
    [
        (["-o", ""], "-o", ["text", "json", "yaml"]),
        (["--output", "j"], "--output", ["text", "json", "yaml"]),
        (["--output="], "--output", ["text", "json", "yaml"]),
        (["--set", "a=b", "--output=y"], "--output", ["text", "json", "yaml"]),
        (["--dry-run="], "--dry-run", ["none", "client", "server"]),
        (["--wait="], "--wait", ["true", "false", "watcher", "legacy", "hookOnly"]),
        (["--create-namespace="], "--create-namespace", ["true", "false"]),
        (["--rollback-on-failure=f"], "--rollback-on-failure", ["true", "false"]),
        (["--hide-secret="], "--hide-secret", ["true", "false"]),
    ],
)
def test_values_that_are_offered_are_values_that_are_taken(words, flag, offered):
    assert candidates("install", *words) == (offered, False)
    for value in offered:
        flag_and_value = [flag, value] if flag == "-o" else [f"{flag}={value}"]
        answer = run(BINARY, "install", *flag_and_value, HELM_BIN="/nonexistent/helm")
        # The next thing that can go wrong after the command line was found right.
        assert "helm not found" in answer.stderr, value


@pytest.mark.parametrize(
    "words, offered",
    [([], True), (["--offline"], True), (["--version", "v2.18.1"], True), (["chart"], False)],
)
def test_the_parts_of_a_chart_are_offered(words, offered):
    parts = ["values", "chart", "readme"]
    assert candidates("chart", "show", *words, "") == (parts if offered else [], False)
    for part in parts:
        shown = run(BINARY, "chart", "show", part, "--offline", HELM_PLUGIN_DIR=ROOT)
        assert shown.returncode == 0


@pytest.mark.parametrize(
    "words, files",
    [
        (["install", "-f", ""], True),
        (["install", "--chart", "./te"], True),
        (["status", ""], True),  # may be the file of helm's --kubeconfig, which is cut out
        (["install", "--", "-o", ""], True),
        (["install", "--wait", ""], True),  # takes no word of its own
        (["check", "--wait", ""], False),  # takes one
        (["chart", "show", "--chart", ""], True),
        (["help", "install", ""], False),
        (["uninstall", "--dry-run="], False),  # has one kind
        (["install", "--set", "logLevel="], False),
        (["install", "--timeout", "5"], False),
        (["status", "--manager-namespace", ""], False),
    ],
)
def test_nothing_is_offered_where_nothing_is_known(words, files):
    assert candidates(*words) == ([], files)


@pytest.fixture(name="plugin_home", scope="module")
def install_into_a_home_of_its_own(tmp_path_factory):
    """Helm finds the plugin here, as after `helm plugin install` of this folder."""
    if not HELM:
        pytest.skip("TELEPRESENCE_TEST_HELM is not set")
    home = tmp_path_factory.mktemp("home")
    (home / "plugins" / "telepresence" / "bin").mkdir(parents=True)
    for name in ("plugin.yaml", "completion.yaml", "plugin.complete", "chart", "probe"):
        (home / "plugins" / "telepresence" / name).symlink_to(ROOT / name)
    (home / "plugins" / "telepresence" / "bin" / "helm-telepresence").symlink_to(BINARY)
    return {name: str(home) for name in ("HELM_DATA_HOME", "HELM_CONFIG_HOME", "HELM_CACHE_HOME")}


def told_by_helm(home, *words):
    """What helm tells the shell: a line each, and last the directive."""
    answer = run(HELM, "__complete", "telepresence", *words, **home)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.splitlines()


def offered_by_helm(home, *words):
    return [line.split("\t")[0] for line in told_by_helm(home, *words)]


def test_helm_offers_the_commands(plugin_home):
    assert sorted(offered_by_helm(plugin_home, "")[:-1]) == sorted([*COMMANDS, "help"])
    assert sorted(offered_by_helm(plugin_home, "help", "")[:-1]) == sorted(COMMANDS)
    assert offered_by_helm(plugin_home, "help", "install", "") == [":4"]
    parts = ["values", "chart", "readme", ":4"]
    assert offered_by_helm(plugin_home, "chart", "show", "") == parts


@pytest.mark.parametrize("command", ALL_COMMANDS, ids=" ".join)
def test_helm_offers_the_flags(plugin_home, command):
    offered = set(offered_by_helm(plugin_home, *command, "-")[:-1])
    flags = {f"--{flag}" if len(flag) > 1 else f"-{flag}" for flag in flags_in_help(*command)}
    every_command = {f"--{flag}" for flag in HELMS_OWN | FOR_EVERY_COMMAND} | {"-n", "-h", "-q"}
    assert offered >= flags
    assert offered - flags <= every_command


def test_helm_offers_values(plugin_home):
    assert offered_by_helm(plugin_home, "status", "-o", "") == ["text", "json", "yaml", ":4"]


def test_helm_offers_the_keys_of_values_with_what_they_are_for(plugin_home):
    told = told_by_helm(plugin_home, "install", "--set", "")
    assert "logLevel=\tOne of error, warning, info, debug, trace" in told
    assert "image." in [line.split("\t")[0] for line in told]
    assert told[-1] == ":6"


@pytest.mark.parametrize("words, offered", [
    (["--set", "agent"], ["agentInjector.", "agent."]),
    (["--set", "image.p"], ["image.pullPolicy="]),
    (["--set", "a=b,agentInj"], ["a=b,agentInjector."]),
    (["--set", "a={b,agentInj"], []),
    (["--set=image.na"], ["image.name="]),
    (["--set-literal", "a=b,agentInj"], []),
    (["--set-string", "managerRbac.namespaces"], ["managerRbac.namespaces="]),
    (["--set", "ambassador-agent.enab"], ["ambassador-agent.enabled="]),
    (["--set", "no.such."], []),
], ids=lambda value: " ".join(value))
def test_helm_offers_one_level_of_values(plugin_home, words, offered):
    assert offered_by_helm(plugin_home, "install", *words) == [*offered, ":6"]


KUBECONFIG = """\
apiVersion: v1
kind: Config
current-context: here
clusters:
- {name: one, cluster: {server: "https://192.0.2.1", extensions: [{name: telepresence.io,
    extension: {manager: {namespace: managers}}}]}}
- {name: two, cluster: {server: "https://192.0.2.2"}}
contexts:
- {name: here, context: {cluster: one, namespace: dev, user: me}}
- {name: here too, context: {cluster: one, namespace: staging, user: me}}
- {name: there, context: {cluster: two, namespace: far, user: me}}
users:
- {name: me, user: {token: do-not-keep}}
"""


@pytest.fixture(name="with_kubeconfig")
def write_kubeconfig(plugin_home, tmp_path):
    """The home of the plugin with these contexts, whose clusters do not answer, and an own cache."""
    file = tmp_path / "kubeconfig"
    file.write_text(KUBECONFIG)
    return {**plugin_home, "KUBECONFIG": str(file), "HELM_CACHE_HOME": str(tmp_path / "cache")}


def keep_the_cluster_from_being_asked(home):
    """As if somebody had just asked it, and got this answer."""
    offered_by_helm(home, "status", "-n", "")
    (kept,) = (Path(home["HELM_CACHE_HOME"]) / "telepresence" / "namespaces").iterdir()
    kept.write_text("prod\nkube-system\nno name\n")
    return kept


@pytest.mark.parametrize("flag", ["--kube-context ", "--kube-context="])
def test_helm_offers_contexts(with_kubeconfig, flag):
    told = told_by_helm(with_kubeconfig, "status", *flag.split(" "))
    assert told == ["here\thttps://192.0.2.1", "here too\thttps://192.0.2.1", "there\thttps://192.0.2.2", ":4"]


@pytest.mark.parametrize("flag", ["-n ", "--namespace ", "--namespace=", "--manager-namespace ",
                                  "--manager-namespace="])
def test_helm_offers_the_namespaces_that_are_known(with_kubeconfig, flag):
    words = flag.split(" ")
    assert offered_by_helm(with_kubeconfig, "status", *words) == ["dev", "managers", "staging", ":4"]
    kept = keep_the_cluster_from_being_asked(with_kubeconfig)
    known = ["dev", "kube-system", "managers", "prod", "staging", ":4"]
    assert offered_by_helm(with_kubeconfig, "status", *words) == known
    assert "do-not-keep" not in kept.read_text()
    # Of another cluster, and for another user, they are others.
    assert offered_by_helm(with_kubeconfig, "status", "--kube-context", "there", *words) == ["far", ":4"]
    assert "prod" not in offered_by_helm(with_kubeconfig, "status", "--kube-as-user", "jane", *words)


def test_a_list_of_namespaces_goes_on(with_kubeconfig):
    assert offered_by_helm(with_kubeconfig, "install", "--managed-namespaces", "dev,") == [
        "dev,managers", "dev,staging", ":6"]


def test_who_asks_the_cluster_is_waited_for_by_nobody_and_ends(with_kubeconfig, tmp_path):
    """A helm that never answers, as if it was asked through a network that loses everything."""
    slow = tmp_path / "helm"
    slow.write_text(f"""#!/bin/sh
        [ "$1" = version ] && echo v4.3.1 && exit
        echo $$ $PPID >> {tmp_path}/started
        exec sleep 600""")
    slow.chmod(0o755)
    folder = Path(with_kubeconfig["HELM_DATA_HOME"]) / "plugins" / "telepresence"
    variables = {**with_kubeconfig, "HELM_BIN": str(slow), "HELM_PLUGIN_DIR": str(folder)}
    for _ in range(3):
        before = time.monotonic()
        answer = run(folder / "plugin.complete", "status", "--manager-namespace", "", **variables)
        assert answer.stdout.splitlines() == ["dev", "managers", "staging", ":4"]
        assert time.monotonic() - before < 5  # the helm is given longer than that
    started = tmp_path / "started"
    wait_until(started.exists, "the helm that is asked", 20)
    wait_until(started.read_text, "its number", 20)
    wait_until(lambda: not any(Path("/proc", number).exists() for number in started.read_text().split()),
               "the end of it and of who asked", 40)
    assert len(started.read_text().splitlines()) == 1  # for all three


# Of a release in the namespace that is asked about; there is none in `empty`.
ASKED_FOR_REVISIONS = """#!/bin/sh
[ "$1" = version ] && echo v4.3.1 && exit
echo "$@" >> "$0.calls"
[ "$4" != empty ] && echo '[
  {"revision": 1, "updated": "2026-01-02T03:04:05.678Z", "status": "superseded"},
  {"revision": 2, "updated": "", "status": "failed"},
  {"revision": 10, "updated": "2026-01-03T03:04:05+01:00", "status": "deployed"}]'
"""


def test_the_revisions_that_the_cluster_has_told_are_offered_newest_first(with_kubeconfig, tmp_path):
    helm = tmp_path / "helm"
    helm.write_text(ASKED_FOR_REVISIONS)
    helm.chmod(0o755)
    folder = Path(with_kubeconfig["HELM_DATA_HOME"]) / "plugins" / "telepresence"

    def offered(*words, **variables):
        answer = run(folder / "plugin.complete", "diff", *words, HELM_BIN=str(helm),
                     HELM_PLUGIN_DIR=str(folder), **with_kubeconfig, **variables)
        assert (answer.returncode, answer.stderr) == (0, "")
        return answer.stdout.splitlines()

    def namespaces_asked():
        calls = Path(f"{helm}.calls").read_text().splitlines() if Path(f"{helm}.calls").exists() else []
        assert all(call.startswith("history traffic-manager --namespace ") for call in calls)
        return {call.split()[3] for call in calls}

    # Nobody waits for the first answer.
    assert offered("--revision", "") == [":36"]
    told = ["10\tdeployed, 2026-01-03T02:04:05Z", "2\tfailed", "1\tsuperseded, 2026-01-02T03:04:05Z", ":36"]
    wait_until(lambda: offered("--revision", "") == told, "the revisions", 20)
    assert offered("--revision=1") == [told[0], told[2], ":36"]
    assert offered("--revision", "2", "--revision", "3") == [":36"]
    assert namespaces_asked() == {"managers"}  # which the kubeconfig names
    # Of another namespace, and for another user, they are others.
    assert offered("--manager-namespace", "empty", "--revision", "") == [":36"]
    assert offered("--revision", "", HELM_KUBEASUSER="jane") == [":36"]
    wait_until(lambda: namespaces_asked() == {"managers", "empty"}, "the questions", 20)
    assert offered("--manager-namespace", "empty", "--revision", "") == [":36"]


def test_helm_offers_the_versions_that_the_cache_has(with_kubeconfig, tmp_path):
    versions = ["2.9.0", "2.18.1", "2.19.0-rc.1", "2.10.0"]
    entries = "".join(f"  - {{name: telepresence, version: {version}, created: '2026-01-02T03:04:05Z',"
                      f" urls: [x-{version}.tgz]}}\n" for version in versions)
    (tmp_path / "index.yaml").write_text(f"apiVersion: v1\nentries:\n  telepresence:\n{entries}")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        repository = f"http://127.0.0.1:{server.server_port}"
        words = ["install", "--repo", repository, "--version", ""]
        assert offered_by_helm(with_kubeconfig, *words) == [":36"]
        shown = run(BINARY, "chart", "list", "--repo", repository, **with_kubeconfig)
        assert shown.returncode == 0, shown.stderr
        server.shutdown()
    # The server is gone.
    assert told_by_helm(with_kubeconfig, *words) == [
        "2.18.1\t2026-01-02", "2.10.0\t2026-01-02", "2.9.0\t2026-01-02", ":36"]
    assert offered_by_helm(with_kubeconfig, *words[:-1], "2.19.0-") == ["2.19.0-rc.1", ":36"]
    assert offered_by_helm(with_kubeconfig, "install", "--version", "") == [":36"]


@pytest.mark.parametrize("damage", [
    lambda home: Path(home["KUBECONFIG"]).write_text("{"),
    lambda home: Path(home["KUBECONFIG"]).chmod(0),
    lambda home: Path(home["HELM_CACHE_HOME"]).write_text("no folder"),
], ids=["kubeconfig", "unreadable", "cache"])
def test_completion_fails_without_a_word(with_kubeconfig, damage):
    damage(with_kubeconfig)
    folder = Path(with_kubeconfig["HELM_DATA_HOME"]) / "plugins" / "telepresence"
    for words in (["--manager-namespace", ""], ["--kube-context="], ["--version", ""], ["--revision", ""]):
        answer = run(folder / "plugin.complete", "install", *words, **with_kubeconfig)
        assert (answer.returncode, answer.stderr) == (0, "")
        assert re.fullmatch(r"(.*\n)*:\d+\n", answer.stdout)


@pytest.mark.parametrize("command", ALL_HELPS, ids="".join)
def test_the_reference_names_every_flag(command):
    reference = (ROOT / "docs" / "commands.md").read_text()
    for flag in flags_in_help(*command):
        dashes = "-" if len(flag) == 1 else "--"
        assert re.search(rf"`{dashes}{flag}[`= \[]", reference), f"{dashes}{flag}"


def test_the_reference_names_no_flag_that_is_not_there():
    reference = (ROOT / "docs" / "commands.md").read_text()
    known = {flag for command in ALL_HELPS for flag in flags_in_help(*command)}
    first_columns = re.findall(r"^\|[^|]*\|", reference, re.MULTILINE)
    named = {flag for cell in first_columns for flag in re.findall(r"`--([\w-]+)", cell)}
    assert len(named) > len(COMMANDS)
    assert named - known == set()


def test_the_reference_tells_which_command_has_no_report():
    without = [command for command in ALL_COMMANDS if "output" not in flags_in_help(*command)]
    reference = (ROOT / "docs" / "commands.md").read_text()
    (row,) = re.findall(r"^\| `-o`, .*$", reference, re.MULTILINE)
    assert [tuple(name.split()) for name in re.findall(r"`([a-z ]+)` has none", row)] == without
