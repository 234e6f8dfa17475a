"""Runs helm and kubectl for the end-to-end tests, and reads what they leave in the cluster."""

import contextlib
import functools
import json
import os
import re
import signal
import subprocess

import pytest

import plugin
from api import Api
from charts import CHART
from processes import wait_until

# Generous: these machines are busy. No test waits for it unless something is broken.
LIMIT = 120

# What the chart has but for its workloads.
ALL_BUT_WORKLOADS = [
    "secrets", "configmaps", "services", "serviceaccounts", "roles.rbac.authorization.k8s.io",
    "rolebindings.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io",
    "clusterrolebindings.rbac.authorization.k8s.io", "jobs.batch",
    "mutatingwebhookconfigurations.admissionregistration.k8s.io"]

UNREADY = ["--set", "image.tag=cannot-be-pulled"]


def shared_out(cases):
    """For parametrize: the first is for both helms, and each of the others for one of them in turn, where no
    helm does it another way than the others."""
    marks = [pytest.mark.on_newest, pytest.mark.on_oldest]
    return [cases[0], *(
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=marks[number % 2])
        for number, case in enumerate(cases[1:]))]


@functools.cache
def is_helm_4(helm):
    told = subprocess.run([helm, "version", "--template", "{{.Version}}"], check=True, capture_output=True, text=True)
    return told.stdout.startswith("v4.")


class Helm:
    def __init__(self, path, environment, api=None):
        self.path, self.environment, self.api = path, environment, api
        self.told = ""

    def with_environment(self, **variables):
        return Helm(self.path, {**self.environment, **variables}, self.api)

    def beneath(self, binary, **variables):
        """The plugin's program by itself; it finds this helm in HELM_BIN."""
        return Helm(binary, {**self.environment, "HELM_BIN": self.path, **variables}, self.api)

    def is_helm_4(self):
        return is_helm_4(self.path)

    def run(self, *arguments, input_text="", cwd=None, limit=LIMIT):
        return plugin.run([self.path, *arguments], self.environment, cwd, input_text, limit)

    def ok(self, *arguments, **options):
        """Runs helm; it has to succeed. Gives its stdout."""
        result = self.run(*arguments, **options)
        assert result.returncode == 0, f"helm {' '.join(arguments)}\n{result.stderr}"
        return result.stdout

    def fails(self, *arguments, **options):
        """Runs helm; it has to fail with status 1 and an Error. Gives its stderr from that Error on; in
        `told` is what stood before: how it went as long as it waited."""
        result = self.run(*arguments, **options)
        assert result.returncode == 1, f"helm {' '.join(arguments)}\n{result.stdout}{result.stderr}"
        self.told, error = plugin.split_progress(result.stderr)
        return error

    def follow(self, *commands):
        """Runs command lines that were shown, as a shell would; each has to succeed. Gives what the last one
        printed."""
        for command in commands:
            result = plugin.run(["sh", "-c", command], self.environment)
            assert result.returncode == 0, f"{command}\n{result.stderr}"
        return result.stdout

    def start(self, *arguments):
        """Starts helm as a terminal would: in a process group of its own."""
        return subprocess.Popen([self.path, *arguments], env=self.environment, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, start_new_session=True)

    def has_installed(self, *values, namespace="ambassador", ready=True):
        """A Traffic Manager, for a test of what comes after: by helm itself, where the plugin starts a dozen."""
        self._change("install", values, namespace, ready, "--create-namespace")

    def has_upgraded(self, *values, namespace="ambassador", ready=True):
        self._change("upgrade", values, namespace, ready)

    def _change(self, verb, values, namespace, ready, *more):
        wait = ["--wait"] if ready and not self.api else []
        self.ok(verb, "traffic-manager", str(CHART), "-n", namespace, *more, *wait, *values)
        if ready and self.api:
            wait_until(lambda: self._is_ready(namespace), "a ready Traffic Manager", LIMIT)

    def _is_ready(self, namespace):
        for _, one in self.api.objects("deployments", namespace=namespace):
            status, wanted = one.get("status", {}), one["spec"]["replicas"]
            if status.get("observedGeneration") != one["metadata"]["generation"] or any(
                    status.get(key, 0) != wanted for key in ("replicas", "updatedReplicas", "readyReplicas")):
                return False
        return True

    def releases(self):
        """As `helm list` has them: of each its newest revision, unless that is superseded."""
        if self.api:
            newest = {(namespace, name): (number, status)
                      for namespace, name, number, status in self.api.revisions()}
            return [{"namespace": namespace, "name": name, "revision": str(number), "status": status}
                    for (namespace, name), (number, status) in newest.items() if status != "superseded"]
        states = ["--deployed", "--failed", "--pending", "--uninstalled", "--uninstalling"]
        return json.loads(self.ok("list", "--all-namespaces", "-o", "json", *states))

    def release(self, namespace="ambassador"):
        """(revision, status) of the release, or None."""
        for release in self.releases():
            if release["namespace"] == namespace:
                return int(release["revision"]), release["status"]
        return None

    def history(self, namespace="ambassador"):
        """The statuses of the release's revisions, the oldest first."""
        if self.api:
            return [status for _, name, _, status in self.api.revisions(namespace) if name == "traffic-manager"]
        result = self.run("history", "traffic-manager", "-n", namespace, "-o", "json")
        if result.returncode != 0:
            assert "release: not found" in result.stderr
            return []
        return [revision["status"] for revision in json.loads(result.stdout)]

    def values(self, namespace="ambassador"):
        return json.loads(self.ok("get", "values", "traffic-manager", "-n", namespace, "-o", "json"))

    def status(self, *arguments):
        return json.loads(self.ok("telepresence", "status", "-o", "json", *arguments))

    def status_until(self, namespace, condition=lambda status: status["problems"]):
        """The problems that the status tells, once it is as it should be."""
        found = {}

        def look():
            found.update(self.status("-n", namespace))
            return condition(found)

        wait_until(look, "another status")
        return found["problems"]


