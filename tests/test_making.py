"""Only what changed is made anew, and what comes out is what a whole build makes of the same journal."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import duckdb
import pytest

from etl.run import base as run_base
from etl.run import run
from etl.run.session import Session
from tests.office import REFERENCE, TODAY, Office, correction_row
from warehouse import build

OTHER = "Phòng Nội vụ"
SCORES = {"A1": 3, "A2": 2.5, "A3": 1, "B1": 2}


def tables_that_differ(first: Path, second: Path) -> set[str]:
    """Of every table but the stamps of the answers' files, journal numbers and clock times included."""
    with duckdb.connect(":memory:") as con:
        for name, path in (("a", first), ("b", second)):
            con.execute(f"attach '{path}' as {name} (read_only)")
        found = con.execute("select schema_name || '.' || table_name from duckdb_tables() where database_name = 'a'")
        tables = sorted({table for (table,) in found.fetchall()} - {"reference.shape"})
        assert len(tables) > 100
        one, other = (set(build.row_sums(con, name, tables)) for name in ("a", "b"))
        return {table for table, *_ in one ^ other}


def changed_table(office: Office, table: str, column: str, value: str) -> Path:
    """A table of the sample's reference with another value in its last row."""
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    rows[-1][header.index(column)] = value
    path = office.folder / f"{table}.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([header, *rows])
    return path


@pytest.mark.proof
def test_after_loads_in_any_order_the_snapshot_is_what_a_whole_build_makes(office, monkeypatch):
    """Versions, issued scores, replies, corrections and tables, one run each; then a return, and a load after it."""
    files = [
        (office.form("a1.xlsx", **SCORES), "2025-01-03"),
        (office.form("a2.xlsx", **SCORES | {"A2": 1}), "2025-01-08"),
        (office.form("b.xlsx", unit=OTHER, **SCORES), "2025-01-04"),
        (office.form("c.xlsx", year=2023, **SCORES), "2024-01-04"),
        (office.issued("v.xlsx", A1=2.5, A2=2), "2025-02-03"),
        (office.issued("f.xlsx", "SAU GIẢI TRÌNH", A1=3, A2=2), "2025-03-03"),
        (office.correction("d.xlsx", correction_row()), "2025-02-11"),
        (office.reply("r.xlsx", ["1", "A1", 3, 2.5, "Không nhất trí", "Có minh chứng", "KH 2", 3, None]), "2025-02-20"),
        (changed_table(office, "heads", "note", "khác"), None),
        (changed_table(office, "unit_aliases", "alias", "P. Tên khác"), None),
    ]
    random.Random(1).shuffle(files)
    copied, lends = [], build.lends
    monkeypatch.setattr(build, "lends", lambda base, sha256: copied.append(lends(base, sha256)) or copied[-1])
    for path, day in files:
        office.load(path, on=day)
    office.rollback(sorted(p.stem for p in office.warehouse.snapshots.glob("*.duckdb"))[-2])
    office.load(office.form("last.xlsx", unit=OTHER, **SCORES | {"B1": 1}), on="2025-01-09")
    assert all(copied), "only what changed was made anew"
    assert len(copied) > 8
    target = office.folder / "whole.duckdb"
    state = office.warehouse.state()
    run_base.prove(Session(office.warehouse, TODAY, workers=1), state, state.current, target)
    current = office.warehouse.snapshot_path(state.current)
    assert tables_that_differ(current, target) == set()


@pytest.mark.parametrize("guard", ["hash", "models", None])
def test_what_did_not_change_is_taken_over_from_what_was_published_by_these_models_alone(office, monkeypatch, guard):
    office.load(office.form("a.xlsx", **SCORES))
    published = office.warehouse.snapshot_path(office.warehouse.current_id())
    told = office.warehouse.state().hashes[published.stem]
    with duckdb.connect(str(published)) as con:
        con.execute("update mart.block set block_name = 'false'")
    if guard != "hash":
        monkeypatch.setattr(build, "sha256_of", lambda path: told)
    if guard == "models":
        monkeypatch.setattr(build, "fingerprint", lambda: "of other models")
    assert office.load(office.form("b.xlsx", unit=OTHER, **SCORES)).snapshot
    names = {name for (name,) in office.rows("select block_name from mart.block")}
    assert (names == {"false"}) == (guard is None)
    assert office.rows("select count(*) from mart.unit_year where submission_version is not null") == [(2,)]


def test_equal_rows_stop_the_wave(office, monkeypatch):
    """A note of a head's term is no column of who was in office when: nothing that reads that mart is made anew."""
    office.load(office.form("a.xlsx", **SCORES))
    monkeypatch.delattr(build, "marts_equal")  # nor are two files opened and compared again
    assert run.refresh(Session(office.warehouse, TODAY, workers=1)).snapshot is None
    making = []
    finish = build.finish
    monkeypatch.setattr(build, "finish", lambda m: (making.append(m), finish(m)))
    assert office.load(changed_table(office, "heads", "note", "khác"), on=None) is not None
    (made,) = making
    assert {"reference.heads", "raw.received_file"} <= made.changed
    assert not {"mart.compliance", "mart.unit_year", "mart.ranking", "mart.rank_interval"} & made.changed
    assert not any(name.startswith("private.") for name in made.changed)
