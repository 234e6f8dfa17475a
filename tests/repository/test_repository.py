"""chart list and chart pull against a real nginx."""

import json
import os
import re
import shlex
import shutil
import subprocess

import pytest
import yaml

from plugin import HELM
from servers import (PASSWORD, USER, files_below, free_port, index_of, packaged, sha256,
                     write_repository)


def test_the_newest_releases_are_listed(program, url):
    shown = [version["version"] for version in program.report("list", "--repo", url)["versions"]]
    assert shown == ["3.1.0+build.1", "v3.0.0", "2.18.1", "2.18.0", "2.17.0", "2.16.0", "0.3.0",
                     "0.2.9", "0.2.3"]
    everything = program.report("list", "--repo", url, "--all")["versions"]
    assert len(everything) == 10 and "2.19.0-rc.1" in [entry["version"] for entry in everything]


@pytest.mark.parametrize("prefix", ["", "sha256:", "SHA256:"])
def test_digests_are_written_as_in_other_reports(program, nginx, repository, charts, prefix):
    index = index_of({"2.18.1": charts["2.18.1"]})
    (entry,) = index["entries"]["telepresence"]
    entry["digest"] = prefix + entry["digest"]
    (repository / "digests").mkdir(exist_ok=True)
    (repository / "digests" / "index.yaml").write_text(yaml.safe_dump(index))
    (shown,) = program.report("list", "--repo", f"http://127.0.0.1:{nginx.http}/digests",
                              HELM_CACHE_HOME=str(program.folder / "digests"))["versions"]
    assert shown["digest"] == f"sha256:{sha256(charts['2.18.1'])}"


def test_the_clients_version_is_marked(program, url):
    client = program.folder / "bin" / "telepresence"
    client.parent.mkdir()
    client.write_text("#!/bin/sh\necho 'OSS Client : v2.18.0'\n")
    client.chmod(0o755)
    program.environment["PATH"] = f"{client.parent}:/usr/bin:/bin"
    text = program.ok("list", "--repo", url)
    assert [line for line in text.splitlines() if "your client's" in line] == [
        "2.18.0         2.18.0         2026-01-03  your client's"]
    shown = program.on_terminal("stdout", 50, "list", "--repo", url).splitlines()
    assert "2.18.0         2.18.0         your client's" in shown
    assert max(map(len, shown)) <= 50
    assert program.on_terminal("stdout", 80, "list", "--repo", url) == text


def test_a_long_list_is_cut(program, nginx, repository):
    many = {f"1.0.{patch}": packaged(f"1.0.{patch}") for patch in range(15)}
    write_repository(repository / "many", many)
    text = program.ok("list", "--repo", f"http://127.0.0.1:{nginx.http}/many")
    assert "\n5 more: add --all\n" in text
    assert len(text.splitlines()) == 13


@pytest.mark.parametrize("charts_there, explanation", [
    ({}, "has no chart telepresence\n  Another repository: --repo URL|NAME\n"),
    ({"2.19.0-rc.1": packaged("2.19.0-rc.1")},
     "has no release of the chart telepresence, but 1 prerelease\n  To list them: --all\n"),
], ids=["nothing", "prereleases"])
def test_an_empty_list_is_explained(program, nginx, repository, request, charts_there, explanation):
    folder = repository / request.node.callspec.id
    write_repository(folder, charts_there)
    repo = ["--repo", f"http://127.0.0.1:{nginx.http}/{folder.name}"]
    result = program.run("list", *repo)
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr.endswith(explanation)
    result = program.run("list", *repo, "-o", "json")
    assert json.loads(result.stdout)["versions"] == [] and result.stderr.endswith(explanation)
    assert program.run("list", *repo, "-q").stderr == ""


def test_a_chart_is_fetched_checked_and_fetched_no_more(program, url, nginx, charts):
    report = program.report("pull", "v2.18.1", "--repo", url)
    assert (program.folder / report["file"]).read_bytes() == charts["2.18.1"]
    assert report["digest"] == "sha256:" + sha256(charts["2.18.1"])
    assert report["digestPromisedBy"] == "the index"
    assert (program.folder / report["file"]).stat().st_mode & 0o777 == 0o644
    assert [line[1:3] for line in nginx.requests()] == [["/index.yaml", "200"],
                                                        ["/telepresence-2.18.1.tgz", "200"],
                                                        ["/telepresence-2.18.1.tgz.prov", "404"]]
    assert program.report("pull", "v2.18.1", "--repo", url) == report
    index, provenance = nginx.requests()
    assert index[1:4] == ["/index.yaml", "304", "0"]
    assert provenance[1:3] == ["/telepresence-2.18.1.tgz.prov", "404"]


