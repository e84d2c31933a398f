"""How far the verification of a year is."""

from __future__ import annotations

from pages._shared import data
from pages._shared.filters import View


def units(view: View) -> list[dict]:
    """Units that sent, with how far their verification is."""
    return data.rows("verification", year=view.year, block=view.block)


def replies(view: View) -> list[dict]:
    """Opinions on verified scores."""
    return data.rows("replies", year=view.year, block=view.block, scope=view.scope)


def answer(view: View) -> str:
    rows, given = units(view), replies(view)
    word = view.snapshot.verification_word
    full = sum(row["score_basis"] == "verified" for row in rows)
    waiting = sum(row["unsettled"] for row in rows)
    text = f"Năm {view.year}: đã {word} đủ **{full}/{len(rows)}** đơn vị đã gửi"
    if given:
        text += f"; **{len(given)}** ý kiến giải trình, **{waiting}** ý kiến không đồng ý chưa có điểm sau giải trình"
    return text + "."


def figures(view: View) -> list[dict]:
    rows = units(view)
    word = view.snapshot.verification_word
    lowered = [row for row in rows if (row["difference"] or 0) < 0]
    return [
        {"label": f"Đã {word} đủ", "value": str(sum(r["score_basis"] == "verified" for r in rows)), "note": "đơn vị"},
        {"label": f"Chưa {word} đủ", "value": str(sum(r["score_basis"] != "verified" for r in rows)), "note": "đơn vị"},
        {"label": "Thấp hơn tự chấm", "value": str(len(lowered)), "note": "đơn vị"},
        {"label": "Không đồng ý", "value": str(sum(r["disagreed"] for r in rows)), "note": "ý kiến"},
        {"label": "Chờ điểm cuối", "value": str(sum(r["unsettled"] for r in rows)), "note": "ý kiến"},
    ]  # fmt: skip
