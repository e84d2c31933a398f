"""Writes the workbooks that units and Phòng Tư pháp send, in the three layouts of the years."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

WORDS = "Dữ liệu minh họa, không phải số liệu chính thức"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")
TEXT_COMMA, TEXT_POINT, NUMBER = "comma", "point", "number"
QUARTER = Decimal("0.25")


class Part(NamedTuple):
    """One sub-criterion (chỉ tiêu thành phần) as it is written below its criterion."""

    mark: str  # its code, or a letter
    name: str
    max_points: Decimal
    evidence: str


@dataclass
class Entry:
    """One criterion in one workbook."""

    code: str
    name: str
    group: str
    group_name: str
    max_points: Decimal
    points: Decimal | str | None  # "na" = không áp dụng, None = not scored
    percent: Decimal | None = None
    evidence: str = ""
    write_as: str = NUMBER
    parts: list[Part] = field(default_factory=list)


def in_parts(points: Decimal | str | None, parts: list[Part]) -> list[Decimal | None]:
    """The score of a criterion shared out among its parts, in quarters, so that they add up to it; of a higher score no
    part has less."""
    if not isinstance(points, Decimal):
        return [None] * len(parts)
    sizes = [int(part.max_points / QUARTER) for part in parts]
    quarters = sorted(((2 * k + 1) / size, place) for place, size in enumerate(sizes) for k in range(size))
    given = [place for _, place in quarters[: max(0, int(points / QUARTER))]]
    shares = [QUARTER * given.count(place) for place in range(len(parts))]
    if parts:
        shares[0] += points - QUARTER * len(given)  # what no part can have: of a faulty file
    return shares


@dataclass
class SelfAssessment:
    """What one unit sends for one year."""

    unit_name: str
    year: int
    framework_name: str
    entries: list[Entry] = field(default_factory=list)
    properties: str = ""  # other bytes for the same content


def columns_of(year: int) -> str:
    """Which of the three layouts a year uses."""
    return "a" if year <= 2022 else "b" if year <= 2024 else "c"


def write_self_assessment(path: Path, form: SelfAssessment, layout: str | None = None) -> None:
    """One workbook; layouts differ in order, words, title rows and merged headers as real ones do."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        book.set_properties({"comments": WORDS + form.properties})
        _Writer(book, form, layout or columns_of(form.year)).write()


