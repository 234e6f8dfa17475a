"""What is refused, and what an edit must never do: lose a byte, a mode or a link, or tell a
secret."""

import json
import os
import re
import stat
import threading

import pytest

from shapes import USER, one_cluster

SECRETS = ["SECRETTOKEN", "SECRETPASS", "SECRETKEY", "SECRETARG"]
SHARED = "it shares this with something else by an anchor and an alias"

# What the file says (the context's cluster is dev), and the line and the words of the error.
REFUSED = {
    "cluster twice": (one_cluster("server: x") + "- name: dev\n  cluster: {server: y}\n", 4,
                      "cluster dev: a second one of that name"),
    "our extension twice": (
        one_cluster("extensions: [{name: telepresence.io}, {name: telepresence.io}]"), 3,
        "cluster dev: a second extension called telepresence.io"),
    "the cluster is an alias": (
        "base: &base {server: x}\nclusters:\n- name: dev\n  cluster: *base\n", 4, SHARED),
    "the cluster has an alias": (
        "clusters:\n- name: dev\n  cluster: &base\n    server: x\n- name: c\n  cluster: *base\n",
        3, SHARED),
    "the item has an alias": ("clusters:\n- &item\n  name: dev\n  cluster:\n    server: x\n"
                              "other: *item\n", 2, SHARED),
    "the list has an alias": ("clusters: &all\n- name: dev\n  cluster:\n    server: x\n"
                              "others: *all\n", 1, SHARED),
    "the extensions have an alias": (
        "clusters:\n- name: dev\n  cluster:\n    extensions: &e\n    - name: x\n"
        "      extension: {}\n- name: c\n  cluster:\n    extensions: *e\n", 4, SHARED),
    "merged extensions": ("base: &base {extensions: []}\nclusters:\n- name: dev\n  cluster:\n"
                          "    <<: *base\n    server: x\n", 5,
                          "'extensions' comes from another place by a merge (<<)"),
    "merged cluster": ("base: &base {cluster: {server: x}}\nclusters:\n- name: dev\n"
                       "  <<: *base\n", 3, "'cluster' comes from another place by a merge (<<)"),
    "clusters twice": (one_cluster("server: x") + one_cluster("server: y"), 4,
                       "'clusters' is there twice"),
    "extensions twice": ("clusters:\n- name: dev\n  cluster:\n    extensions: []\n"
                         "    extensions: []\n", 5, "'extensions' is there twice"),
    "both keys": (one_cluster("extensions: [{name: telepresence.io, extension: {manager: "
                              "{namespace: a}, cluster: {defaultManagerNamespace: b}}}]"), 3,
                  "names a namespace by 'manager' and by 'cluster'"),
    "no mapping": ("clusters:\n- name: dev\n  cluster:\n", 2, "no mapping 'cluster'"),
    "extensions are a text": (one_cluster("extensions: text"), 3, "'extensions' is no list"),
    "extensions are a mapping": (one_cluster("extensions: {a: b}"), 3, "'extensions' is no list"),
    "the extension is a list": (
        one_cluster("extensions: [{name: telepresence.io, extension: [a]}]"), 3,
        "'extension' is no mapping"),
    "no YAML": (one_cluster("server: x") + "more: {\n", 6, "did not find expected"),
    "no UTF-8": (b"# \xfc\n" + one_cluster("server: x").encode(), 1, "UTF-8"),
}


def with_user(text):
    return (text if isinstance(text, bytes) else text.encode()) + USER.encode()


@pytest.mark.parametrize("change", ["set", "unset", "dry run"])
@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_edited_safely_is_refused(program, name, change):
    text, line, words = REFUSED[name]
    program.file.write_bytes(with_user(text))
    before = os.stat(program.file)
    arguments = {"set": ["set", "-n", "staging"], "unset": ["unset"],
                 "dry run": ["set", "-n", "staging", "--dry-run"]}[change]
    error = program.fails(*arguments)
    assert f"{program.file}:{line}: " in error and words in error
    assert program.file.read_bytes() == with_user(text)
    assert os.stat(program.file).st_mtime_ns == before.st_mtime_ns
    assert program.left() == ["config"]


@pytest.mark.parametrize("text, words", [
    ("- name: dev\n", ":1: not a kubeconfig: expected a mapping"),
    ("hello\n", ":1: not a kubeconfig: expected a mapping"),
    ("", "the kubeconfig chooses no context"),
    ("clusters: []\n" + USER, "no kubeconfig defines cluster dev, which context dev names"),
    ("current-context: prod\n", "no kubeconfig has a cluster for context prod"),
])
def test_what_is_no_kubeconfig_is_refused(program, text, words):
    program.file.write_text(text)
    assert words in program.fails("set", "-n", "staging")
    assert program.file.read_text() == text
    assert program.left() == ["config"]


