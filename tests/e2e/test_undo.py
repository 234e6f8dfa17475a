"""What a failed operation leaves, told by helm's own history: on the real API server, with real helms.

tests/cli/test_undo_states.py has the states that helm makes only when it is cut off.
"""

import json
import os
import signal
import textwrap

import pytest
import yaml

import plugin
from support import UNREADY, child_of, plugin_of, wait_until

BAD = [*UNREADY, "--timeout", "2s"]
KEEP = "--rollback-on-failure=false"

# How a state is made, by the revision's statuses that it shows.
SETUP = {
    "nothing": [],
    "deployed": [["install"]],
    "superseded deployed": [["install"], ["upgrade"]],
    "deployed failed": [["install"], ["upgrade", *BAD, KEEP]],
    "deployed failed failed": [["install"], ["upgrade", *BAD, KEEP], ["upgrade", *BAD, KEEP]],
    "failed": [["install", *BAD, KEEP]],
    "failed failed": [["install", *BAD, KEEP], ["upgrade", *BAD, KEEP]],
    "uninstalled": [["install"], ["uninstall", "--", "--keep-history"]],
    "superseded uninstalled": [["install"], ["upgrade"], ["uninstall", "--", "--keep-history"]],
    "uninstalling": [["install", "--set", "hooks.curl.tag=job-fails"],
                     ["uninstall", "--timeout", "3s"]],
}
GONE, KEPT_HISTORY = "was removed again", "with its history kept, as it was"
UNTOUCHED, NO_WAY_BACK = "nothing was changed", "no revision was deployed before"

# (what there is, the operation that fails, what is there afterwards, what is said)
ROWS = [
    ("nothing", ["install"], "nothing", GONE),
    ("nothing", ["upgrade", "--install"], "nothing", GONE),
    ("nothing", ["upgrade"], "nothing", UNTOUCHED),
    ("deployed", ["upgrade"], "superseded failed deployed", "rolled back to revision 1"),
    ("deployed", ["upgrade", "--install"], "superseded failed deployed",
     "rolled back to revision 1"),
    ("deployed", ["upgrade", "--no-hooks"], "superseded failed deployed",
     "rolled back to revision 1"),
    ("deployed", ["install"], "deployed", UNTOUCHED),
    ("superseded deployed", ["upgrade"], "superseded superseded failed deployed",
     "rolled back to revision 2"),
    ("deployed failed", ["upgrade"], "superseded failed failed deployed",
     "rolled back to revision 1"),
    ("deployed failed failed", ["upgrade"], "superseded failed failed failed deployed",
     "rolled back to revision 1"),
    ("failed", ["upgrade"], "failed failed", NO_WAY_BACK),
    ("failed", ["install"], "failed", UNTOUCHED),
    ("failed failed", ["upgrade"], "failed failed failed", NO_WAY_BACK),
    # F2: helm itself forgets that it was uninstalled.
    ("uninstalled", ["upgrade", "--install"], "superseded uninstalled", KEPT_HISTORY),
    ("uninstalled", ["install", "--", "--replace"], "superseded uninstalled", KEPT_HISTORY),
    ("uninstalled", ["install"], "uninstalled", UNTOUCHED),
    ("uninstalled", ["upgrade"], "uninstalled", UNTOUCHED),
    ("superseded uninstalled", ["upgrade", "--install"], "superseded superseded uninstalled",
     KEPT_HISTORY),
    ("uninstalling", ["install"], "uninstalling", UNTOUCHED),
]


def statuses(words):
    return [] if words == "nothing" else words.split()


def bad(operation):
    """The operation with values that let no pod start."""
    own, behind = operation, []
    if "--" in operation:
        place = operation.index("--")
        own, behind = operation[:place], operation[place:]
    return ["telepresence", *own, *BAD, *behind]


@pytest.mark.parametrize("before, operation, after, said", ROWS,
                         ids=[f"{before}, {' '.join(operation)}" for before, operation, *_ in ROWS])
def test_the_state_before_comes_back(helm, cluster, before, operation, after, said):
    specs = cluster.specs("ambassador")
    for command in SETUP[before]:
        succeeded = helm.run("telepresence", *command).returncode == 0
        # Those of what is deployed, not of what failed.
        if succeeded or "deployed" not in before:
            specs = cluster.specs("ambassador")
    assert helm.history() == statuses(before)
    error = helm.fails(*bad(operation))
    assert said in error, error
    assert helm.history() == statuses(after)
    if said != NO_WAY_BACK:
        assert cluster.specs("ambassador") == specs


