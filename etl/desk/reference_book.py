"""Some tables of the reference as files that go through the door: those that ship with the product, and those that somebody
edited or added to on a page."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from etl.desk.export_reference import NO_CHANGE, write
from etl.read.workbook import read
from etl.reference.tables import parse, tables

FOLDER = Path(__file__).resolve().parents[2] / "reference"
SHIPPED = ("ha_long", "so_tu_phap", "xa_phuong")


def shipped(name: str) -> dict[str, list[tuple]]:
    """The tables of a reference to start from."""
    found = {}
    for path in sorted((FOLDER / name).glob("*.csv")):
        for table, rows in parse(read(path.read_bytes(), path.name)).rows.items():
            found[table.removeprefix("reference.")] = rows
    return found


def by_name(content: dict[str, list[tuple]], table: str) -> list[dict]:
    """The rows of a table by the names of its columns."""
    return [dict(zip(tables()[table].names, row, strict=True)) for row in content.get(table, [])]


def book(content: dict[str, list[tuple]]) -> bytes:
    """A workbook that replaces these tables and no other."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, NO_CHANGE) as made:
        for name, rows in content.items():
            write(made, tables()[name], rows)
    return out.getvalue()


def csv_of(table: str, rows: list[tuple]) -> bytes:
    """A CSV file that replaces this table."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(tables()[table].names)
    for row in rows:
        writer.writerow(
            ["" if v is None else v.isoformat() if isinstance(v, date) else str(v).lower() if isinstance(v, bool) else v
             for v in row]
        )  # fmt: skip
    return out.getvalue().encode()
