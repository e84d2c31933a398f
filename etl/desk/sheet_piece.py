"""The small piece of a sheet around one cell of an archived file, so that a reader sees where a figure stands.

The file is read in a child process with limits of time and memory: archived files are as untrusted as on their first
day, and a page must not fall with one of them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TIME_LIMIT = 20.0  # seconds
MEMORY_LIMIT = 1 << 30  # bytes of address space
ABOVE, BELOW, LEFT, RIGHT = 2, 2, 4, 1  # cells shown around the one that is meant
LABELS = 3  # columns at the left end, shown too
LONGEST = 160  # characters of a cell
_HASH = re.compile(r"[0-9a-f]{64}")
_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@dataclass(frozen=True)
class Piece:
    """rows: (number of the row, its cells as text) from top to bottom; `columns`: their letters; the cell meant is
    `columns[at_column]` of `rows[at_row]`."""

    sheet: str
    cell: str
    columns: list[str]
    rows: list[tuple[int, list[str]]]
    at_row: int
    at_column: int


def around(warehouse: Path, sha256: str, sheet: str, cell: str) -> Piece | None:
    """The piece around `cell` (A1 style); None where the file, the sheet or the cell cannot be read again.

    `warehouse`: the folder whose archive holds the file; files in quarantine are never opened.
    """
    if not _HASH.fullmatch(sha256 or "") or not _CELL.fullmatch(cell or ""):
        return None
    path = next((Path(warehouse) / "archive").glob(f"{sha256}.*"), None)
    if path is None:
        return None
    try:
        done = subprocess.run(
            [sys.executable, "-m", "etl.desk.sheet_piece", str(path.resolve()), sheet, cell],
            cwd=ROOT,
            capture_output=True,
            timeout=TIME_LIMIT,
        )
        if done.returncode:
            return None
        told = json.loads(done.stdout)
        return Piece(**told | {"rows": [tuple(row) for row in told["rows"]]})
    except (subprocess.TimeoutExpired, OSError, ValueError, TypeError):
        return None


def _text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float):
        value = f"{value:.15g}".replace(".", ",")
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def cut(rows: list[list], sheet: str, cell: str) -> dict | None:
    """The fields of a Piece from all rows of a sheet."""
    from etl.read.workbook import letters

    name, number = _CELL.fullmatch(cell).groups()
    row = int(number) - 1
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - 64
    column -= 1
    if row >= len(rows):
        return None
    top, left = max(0, row - ABOVE), max(0, column - LEFT)
    right = max((len(line) for line in rows[top : row + BELOW + 1]), default=0)
    columns = list(range(left, max(min(right, column + RIGHT + 1), column + 1)))
    columns[:0] = range(min(LABELS, left))  # what a line is about stands at its left end
    shown = list(range(top, min(len(rows), row + BELOW + 1)))
    filled = [sum(value != "" for value in line) for line in rows[:top]]
    if filled and max(filled) > 1:
        shown.insert(0, filled.index(max(filled)))  # the header: the fullest line above
    return {
        "sheet": sheet,
        "cell": cell,
        "columns": [letters(c) for c in columns],
        "rows": [(r + 1, [_text(rows[r][c]) if c < len(rows[r]) else "" for c in columns]) for r in shown],
        "at_row": shown.index(row),
        "at_column": columns.index(column),
    }


def main() -> int:
    """The child: a path, a sheet, a cell; the piece as JSON."""
    from etl.kinds.workers import _limit_memory
    from etl.read.workbook import read

    _limit_memory(MEMORY_LIMIT)
    path, sheet, cell = sys.argv[1:4]
    document = read(Path(path).read_bytes(), Path(path).name)
    found = next((s for s in document.sheets if s.name == sheet), None)
    piece = cut(found.rows, sheet, cell) if found else None
    if piece is None:
        return 1
    sys.stdout.buffer.write(json.dumps(piece).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
