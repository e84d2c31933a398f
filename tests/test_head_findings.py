"""The finding on a head is that of the first rule that holds; a change of the rules changes findings only."""

from datetime import date

import pytest

from reports import head_sheet
from reports.heads_annex import DECIDES
from tests.test_documents import text_of
from tests.test_marts_by_rows import file, head, only, reference, register, scores, unit
from tests.warehouse_fixture import records, snapshot
from warehouse import build, questions

RULE = {"rule_version": "1", "year_from": 2022}


def rule(order: int, finding: str, reason: str = "x", **conditions) -> dict:
    return RULE | {"sort_order": order, "reference_finding": finding, "reason": reason} | conditions


RULES = [
    rule(1, "not_rated_here", rated_by_city=False),
    rule(2, "insufficient", "Năm {year}: chưa có", result="none"),
    rule(3, "insufficient", result="provisional"),
    rule(4, "attention", "{late} chậm, {missing} chưa gửi, {days} ngày", min_overdue=1),
]


def rows(rules: list[dict], rated_by: str = "ubnd_thanh_pho", settings: tuple = ()) -> list[dict]:
    """The year 2024 of one head whose unit sent nothing of 2023, when another did."""
    tables = reference(
        units=[unit("U1", "a") | {"rated_by": rated_by}, unit("U2", "a") | {"rated_by": rated_by}],
        heads=[head("h", "U2", date(2020, 1, 1))],
        head_rules=rules,
        settings=list(settings),
    )
    raw = only([file(1, "U1", 2023)], scores(1, "U1", 2023, c1=4))
    con = snapshot(tables, raw, date(2026, 2, 1), "mart.head_year")
    return [row for row in records(con, "mart.head_year") if row["year"] == 2024]


FINDING = ("reference_finding", "reasons", "rule_version")


def test_without_rules_there_is_no_finding():
    assert [tuple(row[c] for c in FINDING) for row in rows([])] == [(None, None, None)]


def test_the_first_rule_that_holds_decides_and_its_reason_is_filled_in():
    [row] = rows(RULES)
    assert tuple(row[c] for c in FINDING) == ("insufficient", "Năm 2024: chưa có", "1")


def test_a_head_whom_another_body_rates_gets_no_finding_from_results():
    [row] = rows(RULES, rated_by="khac")
    assert row["reference_finding"] == "not_rated_here"


def test_who_rates_heads_here_is_a_setting():
    """A ward rates its own; what the body of the city rated is not its own any more."""
    ward = ({"key": "heads_rated_by", "value": "ubnd_xa"},)
    assert rows(RULES, "ubnd_xa", ward) == rows(RULES)
    [row] = rows(RULES, settings=ward)
    assert row["reference_finding"] == "not_rated_here"


def test_a_later_version_wins_and_changes_findings_only():
    [old] = rows(RULES)
    [new] = rows([*RULES, rule(1, "attention") | {"rule_version": "2", "year_from": 2024}])
    assert (new["reference_finding"], new["rule_version"]) == ("attention", "2")
    assert {k: v for k, v in old.items() if k not in FINDING} == {k: v for k, v in new.items() if k not in FINDING}


@pytest.mark.parametrize("last, finding", [(2023, None), (2024, "attention")])
def test_a_rule_ends_with_its_last_year(last, finding):
    [row] = rows([rule(1, "attention", year_to=last)])
    assert row["reference_finding"] == finding


def test_a_reason_says_the_counts():
    [row] = rows([RULES[3]])
    assert row["missing_count"] == 1
    assert row["reasons"] == "0 chậm, 1 chưa gửi, 366 ngày"


def test_weaknesses_repeat_only_within_one_framework_and_where_both_years_apply():
    files = [file(n, "U1", year) for n, year in enumerate((2023, 2024, 2025), 1)]
    low = {"c1": 2, "c2": "na", "c3": 1}  # c3: exactly half is not below half
    rows = [row for n, year in enumerate((2023, 2024, 2025), 1) for row in scores(n, "U1", year, **low)]
    con = snapshot(reference(), only(files, rows), date(2026, 2, 1))
    found = {
        year: questions.ask(con, "unit_repeated_weaknesses", year=year, unit="U1", scope=None).to_pylist()
        for year in (2023, 2024, 2025)
    }
    assert [(r["criterion_code"], r["points_before"], r["points"]) for r in found[2024]] == [("c1", 2, 2)]
    assert found[2023] == found[2025] == []  # no year before; another framework
    assert questions.ask(con, "unit_repeated_weaknesses", year=2024, unit="U1", scope="U2").num_rows == 0


def test_what_was_due_in_a_year_has_both_dates_and_who_was_in_office():
    tables = reference(heads=[head("h", "U1", date(2020, 1, 1))])
    files = [file(1, "U1", 2023, first_seen_on=date(2024, 3, 1))]
    register_file, noted = register(2, ("U1", 2024, "self_assessment", date(2025, 1, 9)))
    con = snapshot(tables, only([*files, register_file], lines=noted), date(2026, 2, 1))
    due = {
        year: questions.ask(con, "due_in_year", year=year, unit="U1", scope=None).to_pylist() for year in (2024, 2025)
    }
    [assumed] = [r for r in due[2024] if r["milestone_name"] == "self_assessment"]
    [noted] = [r for r in due[2025] if r["milestone_name"] == "self_assessment"]
    assert (assumed["received_on_source"], assumed["head_code"]) == ("assumed", "h")
    assert (noted["first_received_on"], noted["status"], noted["head_code"]) == (date(2025, 1, 9), "late", "h")


