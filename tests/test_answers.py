"""What pages keep of the answers that they asked for: bounded, and no larger than what is in it."""

import gc
from pathlib import Path

import pyarrow as pa
import pytest

from pages._shared import data
from tests import snapshots
from warehouse import questions

YEAR = 2025


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    folder = snapshots.build(tmp_path_factory.mktemp("answers"))
    yield str(next((folder / "snapshots").glob("*.duckdb")))
    data._connection.clear()


def answer(rows: int) -> data.Answer:
    return data.Answer(pa.table({"value": list(range(rows))}))


def test_as_many_answers_are_kept_as_have_so_many_values_and_the_last_asked_for_stay():
    kept = data.Kept(3 * (10 + data.AN_ANSWER))
    for number in range(3):
        kept.put((number,), answer(10))
    assert kept.get((0,))  # asked for again, so the second is the oldest
    kept.put((3,), answer(10))
    assert [bool(kept.get((number,))) for number in range(4)] == [True, False, True, True]
    kept.put((3,), answer(10))  # two sessions asked at once: it counts once
    assert kept.values == kept.most
    kept.put((4,), answer(1000))  # larger than all together: alone
    assert [bool(kept.get((number,))) for number in range(5)] == [False, False, False, False, True]
    kept.clear()
    assert (kept.values, kept.get((4,))) == (0, None)


def test_an_answer_is_asked_once_and_kept_in_no_more_room_than_it_needs(snapshot, monkeypatch):
    """Of a large one Arrow counts what is its own, which is a copy: DuckDB makes room for whole vectors."""
    monkeypatch.setattr(data, "MOST_KEPT", 0)
    known = (("block", None), ("scope", None), ("year", YEAR))
    data._kept.clear()
    gc.collect()
    before = pa.total_allocated_bytes()
    first = data._answer(snapshot, "ranking", known)
    gc.collect()
    held, table = pa.total_allocated_bytes() - before, first._kept
    assert table.num_rows and 0 < held <= table.nbytes + 3 * 64 * table.num_columns
    assert data._answer(snapshot, "ranking", known) is first
    with snapshots.opened(Path(snapshot).parent.parent) as con:
        assert questions.ask(con, "ranking", **dict(known)).equals(table)


def test_of_a_small_answer_rows_are_kept_that_share_their_texts(snapshot):
    data._kept.clear()
    gc.collect()
    before = pa.total_allocated_bytes()
    one = data._answer(snapshot, "ranking", (("block", None), ("scope", None), ("year", YEAR)))
    other = data._answer(snapshot, "units", (("block", None),))
    gc.collect()
    assert pa.total_allocated_bytes() == before
    names = {row["unit_code"]: row["unit_name"] for row in other.rows()}
    assert all(row["unit_name"] is names[row["unit_code"]] for row in one.rows())
    one.rows()[0].clear()
    with snapshots.opened(Path(snapshot).parent.parent) as con:
        assert questions.ask(con, "ranking", year=YEAR, block=None, scope=None).to_pylist() == one.rows()


def test_a_question_reserves_no_memory_for_rows_that_it_has_not(snapshot):
    def reserved() -> int:
        return int(Path("/proc/self/status").read_text(encoding="ascii").split("VmSize:")[1].split()[0]) // 1024

    with snapshots.opened(Path(snapshot).parent.parent) as con:
        known = {"year": YEAR, "block": None, "scope": None}
        before = reserved()
        held = [questions.ask(con, "ranking", **known) for _ in range(4)]
        assert held and reserved() - before < 200  # MB; for a million rows each it is more than a thousand
