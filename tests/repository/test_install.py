"""Which chart an install uses: from a repository or an address, and that helm gets what was checked."""

import json
import os
import pathlib
import subprocess

import pytest
import yaml

from plugin import BINARY, HELM
from servers import PASSWORD, USER, files_below, index_of, sha256, write_repository


@pytest.mark.parametrize("command", ["install", "upgrade"])
def test_the_chart_comes_from_the_repository(installer, url, charts, command):
    report = installer.report("--repo", url, "--version", "v2.18.0", command=command)
    assert report["chart"] == {
        "name": "telepresence", "version": "2.18.0", "appVersion": "2.18.0", "source": "repository",
        "sourceReason": "--repo", "origin": f"{url}/", "digest": f"sha256:{sha256(charts['2.18.0'])}",
        "digestPromisedBy": "the index", "signedBy": "", "versionRule": "flag", "fallback": ""}
    assert report["client"] is None
    assert installer.installed() == charts["2.18.0"]


def test_the_second_time_no_body_is_sent(installer, url, nginx):
    installer.report("--repo", url)
    assert [line[1:3] for line in nginx.requests()] == [["/index.yaml", "200"],
                                                        ["/telepresence-2.18.1.tgz", "200"]]
    installer.report("--repo", url)
    assert [line[1:4] for line in nginx.requests()] == [["/index.yaml", "304", "0"]]


def test_the_report_says_where_it_is_from(installer, program, nginx, charts):
    program.knows(datawire={"url": f"http://127.0.0.1:{nginx.http}"})
    text = installer.run().stdout
    assert f"Chart      telepresence 2.18.1, datawire (http://127.0.0.1:{nginx.http}/)\n" in text
    assert "Source     repository (the one that helm knows as datawire)\n" in text
    assert "Version    2.18.1 (the bundled chart's; no telepresence client told another)\n" in text
    assert f"Digest     sha256:{sha256(charts['2.18.1'])} (as the index promises)\n" in text


def test_a_range_takes_the_newest(installer, url, charts):
    report = installer.report("--repo", url, "--version", "~2.18.0")
    assert report["chart"]["version"] == "2.18.1"
    assert installer.installed() == charts["2.18.1"]


def test_a_version_that_is_not_there_has_neighbours(installer, url):
    error = installer.fails("--repo", url, "--version", "2.18.7")
    assert "has no chart telepresence 2.18.7" in error and "2.18.1, 2.18.0" in error


def test_two_hundred_at_once_share_the_cache(installer, url, charts):
    running = [subprocess.Popen([BINARY, "install", "--repo", url, "-q"], cwd=installer.folder,
                                env=installer.program.environment, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE) for _ in range(200)]
    for process in running:
        _, error = process.communicate(timeout=200)
        assert process.returncode == 0, error
    installs = [call for call in installer.calls() if call[0] == "install"]
    (path,) = {call[2] for call in installs}
    assert len(installs) == 200 and pathlib.Path(path).read_bytes() == charts["2.18.1"]
    kept = [file.name for file in files_below(installer.program.cache / "telepresence")]
    assert not [name for name in kept if ".telepresence-part-" in name]
    assert [name for name in kept if name.endswith(".tgz")] == [pathlib.Path(path).name]


# -- What the index promises -----------------------------------------------------------------

@pytest.fixture
def lying(nginx, repository, charts):
    """A repository whose index has another digest for the chart."""
    write_repository(repository / "lying", charts)
    index = index_of(charts)
    for entry in index["entries"]["telepresence"]:
        entry["digest"] = sha256(b"another")
    (repository / "lying" / "index.yaml").write_text(yaml.safe_dump(index))
    return f"http://127.0.0.1:{nginx.http}/lying"


def test_a_wrong_digest_stops_it_before_anything_is_asked(installer, lying, charts):
    error = installer.fails("--repo", lying)
    assert sha256(charts["2.18.1"]) in error and sha256(b"another") in error
    assert "/lying/telepresence-2.18.1.tgz" in error


@pytest.mark.skipif(not HELM, reason="TELEPRESENCE_TEST_HELM names no helm")
def test_where_helm_itself_succeeds(lying, tmp_path):
    """If this fails, helm has begun to check digests."""
    subprocess.run([HELM, "pull", "telepresence", "--repo", lying, "--version", "2.18.1",
                    "--destination", tmp_path], check=True, capture_output=True,
                   env={f"HELM_{kind}_HOME": str(tmp_path / kind)
                        for kind in ("CACHE", "CONFIG", "DATA")})


def test_a_digest_of_ones_own(installer, url, charts):
    good = f"sha256:{sha256(charts['2.18.1'])}"
    report = installer.report("--repo", url, "--digest", good)
    assert report["chart"]["digestPromisedBy"] == "--digest"


def test_the_index_and_the_user_promise_different_things(installer, url, nginx):
    error = installer.fails("--repo", url, "--digest", sha256(b"x"))
    assert "the index promises sha256:" in error and sha256(b"x") in error
    assert [line[1] for line in nginx.requests()] == ["/index.yaml"]


# -- An address --------------------------------------------------------------------------------

def test_a_chart_by_its_address(installer, url, charts):
    report = installer.report("--chart", f"{url}/telepresence-2.17.0.tgz")
    assert report["chart"]["source"] == "url" and report["chart"]["digestPromisedBy"] == ""
    assert report["chart"]["versionRule"] == ""
    assert installer.installed() == charts["2.17.0"]


