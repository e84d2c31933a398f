"""One export before it is understood: its header, its rows, and where each cell stood."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from etl.read.model import Finding, ParsedFile
from etl.read.workbook import letters


@dataclass
class Source:
    """One export before it is understood. `rows` are the data rows in order; `path` stands in for them where the
    file is too large to be held, and then the dialect says how to read it."""

    ext: str
    sheet: str | None
    headers: list[str]
    rows: Iterable[list[str]] = ()
    row_numbers: list[int] = field(default_factory=list)  # 1-based rows of `rows`; empty: they follow the header
    path: Path | None = None
    delimiter: str = ","
    findings: list[Finding] = field(default_factory=list)
    skipped: int = 0  # rows of `rows` that are no responses and stand before them

    def first_rows(self, count: int) -> list[list[str]]:
        """Some rows, which stay to be read."""
        if self.path:
            with self.path.open(encoding="utf-8-sig", newline="", errors="replace") as lines:
                return list(islice(csv.reader(lines, delimiter=self.delimiter), 1, count))
        rows = iter(self.rows)
        first = list(islice(rows, count))
        self.rows = chain(first, rows)
        return first

    def cell(self, place: int, column: int | None) -> str | None:
        """Address of a cell of the row at `place` (0-based among the data rows)."""
        place += self.skipped
        row = self.row_numbers[place] if place < len(self.row_numbers) else place + 2
        return f"{letters(column)}{row}" if column is not None else f"A{row}"


def rejected(reason: Finding, ext: str = "csv") -> ParsedFile:
    """A file of which nothing is read."""
    # what is no response export stays of unknown kind: it waits in quarantine, as nobody knows what it holds
    kind = "survey" if reason.code in ("survey_unreadable",) else "unknown"
    return ParsedFile(kind, ext, findings=[reason])
