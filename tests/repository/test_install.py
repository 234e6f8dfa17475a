"""Which chart an install uses: from a repository or an address, of which version, or the bundled one.

Helm is the fake of tests/cli here: it records what it was called with, and nothing must be asked
of a cluster before the chart is proved. tests/e2e installs from a repository with the real helm.
"""

import json
import os
import pathlib
import re
import shlex
import socket
import struct
import subprocess
import threading

import pytest
import yaml

from plugin import BINARY, FAKE_HELM, HELM, ROOT, calls_of_fake_helm, run
from servers import PASSWORD, USER, files_below, free_port, index_of, packaged, sha256, write_repository


class Installer:
    """`install` and `upgrade` in a repository test's environment."""

    def __init__(self, program):
        self.program, self.folder = program, program.folder
        program.environment.update({
            "HELM_BIN": str(FAKE_HELM), "FAKE_HELM": str(self.folder),
            "KUBECONFIG": str(self.folder / "kubeconfig"), "PATH": f"{self.folder}/bin:/usr/bin:/bin"})
        (self.folder / "version").write_text("v4.3")
        (self.folder / "answers.json").write_text("[]")
        (self.folder / "bin").mkdir()

    def client(self, version, edition="OSS", script=None):
        """A telepresence client on PATH that tells this version."""
        file = self.folder / "bin" / "telepresence"
        file.write_text(script or f"#!/bin/sh\necho '{edition} Client : v{version}'\n")
        file.chmod(0o755)

    def run(self, *arguments, command="install", **variables):
        return run([BINARY, command, *arguments], {**self.program.environment, **variables},
                   self.folder, limit=self.program.limit)

    def report(self, *arguments, **options):
        result = self.run(*arguments, "-o", "json", **options)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    def fails(self, *arguments, **options):
        """Its error; and helm was not called."""
        result = self.run(*arguments, **options)
        assert result.returncode == 1, result.stdout + result.stderr
        assert result.stderr.startswith("Error: "), result.stderr
        assert self.calls() == []
        return result.stderr

    def calls(self):
        return [call["arguments"] for call in calls_of_fake_helm(self.folder)]

    def change(self):
        """The one command that installs or upgrades."""
        (arguments,) = [call for call in self.calls() if call[0] in ("install", "upgrade")]
        return arguments

    def installed(self):
        """The bytes of the chart that helm was given."""
        return pathlib.Path(self.change()[2]).read_bytes()


@pytest.fixture
def installer(program):
    return Installer(program)


@pytest.fixture
def url(nginx):
    nginx.requests()
    return f"http://127.0.0.1:{nginx.http}"


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
    assert "Version    2.18.1 (the plugin's own; no telepresence client told another)\n" in text
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


# -- The client --------------------------------------------------------------------------------

def test_without_a_word_it_is_the_clients_version(installer, url):
    installer.client("2.18.0")
    report = installer.report("--repo", url)
    assert report["chart"]["version"] == "2.18.0"
    assert report["chart"]["versionRule"] == "client"
    assert report["client"] == {"version": "2.18.0", "edition": "OSS",
                                "path": f"{installer.folder}/bin/telepresence"}


def test_another_version_than_the_clients_is_refused_unfetched(installer, url, nginx):
    installer.client("2.18.0")
    error = installer.fails("--repo", url, "-n", "staging", "--version", "2.19.7")
    # Nobody knows yet whether there is such a chart.
    assert "version 2.19.7 was asked for, but your telepresence client is 2.18.0" in error
    assert "the chart is" not in error
    # A command line that leaves out values would reset them.
    assert "For the client's chart: the same command with --version 2.18.0\n" in error
    assert "https://github.com/telepresenceio/telepresence/releases\n" in error
    assert "v2.19.7" not in error
    assert nginx.requests() == []


