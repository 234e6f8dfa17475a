"""The install hook names all that is missing in one line, and every list of packages is the same.

The hook runs here in a folder of its own, with no other programs on PATH than a test puts there.
"""

import re
import shutil

import pytest

from plugin import ROOT, run

TOOLS = {"cmake": "cmake", "ninja": "ninja-build", "c++": "g++", "pkg-config": "pkg-config"}
# What the script itself runs.
NEEDED = ["awk", "bash", "dirname", "grep", "sed", "tr", "uname"]


def build_packages():
    found = re.search(r"build_packages=\(([^)]*)\)", (ROOT / "scripts" / "lib.sh").read_text())
    return set(found[1].split())


LIBRARIES = build_packages() - set(TOOLS.values()) - {"ccache"}


class Machine:
    """A clone, and the programs and Debian packages that are installed beside it."""

    def __init__(self, folder):
        self.clone, self.bin = folder / "clone", folder / "bin"
        for file in ("scripts/install.sh", "cmake/Dependencies.cmake", "plugin.yaml",
                     "CMakeLists.txt", "packaging/release.txt"):
            (self.clone / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / file, self.clone / file)
        self.bin.mkdir()
        for name in NEEDED:
            (self.bin / name).symlink_to(shutil.which(name))

    def has(self, tools=(), packages=None):
        for tool in tools:
            self.program(tool, "exit 1")
        if packages is not None:
            # Called as `dpkg-query -W -f=FORMAT PACKAGE`.
            self.program("dpkg-query", f'case " {" ".join(packages)} " in *" $3 "*) '
                                       'echo install ok installed ;; *) exit 1 ;; esac')

    def program(self, name, script):
        file = self.bin / name
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    def missing(self):
        """The packages that the one line asks for."""
        result = run([self.clone / "scripts" / "install.sh"], {"PATH": str(self.bin)})
        assert result.returncode == 1
        (line,) = result.stderr.splitlines()
        assert "packages are missing" in line
        return line.split("run: apt-get install ")[1].split()


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_tools_and_libraries_are_named_together(machine):
    machine.has(packages=[])
    missing = machine.missing()
    assert len(missing) == len(set(missing))
    assert set(missing) == set(TOOLS.values()) | LIBRARIES


def test_only_what_is_missing_is_named(machine):
    machine.has(tools=["cmake", "c++", "pkg-config"], packages=LIBRARIES - {"libfmt-dev"})
    assert machine.missing() == ["ninja-build", "libfmt-dev"]


def test_without_a_list_of_packages_the_tools_are_named(machine):
    machine.has(tools=["cmake", "ninja", "pkg-config"])
    assert machine.missing() == ["g++"]


def test_the_readme_names_what_the_build_takes():
    (command,) = re.findall(r"^apt-get install ((?:.*\\\n)*.*)$", (ROOT / "README.md").read_text(),
                            re.MULTILINE)
    assert set(command.replace("\\\n", " ").split()) == set(TOOLS.values()) | LIBRARIES
