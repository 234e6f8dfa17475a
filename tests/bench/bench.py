"""Measures the plugin against bare helm, in alternating runs, and prints a table.

Each round runs one of each kind, one after the other, so that both see the same noise.
The figures to quote are the ratios of medians: the machine decides the rest. Nothing is
asserted here. scripts/bench.sh prepares what this needs.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / "e2e")]

from injector import Injector
from processes import wait_until
from support import Cluster


def run(command, environment):
    """Runs a command; gives its time in seconds and the peak memory, in MB, of the largest
    process it started, itself included."""
    with tempfile.NamedTemporaryFile("r") as memory, tempfile.TemporaryFile("w+") as errors:
        # GNU time is small; forked from Python, every program would seem as large as Python.
        measured = ["/usr/bin/time", "--quiet", "-f", "%M", "-o", memory.name, *command]
        began = time.monotonic()
        status = subprocess.run(measured, env=environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=errors, check=False).returncode
        seconds = time.monotonic() - began
        if status != 0:
            errors.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{errors.read()}")
        return seconds, int(memory.read()) / 1024


class Series:
    """The runs of one kind of command."""

    def __init__(self, name, command):
        self.name, self.command = name, command
        self.seconds, self.megabytes = [], []

    def measure(self, environment):
        seconds, megabytes = run(self.command, environment)
        self.seconds.append(seconds)
        self.megabytes.append(megabytes)

    def row(self, base):
        median = statistics.median(self.seconds)
        ratio = median / statistics.median(base.seconds)
        return (f"  {self.name:<44} {median * 1000:>9.1f} {min(self.seconds) * 1000:>9.1f} "
                f"{max(self.megabytes):>8.1f} {ratio:>7.3f}")


def table(title, series):
    print(f"\n{title}\n  {'':<44} {'median ms':>9} {'best ms':>9} {'peak MB':>8} {'ratio':>7}")
    for one in series:
        print(one.row(series[0]), flush=True)


def start_up(helm, binary, environment, rounds):
    bare = Series("helm version", [helm, "version"])
    through = Series("helm telepresence version --client",
                     [helm, "telepresence", "version", "--client"])
    alone = Series("helm-telepresence version --client", [binary, "version", "--client"])
    for _ in range(rounds):
        for series in (bare, through):
            series.measure(environment)
        alone.measure({**environment, "HELM_BIN": helm})
    return [bare, through, alone]


def operations(helm, chart, environment, rounds, injector):
    """Without a Traffic Manager that answers, as in a cluster where no container runs; and with one, which
    the uninstall asks in the place of the chart's Job."""
    scope = ["--namespace", "ambassador", "--wait", "--timeout", "5m0s"]
    bare_install = Series("helm install --wait", [helm, "install", "traffic-manager", chart,
                                                  "--create-namespace", *scope])
    bare_uninstall = Series("helm uninstall --wait", [helm, "uninstall", "traffic-manager", *scope])
    install = Series("helm telepresence install", [helm, "telepresence", "install"])
    uninstall = Series("helm telepresence uninstall", [helm, "telepresence", "uninstall"])
    answered = [Series(f"{series.name}, injector answers", series.command)
                for series in (install, uninstall)]
    for _ in range(rounds):
        for series in (bare_install, bare_uninstall, install, uninstall):
            series.measure(environment)
        # Each install makes it another certificate.
        injector.certificate = None
        injector.start()
        for series in answered:
            series.measure(environment)
        injector.stop()
    return ([bare_install, install, answered[0]], [bare_uninstall, uninstall, answered[1]])


# About what it takes to pull an image, and longer than the watch waits before its first look.
PULLED = "8s"


def slow_operations(helm, chart, environment, rounds):
    """As in a cluster that has to pull the images first, so that the watch looks too. No injector answers, so
    the uninstall needs the chart's Job."""
    slow = ["--set-string", f"podLabels.telepresence-test/ready-after={PULLED}",
            "--set", f"hooks.curl.tag=ready-after-{PULLED}"]
    waits = ["--namespace", "ambassador", "--wait", "--timeout", "5m0s"]
    bare_install = Series("helm install --wait", [helm, "install", "traffic-manager", chart,
                                                  "--create-namespace", *waits, *slow])
    bare_uninstall = Series("helm uninstall --wait", [helm, "uninstall", "traffic-manager", *waits])
    install = Series("helm telepresence install", [helm, "telepresence", "install", *slow])
    uninstall = Series("helm telepresence uninstall", [helm, "telepresence", "uninstall"])
    for _ in range(rounds):
        for series in (bare_install, bare_uninstall, install, uninstall):
            series.measure(environment)
    return [bare_install, install], [bare_uninstall, uninstall]


# Nothing runs them, or even tries to: what is measured is the reading.
PODS = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: many}
spec:
  replicas: %d
  selector: {matchLabels: {app: many}}
  template:
    metadata: {labels: {app: many}}
    spec:
      schedulerName: nobody
      containers: [{name: app, image: "app:1"}]