def test_a_missing_file_is_not_made(program):
    assert "there is no kubeconfig to change" in program.fails("set", "-n", "staging")
    assert program.run("show").stdout == "There is no kubeconfig\n"
    assert program.left() == []
    program.file.symlink_to("nowhere")
    program.fails("set", "-n", "staging")
    assert program.left() == ["config"]


@pytest.fixture
def text(program):
    """A file to edit."""
    given = one_cluster("server: x") + USER
    program.file.write_text(given)
    os.chmod(program.file, 0o600)
    return given


def test_a_folder_is_refused(program):
    program.file.mkdir()
    assert f"{program.file}: cannot read: Is a directory" in program.fails("set", "-n", "staging")
    assert program.left() == ["config"]


@pytest.mark.parametrize("arguments", [["set", "-n", "staging"], ["unset"]])
def test_a_pipe_is_refused(program, arguments):
    os.mkfifo(program.file)
    assert f"{program.file}: a pipe, not a file" in program.fails(*arguments)
    assert stat.S_ISFIFO(os.stat(program.file).st_mode)
    assert program.left() == ["config"]


def test_a_second_name_is_refused(program, text):
    os.link(program.file, program.files / "second")
    assert f"{program.file}: has a second name (a hard link)" in program.fails(
        "set", "-n", "staging")
    assert program.file.read_text() == text
    assert program.left() == ["config", "second"]
    assert os.path.samefile(program.file, program.files / "second")


def test_a_file_of_more_than_16_mib_is_refused(program, text):
    with open(program.file, "a", encoding="utf-8") as file:
        file.write("#" * (16 << 20) + "\n")
    size = os.stat(program.file).st_size
    assert f"{program.file}: larger than 16 MiB" in program.fails("set", "-n", "staging")
    assert os.stat(program.file).st_size == size
    assert program.left() == ["config"]


def test_a_folder_without_rights_is_named(program, as_nobody, text):
    os.chmod(program.file, 0o666)
    os.chmod(program.files, 0o755)
    error = program.fails("set", "-n", "staging", before=as_nobody)
    assert str(program.file) in error and "Permission denied" in error
    assert program.file.read_text() == text
    assert program.left() == ["config"]


def test_a_file_without_the_right_to_write_is_not_replaced(program, as_nobody, text):
    os.chown(program.file, 65534, 65534)
    os.chmod(program.file, 0o400)
    os.chmod(program.files, 0o777)
    error = program.fails("set", "-n", "staging", before=as_nobody)
    assert f"{program.file}: cannot be written: Permission denied" in error
    assert program.file.read_text() == text
    assert program.left() == ["config"]


def test_a_file_of_somebody_else_is_not_taken_from_them(program, as_nobody, text):
    os.chmod(program.file, 0o666)
    os.chmod(program.files, 0o777)
    error = program.fails("set", "-n", "staging", before=as_nobody)
    assert f"{program.file}: belongs to somebody else" in error
    assert program.file.read_text() == text
    assert os.stat(program.file).st_uid == 0
    assert program.left() == ["config"]


def test_root_leaves_the_file_to_its_owner(program, as_nobody, text):
    os.chown(program.file, 65534, 65533)
    program.set()
    status = os.stat(program.file)
    assert (status.st_uid, status.st_gid) == (65534, 65533)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o400])
def test_the_mode_stays(program, text, mode):
    if mode == 0o400 and os.geteuid() != 0:
        pytest.skip("only root may write it")
    os.chmod(program.file, mode)
    program.set()
    assert stat.S_IMODE(os.stat(program.file).st_mode) == mode
    program.unset()
    assert stat.S_IMODE(os.stat(program.file).st_mode) == mode


def test_a_symbolic_link_stays_one(program, text):
    real = program.files / "real"
    os.rename(program.file, real)
    (program.files / "between").symlink_to("real")
    program.file.symlink_to("between")
    assert b"namespace: staging" in program.set()
    assert os.readlink(program.file) == "between" and not real.is_symlink()
    assert real.read_text() != text
    assert program.left() == ["between", "config", "real"]
    program.unset()
    assert real.read_text() == text


def test_the_file_that_defines_the_cluster_is_edited(program):
    contexts, first, second = (program.files / name for name in ("contexts", "first", "second"))
    contexts.write_text(USER)
    first.write_text(one_cluster("server: x"))
    second.write_text(one_cluster("server: y"))
    # A missing file and an empty name are passed over.
    files = f"{program.files}/missing:{contexts}::{first}:{second}"
    program.ok("set", "-n", "staging", KUBECONFIG=files)
    assert contexts.read_text() == USER
    assert second.read_text() == one_cluster("server: y")
    assert "namespace: staging" in first.read_text()
    assert program.left() == ["contexts", "first", "second"]
    program.ok("unset", KUBECONFIG=files)
    assert first.read_text() == one_cluster("server: x")


