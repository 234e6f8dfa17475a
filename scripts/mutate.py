#!/usr/bin/python3
"""Does what scripts/mutate.sh says; see there."""

import argparse
import dataclasses
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from processes import start_server  # noqa: E402

WORK = ROOT / "build" / "mutants"
TREE = WORK / "tree"
BUILD = TREE / "build" / "dev"
REMEMBERED = WORK / "remembered.json"
ROOMS = sorted(path.name for path in (ROOT / "src").iterdir() if path.is_dir())

# What a suite needs to be built, and how it runs; it ends at the first failure.
PYTEST = ["/usr/bin/python3", "-m", "pytest", "-q", "-x", "-n", "3", "-p", "no:cacheprovider"]
SUITES = {
    "unit": ("unit_tests", [BUILD / "tests" / "unit_tests", "--abort"]),
    "component": ("component_tests", [BUILD / "tests" / "component_tests", "--abort"]),
    # The same tests with the fake helm of either major.
    "cli": ("helm-telepresence", [*PYTEST, "tests/cli", "tests/hints.py", "-k", "not v3.17.3"]),
    "cli of helm 3": ("helm-telepresence", [*PYTEST, "tests/cli", "-k", "v3.17.3"]),
    "generated": ("helm-telepresence", ["scripts/generate.py", "--check",
                                        BUILD / "src" / "helm-telepresence"]),
    "kubeconfig": ("helm-telepresence", [*PYTEST, "tests/kubeconfig"]),
    "yaml": ("yaml_write", [*PYTEST, "tests/yaml"]),
    "repository": ("helm-telepresence", [*PYTEST, "tests/repository"]),
}
# The cheapest first. The end-to-end tests, which need a control plane, are not among them.
SUITES_OF = {
    "chart": ["unit", "component", "repository"],
    "cli": ["unit", "component", "generated", "cli", "kubeconfig", "repository"],
    "cluster": ["unit", "cli"],
    "commands": ["unit", "cli", "kubeconfig", "repository"],
    "helm": ["unit", "component", "cli", "cli of helm 3"],
    "kubeconfig": ["unit", "component", "kubeconfig"],
    "net": ["unit", "repository"],
    "platform": ["component", "cli", "kubeconfig"],
    "release": ["unit", "cli", "cli of helm 3"],
    "supply": ["unit", "cli", "repository"],
    "util": ["unit", "cli"],
    "yaml": ["unit", "kubeconfig", "yaml", "cli"],
}

# -- The changes -----------------------------------------------------------------------------

# What is no code: comments, texts, characters.
NO_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|'
    r"(?<!\w)'(?:\\.|[^'\\\n])+'", re.DOTALL)
# clang-format puts a space on both sides of each of these, and on none of a template's <.
OPERATORS = {"==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "&&": "||",
             "||": "&&", "+": "-", "-": "+", "+=": "-=", "-=": "+="}
OPERATOR = re.compile(r"(?<= )(==|!=|<=?|>=?|&&|\|\||[-+]=?)(?= |$)")
WORDS = {"true": "false", "false": "true", "break": "continue", "continue": "break", "min": "max",
         "max": "min", ".front": ".back", ".back": ".front", ".starts_with": ".ends_with",
         ".ends_with": ".starts_with", ".find": ".rfind", ".rfind": ".find"}
WORD = re.compile("(?:" + "|".join(rf"\b{word}" if word[0] != "." else re.escape(word)
                                   for word in WORDS) + r")(?![\w:])")
NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.'])")
# How long and how large: whether it is that or one more is nobody's business.
TIMES_AND_SIZES = re.compile(r"chrono|_ms\b|_s =|<<|mebibyte|\bmost_entries|\bUL\b")
NEGATION = re.compile(r"(?<=[( ])!(?=[\w:(*])")
CHOICE = re.compile(r"\? ((?:[^?:;]|::)+) : ((?:[^?:;,]|::)+?)(?=[;,)]*$)")
# A call, an assignment, a jump; with the `if` or `for` before it.
STATEMENT = re.compile(
    r"(?:(?:else )?(?:if|for|while) \(.*\) )?"
    r"(?:(?:\+\+|--)?[\w:.\->\[\]*]+(?:\(.*\)| [-+|&]?= .*)|return|throw .*|break|continue);|"
    r"if \(.*\) return .*;")
# What is compiled on one system only, or on all others.
BRANCH = re.compile(r"^#ifdef __(\w+)__\n(.*?)(?:^#else\n(.*?))?^#endif\n",
                    re.DOTALL | re.MULTILINE)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def code_of(text):
    """The text with blanks for everything that is no code, as long as it was."""
    text = NO_CODE.sub(lambda match: blank(match[0]), text)
    for match in reversed(list(BRANCH.finditer(text))):
        other = 3 if match[1] == sys.platform else 2
        if match[other]:
            text = text[:match.start(other)] + blank(match[other]) + text[match.end(other):]
    return text


def closing(code, begin):
    """The place of the bracket that closes the one before `begin`; None when it is not there."""
    depth = 1
    for place in range(begin, len(code)):
        depth += (code[place] in "([{") - (code[place] in ")]}")
        if depth == 0:
            return place
    return None


