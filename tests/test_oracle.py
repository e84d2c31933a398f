"""The whole way from generated workbooks to marts against an independent recomputation, row by row."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import pytest

from tests import cli
from tests.oracle import Inbox, Reference

COLUMNS = """
    unit_code, block_code, score_pct, points, max_points, class_code, score_basis, rank_block, rank_overall, self_pct,
    criteria_scored, first_received_on, due_on, status, days_late, obligation, rank_block_previous, framework_code
"""


@pytest.fixture(scope="module", params=[pytest.param((20221222, 64), marks=pytest.mark.proof), (7, 20)], ids=str)
def city(request, tmp_path_factory):
    """A whole city, and with another seed a part of one: it meets the same mess in a third of the time."""
    seed, units = map(str, request.param)
    folder = tmp_path_factory.mktemp(f"seed{seed}")
    subprocess.run(
        [sys.executable, "-m", "sample_data.generate", "-o", str(folder), "--seed", seed, "--units", units],
        cwd=cli.ROOT, check=True, capture_output=True,
    )  # fmt: skip
    code, result = cli.load(folder / "warehouse", folder / "reference", folder / "inbox")
    assert code == 0, [f for f in result["files"] if f["status"] == "rejected"]
    return folder, Inbox(folder / "inbox", Reference(folder / "reference"))


def decimal(value) -> Fraction | None:
    return None if value is None else Fraction(value)


def test_every_unit_year_equals_the_oracle(city):
    folder, inbox = city
    previous: dict[str, tuple] = {}
    for year in range(2022, 2027):
        expected = inbox.unit_years(year)
        found = cli.rows(folder / "warehouse", f"select {COLUMNS} from mart.unit_year where year = ?", [year])
        assert {row[0] for row in found} == expected.keys()
        ranks = {}
        for (
            unit,
            block,
            percent,
            points,
            maximum,
            klass,
            basis,
            rank,
            overall,
            own,
            scored,
            first,
            due,
            status,
            days,
            obligation,
            before,
            framework,
        ) in found:
            want = expected[unit]
            where = (year, unit)
            assert block == want["block"], where
            assert percent == (None if want["percent"] is None else float(want["percent"])), where
            assert (decimal(points), decimal(maximum)) == (want["points"], want["max"]), where
            assert (klass, basis, rank, overall) == (
                want["class"],
                want["basis"],
                want["rank_block"],
                want["rank_overall"],
            ), where
            assert own == (None if want["self_percent"] is None else float(want["self_percent"])), where
            assert scored == want["scored"], where
            assert (first, due, status, days, obligation) == (
                want["first"],
                want["due"],
                want["status"],
                want["days"],
                want["obligation"],
            ), where
            same = previous.get(unit, (None, None, None))
            assert before == (same[0] if same[1:] == (block, framework) else None), where
            ranks[unit] = (rank, block, framework)
        previous = ranks


def test_every_criterion_equals_the_oracle(city):
    folder, inbox = city
    found = cli.rows(
        folder / "warehouse",
        "select year, unit_code, criterion_code, self_points, verified_points, final_points, points, max_points"
        " from mart.criterion_unit_year where applicable",
    )
    got = {row[:3]: tuple(decimal(v) for v in row[3:]) for row in found}
    expected = {}
    for unit, year in {(f[0], f[1]) for f in inbox.forms}:
        for code, score in inbox.scores(unit, year).items():
            if score["applies"]:
                expected[year, unit, code] = tuple(score[k] for k in ("self", "verified", "final", "points", "max"))
    assert got == expected


def test_every_milestone_equals_the_oracle(city):
    folder, inbox = city
    found = cli.rows(
        folder / "warehouse",
        "select year, unit_code, milestone_code, due_on, first_received_on, status, days_late, obligation from mart.compliance",
    )
    expected = set()
    for year in range(2022, 2027):
        for unit in inbox.reference.in_scope(year):
            for milestone in inbox.reference.milestones:
                code = milestone["milestone_code"]
                if milestone["last_year"] and year > int(milestone["last_year"]):
                    continue
                row = inbox.receipt(unit, year, code)
                if row["obligation"]:
                    expected.add(
                        (year, unit, code, row["due"], row["first"], row["status"], row["days"], row["obligation"])
                    )
    assert set(found) == expected


def test_the_sample_urges_nobody_who_had_sent(city):
    folder, _ = city
    urged = "select count(*) from mart.reminder"
    wrong = "select count(*) from mart.finding where code = 'reminder_after_receipt'"
    assert cli.rows(folder / "warehouse", urged)[0][0] > 3 and cli.rows(folder / "warehouse", wrong) == [(0,)]


def test_the_same_inbox_again_or_rebuilt_changes_nothing(city):
    folder, _ = city
    before = (folder / "warehouse" / "CURRENT").read_text()
    code, result = cli.load(folder / "warehouse", folder / "inbox", folder / "reference")
    assert code == 0
    assert result["snapshot"] is None
    assert {f["status"] for f in result["files"]} == {"duplicate"}
    done = cli.etl(folder / "warehouse", "rebuild")
    assert done.returncode == 0, done.stderr
    assert (folder / "warehouse" / "CURRENT").read_text() == before
