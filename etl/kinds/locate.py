"""Where the table of a sheet is, which column means what, and what the lines above it say. Words come from
the layout tables; no row, column or year is fixed here."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
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
MOST_HEADER_ROWS = 3
_ROMAN = re.compile(r"[IVXLC]+")
_NUMBERING = re.compile(r"\(?(\d{1,2})\)?(?:\s*=.*)?")
_DATE_LINE = re.compile(r"tháng\s*\S{1,5}\s*năm\s*\d{4}")
_YEAR_IN_TEXT = re.compile(r"năm\s*:?\s*((?:19|20)\d\d)(?!\d)")
_PERIOD = re.compile(
    r"từ\s+(?:ngày\s+)?\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(20\d\d)\s*(?:đến|-)\s*(?:hết\s+)?(?:ngày\s+)?"
    r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(20\d\d)"
)
_YEAR_ALONE = re.compile(r"\(?năm\s*:?\s*((?:19|20)\d\d)\)?")
_YEAR_IN_HEADER = re.compile(r"[\s(,–-]*(?:năm\s+)?((?:19|20)\d\d)\)?", re.IGNORECASE)
_MARK_OF_COLUMN = re.compile(r"(?:\d{1,3}|[a-zđ])(?:\s*=.*)?", re.IGNORECASE)  # (3), (c), (5=4/3)
_REMARK = re.compile(r"\s*\(([^()]*)\)\s*$")
_YEAR_BEHIND = re.compile(r"[\s,;(–-]+năm\s+(?:đánh\s+giá\s+)?(20\d\d)\)?$", re.IGNORECASE)


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
    last: int | None = None  # the row in which another table begins
    left: int = 0  # first column, where another table stands beside it

    @property
    def rows(self) -> list[list]:
        """Its rows below the header."""
        return self.sheet.rows[self.first : self.last]


def find_table(sheet: Sheet, headers: dict[str, str], context: Context, enough) -> Table | None:
    """The first row that, alone or with the rows below it, has header words: a table that is `enough(table)`."""
    for top, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        if not headers.keys().isdisjoint([label_key(value) for value in row if type(value) is str and value != ""]):
            table = read_header(sheet, top, headers, context)
            if enough(table):
                return table
    return None


def read_header(sheet: Sheet, top: int, headers: dict[str, str], context: Context) -> Table:
    """The header at `top`, over one row or more (merged cells above, their parts below)."""
    remarks = context.words("header", "remark")
    found = [
        Column(c, top, text, field_of(text, headers, remarks))
        for c, value in enumerate(sheet.rows[top])
        if value != "" and (text := " ".join(_text(value).split()))
    ]
    height, others = 1, context.words("year", "of_another")
    for rows in range(2, MOST_HEADER_ROWS + 1):
        if top + rows > len(sheet.rows) or not _may_belong(sheet.rows[top : top + rows], headers, others):
            break
        columns = _columns(sheet, top, rows, headers, remarks, others)
        if any(c.row == top + rows - 1 and c.field for c in columns) or _is_divided(
            sheet.rows[top + rows - 2 : top + rows]
        ):
            found, height = columns, rows
    columns: dict[str, int] = {}
    for entry in found:
        if entry.field:
            columns.setdefault(entry.field, entry.column)
    return Table(sheet, top, top + height, found, columns)


def _columns(
    sheet: Sheet, top: int, height: int, headers: dict[str, str], remarks: tuple[str, ...], others: tuple[str, ...]
) -> list[Column]:
    """What the columns are called when the header has that height: the lowest word of each, with those above it. others:
    words for another year, which make of no account what stands below them."""
    filled: list[list] = []
    for row in sheet.rows[top : top + height]:
        words = ""
        filled.append([words := value if value != "" else words for value in row])
    found = []
    for c in range(len(sheet.rows[top])):
        own = next((r for r in range(height - 1, -1, -1) if sheet.rows[top + r][c] != ""), None)
        if own is None:
            continue
        stack = [" ".join(_text(filled[r][c]).split()) for r in range(own) if filled[r][c] != ""]
        stack.append(" ".join(_text(sheet.rows[top + own][c]).split()))
        if not stack[-1]:
            continue
        fields = (field_of(" ".join(stack[n:]), headers, remarks) for n in range(len(stack)))
        field = next(filter(None, fields), None)
        if field and any(label_key(words) in others for words in stack[:-1]):
            field = headers.get(label_key(" ".join(stack)), "ignored")
        found.append(Column(c, top + own, " ".join(stack), field))
    return found


def field_of(words: str, headers: dict[str, str], remarks: tuple[str, ...]) -> str | None:
    """What a header means; one of the remarks in brackets behind it, or the mark of its column, changes nothing."""
    if field := headers.get(label_key(words)):
        return field
    hit = _REMARK.search(words)
    if hit is None or not (label_key(hit[1]) in remarks or _MARK_OF_COLUMN.fullmatch(hit[1].strip())):
        return None
    return headers.get(label_key(words[: hit.start()]))


def _may_belong(rows: list[list], headers: dict[str, str], others: tuple[str, ...]) -> bool:
    """Whether the last of the rows may belong to the header: blank under what is a header already, but for the parts of
    a cell that stands over several columns, and for what stands below another year."""
    *_, above, below = rows
    parts = [c for c, part in enumerate(below) if part != ""]
    said = {(c, key) for c in parts for row in rows[:-1] if row[c] != "" and (key := _key(row[c])) in headers}
    named = {c for c, key in said if key not in others or type(below[c]) is not str}
    return bool(parts) and (not named or named <= _divided(above, below))


def _divided(above: list, below: list) -> set[int]:
    """Columns that share the cell above them, each with a text of its own."""
    found: set[int] = set()
    start = None
    for c, value in enumerate([*above, "end"]):
        if value == "":
            continue
        if start is not None and c - start > 1:
            parts = {n for n in range(start, c) if below[n] != "" and (type(below[n]) is str or year_of(below[n]))}
            found |= parts if len(parts) > 1 and start in parts else set()
        start = c
    return found


def _is_divided(rows: list[list]) -> bool:
    """Whether a row is nothing but parts of the cells above it: words that nobody knows are named, not passed over."""
    above, below = rows
    parts = {c for c, part in enumerate(below) if part != ""}
    return bool(parts) and parts == _divided(above, below)


def of_year(table: Table, year: int | None, headers: dict[str, str]) -> Table:
    """The table with the columns whose header names a year (`Điểm tự chấm năm 2024`, or above it `Năm 2024`): that of the
    year assessed counts, those of years before do not."""
    fields = Counter(column.field for column in table.header)
    settled, moved = [], set()
    for column in table.header:
        hit = _YEAR_IN_HEADER.search(column.text) if year else None
        field = headers.get(label_key(_YEAR_IN_HEADER.sub(" ", column.text))) if hit else None
        if hit and fields[column.field] > 1:  # of two columns with one meaning their years tell which is meant
            field = field or column.field
        if hit and field:
            said = int(hit[1])
            moved.add(column.column)
            column = column._replace(field=field if said == year else "ignored" if said < year else None)
        settled.append(column)
    columns = {field: c for field, c in table.columns.items() if c not in moved}
    for column in settled:
        if column.field:
            columns.setdefault(column.field, column.column)
    return table._replace(header=settled, columns=columns)


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
    others = context.words("year", "of_another")
    labels = unit_labels | year_labels
    identity, lines, asks_unit = Identity([], [], [], [], [], [], False, ""), [], False
    cells = (
        (sheet, r, c, value, has_table)
        for sheet, count, has_table in blocks
        for r, row in enumerate(sheet.rows[:count])
        for c, cell in enumerate(row)
        if type(cell) is str and cell != ""
        for value in _pieces(cell, labels)
    )
    for sheet, r, c, value, has_table in cells:
        row = sheet.rows[r]
        whole = normalise_key(value)
        key = whole.partition(":")[0].strip(" .…")
        _, colon, rest = value.partition(":")
        place = (sheet.name, sheet.address(r, c))
        if key in unit_labels:
            asks_unit = True
            name, place = _labelled(sheet, row, r, c, rest if colon else "")
            if type(name) is str and name.strip(" ._…"):
                name, year = _name_and_year(name.strip(" ._…"), context)
                identity.units.append((name, *place))
                identity.years.extend([(year, *place)] if year else [])
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
        # the year of a period is that of its last day; over several years only a title says what is assessed
        period = _PERIOD.search(whole)
        if period and (period[1] == period[2] or any(word in whole for word in titles)):
            identity.title_years.append((int(period[2]), *place))
            continue
        identity.headings.extend((line, *place) for line in value.split("\n"))
        if "năm" not in whole:
            continue
        # "Phương hướng năm 2025" stands in a form of 2024
        cut = min((at for word in others if (at := whole.find(word)) >= 0), default=len(whole))
        years = _YEAR_IN_TEXT.findall(_DATE_LINE.sub("", whole[:cut]))
        is_title = bool(_YEAR_ALONE.fullmatch(whole)) or any(word in whole for word in titles)
        target = identity.title_years if is_title else identity.other_years
        target += [(int(year), *place) for year in years]
    return identity._replace(asks_unit=asks_unit, text="\n".join(lines))


def _pieces(cell: str, labels: set[str]) -> list[str]:
    """What a cell says: all of it at once, or each of the labels that stand in it (`Đơn vị: … Năm đánh giá: …`)."""
    if cell.count(":") < 2 and "\n" not in cell:
        return [cell]
    cell = unicodedata.normalize("NFC", cell)
    starts = [hit.start() for hit in _label_pattern(frozenset(labels)).finditer(cell)]
    if not starts or starts == [0]:
        return [cell]
    pieces = [cell[begin:end] for begin, end in itertools.pairwise([0, *starts, len(cell)])]
    return [piece.strip(" \n\t;,–-") for piece in pieces if piece.strip(" \n\t;,–-")]


@lru_cache(maxsize=16)
def _label_pattern(labels: frozenset[str]) -> re.Pattern[str]:
    words = (r"\s+".join(map(re.escape, label.split())) for label in sorted(labels, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})\s*:", re.IGNORECASE)


def _name_and_year(name: str, context: Context) -> tuple[str, int | None]:
    """A unit behind its label, and the year where that stands behind it (`Phường Bãi Cháy, năm 2024`)."""
    hit = _YEAR_BEHIND.search(name) if not context.is_unit_name(name) else None
    if hit is None or not context.is_unit_name(name[: hit.start()]):
        return name, None
    return name[: hit.start()].strip(), int(hit[1])


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
