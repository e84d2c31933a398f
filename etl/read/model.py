"""What the readers hand to the loader. Plain records without behaviour: they cross process borders."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

AMBIGUOUS = "?"  # assessment of a file that may be of several: it is refused, and is no receipt of any


class Finding(NamedTuple):
    """One thing that was noticed in a file. `severity` is error, warning or info; `code` is stable
    (catalogue: etl/read/finding_codes.csv); `cell` is A1 style; the message is Vietnamese and says what to do."""

    severity: str
    code: str
    sheet: str | None
    cell: str | None
    found: str | None
    expected: str | None
    message: str


@dataclass(slots=True)
class ParsedFile:
    """One file after reading, locating, typing and checking.

    rows: table name ("raw.self_assessment", "reference.units", …) → tuples in the order of that table's columns; of a
    raw table its records (warehouse/records.py), which have no `file_seq`.
    content_hash: of the canonical values, so that the same content in other bytes is known; None where
    there is nothing to compare.
    rows_in: data rows seen in the located tables, counted apart from the reading of them; None where no table was
    located. A file without an error has rows_in = row_count + rows_refused; one with an error refuses all.
    rows_refused: rows that a file without an error leaves out by a rule (surveys).
    stored, answers: of a survey, files in the run's scratch folder: the export without its personal columns
    (CSV, what the archive keeps; stored_sha256 is its hash), and the coded answers (Parquet).
    """

    kind: str
    ext: str
    unit_code: str | None = None
    year: int | None = None
    framework_code: str | None = None
    assessment_code: str | None = None  # None: the yearly assessment, or a kind that belongs to none
    content_hash: str | None = None
    row_count: int = 0
    rows_in: int | None = None
    rows_refused: int = 0
    rows: dict[str, list[Any]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    stored: str | None = None
    stored_sha256: str | None = None
    answers: str | None = None

    @property
    def has_error(self) -> bool:
        return any(f.severity == "error" for f in self.findings)
