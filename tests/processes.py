"""Waiting for other programs, and seeing to it that none outlives the tests."""

import ctypes
import os
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1

# Loaded here: between fork and exec is no good time for it.
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def wait_until(condition, what, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within {seconds} s")


def start_server(command, **options):
    """A Popen of a program that serves the tests. It ends when this process does, however that ends.

    Fixtures stop what they started, but of a run that is stopped early pytest-xdist kills the
    workers, and then no fixture does anything any more.
    """
    tests = os.getpid()

    def end_with_the_tests():
        if _LIBC is None:
            return
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        # They may have ended before the line above.
        if os.getppid() != tests:
            os._exit(1)

    return subprocess.Popen(command, preexec_fn=end_with_the_tests, **options)


def stop(process):
    process.terminate()
    process.wait(timeout=10)