def test_also_of_a_local_chart(installer, charts):
    installer.client("2.18.0")
    (installer.folder / "chart.tgz").write_bytes(charts["2.18.1"])
    error = installer.fails("--chart", "chart.tgz")
    assert "the chart is 2.18.1, but your telepresence client is 2.18.0" in error
    assert "the same command with the one of 2.18.0 for --chart\n" in error
    error = installer.fails("--chart", "chart.tgz", "--version", "2.17.0")
    assert "version 2.17.0 was asked for, but your telepresence client is 2.18.0" in error
    assert "the same command with the one of 2.18.0 for --chart and --version\n" in error
    assert "the chart is 2.18.1" in installer.fails("--offline")


@pytest.mark.parametrize("client, check, fits", [
    ("2.18.9", "minor", True), ("2.17.0", "minor", False), ("2.17.0", "off", True),
])
def test_how_near_the_client_has_to_be(installer, url, client, check, fits):
    installer.client(client)
    flags = ["--repo", url, "--version", "2.18.1", "--version-check", check]
    if fits:
        assert installer.report(*flags)["chart"]["version"] == "2.18.1"
    else:
        assert "your telepresence client is" in installer.fails(*flags)


@pytest.mark.parametrize("script", [
    "#!/bin/sh\nexec sleep 60\n", "#!/bin/sh\nexit 3\n", "#!/no/such/program\n", "\x7fELF junk",
], ids=["hangs", "fails", "broken", "junk"])
def test_a_client_that_does_not_tell_is_no_obstacle(installer, url, script):
    installer.client("", script=script)
    report = installer.report("--repo", url)
    assert report["chart"]["versionRule"] == "plugin"
    assert report["client"]["version"] == ""


# -- Editions ----------------------------------------------------------------------------------

@pytest.fixture
def both_editions(nginx, repository):
    """A mirror that has the charts of both editions."""
    folder = repository / "editions"
    folder.mkdir(exist_ok=True)
    entries = {}
    for name in ("telepresence", "telepresence-oss"):
        data = packaged("2.21.0", name=name)
        (folder / f"{name}-2.21.0.tgz").write_bytes(data)
        entries[name] = [{"name": name, "version": "2.21.0", "digest": sha256(data),
                          "urls": [f"{name}-2.21.0.tgz"]}]
    (folder / "index.yaml").write_text(yaml.safe_dump({"apiVersion": "v1", "entries": entries}))
    return f"http://127.0.0.1:{nginx.http}/editions"


@pytest.mark.parametrize("edition, flags, expected", [
    ("OSS", [], "telepresence-oss"),
    ("Enhanced", [], "telepresence"),
    ("OSS", ["--edition", "enterprise"], "telepresence"),
    ("Enhanced", ["--edition", "oss"], "telepresence-oss"),
])
def test_the_chart_is_of_the_clients_edition(installer, both_editions, edition, flags, expected):
    installer.client("2.21.0", edition)
    assert installer.report("--repo", both_editions, *flags)["chart"]["name"] == expected


def test_an_open_source_client_gets_its_chart_from_the_registry(installer):
    installer.client("2.21.0")
    (installer.folder / "answers.json").write_text(json.dumps(
        [["pull", {"status": 1, "stderr": "Error: unexpected status 401 Unauthorized\n"}]]))
    result = installer.run()
    assert result.returncode == 1
    assert "helm registry login ghcr.io" in result.stderr and "401 Unauthorized" in result.stderr
    (call,) = installer.calls()
    assert call[:4] == ["pull", "oci://ghcr.io/telepresenceio/telepresence-oss", "--version",
                        "2.21.0"]


@pytest.mark.parametrize("words", ["Error: x:2.21.0: not found\n", "Error: denied: denied\n",
                                   "Error: something\n"])
def test_what_the_registry_does_not_give_may_be_the_other_editions(installer, words):
    installer.client("2.21.0")
    answers = json.dumps([["pull", {"status": 1, "stderr": words}]])
    (installer.folder / "answers.json").write_text(answers)
    error = installer.run().stderr
    assert "https://github.com/telepresenceio/telepresence/releases\n" in error
    assert "which `helm telepresence chart list` shows: --edition enterprise\n" in error
    (installer.folder / "answers.json").write_text(answers)
    error = installer.run("--edition", "oss").stderr
    assert "/telepresence/releases\n" in error and "--edition enterprise" not in error


