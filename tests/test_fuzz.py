"""Hostile files through the whole door: no traceback, no hang, no snapshot harmed, every file kept.

The files come from tests/fuzz.py. PBGDPL_FUZZ multiplies how many; `make fuzz` goes on for minutes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import zipfile
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.desk import doctor
from etl.kinds.workers import parse_all
from tests import cli, forms, fuzz
from tests.test_load_contract import REFERENCE
from warehouse.store import Warehouse

TIMES = int(os.environ.get("PBGDPL_FUZZ", "1"))
TODAY = "2026-12-15"


@pytest.fixture(scope="module")
def files():
    return fuzz.ordinary_files()


@settings(max_examples=300 * TIMES, deadline=None, suppress_health_check=list(HealthCheck))
@given(chance=st.randoms(use_true_random=False))
def test_the_loading_process_itself_never_raises(files, chance):
    fuzz.looked_at(fuzz.mutated(files, chance)[1])


@pytest.mark.parametrize(
    "data",
    [b"a\rb,c\n", b'"' + b"a" * 200_000, b"PK\x05\x06" + b"\0" * 18, b"block_code\r,", b"\xef\xbb\xbf\r\r"],
    ids=["carriage return", "long field", "empty zip", "half a header", "only ends of lines"],
)
def test_bytes_that_once_ended_in_a_traceback(data):
    fuzz.looked_at(data)


def test_members_without_a_name_and_with_backslashes_are_not_lost():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr(zipfile.ZipInfo(""), b"x")
        package.writestr(zipfile.ZipInfo("..\\..\\a.xlsx"), b"y")
    from etl.read.containers import NAMELESS, zip_members

    with zipfile.ZipFile(target) as package:
        assert [name for name, _ in zip_members(package)] == [NAMELESS, "../../a.xlsx"]


def test_what_a_worker_answers_is_never_an_exception_of_ours(files):
    chance = random.Random(20221222)
    hostile = [fuzz.mutated(files, chance) for _ in range(300 * TIMES)]
    sent = ((number, data, name) for number, (name, data) in enumerate(hostile))
    complaints = {
        number: words
        for number, parsed in parse_all(sent, forms.context())
        if (words := fuzz.complaint(parsed) or _hung(parsed))
    }
    assert complaints == {}


def _hung(parsed) -> str | None:
    return "time_limit" if any(f.code == "time_limit" for f in parsed.findings) else None


def test_a_load_of_hostile_files_keeps_them_all_and_harms_nothing(files, tmp_path):
    warehouse, inbox = tmp_path / "warehouse", tmp_path / "inbox"
    inbox.mkdir()
    assert cli.load(warehouse, REFERENCE, today=TODAY)[0] == 0
    chance = random.Random(5)
    received = {}
    for number in range(30 * TIMES):
        name, data = fuzz.mutated(files, chance)
        if name.startswith(("reference", "~$")):
            continue  # a reference table that is taken changes the figures rightly
        (inbox / f"{number}-{name[-60:]}").write_bytes(data)
        received[hashlib.sha256(data).hexdigest()] = data
    around = sorted(tmp_path.iterdir())
    figures = "select * from mart.unit_year order by year, unit_code"
    before = cli.rows(warehouse, figures)
    code, result = cli.load(warehouse, inbox, today=TODAY)
    assert code == (1 if any(f["status"] == "rejected" for f in result["files"]) else 0)
    assert all(f["findings"] for f in result["files"] if f["status"] == "rejected")
    if not any(f["status"].startswith("accepted") or f["year"] for f in result["files"]):
        assert cli.rows(warehouse, figures) == before
    events = Warehouse(warehouse).events()
    known = {e["sha256"] for e in events if e["type"] == "received"}
    known |= {e["zip"]["sha256"] for e in events if e.get("zip")}
    assert set(received) <= known
    assert doctor.examine(Warehouse(warehouse), date.fromisoformat(TODAY)) == []
    assert sorted(tmp_path.iterdir()) == around  # nothing was written beside the warehouse
    assert json.loads(cli.etl(warehouse, "doctor", "--json").stdout)["healthy"]
