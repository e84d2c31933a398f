"""Compares an edited annex in Excel, or slides, with the file of the version that was signed off: every cell, and every line,
row and chart of a slide. How they look is not compared, and that is said."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import zip_longest

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from pptx import Presentation
from pptx.exc import PackageNotFoundError

from etl.read import recognise
from reports import likeliest, lines, verify
from reports.verify import PICTURE, ROW, Comparison, Difference
from warehouse.store import Warehouse
from words import rounding
from words.labels import NONE

MOST_ROWS = 20_000
CELL, SLIDE = "Ô của bảng tính", "Nội dung trang trình chiếu"
COMPUTED = ", tính ra "  # between a formula and its result
LOOKS = "Màu, cỡ, vị trí của chữ và ghi chú dưới trang không đối chiếu"

Part = tuple[str, ...]  # a row of cells, or one line of a slide
Parts = dict[str, list[Part]]  # sheet or slide → its rows or lines


def recognised(kind: str, data: bytes, warehouse: Warehouse) -> tuple[dict, bytes]:
    """(the signed-off version, its file) that a workbook or a set of slides is most like. Raises NotOurs."""
    parts = _pieces(_read(kind, data))
    best = likeliest.closest(warehouse, kind, lambda ours: likeliest.held(_pieces(READ[kind](ours)), parts))
    if best is None:
        raise verify.NotOurs("Tệp không giống phụ lục hoặc trang trình chiếu của bản đã chốt nào.")
    return best


def _pieces(parts: Parts) -> set[tuple[str, Part]]:
    return {(name, row) for name, rows in parts.items() for row in rows}


def compare(kind: str, data: bytes, ours: bytes) -> Comparison:
    """What of the signed-off file the copy has otherwise, and what was added."""
    made, copy = READ[kind](ours), READ[kind](data)
    differences, unchecked = [], [LOOKS] if kind == "pptx" else []
    for name, rows in made.items():
        if name not in copy:
            differences.append(Difference("", name, None, name, ROW if kind == "xlsx" else SLIDE))
            continue
        for one in _between(kind, name, rows, copy[name]):
            if one.expected is None and kind == "pptx" and one.what == SLIDE:
                unchecked.append(f"{name}, thêm vào: {verify.short(one.found or '')}")
            else:
                differences.append(one)
    unchecked += [
        f"{'Trang tính' if kind == 'xlsx' else 'Trang'} thêm vào: {name}" for name in copy if name not in made
    ]
    return Comparison(differences, unchecked)


def _between(kind: str, name: str, old: list[Part], new: list[Part]) -> Iterator[Difference]:
    what = ROW if kind == "xlsx" else SLIDE
    matched = SequenceMatcher(None, old, new, autojunk=False)
    for change, a, b, c, d in matched.get_opcodes():
        if change == "equal":
            continue
        if kind == "xlsx" and b - a == d - c:
            for number, (before, after) in enumerate(zip(old[a:b], new[c:d], strict=True), c + 1):
                yield from _cells(name, number, before, after)
            continue
        for before, after in filter(any, zip_longest(old[a:b], new[c:d])):
            yield Difference(
                "", _said(before), _said(after), name, PICTURE if (before or after or ())[:1] == (PICTURE,) else what
            )


def _said(part: Part | None) -> str | None:
    return None if part is None else lines.CELL.join(part)


def _cells(name: str, row: int, before: Part, after: Part) -> Iterator[Difference]:
    for column, (old, new) in enumerate(zip_longest(before, after, fillvalue=""), 1):
        if old != new and not _is_not_computed(old, new):
            where = f"{name}, ô {get_column_letter(column)}{row}"
            yield Difference("", old or NONE, new or None, where, CELL)


def _is_not_computed(old: str, new: str) -> bool:
    """The same formula, whose result the program that stored the copy did not keep."""
    return COMPUTED in old and new == old.partition(COMPUTED)[0]


def _read(kind: str, data: bytes) -> Parts:
    """Raises NotOurs."""
    try:
        recognise.Package(data)  # a file from outside: no bombs, no entities
        return READ[kind](data)
    except (
        recognise.BadFile, PackageNotFoundError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, AttributeError
    ) as error:  # fmt: skip
        raise verify.NotOurs("Tệp không phải báo cáo, phụ lục hoặc trang trình chiếu đọc được.") from error


# ------------------------------------------------------------------ workbooks


def _sheets(data: bytes) -> Parts:
    """Each cell as its value, its formula and how a number is shown, with what hides it."""
    shown, computed = (openpyxl.load_workbook(io.BytesIO(data), data_only=only) for only in (True, False))
    found: Parts = {}
    for sheet in shown:
        if sheet.max_row > MOST_ROWS:
            raise ValueError(sheet.max_row)
        formulas = computed[sheet.title]
        hidden = "" if sheet.sheet_state == "visible" else " (trang tính bị ẩn)"
        columns = [sheet.column_dimensions[get_column_letter(n)].hidden for n in range(1, sheet.max_column + 1)]
        rows = []
        for row in sheet.iter_rows():
            is_hidden = sheet.row_dimensions[row[0].row].hidden
            cells = [
                _cell(cell, formulas[cell.coordinate].value, bool(is_hidden or columns[place]))
                for place, cell in enumerate(row)
            ]
            while cells and not cells[-1]:
                cells.pop()
            rows.append(tuple(cells))
        while rows and not rows[-1]:
            rows.pop()
        found[sheet.title + hidden] = rows
    return found


def _cell(cell, formula, is_hidden: bool) -> str:
    if formula is None:
        return ""
    value = cell.value
    computed = formula if isinstance(formula, str) and formula.startswith("=") else ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        form = "" if cell.number_format == "General" else f" (dạng {cell.number_format})"
        said = str(rounding.exact(value)).replace(".", ",") + form
    else:
        said = NONE if value is None else lines.normal(str(value))
    if computed:
        said = computed if value is None else f"{computed}{COMPUTED}{said}"
    return said + (" (bị ẩn)" if is_hidden else "")


# ------------------------------------------------------------------ slides


def _slides(data: bytes) -> Parts:
    """Lines of texts, rows of tables, values of charts and pictures of each slide."""
    found: Parts = {}
    for number, slide in enumerate(Presentation(io.BytesIO(data)).slides, 1):
        hidden = " (bị ẩn)" if slide._element.get("show") == "0" else ""
        found[f"Trang {number}{hidden}"] = [part for shape in slide.shapes for part in _shape(shape)]
    return found


def _shape(shape) -> Iterator[Part]:
    if getattr(shape, "shapes", None) is not None:
        for within in shape.shapes:
            yield from _shape(within)
    elif shape.has_chart:
        for plot in shape.chart.plots:
            names = [str(name) for name in plot.categories]
            for series in plot.series:
                yield from (
                    (series.name or "", name, f"{value}") for name, value in zip(names, series.values, strict=False)
                )
    elif shape.has_table:
        yield from (tuple(lines.normal(cell.text) for cell in row.cells) for row in shape.table.rows)
    elif getattr(shape, "image", None) is not None:
        yield PICTURE, shape.image.sha1
    elif shape.has_text_frame:
        texts = (lines.normal(paragraph.text) for paragraph in shape.text_frame.paragraphs)
        yield from ((text,) for text in texts if text)


READ: dict[str, Callable[[bytes], Parts]] = {"xlsx": _sheets, "pptx": _slides}
