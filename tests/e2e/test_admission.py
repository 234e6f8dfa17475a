"""What the API server would not take of a change: it is asked for dry runs before helm begins."""

import json
import os
import shutil

import pytest

NO_AGENT = ["--set", "ambassador-agent.enabled=false"]
PLAIN = ["--kubeconfig-extension=false", *NO_AGENT]
RESTRICTED = "pod-security.kubernetes.io/enforce=restricted"


@pytest.fixture
def place(cluster, new_namespace):
    """A namespace of its own, which may be labelled."""
    cluster.run("create", "namespace", new_namespace)
    return new_namespace


def quota(cluster, namespace, name, **hard):
    limits = ",".join(f"{key.replace('_', '.')}={value}" for key, value in hard.items())
    cluster.run("create", "quota", name, "-n", namespace, f"--hard={limits}")


def assert_nothing_was_done(helm, cluster, namespace):
    assert helm.release(namespace) is None
    assert not cluster.objects(namespace)


@pytest.mark.on_newest
def test_pods_that_the_namespace_does_not_take_are_told_before(with_kubectl, cluster, place, follow):
    cluster.run("label", "namespace", place, RESTRICTED)
    error = with_kubectl.fails("telepresence", "install", "-n", place, "--kubeconfig-extension=false")
    for pod in ("traffic-manager", "traffic-manager-ambassador-agent"):
        assert (f'namespace {place} does not take the pods of {pod}: violates PodSecurity "restricted:latest": '
                "allowPrivilegeEscalation != false, ") in error
    assert_nothing_was_done(with_kubectl, cluster, place)
    follow(error, "Without that:")
    assert with_kubectl.release(place) == (1, "deployed")
    assert with_kubectl.status("-n", place)["problems"] == []


@pytest.mark.on_newest
def test_an_admin_can_let_the_namespace_take_the_pods(with_kubectl, cluster, place):
    cluster.run("label", "namespace", place, RESTRICTED)
    install = ["telepresence", "install", "-n", place, *PLAIN]
    error = with_kubectl.fails(*install)
    (line,) = [line for line in error.splitlines() if "for an admin" in line]
    with_kubectl.follow(line.split(": ", 1)[1])
    with_kubectl.ok(*install)


@pytest.mark.on_newest
def test_what_a_quota_counts_has_to_be_said(with_kubectl, cluster, place, follow):
    quota(cluster, place, "counted", limits_cpu=2, requests_memory="1Gi")
    error = with_kubectl.fails("telepresence", "install", "-n", place, *PLAIN)
    assert "failed quota: counted: must specify limits.cpu" in error
    assert_nothing_was_done(with_kubectl, cluster, place)
    follow(error, "Without that:")
    assert with_kubectl.release(place) == (1, "deployed")


@pytest.mark.on_newest
def test_a_quota_without_room_is_told_before(with_kubectl, cluster, place):
    quota(cluster, place, "full", pods=0)
    install = ["telepresence", "install", "-n", place, *PLAIN]
    error = with_kubectl.fails(*install)
    assert "exceeded quota: full, requested: pods=1, used: pods=0, limited: pods=0" in error
    assert_nothing_was_done(with_kubectl, cluster, place)
    (line,) = [line for line in error.splitlines() if "To see what it has room for: " in line]
    assert "pods        0     0" in with_kubectl.follow(line.split(": ", 1)[1])
    cluster.run("patch", "quota", "full", "-n", place, "-p", '{"spec": {"hard": {"pods": "1"}}}')
    with_kubectl.ok(*install)

    # Now there is room for no second one, which an upgrade needs if it makes a new pod.
    error = with_kubectl.fails("telepresence", "upgrade", "-n", place, *PLAIN, "--set", "logLevel=debug")
    assert "the upgrade was not begun" in error and "exceeded quota: full" in error
    assert with_kubectl.history(place) == ["deployed"]
    with_kubectl.ok("telepresence", "upgrade", "-n", place, *PLAIN, "--set", "timeouts.agentArrival=40s",
                    "--ignore-finding", "quota-too-small", "--wait=false")


@pytest.mark.on_newest
def test_an_upgrade_that_makes_room_first_needs_none(with_kubectl, cluster, place):
    """Of four pods one goes before the first new one comes."""
    quota(cluster, place, "full", pods=4)
    four = ["-n", place, *PLAIN, "--set", "replicaCount=4", "--wait=false"]
    with_kubectl.ok("telepresence", "install", *four)
    with_kubectl.ok("telepresence", "upgrade", *four, "--set", "logLevel=debug")


