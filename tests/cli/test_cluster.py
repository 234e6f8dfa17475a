"""Which cluster a run is about: each child is told the one of the beginning, and each command line that
is offered leads there.

tests/e2e/test_hints.py runs offered command lines on a cluster.
"""

import http.server
import io
import json
import shlex
import subprocess
import tarfile
import threading

import pytest
import yaml

from hints import commands_in
from looks import probe_report
from plugin import ROOT

KUBECONFIG = """\
clusters:
- cluster:
    server: https://127.0.0.1:1
  name: first
- cluster:
    server: https://127.0.0.1:2
  name: second
contexts:
- context: {cluster: first}
  name: one
- context: {cluster: second}
  name: two
current-context: one
"""
FAILED = {"status": 1, "stderr": "Error: context deadline exceeded\n", "record": "failed"}
NO = {"status": 1, "stderr": "Error: no\n"}
UNREACHABLE = {"status": 1, "stderr": "Error: i/o timeout\n"}
SOMEBODYS = [{"revision": number, "status": status, "chart": "telepresence-2.18.1", "labels": []}
             for number, status in enumerate(["superseded", "failed", "deployed"], 1)]
TAKEN = {"status": 1, "stderr": (
    'Error: INSTALLATION FAILED: Unable to continue with install: ClusterRole "x" in namespace "" exists '
    "and cannot be imported into the current release: invalid ownership metadata; annotation validation "
    'error: key "meta.helm.sh/release-namespace" must equal "ambassador": current value is "gone"\n')}
CLUSTER_ROLE = {"kind": "ClusterRole", "name": "x", "namespace": "", "content": '{"metadata": {}}'}
LEFT_BEHIND = {"leftBehind": {"objects": [CLUSTER_ROLE], "runs": False}}


def in_use(statuses):
    """An install over a release in that state."""
    words = "Error: INSTALLATION FAILED: cannot re-use a name that is still in use\n"
    return statuses, "install", [("install", {"status": 1, "stderr": words})]


# What there was, the operation, what helm answers, and the beginnings of the command lines that are offered.
HALF_WAY = {
    "an install is kept": (
        "", "install --rollback-on-failure=false", [("install", FAILED)], ["helm telepresence status"]),
    "an upgrade is kept": (
        "deployed", "upgrade --rollback-on-failure=false", [("upgrade", FAILED)],
        ["helm telepresence status"]),
    "an install cannot be undone": (
        "", "install", [("install", FAILED), *[("uninstall", NO)] * 3],
        ["helm uninstall traffic-manager"]),
    "an upgrade cannot be undone": (
        "deployed", "upgrade", [("upgrade", FAILED), *[("rollback", NO)] * 3],
        ["helm rollback traffic-manager 1"]),
    "an install is undone in part": (
        "", "install", [("install", FAILED), ("get", {"stdout": "kind: ClusterRole\n"}),
                        probe_report("existing", number=1, existing=[CLUSTER_ROLE])],
        ["kubectl delete clusterrole/x"]),
    "there is nothing to return to": (
        "failed", "upgrade", [("upgrade", FAILED)],
        ["helm telepresence upgrade", "helm telepresence uninstall"]),
    "somebody else was there": (
        "deployed", "upgrade", [("upgrade", {**NO, "then": SOMEBODYS})], ["helm telepresence status"]),
    "the cluster is gone": (
        "", "install", [("install", FAILED), ("list", {"stdout": "[]"}), ("list", UNREACHABLE)],
        ["helm telepresence status"]),
    "what was taken over keeps its marks": (
        "", "install -- --take-ownership",
        [("install", {"stdout": '{"manifest": "kind: ClusterRole\\n"}'}),
         probe_report("existing", number=1, existing=[CLUSTER_ROLE]), ("install", FAILED),
         probe_report("restored", restored="kind: ClusterRole\n")],
        ["kubectl annotate clusterrole x", "kubectl label clusterrole x"]),
    "what was taken over cannot be given back": (
        "", "install -- --take-ownership",
        [("install", {"stdout": '{"manifest": "kind: ClusterRole\\n"}'}),
         probe_report("existing", number=1, existing=[CLUSTER_ROLE]), ("install", FAILED),
         ("get", NO)],
        ["helm rollback traffic-manager 1", "helm telepresence upgrade"]),
    "somebody has left something": (
        "", "install", [("install", TAKEN), probe_report("left-behind", **LEFT_BEHIND)],
        ["kubectl delete clusterrole/x"]),
    "there is one": (*in_use("deployed"), ["helm telepresence upgrade"]),
    "there is a failed one": (
        *in_use("failed"), ["helm telepresence upgrade", "helm telepresence upgrade --reset-values",
                            "helm telepresence uninstall", "helm telepresence repair"]),
    "there is a pending one": (
        *in_use("deployed pending-upgrade"),
        ["helm telepresence uninstall", "helm telepresence repair"]),
    "there is one half removed": (
        *in_use("uninstalling"), ["helm telepresence uninstall", "helm telepresence repair"]),
    "there is one with its history alone": (
        *in_use("uninstalled"), ["helm telepresence upgrade --install"]),
    "there is none": (
        "", "upgrade", [("upgrade", {"status": 1, "stderr": "Error: UPGRADE FAILED: "
                                     '"traffic-manager" has no deployed releases\n'})],
        ["helm telepresence install"]),
    "an uninstall does not end": (
        "deployed", "uninstall", [("uninstall", NO)],
        ["helm telepresence uninstall --no-hooks", "helm telepresence uninstall",
         "helm rollback traffic-manager 1"]),
    "an uninstall lacks rights": (
        "deployed", "uninstall",
        [("uninstall", {"status": 1, "stderr": 'Error: clusterroles "x" is forbidden: User "jane" cannot delete\n'})],
        ["helm telepresence rbac --installer", "helm telepresence uninstall"]),
}


