"""The marked workbook: the unit's own workbook with coloured cells, comments that say the fix, and a first sheet
that lists all findings. Where a format cannot be written back, the list alone.

The copy is made in a child process with limits, and only of a workbook that the door has read: what its checks
refused is never opened here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from etl.desk.report import FORMULA_START, height, lines_of_check, write_list
from etl.kinds import workers
from etl.read.findings import CODES, LEVELS, plain, worst_first
from etl.read.model import Finding
from etl.read.recognise import Package
from etl.read.workbook import RESULT_SHEET, RESULT_TITLE, is_result_sheet, parts_of, refuse_absurd_box

WRITABLE = {"xlsx", "xlsm"}
TIME_LIMIT = 90.0  # seconds: openpyxl is about 20 times slower than the reader of the door
MEMORY_LIMIT = 2 << 30
HEADER = ("STT", "Mức độ", "Trang", "Ô", "Nội dung và cách sửa", "Thấy", "Cần", "Căn cứ", "Mã")
WIDTHS = (6, 13, 18, 7, 72, 20, 20, 24, 24)
AUTHOR = "Kiểm tra số liệu"
OURS = "[Kết quả kiểm tra]"  # our part of a comment begins here
_LINKED = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
# Parts that openpyxl does not write again: (pattern of the part's name, what it is).
_LOST_PARTS = (
    ("xl/ctrlProps/", "nút bấm, ô điều khiển"),
    ("xl/activeX/", "nút bấm, ô điều khiển"),
    ("xl/diagrams/", "hình vẽ"),
    ("xl/embeddings/", "tệp nhúng"),
    ("xl/slicers/", "bộ lọc nhanh"),
    ("xl/threadedComments/", "hội thoại trong ghi chú"),
)
_SHAPES = re.compile(rb"<xdr:(?:sp|cxnSp|grpSp)\b")


def row_of(number: int, f: Finding) -> list:
    """One row of the list, as in HEADER."""
    values = (f.sheet, f.cell, f.message, f.found, f.expected, CODES[f.code].basis, f.code)
    return [number, LEVELS[f.severity].words, *map(plain, values)]


def rows_of(findings: list[Finding]) -> list[list]:
    """The list: errors first."""
    return [row_of(n, f) for n, f in enumerate(worst_first(findings), 1)]


def was_read(kind: str, findings: list[Finding]) -> bool:
    """Whether the door read the file to its cells: only then may another program open it."""
    return kind != "unknown" or any(f.code == "unknown_kind" for f in findings)


def findings_of(item) -> list[Finding]:
    """What is known of a file of a run; of bytes that were loaded before, what was found then."""
    if item.parsed is None and item.came.known:
        return [Finding(*f) for f in item.came.known["findings"]]
    return item.findings


def refuse_target(file: Path, out: Path) -> str | None:
    """Why a result cannot be written to `out`, in Vietnamese."""
    if problem := refuse_place([file], out):
        return problem
    allowed = {".xlsx", ".xlsm"} if file.suffix.lower() == ".xlsm" else {".xlsx"}
    if out.suffix.lower() not in allowed:
        return f"Tệp kết quả phải có đuôi {' hoặc '.join(sorted(allowed))}."
    return None


def refuse_place(checked: Iterable[Path], out: Path) -> str | None:
    """The same of where it lies: what is checked is never written over."""
    if out.exists() and any(out.samefile(file) for file in checked if file.exists()):
        return "Tệp kết quả phải khác tệp cần kiểm tra; tệp gốc không bao giờ bị ghi đè."
    if not out.parent.is_dir():
        return f"Không có thư mục: {out.parent}"
    return None


def write_check(item, unit_names: dict[str, str], file: Path, out: Path) -> tuple[Path, list[str]]:
    """Writes the marked copy of the file of `item` to `out`, or the list alone; (where it stands, what the copy does
    not hold, in Vietnamese). What holds no macros is written as .xlsx, whatever `out` says."""
    findings = findings_of(item)
    kind, ext = item.said.kind, item.said.ext
    lines = lines_of_check(item, findings, unit_names)
    if not was_read(kind, findings):
        note = "Tệp không đọc được nên chỉ có danh sách kết quả."
    elif ext not in WRITABLE:
        note = f"Tệp loại .{ext} không ghi lại được nên chỉ có danh sách kết quả."
    else:
        keep_macros = out.suffix.lower() == ".xlsm" and ext == "xlsm"
        arguments = (file.read_bytes(), lines, findings, keep_macros)
        limits = {"time_limit": TIME_LIMIT, "memory_limit": MEMORY_LIMIT}
        try:
            content, lost = workers.call(mark, *arguments, **limits)
        except workers.ChildFailed:
            note = "Không đánh dấu được vào tệp này nên chỉ có danh sách kết quả."
        else:
            out = out if keep_macros else out.with_suffix(".xlsx")
            out.write_bytes(content)
            return out, [_what_is_lost(lost)] if lost else []
    out = out.with_suffix(".xlsx")
    top = [RESULT_TITLE, *lines, note]
    write_list(RESULT_SHEET, top, HEADER, WIDTHS, rows_of(findings), out)
    return out, [note]


def _what_is_lost(lost: list[str]) -> str:
    return f"Bản đánh dấu không giữ: {', '.join(lost)}. Tệp gốc không thay đổi."


# the copy; everything below runs in a child process


def mark(data: bytes, lines: list[str], findings: list[Finding], keep_macros: bool) -> tuple[bytes, list[str]]:
    """(the marked copy, what it does not hold any more). Raises where the workbook cannot be opened whole."""
    import openpyxl

    package = Package(data)
    _refuse_hidden_dangers(package)
    lost = _lost(package, keep_macros)
    book = openpyxl.load_workbook(io.BytesIO(data), rich_text=True, keep_links=True, keep_vba=keep_macros)
    if not book.worksheets:
        raise ValueError("no sheet was read")  # strict OOXML
    _remove_earlier_marks(book)
    _mark_cells(book, findings)
    lines = [*lines, _what_is_lost(lost)] if lost else lines
    _add_list(book, lines, findings)
    target = io.BytesIO()
    book.save(target)
    return _with_stored_values(target.getvalue(), package), lost


def _refuse_hidden_dangers(package: Package) -> None:
    """The door does not read hidden sheets; openpyxl does."""
    package.refuse_doctype()
    for name in package.members:
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            refuse_absurd_box(package.read(name), name)


def _lost(package: Package, keep_macros: bool) -> list[str]:
    found = [words for start, words in _LOST_PARTS if any(n.startswith(start) for n in package.members)]
    drawings = (n for n in package.members if n.startswith("xl/drawings/drawing"))
    if any(_SHAPES.search(package.read(name)) for name in drawings):
        found.append("hình vẽ")
    if "xl/vbaProject.bin" in package and not keep_macros:
        found.append("macro")
    return list(dict.fromkeys(found))


def _remove_earlier_marks(book) -> None:
    """A marked copy that is checked again carries the marks of one check only."""
    from openpyxl.styles import PatternFill

    named = [page for page in book.worksheets if page.title.startswith(RESULT_SHEET)]
    ours = [page for page in named if is_result_sheet(page.title, page["A1"].value)]
    if not ours:
        return
    for page in ours:
        book.remove(page)
    colours = {f"00{level.colour}" for level in LEVELS.values()}
    # not iter_rows: that would make every cell of the box round a far one
    cells = [cell for page in book.worksheets for cell in page._cells.values()]
    for cell in cells:
        if cell.comment and OURS in cell.comment.text:
            text = cell.comment.text.partition(OURS)[0].rstrip()
            cell.comment = _comment(text) if text else None
            if cell.fill.fgColor.rgb in colours:
                cell.fill = PatternFill()


def _mark_cells(book, findings: list[Finding]) -> None:
    from openpyxl.styles import PatternFill

    by_cell: dict[tuple[str, str], list[Finding]] = {}
    for f in worst_first(findings):
        if f.sheet in book.sheetnames and _LINKED.fullmatch(f.cell or ""):
            page = book[f.sheet]
            if hasattr(page, "merged_cells"):  # a chart sheet has no cells
                by_cell.setdefault((f.sheet, _top_left(page, f.cell)), []).append(f)
    for (name, address), found in by_cell.items():
        cell = book[name][address]
        colour = LEVELS[found[0].severity].colour
        cell.fill = PatternFill("solid", start_color=colour, end_color=colour)
        told = "\n".join(f"{LEVELS[f.severity].words}: {plain(f.message)}" for f in found)
        before = f"{cell.comment.text}\n\n" if cell.comment else ""
        cell.comment = _comment(f"{before}{OURS}\n{told}")


def _top_left(page, address: str) -> str:
    """A merged cell shows what its first cell holds."""
    for area in page.merged_cells.ranges:
        if address in area:
            return area.start_cell.coordinate
    return address


def _comment(text: str):
    from openpyxl.comments import Comment

    lines = sum(1 + len(line) // 45 for line in text.split("\n"))
    return Comment(text, AUTHOR, width=340, height=max(60, 18 * (lines + 1)))


def _add_list(book, lines: list[str], findings: list[Finding]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.worksheet.hyperlink import Hyperlink
    from openpyxl.worksheet.properties import PageSetupProperties

    name, number = RESULT_SHEET, 2
    while name in book.sheetnames:
        name, number = f"{RESULT_SHEET} ({number})", number + 1
    page = book.create_sheet(name, 0)
    book.active = 0
    for other in book.worksheets:  # two selected sheets would be edited together
        other.sheet_view.tabSelected = other is page
    line = Side("thin")
    border, wrap = Border(line, line, line, line), Alignment(wrap_text=True, vertical="top")
    linked = {s.title for s in book.worksheets if s.sheet_state == "visible"}

    def put(row: int, column: int, value, font=None, fill=None):
        cell = page.cell(row, column)
        cell.value = value
        if isinstance(value, str) and value.startswith(FORMULA_START):
            cell.data_type, cell.quotePrefix = "s", True
        if font:
            cell.font = font
        if fill:
            cell.fill = PatternFill("solid", start_color=fill, end_color=fill)
        return cell

    put(1, 1, RESULT_TITLE, Font(bold=True, size=14))
    for row, words in enumerate(lines, 2):
        put(row, 1, plain(words))
    top = len(lines) + 3
    for column, words in enumerate(HEADER, 1):
        cell = put(top, column, words, Font(bold=True), "D9D9D9")
        cell.border = border
    for n, f in enumerate(worst_first(findings), 1):
        row = row_of(n, f)
        page.row_dimensions[top + n].height = height(row, WIDTHS)
        for column, value in enumerate(row, 1):
            fill = LEVELS[f.severity].colour if column == 2 else None
            cell = put(top + n, column, value, fill=fill)
            cell.border, cell.alignment = border, wrap
        if f.sheet in linked:
            address = f.cell if _LINKED.fullmatch(f.cell or "") else "A1"
            place = page.cell(top + n, 4 if f.cell else 3)
            quoted = f.sheet.replace("'", "''")
            place.hyperlink = Hyperlink(place.coordinate, location=f"'{quoted}'!{address}")
            place.font = Font(color="0563C1", underline="single")
    if not findings:
        put(top + 1, 1, "Không có lỗi hay lưu ý nào.")
    for column, width in enumerate(WIDTHS):
        page.column_dimensions["ABCDEFGHI"[column]].width = width
    page.freeze_panes = f"A{top + 1}"
    page.print_title_rows = f"{top}:{top}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


# openpyxl writes formulas without their stored results; the copy would show blanks where nothing computes them.

_STORED = re.compile(
    rb'<c\b([^>]*)>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*<v(?: xml:space="preserve")?>([^<]+)</v>\s*</c>'
)
_WRITTEN = re.compile(rb'<c r="([A-Z]+\d+)"((?: s="\d+")?)>(<f\b(?:[^>]*/>|[^>]*>[^<]*</f>))<v\s*(?:/>|></v>)</c>')
_R = re.compile(rb'\br="([A-Z]+\d+)"')
_T = re.compile(rb'\bt="(\w+)"')


def _with_stored_values(written: bytes, package: Package) -> bytes:
    """The written workbook with the results of formulas as the original holds them."""
    stored = {name: _stored(package.read(part)) for name, part in _parts(package).items() if part in package}
    if not any(stored.values()):
        return written
    new = Package(written)
    values = {part: stored.get(name) for name, part in _parts(new).items()}
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for name in old.namelist():
            content = old.read(name)
            if known := values.get(name):
                content = _WRITTEN.sub(lambda hit, known=known: _filled(hit, known), content)
            book.writestr(name, content)
    return target.getvalue()


def _parts(package: Package) -> dict[str, str]:
    return parts_of(package.read("xl/workbook.xml"), package.read("xl/_rels/workbook.xml.rels"))


def _stored(part: bytes) -> dict[bytes, tuple[bytes, bytes]]:
    """Address → (type, result) of the formulas of a sheet."""
    found = {}
    for attributes, value in _STORED.findall(part):
        if address := _R.search(attributes):
            kind = _T.search(attributes)
            found[address[1]] = (kind[1] if kind else b"n", value)
    return found


def _filled(hit: re.Match[bytes], known: dict[bytes, tuple[bytes, bytes]]) -> bytes:
    if hit[1] not in known:
        return hit[0]
    kind, value = known[hit[1]]
    return b'<c r="%b"%b t="%b">%b<v>%b</v></c>' % (hit[1], hit[2], kind, hit[3], value)
