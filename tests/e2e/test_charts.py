"""Which chart is installed, and what a dry run shows."""

import pytest

# Every proxy that a client might ask leads nowhere; the API server is on loopback.
NO_NETWORK = {"HTTPS_PROXY": "http://127.0.0.1:1", "HTTP_PROXY": "http://127.0.0.1:1",
              "https_proxy": "http://127.0.0.1:1", "http_proxy": "http://127.0.0.1:1",
              "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


def test_a_packaged_chart_needs_no_network(helm, chart_file):
    helm = helm.with_environment(**NO_NETWORK)
    report = helm.ok("telepresence", "install", "--wait=false", "--chart",
                     "./telepresence-2.18.1.tgz", cwd=chart_file.parent)
    assert "telepresence 2.18.1, ./telepresence-2.18.1.tgz" in report
    assert helm.release() == (1, "deployed")


@pytest.mark.parametrize("arguments", [["--offline"], ["--version", "v2.18.1"],
                                       ["--version", "2.18.1", "--offline"]], ids=" ".join)
def test_the_bundled_chart_needs_no_network(helm, arguments):
    helm = helm.with_environment(**NO_NETWORK)
    report = helm.ok("telepresence", "install", "--wait=false", *arguments)
    assert "bundled with the plugin" in report


def test_a_chart_of_another_version_is_refused_before_anything_happens(helm, cluster, chart_file):
    error = helm.fails("telepresence", "install", "--version", "v2.17.0")
    assert "2.17.0 was asked for, but the chart that this plugin carries is 2.18.1" in error
    error = helm.fails("telepresence", "install", "--chart", str(chart_file), "--version", "2.19.0")
    assert "2.19.0 was asked for" in error
    assert cluster.objects("ambassador") == set()


@pytest.mark.parametrize("kind", ["--dry-run", "--dry-run=client", "--dry-run=server"])
def test_a_dry_run_shows_manifests_and_changes_nothing(helm, cluster, new_namespace, kind):
    manifests = helm.ok("telepresence", "install", kind, "-n", new_namespace, "--debug",
                        "--set", "licenseKey.create=true", "--set", "licenseKey.value=s3cret")
    assert "kind: Deployment" in manifests
    assert "s3cret" not in manifests
    assert "tls.key" not in manifests
    assert helm.releases() == []
    assert not cluster.exists("namespace", new_namespace)


def test_a_dry_run_of_an_upgrade_and_uninstall_changes_nothing(helm):
    helm.ok("telepresence", "install", "--wait=false")
    assert 'value: "trace"' in helm.ok("telepresence", "upgrade", "--dry-run=server",
                                     "--set", "logLevel=trace")
    assert "would be uninstalled" in helm.ok("telepresence", "uninstall", "--dry-run")
    assert helm.release() == (1, "deployed")


def test_a_rendering_error_is_shown_in_helms_words(helm):
    error = helm.fails("telepresence", "install", "--set", "managerRbac.namespaced=true",
                       "--set", "managerRbac.namespaces={other}")
    assert "nothing was changed" in error
    assert "managerRbac.namespaces" in error
