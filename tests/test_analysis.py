"""The rules of the analysis on planted rows, each with a case in which it speaks and one in which it is silent, and the
sentences made of their rows."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from reports.paper import plain
from reports.parts.analysis import _paragraph, say
from tests import snapshots
from tests.warehouse_fixture import snapshot
from warehouse import analysis, questions
from words.analysis import RULES, About

BOUNDS = analysis.THRESHOLDS | {"analysis_min_units": 2.0}


@pytest.fixture(scope="module")
def made():
    """The marts of nothing, as tables."""
    with snapshot({}, {}, date(2026, 12, 15)) as con:
        yield con


@pytest.fixture
def con(made):
    """The same for each test, with one block, group and criterion: what a test plants is gone for the next."""
    made.begin()
    plant(made, "block", ("xa_phuong", "Xã, phường"), columns="block_code, block_name")
    plant(made, "criterion", ("F", "D1", "Phổ biến", "D", "Đầu ra", "dau_ra", True), ("F", "A1", "Kế hoạch", "A", "Đầu vào", "dau_vao", True),
          columns="framework_code, criterion_code, criterion_name, group_code, group_name, kind, in_maximum")  # fmt: skip
    yield made
    made.rollback()


def plant(con, table: str, *rows: tuple, columns: str) -> None:
    marks = ", ".join("?" * len(rows[0]))
    con.executemany(f"insert into mart.{table} ({columns}) values ({marks})", rows)


def found(con, rule: str, first: int = 2024, last: int = 2025, block: str | None = None, **bounds) -> list[dict]:
    return analysis.found(snapshots.asking(con), rule, BOUNDS | bounds, first=first, last=last, block=block)


def scored(
    con, points: dict[str, tuple], year: int = 2025, criterion: str = "D1", self_points: dict | None = None
) -> None:
    """Unit → its points on a criterion of ten, all verified, each year's unit_year beside it."""
    for unit, value in points.items():
        plant(con, "criterion_unit_year", (year, unit, criterion, criterion[0], "F", value, value, (self_points or {}).get(unit, value), 10, True, True),
              columns="year, unit_code, criterion_code, group_code, framework_code, points, verified_points, self_points, max_points, applicable, in_maximum")  # fmt: skip
        if not con.execute("select 1 from mart.unit_year where year = ? and unit_code = ?", [year, unit]).fetchone():
            plant(con, "unit_year", (year, unit, unit, "xa_phuong", "F", 50.0, "verified", True),
                  columns="year, unit_code, unit_name, block_code, framework_code, score_pct, score_basis, is_rated")  # fmt: skip


def compared(con, place: str = "all", is_comparable: bool = True, **units: tuple) -> None:
    """Unit → percent of the year before and of the year."""
    plant(con, "comparison", (2025, 2024, place, is_comparable), columns="year, before, place_code, is_comparable")
    for unit, (before, now) in units.items():
        plant(con, "comparison_unit", (2025, 2024, unit, f"Phường {unit}", "xa_phuong", "F", now, before, True),
              columns="year, before, unit_code, unit_name, block_code, framework_code, score_pct, score_pct_before, is_compared")  # fmt: skip


def test_every_rule_has_words_and_says_its_bounds():
    rules, asked = ({path.stem for path in folder.glob("*.sql")} for folder in (questions.ANALYSIS, questions.HERE))
    assert rules == set(RULES) and not rules & asked
    for name, rule in RULES.items():
        text = questions.text(name)
        assert text.startswith("-- ") and "weight" in text
        assert set(rule.bounds) == questions.parameters(name) & set(BOUNDS), name
        assert " reference." not in text and " staging." not in text and " raw." not in text, name


def test_bounds_are_settings_and_have_defaults():
    given = [
        {"key": "analysis_change_pct", "value": "7"},
        {"key": "analysis_gap_pct", "value": None},
        {"key": "low_criterion_pct", "value": "một nửa"},
    ]
    bounds = analysis.thresholds(lambda question: given)
    assert (bounds["analysis_change_pct"], bounds["analysis_gap_pct"], bounds["low_criterion_pct"]) == (7, 10, 50)
    sample = (snapshots.ROOT / "sample_data/reference/settings.csv").read_text(encoding="utf-8")
    for key, default in analysis.THRESHOLDS.items():
        assert f"\n{key},{default:g}," in sample


