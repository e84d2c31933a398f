"""Files that another process holds at this moment: Windows refuses what other systems allow."""

import os
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
WINDOWS = os.name == "nt"
LONGEST = 2.0  # seconds; a pointer or a head is read and written in far less than one
PAUSE = 0.01


def patiently(act: Callable[[], T]) -> T:
    """What act() returns. On Windows a small file cannot be replaced while somebody reads it, nor read while it is being
    replaced: it is tried until it can be. Elsewhere a refusal is one of rights, and raised at once."""
    end = None
    while True:
        try:
            return act()
        except PermissionError:
            if not WINDOWS:
                raise
            end = end or time.monotonic() + LONGEST
            if time.monotonic() > end:
                raise
            time.sleep(PAUSE)
