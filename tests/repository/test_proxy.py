"""Through a real proxy: whose turn it is, what is said when it fails, and what is never said.

Unlike helm, the program uses a proxy for loopback too, if NO_PROXY does not spare it.
"""

import pytest

from servers import PASSWORD, USER, Proxy, free_port

WRONG = "not-" + PASSWORD


@pytest.fixture(params=["http", "https"])
def scheme(request):
    return request.param


@pytest.fixture
def address(scheme, nginx):
    return f"{scheme}://127.0.0.1:{getattr(nginx, scheme)}"


@pytest.fixture
def trust(certificates):
    return {"SSL_CERT_FILE": str(certificates.ca)}


@pytest.fixture
def strict_proxy(tmp_path):
    """One that wants USER and PASSWORD."""
    folder = tmp_path / "strict-proxy"
    folder.mkdir()
    server = Proxy(folder, login=True)
    yield server
    server.stop()


def asked_of_proxy(scheme, address, *paths):
    """What a proxy is asked for: of https it sees the server, once, as the connection is kept."""
    if scheme == "https":
        return [("CONNECT", address.removeprefix("https://"))]
    return [("GET", address + path) for path in paths]


@pytest.mark.parametrize("spelled", [str.upper, str.lower], ids=["upper", "lower"])
def test_index_and_chart_come_through_it(program, proxy, scheme, address, trust, charts, spelled):
    report = program.report("pull", "2.18.1", "--repo", address,
                            **trust, **{spelled(f"{scheme}_proxy"): proxy.url})
    assert (program.folder / report["file"]).read_bytes() == charts["2.18.1"]
    assert proxy.requests() == asked_of_proxy(scheme, address, "/index.yaml",
                                              "/telepresence-2.18.1.tgz",
                                              "/telepresence-2.18.1.tgz.prov")


def test_an_address_without_a_scheme_is_http(program, proxy, scheme, address, trust):
    program.ok("list", "--repo", address, **trust, **{f"{scheme}_proxy": proxy.address})
    assert proxy.requests() == asked_of_proxy(scheme, address, "/index.yaml")


def test_the_proxy_of_the_other_scheme_is_not_asked(program, proxy, scheme, address, trust):
    other = {"http": "HTTPS_PROXY", "https": "HTTP_PROXY"}[scheme]
    program.ok("list", "--repo", address, **trust, **{other: proxy.url})
    assert proxy.requests() == []


@pytest.mark.parametrize("name, value, spared", [
    ("NO_PROXY", "127.0.0.1", True), ("no_proxy", "127.0.0.1", True), ("NO_PROXY", "*", True),
    ("NO_PROXY", "example.com, 127.0.0.1", True), ("NO_PROXY", "127.0.0.0/8", True),
    ("NO_PROXY", "example.com,10.0.0.0/8", False), ("NO_PROXY", "", False),
    ("NO_PROXY", "127.0.0.1:{port}", True),
    ("NO_PROXY", "127.0.0.1:1", False),
])
def test_no_proxy_goes_round_it(program, proxy, scheme, address, trust, name, value, spared):
    value = value.format(port=address.rsplit(":", 1)[1])
    program.ok("list", "--repo", address, **trust, **{name: value,
                                                      f"{scheme.upper()}_PROXY": proxy.url})
    assert bool(proxy.requests()) != spared


def test_a_redirect_to_the_other_scheme_goes_through_its_own(program, nginx, proxy, faults, trust):
    """http to https, which alone is followed."""
    faults.behave = lambda handler: handler.reply(b"", 302, headers=[
        ("Location", f"https://127.0.0.1:{nginx.https}/index.yaml")])
    program.ok("list", "--repo", faults.url, **trust, HTTPS_PROXY=proxy.url)
    assert [path for path, _ in faults.seen] == ["/index.yaml"]
    assert proxy.requests() == [("CONNECT", f"127.0.0.1:{nginx.https}")]


def test_one_that_is_down_is_named(program, scheme, address, trust):
    port = free_port()
    error = program.fails("list", "--repo", address, **trust,
                          **{f"{scheme.upper()}_PROXY": f"http://127.0.0.1:{port}"})
    assert f"{address}/index.yaml: " in error
    assert f"127.0.0.1 port {port}" in error or f"127.0.0.1:{port}" in error


def test_one_that_is_down_is_called_a_proxy(program, scheme, address, trust):
    variable = f"{scheme.upper()}_PROXY"
    error = program.fails("list", "--repo", address, **trust,
                          **{variable: f"http://127.0.0.1:{free_port()}"})
    assert "Behind a proxy, set" not in error
    assert variable in error


def test_one_without_an_address_is_named(program, scheme, address, trust):
    error = program.fails("list", "--repo", address, **trust,
                          **{f"{scheme.upper()}_PROXY": "http://proxy.invalid:3128"})
    assert "proxy.invalid" in error


def test_a_login_is_used_and_not_shown(program, strict_proxy, scheme, address, trust):
    variable = f"{scheme.upper()}_PROXY"
    right = f"http://{USER}:{PASSWORD}@{strict_proxy.address}"
    wrong = f"http://{USER}:{WRONG}@{strict_proxy.address}"
    result = program.run("list", "--repo", address, "--debug", **trust, **{variable: right})
    assert result.returncode == 0, result.stderr
    assert strict_proxy.requests() == asked_of_proxy(scheme, address, "/index.yaml")
    refused = program.run("list", "--repo", address, "--debug", **trust, **{variable: wrong})
    assert refused.returncode == 1 and "401" in refused.stderr
    missing = program.run("list", "--repo", address, **trust, **{variable: strict_proxy.url})
    assert missing.returncode == 1 and "407" in missing.stderr
    for shown in (result.stdout, result.stderr, refused.stdout, refused.stderr):
        assert PASSWORD not in shown


def test_a_login_for_a_proxy_that_is_down_is_not_shown(program, scheme, address, trust):
    result = program.run("list", "--repo", address, "--debug", **trust, **{
        f"{scheme.upper()}_PROXY": f"http://{USER}:{PASSWORD}@127.0.0.1:{free_port()}"})
    assert result.returncode == 1
    assert "Failed to connect" in result.stderr and PASSWORD not in result.stderr


@pytest.mark.parametrize("broken", [f"http://{USER}:{PASSWORD}@[bad",
                                    f"ftp://{USER}:{PASSWORD}@127.0.0.1:1"])
def test_a_login_in_what_is_no_proxys_address_is_not_shown(program, scheme, address, trust, broken):
    result = program.run("list", "--repo", address, "--debug", **trust,
                         **{f"{scheme.upper()}_PROXY": broken})
    assert result.returncode == 1
    assert PASSWORD not in result.stderr


def test_the_repositorys_password_is_not_the_proxys(program, nginx, proxy, certificates, trust):
    """Through CONNECT it goes to the repository, inside TLS."""
    program.knows(mine={"url": f"https://127.0.0.1:{nginx.basic}", "username": USER,
                        "password": PASSWORD, "caFile": str(certificates.ca)})
    nginx.requests()
    program.ok("list", "--repo", "mine", HTTPS_PROXY=proxy.url)
    assert nginx.requests()[0][5] != '"-"'
    assert proxy.requests() == [("CONNECT", f"127.0.0.1:{nginx.basic}")]
