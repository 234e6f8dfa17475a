#!/usr/bin/python3
"""A helm that records how it was called and answers from a script.

Why a fake: these tests are about the command lines and the environment that the plugin
gives to helm, and about answers that the real helm will not give on demand. What the real
helm makes of them is for tests/component and tests/e2e.

FAKE_HELM names a folder with `version`, `answers.json` ([[first word, {status, stdout,
stderr, sleep, ask, endless}]...], each used once, in order, for the first command that begins
so) and `calls`, to which each call is added as a line of JSON. `ask`: it asks for a password on
the terminal, and adds its first word to `passwords` when it got it. `endless`: it does not stop
printing.
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

RELEASE = {"name": "traffic-manager", "version": 1, "namespace": "ambassador",
           "info": {"status": "deployed", "notes": "the notes"}, "config": {"token": "s3cret"}}
answer = {"stdout": {"install": json.dumps(RELEASE),
                     "upgrade": json.dumps({**RELEASE, "version": 2}),
                     "list": "[]", "history": "[]",
                     "template": "data:\n  report: '{}'\n"}.get(arguments[0], "")}
with open(f"{folder}/answers.json", encoding="utf-8") as file:
    answers = json.load(file)
for index, (word, scripted) in enumerate(answers):
    if word == arguments[0]:
        answer = scripted
        del answers[index]
        with open(f"{folder}/answers.json", "w", encoding="utf-8") as file:
            json.dump(answers, file)
        break


def cancel(_signal, _frame):
    with open(f"{folder}/signals", "a", encoding="utf-8") as file:
        file.write(arguments[0] + "\n")
    sys.stderr.write("Error: context canceled\n")
    sys.exit(1)


signal.signal(signal.SIGINT, cancel)
with open(f"{folder}/running", "w", encoding="utf-8") as file:
    file.write(arguments[0])
if answer.get("ask"):
    with open("/dev/tty", "w", encoding="utf-8") as terminal:
        terminal.write("Password: ")
    with open("/dev/tty", encoding="utf-8") as terminal:
        got = terminal.readline()
    if got == "s3cret\n":
        with open(f"{folder}/passwords", "a", encoding="utf-8") as file:
            file.write(arguments[0] + "\n")
while answer.get("endless"):
    sys.stdout.write("[" * 65536)
time.sleep(answer.get("sleep", 0))
sys.stdout.write(answer.get("stdout", ""))
sys.stderr.write(answer.get("stderr", ""))
sys.exit(answer.get("status", 0))