# A helm that finds each chart in its registry.
PULLING_HELM = """#!/usr/bin/python3
import shutil, sys
if "pull" in sys.argv:
    shutil.copy({chart!r}, sys.argv[sys.argv.index("--destination") + 1])
else:
    print("v4.3")
"""


def says_why(program, reason, *arguments):
    """Whether a pull tells that reason of its source, to people and to programs; its report."""
    assert f"\n  Source       {reason}\n" in program.ok("pull", *arguments, COLUMNS="200")
    report = program.report("pull", *arguments)
    assert report["sourceReason"] == reason
    return report


def test_c8_a_pull_says_why_it_took_this_source(program, url):
    program.knows(datawire={"url": url})
    says_why(program, "the one that helm knows as datawire", "2.18.1")
    says_why(program, "--repo", "2.18.1", "--repo", "datawire")
    says_why(program, "--repo", "2.18.1", "--repo", url)
    says_why(program, "--chart", "--chart", f"{url}/telepresence-2.18.1.tgz")


def test_c8_a_pull_from_the_registry_of_the_open_source_edition_says_why(program, tmp_path):
    """Which an open-source client's range may lead to."""
    chart = tmp_path / "telepresence-oss-2.22.0.tgz"
    chart.write_bytes(packaged("2.22.0", name="telepresence-oss"))
    (tmp_path / "bin").mkdir()
    for name, script in (("helm", PULLING_HELM.format(chart=str(chart))),
                         ("telepresence", "#!/bin/sh\necho 'OSS Client : v2.18.1'\n")):
        (tmp_path / "bin" / name).write_text(script)
        (tmp_path / "bin" / name).chmod(0o755)
    program.environment["PATH"] = f"{tmp_path / 'bin'}:/usr/bin:/bin"
    report = says_why(program, "your telepresence client is of the open-source edition, which has a chart of "
                      "its own from 2.20 on", "^2.17")
    assert report["origin"] == "oci://ghcr.io/telepresenceio/telepresence-oss:^2.17"


def test_the_index_comes_compressed_the_chart_as_it_is(program, url, nginx):
    program.ok("pull", "2.18.1", "--repo", url)
    index, chart, _ = nginx.requests()
    assert (index[4], chart[4]) == ("gzip", "-")


# By helm's rules, each with what it chooses; compared with the real helm below.
CHOICES = [
    ("2.18.1", "2.18.1"), ("v2.18.1", "2.18.1"), ("2.18", "2.18.1"), ("2", "2.18.1"),
    ("2.x", "2.18.1"), ("2.18.x", "2.18.1"), ("~2.17", "2.17.0"), ("~2.17.0", "2.17.0"),
    ("^2.16", "2.18.1"), ("^2.16.5", "2.18.1"), ("^0.2", "0.2.9"), ("^0.2.3", "0.2.9"),
    ("^0", "0.3.0"), (">2.17", "3.1.0+build.1"), (">2.17 <3", "2.18.1"), (">=2.16,<2.18", "2.17.0"),
    ("<2.18.1", "2.18.0"), ("<=2.18", "2.18.1"), ("<=2.17", "2.17.0"), ("!=3.1.0 2.x", "2.18.1"),
    ("2.16 - 2.17", "2.17.0"), ("0.2.9 || 2.16.0", "2.16.0"), ("*", "3.1.0+build.1"),
    (">=2.19.0-0 <3", "2.19.0-rc.1"), ("2.19.0-rc.1", "2.19.0-rc.1"), ("v3.0.0", "v3.0.0"),
    ("3.0.0", "v3.0.0"), ("=2.17.0", "2.17.0"), ("=> 2.17 , =< 2.18.0", "2.18.0"),
    ("~>2.18.0", "2.18.1"), ("3.1.0+build.1", "3.1.0+build.1"), ("!=2.18 >=2.16 <3", "2.17.0"),
]


def versions_of(version):
    return version.removeprefix("v")


@pytest.mark.parametrize("wanted, expected", CHOICES, ids=[wanted for wanted, _ in CHOICES])
def test_versions_are_chosen_as_helm_does(program, url, wanted, expected):
    assert program.report("pull", wanted, "--repo", url)["version"] == versions_of(expected)


