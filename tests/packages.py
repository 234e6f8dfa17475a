"""What packaging/package.sh makes, of a program that is there."""

import os
import subprocess

from plugin import BINARY, ROOT

PLATFORM = "linux-amd64"


def package(folder, *arguments, tree=ROOT, binary=BINARY, **variables):
    """Makes it in `folder`, for one platform, of the tree's sources."""
    made = subprocess.run([tree / "packaging" / "package.sh", "--binary", binary, "--output", folder,
                           *arguments, PLATFORM], env={**os.environ, **variables},
                          capture_output=True, text=True, timeout=600, check=False)
    assert made.returncode == 0, made.stderr
    assert made.stdout == f"{folder}\n"
    return folder
