"""The hooks of a source tree, run by real helms: `helm plugin install` of a git repository gets the
program from the release's archive, and update and uninstall leave nothing behind."""

import hashlib
import os
import shutil
import subprocess

import pytest

from plugin import ROOT, VERSION, run
from sources import Sources

ARCHIVE = f"telepresence-{VERSION}-linux-amd64.tar.gz"


def publish(sources, served, url, digest, message="a release"):
    """A release of the sources whose archive is at `url`."""
    (sources.tree / "packaging" / "release.txt").write_text(
        f"# {message}\nurl {url}\n{digest}  {ARCHIVE}\n")
    sources.commit(message)
    sources.serve(served)


@pytest.fixture
def sources(tmp_path):
    return Sources(tmp_path)


@pytest.fixture
def release(server, flat):
    """(url, sha256) of the archive that is served."""
    assert flat.name == ARCHIVE
    return f"{server}/packages", hashlib.sha256(flat.read_bytes()).hexdigest()


def status_of(folder):
    return subprocess.run(["git", "status", "--porcelain", "--ignored"], cwd=folder, check=True,
                          capture_output=True, text=True).stdout.splitlines()


def test_a_git_repository_is_installed_updated_and_removed(home, server, served, sources, release):
    publish(sources, served, *release)
    # Nothing is compiled: there is no compiler.
    home.installed(f"{server}/telepresence.git", CXX="none")
    assert home.works() == VERSION
    (folder,) = home.plugins
    assert status_of(folder) == ["!! bin/"]
    before = (folder / "bin" / "helm-telepresence").stat().st_ino
    publish(sources, served, *release, message="a newer one")
    home.ok("plugin", "update", "telepresence", CXX="none")
    assert "a newer one" in (folder / "packaging" / "release.txt").read_text()
    assert (folder / "bin" / "helm-telepresence").stat().st_ino != before
    assert status_of(folder) == ["!! bin/"]
    assert home.works() == VERSION
    home.uninstalled()


def test_a_mirror_takes_the_place_of_the_releases_address(home, server, served, sources, release):
    publish(sources, served, "http://127.0.0.1:9/nobody", release[1])
    home.installed(f"{server}/telepresence.git", CXX="none", HELM_TELEPRESENCE_RELEASE_URL=f"{release[0]}/")
    assert home.works() == VERSION


def test_an_archive_that_is_not_the_promised_one_is_not_installed(home, server, served, sources, release):
    publish(sources, served, release[0], "0" * 64)
    result = home.install(f"{server}/telepresence.git", CXX="none")
    told = result.stdout + result.stderr
    assert result.returncode == 1
    assert f"{release[0]}/{ARCHIVE} is not the archive that packaging/release.txt promises" in told
    (folder,) = home.plugins
    assert not (folder / "bin" / "helm-telepresence").exists()
    assert not list((folder / "build").rglob("*.tar.gz"))


def test_a_failing_hook_says_what_to_do_and_can_be_run_again(home, server, served, sources, release):
    publish(sources, served, "http://127.0.0.1:9/nobody", release[1])
    result = home.install(f"{server}/telepresence.git", CXX="none")
    told = result.stdout + result.stderr
    assert result.returncode == 1
    assert f"http://127.0.0.1:9/nobody/{ARCHIVE} cannot be fetched" in told
    assert "packages are missing that building it takes; run: apt-get install" in told
    (folder,) = home.plugins
    again = run([folder / "scripts" / "install.sh"],
                {**home.environment, "HELM_TELEPRESENCE_RELEASE_URL": release[0]})
    assert again.returncode == 0, again.stderr
    assert home.works() == VERSION


def test_two_folders_of_one_name_are_warned_of(home, server, served, sources, release, tmp_path):
    """D2, with the real helm, which runs neither then."""
    publish(sources, served, *release)
    home.installed(f"{server}/telepresence.git", CXX="none")
    second = tmp_path / "second"
    shutil.copytree(sources.tree, second)
    result = home.install(second, CXX="none")
    told = result.stdout + result.stderr
    (warning,) = [line for line in told.splitlines() if "is a plugin called telepresence too" in line]
    assert home.run("telepresence", "--version").returncode != 0
    subprocess.run(["sh", "-c", warning.split("to keep this one: ")[1]], check=True)
    assert home.works() == VERSION


# -- The hook by itself -----------------------------------------------------------------------

class Hook:
    """scripts/install.sh in a tree that has just what it reads."""

    def __init__(self, folder, url, digest):
        self.tree = folder / "telepresence"
        for name in ("scripts/install.sh", "plugin.yaml", "CMakeLists.txt",
                     "cmake/Dependencies.cmake"):
            (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.tree / name)
        (self.tree / "packaging").mkdir()
        (self.tree / "packaging" / "release.txt").write_text(f"url {url}\n{digest}  {ARCHIVE}\n")
        self.program = self.tree / "bin" / "helm-telepresence"
        self.part = self.tree / "build" / "release-archive" / ARCHIVE

    def run(self, *arguments, **variables):
        return run([self.tree / "scripts" / "install.sh", *arguments],
                   {"PATH": "/usr/bin:/bin", "HOME": str(self.tree), "CXX": "none", **variables})


