"""Reconciliation of rows, and what a run tells people."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.desk import history, report, terminal
from etl.kinds.door import parse, reconciled
from etl.read.model import ParsedFile
from etl.run.files import Came, Item
from etl.run.run import Result
from tests import cli, forms
from tests.forms import changed, codes, form
from tests.test_marked import scored
from tests.test_tables_of_the_office import BAI_CHAY, register, table

CONTEXT = forms.context()
VALUES = st.sampled_from([3, 99, "", "đạt", "KAD", "2,5", "-", -1])
UNITS = st.sampled_from(["Phường Bãi Cháy", "Phường Hồng Gai", "Phường Lạ", ""])


def holds(parsed: ParsedFile) -> bool:
    """A file that is taken whole; or it is rejected for what stands in it, not for what was lost on the way."""
    whole = parsed.rows_in == parsed.row_count + parsed.rows_refused
    return "rows_do_not_reconcile" not in codes(parsed) and (whole or parsed.has_error)


def test_rows_are_counted_apart_from_their_reading():
    assert parse(form(), "a.xlsx", CONTEXT).rows_in == 4
    unknown = parse(form(criteria=changed("A1", code="Z9", name="Lạ")), "a.xlsx", CONTEXT)  # an unknown row is a row
    assert (unknown.rows_in, unknown.row_count) == (4, 3)
    twice = parse(form(criteria=[*forms.CRITERIA, forms.CRITERIA[0]]), "a.xlsx", CONTEXT)
    assert (twice.rows_in, twice.row_count) == (5, 4)
    conflict = parse(form(criteria=changed("A1", name="Khảo sát người dân")), "a.xlsx", CONTEXT)
    assert (conflict.rows_in, conflict.row_count) == (4, 3)
    scores = parse(table(BAI_CHAY, [2, "Phường Lạ", 1, 2]), "a.xlsx", CONTEXT)
    assert (scores.rows_in, scores.row_count) == (5, 3)
    day = [1, "Phường Bãi Cháy", 2024, "Báo cáo tự đánh giá", "03/01/2025"]
    rows = parse(register(day, [*day[:4], "sớm"]), "a.xlsx", CONTEXT)
    assert (rows.rows_in, rows.row_count) == (2, 1)


@settings(max_examples=40, deadline=None)
@given(st.lists(VALUES, min_size=4, max_size=4), st.lists(st.tuples(UNITS, VALUES, VALUES), max_size=4))  # fmt: skip
def test_no_row_is_lost_whatever_the_cells_say(scores, lines):
    rows = [[*r[:4], v, *r[5:]] for r, v in zip(forms.CRITERIA, scores, strict=True)]
    assert holds(parse(form(criteria=rows), "a.xlsx", CONTEXT))
    units = [[n, *line] for n, line in enumerate(lines, 1)]
    assert holds(parse(table(*units, BAI_CHAY), "a.xlsx", CONTEXT))


def test_a_file_that_loses_a_row_is_rejected():
    lost = ParsedFile("self_assessment", "xlsx", row_count=3, rows_in=4)
    assert codes(reconciled(lost)) == ["rows_do_not_reconcile"]
    assert lost.has_error
    refused = ParsedFile("survey", "csv", row_count=3, rows_in=4, rows_refused=1)
    assert codes(reconciled(refused)) == []


def item(path: str, status: str, **facts) -> Item:
    parsed = ParsedFile("self_assessment", "xlsx", "BC", 2024, **facts)
    return Item(path, path, "", Came(b""), parsed=parsed, status=status)


def test_rows_of_a_run_add_up():
    items = [
        item("a.xlsx", "accepted", rows_in=4, row_count=4),
        item("b.xlsx", "rejected", rows_in=5, row_count=3),
        item("c.xlsx", "duplicate", rows_in=4, row_count=4),
        item("d.csv", "accepted_with_warnings", rows_in=9, row_count=7, rows_refused=2),
    ]
    assert [tuple(i.rows) for i in items] == [(4, 4, 0), (5, 0, 5), (0, 0, 0), (9, 7, 2)]
    assert report.totals(items) == (18, 11, 7)
    assert "18 trong tệp = 11 đã nạp + 7 từ chối (khớp)" in report.sentence_of_rows(items)
    assert report.totals([]) == (0, 0, 0)


def shown(result: Result, dry=False) -> str:
    console = terminal.console(file=io.StringIO(), width=140)
    report.show(result, console, dry)
    return console.file.getvalue()


ODD = "xem [/x] và [red] :smile: [link=a]"


def test_words_of_users_are_no_markup_in_the_terminal(capsys):
    event = {"seq": 1, "run": 1, "at": "2025-01-03T08:00:00+07:00", "type": "sent_back", "path": "a.xlsx"}
    history.show([event | {"who": ODD, "brought_by": ODD, "reason": ODD}])
    difference = {
        "criterion_code": "A1",
        "field": "note",
        "cell_before": None,
        "before": ODD,
        "cell_after": "G7",
        "after": ODD,
    }
    version = {
        "version": 2,
        "is_current": True,
        "received_on": date(2025, 1, 3),
        "path": ODD,
        "loaded_by": ODD,
        "differences": [difference],
    }
    history.show_versions([version])
    text = capsys.readouterr().out
    assert "Nội dung" in text and "03/01/2025" in text, "in the words of the page"
    assert text.count("[/x]") >= 6
    assert text.count(":smile:") >= 3
    assert ODD in shown(Result(None, [item(ODD, "accepted", rows_in=4, row_count=4)]))


def test_there_is_one_way_to_the_terminal():
    root = Path(report.__file__).resolve().parents[2]
    users = [p.name for top in ("etl", "reports", "sample_data", "warehouse") for p in (root / top).rglob("*.py")
             if re.search(r"rich\.console|from rich import (?:print|console)", p.read_text(encoding="utf-8"))]  # fmt: skip
    assert users == ["terminal.py"]


def test_the_terminal_says_files_rows_and_the_next_step_worst_first():
    bad = item("b [red].xlsx", "rejected", rows_in=5)
    bad.parsed.findings = parse(form(criteria=changed("A1", points=9)), "a", CONTEXT).findings
    text = shown(Result(None, [item("a.xlsx", "accepted", rows_in=4, row_count=4), bad]))
    lines = [line for line in text.splitlines() if ".xlsx" in line]
    assert lines[0].split() == ["b", "[red].xlsx", "Báo", "cáo", "tự", "đánh", "giá", "BC", "2024", "✖", "Không", "nhận", "0/5", "1", "lỗi,", "1", "lưu", "ý"]  # fmt: skip
    assert "điểm 9 lớn hơn điểm tối đa 5" in text
    assert "2 tệp (đã nhận: 1, không nhận: 1)" in text
    assert "etl check" in text.splitlines()[-1]
    assert "Không có tệp nào phải sửa" in shown(Result(None, []), dry=True)
    tried = shown(Result(None, [item("a.xlsx", "accepted", rows_in=4, row_count=4)]), dry=True)
    assert "1 tệp (sẽ nhận: 1)" in tried and "Đã nhận" not in tried


def test_many_files_are_cut_in_the_terminal_and_whole_in_the_workbook(tmp_path):
    result = Result("s", [item(f"{n:03}.xlsx", "accepted", rows_in=1, row_count=1) for n in range(60)])  # fmt: skip
    assert "và 20 tệp khác" in shown(result)
    report.write(result, ["Ngày nạp"], tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == ["Tổng hợp", "Kết quả kiểm tra"]
    rows = list(book["Tổng hợp"].iter_rows(values_only=True))
    assert sum(str(row[0]).endswith(".xlsx") for row in rows) == 60
    assert rows[-1][0] == "Tổng cộng"
    assert rows[-1][5:8] == (60, 60, 0)


def test_a_report_that_cannot_be_written_is_an_ordinary_error(tmp_path):
    with pytest.raises(OSError, match="directory"):
        report.write(Result(None, []), [], tmp_path)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report") / "warehouse"
    assert cli.load(folder, cli.ROOT / "sample_data" / "reference")[0] == 0
    return folder


@pytest.mark.proof
def test_a_load_keeps_its_report_beside_the_archive_and_a_dry_run_does_not(warehouse, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    scored(inbox / "good.xlsx", 3)
    scored(inbox / "=bad.xlsx", 99)
    kept = {p.name for p in (warehouse / "reports").iterdir()}
    done = cli.etl(warehouse, "load", inbox, "--dry-run", "--json", "--report", tmp_path / "dry.xlsx")  # fmt: skip
    assert done.returncode == 1
    assert done.stdout.startswith('{"snapshot"')
    assert "Đối chiếu số dòng: 2 trong tệp = 1 đã nạp + 1 từ chối (khớp)" in done.stderr
    assert {p.name for p in (warehouse / "reports").iterdir()} == kept
    assert (tmp_path / "dry.xlsx").is_file()
    assert cli.etl(warehouse, "load", inbox).returncode == 1
    (path,) = [p for p in (warehouse / "reports").iterdir() if p.name not in kept]
    book = openpyxl.load_workbook(path)
    cells = [c for s in book for row in s.iter_rows() for c in row]
    assert {"=bad.xlsx", "points_above_max"} <= {c.value for c in cells}
    assert all(c.data_type != "f" for c in cells), "a file name never becomes a formula"
    assert cli.rows(
        warehouse, "select file_name, rows_in, rows_loaded, rows_refused from mart.file where kind = 'self_assessment' order by 1"
    ) == [("=bad.xlsx", 1, 0, 1), ("good.xlsx", 1, 1, 0)]  # fmt: skip
    assert cli.etl(warehouse, "load", inbox, "--report", "x.txt").returncode == 2
