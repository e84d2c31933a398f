"""The doctor: each kind of damage is named, mended where that is safe, and left to a person where it is not."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from etl.desk import doctor
from tests.test_faults import TODAY, etl, points
from tests.test_load_contract import form
from warehouse.store import Warehouse

DAY = date.fromisoformat(TODAY)


@pytest.fixture(scope="module")
def base(reference_only, tmp_path_factory) -> Path:
    """A warehouse with an accepted form, a scan, and a table of unknown kind in quarantine."""
    folder = tmp_path_factory.mktemp("doctor")
    warehouse, inbox = folder / "warehouse", folder / "inbox"
    inbox.mkdir()
    form(inbox / "a.xlsx", 3, 2)
    (inbox / "scan.pdf").write_bytes(b"%PDF-1.4 scan")
    (inbox / "list.csv").write_text("Họ tên;Điện thoại\nA;1\n", encoding="utf-8")
    shutil.copytree(reference_only, warehouse)
    assert etl(warehouse, "load", inbox).exit_code == 1
    return warehouse


@pytest.fixture
def warehouse(base, tmp_path) -> Path:
    return shutil.copytree(base, tmp_path / "warehouse")


def tree(folder: Path) -> dict[str, tuple]:
    """Every file with its content, mode and time of change."""
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None,
            path.stat().st_mode,
            path.stat().st_mtime_ns,
        )
        for path in [folder, *folder.rglob("*")]
    }


def codes(problems: list) -> list[str]:
    return [p.code for p in problems]


def archived(warehouse: Path, kind: str) -> Path:
    folder = Warehouse(warehouse)
    event = next(e for e in folder.events() if e.get("kind") == kind)
    return folder.archived(event["sha256"], event["ext"])


@pytest.mark.proof
def test_a_healthy_folder_is_not_touched(base):
    before = tree(base)
    done = etl(base, "doctor")
    assert (done.exit_code, done.stdout) == (0, "Kho số liệu không có vấn đề.\n")
    assert json.loads(etl(base, "doctor", "--json").stdout) == {"healthy": True, "problems": []}
    assert tree(base) == before


def test_a_folder_that_is_not_there_yet_is_healthy_and_not_made(tmp_path):
    assert etl(tmp_path / "nothing", "doctor").exit_code == 0
    assert not (tmp_path / "nothing").exists()


def break_pointer(w: Warehouse) -> None:
    w.pointer.write_text("../../etc/passwd")


def lose_pointer(w: Warehouse) -> None:
    w.pointer.unlink()


def tear_journal(w: Warehouse) -> None:
    with w.journal.open("ab") as journal:
        journal.write(b'{"type": "received", "se')


def lose_snapshot(w: Warehouse) -> None:
    w.snapshot_path(w.named()).unlink()


def cut_snapshot(w: Warehouse) -> None:
    path = w.snapshot_path(w.named())
    path.write_bytes(path.read_bytes()[:100_000])


def falsify_snapshot(w: Warehouse) -> None:
    with duckdb.connect(str(w.snapshot_path(w.named()))) as con:
        con.execute("update mart.unit_year set points = 0 where points is not null")


def damage_old_snapshot(w: Warehouse) -> None:
    (w.snapshots / next(iter(w.state().published))).with_suffix(".duckdb").write_bytes(b"x")


def leave_files_behind(w: Warehouse) -> None:
    (w.snapshots / "000009-20261215.building.duckdb").write_bytes(b"x")
    (w.archive / "abc.incoming").write_bytes(b"x")
    (w.root / "CURRENT.building").write_text("x")


def leave_unannounced(w: Warehouse) -> None:
    shutil.copy(w.snapshot_path(w.named()), w.snapshots / f"{w.state().last_run + 1:06d}-20261215.duckdb")


def open_quarantine(w: Warehouse) -> None:
    w.quarantine.chmod(0o755)
    for path in w.quarantine.iterdir():
        path.chmod(0o644)


MENDED = {
    break_pointer: ["current_damaged"],
    lose_pointer: ["current_damaged"],
    tear_journal: ["journal_torn"],
    lose_snapshot: ["snapshot_missing"],
    cut_snapshot: ["snapshot_damaged"],
    falsify_snapshot: ["snapshot_changed"],
    damage_old_snapshot: ["snapshot_damaged"],
    leave_files_behind: ["leftover"] * 3,
    leave_unannounced: ["snapshot_unannounced"],
    open_quarantine: ["quarantine_open"] * 2,
}


@pytest.mark.parametrize("damage", MENDED, ids=lambda d: d.__name__)
@pytest.mark.proof
def test_what_is_safe_is_mended(warehouse, damage):
    folder = Warehouse(warehouse)
    figures, journal = points(warehouse), folder.journal.read_bytes()
    damage(folder)
    harmed = tree(warehouse)
    assert codes(doctor.run(folder, DAY, dry=True)) == MENDED[damage]
    assert tree(warehouse) == harmed
    problems = doctor.run(folder, DAY)
    assert codes(problems) == MENDED[damage]
    assert all(p.mended and p.remedy for p in problems)
    assert doctor.run(folder, DAY) == []
    assert points(warehouse) == figures
    assert folder.journal.read_bytes().startswith(journal)  # only ever longer


def lose_archived(w: Warehouse) -> None:
    archived(w.root, "self_assessment").unlink()


def change_archived(w: Warehouse) -> None:
    path = archived(w.root, "self_assessment")
    path.write_bytes(path.read_bytes() + b"x")


def damage_line(w: Warehouse) -> None:
    w.journal.write_bytes(w.journal.read_bytes().replace(b'"status"', b'"state"', 1))


def lose_line(w: Warehouse) -> None:
    lines = w.journal.read_bytes().splitlines(keepends=True)
    w.journal.write_bytes(b"".join([lines[0], lines[0], *lines[1:]]))


def lose_journal(w: Warehouse) -> None:
    w.journal.unlink()


def lose_end_of_journal(w: Warehouse) -> None:
    lines = w.journal.read_bytes().splitlines(keepends=True)
    first = next(n for n, line in enumerate(lines) if b'"published"' in line)
    w.journal.write_bytes(b"".join(lines[: first + 1]))


LEFT = {
    lose_archived: "archive_missing",
    change_archived: "archive_changed",
    damage_line: "journal_damaged",
    lose_line: "journal_out_of_order",
    lose_journal: "journal_missing",
    lose_end_of_journal: "journal_behind",
}


@pytest.mark.parametrize("damage", LEFT, ids=lambda d: d.__name__)
def test_what_is_not_safe_is_left_to_a_person(warehouse, damage):
    folder = Warehouse(warehouse)
    damage(folder)
    files = {path for path in tree(warehouse) if path.startswith("snapshots")}
    done = etl(warehouse, "doctor", "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 1
    assert not found["healthy"]
    left = [p for p in found["problems"] if not p["mended"] and p["severity"] != "info"]
    assert LEFT[damage] in [p["code"] for p in left]
    assert all(p["remedy"] for p in left)
    assert files <= set(tree(warehouse))  # no snapshot was removed


def test_a_changed_file_is_set_aside_and_the_original_comes_back_by_a_load(warehouse, tmp_path):
    path = archived(warehouse, "self_assessment")
    original = tmp_path / "original.xlsx"
    shutil.copy(path, original)
    change_archived(Warehouse(warehouse))
    assert etl(warehouse, "doctor").exit_code == 1
    assert [p.name for p in (warehouse / "archive" / "changed").iterdir()] == [path.name]
    assert codes(doctor.examine(Warehouse(warehouse), DAY)) == ["archive_missing"]
    assert etl(warehouse, "load", original).exit_code == 0
    assert doctor.examine(Warehouse(warehouse), DAY) == []


def test_a_snapshot_that_cannot_be_rebuilt_is_said(warehouse):
    folder = Warehouse(warehouse)
    lose_archived(folder)
    lose_snapshot(folder)
    problems = doctor.run(folder, DAY)
    assert {p.code: p.mended for p in problems} == {"archive_missing": False, "snapshot_missing": False}
    assert "Chưa sửa được" in problems[-1].message


@pytest.mark.proof
def test_an_unlisted_file_is_kept_and_is_no_reason_for_an_exit_code(warehouse):
    (warehouse / "archive" / f"{'0' * 64}.xlsx").write_bytes(b"x")
    assert codes(doctor.run(Warehouse(warehouse), DAY)) == ["archive_unlisted"]
    assert etl(warehouse, "doctor").exit_code == 0
    assert (warehouse / "archive" / f"{'0' * 64}.xlsx").exists()


def test_every_code_of_the_catalogue_is_used_and_says_what_to_do():
    source = Path(doctor.__file__).read_text(encoding="utf-8")
    for code, row in doctor.CODES.items():
        assert f'"{code}"' in source
        assert row["severity"] in ("error", "warning", "info")
        assert row["remedy"]


def test_a_full_disk_is_said(base, monkeypatch):
    usage = shutil.disk_usage(base)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=5 << 20))
    problems = doctor.run(Warehouse(base), DAY)
    assert codes(problems) == ["disk_nearly_full"]
    assert os.linesep not in problems[0].message
