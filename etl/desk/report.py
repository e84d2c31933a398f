"""What a run did, for people: words of kinds and statuses, the table in the terminal, the workbook of a run."""

from __future__ import annotations

import contextlib
import io
from collections import Counter
from pathlib import Path

from etl.read.findings import CODES, LEVELS, counted, plain, worst_first
from words import labels

FORMULA_START = ("=", "+", "-", "@")  # text that begins so must not become a formula

SYMBOLS = {
    "accepted": "✔", "accepted_with_warnings": "▲", "superseded": "◷", "duplicate": "=", "rejected": "✖",
}  # fmt: skip
# The order in which a reader wants to see the files: first what asks for work.
_URGENCY = ("rejected", "accepted_with_warnings", "accepted", "superseded", "duplicate")
_SHOWN = 40  # files in the terminal; the workbook has all
FILE_HEADER = ("Tệp", "Loại", "Đơn vị", "Năm", "Kết quả", "Dòng trong tệp", "Dòng đã nạp", "Dòng từ chối",
               "Lỗi", "Lưu ý", "Thông tin")  # fmt: skip
FILE_WIDTHS = (60, 20, 16, 8, 22, 11, 11, 11, 7, 8, 11)
FINDING_HEADER = ("Tệp", "Mức độ", "Trang", "Ô", "Nội dung và cách sửa", "Thấy", "Cần", "Căn cứ", "Mã")
FINDING_WIDTHS = (40, 13, 18, 7, 72, 20, 20, 24, 24)


def status_words(status: str, dry: bool = False) -> str:
    """Symbol and word: a status is never told by colour alone."""
    return f"{SYMBOLS[status]} {labels.file_status(dry)[status]}"


def by_urgency(items: list) -> list:
    """Items of a run, rejected ones first, then by path."""
    return sorted(items, key=lambda i: (_URGENCY.index(i.status), i.path))


def file_row(item) -> tuple:
    """One file, as in FILE_HEADER."""
    said = item.said
    levels = Counter(f.severity for f in item.findings)
    return (item.line.path or item.path, labels.FILE_KIND[said.kind], said.unit_code or "–", said.year or "–",
            status_words(item.status), *item.rows, *(levels[level] for level in LEVELS))  # fmt: skip


def totals(items: list) -> tuple[int, int, int]:
    """Rows in, loaded and refused of all files of a run."""
    return tuple(map(sum, zip(*(item.rows for item in items), strict=True))) if items else (0, 0, 0)


def sentence_of_rows(items: list) -> str:
    """The reconciliation of a run in words."""
    total, loaded, refused = totals(items)
    fits = "khớp" if total == loaded + refused else "KHÔNG KHỚP"
    return f"Đối chiếu số dòng: {total} trong tệp = {loaded} đã nạp + {refused} từ chối ({fits})."


def next_step(result, dry: bool) -> str:
    """What a person does now."""
    if result.has_rejected:
        return (
            "Việc tiếp theo: sửa các tệp không nhận rồi nạp lại."
            " Đánh dấu chỗ sai trong tệp: python -m etl check TỆP -o KẾT_QUẢ.xlsx"
        )
    if any(i.status == "accepted_with_warnings" for i in result.items):
        return "Việc tiếp theo: xem các lưu ý; số liệu vẫn được ghi."
    return "Không có tệp nào phải sửa." + (" Có thể nạp." if dry else "")


def lines_of_check(item, findings: list, unit_names: dict[str, str]) -> list[str]:
    """What stands above the list of one checked file."""
    said = item.said
    kind, unit, year = (
        labels.FILE_KIND[said.kind],
        unit_names.get(said.unit_code, said.unit_code or "–"),
        said.year or "–",
    )
    lines = [
        f"Tệp: {item.path}. Loại: {kind}. Đơn vị: {unit}. Năm đánh giá: {year}. Số dòng số liệu: {item.rows.rows_in}.",
        f"Nếu nạp bây giờ: {status_words(item.status, dry=True)} ({counted(findings)}).",
    ]
    if any(f.severity == "error" for f in findings):
        lines.append(
            "Cách làm: bấm vào ô ở cột Ô để đến chỗ sai; ô tô màu có ghi chú cách sửa. Sửa xong lưu lại và gửi chính tệp"
            " này; trang này và các ghi chú không ảnh hưởng đến việc nạp."
        )
    return lines


# the terminal


