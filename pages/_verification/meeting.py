"""What a meeting looks at: one criterion of one unit in large type, with what is known of it, and the box in which the decision is
typed. It goes on to the next criterion of the unit, or to the next unit on the same criterion. What is decided is kept like what
is typed in the list of boxes, and recorded there."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages._shared import data, filters
from pages._shared.filters import View
from pages._verification import boxes, checks, queue
from warehouse.workspace import ScoreDraft
from words import labels

LIST, BY_UNIT, BY_CRITERION = "nhap", "don-vi", "tieu-chi"
WAYS = {LIST: "Nhập điểm", BY_UNIT: "Họp: từng tiêu chí của đơn vị", BY_CRITERION: "Họp: từng đơn vị cùng tiêu chí"}
HOW = "Gõ điểm rồi Enter: giữ và sang mục sau; ↑ ↓ (hoặc ← → khi ô trống) sang mục trước, mục sau. Ghi nhận ở “Nhập điểm”."


def way() -> str:
    """How the unit is looked at: as a list of boxes, or for a meeting (`hop` in the address)."""
    return filters.choose(st.segmented_control, "hop", list(WAYS), LIST, label="Cách xem", format_func=WAYS.get) or LIST


def show(view: View, unit: dict, folder: Path, rows: list[dict], drafts: list[ScoreDraft], mine: dict[str, ScoreDraft], way: str) -> None:  # fmt: skip
    """rows: the criteria of the unit; drafts: of everybody, mine: of the reader."""
    known = {row["criterion_code"]: row for row in rows}
    code = filters.choose(
        st.selectbox, "tc", list(known), next(iter(known)), label="Tiêu chí", width=520,
        format_func=lambda one: known[one]["title"],
    )  # fmt: skip
    row = known[code]
    if way == BY_CRITERION:
        _steps("dv", units(view, unit["unit_code"], row), unit["unit_code"])
    else:
        _steps("tc", list(known), code)
    with st.container(key="hop_noi_dung"):
        st.subheader(labels.plain(unit["unit_name"]), anchor=False)
        st.header(labels.plain(row["title"]), anchor=False)
        with st.container(horizontal=True):
            for label, value in figures(
                view, row, [d for d in drafts if d.criterion_code == code and d not in mine.values()]
            ):
                st.metric(label, value, border=True, width="content")
        for line in remarks(row):
            st.markdown(labels.plain(line))
        st.markdown("**Quyết định**")
        boxes.fields(view, unit["unit_code"], folder, row, mine.get(code, ScoreDraft(code)))
    boxes.trouble()
    if wrong := checks.problems(rows, mine).get(code):
        st.error(labels.plain(f"Chưa ghi nhận được: {wrong}."))
    st.caption(f"Đã giữ {len(mine)} tiêu chí của đơn vị này, chưa ghi nhận. {HOW}")


def units(view: View, now: str, row: dict) -> list[str]:
    """The one that is looked at, and those to which the same criterion applies, by name, where the reader may type scores."""
    names, whole = queue.open_units(view), row["parent_code"] or row["criterion_code"]
    found = data.rows("criterion_units", year=view.year, criterion=whole, block=view.block, scope=view.scope)
    alike = {one["unit_code"] for one in found if one["applicable"]} | {now}
    return sorted(names.keys() & alike, key=lambda code: (names[code], code))


def _steps(key: str, places: list[str], now: str) -> None:
    """The one before and the one after."""
    at = places.index(now)
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, label, step in (("hop_truoc", "← Trước", -1), ("hop_sau", "Sau →", 1)):
            goal = at + step
            is_there = 0 <= goal < len(places)
            st.button(
                label, key=name, disabled=not is_there, on_click=filters.take, args=(key, places[goal] if is_there else now)
            )  # fmt: skip
        st.markdown(f"{at + 1}/{len(places)}")


def figures(view: View, row: dict, others: list[ScoreDraft]) -> list[tuple[str, str]]:
    """(name, value) of what a meeting weighs; what is not known is left out."""
    word, last = view.snapshot.verification_word, row["last_self"] is not None
    proposed = checks.in_force(row) or "; ".join(f"{checks.typed(d)} ({d.by})" for d in others if d.has_score)
    survey = row["survey_points"]
    shown = [
        ("Tự chấm", f"{row['self_text']}/{labels.points(row['bound_high'])}"),
        (f"Năm trước: tự chấm → {word}", f"{labels.points(row['last_self'])} → {labels.points(row['last_verified'])}" if last else ""),
        ("Trung vị khối", labels.points(row["block_median"]) if row["block_median"] is not None else ""),
        ("Điểm theo thang", labels.points(row["band_points"]) if row["band_points"] is not None else ""),
        ("Khảo sát ủng hộ", labels.points(survey) if survey is not None else ""),
        ("Minh chứng", labels.EVIDENCE_STATE.get(row["evidence_state"], "Chưa xem")),
        ("Đề nghị", proposed or labels.NONE),
        ("Sau giải trình", labels.points(row["final_points"]) if row["final_points"] is not None else ""),
    ]  # fmt: skip
    return [one for one in shown if one[1]]


def remarks(row: dict) -> list[str]:
    """What is said of the evidence and must be looked at."""
    bars = "; ".join(checks.bars(row))
    return [
        *([f"Minh chứng đơn vị nêu: {row['evidence']}"] if row["evidence"] else ["Đơn vị không nêu minh chứng."]),
        *([f"Lý do, ghi chú: {row['reason']}"] if row["reason"] else []),
        *([f"▲ {labels.sentence(bars)}"] if bars else []),
    ]