def test_a_criterion_low_in_many_units_is_named_whatever_its_median(con):
    scored(con, {"A": 4, "B": 4, "C": 10, "D": 10, "E": 5})
    scored(con, {"A": 4, "B": 10, "C": 10, "D": 10, "E": 10}, criterion="A1")
    (row,) = found(con, "low_in_many")
    assert (row["code"], row["low"], row["units"], row["weight"]) == ("D1", 2, 5, 0.4), "5 of 10 is not below half"
    assert row["block_name"] is None, "one block alone is not where it concentrates"
    assert (
        found(con, "low_in_many", block="co_quan_chuyen_mon")
        == found(con, "low_in_many", analysis_low_units_pct=41.0)
        == []
    )


def test_the_block_in_which_it_concentrates_is_told_of_rated_units_alone(con):
    scored(con, dict.fromkeys("ABCD", 4) | dict.fromkeys("EFGH", 10))
    con.execute("update mart.unit_year set block_code = 'khac' where unit_code > 'D'")
    assert found(con, "low_in_many")[0]["block_name"] == "Xã, phường"
    con.execute("update mart.unit_year set is_rated = unit_code > 'D'")
    assert found(con, "low_in_many")[0]["block_name"] is None


def test_a_criterion_stays_low_only_in_the_same_units(con):
    scored(con, {"A": 4, "B": 4, "C": 10}, 2024)
    scored(con, {"A": 4, "B": 10, "C": 4})
    assert not found(con, "low_two_years"), "one unit alone"
    con.execute("update mart.criterion_unit_year set points = 4 where unit_code = 'B'")
    (row,) = found(con, "low_two_years")
    assert (row["low"], row["units"]) == (2, 3)
    con.execute("update mart.criterion_unit_year set framework_code = 'G' where year = 2024")
    assert not found(con, "low_two_years"), "of two frameworks nothing persists"


def test_what_rose_is_told_of_the_same_units_where_they_can_be_compared(con):
    scored(con, {"A": 4, "B": 5, "C": 0}, 2024)
    scored(con, {"A": 6, "B": 6, "C": 10})
    compared(con, A=(40, 60), B=(50, 60), C=(0, 100))
    con.execute("update mart.comparison_unit set is_compared = false where unit_code = 'C'")
    (row,) = found(con, "criterion_change")
    assert (row["code"], row["units"], row["moved"], row["block_name"]) == ("D1", 2, 2, None)
    assert sentence("criterion_change", [row]) == (
        "So với năm 2024, tính bình quân trong cùng các đơn vị đã thẩm định cả hai năm, tiêu chí thay đổi rõ nhất là D1 Phổ biến "
        "tăng 15,0 điểm phần trăm (2/2 đơn vị tăng)."
    )
    assert row["change"] == pytest.approx(15), "C is not compared"
    assert not found(con, "criterion_change", analysis_change_pct=15.1)
    con.execute("update mart.criterion_unit_year set max_points = 8 where year = 2024 and unit_code = 'B'")
    assert not found(con, "criterion_change"), "of another maximum"


def test_a_block_that_can_be_compared_speaks_where_the_whole_cannot(con):
    scored(con, {"A": 4, "B": 5}, 2024)
    scored(con, {"A": 2, "B": 3})
    compared(con, is_comparable=False, A=(40, 20), B=(50, 30))
    assert not found(con, "criterion_change")
    compared(con, place="xa_phuong")
    (row,) = found(con, "criterion_change")
    assert (row["block_name"], row["moved"]) == ("Xã, phường", 2) and row["change"] == pytest.approx(-20)


def test_groups_are_compared_on_the_same_criteria(con):
    for year, share in ((2024, 40.0), (2025, 50.0)):
        for unit in "AB":
            plant(con, "part_unit_year", (year, unit, "F", "group", "D", 10, share, 1),
                  columns="year, unit_code, framework_code, part_kind, part_code, max_points, score_pct, criteria_applicable")  # fmt: skip
    compared(con, A=(40, 50), B=(40, 50))
    (row,) = found(con, "group_change")
    assert (row["code"], row["name"], row["change"], row["moved"], row["units"]) == ("D", "Đầu ra", 10, 2, 2)
    con.execute("update mart.part_unit_year set criteria_applicable = 2 where year = 2024 and unit_code = 'A'")
    assert not found(con, "group_change")


