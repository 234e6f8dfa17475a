"""A package, installed by each helm in every way that it has. What helm itself says is not looked at:
only whether the plugin works afterwards, and what is left when it is gone."""

import os
import shutil
import subprocess
import tarfile

import pytest

from plugin import VERSION
from sources import Sources

# One who is not root.
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


def unpacked(archive, folder):
    with tarfile.open(archive) as opened:
        opened.extractall(folder)
    return folder


def test_over_http(home, server, flat):
    home.installed(f"{server}/packages/{flat.name}")
    assert home.works() == VERSION
    home.uninstalled()


def test_signed_with_what_helm_does_by_default(home, server, flat):
    result = home.run("plugin", "install", f"{server}/packages/{flat.name}")
    assert result.returncode == 0, result.stderr
    if home.major == 4:
        assert "jane" in result.stdout + result.stderr
    assert home.works() == VERSION
    home.uninstalled()


@pytest.mark.parametrize("fault", ["no signature", "another archive", "a strange key"])
def test_helm_4_refuses_what_is_not_signed(home, server, served, flat, signer, fault):
    if home.major == 3:
        pytest.skip("Helm 3 verifies no plugin")
    folder = served / fault.replace(" ", "-")
    folder.mkdir(exist_ok=True)
    (folder / flat.name).write_bytes(flat.read_bytes() + (b"\0" if fault == "another archive" else b""))
    if fault != "no signature":
        shutil.copy(f"{flat}.prov", folder)
    if fault == "a strange key":
        shutil.copy(signer.strange_keyring, home.folder / ".gnupg" / "pubring.gpg")
    result = home.run("plugin", "install", f"{server}/{folder.name}/{flat.name}")
    assert result.returncode == 1
    assert home.plugins == []


def test_from_a_directory(home, flat, tmp_path):
    home.installed(unpacked(flat, tmp_path / "telepresence"))
    assert home.works() == VERSION
    home.uninstalled()
    assert (tmp_path / "telepresence" / "plugin.yaml").exists()


def test_from_a_local_file(home, nested):
    if home.major == 3:
        pytest.skip("Helm 3 installs no local file")
    home.installed(nested)
    assert home.works() == VERSION
    home.uninstalled()


def test_from_a_local_file_with_its_signature(home, nested):
    if home.major == 3:
        pytest.skip("Helm 3 installs no local file")
    home.ok("plugin", "install", nested)
    assert home.works() == VERSION


def test_into_another_folder_for_plugins(home, server, flat):
    home.installed(f"{server}/packages/{flat.name}")
    # Whatever that says, helm puts archives where it puts its data.
    plugins = shutil.move(home.data / "plugins", home.folder / "my plugins")
    home.environment["HELM_PLUGINS"] = str(plugins)
    assert home.works() == VERSION


def test_of_a_user_who_may_not_write_to_it(home, server, flat):
    if os.geteuid() != 0:
        pytest.skip("needs root, to become somebody else")
    home.installed(f"{server}/packages/{flat.name}")
    for path in [home.data, *home.data.rglob("*")]:
        path.chmod(0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444)
    for path in (home.folder, *home.folder.parents):
        if str(path).startswith("/tmp/"):
            path.chmod(path.stat().st_mode | 0o055)
    helm = shutil.copy(home.helm_path, home.folder / "helm")
    mine = home.folder / "nobody"
    mine.mkdir()
    shutil.chown(mine, 65534, 65534)
    result = subprocess.run(
        [*NOBODY, helm, "telepresence", "chart", "show", "values", "--offline"],
        env={**home.environment, "HOME": str(mine), "HELM_CACHE_HOME": str(mine / "cache"),
             "HELM_CONFIG_HOME": str(mine / "config")},
        cwd=mine, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stderr
    assert "logLevel" in result.stdout


def test_without_a_network(home, flat, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("needs root, to take the network away")
    home.installed(unpacked(flat, tmp_path / "telepresence"))
    result = home.run("telepresence", "chart", "show", "values", "--offline", before=("unshare", "--net"))
    assert result.returncode == 0 and "logLevel" in result.stdout, result.stderr


def test_in_the_place_of_an_older_one(home, server, flat):
    """Helm has no update of what is no clone: uninstall, then install."""
    address = f"{server}/packages/{flat.name}"
    home.installed(address)
    assert home.install(address).returncode == 1
    assert home.works() == VERSION
    home.uninstalled()
    home.installed(address)
    assert home.works() == VERSION


def test_cached_charts_go_with_the_plugin(home, server, flat):
    home.installed(f"{server}/packages/{flat.name}")
    for name in ("telepresence", "repository"):
        (home.cache / name).mkdir(parents=True, exist_ok=True)
        (home.cache / name / "a chart").touch()
    # What helm has fetched of another plugin.
    others = home.cache / "plugins" / "https-example.com-x" / "docs" / "migrate-telepresence-2.md"
    others.parent.mkdir(parents=True)
    others.touch()
    home.uninstalled()
    assert (home.cache / "repository" / "a chart").exists() and others.exists()
    assert not (home.cache / "telepresence").exists()


def test_helm_offers_its_commands(home, server, flat):
    home.installed(f"{server}/packages/{flat.name}")
    assert "\ninstall" in "\n" + home.ok("__complete", "telepresence", "")
    assert "--manager-namespace" in home.ok("__complete", "telepresence", "install", "--m")


def test_archived_sources_can_be_unpacked(home, server, served, tmp_path):
    """D1: for a symlink both majors refused them. Here the hook stops for want of a compiler."""
    Sources(tmp_path).git("archive", "--output", served / "sources.tar.gz", "HEAD")
    result = home.install(f"{server}/sources.tar.gz", CXX="none")
    assert "packages are missing that building it takes" in result.stderr + result.stdout
    (folder,) = [path for path in home.plugins if path.is_dir()]
    assert (folder / "chart" / "Chart.yaml").exists()


def test_sources_that_helm_packages_can_be_unpacked(home, tmp_path):
    """D1, as above."""
    if home.major == 3:
        pytest.skip("Helm 3 packages no plugin")
    home.ok("plugin", "package", Sources(tmp_path).tree, "--sign=false", "--destination", tmp_path)
    (archive,) = tmp_path.glob("*.tgz")
    result = home.install(archive, CXX="none")
    assert "packages are missing that building it takes" in result.stderr + result.stdout


def test_from_a_registry(home, registry, nested, oras):
    if home.major == 3:
        pytest.skip("Helm 3 installs from no registry")
    address = push(oras, registry, nested)
    result = home.run("plugin", "install", "--plain-http", address)
    assert result.returncode == 0, result.stderr
    assert "jane" in result.stdout + result.stderr
    assert home.works() == VERSION


def push(oras, registry, archive):
    """The command of RELEASING.md."""
    repository = f"{registry.address}/plugins/telepresence"
    pushed = subprocess.run(
        [oras, "push", "--plain-http", f"{repository}:{VERSION}", "--artifact-type",
         "application/vnd.helm.plugin.v1+json", f"{archive.name}:application/vnd.oci.image.layer.v1.tar+gzip",
         f"{archive.name}.prov:application/vnd.oci.image.layer.v1.tar"],
        cwd=archive.parent, capture_output=True, text=True, timeout=60, check=False)
    assert pushed.returncode == 0, pushed.stderr
    return f"oci://{repository}:{VERSION}"
