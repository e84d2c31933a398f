"""What a person who looks at a table sees otherwise than its cells say: text that does not count, rows and columns that
are hidden, cells that are merged, numbers that stand under no header. The same for every kind of file."""

from __future__ import annotations

import itertools
from string import ascii_uppercase, digits

from etl.kinds.locate import Table
from etl.read import values
from etl.read.cell_facts import Merge
from etl.read.findings import finding
from etl.read.model import Finding
from etl.read.workbook import Sheet, letters
from etl.reference.context import CODE

# Columns of numbers, and those that say what a row is about.
_NUMBERS = ("self_points", "reported_pct", "max_points", "total")
_KEYS = ("criterion_code", "criterion_name", "unit", "unit_code")
_LISTED = 12  # places that one finding names


def findings_of(table: Table, tables: list[Table]) -> list[Finding]:
    """All of it, for one of the tables of a file."""
    sheet = table.sheet
    beside = [other for other in tables if other.sheet is sheet and other.top == table.top]
    rows = _rows(table)
    found = left_out(sheet)
    found += hidden(sheet, rows, table.columns)
    merges = [m for m in sheet.merges() if m.bottom >= table.top]
    found += _below_merges(sheet, [m for m in merges if m.bottom >= table.first])
    found += _merged_scores(table, rows, merges)
    return found + _without_header(table, beside, rows, merges)


def left_out(sheet: Sheet) -> list[Finding]:
    """Cells with text that does not count."""
    return [
        finding("text_left_out", sheet.name, sheet.address(*place), left.kept, left.whole, how=left.how)
        for place, left in sorted(sheet.left_out.items())
    ]


def hidden(sheet: Sheet, rows: list[int], columns: dict[str, int]) -> list[Finding]:
    """Hidden rows with a value, and hidden columns that are read; of a turned sheet as they stand in the file."""
    if not rows:
        return []
    unseen_rows, unseen_columns = (
        sheet.hidden_rows().intersection(rows),
        sheet.hidden_columns().intersection(columns.values()),
    )
    first = min(columns.values(), default=0)
    down = [sheet.address(r, first) for r in sorted(unseen_rows)]
    across = [sheet.address(rows[0], c) for c in sorted(unseen_columns)]
    if sheet.turned:
        down, across = across, down
    found = []
    if down:
        words = _shown(cell.lstrip(ascii_uppercase) for cell in down)
        found.append(finding("hidden_rows_read", sheet.name, down[0], words))
    if across:
        words = _shown(cell.rstrip(digits) for cell in across)
        found.append(finding("hidden_columns_read", sheet.name, across[0], words))
    return found


def _rows(table: Table) -> list[int]:
    """Rows of a table that say what they are about and hold a number."""
    sheet, columns = table.sheet, table.columns
    keys = [columns[field] for field in _KEYS if field in columns]
    numbers = [c for field, c in columns.items() if field in _NUMBERS or field.startswith(CODE)]
    rows = range(table.first, table.first + len(table.rows))
    return [
        r
        for r in rows
        if any(sheet.rows[r][c] != "" for c in keys) and any(_is_number(sheet.rows[r][c]) for c in numbers)
    ]


def _below_merges(sheet: Sheet, merges: list[Merge]) -> list[Finding]:
    """Values in cells that a merged cell covers: they are in the file, and nobody sees them."""
    covered = [
        (r, c)
        for m in merges
        for r in range(m.top, min(m.bottom + 1, len(sheet.rows)))
        for c in range(m.left, min(m.right + 1, len(sheet.rows[r])))
        if (r, c) != (m.top, m.left) and sheet.rows[r][c] != ""
    ]
    if not covered:
        return []
    words = _shown(sheet.address(*place) for place in covered)
    return [finding("value_below_merge", sheet.name, sheet.address(*covered[0]), words)]


def _merged_scores(table: Table, rows: list[int], merges: list[Merge]) -> list[Finding]:
    """A score merged over several criteria or units: it counts for the first."""
    sheet, columns = table.sheet, table.columns
    scores = {c for field, c in columns.items() if field in ("self_points", "reported_pct") or field.startswith(CODE)}
    keys = [columns[field] for field in _KEYS if field in columns]
    found = []
    for m in merges:
        own = scores & set(range(m.left, m.right + 1))
        if m.left not in own or m.top < table.first or sheet.rows[m.top][m.left] == "":
            continue
        said = [
            r for r in range(m.top, min(m.bottom + 1, len(sheet.rows))) if any(sheet.rows[r][c] != "" for c in keys)
        ]
        if len(said) > 1 or len(own) > 1:
            block = f"{sheet.address(m.top, m.left)}:{sheet.address(m.bottom, m.right)}"
            first = sheet.address(m.top, m.left)
            found.append(
                finding("score_merged", sheet.name, first, block, values.as_received(sheet.rows[m.top][m.left]))
            )
    return found


def _without_header(table: Table, beside: list[Table], rows: list[int], merges: list[Merge]) -> list[Finding]:
    """Numbers under no header, under one that stands over several columns, and lines longer than the header."""
    sheet, found = table.sheet, []
    named = {column.column: column for one in beside for column in one.header}
    if sheet.lengths and (longer := _longer(table, rows)):
        cell = sheet.address(longer[0], _length(table))
        words = _shown(str(r + 1) for r in longer)
        return [finding("line_longer_than_header", sheet.name, cell, words, str(_length(table)))]
    fields = {c: field for field, c in table.columns.items()}
    for c in range(len(sheet.rows[table.top])):
        numbers = [r for r in rows if _is_number(sheet.rows[r][c])] if c not in named else []
        if not numbers or _counts(sheet, numbers, c):
            continue
        cell, count = sheet.address(numbers[0], c), str(len(numbers))
        over = next((named[m.left] for m in merges if m.left in named and _covers(m, named[m.left].row, c)), None)
        field = fields.get(over.column, "") if over else ""
        if over and (field in _NUMBERS or field.startswith(CODE)):
            both = f"{letters(over.column)}, {letters(c)}"
            found.append(finding("header_over_columns", sheet.name, cell, over.text, both))
        else:
            found.append(finding("numbers_without_header", sheet.name, cell, count, letters(c)))
    return found


def _length(table: Table) -> int:
    lengths = table.sheet.lengths or []
    return max(lengths[table.top : table.first], default=0)


def _longer(table: Table, rows: list[int]) -> list[int]:
    """Records of a text table with more cells than its header: a comma within a number or a text was not quoted."""
    sheet, length = table.sheet, _length(table)
    longer = [r for r in rows if sheet.lengths[r] > length]
    # a delimiter behind every line says nothing, one behind a few is one too many
    is_usual = len(longer) * 2 > len(rows)
    return [r for r in longer if not is_usual or any(v.strip() for v in sheet.rows[r][length:])]


def _covers(merge: Merge, row: int, column: int) -> bool:
    return merge.top <= row <= merge.bottom and merge.left < column <= merge.right


def _counts(sheet: Sheet, rows: list[int], column: int) -> bool:
    """Whether the numbers of a column only number the rows."""
    numbers = [values.decimal_of(values.number(sheet.rows[r][column]) or "0")[0] for r in rows]
    return len(numbers) > 2 and all(later - earlier == 1 for earlier, later in itertools.pairwise(numbers))


def _is_number(value) -> bool:
    return type(value) is float or (value != "" and values.number(value) is not None)


def _shown(places) -> str:
    places = list(places)
    more = f" và {len(places) - _LISTED} chỗ khác" if len(places) > _LISTED else ""
    return ", ".join(places[:_LISTED]) + more
