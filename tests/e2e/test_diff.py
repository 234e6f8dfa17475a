"""`helm telepresence diff`: compared with what the upgrade makes after it."""

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from support import shared_out

CHART = Path(__file__).resolve().parents[2] / "chart"
MANAGER = ("Deployment", "traffic-manager", "ambassador")
DEBUG = ["--reuse-values", "--set", "logLevel=debug"]


class Dumper(yaml.SafeDumper):
    """Writes text of several lines as such."""


Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar(
    "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None))


def diff(helm, *arguments):
    return json.loads(helm.ok("telepresence", "diff", "-o", "json", *arguments))


def names(report, change="changed"):
    return {(one["kind"], one["name"], one["namespace"]) for one in report["objects"]
            if one["change"] == change}


def lines_of(report):
    """What is taken away and added, without quotes, of which YAML has several."""
    return sorted(line.replace("'", "").replace('"', "") for one in report["objects"]
                  for line in one["diff"].splitlines() if line.startswith(("-", "+")))


def recorded(helm):
    """The objects of the release as helm has recorded them, by name, without the tests."""
    texts = [helm.ok("get", part, "traffic-manager", "-n", "ambassador") for part in ("manifest", "hooks")]
    objects = [one for text in texts for one in yaml.safe_load_all(text) if one]
    return {(one["kind"], one["metadata"]["name"], one["metadata"].get("namespace")): one
            for one in objects
            if one["metadata"].get("annotations", {}).get("helm.sh/hook") not in ("test", "test-success")}


def lines_between(before, after, folder):
    """The same as lines_of, told by PyYAML and diff."""
    def written(name, content):
        file = folder / name
        file.write_text(yaml.dump(content, Dumper=Dumper, width=10**6) if content else "")
        return str(file)

    lines = []
    for name in before.keys() | after.keys():
        files = written("before", before.get(name)), written("after", after.get(name))
        differing = subprocess.run(["diff", "--minimal", "-U0", *files], capture_output=True, text=True,
                                   check=False).stdout.splitlines()[2:]
        lines += [line.replace("'", "").replace('"', "") for line in differing if line[0] in "-+"]
    return sorted(lines)


@pytest.mark.parametrize("arguments", shared_out([
    DEBUG,
    ["--set", "podAnnotations.note=x", "--set", "resources.limits.memory=1Gi"],
    ["--managed-namespaces", "ambassador,staging"],
    ["--set", "ambassador-agent.enabled=false"],
    ["--image-registry", "registry.example.com/datawire", "--client-subject", "User:jane"],
    ["--set", "client.connectionTTL=48h", "--set", "intercept.environment.excluded={A,B}"],
]), ids=" ".join)
def test_it_shows_what_the_upgrade_does(helm, cluster, tmp_path, arguments):
    if not cluster.exists("namespace", "staging"):
        cluster.run("create", "namespace", "staging")
    helm.has_installed(ready=False)
    before = recorded(helm)
    report = diff(helm, "--context-lines", "0", *arguments)
    assert helm.release() == (1, "deployed")
    assert recorded(helm) == before
    helm.ok("telepresence", "upgrade", "--wait=false", *arguments)
    after = recorded(helm)

    def with_place(keys):
        # Those that name no namespace are in the release's, or in none.
        return {(kind, name) for kind, name, _ in keys}

    assert with_place(names(report, "added")) == with_place(after.keys() - before.keys())
    assert with_place(names(report, "removed")) == with_place(before.keys() - after.keys())
    assert with_place(names(report)) == with_place(
        name for name in before.keys() & after.keys() if before[name] != after[name])
    assert report["objects"]
    assert lines_of(report) == lines_between(before, after, tmp_path)
    # And so does the history afterwards.
    assert diff(helm, "--context-lines", "0", "--revision", "1")["objects"] == report["objects"]
    assert diff(helm, *arguments)["objects"] == []


@pytest.mark.on_oldest
def test_where_there_is_no_release_all_is_new(helm, cluster):
    report = diff(helm, "-n", "absent", "--set", "logLevel=debug")
    assert report["from"] == ""
    assert {one["change"] for one in report["objects"]} == {"added"}
    assert ("Deployment", "traffic-manager", "absent") in names(report, "added")
    text = helm.ok("telepresence", "diff", "-n", "absent")
    assert text.startswith("Namespace absent: from no release to an install with chart telepresence ")
    assert "caBundle: (generated)\n" in text
    assert not cluster.exists("namespace", "absent")
    # After an uninstall that keeps the history too.
    helm.has_installed(ready=False)
    helm.ok("uninstall", "traffic-manager", "-n", "ambassador", "--keep-history", "--no-hooks")
    assert diff(helm)["from"] == ""
    helm.ok("uninstall", "traffic-manager", "-n", "ambassador", "--no-hooks")


@pytest.mark.on_oldest
def test_generated_certificates_are_no_change(helm):
    helm.has_installed(ready=False)
    assert diff(helm)["generated"] == []
    regenerate = ["--set", "agentInjector.certificate.regenerate=true"]
    result = helm.run("telepresence", "diff", "--detailed-exitcode", *regenerate)
    assert result.returncode == 0
    assert "Nothing changes\nLeft out: certificates that are generated anew, in Secret mutator-webhook-tls in " \
        "namespace ambassador, MutatingWebhookConfiguration agent-injector-webhook-ambassador\n" in result.stdout
    # Once it is done it has changed.
    helm.ok("telepresence", "upgrade", "--wait=false", *regenerate)
    changed = names(diff(helm, "--revision", "1"))
    assert {kind for kind, _, _ in changed} == {"Secret", "MutatingWebhookConfiguration"}


@pytest.mark.on_newest
def test_values_of_secrets_are_hidden(helm, cluster):
    def key(value):
        return ["--set", "licenseKey.create=true", "--set", f"licenseKey.value={value}",
                "--set", "ambassador-agent.enabled=false"]

    helm.has_installed(*key("former-key"), ready=False)
    outputs = [helm.ok("telepresence", "diff", "--context-lines", "99", *key("other-key")),
               helm.ok("telepresence", "diff", "-o", "json", *key("other-key")),
               helm.ok("telepresence", "diff", "--live", *key("other-key")),
               helm.ok("telepresence", "diff", "-n", "absent", *key("other-key")),
               helm.run("telepresence", "diff", "--debug", *key("other-key")).stderr]
    assert '-  license: (hidden, 10 bytes, before)\n+  license: (hidden, 9 bytes, after)\n' in outputs[0]
    tls = cluster.get("secret", "mutator-webhook-tls", "-n", "ambassador")["data"]["tls.key"]
    for value in ("former-key", "other-key", "PRIVATE KEY"):
        encoded = base64.b64encode(value.encode()).decode().rstrip("=")[:-1]
        for output in outputs[:4]:
            assert value not in output
            assert encoded not in output
    assert not any(tls in output for output in outputs)


def test_live_objects_are_compared_with_what_the_upgrade_would_make(helm, cluster):
    helm.ok("telepresence", "install", "--set", "resources.limits.cpu=0.5",
            "--set", "resources.limits.memory=1024Mi")
    # What the API server and the controllers add is no change.
    report = diff(helm, "--live")
    assert (report["objects"], report["from"]) == ([], "revision 1 as it is in the cluster")

    deployment = ["deployment/traffic-manager", "-n", "ambassador"]
    cluster.run("scale", *deployment, "--replicas=2")
    cluster.run("set", "env", *deployment, "LOG_LEVEL=trace", "OF_SOMEBODY=else")
    cluster.run("label", *deployment, "of=somebody")
    cluster.run("delete", "service/agent-injector", "-n", "ambassador")
    report = diff(helm, "--live", "--context-lines", "0")
    assert diff(helm)["objects"] == []
    assert (names(report), names(report, "added")) == (
        {MANAGER}, {("Service", "agent-injector", "ambassador")})
    (manager,) = [one for one in report["objects"] if one["name"] == "traffic-manager"]
    assert [line.replace(" ", "") for line in manager["diff"].splitlines() if line[0] in "-+"] == [
        "-replicas:2", "+replicas:1", "-value:trace", "+value:info"]
    # The upgrade does what was shown. Helm 4 wants to be told to take the fields back.
    force = ["--", "--force-conflicts"] if helm.is_helm_4() else []
    helm.ok("telepresence", "upgrade", "--wait=false", *force)
    assert diff(helm, "--live")["objects"] == []


@pytest.mark.on_oldest
def test_what_may_not_be_looked_at_is_said(helm, cluster):
    helm.has_installed(ready=False)
    resources = ["secrets", "configmaps", "services", "serviceaccounts", "deployments.apps",
                 "roles.rbac.authorization.k8s.io", "rolebindings.rbac.authorization.k8s.io",
                 "clusterroles.rbac.authorization.k8s.io", "jobs.batch",
                 "mutatingwebhookconfigurations.admissionregistration.k8s.io"]
    with cluster.jane_may("diff", resources, "get,list"):
        report = diff(helm, "--live", "--kube-as-user", "jane")
    assert report["objects"] == []
    assert report["notLookedAt"]
    assert {name.split()[0] for name in report["notLookedAt"]} == {"ClusterRoleBinding"}


@pytest.mark.on_oldest
def test_another_chart(helm, tmp_path):
    helm.has_installed(ready=False)
    chart = shutil.copytree(CHART, tmp_path / "chart")
    (chart / "templates" / "new.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: new\n  namespace: {{ .Release.Namespace }}\n"
        "data:\n  text: |\n    ---\n    one\n    two\n")
    report = diff(helm, "--chart", str(chart))
    assert names(report, "added") == {("ConfigMap", "new", "ambassador")}
    assert "+  text: |\n+    ---\n+    one\n+    two\n" in report["objects"][0]["diff"]
    assert len(report["objects"]) == 1


@pytest.mark.on_newest
def test_values_from_stdin(helm):
    helm.has_installed(ready=False)
    result = helm.run("telepresence", "diff", "-f", "-", "--detailed-exitcode",
                      input_text="logLevel: debug\n")
    assert result.returncode == 2
    assert "\n+          value: debug\n" in result.stdout
    assert result.stdout.endswith("\n1 object changes, 0 are added, 0 are removed\n")