def is_balanced(code):
    return closing(code + ")", 0) == len(code)


def changes_of(line, code, is_whole):
    """What may be done to a line, as (begin, end, new text). `code` is the line by code_of;
    `is_whole`: a statement begins with it."""
    if code.lstrip().startswith(("#", "using ", "namespace ", "template", "static_assert",
                                 "case ")):
        return
    for match in OPERATOR.finditer(code):
        # Texts can only be added.
        if match[0] not in ("+", "+=") or '"' not in line:
            yield *match.span(), OPERATORS[match[0]]
    for match in WORD.finditer(code):
        yield *match.span(), WORDS[match[0]]
    if not TIMES_AND_SIZES.search(code):
        for match in NUMBER.finditer(code):
            yield *match.span(), str(int(match[0]) + 1)
    for match in NEGATION.finditer(code):
        yield *match.span(), ""
    for match in re.finditer(r"\b(?:if|while) \(", code):
        begin, end = match.end(), closing(code, match.end())
        # What declares something cannot be negated.
        if end and not re.search(r" = |;", code[begin:end]):
            yield begin, end, f"!({line[begin:end]})"
    match = CHOICE.search(code)
    if match and is_balanced(match[1]) and is_balanced(match[2]):
        first, second = line[slice(*match.span(1))], line[slice(*match.span(2))]
        yield match.start(1), match.end(2), f"{second} : {first}"
    statement = code.strip()
    if is_whole and STATEMENT.fullmatch(statement) and is_balanced(statement):
        yield len(line) - len(line.lstrip()), len(line), ""


@dataclasses.dataclass
class Change:
    path: str  # below ROOT
    number: int  # of the line, from 1
    before: str
    after: str

    def place(self):
        return f"{self.path}:{self.number}"

    def key(self):
        return f"{self.place()}: {self.before.strip()} -> {self.after.strip()}"

    def write(self, line):
        """Puts it in its place in TREE."""
        lines = (TREE / self.path).read_text().split("\n")
        if lines[self.number - 1] != line:
            lines[self.number - 1] = line
            (TREE / self.path).write_text("\n".join(lines))

    def order(self, seed):
        """By chance, but not otherwise for what is changed elsewhere."""
        text = f"{seed} {self.path} {self.before} {self.after}"
        return hashlib.sha256(text.encode()).hexdigest()


def changes_in(path, seed):
    """One change for each line of the file that has any."""
    text = (ROOT / path).read_text()
    whole = True
    for number, (line, code) in enumerate(zip(text.split("\n"), code_of(text).split("\n")), 1):
        found = [Change(path, number, line, (line[:begin] + new + line[end:]).rstrip())
                 for begin, end, new in changes_of(line, code, whole)]
        found = [change for change in found if change.after != line]
        if found:
            yield min(found, key=lambda change: change.order(seed))
        if code.strip():
            whole = code.rstrip().endswith((";", "{", "}", ":"))


def changes_in_turn(rooms, seed):
    """All changes, a room after the other."""
    waiting = {}
    for room in rooms:
        files = sorted((ROOT / "src" / room).rglob("*.cpp"))
        found = [change for file in files
                 for change in changes_in(str(file.relative_to(ROOT)), seed)]
        waiting[room] = sorted(found, key=lambda change: change.order(seed))
    while any(waiting.values()):
        for room in rooms:
            if waiting[room]:
                yield room, waiting[room].pop(0)


# -- The copy --------------------------------------------------------------------------------

def write_if_changed(path, content):
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def copy_tree():
    """Makes TREE what is here, and touches nothing there that is the same."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            cwd=ROOT, check=True, capture_output=True).stdout
    names = {name for name in os.fsdecode(listed).split("\0") if name and (ROOT / name).is_file()}
    for name in names:
        write_if_changed(TREE / name, (ROOT / name).read_bytes())
        shutil.copymode(ROOT / name, TREE / name)
    for top in {Path(name).parts[0] for name in names}:
        for path in (TREE / top).rglob("*"):
            if path.is_file() and str(path.relative_to(TREE)) not in names \
                    and "__pycache__" not in path.parts:
                path.unlink()


# -- Running ---------------------------------------------------------------------------------

class TooSlow(Exception):
    pass


def run(command, seconds):
    """(exit status, what it says); it runs in TREE. Throws TooSlow."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryDirectory(
            ignore_cleanup_errors=True) as temporary:
        process = start_server(list(map(str, command)), cwd=TREE, stdin=subprocess.DEVNULL,
                               stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
                               env={**os.environ, "TMPDIR": temporary,
                                    "TELEPRESENCE_BINARY": f"{BUILD}/src/helm-telepresence",
                                    "TELEPRESENCE_YAML_WRITE": f"{BUILD}/tests/yaml_write"})
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise TooSlow from error
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
        said.seek(0)
        return status, said.read().decode(errors="replace")


