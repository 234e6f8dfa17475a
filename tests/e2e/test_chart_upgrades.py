"""What the chart keeps through upgrades: old values, certificates, and what is not its own."""

import base64
import subprocess

import pytest
import yaml

from charts import CHART, NAMESPACE, has, load, remove
from support import shared_out

WEBHOOK = ("mutatingwebhookconfiguration", f"agent-injector-webhook-{NAMESPACE}")
TLS_SECRET = ("secret", "mutator-webhook-tls", "-n", NAMESPACE)

# Sections that the chart of a version did not have yet. Which came exactly when is not recorded
# here; what counts is that releases exist that lack them, the older the more.
NOT_YET = {
    "2.17.0": ["metritonEnabled", "ambassador-agent"],
    "2.16.0": ["hooks.curl.imagePullSecrets", "hooks.busybox.imagePullSecrets", "apiPort"],
    "2.15.0": ["podLabels", "livenessProbe", "readinessProbe", "agent.image", "rbac.nameOverride"],
    "2.14.0": ["agent", "client.routing.allowConflictingSubnets", "agentInjector.agentImage"],
    "2.13.0": ["intercept", "timeouts", "clientRbac.ruleExtras", "isCI"],
    "2.12.0": ["agentInjector.certificate", "agentInjector.webhook.reinvocationPolicy"],
    "2.11.0": ["client", "tracing", "grpc"],
    "2.10.0": ["hooks", "licenseKey", "prometheus", "telepresenceAPI", "managerRbac",
               "agentInjector.webhook.namespaceSelector", "agentInjector.secret"],
}


