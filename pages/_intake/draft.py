"""What somebody types on this page and has not recorded: kept in the workspace at every entry, under a document and a place,
so that it survives a refresh, a publication and a restart."""

from __future__ import annotations

import datetime as dt
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


def boxes(words: dict[str, str], name: str, folder: Path, document: str, place: str, kept: dict) -> dict[str, str]:
    """One-line boxes side by side, kept as they are left. words: field → label; name: of the grid that they stand over;
    kept: what was read there."""
    found = {}
    for box, (field, label) in zip(st.columns(len(words)), words.items(), strict=True):
        key = f"{name}_{field}"
        found[field] = box.text_input(
            label,
            kept.get(field, ""),
            key=key,
            max_chars=60,
            on_change=left,
            args=(folder, document, place, field, key),
        )
    return found


def left(folder: Path, document: str, place: str, field: str, key: str) -> None:
    """A box was left: runs before the page is drawn anew."""
    value = st.session_state[key]
    typed = {field: value.strip() if isinstance(value, str) else value}
    keep(folder, document, place, read(document, place) | typed)


def day_of(text: str) -> dt.date | None:
    """03/01/2025 as people type it."""
    try:
        return dt.datetime.strptime(text.strip(), "%d/%m/%Y").date()
    except ValueError:
        return None


def _mine(folder: Path, document: str, place: str) -> list[int]:
    return [d.number for d in workspace.drafts(folder, document, *guard.writers()) if d.place == place]


def _all(document: str) -> list[workspace.Unsaved]:
    try:
        return workspace.drafts(data.folder(), document)
    except workspace.WorkspaceError as error:
        st.error(labels.of_error(error))
        return []