@pytest.mark.skipif(not HELM, reason="TELEPRESENCE_TEST_HELM names no helm")
@pytest.mark.parametrize("wanted, expected", CHOICES, ids=[wanted for wanted, _ in CHOICES])
def test_helm_chooses_the_same(program, url, wanted, expected):
    shown = subprocess.run([HELM, "show", "chart", "telepresence", "--repo", url,
                            "--version", wanted], env=program.environment, check=True,
                           capture_output=True, text=True).stdout
    assert versions_of(str(yaml.safe_load(shown)["version"])) == versions_of(expected)


def test_a_version_that_is_not_there_has_neighbours(program, url):
    error = program.fails("pull", "v2.18.7", "--repo", url)
    assert "has no chart telepresence v2.18.7" in error
    assert "2.19.0-rc.1, 2.18.1, 2.18.0" in error


@pytest.mark.parametrize("wanted", ["latest", "2.18.1.5", "2.18 -", ">", "^^2", "1..2"])
def test_what_is_no_version_is_refused(program, url, nginx, wanted):
    nginx.requests()
    error = program.fails("pull", wanted, "--repo", url)
    assert f"'{wanted}' is neither a version nor a range" in error
    assert nginx.requests() == []


def test_an_index_in_json(program, nginx, repository, charts):
    write_repository(repository / "json", charts)
    (repository / "json" / "index.yaml").write_text(json.dumps(index_of(charts)))
    report = program.report("pull", "2.17", "--repo", f"http://127.0.0.1:{nginx.http}/json/")
    assert report["version"] == "2.17.0"


def test_absolute_and_rooted_addresses(program, nginx, repository, charts):
    for name, where in (("absolute", f"http://127.0.0.1:{nginx.http}/{{name}}"),
                        ("rooted", "/{name}"), ("beside", "../{name}")):
        (repository / name).mkdir()
        (repository / name / "index.yaml").write_text(yaml.safe_dump(index_of(charts, where)))
        nginx.requests()
        program.ok("pull", "2.18.0", "--repo", f"http://127.0.0.1:{nginx.http}/{name}",
                   HELM_CACHE_HOME=str(program.folder / name))
        assert nginx.requests()[1][1:3] == ["/telepresence-2.18.0.tgz", "200"]


def test_a_wrong_digest_stops_it_and_nothing_is_kept(program, nginx, repository, charts):
    index = index_of(charts)
    for entry in index["entries"]["telepresence"]:
        entry["digest"] = sha256(b"something else")
    write_repository(repository / "lying", charts)
    (repository / "lying" / "index.yaml").write_text(yaml.safe_dump(index))
    error = program.fails("pull", "2.18.1", "--repo", f"http://127.0.0.1:{nginx.http}/lying")
    assert sha256(charts["2.18.1"]) in error and sha256(b"something else") in error
    assert "/lying/telepresence-2.18.1.tgz" in error
    assert not [path for path in files_below(program.folder) if path.suffix == ".tgz"]


@pytest.mark.parametrize("data, complaint", [
    (packaged("2.17.0"), "holds version 2.17.0, not 2.18.1"),
    (packaged("2.18.1", name="other"), "chart 'other' is not the Traffic Manager's"),
    (b"not a chart", "not a packaged chart"),
], ids=["version", "name", "bytes"])
def test_a_chart_is_what_its_entry_says(program, nginx, repository, request, data, complaint):
    folder = repository / request.node.callspec.id
    write_repository(folder, {"2.18.1": data})
    error = program.fails("pull", "--repo", f"http://127.0.0.1:{nginx.http}/{folder.name}")
    assert complaint in error
    assert not [path for path in files_below(program.folder) if path.suffix == ".tgz"]


def test_an_index_without_digests_is_told(program, nginx, repository, charts):
    index = index_of(charts)
    for entry in index["entries"]["telepresence"]:
        del entry["digest"]
    write_repository(repository / "bare", charts)
    (repository / "bare" / "index.yaml").write_text(yaml.safe_dump(index))
    repo = f"http://127.0.0.1:{nginx.http}/bare"
    assert program.report("pull", "2.18.1", "--repo", repo)["digestPromisedBy"] == ""
    assert "not verified: neither" in program.ok("pull", "2.18.1", "--repo", repo)


