"""What the server says of itself to who watches it, and what it clears away when it starts."""

import os
import tempfile

import pytest
from filelock import FileLock

from pages._shared import door, health
from tests import snapshots
from warehouse.store import Warehouse

NOW = 1_800_000_000


@pytest.fixture
def folder(tmp_path):
    """A warehouse whose journal announces its snapshot."""
    return Warehouse(snapshots.build(tmp_path / "kho", files=False))


def said(warehouse, monkeypatch):
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(warehouse.root))
    answer = health.answer(None)
    return answer.status_code, health.state(warehouse.root)


def test_a_whole_folder_is_well(folder, monkeypatch):
    status, state = said(folder, monkeypatch)
    assert (status, state) == (200, {
        "folder_writable": True, "snapshot_whole": True, "snapshot": folder.named(), "as_of": "2026-12-15", "loading": False, "sample": False,
    })  # fmt: skip
    with FileLock(folder.root / ".lock"):
        assert said(folder, monkeypatch) == (200, state | {"loading": True})
    assert said(folder, monkeypatch) == (200, state), "asking holds nothing"


def test_an_empty_folder_is_well(tmp_path, monkeypatch):
    status, state = said(Warehouse(tmp_path / "not" / "yet"), monkeypatch)
    assert status == 200 and state["snapshot"] is None
    assert not (tmp_path / "not").exists(), "asking makes nothing"


@pytest.mark.parametrize(
    "harm",
    [
        lambda w: w.snapshot_path(w.named()).unlink(),
        lambda w: w.snapshot_path(w.named()).write_bytes(b"x" * 5000),
        lambda w: w.pointer.unlink(),
        lambda w: w.pointer.write_bytes(b"\xff\0"),
        lambda w: w.pointer.write_text("000099-none"),
        lambda w: w.journal.write_bytes(b"{}\n"),
    ],
)
def test_a_folder_that_is_not_whole_is_told(folder, monkeypatch, harm):
    harm(folder)
    status, state = said(folder, monkeypatch)
    assert status == 503 and not state["snapshot_whole"]


def test_a_folder_that_may_only_be_read_is_told(folder, monkeypatch):
    monkeypatch.setattr(health.os, "access", lambda path, mode: False)  # root may write everywhere
    status, state = said(folder, monkeypatch)
    assert status == 503 and state["snapshot_whole"]


def test_what_a_killed_server_left_goes_after_a_day(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    kept = tmp_path / "kept"
    kept.mkdir()
    for name, age in (("tiep-nhan-a", 2), ("pbgdpl-b", 2), ("ghi-so-c", 0.5), ("other", 2)):
        (tmp_path / name / "0").mkdir(parents=True)
        os.utime(tmp_path / name, (NOW - age * door.A_DAY,) * 2)
    (tmp_path / "danh-dau-link").symlink_to(kept)
    os.utime(tmp_path / "danh-dau-link", (0, 0), follow_symlinks=False)
    door.sweep(NOW)
    assert {path.name for path in tmp_path.iterdir()} == {"kept", "ghi-so-c", "other", "danh-dau-link"}
