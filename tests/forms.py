"""A tiny reference and tiny workbooks for the tests of the readers."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter

from etl.reference.context import Context

HEADER = ["TT", "Tiêu chí", "Điểm tối đa", "Tỷ lệ đạt (%)", "Điểm tự chấm", "Tài liệu kiểm chứng", "Ghi chú"]
BASIS = "Hướng dẫn 12/HD-PTP"  # by which units are classed
CRITERIA = [
    ["A1", "Ban hành kế hoạch", 5, "", 4.5, "KH 12/KH-UBND", ""],
    ["A2", "Tỷ lệ người được tập huấn", 4, 90, 4, "Danh sách", ""],
    ["B1", "Khảo sát người dân", 3, "", 2, "Phiếu", ""],
    ["B2", "Hòa giải ở cơ sở", 2, "", 1, "Báo cáo", ""],
]


def tables() -> dict[str, list[tuple]]:
    """Typed rows of the reference tables. Framework F: 2023-2025; framework G: 2022, with codes like numbers."""

    def unit(code, name, block, first, last=None):
        return (code, name, block, first, last, "ubnd_thanh_pho", None, False, None)

    start = date(2022, 1, 1)

    def criterion(framework, code, group, name, most, order, may_mark=False):
        return (
            framework,
            code,
            group,
            name,
            Decimal(most),
            "dau_vao",
            may_mark,
            None,
            None,
            order,
            None,
            None,
            None,
            None,
            None,
        )

    return {
        "settings": [("city_name", "thành phố Hạ Long", None), ("as_of", "2026-12-15", None)],
        "units": [
            unit("BC", "Phường Bãi Cháy", "xa_phuong", start),
            unit("HG", "Phường Hồng Gai", "xa_phuong", start),
            unit("PTP", "Phòng Tư pháp", "co_quan_chuyen_mon", start),
            unit("YK", "Phường Yết Kiêu", "xa_phuong", start, date(2024, 10, 31)),
            unit("QL1", "Xã Quảng La", "xa_phuong", start, date(2025, 6, 30)),
            unit("QL2", "Xã Quảng La", "xa_phuong", date(2025, 7, 1)),
        ],
        "unit_aliases": [
            ("Hòn Gai", "HG", None, None, None, None),
            ("Quảng La mới", "QL2", date(2025, 7, 1), None, None, None),
        ],
        "milestones": [
            ("plan", "Kế hoạch triển khai", "before", 1, 1, 1, 2022, 2022, 1, None),
            ("self_assessment", "Báo cáo tự đánh giá", "before", 5, 1, 1, 2022, None, 2, None),
        ],
        "frameworks": [
            ("F", "Khung tiêu chí F", None, None, None, 2, True, None, BASIS),
            ("G", "Bộ tiêu chí G", None, None, None, 2, True, None, BASIS),
        ],
        "framework_years": [("F", 2023, "all", None), ("F", 2024, "all", None), ("F", 2025, "all", None), ("G", 2022, "all", None)],
        "criterion_groups": [("F", "A", "Đầu vào", None, 1), ("F", "B", "Đầu ra", None, 2), ("G", "1", "Chung", None, 1)],
        "criteria": [
            criterion("F", "A1", "A", "Ban hành kế hoạch", 5, 1),
            criterion("F", "A2", "A", "Tỷ lệ người được tập huấn", 4, 2),
            criterion("F", "B1", "B", "Khảo sát người dân", 3, 3, may_mark=True),
            criterion("F", "B2", "B", "Hòa giải ở cơ sở", 2, 4),
            criterion("G", "1.1", "1", "Ban hành văn bản", 50, 1),
            criterion("G", "1.2", "1", "Bố trí kinh phí", 30, 2),
            criterion("G", "1.10", "1", "Tổ chức hội nghị", 20, 3),
        ],
        "criterion_bands": [
            ("F", "A2", Decimal(85), Decimal(100), Decimal(4)),
            ("F", "A2", Decimal(50), Decimal(85), Decimal(2)),
            ("F", "A2", Decimal(0), Decimal(50), Decimal(0)),
        ],
        "criterion_exclusions": [("F", "B2", "co_quan_chuyen_mon")],
        "criterion_conditions": [("F", "B1", 2023, False, "chưa có hai đợt khảo sát", None, None)],
    }  # fmt: skip


def context(**more: list[tuple]) -> Context:
    """Context of `tables`, with more rows where a test needs them."""
    rows = tables()
    for name, extra in more.items():
        rows[name] = [*rows.get(name, []), *extra]
    return Context.from_tables(rows)


def workbook(rows: list[list], percent=(), hidden: list[list] | None = None, name="Biểu 1", more=None) -> bytes:
    """An xlsx of rows; `percent` = (row, column) of cells formatted as percent; `=…` is a formula without value."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties(
            {"created": datetime(2024, 12, 1)}
        )  # equal rows make equal bytes, whenever they are written
        share = book.add_format({"num_format": "0.0%"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for title, content in {name: rows, **(more or {})}.items():
            sheet = book.add_worksheet(title)
            for r, row in enumerate(content):
                for c, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(r, c, value, day)
                    elif value != "":
                        sheet.write(r, c, value, share if (r, c) in percent else None)
        if hidden is not None:
            sheet = book.add_worksheet("_nhan_dang")
            for r, (key, value) in enumerate(hidden):
                sheet.write_string(r, 0, key)
                sheet.write_string(r, 1, str(value))
            sheet.very_hidden()
    return target.getvalue()


def form(unit="UBND phường Bãi Cháy", year=2024, criteria=None, header=None, title=None, **options) -> bytes:
    """A self-assessment workbook; the header stands in row 6, so the first criterion's score is E7."""
    return workbook(form_rows(unit, year, criteria, header, title), **options)


def form_rows(unit="UBND phường Bãi Cháy", year=2024, criteria=None, header=None, title=None) -> list[list]:
    """Rows of `form`."""
    return [
        ["ỦY BAN NHÂN DÂN"],
        [title or f"BÁO CÁO TỰ ĐÁNH GIÁ NĂM {year}"],
        [f"Đơn vị: {unit}"],
        [f"Năm đánh giá: {year}"],
        [],
        header or HEADER,
        *(criteria if criteria is not None else CRITERIA),
        ["", "Tổng cộng"],
        ["", "NGƯỜI LẬP", "", "", "THỦ TRƯỞNG"],
        ["", "Hạ Long, ngày 03 tháng 01 năm 2025"],
    ]


def changed(criterion: str, /, **cells) -> list[list]:
    """CRITERIA with cells of one criterion changed, by name of the column: points, percent, code, …"""
    columns = ["code", "name", "maximum", "percent", "points", "evidence", "note"]
    rows = [list(row) for row in CRITERIA]
    for row in rows:
        if row[0] == criterion:
            for column, value in cells.items():
                row[columns.index(column)] = value
    return rows


def codes(parsed, severity: str | None = None) -> list[str]:
    """Finding codes of a parsed file."""
    return [f.code for f in parsed.findings if severity in (None, f.severity)]
