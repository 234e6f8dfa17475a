"""Every command that the documents show works, in their order, and prints what is shown.

A document is run from top to bottom in one shell, with real servers on loopback behind the names
that it mentions. `pytest -s` prints each command, with what was run before it or in its place.
"""

import base64
import contextlib
import os
import pathlib
import shutil
import tempfile

import pytest

from documents import (Internet, ServerNames, Shell, masked, packaged, program, steps_of)
from injector import Injector
from packages import package
from plugin import ROOT, SYSTEM_PATH, VERSION
from servers import Nginx, Registry, temporary_signer, write_repository
from sources import Sources

pytestmark = pytest.mark.on_newest

DOCUMENTS = ["README.md", "docs/user-guide.md", "docs/commands.md", "docs/air-gapped.md",
             "chart/README.md"]
# These tell how to install the plugin; for the others that was done before.
INSTALL_IT_THEMSELVES = ["README.md", "docs/air-gapped.md"]

# What cannot be run as it stands: document, how the command begins, what is run in place of that,
# why.
IN_PLACE_OF = [
    ("README.md", "apt-get install", "apt-get install --simulate",
     "it says which packages it would install, and knows them all"),
    ("README.md", "scripts/test.sh", "scripts/test.sh --list",
     "this test is a part of it"),
]

# What a command needs that stands alone, or beside others that exclude it: document, heading,
# command, what is run before it.
COMMANDS, GUIDE = "docs/commands.md", "docs/user-guide.md"
BEFORE = [
    ("README.md", "First use", "helm telepresence install",
     "helm repo add datawire https://charts.example.com"),
    ("README.md", "Install", "helm plugin install .",
     "helm telepresence uninstall && helm plugin uninstall telepresence"),
    (COMMANDS, "install and upgrade",
     "helm telepresence install -n staging -f values.yaml --set logLevel=debug",
     "helm telepresence uninstall && echo 'logLevel: info' >values.yaml"),
    (COMMANDS, "uninstall", "helm telepresence uninstall -n staging --timeout 2m",
     "helm telepresence install -n staging"),
    (COMMANDS, "repair", "helm telepresence repair -n staging",
     "! helm telepresence install -n staging --set image.tag=cannot-be-pulled --timeout 4s "
     "--rollback-on-failure=false"),
    (COMMANDS, "status", "helm telepresence status", "helm telepresence install -n staging"),
    (COMMANDS, "check", "helm telepresence check --pre -n dev --managed-namespaces dev,staging",
     "helm telepresence uninstall"),
    (COMMANDS, "values", "helm telepresence values", "helm telepresence install"),
    (COMMANDS, "diff", "helm telepresence diff --chart ./telepresence-2.18.1.tgz --live",
     "helm telepresence chart pull v2.18.1"),
    (COMMANDS, "diff", "helm telepresence diff --revision 3",
     "for revision in 2 3 4; do helm telepresence upgrade --wait=false; done"),
    (COMMANDS, "rbac", "helm telepresence rbac -n dev --managed-namespaces dev,staging "
     "--client-subject Group:devs | kubectl apply -f -",
     "kubectl create namespace dev --dry-run=client -o yaml | kubectl apply -f -"),
    (COMMANDS, "chart", "helm telepresence chart pull '>=2.17 <2.19' -d charts --repo "
     "https://charts.example.com", "mkdir charts"),
    (COMMANDS, "chart",
     "helm telepresence chart verify ./telepresence-2.18.1.tgz --keyring keys.gpg",
     "cp ~/.gnupg/pubring.gpg keys.gpg"),
    (COMMANDS, "Flags that only helm knows", "helm telepresence install -- --skip-crds",
     "helm telepresence uninstall"),
    (COMMANDS, "Reports for programs",
     "helm telepresence upgrade --offline --reuse-values --set logLevel=debug -o json",
     "helm uninstall traffic-manager -n ambassador && helm telepresence install"),
    (GUIDE, "Downgrade", "telepresence version", "echo 2.17.0 >~/client-version"),
    (GUIDE, "Downgrade", "helm telepresence upgrade --version 2.17.0 --version-check off",
     "echo 2.18.1 >~/client-version"),
    (GUIDE, "Permissions only",
     "helm telepresence install --set rbac.only=true --set ambassador-agent.enabled=false --client-subject User:jane",
     "helm telepresence uninstall"),
    (GUIDE, "Permissions only", "helm telepresence rbac --client-subject User:jane | kubectl apply -f -",
     "helm telepresence uninstall"),
    (GUIDE, "Permissions for the installer", "helm telepresence install --kube-as-user jane",
     "helm telepresence uninstall"),
    (GUIDE, "The Ambassador Agent",
     "kubectl create secret generic traffic-manager-ambassador-agent-cloud-token -n ambassador "
     "--from-literal=CLOUD_CONNECT_TOKEN=TOKEN", "helm telepresence uninstall"),
    (GUIDE, "A license key", "helm telepresence install -f license.yaml",
     "helm telepresence uninstall && kubectl delete secret -n ambassador "
     "traffic-manager-ambassador-agent-cloud-token"),
    (GUIDE, "A license key",
     "kubectl create secret generic telepresence-license -n ambassador --from-literal=license=LICENSE "
     "--from-literal=hostDomain=auth.datawire.io", "helm telepresence uninstall"),
    (GUIDE, "Without internet access",
     "helm telepresence install --offline --image-registry registry.example.com/datawire",
     "helm telepresence uninstall && kubectl delete secret -n ambassador telepresence-license"),
    (GUIDE, "Move to this plugin", "helm repo add datawire https://app.getambassador.io",
     "helm telepresence uninstall"),
    ("docs/air-gapped.md", "The plugin",
     "helm plugin install ./telepresence-plugin   "
     "# the directory; uses the program that is in bin/",
     "cp -r . ../telepresence-plugin && mv ../telepresence-plugin ."),
]

