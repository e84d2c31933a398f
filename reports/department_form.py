"""Biểu kết quả gửi Sở Tư pháp: the results of a year in the form that the department prescribes. Its columns and their order are
rows of the reference table `department_form`; a column of another kind is a line of CELLS."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import xlsxwriter

from reports import docx
from reports.documents import BODY_SIGNS
from reports.draft import Ask
from reports.parts.tables import remark
from words import labels, rounding
from words.documents import signers

TABLE = "department_form"
CRITERION = "criterion"
FORM = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}


@dataclass(frozen=True)
class Unit:
    """number: its place in the form; row: of the question `results`; more: of `department_form_units`; stage: of `stage`."""

    number: int
    row: dict
    more: dict
    facts: dict
    stage: dict

    @property
    def is_official(self) -> bool:
        return self.row["score_basis"] == "verified"


Shown = Callable[[object], str]


def _whole(value: object) -> str:
    return labels.number(value, 0)


# what a column holds: (width, its value of a unit, how a number of it is shown; None: text or a day)
CELLS: dict[str, tuple[float, Callable[[Unit], object], Shown | None]] = {
    "ordinal": (6, lambda unit: unit.number, _whole),
    "unit_code": (14, lambda unit: unit.row["unit_code"], None),
    "unit_name": (40, lambda unit: unit.row["unit_name"], None),
    "block_name": (26, lambda unit: unit.row["block_name"], None),
    "document_number": (18, lambda unit: unit.more["document_number"], None),
    "received_on": (12, lambda unit: unit.more["received_on"], None),
    "signed_on": (12, lambda unit: unit.more["signed_on"], None),
    "status": (16, lambda unit: labels.STATUS.get(unit.row["status"]) if unit.row["obligation"] == "required" else None, None),
    "self_points": (10, lambda unit: unit.row["self_points"], labels.points),
    "verified_points": (10, lambda unit: unit.row["verified_points"], labels.points),
    "points": (10, lambda unit: unit.row["points"], labels.points),
    "max_points": (10, lambda unit: unit.row["max_points"], labels.points),
    "score_pct": (10, lambda unit: unit.row["score_pct"], labels.percent),
    "class_name": (12, lambda unit: unit.row["class_name"], None),
    "rank_block": (10, lambda unit: unit.row["rank_block"], _whole),
    "verified_count": (10, lambda unit: unit.more["criteria_verified"], _whole),
    "verified_on": (12, lambda unit: unit.more["verified_on"] if unit.is_official else None, None),
    "published_document": (20, lambda unit: unit.stage["document_number"] if unit.stage["snapshot_id"] else None, None),
    "remark": (30, lambda unit: remark(unit.row, unit.facts["verification_word"]), None),
    "blank": (16, lambda unit: "", None),
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """heading: over columns of several criteria the one that they share; code: its criterion."""

    heading: str
    holds: str
    code: str | None = None
    is_of_many: bool = False

    @property
    def width(self) -> float:
        return 7 if self.holds == CRITERION else CELLS[self.holds][0]

    def value(self, unit: Unit) -> object:
        if self.holds == CRITERION:
            return dict(unit.more["by_criterion"] or ()).get(self.code)
        return CELLS[self.holds][1](unit)

    def shown(self, unit: Unit) -> Shown | None:
        if self.holds == CRITERION:
            return labels.points
        if self.holds == "score_pct":
            return partial(labels.percent, bounds=unit.row["bounds"])
        return CELLS[self.holds][2]


def layout(ask: Ask, year: int) -> tuple[list[str], list[Column], list[str]]:
    """Lines above the table, columns from left to right, and what is said of where they come from; nothing where the office has
    no form of that year."""
    rows = ask("department_form", year=year)
    columns: list[Column] = []
    for row in rows:
        if row["holds"] == CRITERION and not row["criterion_code"]:
            codes = [one["criterion_code"] for one in ask("criteria", year=year, block=None, scope=None)]
            columns += [Column(row["heading"], CRITERION, code, is_of_many=True) for code in dict.fromkeys(codes)]
        elif row["holds"] != "title":
            columns.append(Column(row["heading"], row["holds"], row["criterion_code"]))
    notes = [*dict.fromkeys(row["note"] for row in rows if row["note"])]
    return [row["heading"] for row in rows if row["holds"] == "title"], columns, notes


def has(ask: Ask, year: int) -> bool:
    """Whether the office has said how the form of a year looks."""
    return any(row["holds"] != "title" for row in ask("department_form", year=year))


def xlsx(ask: Ask, then: Ask, year: int, stage: dict) -> bytes:
    """The form as it is laid out now; then: asks the figures that it tells. stage: of the question `stage`."""
    titles, columns, notes = layout(ask, year)
    return _Book(titles, columns, notes, _units(then, year, stage), year, then("snapshot")[0]).bytes()


def _units(ask: Ask, year: int, stage: dict) -> list[Unit]:
    facts, more = ask("snapshot")[0], {row["unit_code"]: row for row in ask("department_form_units", year=year)}
    rows = ask("results", year=year, block=None, unit=None)
    return [Unit(number, row, more[row["unit_code"]], facts, stage) for number, row in enumerate(rows, 1)]


class _Book:
    """The workbook, from its head to its signatures."""

    def __init__(
        self, titles: list[str], columns: list[Column], notes: list[str], units: list[Unit], year: int, facts: dict
    ):
        self.titles, self.columns, self.notes, self.units, self.year, self.facts = (
            titles,
            columns,
            notes,
            units,
            year,
            facts,
        )
        self.file = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self.book.set_properties(
            {"title": f"Biểu kết quả năm {year}", "created": docx.NO_CLOCK}
        )  # no clock: equal bytes
        self.format = cache(lambda **more: self.book.add_format(FORM | more))
        self.sheet = self.book.add_worksheet("Biểu kết quả")

    def bytes(self) -> bytes:
        top = self._head()
        self._columns(top)
        for place, unit in enumerate(self.units, top + 3):
            self._unit(place, unit)
        self._signatures(top + 4 + len(self.units))
        self.sheet.freeze_panes(top + 3, 0)
        self.sheet.repeat_rows(top, top + 2)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.book.close()
        return self.file.getvalue()

    def _head(self) -> int:
        """Who sends it, its title, of when it is; the row where the table begins."""
        open_ = sum(unit.row["score_pct"] is not None and not unit.is_official for unit in self.units)
        said = [f"Số liệu tính đến {labels.date(self.facts['as_of'])}"]
        if open_:
            said.append(f"sơ bộ: còn {open_:02d} đơn vị chưa {self.facts['verification_word']} đầy đủ")
        if self.facts["illustrative"]:
            said.append(self.facts["illustrative_words"])
        lines = [
            (self.facts["synthesising_body"].upper(), {"bold": True}),
            *((line, {"bold": True, "font_size": 14}) for line in self.titles),
            (f"Năm {self.year}", {"bold": True}),
            ("; ".join(said), {"italic": True}),
            *((note, {"italic": True}) for note in self.notes),
        ]
        for place, (text, form) in enumerate(lines):
            self.sheet.write_string(place, 0, text, self.format(**form))
        return len(lines) + 1

    def _columns(self, top: int) -> None:
        """Two rows of heads, columns of several criteria under the one that they share, and a row of numbers."""
        form = self.format(bold=True, border=1, text_wrap=True, align="center")
        place = 0
        while place < len(self.columns):
            one = self.columns[place]
            same = [other for other in self.columns[place:] if other.is_of_many and other.heading == one.heading]
            many = len(same) if one.is_of_many else 1
            if not one.is_of_many:
                self.sheet.merge_range(top, place, top + 1, place, one.heading, form)
            elif many > 1:
                self.sheet.merge_range(top, place, top, place + many - 1, one.heading, form)
            else:
                self.sheet.write_string(top, place, one.heading, form)
            for number, column in enumerate(same if one.is_of_many else [], place):
                self.sheet.write_string(top + 1, number, column.code, form)
            place += many
        for number, column in enumerate(self.columns):
            self.sheet.set_column(number, number, column.width)
            self.sheet.write_string(
                top + 2, number, f"({number + 1})", self.format(italic=True, border=1, align="center")
            )

    def _unit(self, place: int, unit: Unit) -> None:
        """Missing is "–", never 0."""
        for number, column in enumerate(self.columns):
            value, shown = column.value(unit), column.shown(unit)
            if value is None:
                self.sheet.write_string(place, number, labels.NONE, self.format(border=1))
            elif isinstance(value, dt.date):
                day = dt.datetime.combine(value, dt.time())
                self.sheet.write_datetime(
                    place, number, day, self.format(border=1, num_format="dd/mm/yyyy", align="left")
                )
            elif shown:
                code = rounding.excel_format(value, shown(value))
                self.sheet.write_number(place, number, value, self.format(border=1, num_format=code))
            else:
                self.sheet.write_string(place, number, str(value), self.format(border=1, text_wrap=True))

    def _signatures(self, place: int) -> None:
        right = max(len(self.columns) - 3, 2)
        self.sheet.write_string(place, 1, "Người lập biểu", self.format(bold=True))
        for number, line in enumerate(signers(self.facts["body_signer"], BODY_SIGNS)):
            self.sheet.write_string(place + number, right, line, self.format(bold=True))
