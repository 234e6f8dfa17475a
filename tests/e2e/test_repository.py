"""Installing from a repository and from a registry: real servers, real helm, real API server."""

import json
import pathlib
import threading

import pytest

from servers import PASSWORD, USER, Certificates, Nginx, Registry, sha256, write_repository


@pytest.fixture(scope="session")
def servers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("servers")
    for part in ("certificates", "nginx", "root"):
        (folder / part).mkdir()
    certificates = Certificates(folder / "certificates")
    nginx = Nginx(folder / "nginx", folder / "root", certificates)
    nginx.root, nginx.certificates = folder / "root", certificates
    yield nginx
    nginx.stop()


@pytest.fixture
def online(helm, tmp_path):
    """The helm, whose plugin may ask servers, with repositories and a cache of its own."""
    return helm.with_environment(
        HELM_TELEPRESENCE_OFFLINE="", HELM_CACHE_HOME=str(tmp_path / "cache"),
        HELM_REPOSITORY_CONFIG=str(tmp_path / "repositories.yaml"),
        HELM_REPOSITORY_CACHE=str(tmp_path / "repository"),
        HELM_REGISTRY_CONFIG=str(tmp_path / "registry.json"))


class ProcessListing:
    """What `ps` shows while it lives: every command line on this machine."""

    def __init__(self):
        self.seen, self.stopped = set(), threading.Event()
        self.thread = threading.Thread(target=self._watch)

    def _watch(self):
        while not self.stopped.is_set():
            for file in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    self.seen.add(file.read_bytes())
                except OSError:
                    pass
            self.stopped.wait(0.01)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()


def test_from_a_repository_with_a_login_and_a_private_ca(online, cluster, chart_file, servers):
    write_repository(servers.root, {"2.18.1": chart_file.read_bytes()})
    online.ok("repo", "add", "datawire", f"https://127.0.0.1:{servers.basic}", "--username", USER,
              "--password-stdin", "--ca-file", str(servers.certificates.ca), input_text=PASSWORD)
    with ProcessListing() as listing:
        result = online.run("telepresence", "install", "--version", "v2.18.1", "--debug")
    assert result.returncode == 0, result.stderr
    assert "datawire (https://127.0.0.1:" in result.stdout
    assert f"sha256:{sha256(chart_file.read_bytes())} (as the index promises)" in result.stdout
    assert any(b"helm-telepresence" in line for line in listing.seen)
    assert not [line for line in listing.seen if PASSWORD.encode() in line]
    assert PASSWORD not in result.stdout + result.stderr
    servers.requests()
    report = json.loads(online.ok("telepresence", "upgrade", "-o", "json"))
    assert (report["revision"], report["chart"]["source"]) == (2, "repository")
    assert [line[1:4] for line in servers.requests()] == [["/index.yaml", "304", "0"]]


@pytest.mark.on_newest
def test_a_wrong_digest_leaves_the_cluster_alone(online, helm, chart_file, servers):
    folder = servers.root / "lying"
    write_repository(folder, {"2.18.1": chart_file.read_bytes()})
    index = folder / "index.yaml"
    index.write_text(index.read_text().replace(sha256(chart_file.read_bytes()), "0" * 64))
    result = online.run("telepresence", "install", "--repo",
                        f"http://127.0.0.1:{servers.http}/lying")
    assert result.returncode == 1
    assert f"but the index promises sha256:{'0' * 64}" in result.stderr
    assert helm.releases() == []


@pytest.mark.on_newest
def test_from_a_registry(online, cluster, chart_file, tmp_path):
    (tmp_path / "registry").mkdir()
    registry = Registry(tmp_path / "registry")
    try:
        registry.push(online.path, chart_file.read_bytes(), "2.18.1")
        report = json.loads(online.ok("telepresence", "install", "--chart",
                                      f"{registry.url()}:2.18.1", "--plain-http", "-o", "json"))
    finally:
        registry.stop()
    assert (report["status"], report["chart"]["source"]) == ("deployed", "registry")
    assert report["chart"]["digest"] == f"sha256:{sha256(chart_file.read_bytes())}"
