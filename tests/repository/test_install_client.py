"""Which chart fits the user's telepresence client: its version and its edition."""

import json

import pytest
import yaml

from servers import index_of, packaged, sha256


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
    assert report["chart"]["versionRule"] == "bundled"
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


def test_c8_a_range_that_leads_to_the_registry_says_why(installer):
    installer.client("2.18.1")
    (installer.folder / "answers.json").write_text(json.dumps(
        [["pull", {"status": 1, "stderr": "Error: dial tcp 1.2.3.4:443\n"}]]))
    error = installer.run("pull", "^2.17", command="chart").stderr
    assert "oci://ghcr.io/telepresenceio/telepresence-oss ^2.17: the registry cannot be" in error
    assert "From 2.20 on an open-source client gets a chart of its own." in error
    assert "`helm telepresence chart pull '^2.17' --edition oss`" in error


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
