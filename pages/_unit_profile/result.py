"""Its result, and how firm it is."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, export, filters, frame, guard
from pages._shared.filters import View
from pages._unit_profile.about import Unit, near
from reports import docx, pdf, unit_sheet
from words import labels, method


def published(view: View, about: Unit) -> dict:
    """The row of the ranking: distance to the next class and the change, as the ranking page says them."""
    rows = data.rows("ranking", year=view.year, block=about.now["block_code"], scope=view.scope)
    return next(row for row in rows if row["unit_code"] == about.code)


def answer(view: View, about: Unit, place: dict) -> None:
    block = filters.lower_block(about.now["block_name"])
    in_points = (
        f" ({labels.points(about.now['points'])}/{labels.points(about.now['max_points'])} điểm)"
        if about.now["points"] is not None
        else ""
    )
    if not about.now["is_rated"]:
        frame.answer(
            f"**{about.name}** đạt **{labels.percent(about.now['score_pct'], about.now['bounds'])}** điểm tối đa{in_points}. {labels.NOT_RATED}."
        )
        return
    text = (
        f"**{about.name}** đạt **{labels.percent(about.now['score_pct'], about.now['bounds'])}** điểm tối đa{in_points}, "
        f"{'xếp loại **' + about.now['class_name'] + '**' if about.now['class_name'] else '**không xếp loại**'}"
        f"{' (sơ bộ)' if about.now['is_provisional'] else ''}"
    )
    if about.now["rank_block"] is None:
        text += f"; {labels.RANK_LATER}"
    else:
        text += f", {labels.rank(about.now).lower()} của khối {block} – {labels.REFERENCE_RANK}"
    if (about.now["ranked"] or 0) > 1:
        text += f"; khi trọng số tiêu chí thay đổi ±{method.SPREAD_PCT}: {labels.interval(about.now)}"
    close = labels.near_bound(place, near())
    frame.answer(text + "." + (f" **Sát ngưỡng:** {close[:1].lower() + close[1:]}." if close else ""))
    unmet = data.rows("unmet_conditions", year=view.year, unit=about.code, scope=view.scope)
    for line in labels.unmet(unmet, about.now["score_pct"], about.now["bounds"]):
        st.markdown(labels.plain(line))
    turning = [
        f"{labels.border_subject(row)} ({method.BORDER_CAUSE[row['cause']]}: {labels.border_cause(row)})"
        for row in data.rows("borderline", year=view.year, block=about.now["block_code"], scope=view.scope)
        if row["unit_code"] == about.code
    ]
    if turning:
        st.caption(labels.plain(f"Kết quả sát ngưỡng, cần cân nhắc: {'; '.join(turning)}."))


def figures(view: View, about: Unit, place: dict) -> list[dict]:
    short = {
        "common": "trên tiêu chí chung",
        "none": labels.inside(labels.NOT_COMPARED),
    }  # more is cut in a narrow window
    told = [short[place["compared_on"]]] if place["compared_on"] in short else []
    change = "không đổi" if place["rank_change_common"] == 0 else labels.rank_change(place)
    told.append(("thứ hạng " if place["comparison"] == "comparable" else "") + change)
    return [
        {
            "label": "% điểm tối đa",
            "value": labels.percent(about.now["score_pct"], about.now["bounds"]),
            "note": f"trung vị khối {labels.percent(about.now['block_median'], about.now['bounds'])}"
            if about.now["block_median"] is not None
            else "theo văn bản công bố",
        },
        {
            "label": "Xếp loại",
            "value": about.now["class_name"] or labels.NONE,
            "note": f"thiếu {labels.distance(place['to_next_class'])} để lên {place['next_class_name']}"
            if place["next_class_name"]
            else "loại cao nhất"
            if about.now["is_rated"]
            else "theo đề nghị, không xếp loại",
        },
        {
            "label": "Thứ hạng tham khảo",
            "value": f"{about.now['rank_block']}/{about.now['ranked']}" if about.now["rank_block"] else labels.NONE,
            "note": "không xếp thứ hạng"
            if not about.now["is_rated"]
            else "theo văn bản công bố"
            if about.now["rank_block"] is None
            else f"khoảng {labels.interval(about.now)}"
            if about.now["ranked"] > 1
            else "đơn vị duy nhất",
            "help": f"Khoảng chứa {method.HELD} số lần thử khi trọng số mỗi tiêu chí tăng, giảm tối đa {method.SPREAD_PCT}",
        },
        {
            "label": f"So với {view.year - 1} (điểm phần trăm)",
            "value": labels.signed(place["score_change"]),
            "help": " ".join(
                filter(None, (labels.sentence(labels.compared_on(place)) + "." if told[1:] else "", labels.RANK_CHANGE))
            ),
            "note": "; ".join(told),
            "arrow": "off",
        },
        {
            "label": "Cơ sở điểm",
            "value": labels.basis(about.now["score_basis"], view.snapshot.verification_word),
            "note": labels.provisional(about.now, view.is_running) or "kết quả đầy đủ",
        },
    ]


def no_result(view: View, about: Unit) -> None:
    """Not rated in this year: why, and what there is."""
    if about.now is None and about.code != view.scope and not view.shows_others:
        frame.answer(labels.not_published(view.year))
    elif about.now is None:
        frame.answer(f"**{about.name}** không thuộc phạm vi đánh giá năm {view.year}.")
    else:
        frame.answer(
            f"**{about.name}** chưa có kết quả năm {view.year}: {labels.status(about.now, view.snapshot.as_of)}."
        )
        if view.total["with_result"] == 0:
            frame.no_results(view)
        elif about.now["due_on"]:
            st.info(f"Hạn gửi: {labels.before(about.now['due_on'])}. Kết quả hiện ra ngay sau khi báo cáo được nạp.")  # fmt: skip
    others = [str(row["year"]) for row in about.own_years if row["score_pct"] is not None]
    if others:
        st.caption(f"Các năm đã có kết quả của đơn vị: {', '.join(others)}.")


def sheet(view: View, about: Unit) -> None:
    """The same on one A4 page, as Word and PDF, for the file; those who work with all units get all sheets at once."""
    ask = data.asker()
    year, unit, scope = view.year, about.code, view.scope
    with st.popover("Tải phiếu", type="tertiary", icon=":material/download:", key="tai_phieu"):
        for suffix, label, write in (
            ("docx", "Tải phiếu này (Word, một trang A4)", docx.written),
            ("pdf", "Bản PDF", pdf.written),
        ):
            export.document(
                f"phieu-{about.code}-{year}.{suffix}",
                label,
                lambda write=write: write(unit_sheet.sheet(ask, year, unit, scope)),
            )
        if not guard.may_load():
            return
        for suffix, kind, make in (("zip", "Word", unit_sheet.of_all_units), ("pdf", "PDF", unit_sheet.in_one_pdf)):
            export.slow_document(
                f"phieu-don-vi-{year}.{suffix}",
                f"Tạo phiếu của tất cả đơn vị ({kind})",
                f"Tải tất cả phiếu ({suffix.upper()})",
                (view.snapshot.snapshot_id,),
                lambda progress, make=make: make(ask, year, progress),
            )
