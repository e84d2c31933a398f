"""Spellings of units that somebody confirmed: a source of their own, united with the table unit_aliases.

A newer table never loses a confirmed spelling silently; where it gives that spelling another unit, it wins, because
somebody wrote so. A newer confirmation wins over both, for its own days.
"""

from __future__ import annotations

from datetime import date, timedelta

from etl.read.text import label_key

TABLE, CONFIRMED = "unit_aliases", "confirmed_aliases"
DAY = timedelta(days=1)


def united(current: dict[str, list[tuple]], rows: dict[str, list[tuple]]) -> dict[str, list[tuple]]:
    """The two tables after a file with `rows` ("reference.<table>"); empty where it holds neither."""
    table, added = (rows.get(f"reference.{name}") for name in (TABLE, CONFIRMED))
    if table is None and added is None:
        return {}
    merged, confirmed = current.get(TABLE, []), current.get(CONFIRMED, [])
    if table is not None:
        units = {}
        for row in table:
            units.setdefault(label_key(row[0]), set()).add(row[1])
        # restated for another unit: the table is the newer word
        confirmed = [c for c in confirmed if c[1] in units.get(label_key(c[0]), {c[1]})]
        merged = [*table, *(_alias(c) for c in confirmed if label_key(c[0]) not in units)]
    for row in added or ():
        key = label_key(row[0])
        confirmed = [c for c in confirmed if (label_key(c[0]), c[1]) != (key, row[1])] + [row]
        merged = [m for old in merged for m in _outside(old, key, row)] + [_alias(row)]
    return {TABLE: merged, CONFIRMED: confirmed}


def _alias(row: tuple) -> tuple:
    """A confirmed row as one of unit_aliases."""
    alias, unit_code, first, last, by, at = row
    return alias, unit_code, first, last, by, date.fromisoformat(at[:10])


def _outside(old: tuple, key: str, row: tuple) -> list[tuple]:
    """What remains of an alias row beside a newer confirmation of the same spelling."""
    if label_key(old[0]) != key:
        return [old]
    if old[1] == row[1]:
        return []  # the same unit: the confirmation says for which days
    first, last = row[2] or date.min, row[3] or date.max
    parts = []
    if (old[2] or date.min) < first:
        parts.append((*old[:3], min(old[3] or date.max, first - DAY), *old[4:]))
    if (old[3] or date.max) > last:
        parts.append((*old[:2], max(old[2] or date.min, last + DAY), *old[3:]))
    return parts
