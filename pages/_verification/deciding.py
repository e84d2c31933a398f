"""What a unit said of its scores, and the final score of each criterion that it does not agree to, with the reason. An opinion
that came after its days is accepted or refused first."""

from __future__ import annotations

import streamlit as st

from etl.desk.consolidated_book import Decision
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
    for reply in given:
        code = reply["criterion_code"]
        st.markdown(said(reply))
        if reply["answer"] == "disagree" and code in known:
            points, late, reason = _boxes(view, reply)
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


def _boxes(view: View, reply: dict) -> tuple[str, str, str]:
    """What is typed beside an opinion: final points, what becomes of a late one, the reason."""
    code, times = reply["criterion_code"], st.session_state.get(RECORDED, 0)
    place = f"{reply['unit_code']}_{view.year}_{code}_{times}"
    with st.container(horizontal=True, gap="small"):
        points = st.text_input(f"Điểm sau giải trình {code}", key=f"cuoi_diem_{place}", width=110, max_chars=20, placeholder="Điểm cuối", label_visibility="collapsed")  # fmt: skip
        late = None
        if reply["in_window"] is False:
            late = st.selectbox(
                f"Ý kiến gửi muộn {code}", list(labels.LATE_OPINION), None, labels.LATE_OPINION.get, width=190,
                key=f"cuoi_muon_{place}", placeholder="Ý kiến gửi muộn", label_visibility="collapsed",
            )  # fmt: skip
        reason = st.text_input(f"Lý do {code}", key=f"cuoi_ly_do_{place}", max_chars=1000, placeholder="Lý do", label_visibility="collapsed")  # fmt: skip
    return points.strip(), late or "", reason.strip()


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
    st.session_state[RECORDED] = st.session_state.get(RECORDED, 0) + 1
    st.session_state[recording.SAID] = (
        f"Đã ghi nhận điểm sau giải trình {len(decided)} tiêu chí của {labels.plain(unit['unit_name'])}."
    )
    st.rerun()
