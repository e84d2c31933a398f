"""A record for each raw table, with the columns of its model (models/raw) under their names: `records.reply(unit_code=…)`.

A record has no `file_seq`: whoever reads a file does not know its number in the journal, and whoever stores the rows puts
it in front, `(seq, *row)`. Nothing here needs DuckDB, since the processes that read files do without it.
"""

from __future__ import annotations

import re
from collections import namedtuple
from pathlib import Path
from typing import Any

MODELS = Path(__file__).resolve().parent / "models" / "raw"
FILE = "file_seq"
COLUMN = re.compile(r"^    (\w+) (\w+)", re.MULTILINE)


def columns(table: str) -> list[str]:
    """The columns of `raw.reply`, `file_seq` among them."""
    return [*types(table)]


def types(table: str) -> dict[str, str]:
    """Column of `raw.reply` → its type as the model says it: string, bigint, date, boolean, double."""
    return dict(COLUMN.findall((MODELS / f"{table.removeprefix('raw.')}.sql").read_text(encoding="utf-8")))


def of(table: str) -> Any:
    """The record of `raw.reply`."""
    name = table.removeprefix("raw.")
    return globals().get(name) or __getattr__(name)


def __getattr__(name: str) -> Any:
    """The record of a table, made when it is first asked for. It is kept as a name of this module, where other processes
    look for the class of a row that they are sent."""
    if not (MODELS / f"{name}.sql").is_file():
        raise AttributeError(name)
    record = namedtuple(name, [column for column in columns(name) if column != FILE], module=__name__)
    # half of what pickle takes otherwise for the rows that a reading process sends
    record.__reduce_ex__ = lambda self, protocol: (record, tuple(self))
    return globals().setdefault(name, record)
