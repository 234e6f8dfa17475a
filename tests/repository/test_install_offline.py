"""What an install uses without a network, and where the repository does not work."""

import json
import re
import shlex
import socket
import struct
import threading

import pytest
import yaml

from plugin import ROOT
from servers import USER, free_port, index_of, sha256


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



def test_offline_a_local_chart_can_be_pulled_and_shown(program, charts):
    (program.folder / "chart.tgz").write_bytes(charts["2.17.0"])
    offline = {"HELM_TELEPRESENCE_OFFLINE": "1"}
    assert program.report("pull", "--chart", "chart.tgz", **offline)["version"] == "2.17.0"
    assert "# The chart of the" in program.ok("show", "readme", "--chart", ROOT / "chart", **offline)


def test_another_build_of_the_same_version_is_another_chart(installer):
    error = installer.fails("--repo", f"http://127.0.0.1:{free_port()}", "--version", "2.18.1+x")
    assert "--offline" in error
