"""The heads of a year, in words."""

from __future__ import annotations

from pages._shared import data
from pages._shared.filters import View
from reports import heads_annex
from words import labels


def answer(view: View, rated: list[dict]) -> str:
    if not rated:
        return f"Năm {view.year}: không có người đứng đầu nào thuộc thẩm quyền đánh giá của {view.snapshot.synthesising_body}."
    count = {code: sum(r["reference_finding"] == code for r in rated) for code in labels.FINDING}
    text = (
        f"Năm {view.year}, {len(rated)} lượt người đứng đầu thuộc thẩm quyền của {view.snapshot.synthesising_body}: "
        f"**{count['favourable']}** có căn cứ thuận lợi, **{count['attention']}** cần lưu ý, "
        f"**{count['unfavourable']}** có nội dung cần xem xét, **{count['insufficient']}** chưa đủ căn cứ"
    )
    if count["unconfirmed"]:
        text += f", **{count['unconfirmed']}** chờ phiếu xác nhận của đơn vị"
    unruled = sum(row["reference_finding"] is None for row in rated)
    return text + (f"; {unruled} chưa có quy tắc." if unruled else ".")


def of_year(view: View) -> list[dict]:
    """Every head of the year, with what may be said of them."""
    return [
        heads_annex.in_words(row, view.snapshot.synthesising_body)
        for row in data.rows("heads", year=view.year, block=view.block, scope=view.scope)
    ]


def rated_here(rows: list[dict]) -> list[dict]:
    """Those whom the city rates."""
    return [row for row in rows if row["is_rated_here"]]
