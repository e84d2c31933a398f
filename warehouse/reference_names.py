"""What people call the tables of the reference (reference_names.csv) and their columns (reference_column_names.csv); in files both
keep the names that programs know."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).with_name("reference_names.csv")
COLUMNS = Path(__file__).with_name("reference_column_names.csv")


@cache
def names() -> dict[str, str]:
    """Table → name."""
    with CATALOGUE.open(encoding="utf-8", newline="") as lines:
        return {row["table"]: row["name"] for row in csv.DictReader(lines)}


@cache
def _columns() -> dict[tuple[str, str], str]:
    """(table, column) → name; under no table what it is called in all others."""
    with COLUMNS.open(encoding="utf-8", newline="") as lines:
        return {(row["table"], row["column"]): row["name"] for row in csv.DictReader(lines)}


def column(table: str, name: str) -> str:
    """What people call a column."""
    return _columns().get((table, name)) or _columns()["", name]


def sheet(table: str) -> str:
    """Inside a sentence: `trang “Tên khác của đơn vị” của danh mục`."""
    return f"trang “{names()[table]}” của danh mục"
