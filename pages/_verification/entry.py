"""The scores of one unit: what is known of each criterion, and what is typed; it counts when it is recorded."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, frame, guard
from pages._shared.filters import View
from pages._shared.tables import Column, column
from pages._verification import boxes, checks, closing, deciding, evidence, meeting, on_paper, queue, recording
from warehouse import workspace
from warehouse.workspace import ScoreDraft
from words import labels


def columns(word: str, rows: list[dict]) -> list[Column]:
    """What stands beside what is typed; a column in which nothing is known is left out."""
    every = [
        Column("self_text", "Tự chấm", width=85),
        Column("bound_high", "Tối đa", "points", width=70),
        Column("force_text", f"Đã {word}", width=110),
        Column("reported_pct", "Tỷ lệ báo cáo", "share"),
        Column("band_points", "Điểm theo thang", "points"),
        Column("last_self", "Năm trước tự chấm", "points"),
        Column("last_verified", f"Năm trước {word}", "points"),
        column("block_median"),
        Column("reason", "Lý do, ghi chú", width=260),
        Column("how_text", "Cách ghi"),
        Column("evidence_text", "Tình trạng minh chứng"),
        Column("bar_text", "Lưu ý", width=260),
        column("evidence", width=260),
    ]
    return [c for c in every if any(row[c.field] not in (None, "") for row in rows)]


def show(view: View) -> bool:
    """The unit that is open; False where none is."""
    unit = queue.chosen(view)
    if unit:
        _show(view, unit)
    return unit is not None


def _show(view: View, unit: dict) -> None:
    folder, code, word = (data.folder(), unit["unit_code"], view.snapshot.verification_word)
    rows = in_words(data.rows("score_entry", year=view.year, unit=code))
    st.header(f"{labels.sentence(word)} điểm của {labels.plain(unit['unit_name'])}", anchor=False)
    done = f"Đã {word} **{unit['criteria_done']}/{unit['criteria_applicable']}** tiêu chí áp dụng năm {view.year}"
    bulk = sum(row["decided_how"] == "bulk" for row in rows)
    st.markdown(
        f"{done}{f' (**{bulk}** thống nhất chung, không xem riêng)' if bulk else ''}; còn "
        f"**{labels.points(unit['waiting_points'])}** điểm tự chấm chờ {word}."
    )
    recording.said()
    if unit["self_verified"] or not data.is_own():
        if unit["self_verified"]:
            st.warning(f"{labels.NOT_INDEPENDENT}: điểm của {view.snapshot.office_name} do cơ quan khác {word}, không nhập ở đây.")  # fmt: skip
        else:
            st.info("Đây là số liệu mẫu, không ghi được.")
        table(view, unit, rows)
        return
    if unit["act"] == "closed":
        _opinions(view, unit, rows)
        closing.reopen(view, unit, rows)
        table(view, unit, rows)
        return
    try:
        drafts = workspace.score_drafts(folder, view.year, code)
    except workspace.WorkspaceError as error:
        st.error(labels.of_error(error))
        return
    mine = {draft.criterion_code: draft for draft in reversed(drafts) if draft.by in guard.writers()}
    others(drafts, mine)
    if (way := meeting.way()) != meeting.LIST:
        meeting.show(view, unit, folder, rows, drafts, mine, way)
        return
    _opinions(view, unit, rows)
    boxes.show(view, code, folder, rows, mine)
    recording.show(view, unit, folder, rows, mine)
    if not mine and not checks.rest(rows, mine):
        closing.close(view, unit, rows)
    evidence.show(view, unit)


def _opinions(view: View, unit: dict, rows: list[dict]) -> None:
    """What the unit said, and what it says on paper."""
    deciding.show(view, unit, rows)
    frame.section("y-kien-giay", on_paper.TITLE, on_paper.show, view, unit, rows)


def table(view: View, unit: dict, rows: list[dict]) -> None:
    """The scores, where none can be typed."""
    shown = [column("title", width=300), *columns(view.snapshot.verification_word, rows)]
    name = f"diem-tham-dinh-{unit['unit_code']}-{view.year}"
    frame.table(name, f"Điểm của {unit['unit_name']}", view.facts(), rows, shown, whole=True)


def in_words(rows: list[dict]) -> list[dict]:
    for row in rows:
        row["title"] = ("– " if row["parent_code"] else "") + f"{row['criterion_code']} {row['criterion_name']}"
        row["self_text"] = checks.NOT_APPLICABLE if row["self_na"] else labels.points(row["self_points"])
        row["force_text"] = checks.in_force(row)
        if row["final_points"] is not None:
            row["force_text"] += f" (sau giải trình {labels.points(row['final_points'])})"
        row["how_text"] = labels.DECIDED_HOW.get(row["decided_how"])
        row["evidence_text"] = labels.EVIDENCE_STATE.get(row["evidence_state"])
        row["bar_text"] = labels.sentence("; ".join(checks.bars(row)))
    return rows


def others(drafts: list[ScoreDraft], mine: dict[str, ScoreDraft]) -> None:
    """Who else is typing scores of this unit, and what."""
    names = guard.writers()
    for by in dict.fromkeys(draft.by for draft in drafts if draft.by not in names):
        theirs = [draft for draft in drafts if draft.by == by]
        same = [
            d for d in theirs if d.criterion_code in mine and checks.typed(d) != checks.typed(mine[d.criterion_code])
        ]
        st.warning(
            f"Đơn vị này đang sửa bởi {labels.plain(by)}: {len(theirs)} tiêu chí chưa ghi nhận, lần cuối lúc {data.moment(theirs[0].at)}."
            + "".join(f"  \n{labels.plain(d.criterion_code)}: người đó ghi {labels.plain(checks.typed(d))}, bạn ghi {labels.plain(checks.typed(mine[d.criterion_code]))}." for d in same)
        )  # fmt: skip
        with st.expander(f"Bản nháp của {labels.plain(by)}"):
            st.markdown("  \n".join(labels.plain(f"{d.criterion_code}: {checks.typed(d) or labels.NONE} {d.note}") for d in sorted(theirs, key=lambda d: d.criterion_code)))  # fmt: skip
