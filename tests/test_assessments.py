"""Other assessments of a year (rule 18): whose a file is, and that the yearly figures never hear of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from etl.desk.template import TemplateError, assessed_units, write_template
from etl.kinds import door
from etl.reference.context import Context
from etl.reference.rules import broken_rules
from etl.reference.tables import tables
from tests import forms
from tests.forms import CRITERIA, form
from tests.office import ROOT, Office
from tests.test_marts_by_rows import file, head, milestone, reference, scores, unit
from tests.test_pages import html_of, open_page, words
from tests.test_tables_of_the_office import BAI_CHAY, table
from tests.warehouse_fixture import records, snapshot

pytestmark = pytest.mark.usefixtures("no_sample")
PILOT = ROOT / "sample_data" / "reference_pilot"
FAMILY, LAND = "Hôn nhân và gia đình", "Đất đai"


def pilot(code: str, subject: str, framework="F", audience=None, year=2024) -> tuple:
    return (code, year, framework, subject, audience, *[None] * 15)


PILOTS = [
    pilot("TD-01", FAMILY),
    pilot("TD-02", LAND, audience="Thanh niên"),
    pilot("TD-03", LAND, audience="Nông dân"),
    pilot("TD-04", FAMILY, framework="G", year=2023),
]
WHO = [
    *((code, None, "BC") for code in ("TD-01", "TD-02", "TD-03")),
    ("TD-01", "co_quan_chuyen_mon", None),
    ("TD-04", None, "QL1"),
]
CONTEXT = forms.context(assessments=PILOTS, assessment_units=WHO)


def read(data: bytes, context=CONTEXT):
    return door.parse(data, "a.xlsx", context)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        (f"TỰ ĐÁNH GIÁ LĨNH VỰC {FAMILY.upper()} NĂM 2024", "TD-01"),
        ("TỰ ĐÁNH GIÁ ĐỢT TD-02 NĂM 2024", "TD-02"),
        ("Tự đánh giá lĩnh vực Đất đai cho nông dân năm 2024", "TD-03"),
        ("Tự đánh giá lĩnh vực Đất đai năm 2024", "?"),  # two of them
        ("TỰ ĐÁNH GIÁ NĂM 2024", "?"),
    ],
)
def test_the_title_says_which_assessment_it_is(title, found):
    parsed = read(form(title=title))
    assert (parsed.assessment_code, parsed.unit_code, parsed.year) == (found, "BC", 2024)
    assert forms.codes(parsed, "error") == (["assessment_ambiguous"] if found == "?" else [])


def test_the_only_one_owed_needs_no_name():
    assert read(form(unit="Phường Hồng Gai")).assessment_code is None
    # framework G is not that of 2023: only the assessment is, and its form is read by its own framework
    tables = forms.tables() | {"assessments": PILOTS, "assessment_units": WHO}
    tables["framework_years"] = [row for row in tables["framework_years"] if row[1] != 2023]
    alone = forms.Context.from_tables(tables)
    rows = [["1.1", "Ban hành văn bản", 50, "", 40, "x", ""]]
    parsed = read(form(unit="Xã Quảng La", year=2023, criteria=rows), alone)
    assert (parsed.assessment_code, parsed.framework_code) == ("TD-04", "G")
    assert forms.codes(read(form(year=2023), alone), "error") == ["no_framework"]


def test_a_year_is_that_of_the_last_day_of_a_period():
    title = "BÁO CÁO TỰ ĐÁNH GIÁ (từ ngày 01/01/2023 đến ngày 31/12/2024)"
    rows = [r for r in forms.form_rows(unit="Phường Hồng Gai", title=title) if r != ["Năm đánh giá: 2024"]]
    assert read(forms.workbook(rows)).year == 2024


def test_the_same_content_of_two_assessments_is_not_one_file():
    one, other = (read(form(title=f"TỰ ĐÁNH GIÁ ĐỢT {code} NĂM 2024")) for code in ("TD-01", "TD-02"))
    assert one.content_hash != other.content_hash


def test_a_template_says_whose_it_is(tmp_path):
    path = tmp_path / "a.xlsx"
    write_template(CONTEXT, "BC", 2024, path, "TD-02")
    parsed = read(path.read_bytes())
    assert (parsed.assessment_code, parsed.unit_code, parsed.framework_code) == ("TD-02", "BC", "F")
    write_template(CONTEXT, "BC", 2024, path)
    assert read(path.read_bytes()).assessment_code is None, "a template of the yearly assessment names no other"
    assert [u.unit_code for u in assessed_units(CONTEXT, 2024, "TD-01")] == ["BC", "PTP"]
    with pytest.raises(TemplateError, match="TD-01"):
        write_template(CONTEXT, "HG", 2024, path, "TD-01")


def test_a_table_of_the_office_is_of_the_year_unless_its_title_names_another():
    assert read(table(BAI_CHAY)).assessment_code is None
    named = read(table(BAI_CHAY, title="BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH ĐỢT TD-01 NĂM 2024"))
    assert named.assessment_code == "TD-01" and named.rows["raw.consolidated_score"]
    unclear = read(table(BAI_CHAY, title="BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH LĨNH VỰC ĐẤT ĐAI NĂM 2024"))
    assert forms.codes(unclear, "error") == ["assessment_ambiguous"]


def test_without_other_assessments_nothing_changes():
    assert read(form(criteria=CRITERIA), forms.context()).assessment_code is None


def test_an_assessment_has_one_deadline():
    given = of_folder(PILOT)
    assert not broken_rules(given, given)
    twice = [*given["milestones"], ("them", *given["milestones"][-1][1:])]
    (told,) = [problem for _, problem in broken_rules(given | {"milestones": twice}, given)]
    assert told.code == "value_not_allowed" and "một mốc cho mỗi đợt" in told.message


# the marts


TABLES = reference(
    framework_years=[{"framework_code": "F", "year": y, "block_code": "all"} for y in (2023, 2024)],
    assessments=[
        {"assessment_code": "TD-01", "year": 2024, "framework_code": "F", "subject": FAMILY},
        {"assessment_code": "TD-02", "year": 2024, "framework_code": "G", "subject": LAND},
    ],
    assessment_units=[
        {"assessment_code": "TD-01", "unit_code": "U1"},
        {"assessment_code": "TD-01", "unit_code": "U2"},
        {"assessment_code": "TD-02", "block_code": "b"},
    ],
    heads=[head("h", "U1", date(2022, 1, 1)), head("h2", "U2", date(2022, 1, 1))],
)
DUE = milestone("td_01", 30, 6, 0) | {"first_year": 2024, "last_year": 2024, "assessment_code": "TD-01"}
TABLES["milestones"] = [*TABLES["milestones"], DUE]
TABLES["obligations"] = [
    *TABLES["obligations"],
    {"milestone_code": "td_01", "block_code": "a", "obligation": "required", "clause": "Mục 5"},
]
FILES = [
    file(1, "U1", 2024, given_on=date(2025, 1, 3)),
    file(2, "U1", 2024, given_on=date(2024, 7, 5), assessment_code="TD-01"),
    file(3, "U1", 2024, given_on=date(2024, 6, 10), assessment_code="TD-01"),
    file(4, "U3", 2024, given_on=date(2024, 5, 2), assessment_code="TD-02"),
    file(5, "U2", 2024, given_on=date(2024, 6, 1), assessment_code="?", status="rejected"),
    file(90, None, None, kind="consolidated", given_on=date(2025, 1, 20)),
    file(91, None, None, kind="consolidated", given_on=date(2024, 8, 1), assessment_code="TD-01"),
]
ROWS = [
    *scores(1, "U1", 2024, c1=4, c2=3, c3=1),
    *scores(2, "U1", 2024, c1=2, c2=1, c3=2),
    *scores(3, "U1", 2024, c1=5, c2=3, c3=2),
    *scores(4, "U3", 2024, c1=3, c3=1),
]
ISSUED = [
    {"file_seq": seq, "year": 2024, "unit_code": "U1", "criterion_code": "c1", "score_type": "verified", "sheet": "t",
     "cell": "C5", "value": value, "not_applicable": False}
    for seq, value in ((90, "3"), (91, "1"))
]  # fmt: skip


@pytest.fixture(scope="module")
def marts():
    raw = {"received_file": FILES, "self_assessment": ROWS, "consolidated_score": ISSUED}
    with snapshot(TABLES, raw, date(2025, 3, 1)) as con:
        yield con


def by(con, mart: str, *keys: str) -> dict:
    rows = records(con, f"mart.{mart}")
    return {tuple(row[k] for k in keys): row for row in rows}


def test_an_assessment_has_versions_scores_and_a_deadline_of_its_own(marts):
    rows = by(marts, "assessment_unit", "assessment_code", "unit_code")
    assert rows.keys() == {("TD-01", "U1"), ("TD-01", "U2"), ("TD-02", "U3")}
    own = rows["TD-01", "U1"]
    assert (own["points"], own["max_points"], own["score_pct"], own["class_code"]) == (4, 10, 40, "yeu")
    assert own["submission_version"] == 2, "in version order: the later date"
    assert (own["received_on"], own["due_on"], own["status"]) == (date(2024, 6, 10), date(2024, 7, 1), "on_time")
    absent = rows["TD-01", "U2"]
    assert (absent["score_pct"], absent["received_on"], absent["status"]) == (None, None, "missing")
    asked = rows["TD-02", "U3"]
    assert (asked["framework_code"], asked["points"], asked["max_points"]) == ("G", 4, 10), "c3 counts: G excludes none"
    assert (asked["due_on"], asked["status"]) == (None, "not_due")
    criteria = by(marts, "assessment_criterion", "assessment_code", "unit_code", "criterion_code")
    assert len(criteria) == 6 and criteria["TD-01", "U1", "c1"]["verified_points"] == 1


def test_the_yearly_marts_never_hear_of_it(marts):
    unit = by(marts, "unit_year", "year", "unit_code")[2024, "U1"]
    assert (unit["points"], unit["max_points"], unit["submission_version"]) == (7, 10, 1)
    assert (unit["received_on"], unit["rank_block"]) == (date(2025, 1, 3), 1)
    criteria = by(marts, "criterion_unit_year", "year", "unit_code", "criterion_code")
    assert [criteria[2024, "U1", c]["points"] for c in ("c1", "c2", "c3")] == [3, 3, 1]
    assert not any(u == "U3" for _, u, _ in criteria)
    assert by(marts, "unit_year", "year", "unit_code")[2024, "U2"]["received_on"] is None, (
        "nobody knows which it was of"
    )


def test_a_deadline_of_an_assessment_counts_for_heads_only_where_it_says_so(marts):
    assert by(marts, "compliance", "year", "unit_code", "milestone_code")[2024, "U2", "td_01"]["status"] == "missing"
    assert by(marts, "head_year", "head_code", "year")["h2", 2024]["missing_count"] == 0
    counted = [a | {"counts_for_heads": True} for a in TABLES["assessments"]]
    with snapshot(
        TABLES | {"assessments": counted}, {"received_file": FILES, "self_assessment": ROWS}, date(2025, 3, 1)
    ) as con:
        assert by(con, "head_year", "head_code", "year")["h2", 2024]["missing_count"] == 1


def test_the_list_of_assessments_says_who_has_a_result(marts):
    found = by(marts, "assessment", "assessment_code")
    assert [(found[c,]["units"], found[c,]["units_with_result"]) for c in ("TD-01", "TD-02")] == [(2, 1), (1, 1)]
    assert not found["TD-01",]["counts_for_class"] and found["TD-01",]["aggregated"] == "none"


@pytest.mark.parametrize("code", ["QL1", "QL2"])
def test_a_template_of_a_name_that_two_bore_in_the_year_is_that_of_its_unit(tmp_path, code):
    path = tmp_path / "a.xlsx"
    write_template(CONTEXT, code, 2025, path)
    parsed = read(path.read_bytes())
    assert parsed.unit_code == code and forms.codes(parsed, "error") == ["no_score"]
    assert forms.codes(read(form(unit="Xã Quảng La", year=2025)), "error") == ["unit_ambiguous"]


@pytest.mark.parametrize(("last_day", "assessed"), [(date(2024, 6, 30), ["OLD"]), (None, ["NEW"])])
def test_a_unit_that_ended_within_the_year_is_assessed_for_the_part_in_which_it_was(last_day, assessed):
    """By the last day of the period; the template, the reader and the marts say so alike."""
    unit = {"block_code": "b", "rated_by": "x", "unit_name": "Phường A"}
    units = [
        unit | {"unit_code": "OLD", "valid_from": date(2022, 1, 1), "valid_to": date(2024, 6, 30)},
        unit | {"unit_code": "NEW", "valid_from": date(2024, 7, 1)},
    ]
    half = {"assessment_code": "H1", "year": 2024, "framework_code": "F", "period_to": last_day}
    content = {
        "blocks": [{"block_code": "b", "block_name": "Khối", "sort_order": 1}],
        "units": units,
        "frameworks": [{"framework_code": "F", "framework_name": "F", "decimals": 2, "illustrative": True}],
        "framework_years": [{"framework_code": "F", "year": 2024, "block_code": "all", "assessment_code": "H1"}],
        "assessments": [half],
        "assessment_units": [{"assessment_code": "H1", "block_code": "b"}],
    }
    with snapshot(content, {}, date(2025, 3, 1), "staging.assessment_scope") as con:
        scope = records(con, "staging.assessment_scope")
    assert [row["unit_code"] for row in scope if row["in_scope"]] == assessed
    typed = {name: [tuple(row.get(c) for c in tables()[name].names) for row in rows] for name, rows in content.items()}
    context = Context.from_tables(typed, date(2025, 3, 1))
    assert [unit.unit_code for unit in assessed_units(context, 2024, "H1")] == assessed


@pytest.mark.parametrize(
    ("sent", "due", "told"),
    [
        ({1: "2024-07-05", 2: "2024-07-09"}, 10, [("NEW", "on_time", date(2024, 7, 9))]),
        ({1: "2024-07-05", 2: "2024-07-12"}, 10, [("NEW", "late", date(2024, 7, 12))]),
        ({1: "2024-07-05"}, 10, [("NEW", "missing", None)]),
        ({}, -10, [("A", "missing", None), ("B", "missing", None)]),
    ],
)
def test_a_deadline_after_the_end_of_a_unit_is_owed_by_who_carries_it_on(sent, due, told):
    """Of two units that became one in the middle of the year; before that they owe it themselves."""
    units = [unit("A", "b", last=HALF), unit("B", "b", last=HALF), unit("NEW", "b", AFTER)]
    rows = owed(units, {"A": "NEW", "B": "NEW"}, sent, due)
    assert sorted((row["unit_code"], row["status"], row["done_on"]) for row in rows) == told
    assert {row["obligation"] for row in rows} == {"requested"}, "nobody is late whom no document obliges"


def test_a_unit_that_took_another_in_owes_its_own():
    """Nothing that the other sent stands for it."""
    units = [unit("A", "b", last=HALF), unit("B", "b")]
    (row,) = owed(units, {"A": "B"}, {1: "2024-07-05"})
    assert (row["unit_code"], row["status"], row["done_on"]) == ("B", "missing", None)


def test_a_unit_that_gave_a_part_and_lives_on_owes_its_own_alone():
    units = [unit("A", "b"), unit("B", "b"), unit("NEW", "b", AFTER)]
    rows = owed(units, {"A": "NEW"}, {1: "2024-07-05", 2: "2024-07-05"})
    assert sorted((row["unit_code"], row["status"]) for row in rows) == [("A", "on_time"), ("B", "on_time")]


HALF, AFTER = date(2024, 6, 30), date(2024, 7, 1)


def owed(units: list[dict], carried: dict[str, str], sent: dict[int, str], due: int = 10) -> list[dict]:
    """The deadline of an assessment of A and B, some days after the half of the year in which units changed."""
    by = HALF + timedelta(days=due)
    tables = TABLES | {
        "units": units,
        "unit_successions": [
            {"predecessor_code": one, "successor_code": other, "effective_on": AFTER, "share": 1}
            for one, other in carried.items()
        ],
        "assessments": [{"assessment_code": "H1", "year": 2024, "framework_code": "F", "period_to": HALF}],
        "assessment_units": [{"assessment_code": "H1", "unit_code": one} for one in "AB"],
        "milestones": [
            milestone("h1", by.day, by.month, 0)
            | {"stated_as": "by", "first_year": 2024, "last_year": 2024, "assessment_code": "H1"}
        ],
        "obligations": [], "heads": [],
    }  # fmt: skip
    files = [
        file(n, "AB"[n - 1], 2024, assessment_code="H1", given_on=date.fromisoformat(day)) for n, day in sent.items()
    ]
    with snapshot(tables, {"received_file": files}, date(2025, 3, 1), "mart.compliance") as con:
        return records(con, "mart.compliance")


# the pilot of 2025, through the door


@pytest.fixture(scope="module")
def pilot_office(tmp_path_factory):
    """The small reference of the pilot, and what three units sent in 2025: one of them for two assessments."""
    root = tmp_path_factory.mktemp("pilot")
    inbox = root / "inbox"
    inbox.mkdir()
    context = Context.from_tables(of_folder(PILOT))
    for ward, code, share in (("P_HA_TU", "TD2025-HNGD", 0.9), ("P_HA_TU", None, 0.5), ("PGDDT", "TD2025-ATGT", 1)):
        path = inbox / f"{code or 'nam'}_{ward}.xlsx"
        write_template(context, ward, 2025, path, code)
        fill(path, share)
    (inbox / "khong_ro.xlsx").write_bytes(form(unit="Phường Cao Xanh", year=2025))
    made = Office(root / "warehouse", inbox)
    return made, {item.file_name: item for item in made.load(PILOT, inbox, on="2025-10-30").items}


def of_folder(folder: Path) -> dict[str, list[tuple]]:
    """Typed rows of a folder of reference tables."""
    rows = {}
    for path in folder.glob("*.csv"):
        rows |= door.parse(path.read_bytes(), path.name, forms.context()).rows
    return {name.removeprefix("reference."): found for name, found in rows.items()}


def fill(path: Path, share: float) -> None:
    """Scores in the open cells of a template: the highest step or the maximum where all is reached, else none of it."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=9):
        if isinstance(row[2].value, (int, float)) and row[0].value and not row[4].protection.locked:
            row[4].value = (
                row[2].value if share == 1 else 0 if row[3].protection.locked is False else row[2].value * share
            )
            row[5].value = "Có hồ sơ"
    book.save(path)