@pytest.fixture
def binary(request):
    return os.path.join(request.config.getoption("plugin"), "bin", "helm-telepresence")


@pytest.fixture
def between(helm, binary, tmp_path):
    """Gives a function that runs the plugin with a helm beneath it which is the real one, but does
    more, once, when it has installed or upgraded: as somebody else does who is at work too."""

    def run(more, *arguments):
        wrapper = tmp_path / "helm"
        wrapper.write_text(textwrap.dedent(f"""\
            #!/bin/sh
            {helm.path} "$@"
            status=$?
            case $1 in install | upgrade)
              if [ ! -e {tmp_path}/done ]; then
                touch {tmp_path}/done
                {more} >{tmp_path}/more.log 2>&1
              fi ;;
            esac
            exit $status
            """))
        wrapper.chmod(0o755)
        return helm.beneath(binary, HELM_BIN=str(wrapper)).fails(*arguments)

    return run


def test_f3_a_later_revision_of_somebody_else_is_left(helm, between, request):
    """Helm copies the labels of a revision to the next one, the run's mark among them."""
    chart = os.path.join(request.config.getoption("plugin"), "chart")
    error = between(f"{helm.path} upgrade traffic-manager {chart} -n ambassador", "install", *BAD)
    assert "somebody else made revision 2 of the release meanwhile, so nothing was undone" in error
    # Helm 4 calls what came before a success superseded, even if it had failed.
    assert helm.history() in (["failed", "deployed"], ["superseded", "deployed"])


def test_a_removal_by_somebody_else_is_left(helm, between):
    helm.has_installed()
    error = between(f"{helm.path} uninstall traffic-manager -n ambassador --no-hooks",
                    "upgrade", *BAD)
    assert "somebody else removed the release meanwhile" in error
    assert helm.history() == []


def test_f1_the_undo_acts_on_the_cluster_of_the_run(helm, cluster):
    """Somebody chooses another context while it waits."""
    kubeconfig = helm.environment["KUBECONFIG"]
    with open(kubeconfig, encoding="utf-8") as file:
        content = yaml.safe_load(file)
    content["clusters"].append({"name": "two", "cluster": {"server": "https://127.0.0.1:1"}})
    content["contexts"].append({"name": "two", "context": {
        "cluster": "two", "user": content["users"][0]["name"]}})
    with open(kubeconfig, "w", encoding="utf-8") as file:
        yaml.safe_dump(content, file)
    process = helm.start("telepresence", "install", *UNREADY, "--timeout", "6s")
    wait_until(lambda: cluster.exists("deployment", "traffic-manager", "-n", "ambassador"),
               "the Deployment")
    with open(kubeconfig, "w", encoding="utf-8") as file:
        yaml.safe_dump({**content, "current-context": "two"}, file)
    _, error = process.communicate(timeout=60)
    assert "what it had created in namespace ambassador was removed again" in error
    assert cluster.objects("ambassador") == set()


@pytest.mark.parametrize("flag", ["--kube-context=two", "--kubeconfig=/nowhere",
                                  "--kube-apiserver=https://127.0.0.1:1"])
def test_f1_helms_global_flags_do_not_reach_one_child_alone(helm, binary, flag):
    """Started without helm, what stands behind -- is not taken out of the command line before."""
    error = helm.beneath(binary).fails("install", "--", *flag.split("="))
    assert "cannot be given after `--`" in error
    assert helm.releases() == []


@pytest.mark.parametrize("words", ["cluster unreachable: x", "another operation is in progress",
                                   "release: not found", "is forbidden"])
def test_f7_a_value_that_reads_as_a_cause_is_none(helm, cluster, words):
    """The API server quotes it when it refuses the object."""
    error = helm.fails("telepresence", "install", "--timeout", "3s", "--set-string",
                       f"podLabels.foo={words}")
    assert "cannot be reached" not in error.splitlines()[0]
    assert helm.history() == []
    assert cluster.objects("ambassador") == set()


