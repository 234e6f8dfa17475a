"""Finds the commands that a document shows, runs them as a reader's shell does, and makes what they
print comparable with what is shown."""

import dataclasses
import pathlib
import re
import socket
import socketserver
import threading

from markdown_it import MarkdownIt

import plugin
from servers import Certificates

MARKDOWN = MarkdownIt("commonmark").enable("table")

# `sh` has commands, `console` commands behind `$ ` and what they print. The others are no commands.
WITH_COMMANDS = ("sh", "console")
WITHOUT_COMMANDS = ("yaml", "")

# What is another one in each run: what it is, how it looks, and what is compared in its place.
MASKS = [
    ("the progress of a long wait, which a terminal draws and clears",
     r"(?m)^\S.*\n(?: *\d+ s: .*\n)+", ""),
    ("what Kubernetes' client library logs when helm gives up a watch, now and then",
     r"(?m)^[EWI]\d{4} \d\d:\d\d:\d\d\.\d+ .*\n?", ""),
    ("helm's own line behind the plugin's error, which the documents leave out",
     r'(?m)^Error: (plugin "telepresence" exited with error|exit status \d+)\n?', ""),
    ("a digest", r"sha256:[0-9a-f]{64}", "sha256:DIGEST"),
    ("a time", r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( \+0000 UTC|Z)", "TIME"),
    ("an age, which a terminal shows in place of the time",
     r"\b(just now|(\d+|an?) (second|minute)s? ago)", "TIME"),
    ("how long a certificate lasts", r"\b36[345] days left|(?<=\"daysLeft\": )36[345]\b", "DAYS"),
    ("an address on loopback", r"https://127\.0\.0\.1:\d+", "https://SERVER"),
    ("where a telepresence client is", r"/[\w/.-]*/bin/telepresence\b", "BIN/telepresence"),
    ("where a kubeconfig is", r"/[\w/.-]*/\.kube/config\b", "HOME/.kube/config"),
]


def masked(text):
    """The lines that are compared."""
    for _, looks, replacement in MASKS:
        text = re.sub(looks, replacement, text)
    return [line.rstrip() for line in text.strip("\n").splitlines()]


@dataclasses.dataclass(frozen=True)
class Step:
    """A command with what is shown of its output (None: nothing is), or a file with its text."""
    heading: str
    line: int
    text: str
    shown: str | None = None
    file: str | None = None

    def is_to_fail(self):
        return "\nError: " in "\n" + (self.shown or "")


def steps_of(document):
    """In the order in which they stand. YAML whose first line names a file is that file."""
    heading, steps = "", []
    tokens = MARKDOWN.parse(document.read_text())
    for token, following in zip(tokens, [*tokens[1:], None]):
        if token.type == "heading_open":
            heading = following.content
        if token.type != "fence":
            continue
        language, line = token.info.strip(), token.map[0] + 1
        assert language in WITH_COMMANDS + WITHOUT_COMMANDS, f"{document.name}:{line}: {language}"
        if language == "sh":
            steps += [Step(heading, line, text) for text in commands_in(token.content)]
        elif language == "console":
            steps += [Step(heading, line, *shown) for shown in commands_with_output(token.content)]
        elif name := re.match(r"# ([\w-]+\.yaml)\n", token.content):
            steps.append(Step(heading, line, token.content, file=name[1]))
    return steps


def commands_in(text):
    """A line each, with those that a backslash continues; without comments."""
    whole = re.sub(r"\\\n\s*", "", text)
    return [line for line in whole.splitlines() if line.strip() and not line.startswith("#")]


def commands_with_output(text):
    assert text.startswith("$ "), text
    for part in re.split(r"(?m)^\$ ", text)[1:]:
        command, _, output = re.sub(r"\\\n\s*", "", part).partition("\n")
        yield command, output


class Shell:
    """A reader's: what a command exports, and where it goes to, stays for the next one."""

    # Both streams in one, as on a terminal.
    REMEMBER = r"""
        exec 2>&1
        [ ! -e "$STATE" ] || . "$STATE"
        trap '{ export -p; printf "cd %q\n" "$PWD"; } >"$STATE"' EXIT
    """

    def __init__(self, folder, environment, state):
        self.folder, self.environment = folder, {**environment, "STATE": str(state)}

    def run(self, command, limit=120):
        """(exit status, what it prints)"""
        result = plugin.run(["bash", "-o", "pipefail", "-c", f"{self.REMEMBER}\n{command}\n"],
                            self.environment, self.folder, limit=limit)
        return result.returncode, result.stdout


class ServerNames(Certificates):
    """With a server's certificate for these names."""

    def __init__(self, folder, names):
        super().__init__(folder)
        self._make("server", f"/CN={names[0]}",
                   "subjectAltName=" + ",".join(f"DNS:{name}" for name in names))


class Internet:
    """In its place: a proxy for https that leads each name to a server of the tests on loopback,
    and knows no other name."""

    def __init__(self, ports, ca):
        self.ca = ca
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Tunnel)
        self.server.daemon_threads = True
        self.server.ports, self.server.refused = ports, []
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def refused(self):
        """Names that were asked for, and that nobody has."""
        return self.server.refused

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Tunnel(socketserver.StreamRequestHandler):
    def handle(self):
        target = self.rfile.readline().decode().split(" ")[1]
        while self.rfile.readline().strip():
            pass
        port = self.server.ports.get(target.removesuffix(":443"))
        if port is None:
            self.server.refused.append(target)
            self.wfile.write(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
            return
        with socket.create_connection(("127.0.0.1", port)) as there:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=pass_on, args=(there, self.connection), daemon=True)
            back.start()
            pass_on(self.connection, there)
            back.join()


def pass_on(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # One of the two has gone.


def program(path, script):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def packaged(helm, chart, version, folder, name="telepresence"):
    """The chart as one of another version, or name, packaged by the real helm: its path."""
    metadata = pathlib.Path(chart, "Chart.yaml")
    text = metadata.read_text()
    metadata.write_text(re.sub(r"(?m)^name: .*$", f"name: {name}", text))
    try:
        helm.ok("package", str(chart), "--version", version, "--app-version", version,
                "--destination", str(folder))
    finally:
        metadata.write_text(text)
    return folder / f"{name}-{version}.tgz"