def values_of(version):
    values = load(CHART / "values.yaml")
    for known, paths in NOT_YET.items():
        if tuple(map(int, known.split("."))) >= tuple(map(int, version.split("."))):
            for path in paths:
                if has(values, path):  # not gone with its section already
                    remove(values, path)
    # Gone since, and still in the values of those who installed then.
    values.update({"systemaHost": "app.getambassador.io", "systemaPort": "443",
                   "dnsConfig": {"alsoProxySubnets": [], "neverProxySubnets": []}})
    return values


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A CA and a certificate of long ago."""
    folder = tmp_path_factory.mktemp("old-certificate")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30",
                    "-keyout", folder / "key", "-out", folder / "crt", "-subj", "/CN=old"],
                   check=True, capture_output=True)
    encoded = {name: base64.b64encode((folder / name).read_bytes()).decode()
               for name in ("key", "crt")}
    return {"ca.pem": encoded["crt"], "crt.pem": encoded["crt"], "key.pem": encoded["key"]}


@pytest.fixture
def old_chart(tmp_path, certificate):
    """A chart with the values of an old version, and of its objects the one that matters: the
    Secret, with its old key names."""
    def write(version):
        folder = tmp_path / version
        (folder / "templates").mkdir(parents=True)
        (folder / "Chart.yaml").write_text(yaml.safe_dump({
            "apiVersion": "v2", "name": "telepresence", "version": version, "appVersion": version}))
        (folder / "values.yaml").write_text(yaml.safe_dump(values_of(version)))
        (folder / "templates" / "secret.yaml").write_text(yaml.safe_dump({
            "apiVersion": "v1", "kind": "Secret",
            "metadata": {"name": "mutator-webhook-tls", "namespace": NAMESPACE},
            "data": certificate}))
        return str(folder)

    return write


@pytest.fixture
def tls(cluster):
    """The certificate of the webhook now; Secret and webhook always have to agree on the CA."""
    def read():
        data = cluster.get(*TLS_SECRET)["data"]
        assert data.keys() == {"ca.crt", "tls.crt", "tls.key"}
        bundle = cluster.get(*WEBHOOK)["webhooks"][0]["clientConfig"]["caBundle"]
        assert bundle == data["ca.crt"]
        return data

    return read


@pytest.mark.parametrize("version", shared_out(list(NOT_YET)))
def test_old_values_are_no_obstacle(helm, cluster, old_chart, certificate, tls, version):
    helm.ok("install", "traffic-manager", old_chart(version), "-n", NAMESPACE,
            "--create-namespace", "--set", "logLevel=debug")
    helm.ok("upgrade", "traffic-manager", str(CHART), "-n", NAMESPACE, "--reuse-values", "--wait")
    assert helm.release() == (2, "deployed")
    assert cluster.log_level() == "debug"
    ports = cluster.get("service", "traffic-manager", "-n", NAMESPACE)["spec"]["ports"]
    traced = "grpc-trace" in [port["name"] for port in ports]
    assert traced == has(values_of(version), "tracing")
    assert tls() == {"ca.crt": certificate["ca.pem"], "tls.crt": certificate["crt.pem"],
                     "tls.key": certificate["key.pem"]}


@pytest.mark.parametrize("arguments", [["--reuse-values"], []], ids=["reuse-values", "bare"])
def test_the_plugin_upgrades_an_old_release(helm, cluster, old_chart, arguments):
    helm.ok("install", "traffic-manager", old_chart("2.10.0"), "-n", NAMESPACE,
            "--create-namespace", "--set", "logLevel=debug")
    helm.ok("telepresence", "upgrade", *arguments)
    assert helm.release() == (2, "deployed")
    assert cluster.log_level() == "debug"
    helm.ok("telepresence", "uninstall")
    assert cluster.objects(NAMESPACE) == set()


def decoded(folder, data):
    files = {}
    for name, content in data.items():
        files[name] = folder / name
        files[name].write_bytes(base64.b64decode(content))
    return files


@pytest.mark.on_newest
def test_the_certificate_is_good(helm, tls, tmp_path):
    """For both names of the Service, for a year, signed by the CA that the webhook trusts."""
    helm.has_installed(ready=False)
    files = decoded(tmp_path, tls())
    for name in (f"agent-injector.{NAMESPACE}", f"agent-injector.{NAMESPACE}.svc"):
        subprocess.run(["openssl", "verify", "-CAfile", files["ca.crt"], "-verify_hostname", name,
                        files["tls.crt"]], check=True, capture_output=True)
    days = 24 * 60 * 60
    for seconds, valid in ((364 * days, True), (366 * days, False)):
        check = subprocess.run(["openssl", "x509", "-in", files["tls.crt"], "-noout", "-checkend",
                                str(seconds)], check=False, capture_output=True)
        assert (check.returncode == 0) == valid
    keys = {subprocess.run(["openssl", *words, "-in", files[name]], check=True, capture_output=True).stdout
            for words, name in ((["x509", "-noout", "-pubkey"], "tls.crt"), (["pkey", "-pubout"], "tls.key"))}
    assert len(keys) == 1
    subject = subprocess.run(["openssl", "x509", "-in", files["ca.crt"], "-noout", "-subject"],
                             check=True, capture_output=True, text=True).stdout
    assert "agent-injector-ca" in subject


def test_the_certificate_stays_until_it_is_regenerated(helm, tls):
    helm.has_installed(ready=False)
    first = tls()
    for arguments in (["--set", "logLevel=debug"], ["--reuse-values"], ["--reset-values"],
                      ["--set", "agentInjector.webhook.port=8443"]):
        helm.has_upgraded(*arguments, ready=False)
        assert tls() == first
    helm.has_upgraded("--set", "agentInjector.certificate.regenerate=true", ready=False)
    second = tls()
    assert not set(first.values()) & set(second.values())
    helm.has_upgraded("--set", "agentInjector.certificate.regenerate=false", ready=False)
    assert tls() == second
    helm.ok("rollback", "traffic-manager", "1", "-n", NAMESPACE)
    assert tls() == first


@pytest.mark.on_newest
def test_a_secret_of_another_name_has_its_own_certificate(helm, cluster):
    helm.has_installed(ready=False)
    helm.has_upgraded("--set", "agentInjector.secret.name=other", ready=False)
    assert not cluster.exists(*TLS_SECRET)
    bundle = cluster.get(*WEBHOOK)["webhooks"][0]["clientConfig"]["caBundle"]
    assert bundle == cluster.get("secret", "other", "-n", NAMESPACE)["data"]["ca.crt"]


@pytest.mark.usefixtures("cert_manager")
def test_cert_manager_takes_over(helm, cluster, certificate):
    """cert-manager is played here by kubectl: it makes the Secret, and writes the caBundle."""
    helm.has_installed(ready=False)
    helm.has_upgraded("--set", "agentInjector.certificate.method=certmanager", ready=False)
    webhook = cluster.get(*WEBHOOK)
    assert "caBundle" not in webhook["webhooks"][0]["clientConfig"]
    assert webhook["metadata"]["annotations"]["cert-manager.io/inject-ca-from"] == \
        f"{NAMESPACE}/mutator-webhook-tls"
    assert not cluster.exists(*TLS_SECRET)

    cluster.run("apply", "-f", "-", input_text=yaml.safe_dump({
        "apiVersion": "v1", "kind": "Secret",
        "metadata": {"name": "mutator-webhook-tls", "namespace": NAMESPACE},
        "data": {"ca.crt": certificate["ca.pem"], "tls.crt": certificate["crt.pem"],
                 "tls.key": certificate["key.pem"]}}))
    cluster.run("patch", *WEBHOOK, "--type=json", "-p", yaml.safe_dump([{
        "op": "add", "path": "/webhooks/0/clientConfig/caBundle", "value": certificate["ca.pem"]}]))
    secret = cluster.get(*TLS_SECRET)

    helm.has_upgraded("--reuse-values", "--set", "logLevel=debug", ready=False)
    assert cluster.get(*TLS_SECRET) == secret
    client_config = cluster.get(*WEBHOOK)["webhooks"][0]["clientConfig"]
    assert client_config["caBundle"] == certificate["ca.pem"]
    helm.ok("telepresence", "uninstall")
    assert cluster.get(*TLS_SECRET) == secret
    cluster.run("delete", *TLS_SECRET)


MADE_BY_HAND = """
apiVersion: v1
kind: Secret
metadata:
  name: {name}
  namespace: ambassador
  labels: {{mine: "yes"}}
