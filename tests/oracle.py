"""An independent recomputation of the figures: openpyxl and fractions, no code of the product.

It reads the generated workbooks cell by cell, applies the rules in the plainest way one can write them down, and
knows nothing of layouts tables, SQL or snapshots. Slow on purpose.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import unicodedata
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

from openpyxl import load_workbook

SELF_WORDS = {"điểm tự chấm", "điểm tự đánh giá", "tự chấm"}
CODE_WORDS = {"tt", "mã tiêu chí"}


def key(text) -> str:
    """Spelling without the accidents of typing."""
    text = unicodedata.normalize("NFC", str(text)).casefold().replace("ð", "đ")
    return " ".join(text.split())


def table(folder: Path, name: str) -> list[dict]:
    """Rows of one reference table."""
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def day(text) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def number(cell) -> Fraction | None:
    """A score cell: a number, or a text with comma or point; None where nothing is written."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, (int, float)):
        return Fraction(format(cell, ".15g"))
    return Fraction(cell.strip().replace(",", "."))


def is_na(cell) -> bool:
    return isinstance(cell, str) and key(cell) in {"không áp dụng", "kad", "k.a.d"}


class Reference:
    """The reference tables, as plain lists of dictionaries."""

    def __init__(self, folder: Path):
        for name in ("units", "unit_aliases", "heads", "milestones", "obligations", "extensions", "holidays",
                     "settings", "framework_years", "criteria", "criterion_exclusions", "criterion_conditions",
                     "classes"):  # fmt: skip
            setattr(self, name, table(folder, name))
        self.setting = {r["key"]: r["value"] for r in self.settings}
        self.as_of = dt.date.fromisoformat(self.setting["as_of"])
        self.block = {u["unit_code"]: u["block_code"] for u in self.units}
        self.free = {day(h["holiday_on"]) for h in self.holidays}

    def framework(self, year: int, block: str) -> str | None:
        for row in self.framework_years:
            if int(row["year"]) == year and row["block_code"] in ("all", block):
                return row["framework_code"]
        return None

    def valid_on(self, unit: str, when: dt.date) -> bool:
        row = next(u for u in self.units if u["unit_code"] == unit)
        return day(row["valid_from"]) <= when and (not row["valid_to"] or when <= day(row["valid_to"]))

    def in_scope(self, year: int) -> list[str]:
        when = min(dt.date(year, 12, 31), self.as_of) if year == self.as_of.year else dt.date(year, 12, 31)
        return [u["unit_code"] for u in self.units if self.valid_on(u["unit_code"], when)]

    def applicable(self, framework: str, year: int, block: str) -> dict[str, Fraction]:
        """Criterion → maximum, without those excluded for the block or by a condition."""
        excluded = {(r["criterion_code"]) for r in self.criterion_exclusions
                    if r["framework_code"] == framework and r["block_code"] == block}  # fmt: skip
        excluded |= {r["criterion_code"] for r in self.criterion_conditions
                     if r["framework_code"] == framework and int(r["year"]) == year
                     and key(r["applicable"]) in ("false", "0", "không", "no")}  # fmt: skip
        return {r["criterion_code"]: Fraction(r["max_points"]) for r in self.criteria
                if r["framework_code"] == framework and r["criterion_code"] not in excluded}  # fmt: skip

    def class_of(self, framework: str, percent: Fraction) -> str:
        rows = [r for r in self.classes if r["framework_code"] == framework]
        return max((r for r in rows if Fraction(r["lower_pct"]) <= percent), key=lambda r: Fraction(r["lower_pct"]))[
            "class_code"
        ]

    def due_on(self, unit: str, year: int, milestone: str) -> dt.date:
        for row in self.extensions:
            if (row["unit_code"], int(row["year"]), row["milestone_code"]) == (unit, year, milestone):
                return day(row["extended_until"])
        row = next(m for m in self.milestones if m["milestone_code"] == milestone)
        due = dt.date(year + int(row["year_offset"]), int(row["stated_month"]), int(row["stated_day"]))
        if row["stated_as"] == "before" and self.setting.get("before_date_reading") != "same_day":
            due -= dt.timedelta(days=1)
        if self.setting.get("due_on_holiday") != "keep":
            while due.weekday() >= 5 or due in self.free:
                due += dt.timedelta(days=1)
        return due

    def obligation(self, unit: str, milestone: str) -> str | None:
        rows = [r for r in self.obligations if r["milestone_code"] == milestone]
        own = [r for r in rows if r["unit_code"] == unit]
        block = [r for r in rows if not r["unit_code"] and r["block_code"] == self.block[unit]]
        return (own or block or [{"obligation": None}])[0]["obligation"]


def self_scores(path: Path) -> dict[str, Fraction | None | str]:
    """Criterion code → self score, None where empty, "na" where marked not applicable."""
    sheet = load_workbook(path, data_only=True).worksheets[0]
    grid = [[c.value for c in row] for row in sheet.iter_rows()]
    code_at = self_at = None
    scores: dict[str, Fraction | None | str] = {}
    for line in grid:
        words = {key(v): i for i, v in enumerate(line) if isinstance(v, str)}
        if code_at is None and words.keys() & CODE_WORDS:
            code_at = words[(words.keys() & CODE_WORDS).pop()]
        if code_at is not None and self_at is None and words.keys() & SELF_WORDS:
            self_at = words[(words.keys() & SELF_WORDS).pop()]
            continue
        if self_at is not None and line[code_at] is not None:
            code = str(line[code_at]).strip()
            if re.fullmatch(r"[A-E]?\d+(\.\d+)?", code) and ("." in code or code[0].isalpha()):
                value = line[self_at]
                scores[code] = "na" if is_na(value) else number(value)
    return scores
