"""What kubectl is asked before an upgrade or an uninstall: whether the user may finish it.

tests/e2e/test_rights.py does the same with the real kubectl.
"""

import json

import pytest

FORBIDDEN = ('Error from server (Forbidden): error when deleting "x": clusterroles "y" is '
             'forbidden: User "jane" cannot delete resource "clusterroles"\n')
MANIFEST = """
apiVersion: v1
kind: Service
metadata: {name: x}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: y, namespace: staging}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: z}
"""
# Records how it was called and what file it was given, and answers from a file.
SCRIPT = """#!/usr/bin/python3
import json, os, sys
folder = {folder!r}
words = sys.argv[1:]
call = {{"arguments": words, "KUBECONFIG": os.environ.get("KUBECONFIG"), "KUBERC": os.environ.get("KUBERC"),
        "manifest": open(words[words.index("-f") + 1]).read() if "-f" in words else None}}
with open(folder + "/kubectl-calls", "a") as calls:
    calls.write(json.dumps(call) + "\\n")
sys.stderr.write(open(folder + "/kubectl-answer").read())
sys.exit(1)
"""


class Kubectl:
    """A recording one on PATH, which fails."""

    def __init__(self, program):
        self.folder = program.folder
        program.has_kubectl(SCRIPT.format(folder=str(self.folder)))
        self.says(FORBIDDEN)

    def says(self, answer):
        (self.folder / "kubectl-answer").write_text(answer)

    def calls(self):
        file = self.folder / "kubectl-calls"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.fixture
def kubectl(program4):
    program4.has_history("deployed")
    return Kubectl(program4)


def changed(program, command):
    """Whether helm was told to do it."""
    return [call["arguments"][0] for call in program.calls(command)] == [command]


def test_preferences_of_ones_own_do_not_change_what_kubectl_does(program4, kubectl):
    """They may make it ask before it deletes, and take silence for a no, with the exit status 0."""
    program4.answer(("get", {"stdout": MANIFEST}))
    program4.run("uninstall")
    assert {call["KUBERC"] for call in kubectl.calls()} == {"off"}


def test_a_repair_without_rights_offers_what_can_be_forced(program4, kubectl):
    program4.has_history("failed")
    program4.answer(("get", {"stdout": MANIFEST}))
    error = program4.run("repair").stderr
    assert "or begin it all the same: helm telepresence uninstall --no-hooks --force" in error
    assert not program4.calls("uninstall")


@pytest.mark.parametrize("command, question", [
    ("uninstall", ["delete", "--dry-run=server", "--wait=false"]),
    ("upgrade", ["patch", "--dry-run=server", "--type=merge", "--patch", "{}"])])
def test_what_the_user_may_not_finish_is_not_begun(program4, kubectl, command, question):
    kubectl.says(FORBIDDEN * 2)
    # Before an upgrade the record is looked at first, which tells nothing here.
    unread = [("get", {"stdout": "{"})] * (command == "upgrade")
    program4.answer(*unread, ("get", {"stdout": MANIFEST}))
    error = program4.run(command).stderr
    assert f"the {command} was not begun, since it could not be finished" in error
    assert error.count('User "jane" cannot delete resource "clusterroles"') == 1
    # Who can do something about it.
    assert "  Ask somebody who has these rights, or add --force to begin it all the same.\n" in error
    assert not changed(program4, command)
    (call,) = [call for call in kubectl.calls() if "--dry-run=server" in call["arguments"]]
    # By --namespace kubectl would leave out what is in another one.
    assert call["arguments"][:-1] == [*question, "-f"]
    named = [(item["apiVersion"], item["kind"], item["metadata"]) for item in json.loads(call["manifest"])["items"]]
    assert named == [
        ("v1", "Service", {"name": "x", "namespace": "ambassador"}),
        ("rbac.authorization.k8s.io/v1", "Role", {"name": "y", "namespace": "staging"}),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", {"name": "z"}),
        ("v1", "Secret", {"name": "sh.helm.release.v1.traffic-manager.v1", "namespace": "ambassador"})]


@pytest.mark.parametrize("command", ["uninstall", "upgrade"])
def test_it_is_begun_with_force_and_kubectl_is_not_asked(program4, kubectl, command):
    program4.ok(command, "--force")
    assert changed(program4, command)
    assert not [call for call in kubectl.calls() if "--dry-run=server" in call["arguments"]]


@pytest.mark.parametrize("command", ["uninstall", "upgrade"])
@pytest.mark.parametrize("answer", [
    "", "error: no\n", "Error from server (NotFound): it is not there\n",
    "Error from server (Forbidden): it is so\n", "warning: x is forbidden: y\n"])
def test_what_says_nothing_of_rights_is_no_reason_to_refuse(program4, kubectl, command, answer):
    kubectl.says(answer)
    program4.ok(command)
    assert changed(program4, command)


def test_a_token_is_not_given_to_kubectl(program4, kubectl):
    """It would stand on its command line."""
    program4.ok("uninstall", HELM_KUBETOKEN="t0ken")
    assert kubectl.calls() == []