@pytest.mark.on_newest
def test_what_is_tried_has_the_defaults_that_an_upgrade_keeps(request, with_kubectl, cluster, place, tmp_path):
    chart = os.path.join(request.config.getoption("plugin"), "chart")
    before = tmp_path / "telepresence"
    shutil.copytree(chart, before)
    values = (before / "values.yaml").read_text(encoding="utf-8")
    limited = values.replace("\nresources: {}\n", "\nresources: {limits: {cpu: 100m}}\n")
    assert limited != values
    (before / "values.yaml").write_text(limited, encoding="utf-8")
    quota(cluster, place, "counted", limits_cpu=2)
    with_kubectl.ok("telepresence", "install", "-n", place, *PLAIN, "--chart", str(before))

    upgrade = ["telepresence", "upgrade", "-n", place, "--kubeconfig-extension=false", "--chart", chart,
               "--set", "podAnnotations.again=yes"]
    error = with_kubectl.fails(*upgrade, "--reset-then-reuse-values")
    assert "the upgrade was not begun" in error and "must specify limits.cpu" in error
    with_kubectl.ok(*upgrade, "--reuse-values")
    assert with_kubectl.history(place) == ["superseded", "deployed"]


@pytest.mark.on_newest
def test_without_kubectl_the_label_of_the_namespace_is_a_warning(helm, cluster, place):
    cluster.run("label", "namespace", place, RESTRICTED)
    alone = helm.with_environment(PATH="/nowhere")
    install = ["telepresence", "install", "-n", place, "--wait=false", *PLAIN]
    told = alone.run(*install)
    assert told.returncode == 0
    assert "takes only pods of the Pod Security Standard restricted, and no pod could be tried" in told.stderr
    (values,) = [line.split("--set ")[1].strip("'") for line in told.stderr.splitlines() if "Values that meet" in line]
    helm.ok("telepresence", "uninstall", "-n", place, "--no-hooks")
    told = alone.run(*install[:2], "-n", place, *PLAIN, "--set", values)
    assert told.returncode == 0 and "Warning" not in told.stderr, told.stderr


def test_fields_that_somebody_else_has_set_are_told_before(with_kubectl, cluster, follow):
    with_kubectl.ok("telepresence", "install", *PLAIN)
    cluster.run("scale", "deployment", "traffic-manager", "--replicas=2", "-n", "ambassador")
    upgrade = ["telepresence", "upgrade", *PLAIN, "--set", "logLevel=debug"]
    if not with_kubectl.is_helm_4():
        with_kubectl.ok(*upgrade)  # Helm 3 overrules whoever it was
        return
    specs = cluster.specs("ambassador")
    error = with_kubectl.fails(*upgrade)
    assert ("the upgrade was not begun: Deployment traffic-manager in namespace ambassador was changed by kubectl, in "
            "what the chart sets: .spec.replicas; nothing was changed") in error
    assert with_kubectl.history() == ["deployed"] and cluster.specs("ambassador") == specs
    follow(error, "Without that:")
    assert with_kubectl.history() == ["superseded", "deployed"]
    assert cluster.specs("ambassador")["traffic-managerDeployment"]["replicas"] == 1


def test_what_helm_merges_itself_it_overrules(with_kubectl, cluster):
    if not with_kubectl.is_helm_4():
        pytest.skip("Helm 3 always does")
    with_kubectl.ok("telepresence", "install", *PLAIN, "--", "--server-side=false")
    cluster.run("scale", "deployment", "traffic-manager", "--replicas=2", "-n", "ambassador")
    with_kubectl.ok("telepresence", "upgrade", *PLAIN, "--set", "logLevel=debug")
    assert with_kubectl.history() == ["superseded", "deployed"]


@pytest.fixture
def chart_with(request, tmp_path):
    """Copies of the bundled chart, with a line of Chart.yaml that is another."""
    def make(folder, **lines):
        chart = tmp_path / folder
        shutil.copytree(os.path.join(request.config.getoption("--plugin"), "chart"), chart)
        file = chart / "Chart.yaml"
        kept = [line for line in file.read_text().splitlines() if line.split(":")[0] not in lines]
        file.write_text("\n".join([*kept, *(f"{key}: {json.dumps(value)}" for key, value in lines.items())]) + "\n")
        return ["--chart", str(chart), "--version-check", "off", *PLAIN]
    return make


def test_a_chart_for_another_kubernetes_is_refused(helm, cluster, chart_with):
    """Helm says it here: the version of this API server is none, since it was built without."""
    error = helm.fails("telepresence", "install", *chart_with("new", kubeVersion=">=1.99.0-0"))
    assert "the chart takes Kubernetes >=1.99.0-0, and the cluster's is v" in error
    assert "nothing was changed" in error
    assert_nothing_was_done(helm, cluster, "ambassador")


@pytest.mark.on_newest
def test_an_upgrade_keeps_to_its_edition(helm, chart_with):
    enterprise = chart_with("enterprise", version="2.20.0")
    helm.ok("telepresence", "install", "--wait=false", *enterprise)
    error = helm.fails("telepresence", "upgrade", *chart_with("oss", name="telepresence-oss", version="2.20.0"))
    assert ("the Traffic Manager in namespace ambassador is of the edition enterprise (chart telepresence), and the "
            "chart is of the edition oss; nothing was changed") in error
    assert helm.history() == ["deployed"]
    helm.ok("telepresence", "upgrade", "--wait=false", *enterprise)