@pytest.fixture
def kubeconfig(program4):
    file = program4.folder / "kubeconfig"
    file.write_text(KUBECONFIG)
    return file


@pytest.fixture
def chosen(program4, kubeconfig):
    """A file; neither it nor the context to take there is the one that a command without flags would take."""
    kubeconfig.write_text("")
    file = program4.folder / "my configs" / "config"
    file.parent.mkdir()
    file.write_text(KUBECONFIG)
    return file


def run_there(program, chosen, operation):
    operation, *behind = operation.split(" -- ")
    return program.run(*operation.split(), "--kubeconfig", chosen, "--kube-context", "two",
                       *[word for words in behind for word in ("--", words)])


def leads_there(commands, chosen, beginnings):
    assert len(commands) == len(beginnings), commands
    for command, beginning in zip(commands, beginnings):
        assert command.startswith(beginning), command
        context = "--context" if command.startswith("kubectl") else "--kube-context"
        assert shlex.split(command)[-4:] == ["--kubeconfig", str(chosen), context, "two"], command


@pytest.mark.parametrize("name", HALF_WAY)
def test_a7_f4_what_is_offered_leads_to_the_cluster_that_was_chosen(program4, chosen, name):
    before, operation, answers, offered = HALF_WAY[name]
    program4.has_history(*before.split())
    program4.answer(*answers)
    result = run_there(program4, chosen, operation)
    assert result.returncode == 1
    leads_there(commands_in(result.stderr), chosen, offered)


@pytest.mark.parametrize("operation, offered", [
    ("status", "helm telepresence upgrade"), ("version", "helm telepresence upgrade"),
    ("install", "kubectl get endpointslices"), ("repair", "helm telepresence uninstall --no-hooks"),
])
def test_a7_so_does_what_a_report_offers(program4, chosen, operation, offered):
    """For a client of another version, an injector that is silent, a repair."""
    program4.has_kubectl("#!/bin/sh\ncase $* in *create*) echo '{\"kind\":\"Pod\"}' ;; "
                         "*) echo 'Error from server (ServiceUnavailable): no' >&2; exit 1 ;; esac\n")
    client = program4.folder / "bin" / "telepresence"
    client.write_text(f"#!/bin/sh\necho 'OSS Client : v{'2.18.1' if operation == 'install' else '2.17.0'}'\n")
    client.chmod(0o755)
    program4.has_history(*{"install": [], "repair": ["failed"]}.get(operation, ["deployed"]))
    result = run_there(program4, chosen, operation)
    assert result.returncode == 0, result.stderr
    leads_there(commands_in(result.stdout + result.stderr), chosen, [offered])


def test_a7_so_does_the_next_step(program4, chosen):
    printed = run_there(program4, chosen, "install").stdout
    assert "    telepresence connect" in printed
    assert "--context two" in printed.splitlines()[-1]


SWITCH = "/usr/bin/sed -i 's/^current-context: .*/current-context: two/' \"{file}\"\n"