def test_a_registry_that_cannot_be_reached(installer):
    installer.client("2.21.0")
    (installer.folder / "answers.json").write_text(json.dumps(
        [["pull", {"status": 1, "stderr": "Error: dial tcp 1.2.3.4:443\n"}]]))
    error = installer.run().stderr
    assert "From 2.20 on an open-source client gets a chart of its own." in error
    assert "with `helm telepresence chart pull 2.21.0 --edition oss`, and give the file" in error
    assert "--offline" not in error


def test_what_a_mirror_does_not_have_may_be_the_other_editions(installer, both_editions):
    installer.client("2.22.0")
    error = installer.fails("--repo", both_editions)
    assert "has no chart telepresence-oss 2.22.0" in error and "--edition enterprise" in error
    assert "--edition" not in installer.fails("--repo", "unknown")
    assert "--edition" not in installer.fails("--repo", f"{both_editions}/nowhere")
    installer.client("2.22.0", "Enhanced")
    assert "--edition" not in installer.fails("--repo", both_editions)


def test_a_chart_of_the_other_edition_is_refused(installer):
    installer.client("2.21.0")
    (installer.folder / "chart.tgz").write_bytes(packaged("2.21.0"))
    error = installer.fails("--chart", "chart.tgz")
    assert "is the enterprise edition's" in error and "--edition enterprise" in error
    assert installer.report("--chart", "chart.tgz", "--edition", "enterprise")


# -- Without a network -------------------------------------------------------------------------

def test_the_bundled_chart_steps_in_and_that_is_said(installer):
    nowhere = f"http://127.0.0.1:{free_port()}"
    result = installer.run("--repo", nowhere, "-q", "-o", "json")
    assert result.returncode == 0, result.stderr
    assert result.stderr.startswith(f"Warning: {nowhere}/index.yaml: ")
    assert "The chart that the plugin carries is used, of the same version, 2.18.1" in result.stderr
    chart = json.loads(result.stdout)["chart"]
    assert (chart["source"], chart["version"]) == ("bundled", "2.18.1")
    assert chart["fallback"].startswith(f"{nowhere}/index.yaml: ")
    assert installer.change()[2] == str(ROOT / "chart")


@pytest.mark.parametrize("fault", ["500", "closed"])
def test_also_when_the_server_does_not_work(installer, faults, fault):
    def behave(handler):
        if fault == "500":
            handler.reply(b"", 500)
        else:
            handler.connection.close()

    faults.behave = behave
    assert installer.report("--repo", faults.url)["chart"]["source"] == "bundled"


@pytest.mark.parametrize("flags, offline", [
    (["--version", "2.18.0"], False), (["--version", "~2.18.0"], True),
    (["--digest", "0" * 64], False), (["--verify"], False),
], ids=["another-version", "range", "digest", "signature"])
def test_it_does_not_when_more_was_asked(installer, flags, offline):
    error = installer.fails("--repo", f"http://127.0.0.1:{free_port()}", *flags)
    assert ("--offline in place of --repo, with which" in error) == offline
    if offline:
        assert installer.report("--offline", *flags)["chart"]["version"] == "2.18.1"


def run_as_printed(installer, error):
    """What an error offers for where there is a network; the file that it brings."""
    (command,) = re.findall(r"`helm telepresence chart (pull [^`]*)`", error)
    return installer.program.report(*shlex.split(command))["file"]


def test_a_chart_for_an_isolated_network_is_fetched_as_the_error_says(installer, faults, charts):
    faults.behave = lambda handler: handler.reply(b"", 503)
    error = installer.fails("--repo", faults.url, "--version", "2.18.0")
    assert "and give the file to --chart in place of --repo." in error
    faults.behave = lambda handler: handler.reply(
        charts["2.18.0"] if handler.path.endswith(".tgz")
        else yaml.safe_dump(index_of({"2.18.0": charts["2.18.0"]})).encode())
    file = run_as_printed(installer, error)
    report = installer.report("--chart", file, "--version", "2.18.0")
    assert report["chart"]["version"] == "2.18.0" and report["chart"]["sourceReason"] == "--chart"