@pytest.mark.parametrize("name", ["on", "off", "yes", "no", "y", "n", "true", "false", "null",
                                  "123", "1e3", "0x1f", "0b1", "0123", "0o7"])
def test_a_namespace_that_yaml_would_not_read_as_text_is_in_quotes(program, text, name):
    assert f'namespace: "{name}"' in program.set(name).decode()
    contexts = json.loads(program.ok("show", "-o", "json"))["contexts"]
    assert [one["managerNamespace"] for one in contexts] == [name]


def test_a_name_that_no_namespace_can_have_is_refused(program, text):
    for name in ("a b", "x\n  evil: true", "Staging", "a: b", "-a", "'"):
        result = program.run("set", f"--namespace={name}")
        assert result.returncode != 0 and result.stderr.startswith("Error: ")
        assert program.file.read_text() == text


USERS = """users:
- name: me
  user:
    token: SECRETTOKEN
    password: SECRETPASS
    client-key-data: SECRETKEY
    exec: {apiVersion: v1, command: x, args: [SECRETARG]}
"""
CONTEXT = "contexts:\n- name: dev\n  context: {cluster: dev, user: me}\ncurrent-context: dev\n"
JSON_USERS = {"users": [{"name": "me", "user": {
    "token": "SECRETTOKEN", "password": "SECRETPASS", "client-key-data": "SECRETKEY",
    "exec": {"apiVersion": "v1", "command": "x", "args": ["SECRETARG"]}}}]}
JSON_CLUSTERS = {"clusters": [{"name": "dev", "cluster": {"server": "x"}}]}
JSON_CONTEXT = {"contexts": [{"name": "dev", "context": {"cluster": "dev", "user": "me"}}],
                "current-context": "dev"}
COMPACT = {"separators": (",", ":")}
SECRET_FILES = {
    "block, before": USERS + one_cluster("server: x") + CONTEXT,
    "block, behind": CONTEXT + one_cluster("server: x") + USERS,
    "no final newline": CONTEXT + USERS + one_cluster("server: x").rstrip("\n"),
    "one line": json.dumps({**JSON_USERS, **JSON_CLUSTERS, **JSON_CONTEXT}, **COMPACT),
    "one line, behind": json.dumps({**JSON_CONTEXT, **JSON_CLUSTERS, **JSON_USERS}, **COMPACT),
    "pretty": json.dumps({**JSON_CLUSTERS, **JSON_USERS, **JSON_CONTEXT}, indent=2),
    "flow, close by": "{current-context: dev, contexts: [{name: dev, context: {cluster: dev, "
                      "user: me}}], users: [{name: me, user: {token: SECRETTOKEN}}], clusters: "
                      "[{name: dev, cluster: {}}]}",
    "flow, over lines": "{current-context: dev, contexts: [{name: dev, context: {cluster: dev}}], clusters: [{name: dev, "
                        "cluster: {server: x, extensions: [{name: telepresence.io, extension: {manager:\n {namespace: "
                        "test}}}]}}], users: [{name: me, user: {token: SECRETTOKEN}}]}",
    "broken": CONTEXT + one_cluster("server: x") + USERS + "  bad: : SECRETTOKEN: {\n",
    "broken line": CONTEXT + USERS + "    SECRETPASS: 'SECRETTOKEN\n",
    "alias": CONTEXT + USERS + "    other: *SECRETTOKEN\n" + one_cluster("server: x"),
    "tag": CONTEXT + USERS + "    other: !<SECRETTOKEN SECRETPASS\n" + one_cluster("server: x"),
}
COMMANDS = [["show"], ["show", "-o", "json"], ["set", "-n", "staging", "--dry-run"],
            ["set", "-n", "staging", "--dry-run", "-o", "json"], ["set", "-n", "staging"],
            ["set", "-n", "test", "-o", "json"], ["migrate", "--to", "cluster", "--dry-run"],
            ["migrate", "--to", "cluster"], ["migrate", "--to", "manager", "-o", "json"],
            ["unset", "--dry-run"], ["unset", "-o", "json"]]


@pytest.mark.parametrize("debug", [[], ["--debug"]], ids=["plain", "debug"])
@pytest.mark.parametrize("name", [
    name for name in SECRET_FILES])
def test_no_secret_is_told(program, name, debug):
    program.file.write_text(SECRET_FILES[name])
    for command in COMMANDS:
        result = program.run(*command, *debug)
        if not name.startswith(("broken", "alias", "tag")):
            assert result.returncode == 0, result.stderr
        output = result.stdout + result.stderr
        for secret in SECRETS:
            assert not re.search(secret[:-2], output), (command, output)
