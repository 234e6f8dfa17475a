#!/usr/bin/python3
"""Runs clang-tidy on the sources that have changed since they last passed.

    scripts/tidy.py [FILE...]    all of src/ and tests/ without

A file is looked at again when its own text has changed, or that of a header of this project which
it includes, however far down; or its compile flags, .clang-tidy, or the versions of clang-tidy and
of the libraries. What passed is kept by a hash of all that in ~/.cache, for every clone.
"""

import concurrent.futures
import hashlib
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "dev"
PASSED = (Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
          / "telepresence-helm-plugin" / "tidy")
INCLUDE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*["<]([^">]+)[">]', re.MULTILINE)
# Where the headers that are not this project's come from.
LIBRARIES = ["catch2", "libarchive-dev", "libc6-dev", "libcli11-dev",
             "libcurl4-openssl-dev", "libfmt-dev", "libssl-dev", "libstdc++-*-dev",
             "libyaml-cpp-dev", "libyaml-dev", "linux-libc-dev", "nlohmann-json3-dev", "zlib1g-dev"]
# A stamp that nobody has asked for in this time is removed.
KEPT_SECONDS = 60 * 24 * 3600


def output_of(*command):
    """What a program prints; nothing where there is no such program."""
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).stdout
    except FileNotFoundError:
        return b""


def all_sources():
    listed = output_of("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--",
                       "src/*.cpp", "tests/*.cpp")
    # One that is deleted and not yet committed is listed still.
    return [name for name in os.fsdecode(listed).split("\0") if name and (ROOT / name).exists()]


class Headers:
    """Which of this project's files a source is made of."""

    def __init__(self):
        self.contents, self.includes = {}, {}

    def read(self, path):
        if path not in self.contents:
            self.contents[path] = path.read_bytes() if path.is_file() else None
        return self.contents[path]

    def included_by(self, path, folders):
        """The files that it includes itself: searched as a compiler does, whatever #if says."""
        for name in INCLUDE.findall(self.read(path)):
            for folder in (path.parent, *folders):
                found = Path(os.path.normpath(folder / os.fsdecode(name)))
                if found.is_relative_to(ROOT) and self.read(found) is not None:
                    yield found
                    break

    def below(self, path, folders):
        """All that it includes, itself first."""
        found, waiting = {path}, [path]
        while waiting:
            new = set(self.included_by(waiting.pop(), folders)) - found
            found |= new
            waiting += new
        return sorted(found)


def compile_commands():
    """The flags of each source as paths below the project, so that clones share what passed."""
    with open(BUILD / "compile_commands.json", encoding="utf-8") as file:
        entries = json.load(file)
    return {str(Path(entry["file"]).relative_to(ROOT)): shlex.split(entry["command"])
            for entry in entries}


def include_folders(command):
    folders = [word[2:] for word in command if word.startswith("-I") and len(word) > 2]
    folders += [after for word, after in zip(command, command[1:]) if word in ("-I", "-isystem")]
    return [Path(folder) for folder in folders] or [ROOT / "src", ROOT / "tests"]


def keys_of(program, sources):
    """For each source a hash of everything that clang-tidy's verdict depends on."""
    common = b"\0".join([(ROOT / ".clang-tidy").read_bytes(), output_of(program, "--version"),
                         output_of("dpkg-query", "-W", *LIBRARIES)])
    commands, headers = compile_commands(), Headers()
    # clang-tidy takes the flags of a similar source for one that the build does not know.
    for source in sources:
        command = commands.get(source, [])
        digest = hashlib.sha256(common)
        digest.update(" ".join(command).replace(str(ROOT), ".").encode())
        for path in headers.below(ROOT / source, include_folders(command)):
            digest.update(b"\0%s\0%d\0" % (os.fsencode(path.relative_to(ROOT)),
                                           len(headers.read(path))))
            digest.update(headers.read(path))
        yield source, digest.hexdigest()[:32]


def analyse(program, source, stamp):
    """Whether it passed, and what clang-tidy says; not how many warnings it has suppressed."""
    result = subprocess.run([program, "-p", BUILD, "--quiet", source], cwd=ROOT,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if result.returncode == 0:
        stamp.touch()
    said = result.stdout or (result.stderr if result.returncode else b"")
    return result.returncode == 0, said.decode(errors="replace")


def remove_old_stamps():
    for stamp in PASSED.iterdir():
        if stamp.stat().st_mtime < time.time() - KEPT_SECONDS:
            stamp.unlink(missing_ok=True)


def main():
    if set(sys.argv[1:]) & {"-h", "--help"}:
        print(__doc__)
        return 0
    # Ctrl-C ends it at once, not after all that waits.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # clang-tidy takes its flags from the build.
    configured = subprocess.run(
        ["cmake", "--preset", "dev"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        check=False)
    if configured.returncode != 0:
        sys.exit(configured.stdout.decode(errors="replace"))
    sources = [str(Path(name).resolve().relative_to(ROOT)) for name in sys.argv[1:]]
    sources = [name for name in sources if name.endswith(".cpp")] or all_sources()
    got = subprocess.run(["scripts/clang-tidy.sh"], cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if got.returncode != 0:
        return 1
    program = os.fsdecode(got.stdout).strip()
    PASSED.mkdir(parents=True, exist_ok=True)
    waiting = []
    for source, key in keys_of(program, sources):
        stamp = PASSED / key
        if stamp.exists():
            stamp.touch()
        else:
            waiting.append((source, stamp))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for passed, said in pool.map(lambda pair: analyse(program, *pair), waiting):
            if said:
                print(said.rstrip("\n"), flush=True)
            failed += not passed
    remove_old_stamps()
    print(f"clang-tidy: {len(waiting)} of {len(sources)} sources analysed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
