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


def keep(folder: Path, document: str, place: str, typed: dict) -> None:
    """In the place of what this person had there; nothing typed takes that away."""
    words, by, at = json.dumps(typed, ensure_ascii=False), guard.person(), data.now()
    try:
        last, *older = _mine(folder, document, place) or [0]
        if typed:
            workspace.keep_draft(folder, document, place, words, based_on=0, by=by, at=at, draft=last)
        workspace.drop_drafts(folder, *older, *([] if typed else [last]))
    except workspace.WorkspaceError as error:
        st.error(f"Chưa giữ được điều vừa gõ, đừng rời trang này: {labels.plain(str(error))}")


def forget(folder: Path, document: str, place: str) -> None:
    """It was recorded, or is not wanted."""
    workspace.drop_drafts(folder, *_mine(folder, document, place))


def _mine(folder: Path, document: str, place: str) -> list[int]:
    return [d.number for d in workspace.drafts(folder, document, *guard.writers()) if d.place == place]


def _all(document: str) -> list[workspace.Unsaved]:
    try:
        return workspace.drafts(data.folder(), document)
    except workspace.WorkspaceError as error:
        st.error(labels.plain(str(error)))
        return []


class Grid:
    """A table in which rows are typed. It keeps what is typed as changes to its base, so a base may not change under the
    same key: another one where it has to be filled anew."""

    def __init__(self, rows: list[dict]) -> None:
        self.base, self.times = rows, 0

    def refill(self, rows: list[dict]) -> None:
        self.base = rows
        self.times += 1

    def rows(self, key: str) -> list[dict]:
        """As they stand in it now."""
        state = st.session_state[key]
        kept = [row | state["edited_rows"].get(n, {}) for n, row in enumerate(self.base)]
        return [row for n, row in enumerate(kept) if n not in state["deleted_rows"]] + state["added_rows"]