"""


def look_before(helm, chart, environment, rounds, cluster):
    """What the look before an install takes, with kubectl and without: a dry run has all of it, and changes nothing. A
    Traffic Manager of one namespace, and of 200; few pods in the cluster, and many."""
    names = [f"bench-{number}" for number in range(200)]
    for name in names:
        cluster.run("create", "namespace", name)
    listing = [helm, "list", "--namespace", "bench-0"]
    without = {**environment, "PATH": "/nowhere"}
    found = []
    for pods in (50, 5000):
        cluster.run("apply", "-n", names[-1], "-f", "-", input_text=PODS % pods)
        wait_until(lambda: len(cluster.names("pods", "-n", names[-1])) == pods, "the pods", 300)
        for number in (1, 200):
            values = ["--set", "managerRbac.namespaced=true,managerRbac.namespaces={%s}" % ",".join(names[:number])]
            trial = ["--namespace", "bench-0", "--dry-run=server", *values]
            series = [Series("helm list", listing),
                      Series("helm install --dry-run=server",
                             [helm, "install", "traffic-manager", chart, *trial]),
                      Series("helm telepresence install --dry-run=server", [helm, "telepresence", "install", *trial]),
                      Series("the same without kubectl", [helm, "telepresence", "install", *trial])]
            for _ in range(rounds):
                for one in series[:-1]:
                    one.measure(environment)
                series[-1].measure(without)
            found.append((f"{number} namespaces, {pods:,} pods", series))
    cluster.run("delete", "namespace", *names)
    return found


def looks(helm, plugin, environment, rounds, cluster):
    """What a wait asks every two seconds, and a whole status, with few and with many pods elsewhere."""
    namespace = "bench-pods"
    run([helm, "telepresence", "install"], environment)
    cluster.run("create", "namespace", namespace)
    watch = [helm, "template", "telepresence-probe", str(plugin / "probe"), "--namespace", "ambassador",
             "--dry-run=server", "--disable-openapi-validation"]
    status = [helm, "telepresence", "status", "-o", "json"]
    of_watch, of_status = [], []
    for number in (50, 5000):
        cluster.run("apply", "-n", namespace, "-f", "-", input_text=PODS % number)
        wait_until(lambda: len(cluster.names("pods", "-n", namespace)) == number, "the pods", 300)
        of_watch.append(Series(f"a look of the watch, {number:,} pods", watch))
        of_status.append(Series(f"helm telepresence status, {number:,} pods", status))
        for _ in range(rounds):
            of_watch[-1].measure(environment)
            of_status[-1].measure(environment)
    cluster.run("delete", "namespace", namespace)
    run([helm, "telepresence", "uninstall"], environment)
    return of_watch, of_status


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--helm", action="append", required=True)
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--kubeconfig", required=True)
    parser.add_argument("--kubectl", required=True)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    plugin = Path(options.plugin)

    cluster = Cluster(options.kubectl, options.kubeconfig)
    for helm in options.helm:
        with tempfile.TemporaryDirectory() as home:
            environment = {key: value for key, value in os.environ.items()
                           if not key.startswith(("HELM_", "TELEPRESENCE_"))}
            environment.update({f"HELM_{kind}_HOME": f"{home}/{kind.lower()}"
                                for kind in ("DATA", "CONFIG", "CACHE")})
            environment["KUBECONFIG"] = options.kubeconfig
            environment["HELM_TELEPRESENCE_OFFLINE"] = "1"
            run([helm, "plugin", "install", str(plugin)], environment)
            version = subprocess.check_output([helm, "version", "--template", "{{.Version}}"],
                                              env=environment, text=True)
            binary = str(plugin / "bin" / "helm-telepresence")
            table(f"Helm {version}: start-up", start_up(helm, binary, environment,
                                                        3 * options.rounds))
            # The same kubectl for all, whatever is on PATH.
            environment["PATH"] = f"{Path(options.kubectl).parent}:{environment['PATH']}"
            install, uninstall = operations(helm, str(plugin / "chart"), environment,
                                            options.rounds, Injector(cluster, Path(home)))
            table(f"Helm {version}: install", install)
            table(f"Helm {version}: uninstall", uninstall)
            install, uninstall = slow_operations(helm, str(plugin / "chart"), environment,
                                                 options.rounds)
            table(f"Helm {version}: install, images pulled in {PULLED}", install)
            table(f"Helm {version}: uninstall, images pulled in {PULLED}", uninstall)
            for title, series in look_before(helm, str(plugin / "chart"), environment, options.rounds, cluster):
                table(f"Helm {version}: look before, {title}", series)
            of_watch, of_status = looks(helm, plugin, environment, options.rounds, cluster)
            table(f"Helm {version}: while it waits", of_watch)
            table(f"Helm {version}: status", of_status)


if __name__ == "__main__":
    main()
