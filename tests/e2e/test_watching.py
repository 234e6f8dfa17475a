"""While helm waits: reasons as they come, and an early end of what cannot get ready. No test gives a
--timeout: helm's own five minutes are longer than a test may take."""

import shutil

import pytest

from support import UNREADY, shared_out

# A user who may work in the namespace and look at none of its pods.
MAY_NOT_LOOK = """
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: looks-little, namespace: ambassador}
rules:
  - {apiGroups: [apps], resources: [deployments], verbs: [get]}
  - {apiGroups: [""], resources: [secrets], verbs: [list]}
  # Helm 4 looks whether what it renders is there.
  - {apiGroups: [""], resources: [configmaps], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: looks-little, namespace: ambassador}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: looks-little}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: jane}]
"""


@pytest.fixture
def namespace_with(cluster, new_namespace):
    """A namespace in which something keeps pods from being made."""
    def make(*labels, objects=""):
        cluster.run("create", "namespace", new_namespace)
        for label in labels:
            cluster.run("label", "namespace", new_namespace, label)
        if objects:
            cluster.run("apply", "-n", new_namespace, "-f", "-", input_text=objects)
        return new_namespace
    return make


def test_an_upgrade_to_an_image_that_cannot_be_pulled_ends_early(helm, cluster):
    helm.has_installed()
    specs = cluster.specs("ambassador")
    error = helm.fails("telepresence", "upgrade", *UNREADY)
    # Without the time; the name of a pod may end with an s as well.
    lines = [line.split("s: ", 1)[-1] for line in helm.told.splitlines()]
    assert "Deployment traffic-manager: 1 old replica is still there" in lines
    assert any(line.startswith("pod traffic-manager-") and "ImagePullBackOff: Back-off pulling image" in line
               for line in lines)
    assert "Error: the upgrade failed: pod traffic-manager-" in error
    assert 'image "docker.io/datawire/tel2:cannot-be-pulled"; it was rolled back to revision 1' in error
    assert helm.release() == (3, "deployed")
    assert cluster.specs("ambassador") == specs
    assert helm.status()["ready"] is True


@pytest.mark.parametrize("fault, reason", [
    ("crash-loop", "CrashLoopBackOff: back-off 1m20s restarting failed container (4 restarts)"),
    ("no-configuration", 'CreateContainerConfigError: secret "nope" not found'),
])
def test_an_install_of_what_cannot_start_ends_early(helm, cluster, fault, reason):
    error = helm.fails("telepresence", "install", "--set", f"image.tag={fault}")
    assert f": {reason} (image docker.io/datawire/tel2:{fault})" in error
    assert "what it had created in namespace ambassador was removed again" in error
    assert helm.releases() == [] and cluster.objects("ambassador") == set()


QUOTA = """
apiVersion: v1
kind: ResourceQuota
metadata: {name: no-cpu}
spec: {hard: {limits.cpu: "1"}}
"""


# Of the namespaces that are labelled so.
POLICY = """
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: needs-limits}
spec:
  matchConstraints:
    resourceRules:
      - {apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE]}
  validations:
    - expression: "object.spec.containers.all(c, has(c.resources) && has(c.resources.limits))"
      message: every container needs limits
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: needs-limits}
spec:
  policyName: needs-limits
  validationActions: [Deny]
  matchResources: {namespaceSelector: {matchLabels: {limits: needed}}}
"""


@pytest.fixture(scope="module")
def policy(cluster):
    cluster.run("apply", "-f", "-", input_text=POLICY)
    yield
    cluster.run("delete", "-f", "-", input_text=POLICY)


