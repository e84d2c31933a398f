"""Which reference tables a kind of file is read with (kinds.csv): a change of any other table changes no reading.

A name is a table, one setting of the table `settings` (`settings.city_name`), or whether a table holds anything
(`any:criteria`: without a framework nothing is read at all).
"""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).with_name("kinds.csv")
SETTING, ANY = "settings.", "any:"


@cache
def read_with() -> dict[str, tuple[str, ...]]:
    """Kind of file → names of what it is read with."""
    with CATALOGUE.open(encoding="utf-8", newline="") as lines:
        return {row["kind"]: tuple(row["read_with"].split()) for row in csv.DictReader(lines)}


def content(tables: dict[str, list[tuple]], name: str) -> Counter:
    """What a table holds, or one setting, or whether it holds anything; the order of rows says nothing."""
    if name.startswith(ANY):
        return Counter([(bool(tables.get(name.removeprefix(ANY))),)])
    if name.startswith(SETTING):
        key = name.removeprefix(SETTING)
        return Counter((row[1] or "",) for row in tables.get("settings", []) if row[0] == key)
    return Counter(tables.get(name, []))


def touched(before: dict[str, list[tuple]], after: dict[str, list[tuple]]) -> set[str]:
    """The kinds of files that may be read otherwise after a change of the reference."""
    names = {name for used in read_with().values() for name in used}
    changed = {name for name in names if content(before, name) != content(after, name)}
    return {kind for kind, used in read_with().items() if changed.intersection(used)}


def fingerprint(tables: dict[str, list[tuple]], kind: str) -> str:
    """The same text for equal content, wherever the tables were read from: a snapshot gives 1.5 back as 1.5000."""
    said = {
        name: sorted(repr([_plain(v) for v in row]) for row in content(tables, name).elements())
        for name in read_with()[kind]
    }
    return repr(said)


def _plain(value: object) -> object:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value
