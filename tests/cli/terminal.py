"""Runs the program on a pseudo terminal, and tells what stands on its screen."""

import fcntl
import os
import pty
import select
import struct
import termios
import time

import pyte

from plugin import BINARY


def run_on_terminal(program, *arguments, columns=80, look=lambda written: None, **variables):
    """Runs the program with a terminal for stdout and stderr; gives all it wrote. `look` gets what
    it has written so far."""
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.chdir(program.folder)
        environment = {**program.environment, "TERM": "xterm", **variables}
        os.execve(BINARY, [str(BINARY), *arguments], environment)
    written = b""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            break
        if not chunk:
            break
        written += chunk
        look(written.decode(errors="replace"))
    os.waitpid(pid, 0)
    return written.decode()


def screen_after(written, columns=80):
    """The lines of the screen when this was written to it."""
    screen = pyte.Screen(columns, 24)
    pyte.Stream(screen).feed(written)
    lines = [line.rstrip() for line in screen.display]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def screens_of(program, *arguments, columns=80, **variables):
    """All different screens, in their order."""
    seen = []

    def look(written):
        lines = screen_after(written, columns)
        if not seen or seen[-1] != lines:
            seen.append(lines)

    run_on_terminal(program, *arguments, columns=columns, look=look, **variables)
    return seen
