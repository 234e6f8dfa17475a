"""What packaging/package.sh makes: no more than a user needs, the same bytes each time, signed as Helm
checks it, and a list of what is in it."""

import hashlib
import json
import subprocess
import sys
import tarfile

import pytest

from packages import package
from plugin import ROOT, VERSION

IN_A_PACKAGE = {"LICENSE", "THIRD-PARTY-LICENSES", "bin", "chart", "completion.yaml",
                "man", "plugin.complete", "plugin.yaml", "probe"}


def sha256(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.fixture(name="entries")
def read_entries(flat):
    with tarfile.open(flat) as archive:
        return archive.getmembers()


def test_a_package_has_what_a_user_needs_and_no_more(entries):
    names = [entry.name for entry in entries]
    assert {name.split("/")[0] for name in names} == IN_A_PACKAGE
    tracked = subprocess.run(["git", "ls-files", "chart", "probe"], cwd=ROOT, check=True,
                             capture_output=True, text=True).stdout.split()
    assert {entry.name for entry in entries if entry.isfile()
            and entry.name.startswith(("chart/", "probe/"))} == set(tracked)


def test_helm_3_can_unpack_it(entries):
    """It makes no folder by itself, and refuses links."""
    folders = set()
    for entry in entries:
        assert entry.isfile() or entry.isdir(), entry.name
        parent = entry.name.rpartition("/")[0]
        assert not parent or parent in folders, entry.name
        if entry.isdir():
            folders.add(entry.name)
    assert "." not in folders


def test_what_is_packaged_says_nothing_of_who_packaged_it(entries):
    assert {(entry.uid, entry.gid, entry.uname, entry.gname) for entry in entries} == {(0, 0, "", "")}
    assert {entry.mode for entry in entries} <= {0o755, 0o644}
    assert len({entry.mtime for entry in entries}) == 1


def test_both_archives_hold_the_same(flat, nested, entries):
    with tarfile.open(nested) as archive, tarfile.open(flat) as other:
        for entry in entries:
            twin = archive.getmember(f"telepresence/{entry.name}")
            assert (twin.mode, twin.size) == (entry.mode, entry.size)
            if entry.isfile():
                assert archive.extractfile(twin).read() == other.extractfile(entry).read()


def test_a_second_run_in_another_folder_makes_the_same(packages, tmp_path):
    again = package(tmp_path / "again")
    assert (again / "checksums.txt").read_text() == (packages / "checksums.txt").read_text()


def test_the_checksums_are_those_of_the_files(packages):
    lines = dict(reversed(line.split("  ")) for line in
                 (packages / "checksums.txt").read_text().splitlines())
    assert lines == {file.name: sha256(file) for file in packages.iterdir()
                     if file.name != "checksums.txt" and file.suffix != ".prov"}
    assert len(lines) == 3


def test_each_archive_is_signed(packages, signer):
    for file in [*packages.glob("*.tar.gz"), *packages.glob("*.tgz")]:
        checked = subprocess.run(
            ["gpg", "--homedir", signer.home, "--batch", "--decrypt", f"{file}.prov"],
            capture_output=True, text=True, check=True)
        assert "Good signature" in checked.stderr
        names = [file.name] if file.suffix == ".gz" else [file.name, f"telepresence-{VERSION}.tgz"]
        assert checked.stdout.partition("\n...\nfiles:\n")[2] == "".join(
            f"  {name}: sha256:{sha256(file)}\n" for name in names)


def test_the_hooks_of_a_source_tree_are_not_in_a_package(flat):
    with tarfile.open(flat) as archive:
        manifest = archive.extractfile("plugin.yaml").read().decode()
    assert "install.sh" not in manifest
    assert "\n  delete:" in manifest


def test_the_license_of_everything_in_the_binary_is_there(flat):
    with tarfile.open(flat) as archive:
        text = archive.extractfile("THIRD-PARTY-LICENSES").read().decode()
    listed = [line.split()[0] for line in
              (ROOT / "packaging" / "sources.txt").read_text().splitlines() if line[0] != "#"]
    for name in [*listed, "musl", "libcxx"]:
        assert f"\n{name}" in text
    for words in ("Apache License", "Daniel Stenberg", "Jean-loup Gailly", "Niels Lohmann",
                  "Rich Felker", "Victor Zverovich", "Tim Kientzle"):
        assert words in text


def test_what_is_in_the_binary_is_listed_as_spdx(packages, tmp_path):
    (file,) = packages.glob("*.spdx.json")
    listed = json.loads(file.read_text())
    names = {package["name"] for package in listed["packages"]}
    assert {"helm-telepresence", "curl", "openssl", "zlib", "libarchive", "yaml-cpp"} <= names
    # By the tools of those who made the format.
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    subprocess.run([tmp_path / "venv" / "bin" / "pip", "install", "--quiet", "spdx-tools==0.8.3"],
                   check=True)
    checked = subprocess.run([tmp_path / "venv" / "bin" / "pyspdxtools", "--infile", file],
                             capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("arguments, words", [
    (["--binary"], "--binary needs a value"), (["--key", ""], "--key needs a value"),
    (["plan9-amd64"], "unknown platform plan9-amd64; known: linux-amd64"),
    (["--speed"], "unknown argument --speed"),
    (["--binary", "nothing", "linux-amd64"], "--binary nothing: no such file"),
    (["--binary", "plugin.yaml"], "--binary is a program for one platform; name it"),
])
def test_a_wrong_command_line_makes_nothing(arguments, words, tmp_path):
    refused = subprocess.run([ROOT / "packaging" / "package.sh", "--output", tmp_path / "made",
                              *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert words in refused.stderr and refused.stderr.count("\n") == 1
    assert not (tmp_path / "made").exists()
