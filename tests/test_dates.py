"""The date of a file does not depend on the order of the runs (rule 11): copies, contents in other bytes, versions,
refused files and rows of the register, in one run or in several, give the same dates."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.run.run import Result
from tests import forms
from tests.office import NAME, REFERENCE, ROOT, UNIT, YEAR, Office, codes, statuses
from tests.warehouse_fixture import records, snapshot

REGISTER = ["Đơn vị", "Năm đánh giá", "Nội dung", "Ngày đến", "Tên tệp", "Tổng điểm bản ký"]
HEADER = ["TT", "Tiêu chí", "Điểm tự chấm", "Tài liệu kiểm chứng"]
SCORES = {"first": 3, "second": 2, "refused": 99}
NAMES = ["a.xlsx", "a (1).xlsx", "b.xlsx"]
DATES = {
    "unit_year": "version_received_on, first_received_on, accepted_on, received_on, received_on_source, days_late, status,"
    " needs_supplement",
    "compliance": "milestone_code, first_received_on, accepted_on, done_on, received_on_source, days_late, status,"
    " needs_supplement",
}  # fmt: skip


@cache
def form(unit: str, content: str, sheet: str = "Biểu 1") -> bytes:
    """A form; another name of its sheet makes other bytes of the same content."""
    body = [["A1", "Tiêu chí", SCORES[content], "KH 1"], ["A2", "Tiêu chí", 1, "KH 1"]]
    top = [[f"Đơn vị: {unit}"], [f"Năm đánh giá: {YEAR}"], HEADER]
    return forms.workbook([*top, *body], name=sheet)


def register(*rows: tuple) -> bytes:
    """Rows of (unit, day of January 2025, file name[, total of the signed document])."""
    said = [[unit, YEAR, "Báo cáo tự đánh giá", date(2025, 1, day), *more] for unit, day, *more in rows]
    return forms.workbook([["SỔ TIẾP NHẬN"], REGISTER, *said])


def dates(office: Office) -> dict[str, list[tuple]]:
    """Every date of the marts, and what follows from it."""
    return {
        mart: office.rows(f"select year, unit_code, {columns} from mart.{mart} order by all")
        for mart, columns in DATES.items()
    }


def receipt(office: Office, unit: str = UNIT) -> tuple:
    """(date of the version, accepted on, source, status, days late) of one unit."""
    columns = "version_received_on, accepted_on, received_on_source, status, days_late"
    sql = f"select {columns} from mart.unit_year where year = ? and unit_code = ?"
    return office.rows(sql, YEAR, unit)[0]


def load(office: Office, **files: bytes) -> Result:
    """One run without --received-on; `a_1` is the copy "a (1).xlsx"."""
    folder = office.folder / f"run{next(numbers)}"
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name.replace('_1', ' (1)')}.xlsx").write_bytes(content)
    return office.load(folder, on=None)


numbers = count()


@pytest.fixture(scope="module")
def by_setting(reference_only, tmp_path_factory) -> dict[str, Path]:
    """A warehouse with the reference for each value of receipt_counts."""
    folder = tmp_path_factory.mktemp("accepted")
    shutil.copytree(REFERENCE, folder / "reference")
    path = folder / "reference" / "settings.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count("receipt_counts,first,") == 1
    path.write_text(text.replace("receipt_counts,first,", "receipt_counts,first_accepted,"), encoding="utf-8")  # fmt: skip
    assert Office(folder / "warehouse", folder).load(folder / "reference", on=None).snapshot
    return {"first": reference_only, "first_accepted": folder / "warehouse"}


@pytest.fixture
def strict(by_setting, tmp_path) -> Office:
    """An office where only what is accepted counts."""
    shutil.copytree(by_setting["first_accepted"], tmp_path / "warehouse")
    return Office(tmp_path / "warehouse", tmp_path)


# by name


def test_the_register_comes_last_and_names_the_copy_that_was_a_duplicate(strict):
    twice = load(strict, a=form(NAME, "first"), a_1=form(NAME, "first"))
    assert {i.file_name: i.status for i in twice.items} == {"a (1).xlsx": "accepted_with_warnings", "a.xlsx": "duplicate"}  # fmt: skip
    assert receipt(strict)[2:] == ("assumed", "late", 708)
    load(strict, so=register((NAME, 3, "a.xlsx")))
    assert receipt(strict) == (date(2025, 1, 3), date(2025, 1, 3), "register", "on_time", 0)
    before = dates(strict)
    strict.rebuild()
    assert dates(strict) == before


def test_copies_of_one_run_are_dated_by_the_row_that_comes_with_them(strict):
    result = load(
        strict, so=register((NAME, 3, "b.xlsx")), a=form(NAME, "first"), b=form(NAME, "first"),
        c=form(NAME, "first", "Khác"),
    )  # fmt: skip
    assert "received_on_assumed" not in codes(result)
    assert receipt(strict)[:2] == (date(2025, 1, 3), date(2025, 1, 3))


def test_a_duplicate_under_the_name_in_the_register_is_dated_at_once(strict):
    load(strict, so=register((NAME, 3, "A.XLSX", 9), ("Phòng Y tế", 9, "b.xlsx")))
    load(strict, a_1=form(NAME, "first"), B=form("Phòng Y tế", "first"))
    assert receipt(strict)[2:] == ("assumed", "late", 708)
    assert receipt(strict, "PYT")[2:] == ("register", "late", 3)
    same = load(strict, a=form(NAME, "first"))
    assert (statuses(same), bool(same.snapshot)) == (["duplicate"], True)
    assert receipt(strict) == (date(2025, 1, 3), date(2025, 1, 3), "register", "on_time", 0)
    assert codes(same) == ["signed_total_differs"]
    assert strict.rows("select soft_total from mart.signed_document") == [(4,)]
    for name in ("a", "c"):  # nothing new, and a name that no row has: nothing is built
        assert load(strict, **{name: form(NAME, "first")}).snapshot is None
        assert strict.warehouse.events()[-1]["type"] == "received"


@pytest.mark.parametrize("names", [("a.xlsx", "b.xlsx"), ("b.xlsx", "a.xlsx")])
def test_the_same_content_in_other_bytes_takes_the_date_of_either_name(strict, names):
    """The earliest day of the rows that name one of them."""
    load(strict, so=register((NAME, 3, names[0]), (NAME, 9, names[1])), a=form(NAME, "first"))
    same = load(strict, b=form(NAME, "first", "Khác"))
    assert (statuses(same), receipt(strict)[0]) == (["duplicate"], date(2025, 1, 3))
    load(strict, c=form(NAME, "second"))
    assert receipt(strict)[1:4] == (date(2025, 1, 3), "register", "on_time")


def test_a_row_that_names_another_file_or_another_unit_dates_nothing(strict):
    rows = (NAME, 3, "c.xlsx"), ("Phòng Y tế", 3, "a.xlsx")
    load(strict, so=register(*rows), a=form(NAME, "first"))
    assert receipt(strict)[2:] == ("assumed", "late", 708)


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_of_one_day_a_refused_file_takes_the_only_row_last(strict, order):
    """Which of two came first the day does not say; a file that is refused must not make another one late."""
    files = {"a": form(NAME, "refused"), "b": form(NAME, "first")}
    load(strict, so=register((NAME, 3, "")))
    for name in order:
        load(strict, **{name: files[name]})
    assert receipt(strict) == (date(2025, 1, 3), date(2025, 1, 3), "register", "on_time", 0)


def test_a_refused_file_does_not_lend_its_row_to_what_it_could_not_say(strict):
    """A cell that is no number is no empty cell, though neither has a value."""
    top = [[f"Đơn vị: {NAME}"], [f"Năm đánh giá: {YEAR}"], HEADER]
    rows = [["A1", "Tiêu chí", 3, "KH 1"], ["A2", "Tiêu chí", "đạt", "KH 1"]]
    bad = forms.workbook([*top, *rows])
    rows[1][2] = ""
    load(strict, so=register((NAME, 3, "a.xlsx"), (NAME, 9, "b.xlsx")), a=bad, b=forms.workbook([*top, *rows]))
    assert receipt(strict)[:2] == (date(2025, 1, 9), date(2025, 1, 9))


def test_the_same_empty_form_of_two_units_is_a_receipt_of_both(strict):
    scan = b"%PDF-1.4 empty"
    folder = strict.folder / "scans"
    folder.mkdir()
    for name in ("kinh te.pdf", "y te.pdf", "y te (1).pdf"):
        (folder / name).write_bytes(scan)
    so = strict.folder / "so.xlsx"
    so.write_bytes(register((NAME, 3, "kinh te.pdf"), ("Phòng Y tế", 4, "y te.pdf")))
    strict.load(so, folder, on=None)
    sql = "select file_name, unit_code, received_on from mart.file where status = 'rejected' order by 1 desc"
    assert strict.rows(sql) == [
        ("y te.pdf", "PYT", date(2025, 1, 4)),
        ("y te (1).pdf", None, date(2025, 1, 3)),
        ("kinh te.pdf", UNIT, date(2025, 1, 3)),
    ]
    checked = "select unit_code, is_under_check from mart.unit_year where needs_supplement order by 1"
    assert strict.rows(checked) == [(UNIT, False), ("PYT", False)]


def test_an_assumed_date_counts_in_the_status_and_against_nobody(strict):
    load(strict, a=form(NAME, "first"))
    late = "select sum(late_count) from mart.head_year where unit_code = ? and year = 2025"
    assert (receipt(strict)[2:], strict.rows(late, UNIT)) == (("assumed", "late", 708), [(0,)])
    load(strict, so=register((NAME, 9, "a.xlsx")))
    assert (receipt(strict)[2:], strict.rows(late, UNIT)) == (("register", "late", 3), [(1,)])


def test_what_is_out_of_force_but_was_received_still_lends_its_name_and_its_date():
    """A file of another status than those in force, refused and duplicate: its data are taken back, not its receipt."""
    on = date(2026, 12, 15)
    form = {"kind": "self_assessment", "unit_code": "U1", "year": YEAR, "first_seen_on": on, "run_seq": 1}
    files = [
        form | {"file_seq": 1, "file_name": "a.xlsx", "sha256": "x", "status": "withdrawn", "content_hash": "c"},
        form | {"file_seq": 2, "file_name": "b.xlsx", "sha256": "y", "status": "accepted", "content_hash": "c"},
        form | {"file_seq": 3, "file_name": "c.xlsx", "sha256": "z", "status": "accepted", "content_hash": "d"},
        {"file_seq": 4, "file_name": "so.xlsx", "sha256": "s", "status": "accepted", "kind": "intake_register"},
    ]  # fmt: skip
    row = {"file_seq": 4, "unit_code": "U1", "year": YEAR, "milestone_code": "self_assessment"}
    rows = [row | {"received_on": date(2025, 1, 3), "file_name": "a.xlsx"}]
    with snapshot({}, {"received_file": files, "intake_register": rows}, on) as con:
        found = {r["file_seq"]: r for r in records(con, "staging.file_date")}
    assert [found[n]["received_on"] for n in (1, 2, 3)] == [date(2025, 1, 3), date(2025, 1, 3), on]
    assert found[1]["unit_code"] == "U1"


def test_a_line_of_the_register_that_contradicts_the_name_of_a_scan_is_said():
    """Each scan is of U1 by its name; the line of the register says what stands behind it."""
    files = [
        ("khác năm.pdf", 2024), ("khác đơn vị.pdf", 2024), ("đúng.pdf", 2024), ("hai dòng.pdf", 2024),
        ("ký.pdf", 2024), ("ký.pdf", 2025), ("không ghi.pdf", 2024), ("đọc được.xlsx", 2024),
    ]  # fmt: skip
    lines = [
        ("U1", 2025, "khác năm.pdf"), ("U2", 2024, " KHÁC đơn vị.PDF "), ("U1", 2024, "đúng.pdf"),
        ("U1", 2025, "hai dòng.pdf"), ("U1", 2024, "hai dòng.pdf"),  # the file has a line of its own
        ("U1", 2025, "ký.pdf"),  # the line means the other file of that name
        ("U1", 2025, None), ("U2", 2025, "đọc được.xlsx"),
    ]  # fmt: skip
    received = [
        {"file_seq": n, "file_name": name, "sha256": str(n), "run_seq": 1, "unit_code": "U1", "year": year,
         "status": "rejected", "kind": "unknown" if name.endswith(".pdf") else "self_assessment"}
        for n, (name, year) in enumerate(files, 1)
    ]  # fmt: skip
    received.append({"file_seq": 9, "file_name": "so.xlsx", "sha256": "s", "status": "accepted", "kind": "intake_register"})  # fmt: skip
    noted = [
        {"file_seq": 9, "sheet": "Sổ", "row_number": n, "unit_code": unit, "year": year, "file_name": name}
        for n, (unit, year, name) in enumerate(lines, 5)
    ]
    units = [{"unit_code": unit, "unit_name": f"Phường {unit}"} for unit in ("U1", "U2")]
    raw = {"received_file": received, "intake_register": noted}
    own, other_year, other_unit = "Phường U1, năm 2024", "Phường U1, năm 2025", "Phường U2, năm 2024"
    query = (ROOT / "warehouse" / "findings" / "register_contradicts_name.sql").read_text(encoding="utf-8")
    with snapshot({"units": units}, raw, date(2026, 12, 15), "staging.file_content", "staging.register_row") as con:
        of_files, of_register, of_later = (con.execute(query, {"first_seq": n}).fetchall() for n in (1, 9, 10))
    assert of_files == [(1, None, None, own, other_year, None), (2, None, None, own, other_unit, None)]
    assert of_register == [(9, "Sổ", "A5", own, other_year, None), (9, "Sổ", "A6", own, other_unit, None)]
    assert of_later == []


# whatever the order of the runs

ALL = {  # units with nothing in common but the names of their files
    "PKT": NAME, "PYT": "Phòng Y tế", "PNV": "Phòng Nội vụ", "PQLDT": "Phòng Quản lý đô thị", "PTP": "Phòng Tư pháp",
    "PVHTT": "Phòng Văn hóa và Thông tin", "PGDDT": "Phòng Giáo dục và Đào tạo", "PTNMT": "Phòng Tài nguyên và Môi trường",
}  # fmt: skip
COPIES = 3  # the run that brings nothing but copies


def drawn(random: Random) -> dict[str, tuple]:
    """Unit → (its files: name, content, sheet, the runs in which it comes; lines of the register: name, day, run)."""
    said = {}
    for code in ALL:
        files = []
        for name in random.sample(NAMES, random.choice([2, 2, 3])):
            content = random.choice(["first", "first", "first", "second", "refused", "scan"])
            sheet = random.choice(["Biểu 1", "Biểu 1", "Khác"])
            files.append((name, content, sheet, set(random.choices(range(3), k=random.choice([1, 1, 2])))))  # fmt: skip
        known = [f for f in files if f[1] in ("first", "second")]
        if known and random.random() < 0.5:
            files.append(("c.xlsx", *random.choice(known)[1:3], {COPIES}))
        named = ["", "", *NAMES, "A (1).xlsx", "c.xlsx", "c.xlsx", "khac.xlsx"]
        rows = [
            (random.choice(named), random.randint(2, 9), random.randrange(3))
            for _ in range(random.choice([0, 1, 1, 1, 2]))
        ]
        said[code] = (files, rows)
    return said


def sent(office: Office, said: dict, runs: set[int]) -> dict[str, list[tuple]]:
    """The dates after what belongs to the given runs was loaded in one."""
    folder = office.folder / f"run{next(numbers)}"
    folder.mkdir()
    rows: dict[int, list[tuple]] = {}
    for code, (files, lines) in said.items():
        (folder / code).mkdir()
        for name, content, sheet, comes in files:
            if comes & runs:
                scan = f"%PDF-1.4 {sheet}".encode()
                data = scan if content == "scan" else form(ALL[code], content, sheet)
                (folder / code / name).write_bytes(data)
        for name, day, run in lines:
            rows.setdefault(run, []).append((ALL[code], day, name))
    for run in rows.keys() & runs:
        (folder / f"so {run}.xlsx").write_bytes(register(*rows[run]))
    office.load(folder, on=None)
    return dates(office)


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.integers(0, 2**32).map(Random).map(drawn),
    order=st.permutations(range(3)),
    counts=st.sampled_from(["first", "first_accepted"]),
)
def test_the_order_of_the_runs_moves_no_date(by_setting, tmp_path, said, order, counts):
    offices = []
    for _ in range(2):
        folder = tmp_path / str(next(numbers))
        shutil.copytree(by_setting[counts], folder / "warehouse")
        offices.append(Office(folder / "warehouse", folder))
    once, often = offices
    expected = sent(once, said, {0, 1, 2, COPIES})
    for run in (*order, COPIES):
        found = sent(often, said, {run})
    assert found == expected
    often.rebuild()
    assert dates(often) == expected
