"""A draft: what is in it, the files, the words to edit, its versions, and copies to check."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from pages._review import downloads, letterhead, made, subject
from pages._shared import data, frame, review_preview, review_texts, review_versions
from pages._shared.filters import View
from reports import frozen
from reports.draft import Subject
from warehouse import workspace
from warehouse.store import WarehouseError
from words import labels
from words.documents import UNWRITTEN


def show(view: View) -> None:
    folder, snapshot = data.folder(), view.snapshot.snapshot_id
    top = st.container()  # the answer stands above what it is an answer to
    about = subject.chosen(view)
    parts = subject.parts(about)
    try:
        texts = workspace.texts(folder, about.name)
        written = made.draft(snapshot, str(folder), about, parts, texts.number)
        known = made.known_figures(snapshot, about)
    except (WarehouseError, workspace.WorkspaceError) as error:
        st.error(labels.of_error(error))
        st.stop()
    figures = frozen.figures(written)
    unwritten = [paragraph.name for paragraph in written.paragraphs if paragraph.is_unwritten]
    title = f"{labels.inside(written.document.name)} {written.years} {written.place}"
    with top:
        left_open = f"; **{len(unwritten)}** chỗ “{UNWRITTEN}” do người soạn thảo viết" if unwritten else ""
        frame.answer(
            f"Dự thảo {labels.plain(title)} có **{labels.number(len(figures), 0)}** số liệu lấy từ mã lần cập nhật {snapshot}{left_open}."
        )
        downloads.show(folder, snapshot, about, written, parts, known)
    left, right = st.columns([3, 2])
    with left:
        st.header("Xem trước", anchor=False)
        review_preview.show(written.paper)
    with right:
        st.header("Sửa câu chữ", anchor=False)
        review_texts.edit(folder, about.name, written.paragraphs, known, _year_before(folder, about))
        review_texts.without_place(texts.by_place, written.paragraphs, known)
    review_versions.show(folder, about, title, parts, figures, unwritten, view.facts())
    letterhead.show(folder)
    review_versions.check_a_copy(folder, view.facts)


def _year_before(folder: Path, about: Subject) -> dict[str, str]:
    """Place → words that people saved in the same kind of report a year earlier."""
    earlier = replace(about, first=about.first - 1, last=about.last - 1)
    return {place: text.words or "" for place, text in workspace.texts(folder, earlier.name).by_place.items()}
