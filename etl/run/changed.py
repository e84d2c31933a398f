"""What a load, or taking one back, changes in the figures: told before it is done, in the terminal and on pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from etl.run.reference import Held
from warehouse import difference
from warehouse.reference_names import sheet

REGISTERS = {  # marts that are no result of a unit, in words
    "register_row": "sổ tiếp nhận", "survey_wave": "đợt khảo sát", "correction": "đính chính", "reply": "ý kiến giải trình", "reminder": "sổ đôn đốc",
    "task_progress": "tiến độ nhiệm vụ", "issued_document": "văn bản đã ban hành", "budget": "kinh phí",
    "inspection": "kiểm tra", "question": "giải đáp pháp luật", "front_opinion": "ý kiến của Mặt trận",
    "follow_up": "khuyến nghị, đôn đốc", "signed_document": "bản ký", "objection": "kiến nghị sau công bố",
    "confirmation": "phiếu xác nhận", "topic_result": "kết quả theo chuyên đề", "it_system": "ứng dụng công nghệ thông tin",
    "recognition": "mô hình, khen thưởng", "proposal": "đề xuất thể chế",
}  # fmt: skip

RESULT = {  # of a unit
    "points": "điểm", "rank_block": "hạng trong khối", "rank_overall": "hạng chung", "class_name": "xếp loại",
    "status": "thời hạn", "submission_version": "phiên bản", "received_on": "ngày nhận",
}  # fmt: skip
STATUS = {"on_time": "đúng hạn", "late": "gửi chậm", "missing": "chưa gửi", "not_due": "chưa đến hạn"}


def between(before: Path, after: Path, held: Held) -> dict:
    """What differs between two snapshots (warehouse/difference.py); `reference`: the tables of the reference that do. Not
    from the snapshots: what changes no mart is in force without a publication."""
    return difference.between(before, after) | {"reference": _tables(held.before, held.tables)}


def sentences(found: dict) -> list[str]:
    """How many units, registers and tables of the reference are another than before."""
    units = {row["unit_code"] for row in found.get("units", [])}
    lines = [f"{len(units)} đơn vị đổi kết quả, thứ hạng, xếp loại, phiên bản hoặc ngày nhận." if units else
             "Không đơn vị nào đổi kết quả, thứ hạng, xếp loại, phiên bản hoặc ngày nhận."]  # fmt: skip
    for row in found.get("registers", []):
        lines.append(f"{REGISTERS[row['table']].capitalize()}: {_before_after(row)} dòng.")
    for row in found.get("reference", []):
        lines.append(f"Ở {sheet(row['table'])}: {_before_after(row)} dòng.")
    return lines


def words(row: dict) -> str:
    """What differs of one unit, before → after; row: of `difference["units"]`, values as they are or as JSON has them."""
    pairs = ((name, row[f"{name}_before"], row[f"{name}_after"]) for name in RESULT)
    told = [f"{RESULT[n]} {_word(n, old)} → {_word(n, new)}" for n, old, new in pairs if old != new]
    return "; ".join(told) or "ngày nhận đầu tiên, yêu cầu bổ sung hoặc điểm tối đa"


def _word(name: str, value: object) -> str:
    if value is None:
        return "–"
    if name == "received_on":
        return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
    if name == "points":
        return f"{Decimal(str(value)).normalize():f}".replace(".", ",")
    return STATUS.get(str(value), str(value))


def _before_after(row: dict) -> str:
    before, after = row["rows_before"], row["rows_after"]
    return f"{before} → {after}" if before != after else f"{before} (nội dung thay đổi)"


def _tables(before: dict[str, list[tuple]], after: dict[str, list[tuple]]) -> list[dict]:
    return [
        {"table": name, "rows_before": len(before.get(name, [])), "rows_after": len(after.get(name, []))}
        for name in sorted(before.keys() | after.keys())
        if before.get(name, []) != after.get(name, [])
    ]