@pytest.fixture
def switches(program4, kubeconfig):
    """Gives a function that makes somebody change the current context while the plugin waits for a program:
    for helm when it is asked something, or for the client."""
    folder = program4.folder / "bin"
    switch = SWITCH.format(file=kubeconfig)
    program4.has_kubectl(f'#!/bin/sh\nprintf "%s\\n" "$KUBECONFIG $*" >>{program4.folder}/kubectl-calls\nexit 1\n')

    def write(name, script):
        (folder / name).write_text(f"#!/bin/sh\n{script}")
        (folder / name).chmod(0o755)

    def make(when):
        helm = program4.environment["HELM_BIN"]
        program4.environment["HELM_BIN"] = str(folder / "helm")
        write("helm", f'case $1 in "{when}") {switch} ;; esac\nexec {helm} "$@"\n')
        write("telepresence", f"{switch if when == 'the client' else ''}echo 'OSS Client : v2.18.1'\n")

    return make


def switched(kubeconfig):
    return yaml.safe_load(kubeconfig.read_text())["current-context"] == "two"


def children_were_told(program, kubeconfig):
    """Of each that ran, the context, in the variables of helm and the flags of kubectl."""
    for call in program.calls():
        assert call["environment"]["HELM_KUBECONTEXT"] == "one", call
        assert call["environment"]["KUBECONFIG"] == str(kubeconfig), call
    kubectl = program.folder / "kubectl-calls"
    for call in kubectl.read_text().splitlines() if kubectl.exists() else []:
        assert call.startswith(f"{kubeconfig} ") and " --context=one" in call, call
    return kubectl.exists()


# While the version is asked for, the chart is fetched, the release is looked up, and it is installed.
MOMENTS = ["version", "the client", "list", "template", "install"]


@pytest.mark.parametrize("when", MOMENTS)
def test_f1_the_run_stays_on_the_cluster_it_began_with(program4, kubeconfig, switches, when):
    switches(when)
    report = json.loads(program4.ok("install", "-n", "staging", "-o", "json"))
    assert switched(kubeconfig)
    # The injector was asked by kubectl.
    assert children_were_told(program4, kubeconfig)
    assert report["context"] == "one"
    assert (report["kubeconfig"]["change"], report["kubeconfig"]["cluster"]) == ("set", "first")
    first, second = yaml.safe_load(kubeconfig.read_text())["clusters"]
    assert first["cluster"]["extensions"] and "extensions" not in second["cluster"]


@pytest.fixture
def slow_chart(kubeconfig):
    """The address of a chart; while it is fetched, somebody changes the current context."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.add(ROOT / "chart", "telepresence")

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            subprocess.run(["sh", "-c", SWITCH.format(file=kubeconfig)], check=True)
            self.send_response(200 if self.path.endswith(".tgz") else 404)
            self.end_headers()
            if self.path.endswith(".tgz"):
                self.wfile.write(packed.getvalue())

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/telepresence.tgz"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("fails", [False, True], ids=["succeeds", "fails"])
def test_f1_a_chart_that_takes_its_time_changes_nothing_of_that(program4, kubeconfig, slow_chart, fails):
    program4.answer(*[("install", FAILED)] * fails)
    result = program4.run("install", "-n", "staging", "--chart", slow_chart, "-o", "json",
                          HELM_TELEPRESENCE_OFFLINE="")
    assert result.returncode == int(fails), result.stderr
    assert switched(kubeconfig)
    children_were_told(program4, kubeconfig)
    if fails:
        assert "was removed again" in result.stderr and program4.history() == []
        return
    report = json.loads(result.stdout)
    assert (report["context"], report["kubeconfig"]["cluster"]) == ("one", "first")


@pytest.mark.parametrize("when", MOMENTS)
def test_f1_what_failed_is_undone_on_the_cluster_it_began_with(program4, kubeconfig, switches, when):
    switches(when)
    program4.answer(("install", FAILED))
    result = program4.run("install", "-n", "staging")
    assert "what it had created in namespace staging was removed again" in result.stderr
    assert switched(kubeconfig)
    children_were_told(program4, kubeconfig)
    assert program4.calls("uninstall") and program4.history() == []
    assert "extensions" not in kubeconfig.read_text()


@pytest.mark.parametrize("command, when", [
    ("upgrade", "list"), ("upgrade", "history"), ("upgrade", "get"), ("upgrade", "upgrade"),
    ("uninstall", "list"), ("uninstall", "get"), ("uninstall", "template"), ("uninstall", "uninstall")])
def test_f1_so_does_a_run_on_a_release_that_is_there(program4, kubeconfig, switches, command, when):
    switches(when)
    program4.has_history("deployed")
    report = json.loads(program4.ok(command, "-n", "staging", "-o", "json"))
    assert switched(kubeconfig)
    children_were_told(program4, kubeconfig)
    assert report["context"] == "one"
