"""Báo cáo sơ kết, tổng hợp: the draft of a period, its words, its versions, and an edited copy checked against them."""

from pathlib import Path

import streamlit as st
from docx.oxml.ns import qn

from pages._shared import data, export, frame, labels, review_texts, review_versions
from reports import annexes, frozen, mid_term
from warehouse import queries, workspace

view = frame.start(labels.PAGES["review.py"][0], "steward", "admin")
years = [row["year"] for row in data.rows(queries.years)]
folder = Path(st.session_state["_snapshot"]).parent.parent
PARTS = mid_term.SECTIONS | {name: f"Phụ lục: {title}" for name, title in mid_term.ANNEXES.items()}
TEXT = qn("w:t")


def period() -> tuple[int, int]:
    """2022–2025 where there are these years; else what there is."""
    known = [year for year in years if 2022 <= year <= 2025] or years
    chosen = st.select_slider(
        "Giai đoạn", years, (known[0], known[-1]), key="giai_doan", width=420
    ) if len(years) > 1 else (years[0], years[0])  # fmt: skip
    return chosen[0], chosen[1]


@st.cache_data(max_entries=10, show_spinner="Đang tính các số liệu của giai đoạn…")
def known_figures(snapshot: str, first: int, last: int) -> dict[str, str]:
    """Every figure of the period. snapshot: the key of the cache."""
    return mid_term.known_figures(data.asker(), first, last)


@st.cache_data(max_entries=20, show_spinner="Đang lập dự thảo…")
def draft(snapshot: str, folder: str, first: int, last: int, parts: list[str], texts: int) -> tuple:
    """(the Word file, its lines: is it a heading, the text; its paragraphs; its figures). snapshot, texts: the key of
    the cache."""
    words = workspace.texts(Path(folder), mid_term.document(first, last))
    known = known_figures(snapshot, first, last)
    made = mid_term.MidTerm(data.asker(), first, last, words, known)
    paper = made.write(parts)
    lines = [
        (p.style.name.startswith("Heading"), "".join(t.text or "" for t in p._p.iter(TEXT)).strip())
        for p in paper.document.paragraphs
    ]
    return paper.bytes(), [line for line in lines if line[1]], made.paragraphs, frozen.figures(made)


def preview(lines: list[tuple[bool, str]]) -> None:
    """The words of the draft as they stand in the document; tables are in the Word file."""
    with st.container(border=True, height=620, key="xem_truoc"):
        st.markdown(
            "\n\n".join(
                f"**{labels.plain(text)}**" if is_heading else labels.plain(text)
                for is_heading, text in lines
            )
        )


first, last = period()
parts = st.multiselect(
    "Các phần, theo thứ tự chọn", list(PARTS), list(PARTS), format_func=PARTS.get, key="cac_phan",
    placeholder="Chọn phần", select_all=False,
)  # fmt: skip
try:
    texts = workspace.texts(folder, mid_term.document(first, last)).number
except workspace.WorkspaceError as error:
    st.error(labels.plain(str(error)))
    st.stop()
snapshot = view.snapshot.snapshot_id
file, lines, paragraphs, figures = draft(snapshot, str(folder), first, last, parts, texts)
unwritten = sum(mid_term.UNWRITTEN in text for _, text in lines)
frame.answer(
    f"Dự thảo sơ kết giai đoạn **{first}–{last}** có **{len(figures)}** số liệu lấy từ bản số liệu "
    f"{snapshot}; **{unwritten}** chỗ “{mid_term.UNWRITTEN}” do người soạn thảo viết."
)
ask = data.asker()
with st.container(horizontal=True):
    export.document(f"so-ket-{first}-{last}.docx", "Tải dự thảo (Word)", file)
    export.document(
        f"phu-luc-so-ket-{first}-{last}.xlsx",
        "Tải phụ lục (Excel)",
        lambda ask=ask, first=first, last=last: annexes.xlsx(ask, first, last),
    )
left, right = st.columns([3, 2])
with left:
    st.subheader("Xem trước", anchor=False)
    preview(lines)
with right:
    st.subheader("Sửa câu chữ", anchor=False)
    review_texts.edit(
        folder, mid_term.document(first, last), paragraphs, known_figures(snapshot, first, last)
    )
review_versions.show(folder, first, last, parts, figures, unwritten, view.facts())
review_versions.check_a_copy(folder, view.facts)
frame.notes(
    "Số, ngày, người ký để trống. Điểm của hai bộ tiêu chí không so sánh với nhau; thay đổi giữa hai đợt khảo sát chỉ được "
    "khẳng định khi khoảng tin cậy của mức thay đổi không chứa 0.",
    "Mỗi số liệu trong tệp Word có mã riêng để đối chiếu về sau.",
)
