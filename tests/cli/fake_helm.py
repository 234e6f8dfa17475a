#!/usr/bin/python3 -SE
"""A helm that records how it was called and answers what the test told it to.

A fake is right here: these tests state which helm commands one command line of the plugin
becomes, and what it makes of answers that a real helm gives only when something breaks in
the right moment. That real helms take these commands is what tests/e2e shows.

It stands as `helm` in a folder of the test. There it reads `answers.json` and appends to
`calls.jsonl`: a line when a call begins, a line for each SIGINT, a line when it ends.
"""

import json
import os
import signal
import sys
import time

FOLDER = os.path.dirname(os.path.abspath(__file__))
ARGUMENTS = sys.argv[1:]
RECORDED = ("HELM_", "KUBECONFIG", "TELEPRESENCE_")


def record(event, **more):
    line = json.dumps({"event": event, "pid": os.getpid(), "arguments": ARGUMENTS, **more}) + "\n"
    file = os.open(os.path.join(FOLDER, "calls.jsonl"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(file, line.encode())
    os.close(file)


def answer():
    """The answer to the command word; of a list of answers, the first that is left."""
    path = os.path.join(FOLDER, "answers.json")
    with open(path, encoding="utf-8") as file:
        answers = json.load(file)
    found = answers.get(ARGUMENTS[0] if ARGUMENTS else "", {})
    if isinstance(found, list):
        first = found.pop(0)
        found.append(first)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(answers, file)
        return first
    return found


def on_interrupt(_number, _frame):
    record("interrupt")
    if not stubborn:
        # A real helm cancels what it does, marks the release and says so.
        sys.stderr.write("Error: context canceled\n")
        sys.stderr.flush()
        os._exit(1)


given = answer()
stubborn = given.get("stubborn", False)
signal.signal(signal.SIGINT, on_interrupt)
reads_stdin = "-" in ARGUMENTS
record("begin", stdin=sys.stdin.read() if reads_stdin else None,
       environment={name: value for name, value in os.environ.items() if name.startswith(RECORDED)})
end = time.monotonic() + given.get("seconds", 0)
while time.monotonic() < end:
    time.sleep(0.02)
sys.stdout.write(given.get("stdout", ""))
sys.stderr.write(given.get("stderr", ""))
record("end")
sys.exit(given.get("status", 0))
