"""The terminal: names and notes of users are shown as they are, never read as markup or as the name of an emoji."""

from __future__ import annotations

from typing import IO

from rich.console import Console


def console(stderr: bool = False, file: IO[str] | None = None, width: int | None = None) -> Console:
    """The one way to a terminal with rich."""
    return Console(stderr=stderr, file=file, width=width, markup=False, emoji=False, highlight=False)
