"""The draft as it is written now; kept for a snapshot and the words in force."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages._shared import data
from reports import documents, slides
from reports.draft import Draft, Subject
from warehouse import workspace


@st.cache_data(max_entries=10, show_spinner="Đang tính các số liệu của báo cáo…")
def known_figures(snapshot: str, subject: Subject) -> dict[str, str]:
    """Every figure that words may hold. snapshot: the key of the cache."""
    return documents.known_figures(data.rows, subject)


@st.cache_resource(max_entries=10, show_spinner="Đang lập dự thảo…")
def draft(snapshot: str, folder: str, subject: Subject, parts: list[str], texts: int) -> Draft:
    """The written draft, never to be changed. snapshot, texts: the key of the cache."""
    return write(data.asker(), Path(folder), subject, parts, known_figures(snapshot, subject))


def write(ask, folder: Path, subject: Subject, parts: list[str], known: dict[str, str]) -> Draft:
    made = documents.draft(ask, subject, workspace.texts(folder, subject.name), known)
    made.write(parts)
    return made


def presentation(ask, folder: Path, subject: Subject, parts: list[str], known: dict[str, str]) -> bytes:
    """From a draft of its own: the connection behind the kept one may have been closed by now."""
    return slides.written(write(ask, folder, subject, parts, known))