def test_the_pilot_is_ready_to_load(pilot_office):
    made, items = pilot_office
    said = {name: (i.status, [f.code for f in i.findings if f.severity == "error"]) for name, i in items.items()}
    assert said.pop("khong_ro.xlsx") == ("rejected", ["assessment_ambiguous"])
    assert all(status.startswith("accepted") and not errors for status, errors in said.values()), said
    with made.connect() as con:
        years = dict(con.sql("select year, any_value(framework_code) from mart.unit_year group by year").fetchall())
        assert years == {2022: "MINHHOA-TT03-2018", 2023: None, 2024: None, 2025: "THIDIEM-2025", 2026: None}
        told = con.sql("select distinct told_status from mart.unit_year where year in (2023, 2024)").fetchall()
        assert told == [("waiting",)]
        rows = by(con, "assessment_unit", "assessment_code", "unit_code")
        assert (
            rows["TD2025-HNGD", "P_HA_TU"]["status"] == "on_time"
            and rows["TD2025-HNGD", "P_HA_TU"]["class_code"] is None
        )
        assert rows["TD2025-ATGT", "PGDDT"]["score_pct"] == 100
        assert rows["TD2025-ATGT", "P_CAO_XANH"]["received_on"] is None, (
            "what is refused as unclear is nobody's receipt"
        )
        yearly = by(con, "unit_year", "year", "unit_code")[2025, "P_HA_TU"]
        assert yearly["framework_code"] == "THIDIEM-2025" and yearly["submission_version"] == 1
    before = marts_of(made)
    made.rebuild()
    assert marts_of(made) == before


