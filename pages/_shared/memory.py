"""Garbage collection within bounds, instead of Streamlit's full collection after every run (runner.postScriptGC).

What the imports made lives as long as the process: it is frozen once, so that a collection looks only at what runs
leave behind. A full collection then runs at most once in INTERVAL seconds, whatever the load.
"""

from __future__ import annotations

import gc
import threading
import time

INTERVAL = 20.0
_lock = threading.Lock()
_last = time.monotonic()


def freeze() -> None:
    """Called by the launcher after its imports."""
    gc.collect()
    gc.freeze()


def collect_if_due() -> bool:
    """Called by the router after a run; True when it collected."""
    global _last
    if time.monotonic() - _last < INTERVAL or not _lock.acquire(blocking=False):
        return False
    try:
        _last = time.monotonic()
        gc.collect()
        return True
    finally:
        _lock.release()