def test_who_fell_behind_is_named_only_after_having_its_say(con):
    scored(con, dict.fromkeys("ABCD", 5))
    compared(con, A=(70, 70), B=(70, 70), C=(50, 69), D=(70, 50))
    plant(con, "year_stage", (2025, "provisional"), columns="year, stage")
    closed, behind = found(con, "gap_change")
    assert (closed["unit_name"], closed["distance_before"], closed["distance"]) == ("Phường C", 20, 0.5)
    assert (behind["unit_name"], behind["is_behind"], behind["distance"]) == (None, True, 19.5)
    plant(con, "reply", (2025, "D", "D1"), columns="year, unit_code, criterion_code")
    assert found(con, "gap_change")[1]["unit_name"] == "Phường D"
    held(con, "C", "D")
    assert [row["unit_name"] for row in found(con, "gap_change")] == ["Phường C", None], (
        "not before its sheet came back"
    )
    con.execute("update mart.unit_told set is_held = false, returned_on = date '2026-02-09'")
    con.execute("delete from mart.reply")
    (behind,) = [row for row in found(con, "gap_change") if row["is_behind"]]
    assert "Phường D (trả lại phiếu xác nhận ngày 09/02/2026)" in sentence("gap_change", [behind])
    con.execute("update mart.unit_year set is_rated = false")
    assert not found(con, "gap_change")


def test_points_are_lost_where_the_share_is_greater_than_that_of_the_maximum(con):
    scored(con, {"A": 2, "B": 4})
    scored(con, {"A": 8, "B": 6}, criterion="A1")
    (row,) = found(con, "lost_points")
    assert (row["sort"], row["code"], row["lost_share"], row["share"]) == ("kind", "dau_ra", 70, 50)
    assert not found(con, "lost_points", analysis_concentration_pct=21.0)
    scored(con, {"C": 10}, criterion="A1")
    con.execute("update mart.unit_year set block_code = 'khac' where unit_code = 'C'")
    assert [row["code"] for row in found(con, "lost_points")] == ["dau_ra", "xa_phuong"]
    con.execute("update mart.unit_year set is_rated = false")
    assert [row["code"] for row in found(con, "lost_points")] == ["dau_ra"], "who is only asked is not named"


def test_self_scores_are_set_against_the_final_ones(con):
    scored(con, {"A": 4, "B": 6}, self_points={"A": 8, "B": 6})
    (row,) = found(con, "self_above_verified")
    assert (row["gap"], row["above"], row["units"]) == (20, 1, 2)
    con.execute("update mart.criterion_unit_year set final_points = 8 where unit_code = 'A'")
    assert not found(con, "self_above_verified")


def test_a_score_above_what_the_survey_supports_is_told(con):
    scored(con, {"A": 8, "B": 8})
    for unit, high in (("A", 6), ("B", 8)):
        plant(con, "criterion_survey", (2025, unit, "D1", 9, 8, high), columns="year, unit_code, criterion_code, self_points, verified_points, survey_points_high")  # fmt: skip
    (row,) = found(con, "above_survey")
    assert (row["above"], row["units"]) == (1, 2)
    con.execute("update mart.criterion_survey set verified_points = 6")
    assert not found(con, "above_survey")


def owed(con, unit: str, told: str, days: int | None, obligation: str = "required", **flags) -> None:
    plant(con, "unit", (unit, f"Phường {unit}", "xa_phuong"), columns="unit_code, unit_name, block_code")
    plant(con, "compliance", (2025, unit, "self_assessment", obligation, told, days, flags.get("needs_supplement", False), flags.get("is_under_check", False)),
          columns="year, unit_code, milestone_code, obligation, told_status, told_days, needs_supplement, is_under_check")  # fmt: skip


def held(con, *units: str) -> None:
    """Units that are not to be named yet."""
    plant(con, "unit_told", *((2025, unit, True) for unit in units), columns="year, unit_code, is_held")


