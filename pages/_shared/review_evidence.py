"""What helps to write an open place: questions, sentences of the evidence that one press puts into the words, last year's words."""

from __future__ import annotations

import streamlit as st

from pages._shared.review_drafts import Box
from reports import wording
from words import labels
from words.documents import UNWRITTEN
from words.open_places import questions


def show(box: Box, key: str, before: str | None) -> None:
    """key: of the box of words; before: what was written at this place a year earlier."""
    if box.paragraph.is_unwritten and (asked := questions(box.paragraph.place)):
        st.caption("  \n".join(f"? {question}" for question in asked))
    if box.paragraph.evidence:
        st.caption("Căn cứ có trong số liệu; bấm **Thêm** để đưa câu vào đoạn, số liệu tự cập nhật về sau:")
    for number, sentence in enumerate(box.paragraph.evidence):
        st.caption(labels.plain(wording.filled(sentence, box.known)))
        st.button("Thêm", key=f"them_{box.paragraph.place}_{number}", on_click=_put, args=(box, key, sentence))
    if before:
        with st.expander("Câu chữ của kỳ trước"):
            st.caption(labels.plain(wording.filled(before, box.known)).replace("\n", "  \n"))


def _put(box: Box, key: str, sentence: str) -> None:
    """In the place of what is still open, else as a line of its own; kept as a draft, as if it had been typed."""
    words, added = st.session_state[key], wording.for_editing(sentence, box.known)
    if UNWRITTEN in words:
        st.session_state[key] = words.replace(UNWRITTEN, added, 1)
    else:
        st.session_state[key] = f"{words.rstrip()}\n{added}"
    box.typed(key)