class _Writer:
    def __init__(self, book: xlsxwriter.Workbook, form: SelfAssessment, layout: str):
        self.book, self.form, self.layout = book, form, layout
        names = {"a": "Biểu tự đánh giá", "b": "Biểu 1", "c": "Tự chấm điểm"}
        self.sheet = book.add_worksheet(names[layout])
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"})
        self.cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        self.text = book.add_format({"border": 1, "num_format": "@"})
        self.percent = book.add_format({"border": 1, "num_format": "0.0%"})
        # layout → field → column
        self.at = {
            "a": {"code": 0, "name": 1, "max": 2, "percent": 3, "points": 4, "evidence": 5},
            "b": {"code": 0, "name": 1, "max": 2, "percent": 3, "points": 4, "verified": 5, "evidence": 6, "note": 7},
            "c": {"code": 1, "name": 2, "evidence": 3, "percent": 4, "max": 5, "points": 6, "note": 7},
        }[layout]

    def write(self) -> None:
        row = self._top()
        row = self._header(row)
        groups: dict[str, list[Entry]] = {}
        for entry in self.form.entries:
            groups.setdefault(entry.group, []).append(entry)
        for place, (group, entries) in enumerate(groups.items()):
            row = self._group(row, place, group, entries)
        self._bottom(row)
        self.sheet.set_column(self.at["name"], self.at["name"], 60)

    def _top(self) -> int:
        form, sheet = self.form, self.sheet
        if self.layout == "a":
            sheet.write(0, 0, "ỦY BAN NHÂN DÂN THÀNH PHỐ HẠ LONG", self.bold)
            sheet.merge_range(1, 0, 1, 5, "BẢNG TỰ ĐÁNH GIÁ HIỆU QUẢ CÔNG TÁC PHỔ BIẾN, GIÁO DỤC PHÁP LUẬT", self.bold)
            sheet.write(2, 0, f"Năm đánh giá: {form.year}")
            sheet.write(3, 0, f"Đơn vị: {form.unit_name}")
            sheet.write(4, 0, f"({WORDS})")
            return 6
        if self.layout == "b":
            sheet.merge_range(0, 0, 0, 7, "BIỂU TỰ CHẤM ĐIỂM HIỆU QUẢ CÔNG TÁC PBGDPL", self.bold)
            sheet.write(1, 0, f"({form.framework_name})")
            sheet.write(3, 1, f"Đơn vị: {form.unit_name}")
            sheet.write(4, 1, f"Năm đánh giá: {form.year}")
            sheet.write(5, 1, WORDS)
            return 7
        sheet.write(0, 1, WORDS)
        sheet.merge_range(1, 1, 1, 7, f"PHIẾU TỰ CHẤM ĐIỂM CÔNG TÁC PBGDPL NĂM {form.year}", self.bold)
        sheet.write(2, 1, "Tên đơn vị:")
        sheet.write(2, 2, form.unit_name)
        sheet.write(3, 1, "Năm đánh giá:")
        sheet.write(3, 2, form.year)
        return 5

    def _header(self, row: int) -> int:
        sheet, head = self.sheet, self.head
        if self.layout == "a":
            words = [
                "TT",
                "Nội dung tiêu chí",
                "Điểm chuẩn",
                "Kết quả thực hiện (%)",
                "Điểm tự đánh giá",
                "Tài liệu kiểm chứng",
            ]
            sheet.write_row(row, 0, words, head)
            return row + 1
        if self.layout == "b":
            words = [
                "TT",
                "Tiêu chí",
                "Điểm tối đa",
                "Tỷ lệ đạt (%)",
                "Điểm tự chấm",
                "Điểm thẩm định",
                "Tài liệu kiểm chứng",
                "Ghi chú",
            ]
            sheet.write_row(row, 0, words, head)
            sheet.write_row(row + 1, 0, [f"({n})" for n in range(1, 9)], head)
            return row + 2
        for column, words in (
            (1, "Mã tiêu chí"),
            (2, "Tên tiêu chí"),
            (3, "Minh chứng"),
            (4, "Mức đạt (%)"),
            (7, "Giải trình"),
        ):
            sheet.merge_range(row, column, row + 1, column, words, head)
        sheet.merge_range(row, 5, row, 6, "Điểm", head)
        sheet.write(row + 1, 5, "Tối đa", head)
        sheet.write(row + 1, 6, "Tự chấm", head)
        return row + 2

    def _group(self, row: int, place: int, group: str, entries: list[Entry]) -> int:
        at, sheet = self.at, self.sheet
        sheet.write_string(row, at["code"], ROMAN[place] if self.layout != "b" else group, self.bold)
        sheet.write(row, at["name"], entries[0].group_name, self.bold)
        if self.layout == "b":
            sheet.write_number(row, at["max"], float(sum(e.max_points for e in entries)), self.bold)
        row += 1
        for entry in entries:
            self._entry(row, entry)
            row += 1
            for part, points in zip(entry.parts, in_parts(entry.points, entry.parts), strict=True):
                evidence = f"{part.evidence} ({self.form.year})" if points else ""
                self._entry(row, Entry(part.mark, part.name, group, "", part.max_points, points, None, evidence))
                row += 1
        if self.layout != "b":
            sheet.write(row, at["name"], "Cộng nhóm", self.bold)
            sheet.write_number(row, at["max"], float(sum(e.max_points for e in entries)), self.bold)
            sheet.write_number(row, at["points"], _total(entries), self.bold)
            row += 1
        return row

    def _entry(self, row: int, entry: Entry) -> None:
        at, sheet = self.at, self.sheet
        sheet.write_string(row, at["code"], entry.code, self.text)
        sheet.write_string(row, at["name"], entry.name, self.cell)
        sheet.write_number(row, at["max"], float(entry.max_points), self.cell)
        if entry.percent is not None:
            if self.layout == "b":
                sheet.write_number(row, at["percent"], float(entry.percent / 100), self.percent)
            elif entry.write_as != NUMBER:
                sheet.write_string(row, at["percent"], f"{entry.percent}%".replace(".", ","), self.cell)
            else:
                sheet.write_number(row, at["percent"], float(entry.percent), self.cell)
        self._points(row, entry)
        sheet.write_string(row, at["evidence"], entry.evidence, self.cell)

    def _points(self, row: int, entry: Entry) -> None:
        column = self.at["points"]
        if entry.points is None:
            self.sheet.write_blank(row, column, None, self.cell)
        elif entry.points == "na":
            self.sheet.write_string(row, column, "Không áp dụng", self.cell)
        elif isinstance(entry.points, str):
            self.sheet.write_string(row, column, entry.points, self.cell)
        elif entry.write_as == TEXT_COMMA:
            self.sheet.write_string(row, column, str(entry.points).replace(".", ","), self.text)
        elif entry.write_as == TEXT_POINT:
            self.sheet.write_string(row, column, str(entry.points), self.text)
        else:
            self.sheet.write_number(row, column, float(entry.points), self.cell)

    def _bottom(self, row: int) -> None:
        at, sheet = self.at, self.sheet
        sheet.write(row, at["name"], "Tổng cộng", self.bold)
        sheet.write_number(row, at["max"], float(sum(e.max_points for e in self.form.entries)), self.bold)
        sheet.write_number(row, at["points"], _total(self.form.entries), self.bold)
        sheet.write(row + 2, at["name"], "Người lập biểu")
        sheet.write(row + 2, at["points"], "THỦ TRƯỞNG ĐƠN VỊ")
        sheet.write(row + 3, at["points"], "(Ký tên, đóng dấu)")


def _total(entries: list[Entry]) -> float:
    return float(sum(e.points for e in entries if isinstance(e.points, Decimal)))


