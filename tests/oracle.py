"""An independent recomputation of the figures: openpyxl and fractions, no code of the product.

It reads the generated workbooks cell by cell, applies the rules in the plainest way one can write them down, and
knows nothing of layouts tables, SQL or snapshots. Slow on purpose.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import unicodedata
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
        self.free = {day(h["holiday_on"]) for h in self.holidays if h.get("is_working") != "true"}
        self.worked = {day(h["holiday_on"]) for h in self.holidays if h.get("is_working") == "true"}

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
                if r["framework_code"] == framework and not r["parent_code"] and r["criterion_code"] not in excluded}  # fmt: skip

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
            while due not in self.worked and (due.weekday() >= 5 or due in self.free):
                due += dt.timedelta(days=1)
        return due

    def obligation(self, unit: str, milestone: str) -> str | None:
        rows = [r for r in self.obligations if r["milestone_code"] == milestone]
        own = [r for r in rows if r["unit_code"] == unit]
        block = [r for r in rows if not r["unit_code"] and r["block_code"] == self.block[unit]]
        return (own or block or [{"obligation": None}])[0]["obligation"]


def self_scores(path: Path) -> dict[str, Fraction | str | None]:
    """Criterion code → self score, None where empty, "na" where marked not applicable."""
    sheet = load_workbook(path, data_only=True).worksheets[0]
    grid = [[c.value for c in row] for row in sheet.iter_rows()]
    code_at = self_at = None
    scores: dict[str, Fraction | str | None] = {}
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


def plain(name: str) -> str:
    """Key of a unit's name as people type it."""
    text = key(name).replace("uỷ", "ủy").replace("hoà ", "hòa ").replace("toà ", "tòa ")
    text = text.removeprefix("ubnd ").removesuffix(" tp hạ long")
    return re.sub(r"^p\. (?=\w)", "phường ", text) if name.strip().startswith("UBND") else text


