"""A backup is one file that was read again; what comes back is equal, and what stood there is not lost."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from etl.desk import backup, doctor
from etl.run import run
from etl.run.session import Session
from etl.run.session import no_progress as quiet
from tests.office import TODAY, Office
from warehouse import build, workspace
from warehouse.store import RESTORING, Warehouse, WarehouseError

AT = dt.datetime(2026, 12, 15, 8, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def office(reference_only, tmp_path_factory) -> Office:
    """A reference, a form, a table that waits in quarantine, and a text."""
    folder = tmp_path_factory.mktemp("backup")
    office = Office(shutil.copytree(reference_only, folder / "kho số liệu"), folder)
    (folder / "list.csv").write_text("Họ tên;Điện thoại\nA;1\n", encoding="utf-8")
    office.load(office.form("a.xlsx", A1=3, A2=2))
    run.load(Session(office.warehouse, TODAY, workers=1), [folder / "list.csv"])
    workspace.save(
        office.warehouse.root, "so-ket 2022 2025", "ket_qua", "Lời văn", instead_of="trước", based_on=0, by="A", at=AT
    )
    return office


@pytest.fixture(scope="module")
def file(office) -> Path:
    out = office.folder / "kho.backup"
    assert backup.write(office.warehouse, out, AT, quiet) > 5
    return out


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock" and path.relative_to(folder).parts[0] in backup.HELD
    }


def texts(root: Path) -> dict:
    return workspace.texts(root, "so-ket 2022 2025").by_place


def test_what_comes_back_into_an_empty_folder_is_equal(office, file, tmp_path):
    other = Warehouse(tmp_path / "nơi khác")
    assert backup.restore(other, file, AT, quiet) is None
    here, there = tree(office.warehouse.root), tree(other.root)
    for name in (workspace.NAME,):  # copied page by page
        here.pop(name), there.pop(name)
    assert here == there
    assert texts(other.root) == texts(office.warehouse.root)
    assert other.quarantine.stat().st_mode & 0o077 == 0
    assert not doctor.run(other, TODAY)
    current = office.warehouse.current_id()
    assert not build.marts_that_differ(office.warehouse.snapshot_path(current), other.snapshot_path(current))
    assert run.load(Session(other, TODAY, workers=1), [office.form("b.xlsx", A1=2)]).snapshot, "work goes on there"


def test_what_stood_there_is_set_aside(office, file, tmp_path):
    other = Warehouse(shutil.copytree(office.warehouse.root, tmp_path / "warehouse"))
    other.journal.write_bytes(other.journal.read_bytes().replace(b'"who":"', b'"who":"x', 1))
    broken = tree(other.root)
    with pytest.raises(WarehouseError):
        run.refresh(Session(other, TODAY))
    aside = backup.restore(other, file, AT, quiet)
    assert tree(aside) == broken
    run.refresh(Session(other, TODAY))
    assert not doctor.run(other, TODAY)


def test_a_return_that_was_cut_off_is_done_again_before_anything_else(office, file, tmp_path, monkeypatch):
    other = Warehouse(shutil.copytree(office.warehouse.root, tmp_path / "warehouse"))
    replace, moved = Path.replace, []

    def killed(self, target):
        moved.append(target)
        if len(moved) == 5:
            raise KeyboardInterrupt
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            backup.restore(other, file, AT, quiet)
    assert (other.root / RESTORING).is_dir() and other.pointer.is_file()
    assert [p.code for p in doctor.run(other, TODAY)] == ["restore_cut_off"]
    with pytest.raises(WarehouseError, match="restore"):
        run.refresh(Session(other, TODAY))
    backup.restore(other, file, AT + dt.timedelta(minutes=1), quiet)
    assert not doctor.run(other, TODAY)


def rewritten(file: Path, target: Path, change, packed: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w", packed) as new:
        held = {name: old.read(name) for name in old.namelist()}
        change(held)
        for name, content in held.items():
            new.writestr(name, content)
    return target


def changed_byte(held):
    name = next(n for n in held if n.startswith("archive/") and n.endswith(".xlsx"))
    held[name] += b"x"


def one_gone(held):
    del held["archive/journal.jsonl"]


def one_more(held):
    held["archive/new.xlsx"] = b"x"


def out_of_the_folder(held):
    facts = json.loads(held[backup.MANIFEST])
    held["archive/../../outside"] = held["CURRENT"]
    facts["files"]["archive/../../outside"] = facts["files"]["CURRENT"]
    held[backup.MANIFEST] = json.dumps(facts)


def no_list(held):
    del held[backup.MANIFEST]


@pytest.mark.parametrize("change", [changed_byte, one_gone, one_more, out_of_the_folder, no_list])
def test_a_backup_that_is_not_whole_changes_nothing(file, tmp_path, change):
    wrong = rewritten(file, tmp_path / "wrong", change)
    other = Warehouse(tmp_path / "warehouse")
    with pytest.raises(backup.WrongBackup):
        backup.restore(other, wrong, AT, quiet)
    assert not other.root.exists()


@pytest.mark.parametrize("packed", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_is_packed_otherwise_is_no_backup_of_ours(file, tmp_path, packed):
    assert backup.read(rewritten(file, tmp_path / "same", lambda held: None), quiet)
    with pytest.raises(backup.WrongBackup):
        backup.read(rewritten(file, tmp_path / "other", lambda held: None, packed), quiet)


def test_a_return_that_is_killed_before_it_takes_the_place_leaves_what_was(office, file, tmp_path, monkeypatch):
    other = Warehouse(shutil.copytree(office.warehouse.root, tmp_path / "warehouse"))
    before = tree(other.root)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfileobj", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            backup.restore(other, file, AT, quiet)
    assert tree(other.root) == before and not (other.root / RESTORING).exists()
    run.refresh(Session(other, TODAY))


def test_what_is_no_backup_is_named(file, tmp_path):
    for content in (b"", b"PK\3\4", file.read_bytes()[:-200]):
        (tmp_path / "x").write_bytes(content)
        with pytest.raises(backup.WrongBackup):
            backup.read(tmp_path / "x", quiet)
    with pytest.raises(backup.WrongBackup):
        backup.write(Warehouse(tmp_path / "empty"), tmp_path / "y", AT, quiet)
    assert not (tmp_path / "y").exists()
