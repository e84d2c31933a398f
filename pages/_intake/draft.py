"""What somebody types on this page and has not recorded: kept in the workspace at every entry, under a document and a place,
so that it survives a refresh, a publication and a restart."""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

from pages._shared import data, guard
from warehouse import workspace
from words import labels


def read(document: str, place: str) -> dict:
    """What this person typed there last; empty for nothing."""
    found = next((d for d in _all(document) if d.place == place and d.by in guard.writers()), None)
    return json.loads(found.words) if found else {}


def others(document: str, place: str) -> list[str]:
    """Who else is typing there."""
    return list(dict.fromkeys(d.by for d in _all(document) if d.place == place and d.by not in guard.writers()))


def keep(folder: Path, document: str, place: str, typed: dict) -> bool:
    """In the place of what this person had there; nothing typed takes that away. Gives whether it is kept."""
    words, by, at = json.dumps(typed, ensure_ascii=False), guard.person(), data.now()
    try:
        last, *older = _mine(folder, document, place) or [0]
        if typed:
            workspace.keep_draft(folder, document, place, words, based_on=0, by=by, at=at, draft=last)
        workspace.drop_drafts(folder, *older, *([] if typed else [last]))
    except workspace.WorkspaceError as error:
        st.error(f"Chưa giữ được điều vừa gõ, đừng rời trang này: {labels.of_error(error)}")
        return False
    return True


def forget(folder: Path, document: str, place: str) -> None:
    """It was recorded, or is not wanted."""
    workspace.drop_drafts(folder, *_mine(folder, document, place))


def _mine(folder: Path, document: str, place: str) -> list[int]:
    return [d.number for d in workspace.drafts(folder, document, *guard.writers()) if d.place == place]


def _all(document: str) -> list[workspace.Unsaved]:
    try:
        return workspace.drafts(data.folder(), document)
    except workspace.WorkspaceError as error:
        st.error(labels.of_error(error))
        return []
