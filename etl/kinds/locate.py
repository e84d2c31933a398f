"""Where the table of a sheet is, which column means what, and what the lines above it say. Words come from
the layout tables; no row, column or year is fixed here."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from etl.read.findings import finding
from etl.read.model import Finding
from etl.read.text import label_key, normalise_key
from etl.read.values import float_text
from etl.read.values import year as year_of
from etl.read.workbook import Sheet
from etl.reference.context import CODE, Context

SEARCHED_ROWS = 80  # a header further down is none
_ROMAN = re.compile(r"[IVXLC]+")
_NUMBERING = re.compile(r"\(?(\d{1,2})\)?(?:\s*=.*)?")
_DATE_LINE = re.compile(r"tháng\s*\S{1,5}\s*năm\s*\d{4}")
_YEAR_IN_TEXT = re.compile(r"năm\s*:?\s*((?:19|20)\d\d)(?!\d)")
_PERIOD = re.compile(
    r"từ\s+(?:ngày\s+)?\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(20\d\d)\s*(?:đến|-)\s*(?:hết\s+)?(?:ngày\s+)?"
    r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(20\d\d)"
)
_YEAR_ALONE = re.compile(r"\(?năm\s*:?\s*((?:19|20)\d\d)\)?")


class Column(NamedTuple):
    """One header: where its words stand and what they mean; `field` None = unknown."""

    column: int
    row: int
    text: str
    field: str | None


class Table(NamedTuple):
    """A table on a sheet: its header and the first row after it."""

    sheet: Sheet
    top: int
    first: int
    header: list[Column]
    columns: dict[str, int]  # field → column


def find_table(sheet: Sheet, headers: dict[str, str], enough) -> Table | None:
    """The first row that, alone or with the row below it, has header words which are `enough(fields)`."""
    for top, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        if any(value != "" and _key(value) in headers for value in row):
            table = read_header(sheet, top, headers)
            if enough(table.columns):
                return table
    return None


def read_header(sheet: Sheet, top: int, headers: dict[str, str]) -> Table:
    """The header at `top`, over one row or two (merged cells above, their parts below)."""
    row = sheet.rows[top]
    below = sheet.rows[top + 1] if top + 1 < len(sheet.rows) else []
    alone = [headers.get(_key(value)) if value != "" else None for value in row]
    two_rows = _is_second_row(row, below, alone, headers)
    found, above = [], ""
    for column, value in enumerate(row):
        part = below[column] if two_rows else ""
        if value != "":
            above = value
        if value == "" and part == "":
            continue
        text, field, at = value, alone[column], top
        if part != "":
            at = top + 1
            text, field = _two_row_field(above, part, headers)
        if text != "":
            found.append(Column(column, at, " ".join(str(text).split()), field))
    columns: dict[str, int] = {}
    for entry in found:
        if entry.field:
            columns.setdefault(entry.field, entry.column)
    return Table(sheet, top, top + 1 + two_rows, found, columns)


def _two_row_field(above, part, headers: dict[str, str]) -> tuple[str, str | None]:
    """Meaning of a lower cell: with the words above it, else alone."""
    if above == "":
        return part, headers.get(_key(part))
    whole = f"{_text(above)} {_text(part)}"
    return whole, headers.get(label_key(whole)) or headers.get(_key(part))


def _is_second_row(row: list, below: list, alone: list, headers: dict[str, str]) -> bool:
    """Whether the row below belongs to the header: empty under what is already a header, and with words of
    its own that mean something there."""
    parts = above = 0
    words = ""
    for value, part, field in zip(row, below, alone, strict=False):
        words = value or words
        if part == "":
            continue
        if field is not None:
            return False
        parts += 1
        above += _two_row_field(words, part, headers)[1] is not None
    return parts > 0 and above > 0


def _text(value) -> str:
    return value if isinstance(value, str) else (float_text(value) or "") if isinstance(value, float) else str(value)


def _key(value) -> str:
    return label_key(value) if type(value) is str else label_key(_text(value))


def header_findings(table: Table, needed: dict[str, str], headers: dict[str, str]) -> list[Finding]:
    """Unknown, doubled and missing headers of a table. `needed`: field → its Vietnamese name; alternatives of
    one need are joined by `|`."""
    sheet, out = table.sheet, []
    seen: dict[str, Column] = {}
    for column in table.header:
        cell = sheet.address(column.row, column.column)
        if column.field is None:
            nearest = ", ".join(f'"{w}"' for w in _nearest(column.text, headers))
            out.append(finding("unknown_header", sheet.name, cell, column.text, nearest))
        elif column.field in seen and column.field not in ("ignored", "note"):
            first = seen[column.field]
            where = sheet.address(first.row, first.column)
            shown = column.field.removeprefix(CODE)
            out.append(
                finding("duplicate_header", sheet.name, cell, column.text, f'"{first.text}" (ô {where}, {shown})')
            )
        else:
            seen[column.field] = column
    available = ", ".join(f'"{column.text}"' for column in table.header)
    for fields, words in needed.items():
        if not any(field in table.columns for field in fields.split("|")):
            cell = sheet.address(table.top, 0)
            out.append(finding("missing_header", sheet.name, cell, available, f'"{words}"'))
    return out


def _nearest(text: str, headers: dict[str, str]) -> list[str]:
    from rapidfuzz import process  # only where a header is unknown

    words = [key for key, field in headers.items() if not field.startswith(CODE)]
    return [key for key, _, _ in process.extract(label_key(text), words, limit=3)]


class Identity(NamedTuple):
    """What the lines above a table say: (text, sheet, cell) each."""

    units: list[tuple[str, str, str]]
    years: list[tuple[int, str, str]]  # labelled
    title_years: list[tuple[int, str, str]]
    other_years: list[tuple[int, str, str]]
    bad_years: list[tuple[str, str, str]]
    headings: list[tuple[str, str, str]]  # every line above a table, as written
    asks_unit: bool  # a label of the unit is there, filled or not
    text: str  # keys of all lines, for words in titles


def read_identity(blocks: list[tuple[Sheet, int, bool]], kind: str, context: Context) -> Identity:
    """Reads (sheet, number of rows, has a table) blocks of lines above tables."""
    unit_labels = set(context.words(kind, "unit_label"))
    year_labels = set(context.words(kind, "year_label"))
    titles = [
        *context.words(kind, "title"),
        *context.words(kind, "title_verified"),
        *context.words(kind, "title_final"),
        context.verified_title(),
    ]
    identity, lines, asks_unit = Identity([], [], [], [], [], [], False, ""), [], False
    for sheet, count, has_table in blocks:
        for r, row in enumerate(sheet.rows[:count]):
            for c, value in enumerate(row):
                if type(value) is not str or value == "":
                    continue
                whole = normalise_key(value)
                key = whole.partition(":")[0].strip(" .…")
                _, colon, rest = value.partition(":")
                place = (sheet.name, sheet.address(r, c))
                if key in unit_labels:
                    asks_unit = True
                    name, place = _labelled(sheet, row, r, c, rest if colon else "")
                    if type(name) is str and name.strip(" ._…"):
                        identity.units.append((name.strip(" ._…"), *place))
                    continue
                if key in year_labels:
                    text, place = _labelled(sheet, row, r, c, rest if colon else "")
                    year = year_of(text) or _only_year(text)
                    if year:
                        identity.years.append((year, *place))
                    elif str(text).strip(" ._…"):
                        identity.bad_years.append((str(text), *place))
                    continue
                if said := _without_colon(whole, value, unit_labels, context):
                    asks_unit = True
                    identity.units.append((said, *place))
                    continue
                if year := _year_without_colon(whole, year_labels):
                    identity.years.append((year, *place))
                    continue
                if not has_table:
                    continue
                lines.append(whole)
                if (period := _PERIOD.search(whole)) and period[1] == period[2]:
                    identity.title_years.append((int(period[1]), *place))
                    continue
                identity.headings.extend((line, *place) for line in value.split("\n"))
                if "năm" not in whole:
                    continue
                years = _YEAR_IN_TEXT.findall(_DATE_LINE.sub("", whole))
                is_title = bool(_YEAR_ALONE.fullmatch(whole)) or any(word in whole for word in titles)
                target = identity.title_years if is_title else identity.other_years
                target += [(int(year), *place) for year in years]
    return identity._replace(asks_unit=asks_unit, text="\n".join(lines))


def _without_colon(whole: str, value: str, labels: set[str], context: Context) -> str | None:
    """The name of a unit behind a label that has no colon; only an exact name counts."""
    label = next((label for label in labels if whole.startswith(f"{label} ")), None)
    if label is None:
        return None
    name = " ".join(value.split()[len(label.split()) :])
    return name if context.is_unit_name(name) else None


def _year_without_colon(whole: str, labels: set[str]) -> int | None:
    """The year behind a label that has no colon. `Năm 2024` alone is a title."""
    rests = (whole.removeprefix(f"{label} ") for label in labels if whole.startswith(f"{label} "))
    return next((year_of(rest) for rest in rests if year_of(rest) and whole.count(" ") > 1), None)


def _labelled(sheet: Sheet, row: list, r: int, c: int, rest: str):
    """The value of a label: after its colon, else in the next cell of the row that has one."""
    if rest.strip():
        return rest.strip(), (sheet.name, sheet.address(r, c))
    for column in range(c + 1, len(row)):
        if row[column] != "":
            return row[column], (sheet.name, sheet.address(r, column))
    return "", (sheet.name, sheet.address(r, c))


def _only_year(text) -> int | None:
    years = set(re.findall(r"(?<!\d)(20\d\d)(?!\d)", text)) if isinstance(text, str) else set()
    return int(years.pop()) if len(years) == 1 else None


def settle_year(identity: Identity, findings: list[Finding], sheet_name: str | None) -> int | None:
    """The year assessed. A label decides; a title of another year means a form of that year typed over."""
    if identity.bad_years and not identity.years:
        text, sheet, cell = identity.bad_years[0]
        findings.append(finding("year_invalid", sheet, cell, text, "năm, ví dụ 2025"))
        return None
    labelled = {year for year, *_ in identity.years}
    titled = {year for year, *_ in identity.title_years}
    if len(labelled) == 1:
        year, sheet, cell = identity.years[0]
        if titled and year not in titled:
            form = ", ".join(str(y) for y in sorted(titled))
            findings.append(finding("wrong_year_form", sheet, cell, str(year), form))
        return year
    years = labelled or titled or {year for year, *_ in identity.other_years}
    if len(years) == 1:
        (year,) = years
        if not labelled and not titled:  # "Căn cứ Kế hoạch năm 2023" may name another year
            _, sheet, cell = identity.other_years[0]
            findings.append(finding("year_from_text", sheet, cell, str(year)))
        return year
    if years:
        shown = ", ".join(str(y) for y in sorted(years))
        findings.append(finding("year_ambiguous", sheet_name, None, shown))
    else:
        findings.append(finding("year_missing", sheet_name, None, None, "Năm đánh giá"))
    return None


def is_numbering(row: list) -> bool:
    """A row that only numbers the columns: `A | B | 1 | 2`, `(1) | (2) | (3)`."""
    values = [value for value in row if value != ""]
    if len(values) < 3 or len(str(values[-1])) > 12:
        return False
    texts = [_text(value).strip() for value in values]
    numbers = [_NUMBERING.fullmatch(text) for text in texts]
    letters = 0
    while letters < len(texts) and numbers[letters] is None and len(texts[letters].strip("()")) == 1:
        letters += 1
    rest = numbers[letters:]
    if len(rest) < 2 or not all(rest):
        return False
    counted = [int(hit[1]) for hit in rest]
    return counted == list(range(counted[0], counted[0] + len(counted)))


def is_roman(value) -> bool:
    """A roman numeral, as group rows have."""
    return type(value) is str and bool(_ROMAN.fullmatch(value.strip(" .)")))


@lru_cache(maxsize=8192)
def starts_with(value, words: tuple[str, ...]) -> str | None:
    """The longest of the words with which a cell begins, as whole words."""
    if type(value) is not str or value == "":
        return None
    key = label_key(value)
    hits = [w for w in words if key == w or (key.startswith(w) and not key[len(w)].isalnum())]
    return max(hits, key=len, default=None)