def marts_of(made: Office) -> list:
    return [
        made.rows(f"select * from mart.{t} order by all")
        for t in ("assessment_unit", "assessment_criterion", "assessment_sub_criterion", "unit_year")
    ]


def test_the_page_of_other_assessments(monkeypatch, pilot_office):
    made, _ = pilot_office
    app = open_page(monkeypatch, made.warehouse.root, "assessments.py", nam="2025")
    text = words(app)
    assert "Năm 2025 có **2** đợt đánh giá khác; **2/4** lượt đơn vị có kết quả" in text
    assert "Thí điểm, không dùng để xếp loại đơn vị." in text
    table = app.dataframe[-1].value
    assert list(table["Đơn vị"]) == ["Phòng Giáo dục và Đào tạo", "Phường Cao Xanh", "Phường Hà Tu", "Xã Lê Lợi"]
    assert table["Khảo sát sau"][0] == "79% trả lời đúng (196 phiếu)"
    assert "chờ hướng dẫn" in words(open_page(monkeypatch, made.warehouse.root, "deadlines.py", nam="2024"))
    assert "1.1.1" not in html_of(app), "nothing of one unit before one is chosen"
    chosen = open_page(monkeypatch, made.warehouse.root, "assessments.py", nam="2025", luot="TD2025-HNGD.P_HA_TU")
    own = html_of(chosen)
    assert "– 1.1.1 Tài liệu nêu đúng câu hỏi mà đối tượng hay gặp" in own and "TD2025-HNGD_P_HA_TU.xlsx" in own
    rows = made.rows(
        "select criterion_code, self_cell, points::double from mart.assessment_sub_criterion"
        " where assessment_code = 'TD2025-HNGD' and unit_code = 'P_HA_TU' order by 1"
    )
    assert [(c, p) for c, _, p in rows] == [("1.1.1", 5.4), ("1.1.2", 3.6)]
    assert all(f"Tự chấm điểm, ô {cell}<" in own for _, cell, _ in rows), "each part leads to its cell"
    empty = words(open_page(monkeypatch, made.warehouse.root, "assessments.py", nam="2024"))
    assert "Năm 2024 không có đợt đánh giá nào" in empty and "Các năm có đợt đánh giá khác: 2025" in empty
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "unit:PGDDT")
    other = open_page(monkeypatch, made.warehouse.root, "assessments.py", nam="2025", luot="TD2025-HNGD.P_HA_TU")
    assert "1.1.1" not in html_of(other), "a unit reads its own scores only"
