"""The contract of `load`: statuses, dates, receipts, rollback and rebuild, on tiny workbooks."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests import cli
from warehouse import difference

REFERENCE = cli.ROOT / "sample_data" / "reference"
YEAR = 2024
CRITERIA = ("A1", "A2", "A3", "A4", "B2")


def form(path: Path, *scores, unit: str = "Phòng Kinh tế", note: str = "") -> Path:
    """A small self-assessment; criteria that it does not name are unscored."""
    book = Workbook()
    sheet = book.active
    sheet.append([f"Đơn vị: {unit}"])
    sheet.append([f"Năm đánh giá: {YEAR}"])
    sheet.append(["TT", "Tiêu chí", "Điểm tự chấm", "Tài liệu kiểm chứng"])
    for code, score in zip(CRITERIA, scores, strict=False):
        sheet.append([code, "Tiêu chí", score, "Kế hoạch số 1" if score else ""])
    book.properties.description = note
    book.save(path)
    return path


def register(path: Path, *rows) -> Path:
    """(unit, milestone, date, file name) lines of the year."""
    book = Workbook()
    sheet = book.active
    sheet.append(["SỔ TIẾP NHẬN BÁO CÁO"])
    sheet.append(["TT", "Đơn vị", "Năm đánh giá", "Nội dung", "Ngày đến", "Số, ký hiệu", "Tên tệp"])
    for number, (unit, milestone, day, name) in enumerate(rows, 1):
        sheet.append([number, unit, YEAR, milestone, day, "1/BC", name])
    book.save(path)
    return path


@pytest.fixture
def warehouse(base, tmp_path):
    import shutil

    shutil.copytree(base, tmp_path / "warehouse")
    return tmp_path / "warehouse"


def result_row(warehouse: Path, unit: str = "PKT") -> tuple:
    return cli.rows(
        warehouse,
        "select points, submission_version, version_received_on, first_received_on, accepted_on, status, days_late,"
        " needs_supplement from mart.unit_year where year = ? and unit_code = ?",
        [YEAR, unit],
    )[0]


def statuses(result: dict) -> list[str]:
    return [f["status"] for f in result["files"]]


def codes(result: dict) -> set[str]:
    return {f["code"] for file in result["files"] for f in file["findings"]}


def test_the_json_object_has_exactly_the_keys_of_the_contract(warehouse, tmp_path):
    code, result = cli.load(warehouse, form(tmp_path / "a.xlsx", 3, 2), "--received-on", "2025-01-03")
    assert code == 0
    assert result.keys() == {"snapshot", "files"}
    (file,) = result["files"]
    assert file.keys() == {"path", "sha256", "kind", "status", "unit_code", "year", "rows", "findings"}
    assert (file["kind"], file["unit_code"], file["year"], file["rows"]) == ("self_assessment", "PKT", YEAR, 2)
    assert all(
        f.keys() == {"severity", "code", "sheet", "cell", "found", "expected", "message"} for f in file["findings"]
    )
    assert result_row(warehouse)[0] == 5


@pytest.mark.proof
def test_versions_by_date_of_receipt_whatever_the_order_of_runs(warehouse, tmp_path):
    newer, older = form(tmp_path / "new.xlsx", 3, 2), form(tmp_path / "old.xlsx", 1, 1)
    assert statuses(cli.load(warehouse, newer, "--received-on", "2025-01-10")[1]) == ["accepted_with_warnings"]
    assert statuses(cli.load(warehouse, older, "--received-on", "2025-01-03")[1]) == ["superseded"]
    points, version, on, first, accepted, status, late, _ = result_row(warehouse)
    assert (points, version, on) == (5, 2, date(2025, 1, 10))
    assert (first, accepted, status, late) == (date(2025, 1, 3), date(2025, 1, 3), "on_time", 0)
    # the old bytes again are a duplicate; with a date they are in force again
    assert statuses(cli.load(warehouse, older)[1]) == ["duplicate"]
    assert statuses(cli.load(warehouse, older, "--received-on", "2025-01-20")[1]) == ["accepted_with_warnings"]
    assert result_row(warehouse)[:2] == (2, 3)
    assert statuses(cli.load(warehouse, older, "--received-on", "2025-01-20")[1]) == ["duplicate"]


def test_the_same_content_in_other_bytes_moves_nothing(warehouse, tmp_path):
    cli.load(warehouse, form(tmp_path / "a.xlsx", 3, 2), "--received-on", "2025-01-10")
    before = result_row(warehouse)
    code, result = cli.load(warehouse, form(tmp_path / "a (1).xlsx", 3, 2, note="(1)"), "--received-on", "2025-01-12")
    assert (code, statuses(result), result["snapshot"]) == (0, ["duplicate"], None)
    assert "same_content" in codes(result)
    assert result_row(warehouse) == before


def test_a_register_loaded_later_dates_the_files(warehouse, tmp_path):
    code, result = cli.load(warehouse, form(tmp_path / "a.xlsx", 3, 2))
    assert "received_on_assumed" in codes(result)
    assert result_row(warehouse)[2] == date(2026, 12, 15)
    book = register(tmp_path / "so.xlsx", ("Phòng Kinh tế", "Báo cáo tự đánh giá", date(2025, 1, 8), "a.xlsx"))
    code, result = cli.load(warehouse, book)
    assert code == 0
    assert result["snapshot"]
    assert result_row(warehouse)[2:7] == (date(2025, 1, 8), date(2025, 1, 8), date(2025, 1, 8), "late", 2)


def test_a_rejected_file_proves_a_receipt_until_something_is_accepted(warehouse, tmp_path):
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4 scanned")
    book = register(tmp_path / "so.xlsx", ("Phòng Kinh tế", "Báo cáo tự đánh giá", date(2025, 1, 3), "scan.pdf"))
    code, result = cli.load(warehouse, scan, book)
    assert code == 1
    assert result["snapshot"]
    assert result_row(warehouse) == (None, None, None, date(2025, 1, 3), None, "on_time", 0, True)
    code, result = cli.load(warehouse, form(tmp_path / "a.xlsx", 3, 2), "--received-on", "2025-01-20")
    assert code == 0
    assert result_row(warehouse)[3:] == (date(2025, 1, 3), date(2025, 1, 20), "on_time", 0, False)


def test_an_error_refuses_the_file_whole_and_the_others_load(warehouse, tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    form(folder / "good.xlsx", 3, 2)
    form(folder / "bad.xlsx", 99, "đạt", unit="Phòng Y tế")
    code, result = cli.load(warehouse, folder)
    assert code == 1
    by_path = {f["path"]: f for f in result["files"]}
    assert by_path["good.xlsx"]["status"] == "accepted_with_warnings"
    assert {f["code"] for f in by_path["bad.xlsx"]["findings"]} >= {"points_above_max", "not_a_number"}
    assert cli.rows(warehouse, "select points from mart.unit_year where year = 2024 and unit_code = 'PYT'") == [(None,)]
    assert len(list((warehouse / "archive").glob(by_path["bad.xlsx"]["sha256"] + ".*"))) == 1


def test_dry_run_says_what_load_would_do_and_writes_nothing(warehouse, tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    form(folder / "a.xlsx", 3, 2)
    form(folder / "a (1).xlsx", 3, 2, note="again")
    form(folder / "b.xlsx", 99, unit="Phòng Y tế")
    before = {p: p.stat().st_mtime_ns for p in warehouse.rglob("*")}
    earlier = cli.current(warehouse)
    dry_code, dry = cli.load(warehouse, folder, "--dry-run", "--compare")
    assert {p: p.stat().st_mtime_ns for p in warehouse.rglob("*")} == before
    code, result = cli.load(warehouse, folder)
    units = difference.between(earlier, cli.current(warehouse))["units"]
    assert [(u["unit_code"], u["points_after"]) for u in dry["difference"]["units"]] == [
        (u["unit_code"], u["points_after"] and float(u["points_after"])) for u in units
    ]
    assert units and "difference" not in result, "only where it is asked for"
    assert dry_code == code == 1
    assert statuses(dry) == statuses(result)
    assert dry["snapshot"] is None


@pytest.mark.proof
def test_rollback_withdraws_files_and_the_next_load_starts_there(warehouse, tmp_path):
    first = (warehouse / "CURRENT").read_text().strip()
    path = form(tmp_path / "a.xlsx", 3, 2)
    assert cli.load(warehouse, path, "--received-on", "2025-01-03")[0] == 0
    assert cli.etl(warehouse, "rollback", first).returncode == 0
    assert (warehouse / "CURRENT").read_text().strip() == first
    assert result_row(warehouse)[0] is None
    other = form(tmp_path / "b.xlsx", 1, unit="Phòng Y tế")
    assert cli.load(warehouse, other, "--received-on", "2025-01-03")[0] == 0
    assert result_row(warehouse)[0] is None
    assert cli.etl(warehouse, "rebuild").returncode == 0
    assert (result_row(warehouse)[0], result_row(warehouse, "PYT")[0]) == (None, 1)
    # withdrawn bytes are checked again
    assert statuses(cli.load(warehouse, path, "--received-on", "2025-01-03")[1]) == ["accepted_with_warnings"]
    assert result_row(warehouse)[0] == 5


@pytest.mark.proof
def test_rollback_to_a_snapshot_that_was_cleaned_up_builds_it_again(warehouse, tmp_path):
    assert cli.load(warehouse, form(tmp_path / "a.xlsx", 3, 2), "--received-on", "2025-01-03")[0] == 0
    wanted = (warehouse / "CURRENT").read_text().strip()
    before = cli.rows(warehouse, "from mart.unit_year order by all")
    assert cli.load(warehouse, form(tmp_path / "b.xlsx", 1, 1), "--received-on", "2025-01-04")[0] == 0
    (warehouse / "snapshots" / f"{wanted}.duckdb").unlink()
    assert cli.etl(warehouse, "rollback", wanted).returncode == 0
    assert (warehouse / "CURRENT").read_text().strip() == wanted
    assert cli.rows(warehouse, "from mart.unit_year order by all") == before


def test_a_reference_that_breaks_values_in_force_is_refused(warehouse, tmp_path):
    assert cli.load(warehouse, form(tmp_path / "a.xlsx", 3, 2), "--received-on", "2025-01-03")[0] == 0
    with (REFERENCE / "criteria.csv").open(encoding="utf-8") as lines:
        rows = list(csv.reader(lines))
    for row in rows:
        if row[1] == "A1":
            row[4] = "2"
    changed = tmp_path / "criteria.csv"
    with changed.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(rows)
    code, result = cli.load(warehouse, changed)
    assert (code, result["snapshot"]) == (1, None)
    assert codes(result) == {"breaks_values_in_force"}


def test_reference_round_trips_through_excel(warehouse, tmp_path):
    book = tmp_path / "danh_muc.xlsx"
    assert cli.etl(warehouse, "export-reference", "-o", book).returncode == 0
    code, result = cli.load(warehouse, book)
    assert (code, statuses(result), result["snapshot"]) == (0, ["duplicate"], None)


def test_a_filled_template_loads_without_a_finding(warehouse, tmp_path):
    from openpyxl import load_workbook

    path = tmp_path / "mau.xlsx"
    done = cli.etl(warehouse, "template", "--year", YEAR, "--unit", "P_BAI_CHAY", "-o", path)
    assert done.returncode == 0, done.stderr
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for row in range(9, sheet.max_row):
        maximum = sheet.cell(row, 3).value
        if isinstance(maximum, (int, float)) and sheet.cell(row, 1).value:
            sheet.cell(row, 5).value = maximum
            sheet.cell(row, 6).value = "Kế hoạch số 1"
            banded = any(sheet.cell(row, 4).coordinate in v.sqref for v in sheet.data_validations.dataValidation)
            if banded:
                sheet.cell(row, 4).value = 100
    book.save(path)
    code, result = cli.load(warehouse, path, "--received-on", "2025-01-03")
    assert (code, statuses(result), result["files"][0]["findings"]) == (0, ["accepted"], [])
    assert result_row(warehouse, "P_BAI_CHAY")[0] > 80


@pytest.mark.parametrize(
    "arguments", [["load"], ["load", "không-có-tệp.xlsx"], ["load", "README.md", "--received-on", "mai"]]
)
def test_wrong_use_is_exit_code_2_without_a_traceback(warehouse, arguments):
    done = cli.etl(warehouse, *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_is_exit_code_3(tmp_path):
    (tmp_path / "file").write_text("no folder")
    done = cli.etl(tmp_path / "file" / "warehouse", "load", REFERENCE / "blocks.csv")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_the_journal_holds_one_line_per_file_with_its_findings(warehouse, tmp_path):
    cli.load(warehouse, form(tmp_path / "a.xlsx", 99))
    lines = (warehouse / "archive" / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    last = json.loads(lines[-1])
    received = [json.loads(line) for line in lines if '"a.xlsx"' in line]
    assert len(received) == 1
    assert received[0]["status"] == "rejected"
    assert received[0]["findings"]
    assert last["seq"] == len(lines)


def verified(path: Path, title: str, *scores, unit: str = "Phòng Kinh tế") -> Path:
    """A consolidated table of one unit, issued by Phòng Tư pháp."""
    book = Workbook()
    sheet = book.active
    sheet.append(["UBND THÀNH PHỐ - PHÒNG TƯ PHÁP"])
    sheet.append([f"{title} NĂM {YEAR}"])
    sheet.append(["TT", "Đơn vị", *CRITERIA])
    sheet.append([1, unit, *scores])
    book.save(path)
    return path


def scores_of(warehouse: Path, criterion: str, unit: str = "PKT") -> tuple:
    return cli.rows(
        warehouse,
        "select self_points, verified_points, final_points, points, applicable from mart.criterion_unit_year"
        " where year = ? and unit_code = ? and criterion_code = ?",
        [YEAR, unit, criterion],
    )[0]


def test_verified_scores_wait_count_and_give_way_to_final_ones(warehouse, tmp_path):
    table = verified(tmp_path / "td.xlsx", "BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH", 2, 1.5, None, "KAD")
    code, result = cli.load(warehouse, table, "--received-on", "2025-01-20")
    assert code == 0, result
    assert result_row(warehouse)[0] is None, "without a submission they wait"
    assert cli.load(warehouse, form(tmp_path / "a.xlsx", 3, 2, 1, 2), "--received-on", "2025-01-03")[0] == 0
    assert scores_of(warehouse, "A1") == (3, 2, None, 2, True)
    assert scores_of(warehouse, "A3") == (1, None, None, 1, True), "an empty cell deletes nothing"
    assert scores_of(warehouse, "A4") == (2, None, None, None, False), "a verified N/A overrides the unit"
    final = verified(tmp_path / "gt.xlsx", "BẢNG TỔNG HỢP ĐIỂM SAU GIẢI TRÌNH", 2.5)
    assert cli.load(warehouse, final, "--received-on", "2025-01-25")[0] == 0
    assert scores_of(warehouse, "A1") == (3, 2, 2.5, 2.5, True)


@pytest.mark.proof
def test_a_newer_version_of_what_was_verified_is_said_per_criterion(warehouse, tmp_path):
    cli.load(warehouse, form(tmp_path / "a.xlsx", 3, 2), "--received-on", "2025-01-03")
    table = verified(tmp_path / "td.xlsx", "BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH", 2, 1)
    cli.load(warehouse, table, "--received-on", "2025-01-20")
    newer = form(tmp_path / "b.xlsx", 2.5, 2)
    dry = cli.load(warehouse, newer, "--received-on", "2025-01-22", "--dry-run")[1]
    code, result = cli.load(warehouse, newer, "--received-on", "2025-01-22")
    assert code == 0
    found = [f for f in result["files"][0]["findings"] if f["code"] == "verified_before_resubmission"]
    assert len(found) == 1
    assert "A1" in found[0]["message"]
    assert dry["files"] == result["files"]
    assert scores_of(warehouse, "A1")[:2] == (2.5, 2)


@pytest.mark.proof
def test_two_tables_of_one_date_with_different_values_are_said(warehouse, tmp_path):
    one = verified(tmp_path / "td1.xlsx", "BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH", 2, 1)
    two = verified(tmp_path / "td2.xlsx", "BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH", 1, 1)
    cli.load(warehouse, one, "--received-on", "2025-01-20")
    code, result = cli.load(warehouse, two, "--received-on", "2025-01-20")
    assert code == 0
    assert [f["code"] for f in result["files"][0]["findings"]].count("verified_conflict") == 1


@pytest.mark.proof
def test_dates_that_differ_are_said_only_where_the_status_would_differ(warehouse, tmp_path):
    bad = form(tmp_path / "bad.xlsx", 99)
    cli.load(warehouse, bad, "--received-on", "2025-01-03")
    code, result = cli.load(warehouse, form(tmp_path / "a.xlsx", 3), "--received-on", "2025-01-04")
    assert "received_dates_differ" not in codes(result)
    code, result = cli.load(warehouse, form(tmp_path / "b.xlsx", 99, unit="Phòng Y tế"), "--received-on", "2025-01-03")
    assert code == 1
    code, result = cli.load(warehouse, form(tmp_path / "c.xlsx", 3, unit="Phòng Y tế"), "--received-on", "2025-01-20")
    assert "received_dates_differ" in codes(result)


def test_bytes_that_stand_twice_in_a_run_share_their_fate(warehouse, tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name in ("a.xlsx", "a copy.xlsx"):
        (folder / name).write_bytes(form(tmp_path / "good.xlsx", 3, 2).read_bytes())
    bad = form(tmp_path / "bad.xlsx", 99, unit="Phòng Y tế").read_bytes()
    for name in ("b.xlsx", "b copy.xlsx"):
        (folder / name).write_bytes(bad)
    code, result = cli.load(warehouse, folder)
    assert code == 1
    assert {f["path"]: f["status"] for f in result["files"]} == {
        "a copy.xlsx": "accepted_with_warnings", "a.xlsx": "duplicate", "b copy.xlsx": "rejected", "b.xlsx": "rejected",
    }  # fmt: skip


def test_an_unknown_snapshot_is_wrong_use(warehouse):
    done = cli.etl(warehouse, "rollback", "000099-20260101")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def changed_table(tmp_path: Path, table: str, change) -> Path:
    """A reference table with its rows (dictionaries) changed; a row for which `change` gives None is dropped."""
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8") as lines:
        reader = csv.DictReader(lines)
        names, rows = reader.fieldnames, [change(row) for row in reader]
    path = tmp_path / f"{table}.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, names)
        writer.writeheader()
        writer.writerows(row for row in rows if row)
    return path


def setting(tmp_path: Path, key: str, value: str) -> Path:
    return changed_table(tmp_path, "settings", lambda r: r | ({"value": value} if r["key"] == key else {}))


@pytest.mark.parametrize(
    ("key", "value"), [("as_of", "hôm nay"), ("receipt_counts", "last"), ("due_on_holiday", "sometimes")]
)
def test_a_setting_outside_its_list_is_refused(warehouse, tmp_path, key, value):
    code, result = cli.load(warehouse, setting(tmp_path, key, value))
    assert (code, codes(result)) == (1, {"value_not_allowed"})


def test_a_unit_with_values_in_force_cannot_vanish(warehouse, tmp_path):
    assert cli.load(warehouse, form(tmp_path / "a.xlsx", 3, 2), "--received-on", "2025-01-03")[0] == 0
    heads = changed_table(tmp_path, "heads", lambda r: None if r["unit_code"] == "PKT" else r)
    aliases = changed_table(tmp_path, "unit_aliases", lambda r: None if r["unit_code"] == "PKT" else r)
    units = changed_table(
        tmp_path, "units",
        lambda r: None if r["unit_code"] == "PKT" else r | ({"parent_unit_code": ""} if r["parent_unit_code"] == "PKT" else {}),
    )  # fmt: skip
    code, result = cli.load(warehouse, heads, aliases, units)
    assert code == 1
    assert "breaks_values_in_force" in codes(result)


def test_receipt_counts_first_accepted(warehouse, tmp_path):
    assert cli.load(warehouse, setting(tmp_path, "receipt_counts", "first_accepted"))[0] == 0
    assert cli.load(warehouse, form(tmp_path / "bad.xlsx", 99), "--received-on", "2025-01-03")[0] == 1
    assert result_row(warehouse)[3:] == (date(2025, 1, 3), None, "missing", 708, True)
    missing = cli.rows(warehouse, "select missing_count from mart.head_year where unit_code = 'PKT' and year = 2025")
    code, _ = cli.load(warehouse, form(tmp_path / "good.xlsx", 3), "--received-on", "2025-01-10")
    assert code == 0
    assert result_row(warehouse)[3:] == (date(2025, 1, 3), date(2025, 1, 10), "late", 4, False)
    assert missing == [(0,)]


@pytest.mark.proof
def test_the_day_of_the_run_counts_where_settings_leave_as_of_empty(warehouse, tmp_path):
    assert cli.load(warehouse, setting(tmp_path, "as_of", ""), today="2025-01-04")[0] == 0
    assert cli.rows(warehouse, "select as_of, running_year from mart.snapshot") == [(date(2025, 1, 4), 2025)]
    assert result_row(warehouse)[5] == "not_due"
    done = cli.etl(warehouse, "refresh", today="2025-01-08")
    assert done.returncode == 0
    assert result_row(warehouse)[5:7] == ("missing", 2)
    before = (warehouse / "CURRENT").read_text()
    cli.etl(warehouse, "refresh", today="2025-01-08")
    assert (warehouse / "CURRENT").read_text() == before
    assert cli.etl(warehouse, "rebuild", today="2025-02-01").returncode == 0
    assert result_row(warehouse)[5:7] == ("missing", 2), "rebuild keeps the as_of of the current publication"


def test_members_of_a_zip_have_their_own_paths(warehouse, tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "mail.zip", "w") as package:
        package.write(form(tmp_path / "a.xlsx", 3, 2), "thư/a.xlsx")
        package.writestr("../../evil.txt", "no table")
    code, result = cli.load(warehouse, tmp_path / "mail.zip")
    assert code == 1
    assert {f["path"]: f["status"] for f in result["files"]} == {
        "mail.zip!/thư/a.xlsx": "accepted_with_warnings", "mail.zip!/../../evil.txt": "rejected",
    }  # fmt: skip
    assert not list(tmp_path.parent.rglob("evil.txt"))
    assert not list((warehouse / "archive").glob("*.zip"))


def found(result: dict, code: str) -> list[tuple]:
    """(file, cell, found, expected) of every finding of a code."""
    return [
        (Path(f["path"]).name, g["cell"], g["found"], g["expected"])
        for f in result["files"] for g in f["findings"] if g["code"] == code
    ]  # fmt: skip


def test_two_units_with_the_same_scores_are_said_to_have_copied(warehouse, tmp_path):
    scores = (3, 2.5, 1, 2, 2)
    form(tmp_path / "a.xlsx", *scores)
    form(tmp_path / "b.xlsx", *scores, unit="Phòng Y tế")
    form(tmp_path / "c.xlsx", 3, 2.5, 1, 2, 1, unit="Phòng Nội vụ")
    _, result = cli.load(warehouse, tmp_path)
    assert found(result, "copied_form") == [
        ("a.xlsx", None, "Phòng Y tế", None),
        ("b.xlsx", None, "Phòng Kinh tế", None),
    ]
    # a file of a later run names the one that is there
    form(tmp_path / "d.xlsx", *scores, unit="Thanh tra Thành phố")
    _, later = cli.load(warehouse, tmp_path / "d.xlsx")
    assert found(later, "copied_form")[0][2] == "Phòng Kinh tế và 1 đơn vị khác"


def test_scores_far_from_the_year_before_are_pointed_out(warehouse, tmp_path, monkeypatch):
    form(tmp_path / "a.xlsx", 1, 1, 1, 1, 1)
    cli.load(warehouse, tmp_path)
    monkeypatch.setattr("tests.test_load_contract.YEAR", 2025)
    form(tmp_path / "b.xlsx", 3, 1, 1, 1, 1)
    form(tmp_path / "c.xlsx", 3, 1, 1, 1, 1, unit="Phòng Y tế")
    _, result = cli.load(warehouse, tmp_path / "b.xlsx", tmp_path / "c.xlsx")
    jumps = found(result, "criterion_jump")
    assert [(name, was, before) for name, _, was, before in jumps] == [("b.xlsx", "3", "1")]
    assert found(result, "score_jump") == []
    assert {f["status"] for f in result["files"]} == {"accepted_with_warnings"}  # not scored, not by the jump


@pytest.mark.proof
def test_the_first_load_after_an_upgrade_knows_what_came_before(warehouse, tmp_path):
    """An upgrade may change the tables; dates, statuses and checks still see the rows of earlier files."""
    import shutil

    folder = tmp_path / "inbox"
    folder.mkdir()
    form(folder / "a.xlsx", 3, 2.5, 1, 2, 2)
    register(folder / "so.xlsx", ("Phòng Kinh tế", "Báo cáo tự đánh giá", date(2025, 1, 3), ""))
    cli.load(warehouse, folder)
    upgraded = tmp_path / "upgraded"
    shutil.copytree(warehouse, upgraded)
    import duckdb

    with duckdb.connect(str(cli.current(upgraded))) as con:
        con.execute("update reference.shape set shape = 'of an older version'")
    later = form(tmp_path / "b.xlsx", 3, 2.5, 1, 2, 1.5, note="later")
    # newer than the date in the register, older than the day of the run
    results = [cli.load(w, later, "--received-on", "2025-06-01") for w in (warehouse, upgraded)]
    assert results[0] == results[1]
    assert results[1][1]["files"][0]["status"].startswith("accepted")
    for sql in ("select * from mart.unit_year order by all", "select * from mart.compliance order by all"):
        assert cli.rows(warehouse, sql) == cli.rows(upgraded, sql)


@pytest.mark.proof
def test_a_run_after_an_upgrade_publishes_even_without_a_new_file(warehouse, tmp_path):
    """Pages read the tables of their own version: whatever run comes first gives them."""
    import duckdb

    form_of_pkt = form(tmp_path / "a.xlsx", 3, 2.5, 1, 2, 2)
    cli.load(warehouse, form_of_pkt)
    with duckdb.connect(str(cli.current(warehouse))) as con:
        con.execute("update reference.shape set shape = 'of an older version'")
    assert cli.load(warehouse, form_of_pkt)[1]["snapshot"]
    assert cli.load(warehouse, form_of_pkt)[1]["snapshot"] is None