type: Opaque
data:
  CLOUD_CONNECT_TOKEN: bXktb3duLXRva2Vu
"""


@pytest.mark.parametrize("name, arguments", shared_out([
    (name, arguments)
    for arguments in ([], ["--set", "ambassador-agent.cloudConnectToken=other"])
    for name in ("traffic-manager-ambassador-agent-cloud-token", "ambassador-agent-cloud-token",
                 "my-agent-cloud-token")]))
def test_a_token_made_by_hand_stays(helm, cluster, name, arguments):
    """Its resource version tells that nobody wrote to it, not even the same bytes."""
    if not cluster.exists("namespace", NAMESPACE):
        cluster.run("create", "namespace", NAMESPACE)
    cluster.run("create", "-f", "-", input_text=MADE_BY_HAND.format(name=name))
    secret = ("secret", name, "-n", NAMESPACE)
    made = cluster.get(*secret)
    try:
        helm.ok("telepresence", "install", "--wait=false", *arguments)
        assert cluster.get(*secret) == made
        notes = helm.ok("get", "notes", "traffic-manager", "-n", NAMESPACE)
        assert ("cloudConnectToken was not used" in notes) == \
            (bool(arguments) and name.startswith("traffic-manager-"))
        helm.has_upgraded("--set", "logLevel=debug", ready=False)
        helm.has_upgraded(*arguments, ready=False)
        helm.ok("telepresence", "uninstall")
        assert cluster.get(*secret) == made
    finally:
        cluster.run("delete", *secret)


@pytest.mark.on_newest
def test_a_token_from_the_values_goes_with_the_release(helm, cluster):
    secret = ("secret", "traffic-manager-ambassador-agent-cloud-token", "-n", NAMESPACE)

    def token():
        return base64.b64decode(cluster.get(*secret)["data"]["CLOUD_CONNECT_TOKEN"]).decode()

    helm.ok("telepresence", "install", "--wait=false",
            "--set", "ambassador-agent.cloudConnectToken=first")
    assert token() == "first"
    helm.ok("telepresence", "upgrade", "--wait=false",
            "--set", "ambassador-agent.cloudConnectToken=second")
    assert token() == "second"
    helm.ok("telepresence", "uninstall")
    assert not cluster.exists(*secret)
