"""The draft as files."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages._review.made import presentation
from pages._shared import data, export
from reports import annexes, docx, pdf, slides, year_file
from reports.draft import Draft, Subject
from warehouse import workspace
from warehouse.store import Warehouse, WarehouseError
from words import labels


def show(folder: Path, snapshot: str, subject: Subject, made: Draft, parts: list[str], known: dict[str, str]) -> None:
    paper, ask = made.paper, data.asker()
    with st.container(horizontal=True):
        export.document(f"{subject.file}.docx", "Tải dự thảo báo cáo (Word)", lambda: docx.written(paper))
        export.document(f"{subject.file}.pdf", "Tải bản PDF", lambda: pdf.written(paper))
        if subject.kind in slides.KINDS:
            export.document(f"{subject.file}.pptx", "Tải bản trình chiếu (PowerPoint)", lambda: presentation(ask, folder, subject, parts, known))  # fmt: skip
        if made.document.annexes:
            export.document(f"phu-luc-{subject.file}.xlsx", "Tải phụ lục (Excel)", lambda: annexes.xlsx(ask, subject))  # fmt: skip
        if made.document.is_yearly:
            _whole_year(folder, snapshot, subject.last)


def _whole_year(folder: Path, snapshot: str, year: int) -> None:
    """Everything of the year for the archive."""
    try:
        warehouse, ask = Warehouse(folder), data.asker()
        export.slow_document(
            f"ho-so-nam-{year}.zip", f"Tạo hồ sơ năm {year}", "Tải hồ sơ năm (ZIP)",
            (snapshot, *year_file.made_of(warehouse, year)),
            lambda progress: year_file.of_year(warehouse, ask, year, progress),
        )  # fmt: skip
    except (WarehouseError, workspace.WorkspaceError) as error:
        st.error(labels.of_error(error))