def test_offline_a_client_of_another_version_is_helped(installer, program, url):
    installer.client("2.17.0")
    error = installer.fails("--offline")
    assert "the chart is 2.18.1, but your telepresence client is 2.17.0" in error
    program.knows(datawire={"url": url})
    file = run_as_printed(installer, error)
    assert "give the file to --chart in place of --offline" in error
    assert installer.report("--chart", file)["chart"]["version"] == "2.17.0"


def test_where_the_clients_version_is_not_there_another_one_is_offered(installer, url):
    installer.client("2.18.7")
    error = installer.fails("--repo", url)
    assert "2.18.7 is your telepresence client's version." in error and "2.18.1, 2.18.0" in error
    (flags,) = re.findall(r"all the same: (--version VERSION .*)\n", error)
    offered = shlex.split(flags.replace("VERSION", "2.18.1"))
    assert installer.report("--repo", url, *offered)["chart"]["version"] == "2.18.1"


@pytest.mark.parametrize("status, hint", [
    (400, "--cert-file FILE --key-file FILE"), (401, "--username USER`, then --repo NAME"),
    (403, "It may want a login."), (404, "Is its URL right?"), (410, "Is its URL right?"),
    (429, "Try again later"),
])
def test_nor_when_the_server_says_no(installer, faults, status, hint):
    faults.behave = lambda handler: handler.reply(b"", status)
    error = installer.fails("--repo", faults.url)
    assert f"the server answers {status}" in error and hint in error


def test_nor_when_the_certificate_is_wrong(installer, nginx):
    assert "certificate" in installer.fails("--repo", f"https://127.0.0.1:{nginx.https}")


def test_nor_when_the_index_is_none(installer, faults):
    faults.behave = lambda handler: handler.reply(b"<html>")
    assert "not the index of a Helm repository" in installer.fails("--repo", faults.url)


@pytest.mark.parametrize("flags, variables", [
    (["--offline"], {}), ([], {"HELM_TELEPRESENCE_OFFLINE": "1"}),
    (["--version", "v2.18.1"], {"HELM_TELEPRESENCE_OFFLINE": "true"}),
])
def test_offline_no_server_is_asked(installer, program, faults, flags, variables):
    program.knows(datawire={"url": faults.url})
    report = installer.report(*flags, **variables)
    assert report["chart"]["source"] == "bundled" and report["chart"]["fallback"] == ""
    assert faults.seen == []


@pytest.mark.parametrize("value", ["0", "false", "False", "no", "OFF", ""])
def test_the_variable_can_be_off(installer, program, url, value):
    program.knows(datawire={"url": url})
    report = installer.report(HELM_TELEPRESENCE_OFFLINE=value)
    assert report["chart"]["source"] == "repository"


def test_offline_forbids_what_needs_a_server(installer, program):
    offline = {"HELM_TELEPRESENCE_OFFLINE": "1"}
    for flags in (["--repo", "datawire"], ["--chart", "https://a.example/x.tgz"],
                  ["--chart", "oci://a.example/x"]):
        assert "needs the network" in installer.fails(*flags, **offline)
    for command in (["list"], ["pull"]):
        assert "needs the network" in program.fails(*command, **offline)


def test_flags_that_contradict_each_other(installer):
    for flags in (["--offline", "--repo", "x"], ["--offline", "--chart", "x"],
                  ["--chart", "x", "--repo", "x"]):
        assert "cannot be used together" in installer.fails(*flags)
    assert "--chart asks for version 2.18.1, and --version for 2.18" in installer.fails(
        "--chart", "oci://a.example/x:2.18.1", "--version", "2.18")
    for flag in ("--digest", "--verify"):
        value = [sha256(b"")] if flag == "--digest" else []
        assert "neither a digest nor a signature" in installer.fails("--offline", flag, *value)


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