# What the API server says of it; helm has no part in that.
@pytest.mark.parametrize("labels, objects, values, reason", shared_out([
    (["pod-security.kubernetes.io/enforce=restricted"], "", [],
     'violates PodSecurity "restricted:latest"'),
    ([], QUOTA, [], "failed quota: no-cpu: must specify limits.cpu for: traffic-manager"),
    ([], "", ["--set", "priorityClassName=nope"], "no PriorityClass with name nope was found"),
    (["limits=needed"], "", [], "denied request: every container needs limits"),
]), ids=["Pod Security", "quota", "priority class", "policy"])
@pytest.mark.usefixtures("policy")
def test_c2_why_no_pod_is_made_is_told(helm, namespace_with, labels, objects, values, reason):
    namespace = namespace_with(*labels, objects=objects)
    # Where kubectl is there, the look before would tell the first two.
    known = ["--ignore-finding", "pod-security", "--ignore-finding", "quota-too-small"]
    agentless = ["-n", namespace, *values, "--set", "ambassador-agent.enabled=false", *known]
    error = helm.fails("telepresence", "install", *agentless)
    assert "Error: the install failed: Deployment traffic-manager: FailedCreate: " in error
    assert reason in error
    assert helm.releases() == []
    # And by the status of one that nobody waited for.
    helm.ok("telepresence", "install", "--wait=false", *agentless)
    assert any(reason in problem for problem in helm.status_until(namespace))


def test_an_upgrade_mends_what_was_broken_before(helm):
    helm.has_installed("--set", "image.tag=crash-loop", ready=False)
    assert any("CrashLoopBackOff" in problem for problem in helm.status_until("ambassador"))
    helm.ok("telepresence", "upgrade", "--reset-values")
    assert helm.status()["problems"] == []


@pytest.fixture
def stateful_chart(request, tmp_path):
    """The bundled chart with a StatefulSet for its Deployment, as charts from 2.32 on have."""
    chart = tmp_path / "stateful"
    shutil.copytree(f"{request.config.getoption('--plugin')}/chart", chart)
    template = chart / "templates" / "deployment.yaml"
    text = template.read_text()
    assert text.count("kind: Deployment\n") == 1
    template.write_text(text.replace("kind: Deployment\n", "kind: StatefulSet\n").replace(
        "spec:\n  replicas:", "spec:\n  serviceName: traffic-manager\n  replicas:", 1))
    return ["--chart", str(chart), "--version-check", "off"]


@pytest.mark.parametrize("kubectl", [True, False], ids=["with kubectl", "without"])
def test_b2_a_stateful_set_is_shown_and_goes_back(helm, with_kubectl, cluster, stateful_chart, kubectl):
    helm = with_kubectl if kubectl else helm.with_environment(PATH="/nowhere")
    helm.ok("telepresence", "install", *stateful_chart)
    status = helm.status()
    assert (status["ready"], status["deployment"], status["statefulSet"]["readyReplicas"]) == (True, None, 1)
    error = helm.fails("telepresence", "upgrade", *stateful_chart, *UNREADY)
    assert "pod traffic-manager-0: ImagePullBackOff" in error
    assert "it was rolled back to revision 1; the pod traffic-manager-0 of the StatefulSet" in error
    if not kubectl:
        # Kubernetes waits for the broken pod to become ready before it takes the former one back.
        assert helm.status()["ready"] is False
        command = "kubectl delete pod traffic-manager-0 --namespace ambassador --wait=false"
        assert f"  To let the former one take its place: {command}\n" in error
        cluster.run(*command.split()[1:])
    helm.status_until("ambassador", lambda status: status["ready"])


@pytest.mark.on_newest
def test_who_may_look_at_little_is_shown_that(helm, cluster):
    helm.has_installed()
    cluster.run("apply", "-f", "-", input_text=MAY_NOT_LOOK)
    try:
        status = helm.status("--kube-as-user", "jane")
        assert status["ready"] is True and status["problems"] == []
    finally:
        cluster.run("delete", "-f", "-", input_text=MAY_NOT_LOOK)


def test_c3_a_job_that_cannot_run_ends_the_uninstall(helm, cluster):
    helm.has_installed("--set", "hooks.curl.tag=cannot-be-pulled")
    error = helm.fails("telepresence", "uninstall")
    assert "did not finish: pod uninstall-agents-" in error
    assert "ImagePullBackOff" in error
    assert helm.release() == (1, "uninstalling")
    helm.ok("rollback", "traffic-manager", "1", "--namespace", "ambassador")
    assert helm.status()["ready"] is True
    assert not cluster.exists("job", "uninstall-agents", "-n", "ambassador")
