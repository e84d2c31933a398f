"""What goes wrong around the warehouse: each ends in the old figures being served, a clear message, and a way back."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from etl.__main__ import app
from pages._shared import data
from tests import cli
from tests.test_load_contract import form
from warehouse.store import Warehouse, WarehouseError, fold

EVERY_STEP = os.environ.get("PBGDPL_DRILL") == "all"
TODAY = "2026-12-15"


@pytest.fixture(scope="module")
def base(reference_only, tmp_path_factory) -> Path:
    """A warehouse with two publications."""
    folder = tmp_path_factory.mktemp("faults")
    warehouse = folder / "warehouse"
    shutil.copytree(reference_only, warehouse)
    assert etl(warehouse, "load", form(folder / "old.xlsx", 3, 2)).exit_code == 0
    return warehouse


@pytest.fixture
def warehouse(base, tmp_path) -> Path:
    return shutil.copytree(base, tmp_path / "warehouse")


@pytest.fixture
def inbox(tmp_path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    form(folder / "b.xlsx", 3, 2, unit="Phòng Tư pháp")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 scan")
    return folder


def points(warehouse: Path) -> list[tuple]:
    return cli.rows(warehouse, "select unit_code, points from mart.unit_year where points is not null order by all")


def served(monkeypatch, folder: Path) -> Path | None:
    """The snapshot that pages open."""
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(folder))
    data._connection.clear()
    return data.published()


def etl(warehouse: Path, *arguments) -> Result:
    """The command line in this process: quicker by its imports."""
    return CliRunner().invoke(app, [*map(str, arguments), "--today", TODAY], env={"PBGDPL_WAREHOUSE": str(warehouse)})


def refused(warehouse: Path, *arguments, before_start=None) -> str:
    """A command that must end with code 3 and one Vietnamese sentence; the sentence. With `before_start` in a
    process of its own."""
    if before_start:
        done = subprocess.run(
            [sys.executable, "-m", "etl", *map(str, arguments)], cwd=cli.ROOT, capture_output=True, text=True,
            env={**os.environ, "PBGDPL_WAREHOUSE": str(warehouse)}, timeout=120, preexec_fn=before_start,
        )  # fmt: skip
        code, words = done.returncode, done.stderr
        assert "Traceback" not in words
    else:
        result = etl(warehouse, *arguments)
        code, words = result.exit_code, result.stderr
        assert result.exception is None or isinstance(result.exception, SystemExit)
    assert code == 3, (code, words)
    return words.strip()


def truth(warehouse: Path) -> tuple[bytes, bytes]:
    return (warehouse / "CURRENT").read_bytes(), (warehouse / "archive" / "journal.jsonl").read_bytes()


# killed, and the disk full, at every durable step


def drill(base: Path, inbox: Path, scratch: Path, mode: str, choose) -> list[dict]:
    """Results of `tests.drill` at the chosen steps, at all with PBGDPL_DRILL=all."""
    scratch.mkdir()
    command = [sys.executable, "-m", "tests.drill", base, inbox, scratch, mode]
    first = subprocess.Popen(
        [*map(str, command), *([] if EVERY_STEP else map(str, choose))],
        cwd=cli.ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    out, err = first.communicate(timeout=3000)
    assert first.returncode == 0, err
    return [json.loads(line) for line in out.splitlines()][1:]


def test_killed_at_a_durable_step(base, inbox, tmp_path):
    # before the snapshot gets its name, half of the journal, before CURRENT is swapped, after it
    points_of_no_return = ["os.rename 000", "half of the journal", "os.rename CURRENT", "os.rename CURRENT +1"]
    results = drill(base, inbox, tmp_path / "kill", "kill", points_of_no_return)
    for result in results:
        assert result["code"] == -9, result
        assert result["reader"] == result["again"] == 0, result
    if not EVERY_STEP:  # the journal speaks before CURRENT does
        assert [r["untouched"] for r in results] == [True, False, False, False]
        assert [r["published"] for r in results] == [False, False, False, True]


def test_a_withdrawal_killed_at_a_durable_step(base, inbox, tmp_path):
    loaded = shutil.copytree(base, tmp_path / "loaded")
    assert etl(loaded, "load", inbox).exit_code == 1, "one file of the inbox is refused"
    run = Warehouse(loaded).state().last_run
    steps = ["os.rename 000", "half of the journal", "os.rename CURRENT"]
    for result in drill(loaded, Path(f"run:{run}"), tmp_path / "kill", "kill", steps):
        assert result["code"] == -9, result
        assert result["reader"] == result["again"] == 0, result


def test_a_disk_that_fills_up_at_a_durable_step(base, inbox, tmp_path):
    # a model of the new snapshot, half of the journal
    results = drill(base, inbox, tmp_path / "full", "full", [30, "half of the journal"])
    for result in results:
        assert result["reader"] == result["again"] == 0, result
        assert result["code"] == 3 or EVERY_STEP, result
        if result["code"] == 3 and not result["untouched"]:  # what was announced before it is finished by the next run
            assert result["step"] >= len(results) - 2, result
        assert result["left"] == [] or result["code"] != 3, result


# the system refuses


def test_a_file_that_outgrows_the_disk_while_duckdb_writes(warehouse, inbox):
    before = truth(warehouse)
    room = 1 << 20

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    words = refused(warehouse, "load", inbox, before_start=limit)
    assert "đầy" in words or "vượt quá dung lượng" in words  # whether DuckDB says it or the system
    assert "không thay đổi" in words
    assert truth(warehouse) == before
    assert Warehouse(warehouse).leftovers() == []
    assert etl(warehouse, "load", inbox).exit_code == 1  # the scan is refused, the form is loaded
    assert len(points(warehouse)) == 2


def obey_permissions() -> None:
    """Even root then needs the permission bits: without these capabilities a program that it starts obeys them."""
    drop_from_bounding_set = 24
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(drop_from_bounding_set, capability, 0, 0, 0)


def test_a_folder_that_may_only_be_read(warehouse, inbox, monkeypatch):
    before = truth(warehouse)
    folders = [warehouse, *(p for p in warehouse.rglob("*") if p.is_dir())]
    for path in [*warehouse.rglob("*"), warehouse]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        words = refused(warehouse, "load", inbox, before_start=obey_permissions)
        assert "không có quyền ghi" in words
        assert "không thay đổi" in words
        looked = subprocess.run(
            [sys.executable, "-m", "etl", "doctor", "--json"], cwd=cli.ROOT, capture_output=True, text=True,
            env={**os.environ, "PBGDPL_WAREHOUSE": str(warehouse)}, preexec_fn=obey_permissions,
        )  # fmt: skip
        assert {p["code"] for p in json.loads(looked.stdout)["problems"]} == {"not_writable"}
        assert looked.returncode == 1
        assert truth(warehouse) == before
        assert served(monkeypatch, warehouse)
    finally:
        for folder in folders:
            folder.chmod(0o755)
        for path in warehouse.rglob("*"):
            if path.is_file():
                path.chmod(0o644)
    assert etl(warehouse, "load", inbox).exit_code == 1


def test_two_loaders_at_the_same_time(warehouse, inbox, tmp_path):
    other = form(tmp_path / "c.xlsx", 3, unit="Phòng Nội vụ")
    environment = {**os.environ, "PBGDPL_WAREHOUSE": str(warehouse)}
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "etl", "load", str(path), "--json", "--today", TODAY], cwd=cli.ROOT,
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for path in (inbox / "b.xlsx", other)
    ]  # fmt: skip
    done = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], done
    assert len({json.loads(out)["snapshot"] for out, _ in done}) == 2
    assert len(points(warehouse)) == 3
    seqs = [e["seq"] for e in Warehouse(warehouse).events()]
    assert seqs == sorted(set(seqs))


# CURRENT


@pytest.mark.parametrize(
    "content",
    [
        None, b"", b"\n", b"\0" * 40, b"\xff\xfe\x00", b"999999-20300101\n", b"../archive/journal", b"/etc/passwd\n",
        b"000001-20261215\n000002-20261215\n", "bản số liệu".encode(), b"A" * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_pointer_serves_what_was_published_last(base, tmp_path, monkeypatch, content):
    warehouse = tmp_path / "warehouse"
    shutil.copytree(base, warehouse, copy_function=os.link)
    current = cli.current(base)
    (warehouse / "CURRENT").unlink()
    if content is not None:
        (warehouse / "CURRENT").write_bytes(content)
    assert Warehouse(warehouse).current_id() == current.stem
    assert served(monkeypatch, warehouse) == warehouse / "snapshots" / current.name


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=st.binary(max_size=60))
def test_no_pointer_leads_out_of_the_folder(base, content):
    warehouse = Warehouse(base)
    warehouse.pointer = base.parent / "pointer"
    warehouse.pointer.write_bytes(content)
    assert warehouse.snapshot_path(warehouse.current_id()).parent == warehouse.snapshots


# the journal


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(kept=st.integers(0, 200), tail=st.binary(max_size=20))
def test_a_torn_last_line_was_never_an_event(base, kept, tail):
    warehouse = Warehouse(base)
    events = warehouse.events()
    whole = warehouse.journal.read_bytes()
    torn = base.parent / "torn"
    torn.mkdir(exist_ok=True)
    other = Warehouse(torn)
    other.archive.mkdir(exist_ok=True)
    last = whole.rstrip(b"\n").rsplit(b"\n", 1)[-1]
    piece = (last[:kept] + tail).replace(b"\n", b"")
    other.journal.write_bytes(whole + piece)
    other.torn.unlink(missing_ok=True)
    assert other.events() == events
    other.append([{"type": "note", "seq": 10_000}])
    *before, added = other.events()
    assert before == events and added["seq"] == 10_000
    assert other.torn.is_file() == bool(piece)  # kept, not thrown away


@pytest.mark.parametrize("line", ["{", "[]", "null", "{}", '{"type": "received", "seq": 3}', '{"type": "rollback", "seq": 3, "to": "x"}', "\0" * 30])  # fmt: skip
def test_a_damaged_line_stops_the_loader_not_the_reader(warehouse, line, monkeypatch):
    journal = warehouse / "archive" / "journal.jsonl"
    lines = journal.read_text().splitlines()
    lines[2] = line
    journal.write_text("\n".join(lines) + "\n")
    with pytest.raises(WarehouseError, match=r"Nhật ký .*(doctor|accept-break)"), Warehouse(warehouse).locked():
        pass
    assert served(monkeypatch, warehouse) == cli.current(warehouse)


def test_a_damaged_journal_is_code_3_and_the_copy_is_the_way_back(warehouse, inbox):
    journal = warehouse / "archive" / "journal.jsonl"
    copy = journal.read_bytes()
    journal.write_bytes(copy.replace(b'"received"', b'"recei', 1))
    for command in (["load", inbox], ["refresh"], ["rebuild"]):
        assert "hỏng ở dòng 1" in refused(warehouse, *command)
    journal.write_bytes(copy)
    assert etl(warehouse, "load", inbox).exit_code == 1


# snapshots


def test_a_snapshot_deleted_by_hand_is_built_anew_by_the_next_load(warehouse, inbox, monkeypatch):
    current, before = cli.current(warehouse), points(warehouse)
    current.unlink()
    assert served(monkeypatch, warehouse).stem < current.stem  # the one before it
    assert "doctor" in refused(warehouse, "load", inbox, "--dry-run")
    assert etl(warehouse, "load", inbox / "b.xlsx").exit_code == 0
    assert current.is_file()
    assert set(points(warehouse)) > set(before)


@pytest.mark.parametrize("damage", ["head", "cut", "empty"])
def test_a_damaged_snapshot_serves_the_one_before(warehouse, damage, monkeypatch):
    current = cli.current(warehouse)
    content = current.read_bytes()
    harmed = {"head": b"\0" * 9000 + content[9000:], "cut": content[: len(content) // 2], "empty": b""}
    current.write_bytes(harmed[damage])
    path = served(monkeypatch, warehouse)
    assert path.stem < current.stem
    with duckdb.connect(str(path), read_only=True) as con:
        assert con.execute("select count(*) from mart.unit_year").fetchall()[0][0]
    assert etl(warehouse, "refresh").exit_code == 0
    assert points(warehouse) == [("PKT", 5)]


def test_real_figures_that_cannot_be_read_do_not_turn_into_the_sample(warehouse, monkeypatch, tmp_path):
    for path in (warehouse / "snapshots").glob("*.duckdb"):
        path.write_bytes(b"")
    root = tmp_path / "product"
    (root / "warehouse").mkdir(parents=True)
    shutil.move(warehouse, root / "warehouse" / "data")
    shutil.copytree(root / "warehouse" / "data", root / "warehouse" / "sample")
    monkeypatch.delenv("PBGDPL_WAREHOUSE", raising=False)
    monkeypatch.setattr(data, "ROOT", root)
    data._connection.clear()
    assert data.published() is None
    assert data.is_damaged(None)


# the archive


def test_an_archived_file_that_is_lost_or_changed_stops_a_rebuild_and_comes_back_by_a_load(warehouse, tmp_path):
    original = form(tmp_path / "again.xlsx", 3, 2)
    event = next(e for e in Warehouse(warehouse).events() if e.get("kind") == "self_assessment")
    kept = warehouse / "archive" / f"{event['sha256']}.xlsx"
    original.write_bytes(kept.read_bytes())
    before = points(warehouse)
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    assert "đã bị sửa" in refused(warehouse, "rebuild")
    kept.unlink()
    assert "thiếu tệp" in refused(warehouse, "rebuild")
    assert points(warehouse) == before
    result = json.loads(etl(warehouse, "load", original, "--json").stdout)
    assert result["files"][0]["status"] == "duplicate"
    assert etl(warehouse, "rebuild").exit_code == 0
    assert points(warehouse) == before


# an older version of the program


def test_a_snapshot_of_an_older_version_is_built_anew_before_the_load(warehouse, inbox):
    current = cli.current(warehouse)
    with duckdb.connect(str(current)) as con:
        con.execute("drop table mart.plan_task")
        con.execute("alter table raw.intake_register drop column sheet")
        con.execute("update reference.shape set shape = 'older'")
    before = points(warehouse)
    assert etl(warehouse, "load", inbox, "--dry-run").exit_code == 1
    assert etl(warehouse, "load", inbox).exit_code == 1
    assert set(points(warehouse)) > set(before)
    assert cli.rows(warehouse, "select count(*) from mart.plan_task") != [(0,)]


def test_a_snapshot_of_today_is_built_upon(base):
    from warehouse import build

    assert build.fits(cli.current(base))
    assert [p.stem[:6] for p in sorted(base.glob("snapshots/*.duckdb"))] == ["000001", "000002"]


def test_what_was_refused_meanwhile_waits_on_after_a_return():
    """Of files 1 to 5 the third was refused alone, the fifth together with the load that is taken back."""

    def received(seq: int, run: int, status: str) -> dict:
        return {"type": "received", "seq": seq, "run": run, "status": status}

    def published(seq: int, run: int, snapshot: str) -> dict:
        return {"type": "published", "seq": seq, "run": run, "snapshot": snapshot, "covers_seq": seq - 1}  # fmt: skip

    events = [
        received(1, 1, "accepted"),
        published(2, 1, "one"),
        received(3, 2, "rejected"),
        received(4, 3, "accepted"),
        received(5, 3, "rejected"),
        published(6, 3, "two"),
        {"type": "rollback", "seq": 7, "to": "one"},
    ]
    assert [e["seq"] for e in fold(events).files] == [1, 3]
    assert [e["seq"] for e in fold([*events[:3], events[-1]]).files] == [1, 3], "nothing published between"
    assert [e["seq"] for e in fold([*events, received(8, 4, "rejected"), events[-1]]).files] == [1, 3, 8]
