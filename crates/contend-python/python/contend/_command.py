"""The command line ``contend``: the same program, inside the extension."""

from __future__ import annotations

import os
import signal
import sys


def main() -> None:
    """Runs the command line on ``sys.argv`` and ends Python with its exit code."""
    from . import _native

    # Python would only take note of Ctrl-C, and go on. The program has a handler of its own while it simulates.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = _native.command_line(["contend", *sys.argv[1:]])
    sys.stdout.flush()
    # Nothing of Python is left to be tidied up, and threads that were stopped need not be waited for.
    os._exit(code)