def test_only_who_is_bound_and_past_the_day_is_named_late(con):
    owed(con, "A", "late", 5)
    owed(con, "B", "missing", 30)
    owed(con, "C", "missing", 30, obligation="requested")
    owed(con, "D", "undated", 3)
    owed(con, "E", "not_due", None)
    owed(con, "F", "missing", 30, needs_supplement=True)
    owed(con, "G", "missing", 30, is_under_check=True)
    rows = found(con, "late_units")
    assert [(row["unit_code"], row["days"], row["is_missing"]) for row in rows] == [("B", 30, True), ("A", 5, False)]
    assert {(row["late"], row["missing"], row["units"]) for row in rows} == {(1, 1, 6)}
    assert sentence("late_units", rows).endswith(
        "1/6 đơn vị chưa gửi báo cáo tự đánh giá năm 2025, quá hạn 30 ngày; 1/6 đơn vị gửi sau thời hạn; cụ thể: Phường B (chưa gửi); "
        "Phường A (chậm 5 ngày)."
    )
    owed(con, "H", "missing", 30)
    owed(con, "I", "missing", 12)
    rows = found(con, "late_units")
    assert (rows[0]["same_days"], rows[0]["is_same"]) == (30, False)
    assert sentence("late_units", rows).endswith(
        "quá hạn 30 ngày (trừ đơn vị có ghi số khác); 1/8 đơn vị gửi sau thời hạn; cụ thể: Phường B (chưa gửi); Phường H (chưa gửi); "
        "Phường I (chưa gửi, quá hạn 12 ngày); Phường A (chậm 5 ngày)."
    )
    con.execute("delete from mart.compliance where unit_code in ('H', 'I')")
    held(con, "A", "B")
    (row,) = found(con, "late_units")
    assert (row["unit_name"], row["held"], row["late"], row["missing"]) == (None, 2, 1, 1)
    assert sentence("late_units", [row]).endswith("sau thời hạn; cụ thể: 02 đơn vị không nêu tên.")
    con.execute("update mart.unit_told set is_held = false, expired_on = date '2026-02-10' where unit_code = 'A'")
    assert "Phường A (không trả lại phiếu xác nhận, hết hạn ngày 10/02/2026)" in sentence(
        "late_units", found(con, "late_units")
    )


def test_recommendations_speak_when_one_is_overdue(con):
    plant(con, "unit", ("A", "Phường A", "xa_phuong"), columns="unit_code, unit_name, block_code")
    for content, status in (("x", "done"), ("y", "overdue")):
        plant(con, "follow_up", ("A", 2025, content, status), columns="unit_code, year, content, status")
    (row,) = found(con, "open_follow_ups")
    assert (row["made"], row["done"], row["overdue"], row["units"], row["weight"]) == (2, 1, 1, 1, 0.5)
    plant(con, "unit_year", (2025, "A", False), columns="year, unit_code, is_rated")
    assert not found(con, "open_follow_ups"), "who is only asked is never told to be overdue"


def test_tasks_are_behind_in_years_that_are_over(con):
    plant(con, "plan_task", ("1", 1, "Áp dụng", "Phòng Tư pháp"), ("2", 2, "Tập huấn", "Phòng Tư pháp"), columns="task_code, sort_order, title, lead")  # fmt: skip
    for code, year, status in (("1", 2024, "unfinished"), ("1", 2025, "never_reported"), ("2", 2025, "done")):
        plant(con, "task_year", (code, year, status), columns="task_code, year, status")
    (row,) = found(con, "tasks_behind")
    assert (row["name"], row["years"], row["tasks"], row["weight"]) == ("Áp dụng", "2024, 2025", 2, 0.5)
    assert sentence("tasks_behind", [row]) == (
        "Còn 1/2 nhiệm vụ của Kế hoạch chưa xong hoặc chưa có báo cáo: Áp dụng (chưa hoàn thành năm 2024; chưa có báo cáo năm 2025)."
    )
    con.execute("update mart.task_year set status = 'never_reported'")
    assert not found(con, "tasks_behind"), "nothing was reported of any task: the register is missing"
    con.execute("update mart.task_year set status = 'done' where task_code = '2'")
    assert not found(con, "tasks_behind", block="xa_phuong")


def test_the_limits_of_the_data(con):
    scored(con, {"A": 5, "B": 5})
    plant(con, "framework_year", (2025, "F", False), columns="year, framework_code, illustrative")
    assert not found(con, "limit_framework") and not found(con, "limit_verified") and not found(con, "limit_survey")
    con.execute("update mart.framework_year set illustrative = true")
    con.execute("update mart.unit_year set score_basis = 'mixed' where unit_code = 'A'")
    plant(
        con,
        "survey_wave",
        (2025, "KS", "Chọn mẫu thuận tiện", 1),
        (2024, "SAU", "Chọn mẫu ngẫu nhiên", 0),
        columns="year, wave_code, method, files",
    )
    (framework,), (verified,), (survey,) = (found(con, f"limit_{name}") for name in ("framework", "verified", "survey"))
    assert (framework["is_missing"], framework["years"]) == (False, "2025")
    assert (verified["open"], verified["with_result"], verified["years"]) == (1, 2, 1)
    many = [verified | {"years": 2}, verified | {"years": 2, "year": 2024}]
    assert "chưa thẩm định đầy đủ: năm 2025 là 1/2; năm 2024 là 1/2; kết quả" in sentence("limit_verified", many)
    assert not found(con, "limit_results")
    con.execute("update mart.unit_year set score_pct = null where unit_code = 'A'")
    (few,) = found(con, "limit_results")
    assert (few["year"], few["with_result"], few["units"], few["weight"]) == (2025, 1, 2, 0.5)
    assert not found(con, "limit_results", analysis_coverage_pct=50.0)
    assert (survey["years"], survey["is_compared"]) == ("2025", False), (
        "of a wave that is only planned no answers are told"
    )
    assert not found(con, "limit_framework", block="khac"), "another block is assessed by other criteria"


