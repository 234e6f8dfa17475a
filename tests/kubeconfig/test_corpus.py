"""Files as tools and people write them: corpus/NAME.yaml, and beside each what `set -n staging`
makes of it, NAME.set.yaml, which a person has looked at."""

import copy
import os
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parent / "corpus"
SHAPES = sorted(path.name for path in CORPUS.iterdir()
                if path.suffix in (".yaml", ".json") and not path.stem.endswith(".set"))
# They name another namespace before.
NAMED = [name for name in SHAPES if name.startswith("named-before")]
NEWER = ["named-before-newer.yaml", "newer-key-empty.yaml", "newer-key.yaml"]
# What else the newer key holds has no place in the old one.
NOT_TO_MIGRATE = ["newer-key.yaml"]


def expected(name):
    path = CORPUS / name
    return path.with_name(f"{path.stem}.set{path.suffix}").read_bytes()


@pytest.fixture
def given(program):
    def write(name):
        text = (CORPUS / name).read_bytes()
        program.file.write_bytes(text)
        return text
    return write


def identity(file):
    status = os.stat(file)
    return status.st_ino, status.st_mtime_ns, status.st_ctime_ns


def by_name(extensions):
    return {one["name"]: one["extension"] for one in extensions or []}


def with_namespace(config, name):
    """`config`, as kubectl reads it, and the namespace in the current context's cluster."""
    config = copy.deepcopy(config)
    (context,) = [one["context"] for one in config["contexts"]
                  if one["name"] == config["current-context"]]
    for one in config["clusters"]:
        extensions = by_name(one["cluster"].pop("extensions", None))
        if one["name"] == context["cluster"]:
            mine = extensions.setdefault("telepresence.io", {}) or {}
            extensions["telepresence.io"] = mine
            holder, key = (("cluster", "defaultManagerNamespace") if name in NEWER else
                           ("manager", "namespace"))
            mine[holder] = {**(mine.get(holder) or {}), key: "staging"}
        one["cluster"]["extensions"] = extensions
    return config


def plain(config):
    for one in config["clusters"]:
        one["cluster"]["extensions"] = by_name(one["cluster"].get("extensions"))
    return config


@pytest.mark.parametrize("name", SHAPES)
def test_set_makes_the_smallest_change(program, given, name):
    given(name)
    assert program.set() == expected(name)


@pytest.mark.parametrize("name", SHAPES)
def test_kubectl_reads_the_same_and_the_namespace(program, kubectl, given, name):
    given(name)
    before = kubectl.reads(program.file)
    if before is None:
        pytest.skip("kubectl refuses the file as it was")
    program.set()
    assert plain(kubectl.reads(program.file)) == with_namespace(before, name)


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_set_is_shown(program, given, name):
    given(name)
    program.set()
    assert "staging (the cluster's telepresence.io extension)" in program.ok("show")


@pytest.mark.parametrize("name", SHAPES)
def test_set_again_does_not_touch_the_file(program, given, name):
    given(name)
    text = program.set()
    before = identity(program.file)
    assert program.set() == text
    assert identity(program.file) == before


@pytest.mark.parametrize("name", SHAPES)
def test_unset_gives_back_every_byte(program, given, name):
    text = given(name)
    program.set()
    if name not in NAMED:
        assert program.unset() == text
    once = program.unset()
    before = identity(program.file)
    assert program.unset() == once
    assert identity(program.file) == before


@pytest.mark.parametrize("name", SHAPES)
def test_a_dry_run_changes_nothing(program, given, name):
    text = given(name)
    before = identity(program.file)
    assert program.ok("set", "-n", "staging", "--dry-run").startswith("--- ")
    assert program.file.read_bytes() == text
    assert identity(program.file) == before
    assert program.left() == ["config"]


@pytest.mark.parametrize("name", sorted(set(SHAPES) - set(NOT_TO_MIGRATE)))
def test_the_other_key_and_back(program, given, name):
    given(name)
    text = program.set()
    forms = ["manager", "cluster"] if name in NEWER else ["cluster", "manager"]
    moved = program.migrate(forms[0])
    assert moved != text
    assert "staging (the cluster's telepresence.io extension)" in program.ok("show")
    assert program.migrate(forms[0]) == moved
    assert program.migrate(forms[1]) == text


@pytest.mark.parametrize("name", NOT_TO_MIGRATE)
def test_what_the_other_key_cannot_hold_is_not_migrated(program, given, name):
    given(name)
    text = program.set()
    assert "'cluster' has more keys than defaultManagerNamespace" in program.fails(
        "migrate", "--to", "manager")
    assert program.file.read_bytes() == text


@pytest.mark.parametrize("name", NAMED)
def test_only_the_name_is_replaced(program, given, name):
    text = given(name)
    assert program.set("other") == text.replace(b"old", b"other")


def test_every_shape_has_its_result():
    assert len(SHAPES) > 25
    results = [path.name for path in CORPUS.iterdir() if path.stem.endswith(".set")]
    assert len(results) == len(SHAPES)
