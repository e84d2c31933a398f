"""What the commands write to."""

import sys
from io import TextIOWrapper


def speak_utf8() -> None:
    """Pages read what a command says as UTF-8; Windows would write a pipe in the code page of the machine."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
