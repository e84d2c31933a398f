"""The registers of a year as workbooks for its file: what came, what was sent, what units said, what was inspected and asked of
them, corrections and stages. Read without the program: codes are told in words, each column by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reports.draft import Ask
from words import labels


@dataclass(frozen=True)
class Sheet:
    """question: what its rows answer; day: of a register by calendar years, the field with the day of an entry; of the year
    after, January and February belong to the year assessed, or what names it;
    columns: (field, name, width); words: of fields that hold codes; has: which of the rows are entries of the register."""

    title: str
    question: str
    columns: list[tuple[str, str, float]]
    day: str = ""
    known: tuple[tuple[str, str | None], ...] = ()
    words: tuple[tuple[str, dict[str, str]], ...] = ()
    has: Callable[[dict], bool] = lambda row: True


UNIT = ("unit_name", "Đơn vị", 36)
CRITERION = ("criterion_code", "Tiêu chí", 10)
NUMBER = ("document_number", "Số, ký hiệu", 18)
CONTENT = ("content", "Nội dung", 60)
SCORE = {"self": "tự chấm", "verified": "thẩm định", "final": "chính thức"}
CORRECTION = {"applied": "đã áp dụng", "outdated": "không áp dụng (số cũ đã khác)"}
DONE = {code: words.partition(" ")[2] for code, words in labels.FOLLOW_UP.items()}  # without the sign of the page
ALL = (("block", None), ("scope", None))

REGISTERS: dict[str, tuple[str, list[Sheet]]] = {  # file → what it is, its sheets
    "so-tiep-nhan": ("Sổ tiếp nhận hồ sơ", [
        Sheet("Sổ tiếp nhận", "register_rows", [
            ("received_on", "Ngày nhận", 12), UNIT, ("milestone_name", "Loại hồ sơ", 26), NUMBER, ("file_name", "Tệp", 44),
            ("signed_on", "Ngày ký", 12), ("signed_total", "Tổng điểm bản ký", 16),
        ], words=(("milestone_name", labels.FILE_KIND),)),
    ]),
    "so-van-ban-da-gui": ("Văn bản đã ban hành, đôn đốc đã gửi", [
        Sheet("Văn bản đã ban hành", "issued_documents", [
            ("issued_on", "Ngày ban hành", 14), NUMBER, ("issuer", "Cơ quan ban hành", 30), ("document_type", "Loại văn bản", 18), CONTENT,
        ], day="issued_on"),
        Sheet("Đôn đốc đã gửi", "reminders_sent", [
            ("sent_on", "Ngày gửi", 12), UNIT, ("milestone_name", "Nội dung đôn đốc", 26), ("year", "Năm đánh giá", 12),
            ("round", "Lần", 6), ("way", "Cách gửi", 18), NUMBER,
        ], day="sent_on", known=(("scope", None),)),
        Sheet("Giai đoạn của năm", "stage_history", [
            ("since", "Từ ngày", 12), ("stage", "Giai đoạn", 26), NUMBER, ("document_date", "Ngày văn bản", 14),
            ("set_by", "Người ghi", 24), ("note", "Ghi chú", 40),
        ], words=(("stage", labels.STAGE),)),
    ]),
    "so-y-kien": ("Ý kiến, giải trình, kiến nghị của các đơn vị", [
        Sheet("Giải trình", "replies", [
            UNIT, CRITERION, ("received_on", "Ngày nhận", 12), ("self_points", "Tự chấm", 10), ("verified_points", "Thẩm định", 10),
            ("answer_text", "Ý kiến", 20), ("proposed_points", "Đề nghị", 10), ("reply_text", "Nội dung giải trình", 60),
            ("final_points", "Điểm chính thức", 14),
        ], known=ALL),
        Sheet("Phiếu xác nhận", "confirmations", [
            UNIT, ("sent_on", "Ngày gửi", 12), ("due_on", "Hạn trả lại", 12), ("returned_on", "Ngày trả lại", 12), CONTENT,
        ], has=lambda row: row["sent_on"] is not None),
        Sheet("Ý kiến sau công bố", "objections", [
            ("received_on", "Ngày nhận", 12), UNIT, CRITERION, NUMBER, CONTENT, ("answer", "Kết luận", 50),
            ("answered_on", "Ngày trả lời", 12), ("answer_document", "Văn bản trả lời", 18),
        ], known=(("scope", None),)),
        Sheet("Vướng mắc, kiến nghị", "questions_raised", [
            ("asked_on", "Ngày", 12), UNIT, CONTENT, ("answer", "Trả lời", 60),
        ], day="asked_on", known=(("scope", None),)),
    ]),
    "so-kiem-tra-kien-nghi": ("Kiểm tra và khuyến nghị với các đơn vị", [
        Sheet("Kiểm tra", "inspections", [
            ("inspected_on", "Ngày", 12), UNIT, CONTENT, ("conclusion", "Kết luận", 50), NUMBER,
        ], day="inspected_on", known=(("scope", None),)),
        Sheet("Khuyến nghị", "follow_ups", [
            UNIT, ("year", "Năm đánh giá", 12), CRITERION, CONTENT, ("made_on", "Ngày nêu", 12), ("due_on", "Hạn", 12),
            ("status", "Tình trạng", 20), ("done_on", "Ngày xong", 12), ("proof", "Minh chứng", 40),
        ], known=(*ALL, ("unit", None)), words=(("status", DONE),)),
    ]),
    "so-dinh-chinh": ("Đính chính điểm", [
        Sheet("Đính chính", "corrections", [
            ("decided_on", "Ngày quyết định", 14), UNIT, CRITERION, ("score_type", "Loại điểm", 12), ("old_points", "Điểm cũ", 10),
            ("new_points", "Điểm mới", 10), ("status", "Tình trạng", 24), ("reason", "Lý do", 50), ("decided_by", "Người quyết định", 26), NUMBER,
        ], known=ALL, words=(("score_type", SCORE), ("status", CORRECTION))),
    ]),
}  # fmt: skip


def rows(ask: Ask, year: int, sheet: Sheet) -> list[list]:
    """Of a sheet, numbered; a code without words stays as it is."""
    span = {"first": year, "last": year + 1} if sheet.day else {"year": year}
    found = [
        row for row in ask(sheet.question, **span, **dict(sheet.known)) if sheet.has(row) and _belongs(row, year, sheet)
    ]
    words = dict(sheet.words)
    return [
        [n, *(words.get(field, {}).get(row[field], row[field]) for field, *_ in sheet.columns)]
        for n, row in enumerate(found, 1)
    ]


def _belongs(row: dict, year: int, sheet: Sheet) -> bool:
    if not sheet.day:
        return True
    if any(field == "year" for field, *_ in sheet.columns):
        return row["year"] == year
    day = row[sheet.day]
    return day is None or day.year == year or day.month <= 2


def headed(sheet: Sheet) -> list[tuple[str, float]]:
    """Its columns."""
    return [("TT", 6), *((name, width) for _, name, width in sheet.columns)]