# What takes away again what a document leaves, as its reader would: document, command.
AFTER = [
    (COMMANDS, "helm telepresence uninstall"),
    (COMMANDS, "helm telepresence rbac -n dev --managed-namespaces dev,staging "
     "--client-subject Group:devs | kubectl delete --ignore-not-found -f -"),
    (COMMANDS, "helm telepresence rbac -n dev --installer-subject User:jane "
     "| kubectl delete --ignore-not-found -f -"),
    ("chart/README.md", "helm uninstall traffic-manager -n ambassador"),
]


class EveryInjector(Injector):
    """That of the Traffic Manager that is there, wherever it is."""

    def _fetch_certificate(self):
        secrets = [secret for secret in self.cluster.get("secrets", "-A")["items"]
                   if secret["metadata"]["name"] == "mutator-webhook-tls"]
        if not secrets:
            raise OSError("there is no Traffic Manager")
        # Another request may still read the one before.
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        for name in ("tls.crt", "tls.key"):
            (folder / name).write_bytes(base64.b64decode(secrets[0]["data"][name]))
        self.certificate = folder / "tls.crt"


@pytest.fixture
def every_injector(injector, cluster, tmp_path):
    """`injector` is not started: it is asked whether there can be one."""
    assert injector
    found = EveryInjector(cluster, tmp_path).start()
    yield
    found.stop()


@pytest.fixture(scope="module")
def clone(request, cluster, tmp_path_factory):
    """What a reader has cloned and built. The control plane of scripts/demo.sh is that of these
    tests: it would start one more."""
    folder = tmp_path_factory.mktemp("clone") / "helm-telepresence"
    shutil.copytree(request.config.getoption("plugin"), folder, symlinks=True,
                    ignore=shutil.ignore_patterns("build", ".git", "__pycache__"))
    program(folder / "scripts" / "cluster.sh",
            f'case $1 in up) echo "{os.path.abspath(cluster.kubeconfig)}" ;; esac')
    return folder


@pytest.fixture(scope="module")
def signer():
    with temporary_signer() as found:
        yield found


@pytest.fixture(scope="module")
def served(helm, clone, signer, tmp_path_factory):
    """What the servers have that the documents name: this chart, called as those that they
    mention, and the plugin as a release of it."""
    root = tmp_path_factory.mktemp("served")
    charts = {version: packaged(helm, clone / "chart", version, root).read_bytes()
              for version in ("2.17.0", "2.18.0", "2.18.1")}
    write_repository(root, charts)
    name = "telepresence-2.18.1.tgz"
    (root / f"{name}.prov").write_bytes(signer.sign(charts["2.18.1"], name))
    sources = Sources(tmp_path_factory.mktemp("sources"))
    sources.edit("plugin.yaml", f"version: {VERSION}\n", "version: 1.0.0\n")
    package(root / "telepresence" / "v1.0.0", "--key", "jane@example.com", tree=sources.tree,
            binary=clone / "bin" / "helm-telepresence", GNUPGHOME=str(signer.home))
    return root