def alone(command):
    """The command where it sees no processes but its own, which end with it."""
    unshare = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]
    # A first process that collects those that lose their parent, and is not itself the parent of
    # the command, which could not tell that from having lost it.
    shells = """sh -c '"$@"; exit $?' sh "$@"; exit $?"""
    if os.geteuid() != 0:
        return [*unshare, "--user", "--map-current-user", "sh", "-c", shells, "sh", *command]
    writable = " && ".join(f'mount --bind "{path}" "{path}"'
                           for path in (tempfile.gettempdir(), TREE))
    return [*unshare, "--mount", "sh", "-c",
            f"{writable} && mount -o remount,bind,ro / && {shells}", "sh", *command]


def digest_for(suite):
    """Of what it depends on, as it is without a change."""
    folders = ["src", "chart", "probe", "cmake", f"tests/{suite.split()[0]}"]
    files = [path for folder in folders for path in (TREE / folder).rglob("*")]
    digest = hashlib.sha256()
    for path in sorted([*files, *(TREE / "tests").glob("*")]):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(b"%s\0%s\0" % (os.fsencode(path), path.read_bytes()))
    return digest.hexdigest()


class Memory:
    """What was found before: see scripts/mutate.sh."""

    def __init__(self, fresh):
        self.noticed = {}  # by Change.key(): the suite
        self.limits = {}  # by digest and suite: seconds
        if REMEMBERED.exists() and not fresh:
            self.__dict__ = json.loads(REMEMBERED.read_text())

    def write(self):
        part = REMEMBERED.with_suffix(".new")
        part.write_text(json.dumps(self.__dict__, indent=1))
        part.replace(REMEMBERED)


class Tests:
    """Builds and runs suites, with a change or without."""

    def __init__(self, memory):
        self.memory = memory
        self.digests = {suite: digest_for(suite) for suite in SUITES}
        # Without symbols, which take half of the time, and as fast as it gets.
        status, said = run(["cmake", "--preset", "dev", "-DCMAKE_CXX_FLAGS_DEBUG=-O0",
                            "-DCMAKE_DISABLE_PRECOMPILE_HEADERS=OFF"], 300)
        if status != 0:
            sys.exit(said)

    def build(self, suite):
        return run(["cmake", "--build", BUILD, "--target", SUITES[suite][0]], 3600)

    def limit(self, suite, change):
        """The seconds that a suite may take: it passes without the change, in a part of them."""
        key = f"{suite} {self.digests[suite]}"
        if key not in self.memory.limits:
            change.write(change.before)
            status, said = self.build(suite)
            began = time.monotonic()
            if status == 0:
                status, said = run(alone(SUITES[suite][1]), 3600)
            if status != 0:
                sys.exit(f"{suite} fails without a change:\n{said[-5000:]}")
            took = time.monotonic() - began
            print(f"     without a change {suite} passes in {took:.0f} s", flush=True)
            self.memory.limits[key] = 4 * took + 60
            self.memory.write()
        return self.memory.limits[key]

    def noticed_by(self, suites, change):
        """The suite that fails; "" when none does, None when it does not compile."""
        for suite in suites:
            seconds = self.limit(suite, change)
            change.write(change.after)
            try:
                if self.build(suite)[0] != 0:
                    return None
                if run(alone(SUITES[suite][1]), seconds)[0] != 0:
                    return suite
            except TooSlow:
                return suite
        return ""


def difference(change):
    return f"      - {change.before.strip()}\n      + {change.after.strip()}"


def try_change(change, suites, tests):
    """See Tests.noticed_by."""
    noticed = tests.memory.noticed
    if change.key() not in noticed:
        try:
            suite = tests.noticed_by(suites, change)
        finally:
            change.write(change.before)
        if suite == "":
            return suite
        noticed[change.key()] = suite
        tests.memory.write()
    return noticed[change.key()]


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/mutate.sh")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("rooms", nargs="*", metavar="ROOM")
    given = parser.parse_args()
    for room in given.rooms:
        if room not in SUITES_OF:
            parser.error(f"no room {room}; there are {' '.join(ROOMS)}")
    return given


def main():
    given = arguments()
    rooms = given.rooms or ROOMS
    changes = changes_in_turn(rooms, given.seed)
    if given.list:
        for _, (_, change) in zip(range(given.count), changes):
            print(f"{change.place()}\n{difference(change)}")
        return 0
    WORK.mkdir(parents=True, exist_ok=True)
    copy_tree()
    tests = Tests(Memory(given.fresh))
    noticed, survived, not_compiled = 0, [], 0
    for room, change in changes:
        if noticed + len(survived) == given.count:
            break
        began = time.monotonic()
        suites = SUITES_OF[room][:1 if given.quick else None]
        suite = try_change(change, suites, tests)
        if suite is None:
            not_compiled += 1
            continue
        if suite:
            noticed += 1
            outcome = f"noticed by {suite}"
        else:
            survived.append(change)
            outcome = f"SURVIVED {', '.join(suites)}"
        print(f"{noticed + len(survived):4} {change.place()}: {outcome}, "
              f"{time.monotonic() - began:.0f} s\n{difference(change)}", flush=True)
    if survived:
        print("\nNobody noticed:")
        for change in survived:
            print(f"  {change.place()}\n{difference(change)}")
    print(f"\n{noticed} noticed, {len(survived)} survived; {not_compiled} more did not compile")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
