"""Runs the plugin's program for the tests, with an environment that they make.

Takes the program from bin/, or from TELEPRESENCE_BINARY.
"""

import json
import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Absolute, since it is run in other folders.
BINARY = Path(os.environ.get("TELEPRESENCE_BINARY", ROOT / "bin" / "helm-telepresence")).absolute()
VERSION = re.search(r"^version: (.*)$", (ROOT / "plugin.yaml").read_text(), re.MULTILINE)[1]
# A real one, for what only helm can do.
HELM = os.environ.get("TELEPRESENCE_TEST_HELM")
FAKE_HELM = ROOT / "tests" / "cli" / "fake_helm.py"
SYSTEM_PATH = "/usr/bin:/bin"


def run(command, environment, cwd=None, stdin="", limit=60, errors="strict"):
    """Runs any program, with this environment alone; gives its outcome, whatever it is.

    `limit` is in seconds, and generous: no test waits for it unless something is broken.
    """
    given = {"input": stdin} if stdin else {"stdin": subprocess.DEVNULL}
    return subprocess.run(list(map(str, command)), env=environment, cwd=cwd, **given,
                          capture_output=True, encoding="utf-8", errors=errors, timeout=limit,
                          check=False)


def preloaded(folder, source):
    """The environment that puts these functions, in C, in front of the system's."""
    file, library = folder / "preloaded.c", folder / "preloaded.so"
    file.write_text(source)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, file, "-ldl"], check=True)
    return {"LD_PRELOAD": str(library)}


def calls_of_fake_helm(folder):
    """What tests/cli/fake_helm.py was called with, as it wrote that down there."""
    file = folder / "calls"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def without_run_label(arguments):
    """A command line of helm without the label that is another one in each run."""
    for place in range(len(arguments) - 1):
        if arguments[place] == "--labels" and arguments[place + 1].startswith("helm-telepresence/run="):
            return arguments[:place] + arguments[place + 2:]
    return arguments


def split_progress(stderr):
    """What is told as long as something goes on, and what stands from the Error on, which has to come."""
    told, mark, error = ("\n" + stderr).partition("\nError: ")
    assert mark, stderr
    return told.lstrip("\n"), mark.lstrip("\n") + error


class Program:
    """The plugin's program in a folder, with nothing of the caller's environment."""

    # What goes before all arguments, as `chart`.
    words = ()
    limit = 60
    # What becomes of output that is no UTF-8: see Python's error handlers.
    errors = "strict"
    # What the last one that failed has told before its error.
    told = ""

    def __init__(self, folder, **variables):
        self.folder = folder
        self.environment = {"PATH": SYSTEM_PATH, "HOME": str(folder), "HELM_PLUGIN_DIR": str(ROOT),
                            **{name: str(value) for name, value in variables.items()}}

    def command(self, *arguments):
        return [str(BINARY), *self.words, *map(str, arguments)]

    def run(self, *arguments, before=(), stdin="", **variables):
        """Its outcome. `before` is the start of a command that runs it."""
        return run([*before, *self.command(*arguments)], {**self.environment, **variables},
                   self.folder, stdin, self.limit, self.errors)

    def run_small(self, *arguments, **variables):
        """The same, after it was seen to take less than 64 MB of memory. (What Python itself tells of
        a child counts the memory of the one that it was forked from.)"""
        peak = self.folder / "peak"
        result = self.run(*arguments, before=("/usr/bin/time", "-f", "peak %M", "-o", peak), **variables)
        kilobytes = int(peak.read_text().rpartition("peak ")[2])
        assert kilobytes < 64 * 1000, f"{kilobytes} KB"
        return result

    def start(self, *arguments, **options):
        """Leaves it running: a Popen."""
        return subprocess.Popen(self.command(*arguments), cwd=self.folder, env=self.environment,
                                text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, **options)

    def ok(self, *arguments, **options):
        """Runs it; it has to succeed. Gives its stdout."""
        result = self.run(*arguments, **options)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def report(self, *arguments, **options):
        return json.loads(self.ok(*arguments, "-o", "json", **options))

    def fails(self, *arguments, status=1, **options):
        """Runs it; it has to fail, with an Error and nothing on stdout. Gives its stderr from that Error on;
        what took longer than two seconds may have told before how it went."""
        result = self.run(*arguments, **options)
        assert result.returncode == status, result.stdout + result.stderr
        assert result.stdout == ""
        self.told, error = split_progress(result.stderr)
        return error