def test_a_repository_by_name(program, nginx):
    program.knows(mine={"url": f"http://127.0.0.1:{nginx.http}"},
                  datawire={"url": f"http://127.0.0.1:{nginx.http}/"})
    assert program.report("list", "--repo", "mine")["repository"].startswith("mine (")
    assert program.report("list")["repository"].startswith("datawire (")
    assert "It knows mine, datawire" in program.fails("list", "--repo", "yours")


def test_a_private_ca(program, nginx, certificates):
    secure = f"https://127.0.0.1:{nginx.https}"
    error = program.fails("list", "--repo", secure)
    assert "certificate" in error and "--ca-file" in error
    program.knows(mine={"url": secure, "caFile": str(certificates.ca)},
                  lax={"url": secure, "insecure_skip_tls_verify": True})
    assert program.report("list", "--repo", "mine")["versions"]
    assert program.report("list", "--repo", "lax")["versions"]
    assert program.report("list", "--repo", secure, SSL_CERT_FILE=str(certificates.ca))["versions"]


@pytest.mark.parametrize("end", ["", "/"])
@pytest.mark.parametrize("first", ["outer", "mine"])
def test_an_address_that_helm_knows_gets_the_login_and_the_ca(program, nginx, repository, charts,
                                                              certificates, first, end):
    """The nearest one, when a repository is in another's folder."""
    server = f"https://127.0.0.1:{nginx.basic}"
    write_repository(repository / "team", charts)
    login = {"username": USER, "password": PASSWORD, "caFile": str(certificates.ca)}
    known = {"outer": {"url": server, **login, "password": "another"},
             "mine": {"url": f"{server}/team", **login}}
    program.knows(**{first: known[first], **known})
    assert program.report("list", "--repo", f"{server}/team{end}")["versions"]
    assert program.report("pull", "2.18.1", "--repo", f"{server}/team{end}")["digest"]
    assert "answers 401" in program.fails("list", "--repo", f"{server}{end}")
    typed = f"https://{USER}:{PASSWORD}@127.0.0.1:{nginx.basic}{end}"
    assert program.report("list", "--repo", typed)["versions"]
    other = f"https://127.0.0.1:{nginx.https}/team{end}"
    assert "certificate" in program.fails("list", "--repo", other)


def test_a_ca_file_makes_an_insecure_repository_secure(program, nginx, certificates, tmp_path):
    secure = f"https://127.0.0.1:{nginx.https}"
    program.knows(lax={"url": secure, "insecure_skip_tls_verify": True})
    assert program.report("list", "--repo", "lax", "--ca-file", certificates.ca)["versions"]
    other = tmp_path / "other.crt"
    other.write_bytes((certificates.folder / "client.crt").read_bytes())
    assert "certificate" in program.fails("list", "--repo", "lax", "--ca-file", other)


def test_a_client_certificate(program, nginx, certificates):
    secure = f"https://127.0.0.1:{nginx.client_https}"
    fields = {"url": secure, "caFile": str(certificates.ca)}
    program.knows(without=fields, mine={**fields, "certFile": f"{certificates.folder}/client.crt",
                                        "keyFile": f"{certificates.folder}/client.key"})
    assert "the server answers 400" in program.fails("list", "--repo", "without")
    assert program.report("list", "--repo", "mine")["versions"]


def test_user_and_password_and_no_trace_of_them(program, nginx, certificates):
    fields = {"url": f"https://127.0.0.1:{nginx.basic}", "caFile": str(certificates.ca)}
    program.knows(without=fields, mine={**fields, "username": USER, "password": PASSWORD},
                  wrong={**fields, "username": USER, "password": "not-" + PASSWORD})
    assert "the server answers 401" in program.fails("list", "--repo", "without")
    shown = program.run("pull", "2.18.1", "--repo", "mine", "--debug")
    assert shown.returncode == 0, shown.stderr
    failed = program.run("pull", "2.18.1", "--repo", "wrong", "--debug")
    assert "the server answers 401" in failed.stderr
    assert "denies access to this user" in failed.stderr
    for text in (shown.stdout, shown.stderr, failed.stdout, failed.stderr):
        assert PASSWORD not in text
    for path in files_below(program.cache):
        assert PASSWORD.encode() not in path.read_bytes()


def test_a_login_is_given_as_the_error_says(program, helm, nginx, certificates):
    program.knows(mine={"url": f"https://127.0.0.1:{nginx.basic}", "caFile": str(certificates.ca)})
    error = program.fails("list", "--repo", "mine")
    (command,) = re.findall(r"To give one: `helm (repo add [^`]*)`", error)
    words = [USER if word == "USER" else word for word in shlex.split(command)]
    subprocess.run([helm, *words, "--password-stdin"], input=PASSWORD, text=True, check=True,
                   capture_output=True, env=program.environment)
    assert program.report("list", "--repo", "mine")["versions"]


