"""What happened: events of the journal, and the versions of one submission cell by cell."""

from __future__ import annotations

from warehouse.store import Warehouse

SHOWN = (
    "seq",
    "type",
    "at",
    "who",
    "snapshot",
    "to",
    "path",
    "kind",
    "status",
    "unit_code",
    "year",
)


def newest_first(warehouse: Warehouse, unit: str | None, year: int | None) -> list[dict]:
    """Events, newest first, of one unit or year where asked."""
    events = [
        e
        for e in warehouse.events()
        if (unit is None or e.get("unit_code") == unit) and (year is None or e.get("year") == year)
    ]
    return [{name: e[name] for name in SHOWN if e.get(name) is not None} for e in reversed(events)]


def differences(warehouse: Warehouse, unit: str, year: int) -> list[dict]:
    """One row per criterion whose self score differs between two neighbouring versions, in version order."""
    from warehouse import queries_history

    current = warehouse.current_id()
    if not current:
        return []
    return queries_history.version_differences(warehouse.snapshot_path(current), unit, year)


def show(rows: list[dict]) -> None:
    """A table in the terminal."""
    from rich.console import Console
    from rich.table import Table

    if not rows:
        print("Chưa có sự kiện nào.")
        return
    columns = list(dict.fromkeys(name for row in rows for name in row))
    table = Table(*columns)
    for row in rows:
        table.add_row(*("" if row.get(c) is None else str(row[c]) for c in columns))
    Console().print(table)
