"""A release from its commit: what it makes, and what it refuses."""

import os

import pytest

from plugin import BINARY, run
from sources import Sources

URL = "https://downloads.example.com/v1.0.0"
OF_ONE_PLATFORM = ("--binary", BINARY, "linux-amd64")
ARCHIVE = "telepresence-1.0.0-linux-amd64.tar.gz"


@pytest.fixture
def tree(tmp_path):
    """Sources of which a release can be made."""
    sources = Sources(tmp_path)
    sources.edit("plugin.yaml", "version: 1.0.0-dev", "version: 1.0.0")
    sources.edit("CHANGELOG.md", "## 1.0.0 (unreleased)", "## 1.0.0 (2026-12-01)")
    sources.commit("Release 1.0.0")
    return sources


@pytest.fixture
def release(tree, signer):
    def do(*arguments):
        return run([tree.tree / "packaging" / "release.sh", *arguments],
                   {**os.environ, "GNUPGHOME": str(signer.home)}, tree.tree)
    return do


@pytest.fixture
def prepared(tree, release):
    """The tree with a tag on what was prepared."""
    result = release("--prepare", URL, *OF_ONE_PLATFORM)
    assert result.returncode == 0, result.stderr
    tree.commit("Promise the archives of 1.0.0")
    tree.git("tag", "v1.0.0")
    return tree


def test_a_release_has_the_archives_that_were_promised(prepared, release):
    result = release("--key", "jane@example.com", *OF_ONE_PLATFORM)
    assert result.returncode == 0, result.stderr
    made = prepared.tree / "build" / "packages"
    assert result.stdout == f"{made}\n"
    assert {file.name for file in made.iterdir()} == {
        ARCHIVE, f"{ARCHIVE}.prov", "telepresence-1.0.0-linux-amd64.tgz",
        "telepresence-1.0.0-linux-amd64.tgz.prov", "telepresence-1.0.0.spdx.json",
        "checksums.txt", "notes.md"}
    promised = (prepared.tree / "packaging" / "release.txt").read_text().splitlines()
    assert f"url {URL}" in promised
    (line,) = [line for line in (made / "checksums.txt").read_text().splitlines() if ARCHIVE in line]
    assert line in promised
    notes = (made / "notes.md").read_text()
    assert notes.startswith("Carries the chart of Traffic Manager 2.18.1.") and "\n## " not in notes
    # Its time is the day of the release.
    assert '"created": "2026-12-01T00:00:00Z"' in (made / "telepresence-1.0.0.spdx.json").read_text()


def refused(result):
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr


def test_a_tree_with_changes_is_no_release(prepared, release):
    prepared.edit("LICENSE", "Apache License", "a license")
    assert "there are changes that are not committed" in refused(
        release("--key", "jane@example.com", *OF_ONE_PLATFORM))


def test_a_commit_without_the_tag_is_no_release(tree, release):
    assert "this commit has no tag v1.0.0" in refused(
        release("--key", "jane@example.com", *OF_ONE_PLATFORM))


def test_other_sources_than_the_promised_ones_are_no_release(prepared, release):
    prepared.edit("chart/values.yaml", "logLevel: info", "logLevel: debug")
    prepared.commit("Something else")
    prepared.git("tag", "--force", "v1.0.0")
    assert f"packaging/release.txt promises another {ARCHIVE}" in refused(
        release("--key", "jane@example.com", *OF_ONE_PLATFORM))


def test_an_unknown_key_signs_nothing(prepared, release):
    assert "gpg --local-user nobody could not sign" in release(
        "--key", "nobody", *OF_ONE_PLATFORM).stderr


@pytest.mark.parametrize("name, old, new, words", [
    ("plugin.yaml", "version: 1.0.0", "version: 1.0.0-dev", "version 1.0.0-dev, which is between releases"),
    ("CHANGELOG.md", "(2026-12-01)", "(unreleased)", "has no line '## 1.0.0 (YYYY-MM-DD)'"),
])
def test_what_is_not_ready_is_no_release(tree, release, name, old, new, words):
    tree.edit(name, old, new)
    tree.commit("Not ready")
    assert words in refused(release("--prepare", URL, *OF_ONE_PLATFORM))


@pytest.mark.parametrize("arguments", [[], ["--prepare"], ["--speed"]])
def test_a_wrong_command_line_is_refused(release, arguments):
    refused(release(*arguments))