@pytest.fixture
def hook(tmp_path, release):
    return Hook(tmp_path, *release)


def test_a_download_goes_on_where_it_was_cut_off(hook, flat, server):
    hook.part.parent.mkdir(parents=True)
    hook.part.write_bytes(flat.read_bytes()[:5000])
    result = hook.run()
    assert result.returncode == 0, result.stderr
    assert os.access(hook.program, os.X_OK)
    assert not (hook.tree / "build" / "release-archive").exists()


@pytest.mark.parametrize("left", [b"of another release", b"x" * 100_000_000], ids=["short", "long"])
def test_a_part_of_another_file_is_no_beginning_of_it(hook, left):
    hook.part.parent.mkdir(parents=True)
    hook.part.write_bytes(left)
    result = hook.run()
    assert result.returncode == 0, result.stderr
    assert os.access(hook.program, os.X_OK)


def test_wget_does_where_there_is_no_curl(hook, tmp_path):
    if not shutil.which("wget"):
        pytest.skip("there is no wget")
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("awk", "basename", "bash", "cp", "cut", "dirname", "env", "grep", "gzip", "head",
                 "mkdir", "mv", "rm", "sed", "sh", "sha256sum", "tar", "tr", "uname", "wget"):
        (programs / name).symlink_to(shutil.which(name))
    result = hook.run(PATH=str(programs))
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", ["cp", "tar"])
def test_a_full_disk_leaves_the_program_that_was_there(hook, tmp_path, name):
    """A program that writes half of what it should, in the place of a full disk."""
    hook.program.parent.mkdir(parents=True)
    hook.program.write_text("#!/bin/sh\necho the former one\n")
    hook.program.chmod(0o755)
    (tmp_path / "full").mkdir()
    failing = tmp_path / "full" / name
    failing.write_text(f'#!/bin/sh\nfor last in "$@"; do :; done\n'
                       f'[ {name} = tar ] || echo half >"$last"\nexit 1\n')
    failing.chmod(0o755)
    result = hook.run("--update", PATH=f"{tmp_path / 'full'}:/usr/bin:/bin")
    assert result.returncode == 1
    assert "the former one" in hook.program.read_text()
    assert [path.name for path in hook.program.parent.iterdir()] == ["helm-telepresence"]


@pytest.mark.parametrize("place", ["nobody", "wrong"])
def test_the_password_of_a_mirror_is_not_told(hook, release, tmp_path, place):
    address = "127.0.0.1:9/nobody" if place == "nobody" else release[0].removeprefix("http://")
    if place == "wrong":
        (hook.tree / "packaging" / "release.txt").write_text(f"url x\n{'0' * 64}  {ARCHIVE}\n")
    curl = tmp_path / "programs" / "curl"
    curl.parent.mkdir()
    curl.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/words\nexec /usr/bin/curl "$@"\n')
    curl.chmod(0o755)
    result = hook.run(PATH=f"{curl.parent}:/usr/bin:/bin",
                      HELM_TELEPRESENCE_RELEASE_URL=f"http://ci:s3cret@{address}")
    assert result.returncode == 1
    assert "//***@" in result.stderr
    assert "s3cret" not in result.stdout + result.stderr + (tmp_path / "words").read_text()


def test_another_plugin_of_the_same_name_is_warned_of(hook, tmp_path):
    """D2: with two of them helm itself runs no plugin at all."""
    plugins = tmp_path / "my plugins"
    (plugins / "helm-telepresence-plugin").mkdir(parents=True)
    (plugins / "helm-telepresence-plugin" / "plugin.yaml").write_text("name: telepresence\n")
    (plugins / "diff").mkdir()
    (plugins / "diff" / "plugin.yaml").write_text("name: diff\n")
    (plugins / "telepresence").symlink_to(hook.tree)
    result = hook.run(HELM_PLUGIN_DIR=str(plugins / "telepresence"))
    assert result.returncode == 0
    (warning,) = result.stderr.splitlines()
    assert "is a plugin called telepresence too" in warning
    # What is printed works.
    subprocess.run(["sh", "-c", warning.split("to keep this one: ")[1]], check=True)
    assert sorted(path.name for path in plugins.iterdir()) == ["diff", "telepresence"]
    assert hook.run(HELM_PLUGIN_DIR=str(plugins / "telepresence")).stderr == ""


def test_a_wrong_argument_is_refused(hook):
    result = hook.run("--speed")
    assert result.returncode == 1 and result.stderr.count("\n") == 1
    assert "unknown argument --speed" in result.stderr
