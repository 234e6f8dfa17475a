#!/usr/bin/python3
"""A helm that records how it was called, keeps a history as helm does, and answers from a script.

Why a fake: these tests are about the command lines and the environment that the plugin
gives to helm, and about answers that the real helm will not give on demand. What the real
helm makes of them is for tests/component and tests/e2e.

FAKE_HELM names a folder with

- `version`
- `calls`, to which each call is added as a line of JSON
- `history.json`: the release's revisions, [{revision, status, chart, labels}...]. `install`,
  `upgrade`, `rollback` and `uninstall` change it, `list` and `history` tell it
- `answers.json`: [[first word ("template rollout": of the probe chart, that part), {status, stdout, stderr,
  sleep, ask, endless, record, then, succeeds}]...],
  each used once, in order, for the first command that begins so, in place of what the history
  says (with `succeeds`: and that too). "template survey" has to be named whole.
  `record`: the status of a revision that it makes first.
  `then`: the history is this afterwards, as when somebody else is at work; LABELS in it are those
  of this call. `ask`: it asks for a password, on the "terminal" or on its "streams", which have to be
  one, and adds its first word to `passwords` when it got it. `endless`: it does not stop printing.
  `sleep`: it does so, after what is recorded
"""

import json
import os
import signal
import sys
import time

folder = os.environ["FAKE_HELM"]
arguments = sys.argv[1:]
with open(f"{folder}/version", encoding="utf-8") as file:
    version = file.read()
if arguments[:1] == ["version"]:
    print(version)
    sys.exit()

call = {
    "arguments": arguments,
    "environment": {key: value for key, value in os.environ.items()
                    if key.startswith("HELM_") or key == "KUBECONFIG"},
    "stdin": "" if sys.stdin.isatty() else sys.stdin.read(),
}
with open(f"{folder}/calls", "a", encoding="utf-8") as file:
    file.write(json.dumps(call) + "\n")

word = arguments[0]


def value_of(flag, default=""):
    return arguments[arguments.index(flag) + 1] if flag in arguments else default


def read_json(name, default):
    try:
        with open(f"{folder}/{name}", encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return default


def write_json(name, content):
    # Others may read it at the same time.
    part = f"{folder}/{name}.{os.getpid()}"
    with open(part, "w", encoding="utf-8") as file:
        json.dump(content, file)
    os.rename(part, f"{folder}/{name}")


labels = [arguments[i + 1] for i, argument in enumerate(arguments) if argument == "--labels"]
history = read_json("history.json", [])


def record(status, revision_labels):
    """Adds a revision; a deployed one supersedes the others."""
    if status == "deployed":
        for revision in history:
            if revision["status"] == "deployed":
                revision["status"] = "superseded"
    number = history[-1]["revision"] + 1 if history else 1
    history.append({"revision": number, "status": status, "chart": "telepresence-2.18.1",
                    "labels": revision_labels})
    write_json("history.json", history)


def recorded_labels():
    # Those of the revision before are copied.
    return labels + (history[-1]["labels"] if history and word == "upgrade" else [])


def listed():
    newest = history[-1:]
    if "--selector" in arguments:
        newest = [one for one in newest if value_of("--selector") in one["labels"]]
    return [{"name": "traffic-manager", "namespace": value_of("--namespace", "ambassador"),
             "revision": str(one["revision"]), "status": one["status"], "chart": one["chart"],
             "app_version": "2.18.1", "updated": ""} for one in newest]


def succeed():
    """Does what the command does, and gives what it prints."""
    if word in ("install", "upgrade") and not any(one.startswith("--dry-run") for one in arguments):
        if word == "upgrade" and not history:
            record("deployed", [])
        record("deployed", recorded_labels())
        return json.dumps({"name": "traffic-manager", "version": history[-1]["revision"],
                           "namespace": "ambassador", "config": {"token": "s3cret"},
                           "info": {"status": "deployed", "notes": "the notes\n\nWarning: the token\nwas not used\n\nmore of them\n"}})
    if word == "rollback":
        back_to = int(arguments[2]) if arguments[2:3] and arguments[2].isdigit() else 0
        record("deployed", next((one["labels"] for one in history if one["revision"] == back_to), []))
    if word == "uninstall" and not any(one.startswith("--dry-run") for one in arguments):
        if "--keep-history" in arguments:
            for one in history:
                one["status"] = "superseded"
            history[-1]["status"] = "uninstalled"
        else:
            history.clear()
        write_json("history.json", history)
    if word == "list":
        return json.dumps(listed())
    if word == "history":
        return json.dumps(history)
    if arguments[:2] == ["get", "metadata"]:
        return json.dumps({"applyMethod": "ssa"})
    return "data:\n  report: '{}'\n" if word == "template" else ""


part = next((one for one in arguments if one.startswith("part=")), "part=").removeprefix("part=")
# The look before a change, which most tests have nothing to do with.
is_survey = part == "survey" or arguments[:2] == ["get", "values"]
answers = read_json("answers.json", [])
answer = None
for index, (first, scripted) in enumerate(answers):
    if first == f"{word} {part}" or (first == word and not is_survey):
        answer = scripted
        del answers[index]
        write_json("answers.json", answers)
        break
# Unless it is scripted, a cluster where nothing speaks against a change.
if is_survey and answer is None:
    print("data:\n  report: '{}'" if part == "survey" else "null")
    sys.exit()


def ask(where):
    """As a credential plugin does, in helm's words where it cannot; gives what is typed."""
    if where == "streams":
        if not sys.stdin.isatty():
            sys.exit("Error: getting credentials: exec plugin cannot support interactive mode: "
                     "standard input is not a terminal")
        print("Password: ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline()
    try:
        with open("/dev/tty", "w", encoding="utf-8") as terminal:
            terminal.write("Password: ")
    except OSError:
        sys.exit("Error: getting credentials: exec: executable credentials failed with exit code 1")
    with open("/dev/tty", encoding="utf-8") as terminal:
        return terminal.readline()


def cancel(_signal, _frame):
    with open(f"{folder}/signals", "a", encoding="utf-8") as file:
        file.write(arguments[0] + "\n")
    sys.stderr.write("Error: context canceled\n")
    sys.exit(1)


signal.signal(signal.SIGINT, cancel)
with open(f"{folder}/running", "w", encoding="utf-8") as file:
    file.write(arguments[0])
if answer is None:
    sys.stdout.write(succeed())
    sys.exit()
if "record" in answer:
    record(answer["record"], recorded_labels())
if answer.get("ask") and ask(answer["ask"]) == "s3cret\n":
    with open(f"{folder}/passwords", "a", encoding="utf-8") as file:
        file.write(arguments[0] + "\n")
while answer.get("endless"):
    sys.stdout.write("[" * 65536)
if "then" in answer:
    # A later call leaves the labels that the operation has given.
    given = labels or next((one["labels"] for one in reversed(history) if one["labels"]), [])
    write_json("history.json", [{**one, "labels": given if one["labels"] == "LABELS"
                                 else one["labels"]} for one in answer["then"]])
time.sleep(answer.get("sleep", 0))
if answer.get("succeeds"):
    answer["stdout"] = succeed()
sys.stdout.write(answer.get("stdout", ""))
sys.stderr.write(answer.get("stderr", ""))
sys.exit(answer.get("status", 0))