@pytest.fixture
def foreign_chart(tmp_path):
    folder = tmp_path / "other"
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: other\nversion: 1.2.3\n")
    (folder / "templates" / "map.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: not-ours}\n")
    return str(folder)


@pytest.mark.parametrize("command", [["install"], ["upgrade"], ["upgrade", "--install"],
                                     ["uninstall"], ["uninstall", "--ignore-not-found"]],
                         ids=" ".join)
def test_f8_a_release_of_another_chart_is_left_alone(helm, cluster, foreign_chart, command):
    helm.ok("install", "traffic-manager", foreign_chart, "-n", "ambassador", "--create-namespace")
    error = helm.fails("telepresence", *command)
    assert "is of the chart other 1.2.3, which is not a Traffic Manager's" in error
    assert helm.history() == ["deployed"]
    assert cluster.exists("configmap", "not-ours", "-n", "ambassador")


def test_f8_status_shows_no_foreign_release_as_a_manager(helm, foreign_chart):
    helm.ok("install", "traffic-manager", foreign_chart, "-n", "ambassador", "--create-namespace")
    result = helm.run("telepresence", "status", "-o", "json")
    assert "other 1.2.3" in result.stdout + result.stderr
    assert '"ready": true' not in result.stdout


def test_a2_what_another_manager_of_fields_changed_is_no_obstacle_to_the_undo(helm, cluster):
    helm.has_installed()
    process = helm.start("telepresence", "upgrade", *UNREADY, "--timeout", "6s")
    wait_until(lambda: helm.release() == (2, "pending-upgrade"), "the upgrade")
    wait_until(lambda: "cannot-be-pulled" in json.dumps(cluster.specs("ambassador")), "its image")
    cluster.run("scale", "deployment", "traffic-manager", "--replicas=2", "-n", "ambassador")
    _, error = process.communicate(timeout=90)
    assert "it was rolled back to revision 1" in error, error
    assert helm.history() == ["superseded", "failed", "deployed"]
    assert "cannot-be-pulled" not in json.dumps(cluster.specs("ambassador"))


def test_a2_a_field_that_somebody_else_has_set_is_named(helm, cluster):
    if not helm.is_helm_4():
        pytest.skip("Helm 3 overwrites it")
    helm.has_installed()
    cluster.run("scale", "deployment", "traffic-manager", "--replicas=2", "-n", "ambassador")
    # Where kubectl is there, the look before would tell it.
    error = helm.fails("telepresence", "upgrade", "--set", "logLevel=debug",
                       "--ignore-finding", "field-conflicts")
    assert ("Deployment traffic-manager in namespace ambassador was changed by kubectl, in what the "
            "chart sets: .spec.replicas; it was rolled back to revision 1") in error
    assert "add `-- --force-conflicts`" in error
    assert helm.history()[-1] == "deployed"
    helm.ok("telepresence", "upgrade", "--set", "logLevel=debug", "--", "--force-conflicts")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill -9"])
def test_a_helm_that_ends_in_the_middle_leaves_nothing_pending(helm, cluster, ending):
    """The helm that the plugin runs, not the plugin."""
    helm.has_installed()
    specs = cluster.specs("ambassador")
    process = helm.start("telepresence", "upgrade", *UNREADY)
    wait_until(lambda: "cannot-be-pulled" in json.dumps(cluster.specs("ambassador")), "its image")
    os.kill(child_of(plugin_of(process)), ending)
    _, error = process.communicate(timeout=90)
    assert "it was rolled back to revision 1" in error, error
    assert helm.history()[-1] == "deployed"
    assert cluster.specs("ambassador") == specs


# -- A1: objects that were there before --take-ownership -----------------------------------------

@pytest.fixture
def own_service(cluster):
    """A Service that somebody made; gives a function that tells what became of it."""
    if not cluster.exists("namespace", "ambassador"):
        cluster.run("create", "namespace", "ambassador")
    cluster.run("create", "service", "clusterip", "traffic-manager", "--tcp=80", "-n", "ambassador")
    cluster.run("annotate", "service", "traffic-manager", "mine=yes", "-n", "ambassador")

    def look():
        found = cluster.get("service", "traffic-manager", "-n", "ambassador")
        return found["metadata"]["uid"], found["metadata"]["annotations"]["mine"], found["spec"]

    yield look
    cluster.run("delete", "service", "traffic-manager", "-n", "ambassador", "--ignore-not-found")