def test_a_password_in_the_address_is_used_and_not_shown(program, nginx, certificates):
    address = f"https://{USER}:{PASSWORD}@127.0.0.1:{nginx.basic}/"
    shown = program.run("list", "--repo", address, "--debug", SSL_CERT_FILE=str(certificates.ca))
    assert shown.returncode == 0, shown.stderr
    assert PASSWORD not in shown.stdout + shown.stderr
    for bad in (f"{address}%zz\x01", f"ftp://{USER}:{PASSWORD}@127.0.0.1/"):
        assert PASSWORD not in program.fails("list", "--repo", bad)


@pytest.mark.parametrize("where", ["redirect", "index"])
@pytest.mark.parametrize("pass_all", [False, True], ids=["this-server", "pass-all"])
def test_a_password_is_for_one_server(program, nginx, repository, certificates, charts, where,
                                      pass_all):
    """It goes to another port only when helm was told so."""
    if where == "redirect":
        start = f"https://127.0.0.1:{nginx.sender}/basic"
    else:
        start = f"https://127.0.0.1:{nginx.https}/elsewhere"
        (repository / "elsewhere").mkdir(exist_ok=True)
        (repository / "elsewhere" / "index.yaml").write_text(yaml.safe_dump(
            index_of(charts, f"https://127.0.0.1:{nginx.basic}/{{name}}")))
    program.knows(mine={"url": start, "caFile": str(certificates.ca), "username": USER,
                        "password": PASSWORD, "pass_credentials_all": pass_all})
    nginx.requests()
    result = program.run("pull", "2.18.1", "--repo", "mine")
    there = [line[5] for line in nginx.requests() if line[0] == str(nginx.basic)]
    assert there
    if pass_all:
        assert '"-"' not in there
    else:
        assert set(there) == {'"-"'}
        assert "the server answers 401" in result.stderr
        assert "The login is for another server." in result.stderr
        assert f"To give it to this one too: `helm repo add mine {start}" in result.stderr


def may_mount():
    return os.geteuid() == 0 and subprocess.run(["unshare", "-m", "true"], check=False).returncode == 0


@pytest.mark.skipif(not may_mount(), reason="only root can put certificates in the place of the system's")
def test_the_certificates_that_are_given_are_the_only_ones(program, nginx, certificates, tmp_path):
    """Where the system trusts the server's CA, as it does those of the whole world."""
    system, other = tmp_path / "certs", tmp_path / "other.crt"
    system.mkdir()
    name = subprocess.run(["openssl", "x509", "-hash", "-noout", "-in", certificates.ca], check=True,
                          capture_output=True, text=True).stdout.strip()
    shutil.copy(certificates.ca, system / f"{name}.0")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "9", "-subj", "/CN=other",
                    "-keyout", tmp_path / "key", "-out", other], check=True, capture_output=True)
    there = ("unshare", "-m", "sh", "-c", 'mount --bind "$0" /etc/ssl/certs && exec "$@"', system)
    asked = ["list", "--repo", f"https://127.0.0.1:{nginx.https}"]
    for file, status in ((certificates.ca, 0), (other, 1)):
        result = program.run(*asked, "--ca-file", file, before=there)
        assert result.returncode == status, result.stderr
    assert f"Trusted are the certificates of {other}." in result.stderr


def test_a_password_for_https_is_not_sent_in_clear(program, nginx, repository, certificates, charts):
    """Whatever the index says, and though helm was told to give it to all servers."""
    (repository / "clear").mkdir(exist_ok=True)
    (repository / "clear" / "index.yaml").write_text(yaml.safe_dump(
        index_of(charts, f"http://127.0.0.1:{nginx.http}/{{name}}")))
    program.knows(mine={"url": f"https://127.0.0.1:{nginx.https}/clear", "caFile": str(certificates.ca),
                        "username": USER, "password": PASSWORD, "pass_credentials_all": True})
    nginx.requests()
    program.run("pull", "2.18.1", "--repo", "mine")
    sent = {line[0]: line[5] for line in nginx.requests()}
    assert sent[str(nginx.https)] != '"-"' and sent[str(nginx.http)] == '"-"'


