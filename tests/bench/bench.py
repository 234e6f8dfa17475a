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


def operations(helm, chart, environment, rounds):
    scope = ["--namespace", "ambassador", "--wait", "--timeout", "5m0s"]
    bare_install = Series("helm install --wait", [helm, "install", "traffic-manager", chart,
                                                  "--create-namespace", *scope])
    bare_uninstall = Series("helm uninstall --wait", [helm, "uninstall", "traffic-manager", *scope])
    install = Series("helm telepresence install", [helm, "telepresence", "install"])
    uninstall = Series("helm telepresence uninstall", [helm, "telepresence", "uninstall"])
    for _ in range(rounds):
        for series in (bare_install, bare_uninstall, install, uninstall):
            series.measure(environment)
    return [bare_install, install], [bare_uninstall, uninstall]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--helm", action="append", required=True)
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--kubeconfig", required=True)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    plugin = Path(options.plugin)

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
            install, uninstall = operations(helm, str(plugin / "chart"), environment,
                                            options.rounds)
            table(f"Helm {version}: install", install)
            table(f"Helm {version}: uninstall", uninstall)


if __name__ == "__main__":
    main()