def test_a_chart_by_its_address_and_digest(installer, url, nginx, charts):
    address = f"{url}/telepresence-2.17.0.tgz"
    good = sha256(charts["2.17.0"])
    assert "promises sha256:" in installer.fails("--chart", address, "--digest", sha256(b""))
    assert installer.report("--chart", address, "--digest", good)["chart"]["version"] == "2.17.0"
    nginx.requests()
    installer.report("--chart", address, "--digest", good)
    assert nginx.requests() == []


def test_the_address_has_to_hold_the_version_asked_for(installer, url):
    error = installer.fails("--chart", f"{url}/telepresence-2.17.0.tgz", "--version", "2.18")
    assert "version 2.18 was asked for, but the chart" in error and "is 2.17.0" in error


def test_the_address_below_a_known_repository_is_fetched_with_its_login(installer, program, nginx,
                                                                       certificates):
    server = f"https://127.0.0.1:{nginx.basic}"
    address = f"{server}/telepresence-2.17.0.tgz"
    program.knows(mine={"url": server, "username": USER, "password": PASSWORD,
                        "caFile": str(certificates.ca)})
    assert installer.report("--chart", address)["chart"]["version"] == "2.17.0"
    program.knows(mine={"url": f"{server}/elsewhere", "username": USER, "password": PASSWORD,
                        "caFile": str(certificates.ca)})
    (installer.folder / "calls").unlink()
    assert "the server answers 401" in installer.fails("--chart", address, "--ca-file",
                                                       certificates.ca)


def test_a_login_in_the_address_is_used_and_never_shown(installer, nginx, certificates):
    address = f"https://{USER}:{PASSWORD}@127.0.0.1:{nginx.basic}/telepresence-2.17.0.tgz"
    result = installer.run("--chart", address, "--ca-file", certificates.ca, "--debug")
    assert result.returncode == 0
    assert PASSWORD not in result.stdout + result.stderr
    error = installer.run("--chart", address, "--debug")
    assert "certificate" in error.stderr and PASSWORD not in error.stderr


def test_the_password_of_a_repository_is_never_shown(installer, program, nginx, certificates):
    program.knows(datawire={"url": f"https://127.0.0.1:{nginx.basic}", "username": USER,
                            "password": PASSWORD, "caFile": str(certificates.ca)})
    good = installer.run("--version", "v2.18.1", "--debug")
    assert good.returncode == 0, good.stderr
    bad = installer.run("--version", "v9", "--debug")
    assert bad.returncode == 1
    assert PASSWORD not in good.stdout + good.stderr + bad.stdout + bad.stderr
    assert PASSWORD not in json.dumps(installer.calls())


# -- What helm gets is what was checked ----------------------------------------------------------

def test_helm_gets_a_copy_of_a_local_chart(installer, charts):
    """Whoever changes the file meanwhile changes nothing."""
    (installer.folder / "chart.tgz ").write_bytes(charts["2.18.1"])
    (installer.folder / "chart.tgz").write_bytes(charts["2.17.0"])
    installer.report("--chart", "chart.tgz ", "--digest", sha256(charts["2.18.1"]))
    assert installer.change()[2].startswith(str(installer.program.cache))
    assert installer.installed() == charts["2.18.1"]


def test_a_chart_is_never_a_flag(installer):
    folder = installer.folder / "--post-renderer=x"
    folder.mkdir()
    (folder / "Chart.yaml").write_text("name: telepresence\nversion: 2.18.1\n")
    installer.report("--chart=--post-renderer=x")
    assert installer.change()[2] == str(folder)
    folder.rename(f"{folder} ")
    (installer.folder / "calls").unlink()
    assert "ends in a space" in installer.fails("--chart=--post-renderer=x ")


def test_an_index_without_a_proof_does_not_count_for_one_with(installer, program, nginx, repository,
                                                               certificates):
    """The server says 304 to the impostor's ETag."""
    address = f"https://127.0.0.1:{nginx.https}"
    program.knows(careless={"url": address, "insecure_skip_tls_verify": True})
    program.ok("list", "--repo", "careless")
    nginx.requests()
    installer.report("--repo", address, "--ca-file", certificates.ca)
    assert nginx.requests()[0][1:3] == ["/index.yaml", "200"]


def test_a_report_does_not_fail_on_a_name_that_is_no_utf8(installer, url):
    folder = os.fsdecode(bytes(installer.folder) + b"/b\xff")
    os.mkdir(folder)
    installer.client("2.18.1")
    os.rename(installer.folder / "bin" / "telepresence", folder + "/telepresence")
    report = installer.report("--repo", url, PATH=f"{folder}:/usr/bin:/bin")
    assert report["client"]["version"] == "2.18.1"


@pytest.mark.parametrize("flags", [["--version", ""], ["--version", " "]])
def test_an_empty_version_is_an_error(installer, url, flags):
    assert "the version that was asked for is empty" in installer.fails("--repo", url, *flags)


def test_pull_and_show_hold_to_the_version_too(program, charts):
    (program.folder / "chart.tgz").write_bytes(charts["2.17.0"])
    for command in (["pull", "2.18.1"], ["show", "--version", "2.18.1"]):
        error = program.fails(*command, "--chart", "chart.tgz")
        assert "version 2.18.1 was asked for, but the chart chart.tgz is 2.17.0" in error


def test_a_version_is_the_same_with_and_without_v(installer):
    (installer.folder / "answers.json").write_text(json.dumps(
        [["pull", {"status": 1, "stderr": "Error: dial tcp 1.2.3.4:401: connection refused\n"}]]))
    result = installer.run("--chart", "oci://a.example:401/x:2.18.1", "--version", "v2.18.1")
    assert "the registry cannot be reached" in result.stderr
