"""Measures what it costs to start the packaged binary, beside `true`, the one that a source tree
compiles, and helm: time, memory, and size on disk. Nothing is asserted here.
"""

import argparse
import os
import shutil
from pathlib import Path

from bench import Series, table


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packaged", required=True)
    parser.add_argument("--compiled", required=True)
    parser.add_argument("--helm", action="append", required=True)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    series = [Series(*one) for one in (
        ("true", [shutil.which("true")]),
        ("packaged helm-telepresence --version", [options.packaged, "--version"]),
        ("compiled helm-telepresence --version", [options.compiled, "--version"]),
        *((f"{Path(helm).parent.name} version", [helm, "version"]) for helm in options.helm))]
    # One is over before the clock has seen much of it.
    for _ in range(options.rounds * 5):
        for one in series:
            one.measure({"PATH": os.environ["PATH"], "HOME": "/nowhere"})
    table("Start-up", series)
    print("\nSize on disk")
    for one in series:
        print(f"  {one.name.split(' -')[0]:<44} {os.path.getsize(one.command[0]) / 1e6:>9.2f} MB")


if __name__ == "__main__":
    main()
