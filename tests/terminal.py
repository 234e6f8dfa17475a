"""Runs the program on a pseudo terminal, and tells what stands on its screen."""

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time

import pyte


def run_on_terminal(program, *arguments, columns=80, look=lambda written, terminal: None,
                    **variables):
    """Runs the program with a terminal for stdout and stderr; gives all it wrote. `look` gets what
    it has written so far, and the terminal, to type on."""
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.chdir(program.folder)
        environment = {**program.environment, "TERM": "xterm", **variables}
        command = program.command(*arguments)
        os.execve(command[0], command, environment)
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
        look(written.decode(errors="replace"), terminal)
    os.waitpid(pid, 0)
    os.close(terminal)
    return written.decode()


# How the program begins to draw anew.
ERASE = re.compile("(?=\r(?:\x1b\\[[0-9]+A)?\x1b\\[J)")


def screen_after(written, columns=80):
    """The lines of the screen when this was written to it."""
    return screens_after([written], columns)[-1]


def screens_after(pieces, columns):
    """The lines of the screen after each of the pieces."""
    screen = pyte.Screen(columns, 24)
    stream = pyte.Stream(screen)
    screens = []
    for piece in pieces:
        stream.feed(piece)
        lines = [line.rstrip() for line in screen.display]
        while lines and not lines[-1]:
            lines.pop()
        screens.append(lines)
    return screens


def screens_of(program, *arguments, columns=80, **variables):
    """All that it drew, each before the next was drawn over it, and what stayed: a terminal may hand out a
    screen in parts."""
    written = run_on_terminal(program, *arguments, columns=columns, **variables)
    return screens_after(ERASE.split(written), columns)
