"""What people call the tables of the reference (reference_names.csv); in files they keep the names of the tables."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).with_name("reference_names.csv")


@cache
def names() -> dict[str, str]:
    """Table → name."""
    with CATALOGUE.open(encoding="utf-8", newline="") as lines:
        return {row["table"]: row["name"] for row in csv.DictReader(lines)}


def sheet(table: str) -> str:
    """Inside a sentence: `trang “Tên khác của đơn vị” của danh mục`."""
    return f"trang “{names()[table]}” của danh mục"
