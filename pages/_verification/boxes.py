"""The boxes into which the scores of a unit are typed, a line per criterion beside what is known of it. Each is kept as it
is left, so that it survives another page, a publication and a restart. They are plain boxes and no grid: a grid that is
drawn anew while somebody types loses keys."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages._shared import data, guard
from pages._shared.filters import View
from pages._verification import checks
from warehouse import workspace
from warehouse.workspace import ScoreDraft
from words import labels

POINTS, NA, EVIDENCE, NOTE = "diem", "khong_ap_dung", "minh_chung", "ly_do"
# an empty choice, since a list that can be cleared has a button of its own in the way of Tab
STATES = {"": "Minh chứng: –"} | labels.EVIDENCE_STATE
KNOWN = "_diem_da_thay"  # place → the draft that stands in the boxes of this window
FAILED = "_chua_giu_diem"
WAY = (
    "Gõ điểm rồi Enter hoặc ↓ xuống dòng dưới, ↑ lên dòng trên, Tab sang ô bên; dấu phẩy hay dấu chấm thập phân đều được, xóa ô "
    "là bỏ. Rời ô nào giữ ô đó; điểm chỉ được tính sau khi bấm Ghi nhận."
)


def show(view: View, unit: str, folder: Path, rows: list[dict], mine: dict[str, ScoreDraft]) -> None:
    st.caption(WAY)
    trouble()
    for row in rows:
        _line(view, unit, folder, row, mine.get(row["criterion_code"], ScoreDraft(row["criterion_code"])))


def trouble() -> None:
    """That what was typed last could not be kept; and what the keys of the boxes need."""
    st.html('<script src="app/static/o-nhap.js"></script>', unsafe_allow_javascript=True)
    if said := st.session_state.pop(FAILED, None):
        st.error(labels.plain(said))


def key(box: str, view: View, unit: str, code: str) -> str:
    return f"o_{box}_{unit}_{view.year}_{code}"


def _line(view: View, unit: str, folder: Path, row: dict, draft: ScoreDraft) -> None:
    known = labels.plain(facts(row, view.snapshot.verification_word))
    with st.container(gap=None):
        st.markdown(f"**{labels.plain(row['title'])}**  \n:small[{known}]")
        fields(view, unit, folder, row, draft)


def fields(view: View, unit: str, folder: Path, row: dict, draft: ScoreDraft) -> None:
    """The boxes of a criterion."""
    code = row["criterion_code"]
    _fill(view, unit, draft)
    box = {"on_change": _left, "args": (view, unit, folder, row), "label_visibility": "collapsed"}
    with st.container(horizontal=True, gap="small"):
        st.text_input(
            f"Điểm ghi {code}", key=key(POINTS, view, unit, code), max_chars=20, width=90, placeholder="Điểm", **box
        )
        st.checkbox(
            "Không áp dụng", key=key(NA, view, unit, code), width=130, **(box | {"label_visibility": "visible"})
        )
        st.selectbox(
            f"Minh chứng {code}", STATES, format_func=STATES.get, width=150, key=key(EVIDENCE, view, unit, code), **box
        )
        st.text_input(
            f"Lý do, ghi chú {code}",
            key=key(NOTE, view, unit, code),
            max_chars=1000,
            placeholder="Lý do, ghi chú",
            **box,
        )


def facts(row: dict, word: str) -> str:
    """What is known of a score, in one line; what is not known is left out."""
    low, high = row["survey_low"], row["survey_high"]
    span = f" (từ {labels.points(low)} đến {labels.points(high)})" if low is not None and low != high else ""
    said = [
        f"tự chấm {row['self_text']}/{labels.points(row['bound_high'])}",
        f"đã {word} {row['force_text']}" if row["force_text"] else "",
        f"lý do: {row['reason']}" if row["reason"] else "",
        f"báo cáo {labels.number(row['reported_pct'])}%" if row["reported_pct"] is not None else "",
        f"số liệu ngành: {state_figures(row)}" if row["state_figures"] else "",
        f"thang điểm {labels.points(row['band_points'])}" if row["band_points"] is not None else "",
        f"khảo sát ủng hộ {labels.points(row['survey_points'])}{span}" if row["survey_points"] is not None else "",
        f"năm trước {labels.points(row['last_self'])} → {labels.points(row['last_verified'])}" if row["last_self"] is not None else "",
        f"trung vị khối {labels.points(row['block_median'])}" if row["block_median"] is not None else "",
        f"minh chứng nêu: {row['evidence']}" if row["evidence"] else "",
        f"minh chứng đã ghi: {labels.inside(labels.EVIDENCE_STATE[row['evidence_state']])}" if row["evidence_state"] else "",
        f"▲ {'; '.join(checks.bars(row))}" if checks.bars(row) else "",
    ]  # fmt: skip
    return labels.sentence(" · ".join(filter(None, said)))


def state_figures(row: dict) -> str:
    """`thống kê ngành tư pháp 71%`, marked where the unit reported more."""
    return ("▲ " if row["state_finding"] else "") + row["state_figures"].replace(",0%", "%")


def _fill(view: View, unit: str, draft: ScoreDraft) -> None:
    """The draft into its boxes, unless they hold what this window itself left there: where they are new, or the draft was
    changed from elsewhere."""
    code = draft.criterion_code
    keys = [key(box, view, unit, code) for box in (POINTS, NA, NOTE, EVIDENCE)]
    known = st.session_state.setdefault(KNOWN, {})
    if keys[0] not in st.session_state or known[keys[0]].content != draft.content:
        st.session_state.update(zip(keys, draft.content, strict=True))
    known[keys[0]] = draft


def _left(view: View, unit: str, folder: Path, row: dict) -> None:
    """A box was left: runs before the page is drawn anew."""
    code = row["criterion_code"]
    place = key(POINTS, view, unit, code)
    known = st.session_state[KNOWN][place]
    points, is_na, note, evidence = (
        st.session_state[key(box, view, unit, code)] for box in (POINTS, NA, NOTE, EVIDENCE)
    )
    points = points.strip()
    draft = ScoreDraft(
        code, points, is_na, note.strip(), evidence,
        known.decided_how if (points, is_na) == (known.points, known.is_na) else "entered",
        checks.in_force(row), guard.person(), data.now().isoformat(timespec="seconds"),
    )  # fmt: skip
    try:
        workspace.keep_scores(folder, view.year, unit, [draft], writers=guard.writers())
    except workspace.WorkspaceError as error:
        st.session_state[FAILED] = f"Chưa giữ được điểm vừa gõ, đừng rời trang này: {error}"
        return
    st.session_state[KNOWN][place] = draft
