"""Corrections: a row changes a figure only while its old value is in force; nothing is ever deleted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from etl.kinds import correction
from etl.kinds.door import parse
from tests import forms
from tests.forms import workbook
from tests.office import CORRECTION, UNIT, YEAR, Office, correction_row, statuses
from warehouse import build, questions

FULL = {"A1": 3, "A2": 2, "A3": 1}


@pytest.fixture(scope="module")
def base(reference_only, tmp_path_factory) -> Path:
    """A warehouse with the reference, one form and its verified scores."""
    folder = tmp_path_factory.mktemp("corrections")
    shutil.copytree(reference_only, folder / "warehouse")
    office = Office(folder / "warehouse", folder)
    office.load(office.form("a.xlsx", **FULL))
    office.load(office.issued("td.xlsx", A1=2, A2=1.5), on="2025-01-28")
    return folder / "warehouse"


def status(office: Office) -> list[tuple]:
    return office.rows("select criterion_code, score_type, status from mart.correction order by 1, 2, step")


def test_a_correction_changes_the_figure_and_says_where_it_stands(office):
    assert office.score("A1") == (3, 2, None, 2, True)
    result = office.load(office.correction("dc.xlsx", correction_row(score="Thẩm định", old=2, new="2,75")))
    assert statuses(result) == ["accepted"]
    assert result.items[0].parsed.kind == "correction"
    assert office.score("A1") == (3, 2.75, None, 2.75, True)
    sha256, sheet, cell, is_corrected = office.rows(
        "select verified_sha256, verified_sheet, verified_cell, is_corrected from mart.criterion_unit_year"
        " where year = ? and unit_code = ? and criterion_code = 'A1'", YEAR, UNIT,
    )[0]  # fmt: skip
    assert (sha256, sheet, cell, is_corrected) == (result.items[0].sha256, "Biểu 1", "G4", True)
    total = office.rows("select points from mart.unit_year where year = ? and unit_code = ?", YEAR, UNIT)
    assert float(total[0][0]) == 2.75 + 1.5 + 1


def test_every_kind_of_score_can_be_corrected_and_become_not_applicable(office):
    rows = [
        correction_row("A2", "Điểm tự chấm", 2, 1),
        correction_row("A3", "Điểm thẩm định", "chưa chấm", 0.5),
        correction_row("A1", "Điểm sau giải trình", "", "Không áp dụng"),
        correction_row("A2", "Điểm thẩm định", 1.5, "Chưa chấm"),
    ]
    assert statuses(office.load(office.correction("dc.xlsx", *rows))) == ["accepted"]
    assert office.score("A2") == (1, None, None, 1, True)
    assert office.score("A3") == (1, 0.5, None, 0.5, True)
    assert office.score("A1") == (3, 2, None, None, False)


def test_corrections_of_one_figure_follow_each_other(office):
    later = correction_row(old=2.5, new=2, day="12/02/2025")
    first = correction_row(old=3, new=2.5, day="10/02/2025")
    office.load(office.correction("dc.xlsx", later, first))
    assert office.score("A1")[0] == 2
    assert [s[2] for s in status(office)] == ["applied", "applied"]


def test_an_old_value_that_does_not_hold_refuses_the_file(office):
    path = office.correction("dc.xlsx", correction_row(old=1), correction_row("A2", old=2, new=1))
    for dry in (True, False):
        result = office.load(path, dry=dry)
        assert statuses(result) == ["rejected"]
        (found,) = [f for i in result.items for f in i.findings]
        assert (found.code, found.severity) == ("correction_outdated", "error")
        assert (found.cell, found.found, found.expected) == ("G4", "3", "1")
    assert result.snapshot is None
    assert office.score("A2")[0] == 2, "a file is refused whole"
    assert status(office) == []


@pytest.mark.proof
def test_a_file_that_leans_on_a_refused_one_is_refused_too(office):
    wrong = office.correction("dc1.xlsx", correction_row(old=1, new=1.5))
    leaning = office.correction("dc2.xlsx", correction_row(old=1.5, new=1, day="11/02/2025"))
    good = office.correction("dc3.xlsx", correction_row("A2", old=2, new=1))
    result = office.load(wrong, leaning, good)
    assert statuses(result) == ["rejected", "rejected", "accepted"]
    assert office.score("A1")[0] == 3
    assert office.score("A2")[0] == 1


@pytest.mark.proof
def test_a_refused_correction_comes_in_when_its_old_value_is_there(office):
    office.load(office.correction("dc.xlsx", correction_row(old=1.5, new=1)))
    assert office.score("A1")[0] == 3
    office.load(office.form("b.xlsx", **FULL | {"A1": 1.5}), on="2025-01-20")
    assert statuses(office.recheck()) == ["accepted"]
    assert office.score("A1")[0] == 1


@pytest.mark.proof
def test_a_later_version_makes_a_correction_outdated_with_a_standing_warning(office):
    office.load(office.correction("dc.xlsx", correction_row(old=3, new=2.5)))
    assert office.score("A1")[0] == 2.5
    result = office.load(office.form("b.xlsx", **FULL | {"A1": 1}), on="2025-01-20")
    (found,) = [f for i in result.items for f in i.findings if f.code == "correction_outdated"]
    assert (found.severity, found.found, found.expected) == ("warning", "1", "3")
    assert statuses(result) == ["accepted_with_warnings"]
    assert office.score("A1")[0] == 1
    assert status(office) == [("A1", "self", "outdated")]
    standing = office.rows("select severity, path from mart.finding join mart.file using (file_seq)"
                           " where code = 'correction_outdated' and kind = 'correction'")  # fmt: skip
    assert standing == [("warning", "dc.xlsx")]
    # the old value comes back with a third version, and so does the correction: it was never deleted
    office.load(office.form("c.xlsx", **FULL | {"A3": 0.5}), on="2025-01-22")
    assert office.score("A1")[0] == 2.5
    assert status(office) == [("A1", "self", "applied")]


@pytest.mark.proof
def test_a_list_that_grows_repeats_its_rows_without_harm(office):
    first = correction_row(old=3, new=2.5)
    office.load(office.correction("dc.xlsx", first))
    second = correction_row("A2", old=2, new=1)
    assert statuses(office.load(office.correction("dc2.xlsx", first, second))) == ["accepted"]
    assert office.score("A1")[0] == 2.5
    assert status(office) == [("A1", "self", "applied"), ("A2", "self", "applied")]
    again = office.load(office.correction("dc3.xlsx", second, first))
    assert statuses(again) == ["duplicate"]


@pytest.mark.proof
def test_rebuild_and_rollback_give_equal_marts(office):
    before = office.warehouse.current_id()
    office.load(office.correction("dc.xlsx", correction_row(), correction_row("A2", "Thẩm định", 1.5, 1)))
    with_correction = office.warehouse.current_id()
    office.load(office.form("b.xlsx", **FULL | {"A1": 1}), on="2025-01-20")
    now = office.warehouse.snapshot_path(office.warehouse.current_id())
    kept = now.with_suffix(".kept")
    shutil.copy(now, kept)
    office.rebuild()
    assert build.marts_equal(kept, office.warehouse.snapshot_path(office.warehouse.current_id()))
    office.rollback(with_correction)
    assert (office.score("A1")[0], office.score("A2")[1]) == (2.5, 1)
    office.warehouse.snapshot_path(before).unlink()
    office.rollback(before)
    assert (office.score("A1")[0], office.score("A2")[1]) == (3, 1.5)
    # withdrawn bytes are checked again
    result = office.load(office.folder / "dc.xlsx")
    assert statuses(result) == ["accepted"]
    assert office.score("A1")[0] == 2.5


@pytest.mark.proof
def test_a_warehouse_of_an_older_version_is_built_anew_not_broken(office):
    import duckdb

    office.load(office.correction("dc.xlsx", correction_row()))
    path = office.warehouse.snapshot_path(office.warehouse.current_id())
    path.chmod(0o644)
    with duckdb.connect(str(path)) as con:
        con.execute("drop table reference.shape; drop table raw.correction; drop table reference.reply_windows")
    assert office.load(office.form("b.xlsx", unit="Phòng Nội vụ", A1=1)).snapshot
    assert office.score("A1")[0] == 2.5


def test_the_story_of_a_score(office):
    office.load(office.form("b.xlsx", **FULL | {"A1": 2.5}), on="2025-01-20")
    office.load(office.correction("dc.xlsx", correction_row(score="Thẩm định", old=2, new=1)))
    with office.connect() as con:
        story = questions.ask(con, "score_story", year=YEAR, unit=UNIT, criterion="A1", scope=None).to_pylist()
        assert questions.ask(con, "score_story", year=YEAR, unit=UNIT, criterion="A1", scope="PNV").num_rows == 0
        listed = questions.ask(con, "corrections", year=YEAR, block=None, scope=None).to_pylist()
    assert [(s["stage"], s["state"], s["points"], s["submission_version"]) for s in story] == [
        ("self", "replaced", 3, 1), ("self", "counts", 2.5, 2), ("verified", "counts", 2, None),
        ("correction", "applied", 1, None),
    ]  # fmt: skip
    last = story[-1]
    assert (last["points_before"], last["words"], last["decided_by"]) == (2, "Nhập nhầm", "Nguyễn Văn A")
    assert (last["document_number"], last["file_name"], last["cell"]) == ("15/TP", "dc.xlsx", "G4")
    assert not any(s["self_verified"] for s in story)
    assert [(c["unit_name"], c["status"], c["criterion_name"] is not None) for c in listed] == [
        ("Phòng Kinh tế", "applied", True)
    ]


# the reader


@pytest.fixture(scope="module")
def context():
    return forms.context()


def table(*rows, issuer="PHÒNG TƯ PHÁP", header=None) -> bytes:
    return workbook([[issuer], ["BẢNG ĐÍNH CHÍNH SỐ LIỆU"], header or CORRECTION, *rows])


def row(**cells) -> list:
    values = correction_row(unit="Phường Bãi Cháy")
    for column, value in cells.items():
        values[
            ["n", "unit", "year", "criterion", "score", "old", "new", "reason", "by", "day", "document"].index(column)
        ] = value
    return values  # fmt: skip


def test_rows_with_addresses(context):
    parsed = parse(table(row(criterion="Ban hành kế hoạch"), ["", "TRƯỞNG PHÒNG"]), "a.xlsx", context)
    assert parsed.findings == []
    assert (parsed.kind, parsed.unit_code, parsed.year, parsed.row_count) == ("correction", "BC", YEAR, 1)
    (read,) = parsed.rows["raw.correction"]
    assert read[:9] == ("Biểu 1", 4, "BC", YEAR, "A1", "self", "F4", "3", False)
    assert read[9:13] == ("G4", "2.5", "2.5", False)


@pytest.mark.parametrize(
    ("cells", "code", "cell"),
    [
        ({"unit": "Phường Lạ"}, "unknown_unit", "B4"),
        ({"unit": ""}, "unit_without_name", "B4"),
        ({"year": "năm nay"}, "year_invalid", "C4"),
        ({"criterion": "Z9"}, "unknown_criterion", "D4"),
        ({"score": "điểm gì đó"}, "score_type_invalid", "E4"),
        ({"old": "nhiều"}, "not_a_number", "F4"),
        ({"old": 1e12}, "points_above_max", "F4"),
        ({"new": ""}, "correction_incomplete", "G4"),
        ({"new": 3}, "correction_without_change", "G4"),
        ({"new": 6}, "points_above_max", "G4"),
        ({"new": -1}, "points_below_zero", "G4"),
        ({"new": 1.234}, "too_many_decimals", "G4"),
        ({"new": "KAD"}, "not_applicable_not_allowed", "G4"),
        ({"reason": ""}, "correction_incomplete", "H4"),
        ({"by": ""}, "correction_incomplete", "I4"),
        ({"day": "sớm"}, "not_a_date", "J4"),
        ({"day": ""}, "correction_incomplete", "J4"),
        ({"document": ""}, "correction_incomplete", "K4"),
        ({"unit": "Phòng Tư pháp", "criterion": "B2", "old": "", "new": 1}, "not_applicable_with_score", "G4"),
    ],
)  # fmt: skip
def test_errors_name_the_cell(context, cells, code, cell):
    found = [f for f in parse(table(row(**cells)), "a.xlsx", context).findings if f.severity == "error"]
    assert [(f.code, f.cell) for f in found] == [(code, cell)]


def test_only_phong_tu_phap_corrects(context):
    assert codes_of(parse(table(row(), issuer="PHÒNG NỘI VỤ"), "a.xlsx", context)) == ["issuer_missing"]
    sent_to = table(row(), issuer="Kính gửi: Phòng Tư pháp")
    assert codes_of(parse(sent_to, "a.xlsx", context)) == ["issuer_missing"]
    text = "\n".join(";".join(map(str, r)) for r in (CORRECTION, row(by="Trưởng phòng Tư pháp", new="2,5")))
    assert codes_of(parse(text.encode(), "a.csv", context)) == []
    text = "\n".join(";".join(map(str, r)) for r in (CORRECTION, row(new="2,5")))
    assert codes_of(parse(text.encode(), "a.csv", context)) == ["issuer_missing"]


def codes_of(parsed) -> list[str]:
    return [f.code for f in parsed.findings]


def test_a_missing_column_is_named(context):
    header = [h for h in CORRECTION if h != "Lý do"]
    cells = row()
    del cells[7]
    parsed = parse(table(cells, header=header), "a.xlsx", context)
    assert [(f.code, f.expected) for f in parsed.findings if f.severity == "error"] == [("missing_header", '"Lý do"')]


def test_corrections_are_checked_again_under_a_new_reference(context):
    rows = parse(table(row()), "a.xlsx", context).rows["raw.correction"]
    less = forms.tables()
    less["criteria"] = [c for c in less["criteria"] if c[1] != "A1"]
    found = correction.check(rows, forms.Context.from_tables(less))
    assert [f.code for f in found] == ["unknown_criterion"]