def test_redirects(program, nginx, certificates):
    def repository(path):
        return ["--repo", f"https://127.0.0.1:{nginx.sender}/{path}"]

    trust = {"SSL_CERT_FILE": str(certificates.ca)}
    assert "sends on from https to http:" in program.fails("list", *repository("down"), **trust)
    assert "more than 10 times" in program.fails("list", *repository("round"), **trust)
    nginx.requests()
    error = program.fails("list", *repository("up"), **trust)
    assert "/up/index.yaml: the server answers 404" in error  # it went there
    assert [line[0] for line in nginx.requests()] == [str(nginx.sender), str(nginx.https)]


def test_https_is_not_left_later_on_the_way_either(program, nginx, faults, certificates):
    faults.behave = lambda handler: handler.reply(b"", 302, headers=[
        ("Location", f"https://127.0.0.1:{nginx.sender}/down/")])
    error = program.fails("list", "--repo", faults.url, SSL_CERT_FILE=str(certificates.ca))
    assert f"https://127.0.0.1:{nginx.sender}/down/: the server sends on from https to http:" in error
    assert len(faults.seen) == 1


def test_a_proxy_is_used_and_spared(program, nginx, faults, url):
    faults.behave = lambda handler: handler.reply(b"", 502)
    assert "the server answers 502" in program.fails("list", "--repo", url, HTTP_PROXY=faults.url)
    assert faults.seen[0][0] == f"{url}/index.yaml"
    faults.seen.clear()
    assert program.report("list", "--repo", url, http_proxy=faults.url, NO_PROXY="127.0.0.1")
    assert not faults.seen


@pytest.mark.parametrize("command", ["list", "pull", "show"])
def test_a_repository_that_cannot_be_reached(program, command):
    nowhere = f"http://127.0.0.1:{free_port()}"
    error = program.fails(command, "--repo", nowhere)
    assert error.count("Without a network: --offline in place of --repo, with which") == 1
    assert "take the chart of 2.18.1 that the plugin carries" in error
    assert f"`helm telepresence chart pull 2.18.1 --repo {nowhere}/`" in error


def test_a_cache_that_was_spoilt_is_made_anew(program, url, charts):
    first = program.report("pull", "2.18.1", "--repo", url)
    for path in files_below(program.cache):
        path.write_bytes(path.read_bytes()[:-20])
    assert program.report("pull", "2.18.1", "--repo", url) == first
    for path in files_below(program.cache):
        path.write_bytes(b"")
    assert program.report("pull", "2.18.1", "--repo", url) == first
    assert (program.folder / first["file"]).read_bytes() == charts["2.18.1"]


def test_a_changed_index_is_read_again(program, nginx, repository, charts):
    write_repository(repository / "growing", {"2.17.0": charts["2.17.0"]})
    repo = ["--repo", f"http://127.0.0.1:{nginx.http}/growing"]
    assert program.report("pull", "*", *repo)["version"] == "2.17.0"
    write_repository(repository / "growing", {"2.17.0": charts["2.17.0"],
                                              "2.18.1": charts["2.18.1"]})
    os.utime(repository / "growing" / "index.yaml", (2e9, 2e9))
    assert program.report("pull", "*", *repo)["version"] == "2.18.1"


def test_parts_of_a_chart_are_shown(program, url):
    assert program.ok("show", "--repo", url, "--version", "2.18") == "logLevel: info\n"
    assert yaml.safe_load(program.ok("show", "chart", "--repo", url, "--version", "v2.17.0"))[
        "version"] == "2.17.0"
    assert "no README.md in it" in program.fails("show", "readme", "--repo", url)
    assert "Use values, chart or readme" in program.fails("show", "notes", "--repo", url)


def test_the_plugins_own_chart_needs_no_server(program):
    assert "# How many Traffic Managers run" in program.ok("show", "--offline")
    assert "# The chart of the Traffic Manager" in program.ok("show", "readme", "--offline")
    assert program.ok("show", "--offline", "--version", "2.18.1")
    error = program.fails("show", "--offline", "--version", "2.19.0")
    assert "version 2.19.0 was asked for, but the chart that this plugin carries is 2.18.1" in error
    assert "cannot be used together" in program.fails("show", "--offline", "--repo", "datawire")


def test_a_destination_has_to_be_a_folder(program, url, nginx):
    error = program.fails("pull", "--repo", url, "-d", "nowhere")
    assert "nowhere: not a directory" in error
    assert nginx.requests() == []
