"""Taking a load back: what it brought leaves, everything later stays."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.desk import names
from etl.run import changed
from etl.run.withdraw import UnknownRun, sentences, withdraw
from sample_data import surveys as sample
from tests import cli, test_survey_load
from tests.office import TODAY, UNIT, Office, codes, correction_row, statuses
from tests.test_tables_of_the_office import register
from warehouse import build, difference

OTHER = "Phòng Nội vụ"
RESULTS = "select unit_code, points, status, first_received_on, needs_supplement from mart.unit_year"
TABLES = {
    "scores": "select * exclude (source_sha256, source_sheet, self_cell) from mart.criterion_unit_year",
    "results": "select year, unit_code, points, max_points, score_pct, class_code, rank_block, score_basis,"
    " verified_points from mart.unit_year",
    "replies": "select unit_code, criterion_code, answer from mart.reply",
}


def run_of(office: Office) -> int:
    """Number of the last run."""
    return office.warehouse.state().last_run


def undo(office: Office, number: int, **options):
    return withdraw(office.warehouse, number, TODAY, **options)


def result(office: Office, unit: str = UNIT) -> tuple:
    """(points, status, first receipt, whether something has to be supplemented) of 2024."""
    (row,) = office.rows(f"{RESULTS} where year = 2024 and unit_code = ?", unit)
    return (None if row[1] is None else float(row[1]), *row[2:])


def files(folder) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != ".lock"}


def rebuilt_is_equal(office: Office) -> None:
    assert office.rebuild().snapshot is None, "rebuilding gives the published figures"


def test_every_register_that_is_compared_has_its_words():
    assert changed.REGISTERS.keys() == set(difference.REGISTERS)


def test_the_work_of_a_colleague_stays(office):
    wards = ["Phường Bãi Cháy", "Phường Hồng Gai", "Phường Hà Khẩu", "Phường Cao Xanh"]
    office.load(*(office.form(f"b{n}.xlsx", unit, A1=n / 2, A2=1) for n, unit in enumerate(wards, 1)))
    of_b = run_of(office)
    office.load(office.form("a.xlsx", A1=3, A2=2), office.form("a2.xlsx", OTHER, A1=2, A2=2))
    told = undo(office, of_b, dry=True)
    assert (len(told.files), told.snapshot) == (4, None)
    assert len({row["unit_code"] for row in told.difference["units"]}) == 4
    done = undo(office, of_b)
    assert done.snapshot == office.warehouse.current_id()
    assert done.as_json() | {"snapshot": None} == told.as_json()
    words = {
        row["unit_code"]: changed.words(row)
        for row in json.loads(json.dumps(done.as_json(), default=str))["difference"]["units"]
    }
    assert words["P_CAO_XANH"].startswith("điểm 3 → –; hạng trong khối 1 → –;"), words
    assert UNIT not in words, "nothing of the colleague's units changes"
    assert result(office) == (5, "on_time", date(2025, 1, 3), False)
    assert office.rows("select count(*) from mart.unit_year where points is not null") == [(2,)]
    rebuilt_is_equal(office)


@pytest.mark.parametrize(
    ("with_receipts", "left"),
    [(False, (None, "on_time", date(2025, 1, 3), True)), (True, (None, "missing", None, False))],
)
def test_the_day_of_receipt_is_kept_unless_it_goes_too(office, with_receipts, left):
    office.load(office.form("a.xlsx", A1=3, A2=2))
    undo(office, run_of(office), with_receipts=with_receipts)
    assert result(office) == left
    again = office.load(office.form("a.xlsx", A1=3, A2=2), on="2025-01-04")
    assert statuses(again) == ["accepted_with_warnings"], "the bytes are checked again"
    assert result(office)[2] == date(2025, 1, 3 if not with_receipts else 4)


def test_a_refused_file_stops_being_a_receipt_with_receipts_only(office):
    office.load(office.form("a.xlsx", A1=3, A2=99))
    number = run_of(office)
    assert result(office)[1:] == ("on_time", date(2025, 1, 3), True)
    undo(office, number)
    assert result(office)[1:] == ("on_time", date(2025, 1, 3), True)
    undo(office, run_of(office))
    undo(office, number, with_receipts=True)
    assert result(office)[1:] == ("missing", None, False)
    assert office.recheck().items == []


def test_a_later_duplicate_takes_the_place_with_its_own_date(office):
    one = office.form("a.xlsx", A1=3, A2=2)
    office.load(one)
    number = run_of(office)
    again = office.load(one, on=None)
    assert statuses(again) == ["duplicate"]
    undo(office, number, with_receipts=True)
    assert result(office) == (5, "late", TODAY, False)
    rebuilt_is_equal(office)


def test_an_older_version_is_in_force_again(office):
    office.load(office.form("a.xlsx", A1=3, A2=2))
    office.load(office.form("b.xlsx", A1=1, A2=1), on="2025-01-04")
    undo(office, run_of(office))
    assert result(office)[0] == 5


def test_what_loses_its_base_becomes_a_warning(office):
    office.load(office.form("a.xlsx", A1=3, A2=2))
    number = run_of(office)
    office.load(office.issued("v.xlsx", A1=2.5, A2=2))
    office.load(office.correction("c.xlsx", correction_row()))
    assert result(office)[0] == 4.5
    done = undo(office, number)
    assert sorted(f.code for f in done.warnings) == ["correction_outdated", "verified_waits"]
    assert {f.severity for f in done.warnings} == {"warning"}
    shown = office.rows("select code from mart.finding where code in ('correction_outdated', 'verified_waits')")
    assert len(shown) == 2, "and stands beside the file that waits"
    taken_back = run_of(office)
    rebuilt_is_equal(office)
    undo(office, taken_back)
    assert office.rows("select count(*) from mart.finding where code = 'verified_waits'") == [(0,)]
    assert result(office)[0] == 4.5


def test_a_reminder_written_in_between_stays(office):
    office.load(office.form("a.xlsx", A1=3, A2=2))
    number = run_of(office)
    header = ["Đơn vị được đôn đốc", "Năm đánh giá", "Nội dung đôn đốc", "Ngày đôn đốc", "Hình thức đôn đốc"]
    line = [OTHER, 2024, "Báo cáo tự đánh giá", "06/01/2025", "Zalo"]
    office.load(office.write("don_doc.xlsx", [["PHÒNG TƯ PHÁP"], ["SỔ ĐÔN ĐỐC"], header, line]))
    undo(office, number)
    assert office.rows("select unit_code, sent_on from mart.reminder") == [("PNV", date(2025, 1, 6))]


def test_a_register_is_taken_back_and_files_keep_their_dates(office):
    office.load(office.form("a.xlsx", A1=3, A2=2), on=None)
    line = [1, "Phòng Kinh tế", 2024, "Báo cáo tự đánh giá", "03/01/2025", "1/KT", "a.xlsx"]
    path = office.folder / "so.xlsx"
    path.write_bytes(register(line))
    office.load(path)
    assert result(office)[1:3] == ("on_time", date(2025, 1, 3))
    undo(office, run_of(office))
    assert result(office)[1:3] == ("late", TODAY)


def test_the_reference_under_files_in_force_is_not_taken_back(office):
    office.load(office.form("a.xlsx", A1=3, A2=2))
    before = files(office.warehouse.root)
    done = undo(office, 1)
    assert {f.code for f in done.refused} == {"breaks_values_in_force"}
    assert "a.xlsx" in done.refused[0].message
    assert "a.xlsx" in " ".join(sentences(done.as_json(), is_dry=False))
    assert files(office.warehouse.root) == before


def test_without_its_files_the_first_reference_leaves_an_empty_snapshot(office):
    office.load(office.form("a.xlsx", A1=3, A2=2))
    undo(office, run_of(office))
    assert undo(office, 1).snapshot
    assert office.rows("select count(*) from mart.unit") == [(0,)]
    rebuilt_is_equal(office)
    root = office.warehouse.root
    assert cli.etl(root, "export-reference", "-o", office.folder / "x.xlsx").returncode == 2
    assert "reference_missing" in codes(office.load(office.form("b.xlsx", A1=3, A2=2)))
    undo(office, 3 + 1)  # the reference comes back
    assert statuses(office.load(office.form("b.xlsx", A1=3, A2=2))) == ["accepted_with_warnings"]


def test_a_run_that_published_nothing_is_told_apart_from_the_one_taken_back(office):
    for name, unit in (("Phòng KTX lạ", UNIT), ("P. Lạ nữa", "PNV")):
        names.confirm(office.warehouse, name, unit, "PTP", TODAY)
    last = max(e["run"] for e in office.warehouse.state().received)
    (told,) = [t for t in undo(office, last).difference["reference"] if t["table"] == "confirmed_aliases"]
    assert (told["rows_before"], told["rows_after"]) == (2, 1)


def test_the_table_before_is_in_force_again(office, tmp_path):
    def aliases(name: str, alias: str) -> None:
        header = "alias,unit_code,valid_from,valid_to,added_by,added_on\n"
        (tmp_path / name).write_text(f"{header}{alias},PKT,,,PTP,2024-01-01\n", "utf-8")
        assert statuses(office.load(tmp_path / name)) == ["accepted"]

    aliases("ten.csv", "Phòng KT")
    aliases("ten_moi.csv", "Phòng KTTH")
    undo(office, run_of(office))
    assert office.rows("select alias from reference.unit_aliases") == [("Phòng KT",)]
    rebuilt_is_equal(office)


def test_one_act_of_several_runs_goes_as_one(office):
    office.load(office.form("a.xlsx", "Phòng KTHT", A1=3, A2=2))
    waits = run_of(office)
    names.confirm(office.warehouse, "Phòng KTHT", UNIT, "PTP", TODAY)
    assert result(office)[0] == 5
    last = run_of(office)
    done = undo(office, last)
    assert done.runs == [last - 1, last]
    assert result(office)[0] is None
    assert [n.name for n in names.waiting(office.warehouse, TODAY)] == ["Phòng KTHT"]
    assert waits not in done.runs
    rebuilt_is_equal(office)


def test_a_survey_goes_with_its_answers_and_comes_back(office, tmp_path):
    (tmp_path / "phieu.csv").write_bytes(test_survey_load.export())
    assert statuses(office.load(tmp_path / "phieu.csv")) == ["accepted"]
    number = run_of(office)
    before = office.rows("from mart.survey_unit_year order by all")
    assert before and list(office.warehouse.answers.rglob("*.parquet"))
    undo(office, number)
    assert office.rows("from mart.survey_unit_year") == []
    assert not list(office.warehouse.answers.rglob("*.parquet"))
    undo(office, run_of(office))
    assert office.rows("from mart.survey_unit_year order by all") == before
    assert sample.WARD  # the export is the sample's own


def test_a_rollback_puts_back_what_was_withdrawn_since(office):
    snapshot = office.load(office.form("a.xlsx", A1=3, A2=2)).snapshot
    number = run_of(office)
    undo(office, number)
    office.rollback(snapshot)
    assert result(office)[0] == 5
    rebuilt_is_equal(office)
    undo(office, number)
    assert result(office)[0] is None


def test_what_is_not_in_force_cannot_be_taken_back(office):
    snapshot = office.warehouse.current_id()
    office.load(office.form("a.xlsx", A1=3, A2=2))
    number = run_of(office)
    with pytest.raises(UnknownRun):
        undo(office, 99)
    undo(office, number)
    with pytest.raises(UnknownRun):
        undo(office, number)
    office.rollback(snapshot)
    with pytest.raises(UnknownRun):
        undo(office, number)


def test_a_writer_killed_before_the_publication_is_finished_by_the_next_run(office):
    first = office.load(office.form("a.xlsx", A1=3, A2=2)).snapshot
    done = undo(office, run_of(office))
    *lines, last = office.warehouse.journal.read_bytes().splitlines(keepends=True)
    assert b'"published"' in last and b'"withdrawn"' in lines[-1]
    office.warehouse.journal.write_bytes(b"".join(lines) + last[:40])
    office.warehouse.snapshot_path(done.snapshot).unlink()
    office.warehouse.point_to(first)
    assert result(office)[0] == 5
    office.load(office.form("b.xlsx", OTHER, A1=1, A2=1))
    assert result(office)[0] is None
    assert result(office, "PNV")[0] == 2


def test_the_command_line(office, tmp_path):
    office.load(office.form("a.xlsx", A1=3, A2=2))
    number, root = run_of(office), office.warehouse.root
    before = files(root)
    told = cli.etl(root, "withdraw", number, "--dry-run", "--json", today="2026-12-15")
    assert told.returncode == 0 and files(root) == before
    said = json.loads(told.stdout)
    assert said["snapshot"] is None and said["runs"] == [number]
    assert [f["status_after"] for f in said["files"]] == ["withdrawn"]
    assert said["difference"]["units"][0]["points_after"] is None
    refused = cli.etl(root, "withdraw", 1, today="2026-12-15")
    assert refused.returncode == 1 and "a.xlsx" in refused.stdout
    done = cli.etl(root, "withdraw", number, "--with-receipts", today="2026-12-15")
    assert done.returncode == 0 and "kể cả ngày nhận" in done.stdout
    for unknown in (number, 99):
        gone = cli.etl(root, "withdraw", unknown, today="2026-12-15")
        assert gone.returncode == 2 and gone.stderr and "Traceback" not in gone.stderr
    shown = json.loads(cli.etl(root, "history", "--json").stdout)
    assert {"withdrawn", "published"} <= {e["type"] for e in shown}
    assert next(e for e in shown if e["type"] == "withdrawn")["runs"] == [number]
    shutil.rmtree(root / "snapshots")
    (root / "snapshots").write_text("")
    broken = cli.etl(root, "withdraw", number + 2, today="2026-12-15")
    assert broken.returncode == 3 and "Traceback" not in broken.stderr


# any order of loads and withdrawals

UNITS = {"PKT": "Phòng Kinh tế", "PNV": OTHER}
ACTS = st.one_of(
    st.tuples(st.just("form"), st.sampled_from(sorted(UNITS)), st.integers(0, 2), st.booleans()),
    st.tuples(st.just("issued"), st.sampled_from(sorted(UNITS)), st.integers(0, 1)),
    st.tuples(st.just("reply"), st.sampled_from(sorted(UNITS))),
    st.tuples(st.just("register"), st.sampled_from(sorted(UNITS)), st.integers(0, 1)),
    st.tuples(st.just("correction"), st.integers(0, 1)),
)


def act(office: Office, kind: str, *words):
    """One run; equal words make equal bytes."""
    if kind == "correction":
        return office.load(office.correction(f"dc{words[0]}.xlsx", correction_row(old=words[0])))
    unit, *rest = words
    if kind == "form":
        path = office.form(f"{unit}{rest[0]}.xlsx", UNITS[unit], A1=rest[0], A2=1)
        return office.load(path, on=f"2025-01-0{3 + rest[0]}" if rest[1] else None)
    if kind == "issued":
        return office.load(office.issued(f"v{unit}{rest[0]}.xlsx", unit=UNITS[unit], A1=rest[0], A2=1))
    if kind == "reply":
        row = ["A1", "Tiêu chí", 1, 1, "Đồng ý", "", "", "", ""]
        return office.load(office.reply(f"gt{unit}.xlsx", row, unit=UNITS[unit]))
    path = office.folder / f"so{unit}{rest[0]}.xlsx"
    path.write_bytes(
        register([UNITS[unit], 2024, "Báo cáo tự đánh giá", f"0{2 + rest[0]}/01/2025", "", f"{unit}1.xlsx"])
    )
    return office.load(path)


@settings(max_examples=8)
@given(data=st.data())
def test_what_is_in_force_is_as_if_it_never_came(reference_only, tmp_path_factory, data):
    acts = data.draw(st.lists(ACTS, min_size=3, max_size=5))
    folder = tmp_path_factory.mktemp("worlds")

    def office(name: str) -> Office:
        shutil.copytree(reference_only, folder / name / "warehouse")
        return Office(folder / name / "warehouse", folder / name)

    ours, never = office("ours"), office("never")
    with_receipts = data.draw(st.booleans())
    gone, said = set(), {}
    for place, words in enumerate(acts):
        said[place] = (run := run_of(ours) + 1, act(ours, *words))
        if data.draw(st.booleans(), label=f"withdraw {place}"):
            earlier = data.draw(st.sampled_from(range(place + 1)))
            if earlier not in gone and said[earlier][0] in {e["run"] for e in ours.warehouse.state().received}:
                undo(ours, said[earlier][0], with_receipts=with_receipts)
                gone.add(earlier)
        assert run
    there = {place: act(never, *words) for place, words in enumerate(acts) if place not in gone}
    # judged at their time by figures that are gone, a correction or an old version stays what it was
    other = {p for p, result in there.items() if (statuses(result) == ["duplicate"]) != (statuses(said[p][1]) == ["duplicate"])
             or (acts[p][0] == "correction" and statuses(result) != statuses(said[p][1]))}  # fmt: skip
    but = {UNIT if acts[p][0] == "correction" else acts[p][1] for p in other}
    for table, sql in TABLES.items():
        mine, theirs = ([r for r in world.rows(f"{sql} order by all") if not but & set(map(str, r))] for world in (ours, never))  # fmt: skip
        assert mine == theirs, table
    if with_receipts and not other:
        dates = f"{RESULTS} where year = 2024 order by all"
        assert ours.rows(dates) == never.rows(dates)
    current = ours.warehouse.current_id()
    assert ours.rebuild().snapshot is None and ours.warehouse.current_id() == current
    assert build.fits(ours.warehouse.snapshot_path(current))
