"""Measures an edit of a kubeconfig against kubectl's, on 10, 1,000 and 10,000 clusters.

Each round lets `kubectl config set-cluster` and the plugin's `kubeconfig set` change the same
cluster to another value, so that each time both have something to write, and kubectl read the file.
Nothing is asserted here.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from bench import Series, table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "kubeconfig"))

from shapes import many_clusters  # noqa: E402 (found by the line above)


def measure(kubectl, binary, count, rounds, folder):
    """Each program has a file of its own: kubectl writes all of it anew."""
    series, environments = [], []

    def add(name, command):
        file = folder / f"{len(series)}-{count}"
        file.write_text(many_clusters(count), encoding="utf-8")
        series.append(Series(name, command))
        environments.append({"PATH": os.environ["PATH"], "HOME": str(folder),
                             "HELM_CACHE_HOME": str(folder / "cache"), "KUBECONFIG": str(file)})

    add("kubectl config set-cluster", [])
    add("kubeconfig set", [])
    add("kubeconfig set, nothing to change", [binary, "kubeconfig", "set", "-n", "staging"])
    add("kubeconfig set --dry-run", [binary, "kubeconfig", "set", "-n", "staging", "--dry-run"])
    add("kubectl config view --minify", [kubectl, "config", "view", "--minify"])
    series[2].measure(environments[2])
    series[2].seconds.clear()
    series[2].megabytes.clear()
    for number in range(rounds):
        series[0].command = [kubectl, "config", "set-cluster", "cluster-0",
                             f"--tls-server-name=name-{number}"]
        series[1].command = [binary, "kubeconfig", "set", "-n", f"space-{number}"]
        for one, environment in zip(series, environments):
            one.measure(environment)
    return series


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kubectl", required=True)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--clusters", type=int, action="append")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    for count in options.clusters or [10, 1000, 10000]:
        with tempfile.TemporaryDirectory() as folder:
            table(f"A kubeconfig of {count:,} clusters",
                  measure(options.kubectl, options.binary, count, options.rounds, Path(folder)))


if __name__ == "__main__":
    main()
