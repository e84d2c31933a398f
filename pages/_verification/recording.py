"""What was typed becomes verified scores: shown first, then loaded through the same door as any table of the office."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import streamlit as st

from etl.desk import consolidated_book
from etl.desk.consolidated_book import Act, Decision
from pages._shared import data, door, guard, tables
from pages._shared.filters import View
from pages._shared.press import pressed
from pages._shared.tables import Column, column
from pages._verification import checks
from warehouse import workspace
from warehouse.workspace import ScoreDraft
from words import labels

SAID = "_da_ghi_diem"
ASKED, SEEN = "_sap_ghi_diem", "_da_xem_diem"  # the unit whose scores are about to be recorded; what was shown of them
SHOWN = [
    column("title", width=260),
    Column("before", "Từ"),
    Column("after", "Thành"),
    column("evidence"),
    Column("note", "Lý do, ghi chú", width=220),
    Column("newer", "Lưu ý", width=220),
    Column("later", "Chưa có hiệu lực", width=220),
]


def said() -> None:
    """What the last press did."""
    if words := st.session_state.pop(SAID, None):
        st.success(words)
        st.toast(words)  # wherever the page stands


def show(view: View, unit: dict, folder: Path, rows: list[dict], mine: dict[str, ScoreDraft]) -> None:
    """Under the grid: what is wrong, what changed meanwhile, and the buttons."""
    wrong = checks.problems(rows, mine)
    if wrong:
        st.error("Chưa ghi nhận được, vẫn giữ trong bản nháp:  \n" + "  \n".join(labels.plain(f"{code}: {why}.") for code, why in sorted(wrong.items())))  # fmt: skip
    changes = [change(row, mine[row["criterion_code"]]) for row in rows if row["criterion_code"] in mine and row["criterion_code"] not in wrong]  # fmt: skip
    if newer := [one for one in changes if one["newer"]]:
        st.warning("Điểm đã đổi từ khi bạn nhập:  \n" + "  \n".join(labels.plain(f"{one['draft'].criterion_code}: {one['newer']}; bạn ghi {one['after']}.") for one in newer))  # fmt: skip
    for whole in checks.replaced(rows, mine):
        st.info(labels.plain(f"Tiêu chí {whole['criterion_code']} đã có điểm {view.snapshot.verification_word} chung {checks.in_force(whole)}; khi ghi nhận chỉ tiêu thành phần, điểm tiêu chí là tổng các chỉ tiêu, chỉ tiêu chưa ghi lấy điểm tự chấm."))  # fmt: skip
    if mine:
        st.caption(f":orange-badge[Chưa ghi nhận] Bản nháp {len(mine)} tiêu chí, giữ lúc {data.moment(max(d.at for d in mine.values()))}.")  # fmt: skip
    rest = checks.rest(rows, mine)
    free = [row for row in rest if not checks.bars(row)]
    word = view.snapshot.verification_word
    if changes and st.session_state.get(ASKED) == unit["unit_code"]:
        with st.container(border=True):
            confirm(view, unit, folder, rows, changes)
        return
    _forget()
    with st.container(horizontal=True):
        st.button(
            f"Ghi nhận điểm {word} ({len(changes)} tiêu chí)", key="ghi_nhan_diem", type="primary", disabled=not changes,
            on_click=_ask, args=(unit["unit_code"],),
        )  # fmt: skip
        if pressed(f"Thống nhất các tiêu chí còn lại ({len(free)})", "thong_nhat", disabled=not free) and free:
            agree(view, unit, folder, free)
        if mine and pressed("Bỏ bản nháp", "bo_nhap_diem"):
            ask_to_drop(view, unit, folder, list(mine.values()))
    if barred := [row for row in rest if checks.bars(row)]:
        with st.expander(f"{len(barred)} tiêu chí phải xem riêng, không thống nhất chung"):
            st.markdown("  \n".join(labels.plain(f"{row['criterion_code']}: {'; '.join(checks.bars(row))}") for row in barred))  # fmt: skip


def change(row: dict, draft: ScoreDraft) -> dict:
    """A row of what is about to be recorded. newer: what was recorded since it was typed."""
    now = checks.in_force(row)
    return {
        "title": row["title"],
        "before": now or labels.NONE,
        "after": checks.typed(draft) or now or labels.NONE,
        "evidence": labels.EVIDENCE_STATE.get(draft.evidence_state),
        "note": draft.note,
        "newer": f"khi nhập là {draft.seen or labels.NONE}, nay đã có {now or labels.NONE}"
        if draft.has_score and draft.seen != now
        else "",
        "row": row,
        "draft": draft,
        "decision": checks.decision(row, draft),
    }


def _ask(unit_code: str) -> None:
    """A press is written down before the page is drawn anew, so that none is lost while it is."""
    st.session_state[ASKED] = unit_code


def _forget() -> None:
    st.session_state.pop(ASKED, None)
    st.session_state.pop(SEEN, None)


def confirm(view: View, unit: dict, folder: Path, rows: list[dict], changes: list[dict]) -> None:
    """What changes, and then the load: of what was shown, not of what another window typed meanwhile."""
    st.markdown(
        f"Điểm {view.snapshot.verification_word} năm {view.year} của **{labels.plain(unit['unit_name'])}** sẽ thay đổi:"
    )
    day = st.date_input("Ngày thẩm định", view.snapshot.as_of, format="DD/MM/YYYY", width=180, key="ngay_tham_dinh")
    changes = [one | {"later": checks.later(one["row"], one["draft"], day)} for one in changes]
    st.html(tables.html(changes, [c for c in SHOWN if any(one[c.field] for one in changes)], "Điểm sẽ thay đổi"))
    if behind := [one["row"]["criterion_code"] for one in changes if one["later"]]:
        st.warning(labels.plain(
            f"Tiêu chí {', '.join(behind)} đã có nội dung ghi ngày sau ngày này và vẫn giữ nội dung đó. Muốn nội dung vừa nhập có hiệu "
            "lực thì chọn ngày thẩm định muộn hơn."
        ))  # fmt: skip
    shown = [(one["draft"], one["before"]) for one in changes]
    seen, st.session_state[SEEN] = st.session_state.get(SEEN, shown), shown
    with st.container(horizontal=True):
        is_pressed = pressed("Ghi nhận", "ghi_that", type="primary")
        st.button("Không ghi nữa", key="thoi_ghi", on_click=_forget)
    if is_pressed and seen != shown:
        st.warning("Bản nháp hoặc điểm đang dùng vừa thay đổi; xem lại rồi ghi nhận.")
    elif is_pressed:
        _record(view, unit, folder, rows, changes, day)


def _record(view: View, unit: dict, folder: Path, rows: list[dict], changes: list[dict], day: dt.date) -> None:
    with st.spinner("Đang ghi nhận và tính lại số liệu…"):
        problem = record(view, unit, rows, [one["decision"] for one in changes], day)
    if problem:
        st.error(f"Chưa ghi nhận được, bản nháp còn nguyên. {labels.plain(problem)}")
        return
    _forget()
    try:
        workspace.drop_scores(folder, view.year, unit["unit_code"], [one["draft"] for one in changes])
    except workspace.WorkspaceError as error:
        st.error(f"Điểm đã được ghi nhận, nhưng chưa xóa được bản nháp: {labels.of_error(error)}")
        return
    behind = sum(bool(one["later"]) for one in changes)
    kept = f" {behind} tiêu chí vẫn giữ nội dung ghi ngày sau." if behind else ""
    st.session_state[SAID] = (
        f"Đã ghi nhận điểm {view.snapshot.verification_word} {len(changes)} tiêu chí của {labels.plain(unit['unit_name'])}.{kept} "
        + _way_back(view)
    )  # fmt: skip
    st.rerun()


def _way_back(view: View) -> str:
    """What to do about scores that were recorded by mistake: a verifier has no page on which a load is taken back."""
    if guard.may_load():
        return "Ghi nhầm thì rút lần nhập này ở trang Tiếp nhận hồ sơ."
    return f"Ghi nhầm thì ghi lại điểm đúng, hoặc đề nghị {view.snapshot.office_name} rút lần nhập này."


def record(view: View, unit: dict, rows: list[dict], decided: list[Decision], day: dt.date, **act: Any) -> str:
    """Loads the scores, or what is done about the unit as a whole, as a table of the office; what went wrong, empty where
    it is in."""
    now = data.now()
    facts = view.snapshot
    said = f"Trang Thẩm định điểm, {guard.person()}, {now:%d/%m/%Y %H:%M:%S}"
    of = Act(view.year, unit["unit_name"], facts.office_name, facts.verification_word, said, **act)
    book = consolidated_book.write(of, [(row["criterion_code"], row["criterion_name"]) for row in rows], decided)
    name = f"tham_dinh_{view.year}_{unit['unit_code']}_{now:%Y%m%d_%H%M%S}.xlsx"
    result, problem = door.record(name, book, day)
    if problem or not result:
        return problem or "Lần ghi bị dừng giữa chừng; số liệu đang dùng không thay đổi."
    return "" if result["files"][0]["status"].startswith("accepted") else "Bảng điểm không được nhận."


def agree(view: View, unit: dict, folder: Path, free: list[dict]) -> None:
    """The self-scores of what may be agreed to unseen, as a draft."""
    at, by = data.now().isoformat(timespec="seconds"), guard.person()
    drafts = [
        ScoreDraft(
            row["criterion_code"], checks.exact(row["self_points"]), decided_how="bulk", seen=checks.in_force(row), by=by, at=at
        )
        for row in free
    ]  # fmt: skip
    _change_drafts(workspace.keep_scores, folder, view.year, unit["unit_code"], drafts)
    st.session_state[SAID] = f"Đã điền điểm tự chấm cho {len(drafts)} tiêu chí vào bản nháp; xem lại rồi ghi nhận."
    st.rerun()


@st.dialog("Bỏ bản nháp")
def ask_to_drop(view: View, unit: dict, folder: Path, drafts: list[ScoreDraft]) -> None:
    st.write(f"{len(drafts)} điểm chưa ghi nhận của {labels.plain(unit['unit_name'])} sẽ mất.")
    with st.container(horizontal=True):
        if st.button("Bỏ bản nháp", type="primary", key="bo_nhap_that"):
            _change_drafts(workspace.drop_scores, folder, view.year, unit["unit_code"], drafts)
            st.rerun()
        if st.button("Giữ lại", key="giu_nhap"):
            st.rerun()


def _change_drafts(how, folder: Path, year: int, unit: str, drafts: list[ScoreDraft]) -> None:
    try:
        how(folder, year, unit, drafts)
    except workspace.WorkspaceError as error:
        st.error(labels.of_error(error))
        st.stop()