class Inbox:
    """Everything in a generated inbox, read cell by cell."""

    def __init__(self, folder: Path, reference: Reference):
        self.reference = reference
        self.names = {plain(u["unit_name"]): u["unit_code"] for u in reference.units}
        self.names |= {plain(a["alias"]): a["unit_code"] for a in reference.unit_aliases}
        self.register = []  # (unit, year, milestone, date, file name)
        self.forms = []  # (unit, year, path, scores)
        self.issued = {}  # (year, unit, criterion, verified|final) → value or "na"
        for path in sorted(folder.rglob("so_tiep_nhan_*.xlsx")):
            self._register(path)
        for path in sorted(folder.rglob("TDG *.xlsx"), key=lambda p: str(p.relative_to(folder)).encode()):
            year, unit = self._whose(path)
            self.forms.append((unit, year, str(path.relative_to(folder)), path.name, self_scores(path)))
        for path in sorted(folder.rglob("*.xlsx")):
            if path.name.startswith(("Tong hop tham dinh", "Diem sau giai trinh")):
                self._issued(path)
        for path in sorted(folder.rglob("Dinh chinh *.xlsx")):
            self._correct(path)

    def _whose(self, path: Path) -> tuple[int, str]:
        sheet = load_workbook(path, data_only=True).worksheets[0]
        year = unit = None
        for row in sheet.iter_rows(max_row=7):
            cells = [c.value for c in row if c.value is not None]
            for place, cell in enumerate(cells):
                text = str(cell).strip()
                if "vị:" in key(text):
                    unit = text.split(":", 1)[1].strip() or cells[place + 1]
                if "đánh giá:" in key(text):
                    year = text.split(":", 1)[1].strip() or cells[place + 1]
        return int(year), self.names[plain(unit)]

    def _register(self, path: Path) -> None:
        words = {"Kế hoạch": "plan", "Báo cáo tự đánh giá": "self_assessment", "Tổng hợp": "city_synthesis",
                 "Khảo sát": "survey", "Giải trình": "reply"}  # fmt: skip
        for row in load_workbook(path).worksheets[0].iter_rows(min_row=5, values_only=True):
            if row[1] is None:
                continue
            when = row[4]
            when = when.date() if isinstance(when, dt.datetime) else dt.datetime.strptime(when, "%d/%m/%Y").date()
            self.register.append((self.names[plain(row[1])], int(row[2]), words[row[3]], when, row[6] or None))

    def _issued(self, path: Path) -> None:
        sheet = load_workbook(path).worksheets[0]
        kind = "final" if "SAU GIẢI TRÌNH" in sheet["C2"].value else "verified"
        year = int(sheet["C2"].value.split()[-1])
        codes = [c.value for c in sheet[5]][2:]
        for row in sheet.iter_rows(min_row=6, values_only=True):
            if not isinstance(row[0], (int, float)):
                continue
            for code, value in zip(codes, row[2:], strict=False):
                if value is not None:
                    self.issued[year, self.names[plain(row[1])], code, kind] = "na" if is_na(value) else number(value)

    def _correct(self, path: Path) -> None:
        """Verified scores put right: only what still stands as the row says."""
        sheet = load_workbook(path).worksheets[0]
        year = int(sheet["B3"].value.split()[-1])
        for row in sheet.iter_rows(min_row=6, values_only=True):
            key = (year, self.names[plain(row[1])], row[2], "verified")
            assert row[3] == "Điểm thẩm định"
            if self.issued[key] == number(row[4]):
                self.issued[key] = number(row[5])

    def date_of(self, unit: str, year: int, scores: dict) -> tuple[dt.date, bool]:
        """(date of receipt of a form, by any name under which it came, whether it is only assumed)."""
        names = {name for u, y, _, name, said in self.forms if (u, y, said) == (unit, year, scores)}
        named = [r[3] for r in self.register if r[0] == unit and r[1] == year and r[4] in names]
        return (min(named), False) if named else (self.reference.as_of, True)

    def versions(self, unit: str, year: int) -> list[tuple]:
        """(date, path, scores) of the versions in order; the same content as the current one is none."""
        own = sorted(
            ((self.date_of(unit, year, scores)[0], path.encode(), scores)
             for u, y, path, _, scores in self.forms if (u, y) == (unit, year)),
            key=lambda v: v[:2],
        )  # fmt: skip
        kept = []
        for version in own:
            if not kept or version[2] != kept[-1][2]:
                kept.append(version)
        return kept

    def scores(self, unit: str, year: int) -> dict[str, dict]:
        """Criterion → its scores and whether it applies, of the current version."""
        versions = self.versions(unit, year)
        if not versions:
            return {}
        current = versions[-1][2]
        block = self.reference.block[unit]
        framework = self.reference.framework(year, block)
        result = {}
        for code, maximum in self.reference.applicable(framework, year, block).items():
            own = current.get(code)
            verified = self.issued.get((year, unit, code, "verified"))
            final = self.issued.get((year, unit, code, "final"))
            last = final if final is not None else verified if verified is not None else own
            result[code] = {
                "max": maximum,
                "applies": last != "na",
                "self": None if own == "na" else own,
                "verified": None if verified == "na" else verified,
                "final": None if final == "na" else final,
                "points": None if last == "na" else last,
            }
        return result

    def unit_years(self, year: int) -> dict[str, dict]:
        """Unit → what mart.unit_year must say."""
        rows = {}
        for unit in self.reference.in_scope(year):
            rows[unit] = self._unit_year(unit, year)
        for row in rows.values():
            same = [o["percent"] for o in rows.values() if o["block"] == row["block"] and o["percent"] is not None]
            everyone = [o["percent"] for o in rows.values() if o["percent"] is not None]
            if row["percent"] is not None:
                row["rank_block"] = 1 + sum(p > row["percent"] for p in same)
                row["rank_overall"] = 1 + sum(p > row["percent"] for p in everyone)
        return rows

    def _unit_year(self, unit: str, year: int) -> dict:
        reference = self.reference
        block = reference.block[unit]
        row = {"block": block, "percent": None, "points": None, "max": None, "class": None, "basis": None,
               "rank_block": None, "rank_overall": None, "self_percent": None, "scored": None}  # fmt: skip
        counted = [s for s in self.scores(unit, year).values() if s["applies"]]
        if counted:
            scored = [s for s in counted if s["points"] is not None]
            row["max"] = sum(s["max"] for s in counted)
            row["points"] = sum(s["points"] for s in scored)
            row["scored"] = len(scored)
            row["percent"] = 100 * row["points"] / row["max"]
            own = [s["self"] for s in counted if s["self"] is not None]
            row["self_percent"] = 100 * sum(own) / row["max"] if own else None
            row["class"] = reference.class_of(reference.framework(year, block), row["percent"])
            issued = [s for s in counted if s["verified"] is not None or s["final"] is not None]
            row["basis"] = "verified" if len(issued) == len(counted) else "mixed" if issued else "self"
        row |= self.receipt(unit, year, "self_assessment")
        return row

    def receipt(self, unit: str, year: int, milestone: str) -> dict:
        """Dates, status and days of one milestone of a unit in scope."""
        reference = self.reference
        dates = [r[3] for r in self.register if r[:3] == (unit, year, milestone)]
        if milestone == "self_assessment":
            dates += [
                self.date_of(u, y, scores)[0] for u, y, _, _, scores in self.counting_forms() if (u, y) == (unit, year)
            ]
        first = min(dates, default=None)
        obligation = reference.obligation(unit, milestone)
        due = reference.due_on(unit, year, milestone) if obligation else None
        if due is None or not reference.valid_on(unit, due):
            return {"first": first, "due": None, "status": "not_due", "days": None, "obligation": None}
        if first is None:
            late = reference.as_of > due
            return {"first": None, "due": due, "status": "missing" if late else "not_due",
                    "days": (reference.as_of - due).days if late else None, "obligation": obligation}  # fmt: skip
        return {"first": first, "due": due, "status": "late" if first > due else "on_time",
                "days": max((first - due).days, 0), "obligation": obligation}  # fmt: skip

    def counting_forms(self) -> list[tuple]:
        """Forms that are receipts: not those with the content of the version before."""
        if not hasattr(self, "_counting"):
            kept = {(u, y, v[1]) for u, y, *_ in self.forms for v in self.versions(u, y)}
            self._counting = [f for f in self.forms if (f[0], f[1], f[2].encode()) in kept]
        return self._counting