def test_the_result_and_the_receipt_of_a_year_may_belong_to_two_people():
    tables = reference(
        heads=[
            head("first", "U1", date(2020, 1, 1), date(2024, 3, 31)),
            head("old", "U1", date(2024, 4, 1), date(2024, 12, 31)),
            head("new", "U1", date(2025, 1, 1)),
        ]
    )
    con = snapshot(tables, only([]), date(2026, 2, 1))
    found = [
        (r["year"], r["head_code"], r["due_head_code"])
        for r in questions.ask(con, "heads_by_year", unit="U1", scope=None).to_pylist()
        if r["year"] in (2023, 2024)
    ]
    assert found == [(2023, "first", "first"), (2024, "old", "new")]
    assert questions.ask(con, "heads_by_year", unit="U1", scope="U2").num_rows == 0
    assert found == [
        (r["year"], r["head_code"], r["due_head_code"])
        for r in questions.ask(con, "heads_by_year", unit=None, scope=None).to_pylist()
        if r["year"] in (2023, 2024) and r["unit_code"] == "U1"
    ]


@pytest.mark.parametrize("provisional", [True, False])
def test_the_sheet_of_a_unit_says_its_day_what_it_serves_and_who_decides(provisional):
    office = {"synthesising_body": "UBND thành phố Hạ Long", "office_name": "Phòng Tư pháp", "illustrative": False,
              "city_name": "thành phố Hạ Long", "as_of": date(2026, 12, 15), "snapshot_id": "000007"}  # fmt: skip
    due = {"milestone_name": "Báo cáo tự đánh giá", "year": 2025, "due_on": date(2026, 1, 5), "accepted_on": None,
           "first_received_on": date(2026, 1, 4), "status_text": "● Đúng hạn, phải bổ sung", "head_text": None}  # fmt: skip
    sheet = head_sheet.Sheet(
        unit="Phường Hà Tu", year=2026, is_provisional=provisional, serves="Chỉ để tham khảo.", apart="Hai người.",
        years=["Năm 2025: 80,0%"], heads=[("Chủ tịch", ["Nhiệm kỳ: từ 01/07/2021"])], due=[due], follow_ups=[],
        weaknesses=[], sources="sổ tiếp nhận a.xlsx",
    )  # fmt: skip
    text = text_of(head_sheet.docx(lambda *_: [office], sheet))
    for said in (DECIDES, "Tính đến 15/12/2026", "000007", "Chỉ để tham khảo.", "Hai người.", "Năm 2025: 80,0%",
                 "04/01/2026", "● Đúng hạn, phải bổ sung", "sổ tiếp nhận a.xlsx"):  # fmt: skip
        assert said in text, said
    assert ("TẠM TÍNH" in text) == provisional


SHEET = {"file_seq": 9, "sheet": "s", "row_number": 2, "is_withdrawn": False, "unit_code": "U2", "year": 2024,
         "sent_on": date(2026, 1, 5), "due_on": date(2026, 2, 1)}  # fmt: skip


@pytest.mark.parametrize(
    ("needed", "sheet", "told"),
    [
        (None, None, ("unconfirmed", None, None, None)),
        (None, SHEET, ("unconfirmed", None, None, None)),
        (None, SHEET | {"returned_on": date(2026, 2, 2)}, ("unconfirmed", None, None, None)),
        (None, SHEET | {"returned_on": date(2026, 2, 1)}, ("attention", "x", date(2026, 2, 1), None)),
        (None, SHEET | {"due_on": date(2026, 1, 31)}, ("attention", "x", None, date(2026, 1, 31))),
        (None, SHEET | {"due_on": date(2026, 1, 31), "year": 2023}, ("unconfirmed", None, None, None)),
        ("false", None, ("attention", "x", None, None)),
    ],
)
def test_a_finding_is_told_after_the_unit_could_answer(needed, sheet, told):
    tables = reference(
        heads=[head("h", "U2", date(2020, 1, 1))],
        head_rules=[rule(1, "attention")],
        settings=[{"key": "confirmation_needed", "value": needed}],
    )
    raw = only(
        [file(1, "U1", 2023), file(9, None, None, kind="follow_up", given_on=date(2026, 1, 6))],
        scores(1, "U1", 2023, c1=4),
    )
    con = snapshot(
        tables,
        raw | {"confirmation": [sheet] if sheet else []},
        date(2026, 2, 1),
        "mart.told_finding",
        "mart.head_year",
        "mart.unit_told",
    )
    [row] = [row for row in records(con, "mart.told_finding") if row["year"] == 2024]
    assert (row["told_finding"], row["reasons"], row["returned_on"], row["expired_on"]) == told
    [kept] = [row for row in records(con, "mart.head_year") if row["year"] == 2024]
    assert kept["reference_finding"] == "attention", "the mart of heads says what the rules say"
    [unit] = [row for row in records(con, "mart.unit_told") if (row["year"], row["unit_code"]) == (2024, "U2")]
    assert (unit["is_held"], unit["returned_on"], unit["expired_on"]) == (told[0] == "unconfirmed", *told[2:])
    con.execute("update mart.year_stage set stage = 'published'")
    con.execute("drop table mart.unit_told")
    build.run_model(con, "mart.unit_told")
    assert not any(row["is_held"] for row in records(con, "mart.unit_told")), "what is public needs no sheet"
