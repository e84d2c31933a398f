"""The scores of one unit: what is known of each criterion, and what is typed. What was typed is kept at every entry, so that
it survives another page, a publication and a restart; it counts when it is recorded."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from pages._shared import data, frame, guard
from pages._shared.filters import View
from pages._shared.tables import Column, column, text
from pages._verification import checks, queue, recording
from warehouse import workspace
from warehouse.workspace import ScoreDraft
from words import labels

POINTS, NA, NOTE = "Điểm ghi", "Không áp dụng", "Lý do, ghi chú"
WAY = (
    "Gõ điểm rồi Enter xuống dòng dưới, Tab sang ô bên; dấu phẩy hay dấu chấm thập phân đều được, xóa ô là bỏ. Gõ đến đâu giữ đến "
    "đó; điểm chỉ được tính sau khi bấm Ghi nhận."
)


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
    st.markdown(f"{done}; còn **{labels.points(unit['waiting_points'])}** điểm tự chấm chờ {word}.")
    if unit["self_verified"] or data.is_sample(Path(st.session_state["_snapshot"])):
        if unit["self_verified"]:
            st.warning(f"{labels.NOT_INDEPENDENT}: điểm của {view.snapshot.office_name} do cơ quan khác {word}, không nhập ở đây.")  # fmt: skip
        else:
            st.info("Đây là số liệu mẫu, không ghi được.")
        shown = [column("title", width=300), *columns(word, rows)]
        frame.table(f"diem-tham-dinh-{code}-{view.year}", f"Điểm của {unit['unit_name']}", view.facts(), rows, shown, whole=True)  # fmt: skip
        return
    try:
        drafts = workspace.score_drafts(folder, view.year, code)
    except workspace.WorkspaceError as error:
        st.error(labels.plain(str(error)))
        return
    mine = {draft.criterion_code: draft for draft in reversed(drafts) if draft.by in guard.writers()}
    recording.said()
    others(drafts, mine)
    grid(view, code, folder, rows, mine)
    recording.show(view, unit, folder, rows, mine)


def in_words(rows: list[dict]) -> list[dict]:
    for row in rows:
        row["title"] = ("– " if row["parent_code"] else "") + f"{row['criterion_code']} {row['criterion_name']}"
        row["self_text"] = checks.NOT_APPLICABLE if row["self_na"] else labels.points(row["self_points"])
        row["force_text"] = checks.in_force(row)
        if row["final_points"] is not None:
            row["force_text"] += f" (sau giải trình {labels.points(row['final_points'])})"
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


class Window:
    """The grid of a unit in this window: what it was filled with (`base`), what stands in it (`shown`), and how often it was
    filled. A grid keeps what is typed as changes to its base, so a base may not change under the same key."""

    def __init__(self, mine: dict[str, ScoreDraft]) -> None:
        self.base = self.shown = mine
        self.times = 0

    def fill(self, name: str, mine: dict[str, ScoreDraft]) -> str:
        """The key of the grid: another one where it has to be filled anew, from another window, after recording, or
        because another page was open meanwhile."""
        is_new = f"{name}_{self.times}" not in st.session_state
        if self.shown != mine or (is_new and self.base != mine):
            self.base = self.shown = mine
            self.times += 1
        return f"{name}_{self.times}"


def grid(view: View, unit: str, folder: Path, rows: list[dict], mine: dict[str, ScoreDraft]) -> None:
    name = f"diem_tham_dinh_{unit}_{view.year}_{view.snapshot.snapshot_id}"
    window = st.session_state.setdefault(f"_{name}", Window(mine))
    key = window.fill(name, mine)
    known = columns(view.snapshot.verification_word, rows)
    empty = ScoreDraft("", "", False, "", "", "", "")
    start = [window.base.get(row["criterion_code"], empty) for row in rows]
    table = pd.DataFrame(
        {
            "Tiêu chí": [row["title"] for row in rows],
            POINTS: [draft.points for draft in start],
            **{c.label: [text(row, c) for row in rows] for c in known[:2]},
            NA: [draft.is_na for draft in start],
            NOTE: [draft.note for draft in start],
        }
        | {c.label: [text(row, c) for row in rows] for c in known[2:]}
    )
    st.data_editor(
        table, key=key, hide_index=True, num_rows="fixed", height=560, on_change=_typed, alt=f"Nhập điểm {unit}",
        args=(key, window, view.year, unit, folder, rows), disabled=["Tiêu chí", *(c.label for c in known)],
        column_config={
            "Tiêu chí": st.column_config.TextColumn(pinned=True, width=200),
            POINTS: st.column_config.TextColumn(width=105, max_chars=20),
            NA: st.column_config.CheckboxColumn(width=135),
            NOTE: st.column_config.TextColumn(width=200, max_chars=1000),
        } | {c.label: st.column_config.TextColumn(width=c.width or 125) for c in known},
    )  # fmt: skip
    if trouble := st.session_state.pop("_chua_giu_diem", None):
        st.error(labels.plain(trouble))
    st.caption(WAY)


def _typed(key: str, window: Window, year: int, unit: str, folder: Path, rows: list[dict]) -> None:
    """Something was entered: runs before the page is drawn anew."""
    changed, at, by = [], data.now().isoformat(timespec="seconds"), guard.person()
    for position, cells in st.session_state[key]["edited_rows"].items():
        row = rows[int(position)]
        code = row["criterion_code"]
        base, shown = window.base.get(code), window.shown.get(code)
        draft = ScoreDraft(
            code, _cell(cells, POINTS, base.points if base else ""), bool(cells.get(NA, base.is_na if base else False)),
            _cell(cells, NOTE, base.note if base else ""), checks.in_force(row), by, at,
        )  # fmt: skip
        if _content(draft) != (_content(shown) if shown else ("", False, "")):
            changed.append(draft)
    try:
        workspace.keep_scores(folder, year, unit, changed, writers=guard.writers())
    except workspace.WorkspaceError as error:
        st.session_state["_chua_giu_diem"] = f"Chưa giữ được điểm vừa gõ, đừng rời trang này: {error}"
        return
    window.shown = {c: d for c, d in window.shown.items() if c not in {d.criterion_code for d in changed}} | {
        draft.criterion_code: draft for draft in changed if not draft.is_empty
    }


def _cell(cells: dict, column: str, before: str) -> str:
    return before if column not in cells else (cells[column] or "").strip()


def _content(draft: ScoreDraft) -> tuple[str, bool, str]:
    return draft.points, draft.is_na, draft.note