class Cluster:
    def __init__(self, kubectl, kubeconfig):
        self.kubectl, self.kubeconfig = kubectl, kubeconfig
        self.api = Api.of(kubeconfig)

    def _kubectl(self, *arguments, input_text=""):
        return plugin.run([self.kubectl, "--kubeconfig", self.kubeconfig, *arguments], os.environ,
                          stdin=input_text, limit=LIMIT)

    def run(self, *arguments, input_text=""):
        result = self._kubectl(*arguments, input_text=input_text)
        assert result.returncode == 0, f"kubectl {' '.join(arguments)}\n{result.stderr}"
        return result.stdout

    def ask(self, *arguments):
        """The answer of a kubectl that also tells it by its exit status."""
        return self._kubectl(*arguments).stdout.strip()

    def _read(self, kinds, *arguments):
        """(name, object) of each, as `kubectl get` finds them but without it; None where only that can tell."""
        words = list(arguments)
        name = words.pop(0) if words and not words[0].startswith("-") else None
        if not self.api or words not in ([], ["-A"]) and (len(words) != 2 or words[0] != "-n"):
            return None
        return self.api.objects(kinds, name, namespace=words[1] if words[1:] else None,
                                everywhere=words == ["-A"])

    def get(self, kinds, *arguments):
        found = self._read(kinds, *arguments)
        is_list = not arguments or arguments[0].startswith("-")
        if found is None or not (found or is_list):
            return json.loads(self.run("get", "-o", "json", kinds, *arguments))
        return {"items": [item for _, item in found]} if is_list else found[0][1]

    def exists(self, *arguments):
        return bool(self.names(*arguments))

    def names(self, *arguments):
        found = self._read(*arguments)
        if found is None:
            return set(self.run("get", "--ignore-not-found", "-o", "name", *arguments).split())
        return {name for name, _ in found}

    def releases(self):
        """(namespace, name) of each that helm has a record of."""
        if self.api:
            return {(namespace, name) for namespace, name, _, _ in self.api.revisions()}
        return {(secret["metadata"]["namespace"], secret["metadata"]["labels"]["name"])
                for secret in self.get("secrets", "-A")["items"]
                if secret["type"] == "helm.sh/release.v1"}

    @contextlib.contextmanager
    def jane_may(self, name, resources, verbs="*"):
        """The flags of a user who may do that meanwhile, by a ClusterRole of this name."""
        self.run("create", "clusterrole", name, f"--verb={verbs}", f"--resource={','.join(resources)}")
        self.run("create", "clusterrolebinding", name, f"--clusterrole={name}", "--user=jane")
        try:
            yield ["--kube-as-user", "jane"]
        finally:
            self.run("delete", f"clusterrole/{name}", f"clusterrolebinding/{name}")

    def log_level(self, namespace="ambassador"):
        deployment = self.get("deployment", "traffic-manager", "-n", namespace)
        container = deployment["spec"]["template"]["spec"]["containers"][0]
        return {entry["name"]: entry.get("value") for entry in container["env"]}["LOG_LEVEL"]

    def objects(self, namespace):
        """What an install makes, in the namespace and cluster-wide. Pods are left out: they
        outlive their Deployment for a moment."""
        inside = self.names("deployments,services,configmaps,secrets,serviceaccounts,roles,"
                            "rolebindings,jobs", "-n", namespace)
        own = {"configmap/kube-root-ca.crt", "serviceaccount/default"}
        ours = re.compile("traffic-manager|agent-injector|telepresence")
        cluster_wide = {name for name in self.names("mutatingwebhookconfigurations,clusterroles,"
                                                    "clusterrolebindings") if ours.search(name)}
        claims = {f"claim/{item['metadata']['namespace']}"
                  for item in self.get("configmaps", "-A")["items"]
                  if item["metadata"]["name"] == "traffic-manager-claim"}
        return (inside - own) | cluster_wide | claims

    def pods_with_agents(self):
        """(namespace, name) of each that has one and is not about to go."""
        return {(pod["metadata"]["namespace"], pod["metadata"]["name"])
                for pod in self.get("pods", "-A")["items"]
                if "deletionTimestamp" not in pod["metadata"]
                and any(container["name"] == "traffic-agent" for container in pod["spec"]["containers"])}

    def workloads_with_agents(self):
        """(kind, namespace, name) of each that owns one of them, as the tests name their pods."""
        owners = set()
        for namespace, pod in self.pods_with_agents():
            for kind in ("deployment", "statefulset"):
                name = pod.rsplit("-", 2 if kind == "deployment" else 1)[0]
                if self.exists(kind, name, "-n", namespace):
                    owners.add((kind, namespace, name))
        return owners

    def specs(self, namespace):
        """The Deployment's and Services' specs: equal specs mean nothing was changed."""
        items = self.get("deployment,service", "-n", namespace)["items"]
        return {item["metadata"]["name"] + item["kind"]: item["spec"] for item in items}


def kubectl_lines(error):
    """The command lines of kubectl that an error offers, each on a line of its own."""
    return [line.strip() for line in error.splitlines() if line.strip().startswith("kubectl ")]


def offered_after(words, text):
    """The command line that stands behind these words, in one line alone."""
    (command,) = [line.split(words)[1] for line in text.splitlines() if words in line]
    return command


def press_ctrl_c(process):
    """What a terminal does: SIGINT to the whole foreground process group."""
    os.killpg(process.pid, signal.SIGINT)


def plugin_of(process):
    """The pid of the plugin that this helm started."""
    return child_of(process.pid)


def child_of(pid):
    """The pid of the first program that this one started."""
    found = []

    def look():
        children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True,
                                  check=False).stdout.split()
        found[:] = [int(child) for child in children]
        return found

    wait_until(look, f"the start of a child of {pid}")
    return found[0]
