"""Charts out of a real registry, pulled by the real helm."""

import json
import subprocess

import pytest

from servers import PASSWORD, USER, files_below, free_port, packaged, sha256

CHARTS = {version: packaged(version) for version in ("2.17.0", "2.18.1")}
CHART = CHARTS["2.18.1"]


def is_helm_3(helm):
    return subprocess.check_output([helm, "version", "--short"]).startswith(b"v3.")


@pytest.fixture(scope="session")
def pushed(helm, registry):
    """oci://… of a repository with two versions and a chart of somebody else."""
    for version, data in CHARTS.items():
        registry.push(helm, data, version)
    registry.push(helm, packaged("2.18.1", name="other"), "2.18.1", name="other")
    return registry.url()


@pytest.fixture
def with_helm(program, helm):
    program.environment["HELM_BIN"] = helm
    program.environment.update({f"HELM_{kind}_HOME": str(program.folder / kind.lower())
                                for kind in ("CONFIG", "DATA")})
    return program


@pytest.mark.parametrize("arguments, version", [
    (["{}:2.18.1"], "2.18.1"), (["{}:v2.18.1"], None), (["{}", "2.17.0"], "2.17.0"),
    (["{}", "^2.17"], "2.18.1"), (["{}"], "2.18.1"),
], ids=["tag", "no-such-tag", "version", "range", "plugins-own"])
def test_a_chart_is_pulled(with_helm, pushed, arguments, version):
    reference, *wanted = arguments
    flags = ["--chart", reference.format(pushed), "--plain-http", *wanted]
    if version is None:
        assert "the registry has no such chart or version" in with_helm.fails("pull", *flags)
        return
    report = with_helm.report("pull", *flags)
    assert report["version"] == version
    assert report["digestPromisedBy"] == ""
    assert (with_helm.folder / report["file"]).read_bytes() == CHARTS[version]


def test_nothing_is_left_but_the_chart(with_helm, pushed):
    with_helm.ok("pull", "2.18.1", "--chart", pushed, "--plain-http")
    ours = with_helm.cache / "telepresence"
    assert {path.name for path in files_below(ours)} == {f"{sha256(CHART)}.tgz",
                                                        "helm-versions.json"}
    assert list((ours / "scratch").iterdir()) == []


def test_a_digest_has_to_fit(with_helm, pushed):
    flags = ["pull", "2.18.1", "--chart", pushed, "--plain-http", "--digest"]
    report = with_helm.report(*flags, sha256(CHART))
    assert report["digestPromisedBy"] == "--digest"
    error = with_helm.fails(*flags, sha256(b""))
    assert f"its digest is sha256:{sha256(CHART)}, not sha256:{sha256(b'')}" in error


def test_it_has_to_be_the_traffic_manager(with_helm, pushed, registry):
    error = with_helm.fails("pull", "2.18.1", "--chart", registry.url("other"), "--plain-http")
    assert "chart 'other' is not the Traffic Manager's" in error
    assert not [path for path in files_below(with_helm.cache / "telepresence")
                if path.suffix == ".tgz"]


def test_what_is_not_there(with_helm, pushed, registry):
    for reference, version in ((pushed, "2.18.7"), (registry.url("nothing"), "2.18.1")):
        error = with_helm.fails("pull", version, "--chart", reference, "--plain-http")
        assert f"{reference} {version}: the registry has no such chart or version" in error


def test_no_registry(with_helm):
    reference = f"oci://127.0.0.1:{free_port()}/charts/telepresence"
    error = with_helm.fails("pull", "2.18.1", "--chart", reference, "--plain-http")
    assert f"{reference} 2.18.1: the registry cannot be reached" in error and "connection refused" in error


def test_a_login_is_helms(with_helm, helm, private_registry):
    private_registry.push(helm, CHART, "2.18.1")
    flags = ["pull", "2.18.1", "--chart", private_registry.url(), "--plain-http"]
    error = with_helm.fails(*flags)
    assert f"helm registry login {private_registry.address}" in error
    config = with_helm.folder / "registry.json"
    with_helm.environment["HELM_REGISTRY_CONFIG"] = str(config)
    # Helm 3 takes http for granted on loopback, and has no flag for it here.
    flag = [] if is_helm_3(helm) else ["--plain-http"]
    subprocess.run([helm, "registry", "login", private_registry.address, "--username", USER,
                    "--password-stdin", *flag], input=PASSWORD, text=True, check=True,
                   capture_output=True, env=with_helm.environment)
    assert with_helm.report(*flags)["version"] == "2.18.1"
    assert json.loads(config.read_text())["auths"]


def test_a_private_ca(with_helm, helm, secure_registry, certificates):
    """Helm 3 talks plain http on loopback, whatever it is told."""
    if is_helm_3(helm):
        pytest.skip("not with Helm 3 on loopback")
    secure_registry.push(helm, CHART, "2.18.1")
    flags = ["pull", "2.18.1", "--chart", secure_registry.url()]
    assert "--ca-file FILE" in with_helm.fails(*flags)
    assert "helm registry login" in with_helm.fails(*flags, "--ca-file", certificates.ca)


@pytest.mark.parametrize("where", ["helm", "docker"])
def test_b10_a_program_for_logins_that_is_not_there_is_named(with_helm, helm, private_registry, where):
    private_registry.push(helm, CHART, "2.18.1")
    flags = ["pull", "2.18.1", "--chart", private_registry.url(), "--plain-http"]
    configs = {"helm": with_helm.folder / "registry.json",
               "docker": with_helm.folder / ".docker" / "config.json"}
    with_helm.environment["HELM_REGISTRY_CONFIG"] = str(configs["helm"])
    configs["docker"].parent.mkdir()
    for config in configs.values():
        config.write_text("{}")
    configs[where].write_text('{"credsStore": "nothere"}')
    error = with_helm.fails(*flags)
    assert f"docker-credential-nothere is not on PATH (credsStore in {configs[where]})" in error
    configs[where].write_text("{}")
    assert f"then: helm registry login {private_registry.address}\n" in error
    flag = [] if is_helm_3(helm) else ["--plain-http"]
    subprocess.run([helm, "registry", "login", private_registry.address, "--username", USER,
                    "--password-stdin", *flag], input=PASSWORD, text=True, check=True,
                   capture_output=True, env=with_helm.environment)
    assert with_helm.report(*flags)["version"] == "2.18.1"