def write_consolidated(
    path: Path, year: int, codes: list[str], rows: list[tuple[str, dict]], final: bool = False
) -> None:
    """Units × criteria, issued by Phòng Tư pháp. rows: (unit name, code → points, "na" or nothing)."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        bold = book.add_format({"bold": True})
        head = book.add_format({"bold": True, "border": 1, "num_format": "@"})
        sheet = book.add_worksheet("Tổng hợp")
        title = "BẢNG TỔNG HỢP ĐIỂM SAU GIẢI TRÌNH" if final else "BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH"
        sheet.write(0, 0, "UBND THÀNH PHỐ HẠ LONG - PHÒNG TƯ PHÁP", bold)
        sheet.write(1, 2, f"{title} NĂM {year}", bold)
        sheet.write(2, 2, WORDS)
        sheet.write_row(4, 0, ["TT", "Đơn vị"], head)
        for column, code in enumerate(codes, 2):
            sheet.write_string(4, column, code, head)
        for number, (name, scores) in enumerate(rows, 1):
            sheet.write_number(4 + number, 0, number)
            sheet.write_string(4 + number, 1, name)
            for column, code in enumerate(codes, 2):
                value = scores.get(code)
                if value == "na":
                    sheet.write_string(4 + number, column, "KAD")
                elif value is not None:
                    sheet.write_number(4 + number, column, float(value))
        sheet.write(6 + len(rows), 1, "TRƯỞNG PHÒNG")


def write_register(path: Path, year: int, rows: list[tuple]) -> None:
    """Sổ tiếp nhận. rows: (unit name, year, milestone words, date, document number, file name)."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Sổ tiếp nhận")
        sheet.write(0, 1, f"SỔ TIẾP NHẬN BÁO CÁO PBGDPL NĂM {year}", bold)
        sheet.write(1, 1, WORDS)
        sheet.write_row(
            3, 0, ["TT", "Đơn vị", "Năm đánh giá", "Nội dung", "Ngày đến", "Số, ký hiệu", "Tên tệp", "Ghi chú"], bold
        )
        for number, (unit, assessed, milestone, received, document, file_name) in enumerate(rows, 1):
            line = 3 + number
            sheet.write_number(line, 0, number)
            sheet.write_string(line, 1, unit)
            sheet.write_number(line, 2, assessed)
            sheet.write_string(line, 3, milestone)
            if number % 7 == 0:  # some days are typed as text
                sheet.write_string(line, 4, f"{received:%d/%m/%Y}")
            else:
                sheet.write_datetime(line, 4, received, day)
            sheet.write_string(line, 5, document)
            sheet.write_string(line, 6, file_name)


def write_reply(path: Path, unit_name: str, year: int, rows: list[tuple]) -> None:
    """Phiếu giải trình of one unit. rows: (code, verified points, agrees, text, proposed points or None)."""
    header = ["TT", "Điểm thẩm định", "Ý kiến của đơn vị", "Nội dung giải trình", "Minh chứng", "Điểm đề nghị"]
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Giải trình")
        sheet.write(0, 0, "PHIẾU GIẢI TRÌNH KẾT QUẢ THẨM ĐỊNH", bold)
        sheet.write(1, 0, "Kính gửi: Phòng Tư pháp")
        sheet.write(2, 0, f"Đơn vị: {unit_name}")
        sheet.write(3, 0, f"Năm đánh giá: {year}")
        sheet.write(4, 0, WORDS)
        sheet.write_row(6, 0, header, bold)
        for line, (code, verified, agrees, text, proposed) in enumerate(rows, 7):
            sheet.write_string(line, 0, code)
            sheet.write_number(line, 1, float(verified))
            sheet.write_string(line, 2, "Đồng ý" if agrees else "Không đồng ý")
            sheet.write_string(line, 3, text)
            if proposed is not None:
                sheet.write_number(line, 5, float(proposed))


def write_corrections(path: Path, year: int, rows: list[tuple]) -> None:
    """Bảng đính chính of Phòng Tư pháp. rows: (unit name, code, score type, old, new, reason, date)."""
    header = ["TT", "Đơn vị", "Mã tiêu chí", "Loại điểm", "Giá trị cũ", "Giá trị mới", "Lý do", "Người quyết định",
              "Ngày quyết định", "Số, ký hiệu"]  # fmt: skip
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Đính chính")
        sheet.write(0, 0, "UBND THÀNH PHỐ HẠ LONG - PHÒNG TƯ PHÁP", bold)
        sheet.write(1, 1, f"BẢNG ĐÍNH CHÍNH ĐIỂM NĂM {year}", bold)
        sheet.write(2, 1, f"Năm đánh giá: {year}")
        sheet.write(3, 1, WORDS)
        sheet.write_row(4, 0, header, bold)
        for number, (unit, code, score_type, old, new, reason, decided) in enumerate(rows, 1):
            line = 4 + number
            sheet.write_number(line, 0, number)
            for column, text in enumerate((unit, code, score_type), 1):
                sheet.write_string(line, column, text)
            sheet.write_number(line, 4, float(old))
            sheet.write_number(line, 5, float(new))
            sheet.write_string(line, 6, reason)
            sheet.write_string(line, 7, "Trưởng phòng")
            sheet.write_datetime(line, 8, decided, day)
            sheet.write_string(line, 9, f"{number + 40}/TP")
