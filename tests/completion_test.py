"""The shell's completion and the documents say what the program has, no more and no less.

Takes the program from bin/, or from TELEPRESENCE_BINARY. With TELEPRESENCE_TEST_HELM, the
path of a helm, that helm's own completion is asked too.
"""

import os
import re

import pytest
import yaml

import plugin
from plugin import BINARY, HELM, ROOT

DOCUMENTS = [*(ROOT / f"{name}.md" for name in ("README", "CHANGELOG", "CONTRIBUTING")),
             *sorted((ROOT / "docs").glob("*.md"))]
GROUPS = {"chart": ["list", "pull", "show", "verify"],
          "kubeconfig": ["show", "set", "unset", "migrate"]}
COMMANDS = ["install", "upgrade", "uninstall", "repair", "status", "list", "check", "rbac", "version", *GROUPS]
# Every command that does something, by the words that call it.
ALL_COMMANDS = [(command,) for command in COMMANDS if command not in GROUPS] + [
    (group, command) for group, commands in GROUPS.items() for command in commands]
ALL_HELPS = [(), *ALL_COMMANDS]

# Helm completes its own global flags for every plugin, listed here or not.
HELMS_OWN = {
    *("n", "namespace", "debug", "kubeconfig", "kube-context", "kube-apiserver", "kube-token"),
    *("kube-as-user", "kube-as-group", "kube-ca-file", "kube-tls-server-name"),
    *("kube-insecure-skip-tls-verify", "burst-limit", "qps"),
    *("registry-config", "repository-config", "repository-cache"),
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
    assert directive in (":0", ":4")
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
        (["install", "--set", ""], False),
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
    (home / "plugins").mkdir()
    (home / "plugins" / "telepresence").symlink_to(ROOT)
    return {name: str(home) for name in ("HELM_DATA_HOME", "HELM_CONFIG_HOME", "HELM_CACHE_HOME")}


def offered_by_helm(home, *words):
    answer = run(HELM, "__complete", "telepresence", *words, **home)
    assert answer.returncode == 0, answer.stderr
    return [line.split("\t")[0] for line in answer.stdout.splitlines()]


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
    of_helm_4 = {"--content-cache"}
    every_command = {f"--{flag}" for flag in HELMS_OWN | FOR_EVERY_COMMAND} | {"-n", "-h", "-q"}
    assert offered >= flags
    assert offered - flags <= every_command | of_helm_4


def test_helm_offers_values(plugin_home):
    assert offered_by_helm(plugin_home, "status", "-o", "") == ["text", "json", "yaml", ":4"]


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


def anchors(document):
    """The names that GitHub gives to a document's headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    for path, anchor in re.findall(r"\]\((?!\w+:)([^)#]*)#?([^)]*)\)", document.read_text()):
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), path
        if anchor:
            assert anchor in anchors(target), f"{path}#{anchor}"