def test_kubectl_is_told_of_the_cluster_what_helm_is_told(program4, kubectl):
    kubeconfig = program4.folder / "other"
    kubeconfig.write_text(
        "contexts: [{name: dev, context: {cluster: kind}}]\n"
        "clusters: [{name: kind, cluster: {}}]\n")
    program4.run("uninstall", "--kubeconfig", kubeconfig, "--kube-context", "dev",
                 "--kube-apiserver", "https://127.0.0.1:1", "--kube-as-user", "jane",
                 "--kube-as-group", "a", "--kube-as-group", "b", "--kube-ca-file", "ca.pem",
                 "--kube-tls-server-name", "k8s", "--burst-limit", "7")
    (call,) = kubectl.calls()
    assert call["KUBECONFIG"] == str(kubeconfig)
    given = call["arguments"][call["arguments"].index("-f") + 2:]
    assert given == ["--context=dev", "--server=https://127.0.0.1:1", "--as=jane", "--as-group=a",
                     "--as-group=b", "--certificate-authority=ca.pem", "--tls-server-name=k8s"]


def test_no_login_gets_onto_the_command_line_of_kubectl(program4, kubectl):
    """In the API server's URL; kubectl takes that as an argument alone."""
    program4.ok("upgrade", HELM_KUBEAPISERVER="https://alice:s3cret@127.0.0.1:1")
    assert kubectl.calls() == []


NOT_ALLOWED = ('clusterroles.rbac.authorization.k8s.io "y" is forbidden: User "jane" cannot {} resource '
               '"clusterroles"')


def test_without_kubectl_nobody_is_asked_and_it_is_begun(program):
    for command in ("upgrade", "uninstall"):
        program.has_history("deployed")
        program.ok(command)
        assert changed(program, command)


def test_a4_without_kubectl_an_uninstall_that_may_not_be_finished_says_which_right_it_lacks(program):
    program.has_history("deployed")
    refusal = NOT_ALLOWED.format("delete")
    program.answer(("uninstall", {
        "status": 1, "stderr": f"Error: uninstallation completed with 1 error(s): {refusal}\n",
        "then": [{"revision": 1, "status": "uninstalling", "labels": [],
                  "chart": "telepresence-2.18.1"}]}))
    error = program.fails("uninstall")
    assert "the uninstall failed: the cluster does not allow it" in error
    assert refusal in error
    assert "  With that: helm telepresence uninstall\n" in error


def test_a4_without_kubectl_what_helm_had_no_right_to_delete_is_left_to_somebody_who_has(program4):
    """Helm 4 says that in passing, and succeeds."""
    program4.has_history("deployed")
    refusal = NOT_ALLOWED.format("get")
    program4.answer(("uninstall", {"then": [], "stdout": (
        "1 resource(s) were not deleted because their ownership could not be verified:\n"
        f"[ClusterRole] traffic-manager: {refusal}\n"
        'release "traffic-manager" uninstalled\n')}))
    result = program4.run("uninstall")
    assert result.returncode == 1
    assert "is gone, but ClusterRole traffic-manager is still there" in result.stderr
    assert ("  Somebody who has the right can run:\n"
            "  kubectl delete clusterrole/traffic-manager\n") in result.stderr


def test_a4_without_kubectl_an_upgrade_that_can_neither_go_on_nor_back_says_which_right_it_lacks(program):
    program.has_history("deployed")
    refusal = NOT_ALLOWED.format("patch")
    program.answer(("upgrade", {"status": 1, "record": "failed",
                                "stderr": f"Error: UPGRADE FAILED: {refusal}\n"}),
                   *[("rollback", {"status": 1, "stderr": f"Error: {refusal}\n"})] * 3)
    error = program.fails("upgrade")
    assert "the upgrade failed: the cluster does not allow it" in error
    assert "putting back what was there before failed too: revision 2 of the release is failed now" in error
    assert refusal in error
    assert "helm rollback traffic-manager 1 --namespace ambassador" in error


def test_a4_without_kubectl_a_rollback_is_left_to_somebody_who_has_the_rights(program4):
    program4.has_history("deployed")
    refused = f"Error: {NOT_ALLOWED.format('patch')}\n"
    program4.answer(("upgrade", {"status": 1, "record": "failed", "stderr": refused}),
                    *[("rollback", {"status": 1, "stderr": refused})] * 3)
    assert "  With the rights that are missing: helm rollback " in program4.fails("upgrade")


def test_a_dry_run_is_not_refused_for_want_of_rights(program4, kubectl):
    program4.answer(("get", {"stdout": MANIFEST}))
    program4.ok("upgrade", "--dry-run")


@pytest.mark.parametrize("driver, kind", [("", "Secret"), ("configmap", "ConfigMap"), ("sql", None)])
def test_the_record_is_asked_about_where_helm_keeps_it(program4, kubectl, driver, kind):
    program4.answer(("get", {"stdout": MANIFEST}))
    program4.fails("uninstall", HELM_DRIVER=driver)
    asked = next(call for call in kubectl.calls() if call["arguments"][0] == "delete")
    records = [item["kind"] for item in json.loads(asked["manifest"])["items"]
               if item["metadata"]["name"].startswith("sh.helm.release")]
    assert records == ([kind] if kind else [])
