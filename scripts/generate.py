#!/usr/bin/env python3
"""Writes what is made of the program's own table of flags: completion.yaml, the words of
plugin.complete, the manual page, and the tables of flags in docs/commands.md.

    scripts/generate.py [--check] [BINARY]      (default: bin/helm-telepresence)

With --check nothing is written: it fails, with the names of the files, when one is out of date.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import man_page

ROOT = Path(__file__).resolve().parent.parent
# Flags of the root that helm does not add to every plugin by itself.
OWN_GLOBAL_FLAGS = ["-h", "--help", "-q", "--quiet", "--color", "--colour"]
FILES = ("FILE", "DIR", "CHART")
# What the program itself offers behind a flag, by the words of commands/complete.hpp.
LIVE = {
    "--set": "values", "--set-string": "values", "--set-json": "values", "--set-file": "values",
    "--set-literal": "value", "--version": "versions", "--namespace": "namespaces",
    "--manager-namespace": "namespaces", "--managed-namespaces": "namespace-list",
    "--kube-context": "contexts", "--revision": "revisions",
}
# To helm's YAML reader an unquoted one of these is a boolean: `n` would become `--false`.
BOOLEANS = {"y", "n", "yes", "no", "on", "off", "true", "false"}


def walk(command, path=()):
    """(path, command) of each command and group, parents first."""
    yield path, command
    for child in command["commands"]:
        yield from walk(child, (*path, child["name"]))


def bare(name):
    name = name.lstrip("-")
    return f'"{name}"' if name in BOOLEANS else name


# -- completion.yaml ----------------------------------------------------------------------------


def completion_entries(command, indent):
    lines = []
    for child in command["commands"]:
        lines.append(f"{indent}- name: {child['name']}")
        if child["commands"]:
            lines += [f"{indent}  commands:", *completion_entries(child, indent + "    ")]
            continue
        names = [name for flag in child["flags"] for name in flag["names"] if name not in ("-h", "--help")]
        lines.append(f"{indent}  flags:")
        lines += [f"{indent}    - {bare(name)}" for name in [*names, *OWN_GLOBAL_FLAGS]]
    return lines


def help_entries(command, indent):
    lines = []
    for child in command["commands"]:
        lines.append(f"{indent}- name: {child['name']}")
        if child["commands"]:
            lines += [f"{indent}  commands:", *help_entries(child, indent + "    ")]
    return lines


def completion(spec):
    return "\n".join([
        "# What the shell offers for `helm telepresence`; helm reads it, both majors. Helm adds its",
        "# own global flags. What follows a flag is offered by plugin.complete. \"n\" is quoted: to",
        "# helm's YAML reader a bare n is `false`.",
        "#",
        "# Written by scripts/generate.py from the program's own table of flags.",
        "name: telepresence",
        "flags:",
        *[f"  - {bare(name)}" for name in ["--version", *OWN_GLOBAL_FLAGS]],
        "commands:",
        *completion_entries(spec, "  "),
        "  # Calls another command by its name, which is all that can follow.",
        "  - name: help",
        "    commands:",
        *help_entries(spec, "      "),
        "",
    ])


# -- plugin.complete ----------------------------------------------------------------------------


def shell_words(words):
    return " ".join(f"{entry['word']} '{entry['help']}'" for entry in words)


def patterns(flag):
    """What the shell has when a value of the flag is to come."""
    if flag["alone"]:
        return [f"{name}=" for name in flag["names"] if name.startswith("--")]
    return [form for name in flag["names"] for form in
            ([name, f"{name}="] if name.startswith("--") else [name])]


def kind_of(flag):
    """How its value is offered: words, live, files or nothing."""
    if flag["words"]:
        return ("words", shell_words(flag["words"]))
    live = [LIVE[name] for name in flag["names"] if name in LIVE]
    if live and not flag["alone"]:
        return ("live", live[0])
    return ("files", "") if flag["value"] in FILES else ("nothing", "")


def argument_cases(spec):
    for path, command in walk(spec):
        for argument in command["arguments"]:
            if not argument["words"]:
                continue
            name = f"'{' '.join(path)}'"
            given = [f"{name}:{entry['word']}:*" for entry in argument["words"]]
            yield [*given, f"{name}:*:-*"], "offer_nothing"
            yield [f"{name}:*"], f"offer {shell_words(argument['words'])}"


def words_block(spec):
    uses, owners = {}, {}
    for path, command in walk(spec):
        for flag in command["flags"]:
            # Of the root's, helm's own among them, few can be completed.
            if not path and kind_of(flag)[0] not in ("words", "live"):
                continue
            for name in flag["names"]:
                owners.setdefault(name, set()).add(" ".join(path))
            for name in patterns(flag):
                uses.setdefault(name, {})[" ".join(path)] = kind_of(flag)
    # Those of single commands stand before those of all.
    of_some, of_all = {}, {}
    for name, commands in uses.items():
        kinds = Counter(commands.values())
        # A flag may stand alone for one command, and take a word for another.
        usual = kinds.most_common(1)[0][0] if set(commands) == owners[name.removesuffix("=")] else None
        for kind in kinds:
            if kind == usual:
                of_all.setdefault(kind, []).append(f"*:{name}")
            else:
                cases = [f"'{path}':{name}" for path, other in commands.items() if other == kind]
                of_some.setdefault(kind, []).extend(cases)
    actions = {"words": "offer {}", "live": "offer_live {}", "files": "offer_files", "nothing": "offer_nothing"}
    lines = ["# offer_for COMMAND FLAG PREVIOUS WORD: what may follow the flag, or else the command.",
             "offer_for() {", '  case "$1:$2" in']
    for (what, words), cases in [*of_some.items(), *of_all.items()]:
        lines += [f"    {' | '.join(cases)})", f"      {actions[what].format(words)}", "      ;;"]
    lines += ['    *) offer_argument "$1" "$3" "$4" ;;', "  esac", "}", "",
              "offer_argument() {", '  case "$1:$2:$3" in']
    for cases, action in argument_cases(spec):
        lines += [f"    {' | '.join(cases)}) {action} ;;"]
    lines += ["    *) offer_live cut-out ;;", "  esac", "}"]
    return "\n".join(lines)


# -- docs/commands.md ---------------------------------------------------------------------------


def usage(flag):
    names = ", ".join(f"`{name}`" for name in flag["names"])
    value = flag["value"]
    if value and not flag["alone"]:
        names = names[:-1] + f" {value}`"
    elif flag["words"] and value != "true|false":
        names = names[:-1] + f"[={value}]`"
    return names.replace("|", "\\|")


def table(spec, selector):
    """`install Values`: the flags of a command, of one group or of all; `-NAME` leaves one out."""
    *path, group = selector.split()
    left_out = set()
    if group.startswith("-"):
        left_out = set(group[1:].split(","))
        group = path.pop()
    command = spec
    for name in path:
        (command,) = [child for child in command["commands"] if child["name"] == name]
    rows = [flag for flag in command["flags"]
            if (group == "all" or flag["group"] == group) and "--help" not in flag["names"]
            and not left_out & {name.lstrip("-") for name in flag["names"]}]
    if not rows:
        raise SystemExit(f"docs/commands.md: no flags for '{selector}'")
    return "\n".join(["| flag | meaning |", "| --- | --- |",
                      *[f"| {usage(flag)} | {meaning(flag)} |" for flag in rows]])


CODE = re.compile(r"(?<![\w`-])(--[a-z][\w-]*(?:=[\w/]+)?|HELM_\w+=1)")


def meaning(flag):
    text, *example = flag["help"].split(", e.g. ", 1)
    text = CODE.sub(r"`\1`", text)
    if example:
        command, *rest = example[0].split("; ", 1)
        text += f", e.g. `{command}`" + "".join("; " + CODE.sub(r"`\1`", more) for more in rest)
    return text.replace("|", "\\|")


BLOCK = re.compile(r"(<!-- flags of ([^>]+?) -->\n).*?(<!-- end -->)", re.DOTALL)


def reference(spec, text):
    commands = {" ".join(path) for path, command in walk(spec) if path and not command["commands"]}
    described = {" ".join(word for word in block[1].split()[:-1] if not word.startswith("-"))
                 for block in BLOCK.findall(text)}
    described = {name.removesuffix(" all").removesuffix(" Options") for name in described}
    # status and list have only the flags of every command; upgrade has those of install.
    missing = commands - described - {"status", "list", "upgrade", "kubeconfig show"}
    if missing:
        raise SystemExit(f"docs/commands.md: no table of flags for {', '.join(sorted(missing))}")
    return BLOCK.sub(lambda block: f"{block[1]}\n{table(spec, block[2])}\n\n{block[3]}", text)


# -- all ----------------------------------------------------------------------------------------


def between_marks(text, content):
    begin, end = "# -- written by scripts/generate.py --\n", "# -- end --\n"
    before, rest = text.split(begin)
    _, after = rest.split(end)
    return before + begin + content + "\n" + end + after


def main():
    arguments = [word for word in sys.argv[1:] if word != "--check"]
    binary = arguments[0] if arguments else ROOT / "bin" / "helm-telepresence"
    shown = subprocess.run([binary, "__spec"], capture_output=True, text=True, check=True)
    spec = json.loads(shown.stdout)
    complete, commands = ROOT / "plugin.complete", ROOT / "docs" / "commands.md"
    wanted = {
        ROOT / "completion.yaml": completion(spec),
        complete: between_marks(complete.read_text(), words_block(spec)),
        commands: reference(spec, commands.read_text()),
        ROOT / "man" / "man1" / "helm-telepresence.1": man_page.page(spec),
    }
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv and stale:
        names = ", ".join(str(path.relative_to(ROOT)) for path in stale)
        sys.exit(f"out of date: {names}; run: scripts/generate.py")
    for path in stale:
        path.write_text(wanted[path])


if __name__ == "__main__":
    main()
