"""What tests/snapshots.py keeps is made once, and never taken where anything that it is made of has changed."""

from __future__ import annotations

import pytest

from tests import snapshots


@pytest.fixture
def made(monkeypatch, tmp_path):
    """Asks as a new process does; what was made, in order."""
    found = []
    monkeypatch.setattr(snapshots, "KEPT", tmp_path)
    monkeypatch.setattr(snapshots, "_make", lambda folder, snapshot, *chosen: found.append((folder, *chosen)))

    def ask(*chosen):
        snapshots._made.cache_clear()
        return snapshots._made(*chosen)

    yield ask, found
    snapshots._made.cache_clear()


def test_it_is_made_once_for_each_that_is_chosen(made):
    ask, found = made
    assert ask("a") == ask("a") != ask("b")
    assert [chosen for _, chosen in found] == ["a", "b"]


def test_it_is_made_anew_where_what_it_is_made_of_changed(made, monkeypatch):
    ask, found = made
    first = ask("a")
    monkeypatch.setattr(snapshots, "MADE_OF", "other")
    monkeypatch.setattr(snapshots, "_made_of", lambda: "other")
    assert ask("a") != first
    assert len(found) == 2


def test_what_is_edited_while_it_is_made_is_given_to_nobody_else(made, monkeypatch):
    ask, found = made
    monkeypatch.setattr(snapshots, "_made_of", lambda: "edited")
    assert ask("a") == found[0][0]
    assert ask("a") == found[1][0]


@pytest.mark.parametrize("path", [
    "warehouse/build.py", "warehouse/dictionary.csv", "warehouse/models/mart/unit_year.sql", "warehouse/shim/duckdb.sql",
    "sample_data/reference/units.csv", "tests/snapshots.py",
])  # fmt: skip
def test_each_file_that_it_is_made_of_counts(monkeypatch, path):
    asked = snapshots.ROOT / path
    read = type(asked).read_bytes
    assert snapshots._made_of() == snapshots.MADE_OF
    monkeypatch.setattr(type(asked), "read_bytes", lambda p: read(p) + (b" " if p == asked else b""))
    assert snapshots._made_of() != snapshots.MADE_OF
