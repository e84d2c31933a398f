"""The kinds of files (kinds.csv), in the order in which a run takes them. A new kind is a line here, a module in
etl/kinds, a layout, its raw tables and their lines in the dictionary.

name: as people read it. reader: module of etl/kinds, or an object in it (`registers:PROGRESS`); empty where the door
knows the kind otherwise. asked: place in the order in which readers are asked whether a document is theirs; each needs
header words that those before it do not have. file_name_counts: the name of a file should agree with the unit and year
in it. tables: raw tables that its rows go to. read_with: reference tables that it is read with; a change of any other
changes no reading. A name there is a table, one setting of the table `settings` (`settings.city_name`), or whether a
table holds anything (`any:criteria`: without a framework nothing is read at all).
"""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

CATALOGUE = Path(__file__).with_name("kinds.csv")
SETTING, ANY = "settings.", "any:"


class Kind(NamedTuple):
    """One line of kinds.csv."""

    code: str
    name: str
    reader: str
    asked: int | None
    file_name_counts: bool
    tables: tuple[str, ...]
    read_with: tuple[str, ...]


@cache
def catalogue() -> dict[str, Kind]:
    """Code → kind, in the order in which a run takes them."""
    with CATALOGUE.open(encoding="utf-8", newline="") as lines:
        return {
            row["kind"]: Kind(
                row["kind"],
                row["name"],
                row["reader"],
                int(row["asked"]) if row["asked"] else None,
                row["file_name_counts"] == "yes",
                tuple(row["tables"].split()),
                tuple(row["read_with"].split()),
            )
            for row in csv.DictReader(lines)
        }


def readers() -> list[Kind]:
    """The kinds that are recognised by their header words, the first to be asked first."""
    return sorted((kind for kind in catalogue().values() if kind.asked), key=lambda kind: kind.asked or 0)


@cache
def read_with() -> dict[str, tuple[str, ...]]:
    """Kind of file → names of what it is read with."""
    return {code: kind.read_with for code, kind in catalogue().items() if kind.read_with}


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