def test_the_ways_out_fit_the_source(installer, url):
    installer.client("2.17.0")
    same = "For the client's chart: the same command with "
    assert f"{same}--version 2.17.0\n" in installer.fails("--repo", url, "--version", "2.18.1")
    assert f"{same}--version 2.17.0\n" in installer.fails("--repo", url, "--version", "~2.18")
    assert f"{same}--chart oci://a.example/x:2.17.0\n" in installer.fails(
        "--chart", "oci://a.example/x:2.18.1")
    ours = "For the client's chart: "
    assert f"{ours}leave --offline out. Without a network: " in installer.fails("--offline")
    assert f"{ours}unset HELM_TELEPRESENCE_OFFLINE. Without a network: " in installer.fails(
        HELM_TELEPRESENCE_OFFLINE="1")


def test_c8_a_range_that_leads_to_the_registry_says_why(installer):
    installer.client("2.18.1")
    (installer.folder / "answers.json").write_text(json.dumps(
        [["pull", {"status": 1, "stderr": "Error: dial tcp 1.2.3.4:443\n"}]]))
    error = installer.run("pull", "^2.17", command="chart").stderr
    assert "oci://ghcr.io/telepresenceio/telepresence-oss ^2.17: the registry cannot be" in error
    assert "From 2.20 on an open-source client gets a chart of its own." in error
    assert "`helm telepresence chart pull '^2.17' --edition oss`" in error


@pytest.mark.parametrize("version, name", [("2.18", "telepresence"), ("~2.19", None),
                                           (">=2.20", "telepresence-oss")])
def test_a_range_may_lie_before_the_editions(installer, program, both_editions, charts, repository,
                                             version, name):
    index = yaml.safe_load((repository / "editions" / "index.yaml").read_text())
    index["entries"]["telepresence"] += index_of({"2.18.1": charts["2.18.1"]}, "../{name}")[
        "entries"]["telepresence"]
    (repository / "editions" / "index.yaml").write_text(yaml.safe_dump(index))
    flags = ["--repo", both_editions, "--edition", "oss", "--version", version]
    if name:
        assert installer.report(*flags)["chart"]["name"] == name
    else:
        assert "has no chart telepresence ~2.19" in installer.fails(*flags)


def test_pull_and_show_hold_to_the_version_too(program, charts):
    (program.folder / "chart.tgz").write_bytes(charts["2.17.0"])
    for command in (["pull", "2.18.1"], ["show", "--version", "2.18.1"]):
        error = program.fails(*command, "--chart", "chart.tgz")
        assert "version 2.18.1 was asked for, but the chart chart.tgz is 2.17.0" in error


def test_offline_a_local_chart_can_be_pulled_and_shown(program, charts):
    (program.folder / "chart.tgz").write_bytes(charts["2.17.0"])
    offline = {"HELM_TELEPRESENCE_OFFLINE": "1"}
    assert program.report("pull", "--chart", "chart.tgz", **offline)["version"] == "2.17.0"
    assert "# The chart of the" in program.ok("show", "readme", "--chart", ROOT / "chart", **offline)


def test_a_version_is_the_same_with_and_without_v(installer):
    (installer.folder / "answers.json").write_text(json.dumps(
        [["pull", {"status": 1, "stderr": "Error: dial tcp 1.2.3.4:401: connection refused\n"}]]))
    result = installer.run("--chart", "oci://a.example:401/x:2.18.1", "--version", "v2.18.1")
    assert "the registry cannot be reached" in result.stderr


def test_another_build_of_the_same_version_is_another_chart(installer):
    error = installer.fails("--repo", f"http://127.0.0.1:{free_port()}", "--version", "2.18.1+x")
    assert "--offline" in error


def test_a_handshake_that_is_cut_is_the_networks_fault(installer):
    """As a firewall does it: the connection is reset after the client's first word."""
    server = socket.create_server(("127.0.0.1", 0))
    seen = []

    def reset():
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            seen.append(connection.recv(100))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()

    thread = threading.Thread(target=reset, daemon=True)
    thread.start()
    try:
        report = installer.report("--repo", f"https://127.0.0.1:{server.getsockname()[1]}")
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(timeout=10)
    assert report["chart"]["source"] == "bundled"
    assert len(seen) == 3
