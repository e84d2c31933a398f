"""A press is written down before the page is drawn anew. What is only asked of the button is lost where that run ends before
it comes to the button: by another press, by a list that was changed, by words that are committed as a box is left."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

PRESSED = "_nhan"  # keys of the buttons that were pressed and not yet answered; another page forgets them


def pressed(label: str, key: str, button: Callable = st.button, **look) -> bool:
    """The button, and whether it was pressed since it was last asked. button: where it stands, `st.button` or another."""
    button(label, key=key, on_click=_write_down, args=(key,), **look)
    waiting = st.session_state.setdefault(PRESSED, set())
    is_pressed = key in waiting
    waiting.discard(key)
    return is_pressed


def _write_down(key: str) -> None:
    st.session_state.setdefault(PRESSED, set()).add(key)


def forget(*keys: str) -> None:
    """Nothing is done on another visit because of a press on this one: the named buttons, or all."""
    waiting = st.session_state.setdefault(PRESSED, set())
    waiting.difference_update(keys or set(waiting))