def show(result, console, dry: bool = False) -> None:
    """The table of a run, then what was found, totals and the next step."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    numbers = Counter(item.status for item in result.items)
    summary = ", ".join(f"{word.lower()}: {numbers[s]}" for s, word in labels.file_status(dry).items() if numbers[s])
    shown = by_urgency(result.items)[:_SHOWN]
    table = Table(box=box.SIMPLE, padding=(0, 1, 0, 0))
    table.add_column("Tệp", overflow="fold", ratio=1)
    for words in ("Loại", "Đơn vị", "Năm", "Kết quả", "Dòng nạp/có", "Phát hiện"):
        table.add_column(words, no_wrap=True)
    for item in shown:
        path, kind, unit, year, _, rows_in, loaded, *_ = file_row(item)
        became = status_words(item.status, dry)
        cells = (path, kind, unit, year, became, f"{loaded}/{rows_in}", counted(item.findings, "–"))
        table.add_row(*(Text(plain(cell)) for cell in cells))
    if result.items:
        console.print(table)
    if len(result.items) > len(shown):
        console.print(f"… và {len(result.items) - len(shown)} tệp khác; xem báo cáo XLSX.")
    for item in by_urgency(result.items):
        for f in item.findings:
            if f.severity == "error" or (f.severity == "warning" and len(result.items) <= 20):
                words = f"{LEVELS[f.severity].words}: {item.path}: {f.message} [{f.code}]"
                console.print(plain(words), soft_wrap=True)
    lines = [f"{len(result.items)} tệp ({summary or 'không có tệp nào'}).", sentence_of_rows(result.items)]
    if dry:
        lines.append("Chỉ kiểm tra, không ghi gì.")
    else:
        lines.append(f"Đã cập nhật số liệu: {result.snapshot}" if result.snapshot else "Không có số liệu thay đổi.")
    for line in [*lines, next_step(result, dry)]:
        console.print(line, soft_wrap=True)


# the workbook


def write(result, lines: list[str], path: Path) -> None:
    """The report of a run: a sheet with a row per file, a sheet with a row per finding. `lines` stand on top."""
    items = by_urgency(result.items)
    files = [file_row(item) for item in items]
    sums = [sum(row[n] for row in files) for n in range(5, len(FILE_HEADER))]
    files.append(("Tổng cộng", "", "", "", "", *sums))
    found = [(item.line.path or item.path, *_finding_row(f)) for item in items for f in worst_first(item.findings)]
    with _workbook(path) as book:
        top = ["BÁO CÁO LẦN NẠP", *lines, sentence_of_rows(items)]
        _add_list(book, "Tổng hợp", top, FILE_HEADER, FILE_WIDTHS, files)
        _add_list(book, "Kết quả kiểm tra", ["CÁC LỖI VÀ LƯU Ý"], FINDING_HEADER, FINDING_WIDTHS, found)


def _finding_row(f) -> tuple:
    level = LEVELS[f.severity].words
    return level, f.sheet, f.cell, f.message, f.found, f.expected, CODES[f.code].basis, f.code


def write_list(name: str, lines: list[str], header: tuple, widths: tuple, rows: list, path: Path) -> None:
    """A workbook with one sheet: lines (the first is the title), then a table."""
    with _workbook(path) as book:
        _add_list(book, name, lines, header, widths, rows)


def height(row, widths: tuple) -> float:
    """Points of a row of wrapped text: not every program works it out when it opens the file."""
    lines = (
        -(-len(part) // max(int(width * 0.95), 1)) or 1
        for value, width in zip(row, widths, strict=False)
        for part in [plain(value)]
    )
    return min(15.5 * max(lines, default=1), 400)


@contextlib.contextmanager
def _workbook(path: Path):
    """A workbook to fill, written to `path` in one go; text from files stays text. Raises OSError."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, options | {"in_memory": True}) as book:
        yield book
    path.write_bytes(content.getvalue())


def _add_list(book, name: str, lines: list[str], header: tuple, widths: tuple, rows: list) -> None:
    page = book.add_worksheet(name)
    title = book.add_format({"bold": True, "font_size": 14})
    cell = {"text_wrap": True, "valign": "top", "border": 1}
    head = book.add_format(cell | {"bold": True, "bg_color": "#D9D9D9"})
    text = book.add_format(cell)
    quoted = book.add_format(cell | {"quote_prefix": True})
    levels = {v.words: book.add_format(cell | {"bg_color": f"#{v.colour}"}) for v in LEVELS.values()}
    for row, line in enumerate(lines):
        page.write_string(row, 0, plain(line), None if row else title)
    top = len(lines) + 1
    page.write_row(top, 0, header, head)
    page.set_row(top, height(header, widths))
    for r, row in enumerate(rows, top + 1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(r, column, value, text)
            else:
                words = plain(value)
                style = quoted if words.startswith(FORMULA_START) else levels.get(words, text)
                page.write_string(r, column, words, style)
        page.set_row(r, height(row, widths))
    if not rows:
        page.write_string(top + 1, 0, "Không có lỗi hay lưu ý nào.")
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    page.freeze_panes(top + 1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