@pytest.mark.parametrize("operation", [["install"], ["upgrade", "--install"]], ids=" ".join)
def test_a1_what_a_failed_install_took_over_is_what_it_was(helm, cluster, own_service, operation,
                                                           tmp_path):
    before = own_service()
    error = helm.fails(*bad([*operation, "--", "--take-ownership"]))
    assert "what it had created in namespace ambassador was removed again" in error
    assert ("Service traffic-manager in namespace ambassador, which had been there before, is what "
            "it was before") in " ".join(error.split())
    assert own_service() == before
    assert helm.history() == []
    assert cluster.objects("ambassador") == {"service/traffic-manager"}
    # Unless helm's marks are taken off, the next install takes it without being told to.
    commands = [line.strip() for line in error.splitlines() if line.startswith("  kubectl ")]
    assert len(commands) == 2
    (tmp_path / "kubectl").symlink_to(cluster.kubectl)
    for command in commands:
        plugin.run(["sh", "-c", command],
                   {**helm.environment, "PATH": f"{tmp_path}:{helm.environment['PATH']}"})
    metadata = cluster.get("service", "traffic-manager", "-n", "ambassador")["metadata"]
    assert metadata["annotations"] == {"mine": "yes"}
    assert metadata["labels"] == {"app": "traffic-manager"}
    assert "exists already, and no release owns it" in helm.fails("telepresence", "install")
    assert own_service() == before


def test_a1_a_take_over_that_succeeds_says_what_it_took(helm, cluster):
    if not cluster.exists("namespace", "ambassador"):
        cluster.run("create", "namespace", "ambassador")
    cluster.run("create", "serviceaccount", "traffic-manager", "-n", "ambassador")
    result = helm.run("telepresence", "install", "--", "--take-ownership")
    assert result.returncode == 0, result.stderr
    assert "Taken over: ServiceAccount traffic-manager in namespace ambassador." in result.stderr


def test_a1_what_a_failed_upgrade_took_over_is_what_it_was(helm, cluster):
    helm.has_installed()
    role = ["create", "clusterrole", "telepresence-ambassador", "--verb=get", "--resource=pods"]
    rules = json.loads(cluster.run(*role, "-o", "json"))["rules"]
    try:
        error = helm.fails(*bad(["upgrade", "--set", "clientRbac.create=true",
                                 "--set-json", 'clientRbac.subjects=[{"kind":"User","name":"jane"}]',
                                 "--", "--take-ownership"]))
        assert "it was rolled back to revision 1" in error
        assert "ClusterRole telepresence-ambassador, which had been there before" in " ".join(
            error.split())
        assert cluster.get("clusterrole", "telepresence-ambassador")["rules"] == rules
        assert helm.history()[-1] == "deployed"
        assert not cluster.exists("clusterrolebinding", "telepresence-ambassador")
    finally:
        cluster.run("delete", "clusterrole", "telepresence-ambassador")


def test_a1_roles_of_a_manager_elsewhere_stay_its_own(with_kubectl, cluster):
    """Both want the Ambassador Agent's roles of the whole cluster."""
    helm = with_kubectl
    helm.ok("telepresence", "install", "-n", "staging")
    roles = cluster.get("clusterroles,clusterrolebindings", "-l",
                        "app.kubernetes.io/instance=traffic-manager")["items"]
    assert roles
    helm.fails(*bad(["install", "--", "--take-ownership"]))
    # They keep helm's marks of it.
    assert "Nothing to repair" in helm.ok("telepresence", "repair", "-n", "ambassador")
    for role in roles:
        now = cluster.get(role["kind"], role["metadata"]["name"])
        assert now["metadata"]["uid"] == role["metadata"]["uid"]
        assert [now.get(key) for key in ("rules", "roleRef", "subjects")] == [
            role.get(key) for key in ("rules", "roleRef", "subjects")]
    assert helm.status("-n", "staging")["deployment"]["ready"]


def test_a1_what_stands_on_stdin_cannot_be_read_twice(helm):
    error = helm.fails("telepresence", "install", "-f", "-", "--", "--take-ownership",
                       input_text="logLevel: debug\n")
    assert "values from stdin cannot be used with a take-over" in error
    assert helm.releases() == []
