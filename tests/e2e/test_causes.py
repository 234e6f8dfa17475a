"""Whose fault it was: the cause that an error names is the one that the cluster had."""

import http.server
import json
import os
import shlex
import shutil
import socket
import threading

import pytest
import yaml

from hints import commands_in
from support import UNREADY

SHORT = ["--timeout", "2s"]


def first(error):
    return error.splitlines()[0]


def test_b4_a_managed_namespace_that_is_being_deleted_is_named(helm, cluster, new_namespace):
    cluster.run("create", "namespace", new_namespace)
    # Something in it that waits for somebody who never comes.
    cluster.run("apply", "-f", "-", input_text=yaml.safe_dump({
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": {"name": "held", "namespace": new_namespace, "finalizers": ["tests/held"]}}))
    cluster.run("delete", "namespace", new_namespace, "--wait=false")
    try:
        error = helm.fails("telepresence", "install", "--set", "managerRbac.namespaced=true", "--set",
                           f"managerRbac.namespaces={{ambassador,{new_namespace}}}", *SHORT)
        assert f"namespace {new_namespace} is being deleted" in first(error)
        assert "take it out of managerRbac.namespaces" in error
    finally:
        cluster.run("patch", "configmap", "held", "-n", new_namespace, "--type=merge", "-p",
                    '{"metadata": {"finalizers": null}}')


@pytest.fixture
def gone_manager(helm, cluster, new_namespace):
    """A namespace that a Traffic Manager still claims, whose own namespace was deleted."""
    for name in (new_namespace, "gone"):
        cluster.run("create", "namespace", name)
    helm.ok("telepresence", "install", "-n", "gone", *namespaced("gone", new_namespace))
    cluster.run("delete", "namespace", "gone")
    return new_namespace


def namespaced(*namespaces):
    return ["--set", "managerRbac.namespaced=true", "--set",
            f"managerRbac.namespaces={{{','.join(namespaces)}}}"]


def run_kubectl_commands(cluster, error):
    commands = [shlex.split(command)[1:] for command in commands_in(error)
                if command.startswith("kubectl ")]
    for command in commands:
        cluster.run(*command)
    return commands


def test_b3_what_a_manager_left_that_is_gone_is_told_from_a_living_one(helm, cluster, gone_manager):
    error = helm.fails("telepresence", "install", "-n", "ambassador",
                       *namespaced("ambassador", gone_manager), *SHORT)
    assert "was left by a Traffic Manager that is gone: namespace gone has no release" in first(error)
    assert "mutatingwebhookconfiguration/agent-injector-webhook-gone" in error
    assert run_kubectl_commands(cluster, error) != []
    marked = cluster.run("get", "mutatingwebhookconfigurations,clusterroles,clusterrolebindings,roles,"
                         "rolebindings,configmaps", "-A", "-o", "jsonpath={.items[*].metadata.annotations"
                         "['meta\\.helm\\.sh/release-namespace']}").split()
    assert "gone" not in marked
    helm.ok("telepresence", "install", "-n", "ambassador", *namespaced("ambassador", gone_manager))


def test_b3_an_uninstall_names_what_a_manager_left_that_is_gone(helm, cluster, gone_manager):
    blind = helm.with_environment(PATH="/nowhere")
    error = blind.fails("telepresence", "uninstall", "-n", "gone")
    assert len(run_kubectl_commands(cluster, error)) == 2
    assert "kubectl" not in blind.fails("telepresence", "uninstall", "-n", "gone")
    assert not cluster.exists("configmap", "traffic-manager-claim", "-n", gone_manager)


def test_b3_an_uninstall_offers_to_delete_what_a_manager_left_that_is_gone(
        with_kubectl, cluster, gone_manager):
    error = with_kubectl.fails("telepresence", "uninstall", "-n", "gone")
    assert "To delete them: helm telepresence repair" in error
    with_kubectl.ok("telepresence", "repair", "-n", "gone")
    assert "left objects behind" not in with_kubectl.fails("telepresence", "uninstall", "-n", "gone")
    assert not cluster.exists("configmap", "traffic-manager-claim", "-n", gone_manager)


def test_b3_a_manager_that_runs_without_a_release_has_left_nothing(helm, cluster, new_namespace):
    cluster.run("create", "namespace", new_namespace)
    helm.ok("telepresence", "install", *namespaced("ambassador", new_namespace))
    try:
        cluster.run("delete", "secret", "-n", "ambassador", "-l", "owner=helm")
        # As one that was applied again without helm.
        cluster.run("annotate", "deployment", "traffic-manager", "-n", "ambassador",
                    "meta.helm.sh/release-name-")
        assert "kubectl" not in helm.fails("telepresence", "uninstall")
    finally:
        helm.ok("telepresence", "install", *namespaced("ambassador", new_namespace), "--",
                "--take-ownership")


@pytest.mark.parametrize("flags", [["-f"], ["--", "-f"]], ids=["", "behind --"])
def test_b5_a_values_file_whose_server_is_not_there(helm, flags):
    error = helm.fails("telepresence", "install", *flags, "http://127.0.0.1:9/v.yaml")
    assert "the values file http://127.0.0.1:9/v.yaml cannot be fetched" in first(error)
    assert "--timeout" not in error


@pytest.fixture
def schema_refers_to(chart_copy):
    def change(url):
        file = chart_copy / "values.schema.json"
        schema = json.loads(file.read_text())
        schema["properties"]["x"] = {"$ref": url}
        file.write_text(json.dumps(schema))

    return change


@pytest.fixture
def silent_server():
    """Where every connection is taken, and none is answered."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_b5_what_helm_reads_before_it_begins_has_a_limit(helm, silent_server):
    """Which is a minute at least; helm's own is two for values, and for a schema helm 3 has none."""
    helm.has_installed()
    error = helm.fails("telepresence", "upgrade", "-f", f"{silent_server}/v.yaml", "--timeout", "1s")
    assert first(error) == ("Error: the upgrade failed: helm had not begun when its time limit (1s) was over; "
                            "nothing was changed")
    assert "an address that the values or the chart's values.schema.json name" in error
    assert helm.release() == (1, "deployed")


def test_b5_a_schema_that_refers_to_a_server_that_is_not_there(helm, chart_copy, schema_refers_to):
    schema_refers_to("http://127.0.0.1:9/x.json")
    error = helm.fails("telepresence", "install", "--chart", str(chart_copy))
    assert "values.schema.json refers to http://127.0.0.1:9/x.json, which cannot be fetched" in first(error)
    assert helm.releases() == []


@pytest.fixture
def leads_astray():
    """A server that leads to an address where nobody is."""
    class Redirect(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/other.yaml")
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Redirect) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_b5_a_values_file_that_cannot_be_read_is_named(helm, tmp_path, leads_astray):
    broken, missing = tmp_path / "broken.yaml", tmp_path / "missing.yaml"
    broken.write_text("logLevel: info\nx: [\n")
    for flags, told in [
            (["-f", str(missing)], f"the values file {missing} cannot be read: no such file or directory"),
            (["-f", str(broken)], f"line 2 of the values file {broken} cannot be parsed: "),
            (["--set-file", f"a={missing}"], f"the values file {missing} cannot be read: no such file"),
            (["-f", "http://jane:s3 cret@127.0.0.1/v.yaml"], "the address of a values file is no URL"),
            (["-f", "http://127.0.0.1:99999/v.yaml"], "the values file http://127.0.0.1:99999/v.yaml cannot be"),
            (["--set-file", "a=http://127.0.0.1:9/x"], "the values file http://127.0.0.1:9/x cannot be fetched"),
            (["-f", f"{leads_astray}/v.yaml"],
             "a values file leads to http://127.0.0.1:9/other.yaml, which cannot be fetched")]:
        error = helm.fails("telepresence", "install", *flags)
        assert told in first(error) and "cret" not in error
    assert helm.releases() == []


def test_f15_what_a_flag_gives_is_not_shown_where_it_cannot_be_parsed(helm):
    for flag, value in [("--set", "password=1,s3cret"), ("--set-json", "{s3cret"), ("--set-literal", "s3cret"),
                        ("--set", "a[s3cret]=1")]:
        error = helm.fails("telepresence", "install", flag, value)
        assert f"what {flag} gives cannot be parsed; nothing was changed" in first(error)
        assert "s3cret" not in error


def test_b5_values_that_the_chart_does_not_take(helm):
    error = helm.fails("telepresence", "install", "--set", "logLevel=4")
    assert "the values do not fit the chart's values.schema.json" in first(error)
    error = helm.fails("telepresence", "install", *namespaced("elsewhere"), "--ignore-finding",
                       "own-namespace-not-managed", "--ignore-finding", "namespace-missing")
    assert "the chart does not take these values: managerRbac.namespaces: must include" in first(error)


def test_b5_a_webhook_of_the_cluster_that_gives_no_answer(helm, cluster, new_namespace):
    cluster.run("apply", "-f", "-", input_text=yaml.safe_dump({
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": "silent"},
        "webhooks": [{
            "name": "silent.example.com", "failurePolicy": "Fail", "sideEffects": "None",
            "admissionReviewVersions": ["v1"], "clientConfig": {"url": "https://127.0.0.1:9/"},
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": new_namespace}},
            "rules": [{"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE"],
                       "resources": ["deployments"]}]}]}))
    try:
        error = helm.fails("telepresence", "install", "-n", new_namespace)
        assert "the admission webhook silent.example.com of the cluster cannot be called" in first(error)
    finally:
        cluster.run("delete", "validatingwebhookconfiguration", "silent")


@pytest.mark.parametrize("command", ["install", "upgrade", "uninstall", "status"])
def test_b6_credentials_that_are_not_accepted(helm, tmp_path, command):
    with open(helm.environment["KUBECONFIG"], encoding="utf-8") as file:
        content = yaml.safe_load(file)
    content["users"] = [{"name": user["name"], "user": {"token": "no-such-token"}}
                        for user in content["users"]]
    (tmp_path / "config").write_text(yaml.safe_dump(content))
    error = helm.with_environment(KUBECONFIG=str(tmp_path / "config")).fails("telepresence", command)
    assert "does not accept your credentials" in first(error)


@pytest.mark.parametrize("command", ["install", "upgrade", "uninstall", "status"])
def test_b7_a_kubeconfig_that_is_not_there_is_named(helm, command):
    error = helm.with_environment(KUBECONFIG="/nowhere/config").fails("telepresence", command)
    assert "there is no kubeconfig file /nowhere/config" in first(error)


def test_b12_nobody_is_told_to_wait_longer_for_an_image_that_is_not_there(helm):
    error = helm.fails("telepresence", "install", *UNREADY, *SHORT)
    assert "ImagePullBackOff" in error
    assert "--timeout 10m" not in error and "--rollback-on-failure=false" in error
    error = helm.fails("telepresence", "install", *UNREADY, *SHORT, "--rollback-on-failure=false")
    assert "--rollback-on-failure=false." not in error


@pytest.fixture
def chart_copy(request, tmp_path):
    folder = tmp_path / "telepresence"
    shutil.copytree(os.path.join(request.config.getoption("plugin"), "chart"), folder)
    return folder


def test_b13_a_chart_that_is_too_large_for_a_release(helm, chart_copy):
    (chart_copy / "files").mkdir(exist_ok=True)
    (chart_copy / "files" / "data.bin").write_bytes(os.urandom(2 << 20))
    error = helm.fails("telepresence", "install", "--chart", str(chart_copy), *SHORT)
    assert "the release is too large: packed, chart and values have to fit into 1 MiB" in first(error)
    assert "files/data.bin (2.0 MiB)" in error
    assert helm.releases() == []


def test_b16_old_values_that_lack_what_the_new_chart_uses(helm, chart_copy):
    helm.has_installed()
    (chart_copy / "templates" / "new.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: new}\n"
        "data: {x: {{ .Values.brandNew.thing.inside | quote }}}\n")
    with open(chart_copy / "values.yaml", "a", encoding="utf-8") as file:
        file.write("\nbrandNew: {thing: {inside: x}}\n")
    error = helm.fails("telepresence", "upgrade", "--chart", str(chart_copy), "--reuse-values")
    assert "the release's values lack what the templates of this chart use" in first(error)
    assert "--reset-then-reuse-values in place of --reuse-values" in error
    helm.ok("telepresence", "upgrade", "--chart", str(chart_copy), "--reset-then-reuse-values")
