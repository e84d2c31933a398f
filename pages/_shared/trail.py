"""What the pages tell the audit ledger (warehouse/audit.py), by a thread of its own: no page waits for the disk."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pages._shared import data
from warehouse import audit, clock
from warehouse.acting import UNKNOWN, Acting

ONE_A_MINUTE, MOST_KNOWN = 60, 1000  # seconds; refusals that are remembered
_writer = ThreadPoolExecutor(1, "audit")
_refused: dict[tuple[str, str], float] = {}  # who and where → when that was told last
_roles: dict[Path, dict[str, str]] = {}  # folder → the table of roles that the ledger was told last


def told(kind: str, acting: Acting, **facts) -> None:
    """One line of the ledger of the folder that is served."""
    event = {"type": kind, "at": clock.stamp(), **acting.signature(), **facts}
    if (root := data.served()).is_dir():  # who only looks makes none
        _writer.submit(audit.tell, root, event)


def refused(acting: Acting, where: str) -> None:
    """Somebody asked for what is not theirs; told once a minute, since a program may ask a thousand times."""
    key, now = (acting.who, where if acting.role else ""), time.monotonic()
    if now - _refused.get(key, -ONE_A_MINUTE) < ONE_A_MINUTE:
        return
    if len(_refused) >= MOST_KNOWN:
        _refused.clear()
    _refused[key] = now
    told(audit.DENIED, acting, where=where[:200])


def roles_are(table: dict[str, str]) -> None:
    """The table of roles was read: what is other than the ledger knows is told. Who changed it is not known here."""
    if (root := data.served()).is_dir():
        _writer.submit(_compare_roles, root, table)


def _compare_roles(root: Path, table: dict[str, str]) -> None:
    if root not in _roles:
        lines = [event for event in audit.Ledger(root).events() if event["type"] == audit.ROLES]
        _roles[root] = lines[-1]["table"] if lines else {}
    before, _roles[root] = _roles[root], table
    changes = [[who, before.get(who), table.get(who)] for who in sorted({*before, *table})]
    changes = [change for change in changes if change[1] != change[2]]
    if changes:
        event = {"type": audit.ROLES, "at": clock.stamp(), "who": UNKNOWN, "changes": changes, "table": table}
        audit.tell(root, event)


def settled() -> None:
    """Waits until everything that was told is written."""
    _writer.submit(lambda: None).result()
