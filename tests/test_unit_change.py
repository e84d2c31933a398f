"""A change of one unit is told on the same criteria and basis of both years, else on the common ones, or not at all."""

from datetime import date

import pytest

from reports import unit_sheet
from reports.paper import Table
from tests.test_marts_by_rows import file, reference, scores
from tests.warehouse_fixture import snapshot
from warehouse import questions


def world(now: dict, verified: bool = False):
    """Unit U2 in 2023, where c2 does not apply, and with `now` in 2024."""
    rows = [*scores(1, "U2", 2023, c1=4, c3=2), *scores(2, "U2", 2024, **now)]
    issued = [
        {"file_seq": 3, "year": 2024, "unit_code": "U2", "criterion_code": code, "score_type": "verified", "sheet": "t",
         "cell": "C1", "value_text": "1", "value": "1", "not_applicable": False} for code in now if verified
    ]  # fmt: skip
    files = [file(1, "U2", 2023, given_on=date(2024, 1, 3)), file(2, "U2", 2024, given_on=date(2025, 1, 3)),
             file(3, None, None, kind="consolidated", given_on=date(2025, 1, 9))]  # fmt: skip
    share = [{"key": "comparable_share", "value": "0.7"}]
    return snapshot(
        reference(settings=share),
        {"received_file": files, "self_assessment": rows, "consolidated_score": issued},
        date(2025, 2, 1),
    )


@pytest.mark.parametrize(
    ("now", "verified", "compared_on", "change", "said"),
    [
        # c2 applies from 2024 on: 6/7 before, 5/7 now on c1 and c3; the whole would have fallen from 85,7 % to 80 %
        ({"c1": 3, "c2": 3, "c3": 2}, False, "common", -100 / 7, "−14,3 điểm phần trăm; tính trên tiêu chí chung của hai năm, không gồm c2"),
        ({"c1": 3, "c2": "na", "c3": 2}, False, "all", -100 / 7, "−14,3 điểm phần trăm"),
        ({"c1": 3, "c2": 3}, False, "none", None, "Chưa đủ căn cứ để so sánh"),  # c1 alone: 5 of 10 points
        ({"c1": 3, "c2": 3, "c3": 2}, True, "none", None, "Chưa đủ căn cứ để so sánh"),  # verified against self
    ],
)  # fmt: skip
def test_a_change_is_told_on_what_both_years_share(now, verified, compared_on, change, said):
    con = world(now, verified)

    def ask(question, **known):
        return questions.ask(con, question, **known).to_pylist()

    for row in (
        next(r for r in ask("unit_years", units=("U2",), scope=None) if r["year"] == 2024),
        next(r for r in ask("ranking", year=2024, block=None, scope=None) if r["unit_code"] == "U2"),
        next(r for r in ask("part_ranking", year=2024, block=None, part_kind="group", part_code="g", scope=None) if r["unit_code"] == "U2"),
    ):  # fmt: skip
        assert (row["compared_on"], row["score_change"]) == (compared_on, change and pytest.approx(change))
    (years,) = [
        p for p in unit_sheet.sheet(ask, 2024, "U2", None).parts if isinstance(p, Table) and p.header[0] == "Năm"
    ]
    assert {row[0][:4]: row[-1] for row in years.rows}["2024"] == said
