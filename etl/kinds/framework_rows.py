"""The table of a framework as people write it → groups, criteria, sub-criteria, each with its points and its scale.

What a row is, its number tells (I, 1., 1.1, a), –) or the column in which it stands. Numbers of one look are of one
level: which level, the rows above tell. Nothing is guessed from colours or indents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from etl.kinds import locate
from etl.kinds.locate import Table
from etl.read import values
from etl.read.findings import finding
from etl.read.model import Finding
from etl.read.text import label_key, nfc
from etl.reference import scales

NAMES = ("group_name", "criterion_name", "sub_criterion_name")  # columns of the three levels
BESIDE = (
    "scale",
    "evidence",
    "kind",
    "dimension",
    "excluded",
    "may_mark_na",
    "na_rule",
    "na_clause",
    "survey_indicator",
)

# looks of numbers; what stands in a column of its own has that column for a look
_END = r"\s*[.):/]?"
_LOOKS = (
    ("roman", r"(?:(?:nhóm|phần|mục|chương)\s+)?([IVX]{1,6})"),
    ("capital", r"(?:(?:nhóm|phần|mục|chương)\s+)?([A-ZĐ])"),
    ("said", r"(?:tiêu chí|nhóm|phần|mục|điều)\s+(\d{1,3})"),
    ("1.1.1", r"(?:(?:tiêu chí|chỉ tiêu)\s+)?(\d{1,3}\.\d{1,3}\.\d{1,3})"),
    ("1.1", r"(?:(?:tiêu chí|chỉ tiêu)\s+)?(\d{1,3}\.\d{1,3})"),
    ("1)", r"\((\d{1,3})\)|(\d{1,3})\)"),
    ("1", r"(\d{1,3})"),
    ("a", r"\(?([a-zđ])\)?"),
    ("code", r"([A-ZĐ]{1,4}[.-]?\d{1,3}(?:\.\d{1,3})*)"),
)
_ALONE = [(look, re.compile(rf"(?:{pattern}){_END}")) for look, pattern in _LOOKS]
_BEFORE = [
    ("roman", re.compile(r"(?:(?i:nhóm|phần|mục|chương)\s+)?([IVX]{1,6})\s*[.):/–-]\s*(?=\S)")),
    ("capital", re.compile(r"(?:(?i:nhóm|phần|mục|chương)\s+)?([A-ZĐ])\s*[.):/]\s*(?=\S)")),
    ("said", re.compile(r"(?i:tiêu chí|nhóm|phần|mục|điều)\s+(\d{1,3})\s*[.:)–-]\s*(?=\S)")),
    ("1.1.1", re.compile(r"(?:(?i:tiêu chí|chỉ tiêu)\s+)?(\d{1,3}\.\d{1,3}\.\d{1,3})[.:)]?\s+(?!điểm|đ\b|%)(?=\S)")),
    ("1.1", re.compile(r"(?:(?i:tiêu chí|chỉ tiêu)\s+)?(\d{1,3}\.\d{1,3})[.:)]?\s+(?!điểm|đ\b|%)(?=\S)")),
    ("1)", re.compile(r"\(?(\d{1,3})\)\s*(?=\S)")),
    ("1", re.compile(r"(?:(?i:chỉ tiêu)\s+)?(\d{1,3})[.:]\s*(?=\D)")),
    ("a", re.compile(r"\(?([a-zđ])\s*[.)]\s*(?=\S)")),
]
_DASH = re.compile(r"([-–—*•▪·]|\+)\s*(?=\S)")
_DASHES = ("-", "+")
_BELOW_A_CRITERION = {"a", "-", "+"}  # looks that no group has

_POINTS = re.compile(
    r"(?:tối\s+đa|không\s+quá)?\s*(?P<word>cộng|thưởng|trừ)?\s*(?:tối\s+đa\s*)?(?P<sign>[+-])?\s*(?P<number>\d{1,5}(?:[.,]\d{1,4})?)\s*(?:điểm|đ)?\.?"
)
_POINTS_BEHIND = re.compile(
    r"\s*(?:\(\s*(?:tối\s+đa\s*)?(?:không\s+quá\s*)?(\d{1,4}(?:[.,]\d{1,4})?)\s*(?:điểm|đ)\s*\)|[:–-]\s*(?:tối\s+đa\s*)?(\d{1,4}(?:[.,]\d{1,4})?)\s*(?:điểm|đ))\s*[.;:]?\s*$",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d\s*(?:điểm|đ)(?!\w)", re.IGNORECASE)
_SEPARATOR = re.compile(r"[:(.;]\s*|\s[-–]\s")
_SCALE_TITLE = re.compile(r"(?:thang|mức|cách|phương pháp)\s*(?:điểm|chấm|tính)(?:\s*điểm)?\s*[:.]?\s*$", re.IGNORECASE)
SUMMED = "các dòng thành phần cộng lại được"
_NOTE = re.compile(r"\(\*+\)|\*{1,3}(?=\s*\S)|\[\d{1,2}\]|\(\d{1,2}\)\s*ghi chú")


@dataclass(slots=True)
class Entry:
    """One line of the table: a group, a criterion, a part, or a step of a scale that stands in a row of its own."""

    row: int
    cell: str  # where its words stand
    look: str
    mark: str  # its number, without dots round it
    text: str
    points: Decimal | None = None
    is_beside: bool = False  # bonus or penalty, said by the cell of its points: not in the maximum
    points_cell: str = ""
    beside: dict[str, str] = field(default_factory=dict)  # the other columns
    cells: dict[str, str] = field(default_factory=dict)  # and where they stand
    children: list[Entry] = field(default_factory=list)
    steps: tuple[scales.Step, ...] = ()
    unclear: tuple[str, ...] = ()


@dataclass(slots=True)
class Annex:
    """What one sheet says: its groups, and what was found wrong."""

    sheet: str
    groups: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def wrong(
        self, code: str, cell: str | None, found: str | None = None, expected: str | None = None, **words
    ) -> None:
        self.findings.append(finding(code, self.sheet, cell, found, expected, **words))

    def differs(self, cell: str, found: str, expected: str, what: str, how: str = SUMMED) -> None:
        self.wrong("framework_sum_differs", cell, found, expected, what=what, how=how)


def number(points: Decimal | None) -> str:
    """Points as people write them."""
    return "–" if points is None else values.canonical(points).replace(".", ",")


def read(table: Table, words: dict[str, tuple[str, ...]]) -> Annex:
    """The table as a tree. words: kind of row (total_row, group_total_row, note_row) → what it begins with."""
    annex = Annex(table.sheet.name)
    _Reader(table, words, annex).read()
    if not annex.groups and not annex.findings:
        annex.wrong("no_rows", table.sheet.address(table.top, 0))
    annex.groups = list(_below_headings(annex))
    for group in annex.groups:
        _settle_group(group, annex)
    return annex


def _below_headings(annex: Annex) -> Iterator[Entry]:
    """The groups, also where a letter stands over Roman numbers (`A. ĐIỂM CHUẨN`, `B. ĐIỂM THƯỞNG`): that is no level of
    its own."""
    marks = [group.mark for heading in annex.groups for group in heading.children if group.look == "roman"]
    for heading in annex.groups:
        if heading.look != "capital" or not any(group.look == "roman" for group in heading.children):
            yield heading
            continue
        heading.text, heading.points = _name(heading, annex)
        outside = is_bonus(heading)
        most = [_most(group) for group in heading.children]
        if heading.points is not None and None not in most and sum(most, Decimal(0)) != heading.points:
            total = number(sum(most, Decimal(0)))
            annex.differs(
                heading.points_cell or heading.cell, number(heading.points), total, what=f"phần “{heading.text}”"
            )
        for group in heading.children:
            if marks.count(group.mark) > 1:
                group.mark = f"{heading.mark}.{group.mark}"
            group.is_beside = group.is_beside or outside
            for name in ("kind", "dimension"):
                if name in heading.beside and name not in group.beside:
                    group.beside[name], group.cells[name] = heading.beside[name], heading.cells[name]
            yield group


class _Reader:
    """Rows in order; what is open is a stack of looks."""

    def __init__(self, table: Table, words: dict[str, tuple[str, ...]], annex: Annex) -> None:
        self.table, self.sheet, self.words, self.annex = table, table.sheet, words, annex
        self.columns = dict(table.columns)
        if "criterion_name" not in self.columns and "sub_criterion_name" in self.columns:
            self.columns["criterion_name"] = self.columns.pop("sub_criterion_name")
        self.open: list[Entry] = []
        self.passed: list[int] = []  # rows that are no part of it
        self.is_over = False  # the total was there
        self.percents = self.sheet.percent_formats(self.columns["max_points"]) if "max_points" in self.columns else {}
        self.across = {m.top for m in self.sheet.merges() if m.top == m.bottom and m.right - m.left > 1}

    def read(self) -> None:
        own = [c for name, c in self.columns.items() if name != "ignored"]
        for r in range(self.table.first, len(self.sheet.rows)):
            row = self.sheet.rows[r]
            if any(row[c] != "" for c in own) and not locate.is_numbering(row) and not self._is_header(row):
                self._take(r)
        if self.passed:
            cells = ", ".join(str(r + 1) for r in self.passed[:10])
            self.annex.wrong("framework_lines_passed", None, str(len(self.passed)), cells)

    def _is_header(self, row: list) -> bool:
        """The header again, as on each page of a document."""
        named = [c for c in self.table.header if c.field and c.column < len(row)]
        return len(named) > 1 and all(label_key(_text(row[c.column])) == label_key(c.text) for c in named if row[c.column] != "") and any(row[c.column] != "" for c in named)  # fmt: skip

    def _value(self, r: int, name: str):
        column = self.columns.get(name)
        return "" if column is None else self.sheet.rows[r][column]

    def _said(self, r: int, name: str) -> str:
        return nfc(_text(self._value(r, name)))

    def _cell(self, r: int, name: str) -> str:
        return self.sheet.address(r, self.columns[name])

    def _take(self, r: int) -> None:
        said = {name: self._said(r, name) for name in NAMES}
        number_cell = self._value(r, "ordinal")
        if isinstance(number_cell, date):
            self.annex.wrong("code_not_text", self._cell(r, "ordinal"), str(number_cell), "TT")
            return
        mark = self._said(r, "ordinal")
        words_of = "criterion_name"
        if mark and not any(said.values()) and _alone(mark) is None and mark not in _DASHES:
            # one cell over the whole row: `I. QUẢN LÝ NHÀ NƯỚC`
            said["criterion_name"], mark, words_of = mark, "", "ordinal"
        points = self._points(r, "max_points")
        if self._is_total(said, points, r) or self._is_note(said, mark, points, r):
            return
        told = len(self.annex.findings)
        entries = list(self._entries(r, said, mark, words_of, points))
        if not entries:
            if told == len(self.annex.findings):
                self._continue(r, said, points)
            return
        for entry in entries:
            self._hang(entry)
        last = entries[-1]
        if "kind" in self.columns:  # where it is to be typed, if it is missing
            entries[0].cells["kind"] = self._cell(r, "kind")
        for name in BESIDE:
            if words := self._said(r, name):
                for entry in entries if name in ("kind", "dimension") else entries[-1:]:
                    entry.beside[name], entry.cells[name] = words, self._cell(r, name)
        if "sub_points" in self.columns and last.look == "sub_criterion_name":
            last.points, last.is_beside = self._points(r, "sub_points") or (None, False)
            last.points_cell = self._cell(r, "sub_points")
            last = entries[-2] if len(entries) > 1 else None
        if last and "max_points" in self.columns:
            last.points_cell = self._cell(r, "max_points")
            if points:
                last.points, last.is_beside = points

    def _entries(self, r: int, said: dict[str, str], mark: str, words_of: str, points) -> Iterator[Entry]:
        """What begins in the row: one entry, or one a column where the levels have columns of their own."""
        own = "sub_criterion_name" in self.columns or "group_name" in self.columns
        for name in NAMES:
            text = said[name]
            if not text:
                continue
            cell = self._cell(r, words_of if name == "criterion_name" else name)
            look, number_, rest = _mark(mark, text) if name == "criterion_name" or not own else (None, "", text)
            if own:
                inner = _before(text)
                number_, rest = (inner[1], inner[2]) if inner and not number_ else (number_, rest)
                group = look in ("roman", "capital") and "group_name" not in self.columns
                yield Entry(r, cell, "group_name" if group else name, number_, rest)
                continue
            if look in (None, *_DASHES) and not points and not self._stands_alone(r, text):
                return  # a line more of what stands above
            if look in _BELOW_A_CRITERION and not self.open:
                self.annex.wrong("framework_row_unclear", cell, text, "phía trên chưa có nhóm, tiêu chí nào")
                return
            yield Entry(r, cell, look or "", number_, rest)

    def _stands_alone(self, r: int, text: str) -> bool:
        """Whether words without number and points are a heading and no line more: nothing is open, or they go over
        the row, or all are capitals."""
        return not self.is_over and (
            not self.open or r in self.across or (text == text.upper() and len(text.split()) > 1)
        )

    def _hang(self, entry: Entry) -> None:
        """To the row above that is one level higher. An entry of a look that is open ends that one."""
        looks = [e.look for e in self.open]
        if entry.look in looks:
            del self.open[looks.index(entry.look) :]
        elif entry.look == "group_name":
            self.open.clear()
        elif entry.look == "criterion_name":
            self.open = [e for e in self.open if e.look == "group_name"]
        (self.open[-1].children if self.open else self.annex.groups).append(entry)
        self.is_over = False
        self.open.append(entry)

    def _continue(self, r: int, said: dict[str, str], points) -> None:
        """A line more of the entry above: Excel makes a row of each line that is pasted."""
        lines = {name: self._said(r, name) for name in BESIDE}
        text = "\n".join(filter(None, said.values()))
        if self.is_over or not self.open:
            self.passed.append(r)
            return
        above = self.open[-1]
        if points and lines["scale"] and not _FIGURE.search(lines["scale"]):
            lines["scale"] = f"{lines['scale']}: {number(points[0])} điểm"
        elif points and not text and not lines["scale"]:
            self.annex.wrong(
                "framework_row_unclear", self._cell(r, "max_points"), number(points[0]), "dòng chỉ có điểm"
            )
        above.text = "\n".join(filter(None, (above.text, text)))
        for name, words in lines.items():
            if words:
                above.beside[name] = "\n".join(filter(None, (above.beside.get(name), words)))
                above.cells.setdefault(name, self._cell(r, name))

    def _points(self, r: int, name: str) -> tuple[Decimal, bool] | None:
        """(points, whether they are a bonus or a penalty); a penalty is negative."""
        if name not in self.columns:
            return None
        value, cell = self._value(r, name), self._cell(r, name)
        if value == "" or label_key(_text(value)) == "":
            if code := self.sheet.trouble(r, self.columns[name]):
                self.annex.wrong(code, cell)
            return None
        expected = "số điểm, ví dụ 4 hoặc 0,5"
        if name == "max_points" and self.percents.get(r):
            self.annex.wrong("bad_value", cell, _text(value), f"{expected}; ô đang để dạng phần trăm")
            return None
        text = _text(value) if not isinstance(value, str) else " ".join(nfc(value).casefold().split())
        hit = _POINTS.fullmatch(text.replace("−", "-").replace("–", "-"))
        if hit is None or isinstance(value, (date, bool)):
            self.annex.wrong("bad_value", cell, _text(value), expected)
            return None
        points = Decimal(hit["number"].replace(",", "."))
        is_taken = hit["sign"] == "-" or hit["word"] == "trừ"
        return (-points if is_taken else points), bool(hit["word"] or hit["sign"])

    def _is_total(self, said: dict[str, str], points, r: int) -> bool:
        text = next(filter(None, said.values()), "")
        key = label_key(text.partition("(")[0].partition(":")[0])
        is_of_group = any(key.startswith(word) for word in self.words["group_total_row"])
        if not is_of_group and key not in self.words["total_row"]:
            return False
        if points is None and (behind := _POINTS_BEHIND.search(text)):
            points = (_decimal(behind[1] or behind[2]), False)
        counted = self.annex.groups[-1:] if is_of_group else self.annex.groups
        if points:
            most = [_most(group) for group in counted if not is_bonus(group)]
            total = sum(filter(None, most), Decimal(0))
            if None not in most and total != points[0]:
                cell = self._cell(r, "max_points")
                self.annex.differs(cell, number(points[0]), number(total), what=f"dòng “{text}”")
        self.is_over = not is_of_group
        if self.is_over:
            self.open.clear()
        return True

    def _is_note(self, said: dict[str, str], mark: str, points, r: int) -> bool:
        text = next(filter(None, said.values()), "")
        starts = _NOTE.match(text) or _NOTE.match(mark)
        is_note = points is None and (starts or locate.starts_with(text, self.words["note_row"]))
        if is_note:
            self.passed.append(r)
        return bool(is_note)


def _most(group: Entry) -> Decimal | None:
    """What a group says, or else what its criteria say together."""
    if group.points is not None:
        return group.points
    said = [c.points for c in group.children if not c.is_beside]
    return None if None in said else sum(said, Decimal(0))


def _text(value) -> str:
    return value if isinstance(value, str) else (values.as_received(value) or "")


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _alone(text: str) -> tuple[str, str] | None:
    """(look, number) of a cell that holds nothing but a number."""
    for look, pattern in _ALONE:
        if hit := pattern.fullmatch(text):
            return look, next(filter(None, hit.groups()))
    return None


def _before(text: str) -> tuple[str, str, str] | None:
    """(look, number, the words behind it)."""
    for look, pattern in _BEFORE:
        if hit := pattern.match(text):
            return look, hit[1], text[hit.end() :]
    return None


def _mark(mark: str, text: str) -> tuple[str | None, str, str]:
    """(look, number, words): the number stands in its own cell, or before the words."""
    if mark and (alone := _alone(mark)):
        inner = _before(text)
        same = inner and (inner[0], inner[1]) == alone
        return *alone, inner[2] if inner and same else text
    dash = _DASH.match(mark or text) or (mark in _DASHES and re.match("(.)", mark))
    if dash:
        look = "+" if dash[1] == "+" else "-"
        return look, "", text if mark else text[dash.end() :]
    return _before(text) or (None, "", text)


# from rows to levels


def is_bonus(group: Entry) -> bool:
    """Whether a group is said to lie outside the maximum: by its points, or by its name."""
    return group.is_beside or bool(re.match(r"điểm\s+(?:thưởng|cộng|trừ)\b", group.text.casefold()))


def _settle_group(group: Entry, annex: Annex) -> None:
    group.text, group.points = _name(group, annex)
    if not group.text:
        annex.wrong("cell_missing", group.cell, what="tên nhóm")
    if not group.children:
        expected = "nhóm chưa có tiêu chí nào; nhóm ghi I, II…, tiêu chí ghi 1, 2…, chỉ tiêu thành phần ghi a), b)…"
        annex.wrong("framework_row_unclear", group.cell, group.text, expected)
        return
    outside = is_bonus(group)
    for criterion in group.children:
        _settle(criterion, annex)
        criterion.is_beside = criterion.is_beside or outside
        if outside and group.text.casefold().startswith("điểm trừ") and (criterion.points or 0) > 0:
            criterion.points = -criterion.points
    counted = [c.points for c in group.children if outside or not c.is_beside]
    if group.points is not None and None not in counted:
        total = abs(sum(counted, Decimal(0)))
        if total != abs(group.points):
            what = f"nhóm “{group.text}”"
            annex.differs(group.points_cell, number(group.points), number(total), what=what)


def _settle(entry: Entry, annex: Annex, is_part: bool = False) -> None:
    """Name, points and scale of a criterion or a part; what stands below it is its parts or the steps of its scale."""
    words = entry.text
    entry.text, entry.points = _name(entry, annex)
    what = "chỉ tiêu thành phần" if is_part else "tiêu chí"
    if not entry.text:
        annex.wrong("cell_missing", entry.cell, what=f"tên {what}")
    scale, cell = entry.beside.get("scale", ""), entry.cells.get("scale", entry.cell)
    entry.text, inner = _split(entry.text)
    scale = "\n".join(filter(None, (inner, scale)))
    if entry.children:
        steps = _steps_below(entry, annex, is_part)
        if steps is not None:
            scale = "\n".join(filter(None, (scale, steps)))
            entry.children = []
            cell = entry.cell if cell == entry.cells.get("scale") else cell
    for part in entry.children:
        _settle(part, annex, is_part=True)
    if entry.children and entry.points is None and all(p.points is not None for p in entry.children):
        entry.points = sum((p.points for p in entry.children), Decimal(0))
    place = entry.points_cell or entry.cell
    if entry.points is None and not any(f.cell == place for f in annex.findings):  # what stands there is wrong itself
        annex.wrong("cell_missing", place, what=f"điểm tối đa của {what} “{entry.text}”")
    _check_parts(entry, annex)
    _take_scale(entry, scale, cell, words, annex)


def _name(entry: Entry, annex: Annex) -> tuple[str, Decimal | None]:
    """Name and points; points may stand behind the name: `Ban hành kế hoạch (5 điểm)`."""
    first, *more = entry.text.split("\n")
    hit = _POINTS_BEHIND.search(first)
    if hit is None or len(_FIGURE.findall(first)) > 1:
        return entry.text, entry.points
    said = _decimal(hit[1] or hit[2])
    if entry.points is not None and abs(entry.points) != said:
        annex.differs(entry.points_cell, number(entry.points), number(said), what=f"“{first}”", how="tên ghi")
    points = said if entry.points is None else entry.points
    return "\n".join((first[: hit.start()].rstrip(" :;,.-–"), *more)), points


def _split(text: str) -> tuple[str, str]:
    """(name, scale) of words in which the scale stands behind the name."""
    lines = [line for line in text.split("\n") if line.strip()]
    first = next((n for n, line in enumerate(lines) if n and _is_step(line)), None)
    if first is not None:
        name = [line for line in lines[:first] if not _SCALE_TITLE.match(line.strip())]
        return _joined(name), "\n".join(lines[first:])
    name = _joined(lines)
    if len(_FIGURE.findall(name)) > 1:
        for hit in _SEPARATOR.finditer(name):
            scale = scales.read(name[hit.end() :])
            is_scale = len(scale.steps) > 1 or (scale.steps and scale.steps[0].rule == scales.PER_CASE)
            if is_scale and not scale.unclear and name[: hit.start()].strip():
                return _SCALE_TITLE.sub("", name[: hit.start()]).strip(" :;,.-–("), name[hit.end() :].removesuffix(")")
    return name, ""


def _joined(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


def _is_step(line: str) -> bool:
    scale = scales.read(line)
    return bool(scale.steps) and not scale.unclear


def _steps_below(entry: Entry, annex: Annex, is_part: bool) -> str | None:
    """The rows below as the text of a scale, where they are steps of one: alternatives of which the best gives the
    whole. None: they are parts, which add up to the whole. Sums tell; where both hold, a step of nothing does."""
    children = entry.children
    said = [_with_points(child) for child in children]
    points = [p for _, p in said]
    if any(child.children for child in children):
        if is_part:
            annex.wrong("framework_row_unclear", children[0].cell, children[0].text, "chỉ có ba cấp: nhóm, tiêu chí, chỉ tiêu thành phần")  # fmt: skip
        return None
    if None in points:
        return None
    best, total, whole = max(points), sum(points, Decimal(0)), entry.points
    is_scale = [s for text, _ in said for s in scales.read(text).steps if s.rule != scales.CHOICE]
    if whole is None:
        has_nothing = min(points) <= 0 or len(is_scale) == len(children)
        return "\n".join(text for text, _ in said) if has_nothing and best == total and len(children) > 1 else None
    if total == whole and (best != whole or (len(children) == 1 and not is_scale)):
        if is_part:
            annex.wrong("framework_row_unclear", children[0].cell, children[0].text, "chỉ có ba cấp: nhóm, tiêu chí, chỉ tiêu thành phần")  # fmt: skip
        return None
    if best == whole or min(points) < 0:
        return "\n".join(text for text, _ in said)
    if len(is_scale) == len(children):
        return "\n".join(text for text, _ in said)  # the best step is compared with the maximum below
    return None  # the sum is said to differ


def _with_points(child: Entry) -> tuple[str, Decimal | None]:
    """A row as a step of a scale: its words, with the points of its cell behind them."""
    words = _joined(child.text.split("\n"))
    steps = scales.read(words).steps
    if child.points is None:
        return words, steps[0].points if len(steps) == 1 else None
    if len(steps) == 1 and _FIGURE.search(words):
        return words, child.points
    return f"{words.rstrip(' :;.')}: {number(child.points)} điểm", child.points


def _check_parts(entry: Entry, annex: Annex) -> None:
    said = [part.points for part in entry.children]
    if not said or None in said or entry.points is None:
        return
    total = sum(said, Decimal(0))
    if total != entry.points:
        what = f"tiêu chí “{entry.text}”"
        annex.differs(entry.points_cell or entry.cell, number(entry.points), number(total), what=what)


def _take_scale(entry: Entry, text: str, cell: str, words: str, annex: Annex) -> None:
    """The steps of the scale; what is not understood stays as it stands, and is said."""
    if not text:
        if len(_FIGURE.findall(entry.text)) > 1:
            why = "không tách được tên và các mức; ghi các mức vào cột “Thang điểm, cách chấm”, mỗi mức một dòng"
            annex.wrong("scale_kept_as_text", cell, entry.text, why)
        return
    scale = scales.read(text)
    entry.steps, entry.unclear = scale
    for piece in scale.unclear:
        annex.wrong("scale_kept_as_text", cell, piece, "không đọc được mức và điểm, ví dụ đúng: từ 85% trở lên: 4 điểm")
    if not scale.unclear:
        try:
            scales.bands(scale.steps)
        except scales.NotBands as why:
            annex.wrong("scale_kept_as_text", cell, scale.steps[0].wording, str(why))
    given = [s.points for s in scale.steps if s.rule not in (scales.PER_CASE, scales.AT_MOST)]
    if entry.points is None or not given or entry.is_beside or entry.points < 0:
        return
    if max(given) > entry.points:
        annex.wrong("band_above_max", cell, number(max(given)), number(entry.points))
    elif max(given) < entry.points:  # steps, of which the best is missing, or parts that add up: not for us to say
        annex.wrong("scale_below_max", cell, number(max(given)), number(entry.points))