@pytest.fixture(scope="module")
def internet(helm, clone, served, tmp_path_factory):
    folders = [tmp_path_factory.mktemp(name) for name in ("certificates", "nginx", "registry")]
    names = ["charts.example.com", "app.getambassador.io", "downloads.example.com", "ghcr.io"]
    with contextlib.ExitStack() as stack:
        certificates = ServerNames(folders[0], names)
        nginx = Nginx(folders[1], served, certificates)
        stack.callback(nginx.stop)
        registry = Registry(folders[2], certificates)
        stack.callback(registry.stop)
        oss = packaged(helm, clone / "chart", "2.20.0", folders[2], "telepresence-oss")
        registry.push(helm.path, oss.read_bytes(), "2.20.0", "telepresence-oss", "telepresenceio")
        found = Internet({name: nginx.https for name in names}
                         | {"ghcr.io": int(registry.address.partition(":")[2])}, certificates.ca)
        stack.callback(found.stop)
        yield found


@pytest.fixture
def shell(helm, cluster, clone, internet, signer, tmp_path):
    """That of a user who has helm, kubectl, a telepresence client and a kubeconfig, and works in
    the clone."""
    home, work, programs = (tmp_path / name for name in ("home", "clone", "bin"))
    shutil.copytree(clone, work, symlinks=True)
    (home / ".kube").mkdir(parents=True)
    shutil.copy(cluster.kubeconfig, home / ".kube" / "config")
    (home / ".gnupg").mkdir(mode=0o700)
    shutil.copy(signer.keyring, home / ".gnupg" / "pubring.gpg")
    programs.mkdir()
    (programs / "helm").symlink_to(helm.path)
    (programs / "kubectl").symlink_to(cluster.kubectl)
    program(programs / "telepresence", "echo \"OSS Client : v$(cat ~/client-version)\"")
    (home / "client-version").write_text("2.18.1\n")
    return Shell(work, {"PATH": f"{programs}:/usr/sbin:/sbin:{SYSTEM_PATH}", "HOME": str(home),
                        "HTTPS_PROXY": internet.url, "SSL_CERT_FILE": str(internet.ca),
                        "GOGC": os.environ.get("GOGC", "")}, tmp_path / "state")


def objects(cluster):
    """What a document may leave behind. (A namespace stays, as after an uninstall.)"""
    kinds = ("secrets,configmaps,serviceaccounts,roles,rolebindings,clusterroles,"
             "clusterrolebindings,mutatingwebhookconfigurations,deployments")
    found = {(item["kind"], item["metadata"].get("namespace"), item["metadata"]["name"])
             for item in cluster.get(kinds, "-A")["items"]}
    return {each for each in found if each[2] not in ("default", "kube-root-ca.crt")}


def rows_of(table, name):
    return [row[1:] for row in table if row[0] == name]


class Reading:
    """Of one document, from top to bottom. It goes on after a step that went wrong, to tell all
    of them."""

    def __init__(self, name, shell):
        self.name, self.shell, self.problems = name, shell, []
        self.replaced, self.before = rows_of(IN_PLACE_OF, name), rows_of(BEFORE, name)
        self.unused = [*self.replaced, *self.before]

    def prepare(self, command):
        print(f"    before: {command}")
        status, printed = self.shell.run(command)
        if status != 0:
            self.problems.append(f"{self.name}: {command}\n{printed}")

    def used(self, rows):
        self.unused = [row for row in self.unused if row not in rows]
        return rows

    def take(self, step):
        print(f"  {self.name}:{step.line}: {step.file or step.text}")
        if step.file:
            (self.shell.folder / step.file).write_text(step.text)
            return
        for *_, command in self.used([row for row in self.before
                                      if row[:2] == (step.heading, step.text)]):
            self.prepare(command)
        command = step.text
        for begin, replacement, why in self.used([row for row in self.replaced
                                                  if command.startswith(row[0])]):
            command = command.replace(begin, replacement, 1)
            print(f"    in its place: {command} ({why})")
        self.compare(step, *self.shell.run(command))

    def compare(self, step, status, printed):
        place = f"{self.name}:{step.line}: {step.text}"
        if status != (1 if step.is_to_fail() else 0):
            self.problems.append(f"{place}\nexit status {status}\n{printed}")
        elif step.shown is not None and masked(step.shown) != masked(printed):
            self.problems.append(f"{place}\nprints\n{printed}\nbut shown is\n{step.shown}")


@pytest.mark.usefixtures("every_injector")
@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_a_document_shows_is_what_happens(name, shell, cluster, internet):
    reading, before = Reading(name, shell), objects(cluster)
    print()
    if name not in INSTALL_IT_THEMSELVES:
        reading.prepare("helm plugin install .")
    for step in steps_of(ROOT / name):
        reading.take(step)
    for (command,) in rows_of(AFTER, name):
        reading.prepare(command)
    assert not reading.problems, "\n\n".join(reading.problems)
    assert not reading.unused
    assert not internet.refused
    assert objects(cluster) == before
