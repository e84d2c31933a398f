"""A folder that is not whole is said above every page; who may load can have it looked through and mended."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages._shared import data, door, guard
from pages._shared.press import pressed
from words import labels

SAID = "_da_sua_kho"


def tell(path: Path | None) -> None:
    for words in st.session_state.pop(SAID, []):
        st.info(labels.plain(words))
    if data.is_damaged(path):
        st.warning(labels.FOLDER_DAMAGED if path else labels.NOTHING_READABLE)
        _offer_mending(path)
    elif path and not data.journal_is_whole(path):
        st.warning(labels.JOURNAL_CHANGED)
    elif path and not data.is_as_published(path):
        st.warning(labels.SNAPSHOT_CHANGED)
        _offer_mending(path)


def _offer_mending(path: Path | None) -> None:
    if guard.may_load() and pressed("Kiểm tra và sửa kho số liệu", "sua_kho", icon=":material/build:"):
        with st.spinner("Đang kiểm tra kho số liệu…"):
            st.session_state[SAID] = door.mend()
        if path:
            data.forget(path)
        st.rerun()
