"""The registers of the office as a workbook that loads again: empty, or filled with what is known."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal

import xlsxwriter

from etl.kinds.registers import Field, catalogue
from etl.reference.context import Context, shipped_layouts

SHEETS = {
    "task_progress": "Nhiệm vụ",
    "issued_document": "Văn bản",
    "budget": "Kinh phí",
    "inspection": "Kiểm tra",
    "question": "Vướng mắc, kiến nghị",
    "front_opinion": "Ý kiến MTTQ",
    "topic_result": "Chuyên đề",
    "it_system": "CNTT",
    "recognition": "Mô hình, khen thưởng",
    "proposal": "Đề xuất thể chế",
    "recommendation": "Khuyến nghị",
    "reminder": "Đôn đốc",
    "objection": "Kiến nghị sau công bố",
    "confirmation": "Phiếu xác nhận",
}
TITLES = {
    "task_progress": "TIẾN ĐỘ THỰC HIỆN CÁC NHIỆM VỤ CỦA KẾ HOẠCH",
    "issued_document": "VĂN BẢN ĐÃ BAN HÀNH",
    "budget": "KINH PHÍ CHO CÔNG TÁC PBGDPL",
    "inspection": "CÁC CUỘC KIỂM TRA",
    "question": "VƯỚNG MẮC, KIẾN NGHỊ CỦA CÁC ĐƠN VỊ",
    "front_opinion": "Ý KIẾN CỦA MẶT TRẬN TỔ QUỐC VÀ CÁC ĐOÀN THỂ",
    "topic_result": "KẾT QUẢ THEO CHUYÊN ĐỀ",
    "it_system": "ỨNG DỤNG CÔNG NGHỆ THÔNG TIN, DỮ LIỆU",
    "recognition": "MÔ HÌNH, CÁCH LÀM HAY; KHEN THƯỞNG",
    "proposal": "ĐỀ XUẤT HOÀN THIỆN THỂ CHẾ",
    "recommendation": "KHUYẾN NGHỊ ĐỐI VỚI CÁC ĐƠN VỊ VÀ KẾT QUẢ THỰC HIỆN",
    "reminder": "SỔ ĐÔN ĐỐC",
    "objection": "SỔ KIẾN NGHỊ SAU CÔNG BỐ",
    "confirmation": "SỔ PHIẾU XÁC NHẬN",
}
ROOM = 4  # row of the header, 0-based
EMPTY_ROWS = 60  # rows with drop-downs and formats below what is filled
WIDE = (
    "content",
    "evidence",
    "task_code",
    "conclusion",
    "answer",
    "response",
    "proof",
    "basis",
    "subject",
    "system_name",
)
WITHDRAWN, NOTE = "Bỏ dòng này", "Ghi chú"
NO_CLOCK = dt.datetime(2000, 1, 1)

Names = Mapping[str, Mapping[str, str]]  # type of a field → code → words


def names(context: Context) -> Names:
    """The words for the codes of a context."""
    return {
        "unit": {code: unit.unit_name for code, unit in context.units.items()},
        "task": {code: code for code in context.tasks.values()},
        "topic": {code: code for code in context.topics.values()},
        "milestone": context.milestones,
    }


def choices(kind: str) -> dict[str, str]:
    """Code → first word of a short list of the layouts, such as `task_status`."""
    found: dict[str, str] = {}
    for of, code, word in shipped_layouts():
        if of == kind:
            found.setdefault(code, word)
    return found


def write(kind: str, names: Names, rows: Mapping[str, Sequence[Mapping]], words: str = "") -> bytes:
    """A workbook of the kind. rows: register → rows by field, codes as in the marts; words: said on every sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": NO_CLOCK})
        grid = {"border": 1, "valign": "top", "text_wrap": True}
        style = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({**grid, "bold": True, "align": "center", "bg_color": "#DCE6F1"}),
            "text": book.add_format({**grid, "num_format": "@"}),
            "date": book.add_format({**grid, "num_format": "dd/mm/yyyy"}),
            "count": book.add_format({**grid, "num_format": "#,##0"}),
            "year": book.add_format({**grid, "num_format": "0"}),
            "amount": book.add_format({**grid, "num_format": "#,##0"}),
        }  # fmt: skip
        for register, fields in catalogue()[kind].items():
            _sheet(book, style, register, fields, names, rows.get(register, ()), words)
    return file.getvalue()


def _sheet(book, style, register: str, fields: list[Field], names: Names, rows, words: str) -> None:
    sheet = book.add_worksheet(SHEETS[register])
    sheet.write_string(0, 0, TITLES[register], style["title"])
    sheet.write_string(
        1, 0, f"Cột có dấu * phải ghi. Dòng đã nạp mà nay không còn đúng: ghi x ở cột “{WITHDRAWN}”."
    )  # fmt: skip
    if words:
        sheet.write_string(2, 0, words)
    header = ["TT", *(f.label + " *" * (f.need in ("key", "yes")) for f in fields), WITHDRAWN, NOTE]
    for column, text in enumerate(header):
        sheet.write_string(ROOM, column, text, style["head"])
    sheet.set_column(0, 0, 6)
    bottom = ROOM + len(rows) + EMPTY_ROWS
    for column, field in enumerate(fields, 1):
        sheet.set_column(column, column, 46 if field.name in WIDE else 24 if field.type == "unit" else 16)  # fmt: skip
        shown = names.get(field.type) or choices(field.type)
        for number, row in enumerate(rows, ROOM + 1):
            _cell(sheet, style, number, column, field, row.get(field.name), shown)
        _validate(sheet, ROOM + 1, column, bottom, field, shown)
        for number in range(ROOM + 1 + len(rows), bottom + 1):
            sheet.write_blank(number, column, None, style.get(field.type, style["text"]))
    for number in range(len(rows)):
        sheet.write_number(ROOM + 1 + number, 0, number + 1, style["count"])
    sheet.set_column(len(fields) + 1, len(fields) + 1, 12)
    sheet.set_column(len(fields) + 2, len(fields) + 2, 30)
    sheet.freeze_panes(ROOM + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(ROOM)


def _cell(sheet, style, row: int, column: int, field: Field, value, shown: Mapping[str, str]) -> None:  # fmt: skip
    form = style.get(field.type, style["text"])
    if value is None:
        sheet.write_blank(row, column, None, form)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), form)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, float(value), form)
    else:
        sheet.write_string(row, column, shown.get(str(value), str(value)), form)


def _validate(sheet, first: int, column: int, last: int, field: Field, shown: Mapping[str, str]) -> None:  # fmt: skip
    """A drop-down for short lists; a day that Excel reads as one."""
    if field.type == "date":
        rule = {"validate": "date", "criteria": ">=", "value": dt.date(2000, 1, 1)}
        said = "Ghi ngày dạng ngày/tháng/năm."
    elif field.type == "task":
        rule, said = {"validate": "list", "source": list(shown)}, "Chọn mã nhiệm vụ của Kế hoạch."
    elif field.type == "topic" and shown:
        rule, said = {"validate": "list", "source": list(shown)}, "Chọn mã chuyên đề."
    elif 0 < len(shown) < 8 and len(",".join(shown.values())) < 250:
        rule, said = {"validate": "list", "source": list(shown.values())}, "Chọn trong danh sách."
    else:
        return
    rule["error_type"] = "warning"  # a longer name of a task is right too
    sheet.data_validation(first, column, last, column, {**rule, "error_message": said})
