"""Measures how a chart is found in a repository and fetched, against helm, on a real nginx.

Each helm is asked for a chart out of an index of 1,000, 20,000 and 100,000 versions: `helm pull
--repo`, `helm repo update`, and the plugin's `chart pull` with an empty cache and with a full one.
Nothing is asserted here. scripts/bench.sh prepares what this needs.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import Series, run, table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from servers import Certificates, Nginx, packaged, sha256  # noqa: E402 (found by the line above)

WANTED = "2.18.1"

ENTRY = """\
  - apiVersion: v2
    appVersion: {version}
    created: "2026-01-01T10:00:00.000000000Z"
    description: Installs the Telepresence Traffic Manager, the in-cluster side of telepresence.
    digest: {digest}
    home: https://www.telepresence.io
    keywords:
    - telepresence
    - traffic-manager
    name: telepresence
    sources:
    - https://github.com/telepresenceio/telepresence
    type: application
    urls:
    - telepresence-{version}.tgz
    version: {version}
"""


def write_index(folder, size):
    """The wanted version among so many others, as `helm repo index` writes them."""
    chart = packaged(WANTED)
    folder.mkdir()
    (folder / f"telepresence-{WANTED}.tgz").write_bytes(chart)
    with open(folder / "index.yaml", "w", encoding="utf-8") as index:
        index.write("apiVersion: v1\nentries:\n  telepresence:\n")
        for number in range(size - 1):
            version = f"1.{number // 100}.{number % 100}"
            index.write(ENTRY.format(version=version, digest=sha256(version.encode())))
        index.write(ENTRY.format(version=WANTED, digest=sha256(chart)))
        index.write('generated: "2026-01-01T10:00:00.000000000Z"\n')


def measure(helm, binary, address, rounds, home):
    version = subprocess.check_output([helm, "version", "--template", "{{.Version}}"], text=True)
    pull = ["pull", "telepresence", "--version", WANTED, "--repo", address, "-d", str(home)]
    bare = Series(f"helm {version} pull --repo", [helm, *pull])
    update = Series(f"helm {version} repo update", [helm, "repo", "update"])
    ours = [binary, "chart", "pull", WANTED, "--repo", address, "-d", str(home), "-q"]
    cold, warm = Series("chart pull, empty cache", ours), Series("chart pull, full cache", ours)
    environment = {**os.environ, **{f"HELM_{kind}_HOME": str(home / kind.lower())
                                    for kind in ("DATA", "CONFIG", "CACHE")}}
    run([helm, "repo", "add", "bench", address], environment)
    for _ in range(rounds):
        bare.measure(environment)
        update.measure(environment)
        with tempfile.TemporaryDirectory() as cache:
            fresh = {**environment, "HELM_CACHE_HOME": cache}
            cold.measure(fresh)
            warm.measure(fresh)
    return [bare, update, cold, warm]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--helm", action="append", required=True)
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 20000, 100000])
    options = parser.parse_args()
    binary = str(Path(options.plugin) / "bin" / "helm-telepresence")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("certificates", "nginx", "root"):
            (folder / part).mkdir()
        for size in options.sizes:
            write_index(folder / "root" / str(size), size)
        nginx = Nginx(folder / "nginx", folder / "root", Certificates(folder / "certificates"))
        try:
            for size in options.sizes:
                for number, helm in enumerate(options.helm):
                    home = folder / f"{size}-{number}"
                    home.mkdir()
                    table(f"A chart out of {size} versions",
                          measure(helm, binary, f"http://127.0.0.1:{nginx.http}/{size}",
                                  options.rounds, home))
        finally:
            nginx.stop()


if __name__ == "__main__":
    main()
