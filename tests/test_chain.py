"""The journal is a chain: whatever is changed in it by hand is found by the next run and by the doctor."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from etl.__main__ import app
from etl.desk import doctor
from pages._shared import data
from tests import cli
from tests.test_doctor import DAY
from tests.test_faults import etl, points, refused
from tests.test_load_contract import form
from warehouse import chain
from warehouse.store import Warehouse

ACCEPTS, DECIDED = "Chánh Văn phòng", "Biên bản 01"
EVENTS = st.lists(st.integers(0, 9), min_size=1, max_size=4)


def journal_of(runs: list[list[int]], older: int = 0) -> tuple[bytes, dict]:
    """A journal of these runs, after lines of a release that chained nothing."""
    lines, head, seq = b"".join(b'{"type":"note","seq":%d}\n' % n for n in range(1, older + 1)), {}, older
    for run in runs:
        events = [{"type": "note", "seq": (seq := seq + 1), "value": value} for value in run]
        new, head = chain.linked(events, lines)
        lines += new
    return lines, head


@given(runs=st.lists(EVENTS, min_size=1, max_size=4), older=st.integers(0, 3), data=st.data())
def test_every_tampering_with_a_line_is_found(runs, older, data):
    journal, head = journal_of(runs, older)
    assert chain.broken(journal, head) is None and chain.broken(journal, None) is None
    lines = journal.splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    event = orjson.loads(lines[at])
    changed = orjson.dumps(event | {"value": 10}) + b"\n"
    assert chain.broken(b"".join([*lines[:at], changed, *lines[at + 1 :]]), head), "changed"
    if at < len(lines) - 1:
        assert chain.broken(b"".join([*lines[:at], *lines[at + 1 :]]), head), "taken out"
        moved = [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]
        assert chain.broken(b"".join(moved), head), "moved"
    assert chain.broken(b"".join([*lines[: at + 1], lines[at], *lines[at + 1 :]]), head), "put in twice"
    forged = orjson.dumps({"type": "note", "seq": 99}) + b"\n"
    assert chain.broken(b"".join([*lines[: at + 1], forged, *lines[at + 1 :]]), head) or at < older - 1, "put in"


@given(runs=st.lists(EVENTS, min_size=2, max_size=3), data=st.data())
def test_what_was_accepted_counts_as_it_stands_and_may_change_no_more(runs, data):
    journal, head = journal_of(runs)
    lines = journal.splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    lines[at] = orjson.dumps(orjson.loads(lines[at]) | {"value": 11}) + b"\n"
    seq = head["seq"] + 1
    new, head = chain.linked([{"type": chain.ACCEPTED, "seq": seq}], b"".join(lines))
    lines += new.splitlines(keepends=True)
    assert chain.broken(b"".join(lines), head) is None
    more, head = chain.linked([{"type": "note", "seq": seq + 1}], b"".join(lines))
    whole = b"".join(lines) + more
    assert chain.broken(whole, head) is None
    assert chain.broken(whole.replace(b'"value":11', b'"value":12', 1), head)


@pytest.fixture(scope="module")
def base(reference_only, tmp_path_factory) -> Path:
    """A warehouse with two publications."""
    folder = tmp_path_factory.mktemp("chain")
    shutil.copytree(reference_only, folder / "warehouse")
    assert etl(folder / "warehouse", "load", form(folder / "a.xlsx", 3, 2)).exit_code == 0
    return folder / "warehouse"


@pytest.fixture
def warehouse(base, tmp_path) -> Path:
    return shutil.copytree(base, tmp_path / "warehouse")


def rewritten(warehouse: Path, change) -> None:
    journal = Warehouse(warehouse).journal
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(change(lines)))


def command(warehouse: Path, *words: str) -> Result:
    """One that knows no day."""
    return CliRunner().invoke(app, words, env={"PBGDPL_WAREHOUSE": str(warehouse)})


def accept(warehouse: Path, by: str = ACCEPTS) -> int:
    return command(warehouse, "accept-break", "--by", by, "--reason", DECIDED).exit_code


def with_who(line: bytes) -> bytes:
    return orjson.dumps(orjson.loads(line) | {"who": "người khác"}) + b"\n"


TAMPERED = {
    "who of a load": lambda lines: [with_who(lines[0]), *lines[1:]],
    "who of the last publication": lambda lines: [*lines[:-1], with_who(lines[-1])],
    "a line gone": lambda lines: [*lines[:1], *lines[2:]],
    "two lines moved": lambda lines: [lines[1], lines[0], *lines[2:]],
    "a forged rollback": lambda lines: [
        *lines, b'{"type":"rollback","seq":900,"to":"%s"}\n' % orjson.loads(lines[-1])["snapshot"].encode(),
    ],
    "the end cut off": lambda lines: lines[:-1],
}  # fmt: skip


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED)
def test_nothing_is_built_on_a_journal_that_was_changed(warehouse, change):
    before, shown = points(warehouse), cli.current(warehouse)
    assert data.journal_is_whole(shown)
    rewritten(warehouse, change)
    assert not data.journal_is_whole(shown), "pages say so and show what they showed"
    files = {path: path.read_bytes() for path in warehouse.rglob("*") if path.is_file() and path.suffix != ".lock"}
    for command in (["load", warehouse], ["load", warehouse, "--dry-run"], ["refresh"], ["rebuild"], ["withdraw", 1],
                    ["rollback", "x"], ["stage", 2024, "published", "--document-number", 1, "--document-date", "2026-01-01"]):  # fmt: skip
        assert "Nhật ký không còn nguyên" in refused(warehouse, *command), command
    assert files == {path: path.read_bytes() for path in files}
    assert points(warehouse) == before
    problems = doctor.run(Warehouse(warehouse), DAY)
    assert {"journal_changed", "journal_behind"} & {p.code for p in problems if p.needs_a_person}
    assert etl(warehouse, "refresh").exit_code == 3, "the doctor does not mend it"


@pytest.mark.proof
def test_a_person_goes_on_after_a_break(warehouse):
    assert accept(warehouse) == 2, "nothing is broken"
    rewritten(warehouse, TAMPERED["who of a load"])
    assert accept(warehouse, by=" ") == 2
    assert accept(warehouse) == 0
    assert etl(warehouse, "refresh").exit_code == 0
    newest = json.loads(command(warehouse, "history", "--json").stdout)
    (accepted,) = [e for e in newest if e["type"] == chain.ACCEPTED]
    assert (accepted["by"], accepted["reason"], accepted["line"]) == (ACCEPTS, DECIDED, 1)
    assert not [p for p in doctor.run(Warehouse(warehouse), DAY) if p.needs_a_person]
    rewritten(warehouse, TAMPERED["two lines moved"])
    assert "Nhật ký không còn nguyên" in refused(warehouse, "refresh"), "what was accepted may change no more"


@pytest.mark.proof
def test_a_person_goes_on_after_a_lost_end(warehouse):
    rewritten(warehouse, TAMPERED["the end cut off"])
    assert accept(warehouse) == 0
    assert etl(warehouse, "rebuild").exit_code == 0
    assert not [p for p in doctor.run(Warehouse(warehouse), DAY) if p.needs_a_person]
