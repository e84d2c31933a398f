"""What the commands write to."""

import sys


def speak_utf8() -> None:
    """Pages read what a command says as UTF-8; Windows would write a pipe in the code page of the machine."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")
