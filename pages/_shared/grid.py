"""A grid into which rows are typed, and what stands in it."""

from __future__ import annotations

import streamlit as st


class Window:
    """The grid in this window: what it was filled with (`filled`), what stands in it as far as that is kept (`shown`), and how
    often it was filled. A grid keeps what is typed as changes to what it was filled with, so that may not change under one key."""

    def __init__(self, rows: list[dict]) -> None:
        self.filled = self.shown = rows
        self.times = 0

    def key(self, name: str, rows: list[dict]) -> str:
        """Another one where it has to be filled anew: from another window, after recording, after another page."""
        is_new = f"{name}_{self.times}" not in st.session_state
        if self.shown != rows or (is_new and self.filled != rows):
            self.filled = self.shown = rows
            self.times += 1
        return f"{name}_{self.times}"

    def rows(self, key: str) -> list[dict]:
        """As they stand in it now."""
        return applied(self.filled, st.session_state[key])


def applied(rows: list[dict], typed: dict) -> list[dict]:
    """The rows after what the grid says was typed, added and taken away."""
    now = [row | typed["edited_rows"].get(n, {}) for n, row in enumerate(rows)]
    return [row for n, row in enumerate(now) if n not in typed["deleted_rows"]] + typed["added_rows"]
