"""What a unit said of its scores, and the final score of each criterion that it does not agree to, with the reason. An opinion
that came after its days is accepted or refused first. What is typed is kept as each box is left."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from etl.desk.consolidated_book import Decision
from pages._intake import draft
from pages._shared import data
from pages._shared.filters import View
from pages._shared.press import pressed
from pages._verification import checks, recording, summary
from warehouse.workspace import ScoreDraft
from words import labels

RECORDED = (
    "_da_ghi_sau_giai_trinh"  # how often this window recorded: a browser keeps the words of a box that has the same key
)


def show(view: View, unit: dict, rows: list[dict]) -> None:
    """rows: the criteria of the unit."""
    given = [reply for reply in summary.replies(view) if reply["unit_code"] == unit["unit_code"]]
    if not given:
        return
    st.subheader("Ý kiến của đơn vị và điểm sau giải trình", anchor=False)
    known, decided, wrong = {row["criterion_code"]: row for row in rows}, [], []
    kept = draft.read(document(view.year), unit["unit_code"])
    if kept:
        st.caption(":orange-badge[Chưa ghi nhận] Điều đã gõ được giữ lại.")
    for by in draft.others(document(view.year), unit["unit_code"]):
        st.warning(f"{labels.plain(by)} cũng đang ghi điểm sau giải trình của đơn vị này.")
    for reply in given:
        code = reply["criterion_code"]
        st.markdown(said(reply))
        if reply["answer"] == "disagree" and code in known:
            points, late, reason = _boxes(view, reply, kept.get(code, ["", None, ""]))
            if problem := fault(known[code], reply, points, late, reason):
                wrong.append(f"{code}: {problem}.")
            elif points or late:
                decided.append(Decision(code, checks.number(points) if points else None, False, reason, "", "", late))
    if wrong:
        st.error("Chưa ghi nhận được:  \n" + "  \n".join(map(labels.plain, wrong)))
    if (
        pressed(f"Ghi nhận điểm sau giải trình ({len(decided)})", "ghi_sau_giai_trinh", disabled=not decided)
        and decided
    ):
        _record(view, unit, rows, decided)


def said(reply: dict) -> str:
    """`A1: không đồng ý, nhận ngày 20/01/2025 (muộn: không chấp nhận, vì …). Đã có kế hoạch. …`"""
    late = ""
    if reply["in_window"] is False:
        found = labels.inside(labels.LATE_OPINION.get(reply["late_opinion"], "chưa quyết định có chấp nhận không"))
        late = f" (ngoài thời gian nhận ý kiến: {found}{f', vì {why}' if (why := reply['late_reason']) else ''})"
    answer = labels.ANSWER.get(reply["answer"], reply["answer_text"] or labels.NONE)
    more = [
        reply["reply_text"] or "",
        f"Minh chứng: {reply['evidence']}" if reply["evidence"] else "",
        f"Đề nghị {labels.points(reply['proposed_points'])} điểm" if reply["proposed_points"] is not None else "",
        f"Tự chấm {labels.points(reply['self_points'])}, thẩm định {labels.points(reply['verified_points'])}",
        f"Sau giải trình {labels.points(reply['final_points'])}" if reply["final_points"] is not None else "",
    ]
    head = f"{reply['criterion_code']}: {answer}, nhận ngày {labels.date(reply['received_on'])}{late}"
    return labels.plain(". ".join([head, *filter(None, more)])) + "."


def document(year: int) -> str:
    """Under which what is typed here is kept."""
    return f"sau-giai-trinh {year}"


def _keys(unit: str, year: int, code: str) -> list[str]:
    """Of the boxes beside an opinion: final points, what becomes of a late one, the reason."""
    place = f"{unit}_{year}_{code}_{st.session_state.get(RECORDED, 0)}"
    return [f"cuoi_{box}_{place}" for box in ("diem", "muon", "ly_do")]


def _boxes(view: View, reply: dict, kept: list) -> tuple[str, str, str]:
    """What is typed beside an opinion. kept: what was typed there before."""
    code, unit = reply["criterion_code"], reply["unit_code"]
    keys = _keys(unit, view.year, code)
    for key, value in zip(keys, kept, strict=True):
        st.session_state.setdefault(key, value)
    left = {
        "on_change": _left, "args": (data.folder(), view.year, unit, code, keys), "label_visibility": "collapsed",
    }  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        points = st.text_input(f"Điểm sau giải trình {code}", key=keys[0], width=110, max_chars=20, placeholder="Điểm cuối", **left)  # fmt: skip
        late = None
        if reply["in_window"] is False:
            late = st.selectbox(
                f"Ý kiến gửi muộn {code}", list(labels.LATE_OPINION), format_func=labels.LATE_OPINION.get, width=190,
                key=keys[1], placeholder="Ý kiến gửi muộn", **left,
            )  # fmt: skip
        reason = st.text_input(f"Lý do {code}", key=keys[2], max_chars=1000, placeholder="Lý do", **left)
    return points.strip(), late or "", reason.strip()


def _left(folder: Path, year: int, unit: str, code: str, keys: list[str]) -> None:
    """A box was left: runs before the page is drawn anew."""
    typed = [st.session_state.get(key) for key in keys]
    others = {one: more for one, more in draft.read(document(year), unit).items() if one != code}
    draft.keep(folder, document(year), unit, others | ({code: typed} if any(typed) else {}))


def fault(row: dict, reply: dict, points: str, late: str, reason: str) -> str:
    """Why what was typed cannot be recorded; empty where it can, or nothing was typed."""
    if not (points or late or reason):
        return ""
    if points and (problem := checks.problem(row, ScoreDraft(row["criterion_code"], points, note=reason))):
        return problem
    is_late, found = reply["in_window"] is False, late or reply["late_opinion"]
    if points and is_late and found != "accepted":
        return "ý kiến gửi muộn chưa được chấp nhận thì không có điểm sau giải trình"
    if not reason:
        return "chưa ghi lý do"
    return "" if points or late else "có lý do nhưng chưa có điểm"


def _record(view: View, unit: dict, rows: list[dict], decided: list[Decision]) -> None:
    with st.spinner("Đang ghi nhận và tính lại số liệu…"):
        problem = recording.record(view, unit, rows, decided, view.snapshot.as_of, is_final=True)
    if problem:
        st.error(labels.plain(problem))
        return
    left = draft.read(document(view.year), unit["unit_code"])
    recorded = {decision.criterion_code for decision in decided}
    draft.keep(
        data.folder(),
        document(view.year),
        unit["unit_code"],
        {c: typed for c, typed in left.items() if c not in recorded},
    )
    st.session_state[RECORDED] = st.session_state.get(RECORDED, 0) + 1
    st.session_state[recording.SAID] = (
        f"Đã ghi nhận điểm sau giải trình {len(decided)} tiêu chí của {labels.plain(unit['unit_name'])}."
    )
    st.rerun()
