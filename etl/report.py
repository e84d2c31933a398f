"""The list of findings of a run as a workbook."""

from __future__ import annotations

from pathlib import Path

HEADER = ["Tệp", "Mức", "Mã", "Trang", "Ô", "Nội dung", "Thấy", "Cần"]
LEVEL = {"error": "Lỗi", "warning": "Lưu ý", "info": "Thông tin"}


def write_findings(result, path: Path) -> None:
    """Sheet "Kết quả kiểm tra": one row per finding of every file of the run."""
    import xlsxwriter

    # text from files stays text: a cell that begins with = is not a formula
    with xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet("Kết quả kiểm tra")
        bold, wrap = (
            book.add_format({"bold": True}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        sheet.write_row(0, 0, HEADER, bold)
        row = 1
        for item in result.items:
            for f in item.findings:
                cells = [
                    item.path,
                    LEVEL[f.severity],
                    f.code,
                    f.sheet,
                    f.cell,
                    f.message,
                    f.found,
                    f.expected,
                ]
                sheet.write_row(row, 0, [c or "" for c in cells], wrap)
                row += 1
        if row == 1:
            sheet.write(1, 0, "Không có lỗi hay lưu ý nào.")
        sheet.set_column(0, 0, 30)
        sheet.set_column(5, 5, 80)
        sheet.freeze_panes(1, 0)