ABOUT = About(2025, "", "thẩm định", BOUNDS)
LOW = {
    "framework_code": "F",
    "code": "D1",
    "name": "Phổ biến",
    "low": 3,
    "units": 10,
    "block_name": None,
    "block_low": None,
    "block_units": None,
}


def sentence(rule: str, rows: list[dict], about: About = ABOUT) -> str:
    return "".join(map(plain, _paragraph(SimpleNamespace(last=2025), RULES[rule], rows, about, RULES[rule].most)))


def test_one_criterion_and_many_are_said_right():
    assert sentence("low_in_many", [LOW]) == (
        "Năm 2025 có 01 tiêu chí mà từ 30% số đơn vị được chấm trở lên đạt dưới 50% điểm tối đa: D1 Phổ biến (3/10 đơn vị)."
    )
    many = sentence("low_in_many", [LOW | {"code": f"D{n}"} for n in range(7)])
    assert many.startswith("Năm 2025 có 07 tiêu chí") and many.endswith("; và 02 tiêu chí khác.")
    placed = sentence("low_in_many", [LOW | {"block_name": "Xã, phường", "block_low": 3, "block_units": 4}])
    assert placed.endswith("(3/10 đơn vị, nhiều nhất là khối xã, phường với 3/4).")


@pytest.mark.parametrize(("late", "missing", "days", "words"), [
    (1, 0, 5, "Có 1/9 đơn vị mà Kế hoạch quy định phải báo cáo gửi báo cáo tự đánh giá năm 2025 sau thời hạn: Phường A (chậm 5 ngày)."),
    (0, 1, 5, "Có 1/9 đơn vị mà Kế hoạch quy định phải báo cáo chưa gửi báo cáo tự đánh giá năm 2025, quá hạn 5 ngày: Phường A."),
    (0, 1, None, "Có 1/9 đơn vị mà Kế hoạch quy định phải báo cáo không có báo cáo tự đánh giá năm 2025: Phường A."),
])  # fmt: skip
def test_late_and_missing_are_told_apart(late, missing, days, words):
    row = {"unit_code": "A", "unit_name": "Phường A", "days": days, "returned_on": None, "expired_on": None, "is_missing": bool(missing), "same_days": days if missing else None, "is_same": True, "late": late, "missing": missing, "units": 9}  # fmt: skip
    assert sentence("late_units", [row]) == words


def test_a_unit_that_has_not_had_its_say_is_in_no_sentence_and_in_no_identifier():
    row = {"unit_name": None, "unit_code": "P_HA_TU", "block_code": "xa_phuong", "block_name": "Xã, phường", "place": 3,
           "distance_before": -2.0, "distance": 12.0, "is_behind": True}  # fmt: skip
    said = _paragraph(SimpleNamespace(last=2025), RULES["gap_change"], [row], ABOUT, 5)
    assert "P_HA_TU" not in repr(said)
    assert "tụt từ mức cao hơn 2,0 điểm phần trăm xuống mức thấp hơn 12,0 điểm phần trăm" in "".join(map(plain, said))


def test_a_criterion_is_called_by_its_name_once_in_a_section():
    rows = {"low_in_many": [LOW | {"weight": 0.3}], "low_two_years": [LOW | {"weight": 0.2}]}
    told: list[str] = []
    draft = SimpleNamespace(
        first=2024, last=2025, block=None, facts={"verification_word": "thẩm định", "running_year": 2026}, of=lambda year: [],
        ask=lambda question, **known: rows.get(question, []),
        say=lambda place, *said, why: told.append("".join(map(plain, said))),
    )  # fmt: skip
    assert say(draft, "ton_tai") == 2
    assert told[0].endswith("D1 Phổ biến (3/10 đơn vị).") and told[1].endswith(": D1 (3/10 đơn vị).")
