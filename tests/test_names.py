"""Unknown names: one list, a confirmation with who and when, and the waiting files come in by themselves."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest

from etl.desk import names
from etl.desk.export_reference import export
from etl.reference.aliases import CONFIRMED, TABLE, united
from etl.run.reference import reference_in_force
from tests import cli
from tests.office import NAME, TODAY, YEAR, Office, statuses
from warehouse import build

STRANGE = "P. Kinh té TP"


def waiting(office: Office) -> list[names.UnknownName]:
    return names.waiting(office.warehouse, TODAY)


def aliases(office: Office, name: str = STRANGE) -> list[tuple]:
    found = reference_in_force(office.warehouse)[TABLE]
    return sorted((row[1:5] for row in found if row[0] == name), key=lambda row: str(row[1] or ""))


def test_one_list_of_all_unknown_names_with_candidates(office):
    refused = office.form("a.xlsx", unit=STRANGE, A1=3)
    office.load(refused)
    office.load(refused)  # refused again: still one file
    office.load(office.form("b.xlsx", unit=STRANGE.replace("P.", "P. "), A1=2))
    office.load(office.form("c.xlsx", unit="Đơn vị lạ", A1=2))
    first, second = waiting(office)
    assert (first.name, first.year, first.files, first.is_known_now) == (STRANGE, YEAR, ["a.xlsx", "b.xlsx"], False)
    assert ("PKT", NAME) in first.candidates
    assert second.name == "Đơn vị lạ"


def test_a_confirmed_name_lets_the_waiting_files_in_with_who_and_when(office):
    office.load(office.form("a.xlsx", unit=STRANGE, A1=3))
    written, again = names.confirm(office.warehouse, STRANGE, "PKT", "Nguyễn Văn A", TODAY)
    assert statuses(written) == ["accepted"]
    assert [item.status for item in again.items if item.path == "a.xlsx"] == ["accepted_with_warnings"]
    assert office.score("A1")[0] == 3
    assert aliases(office) == [("PKT", None, None, "Nguyễn Văn A")]
    (event,) = [e for e in office.warehouse.events() if e.get("file_name", "").startswith("xac_nhan")]
    assert (event["kind"], event["status"]) == ("reference", "accepted")
    assert waiting(office) == []


def test_a_newer_table_of_aliases_loses_no_confirmed_name(office):
    names.confirm(office.warehouse, STRANGE, "PKT", "A", TODAY)
    table = office.folder / "unit_aliases.csv"
    table.write_text("alias,unit_code,valid_from,valid_to,added_by,added_on\nPhòng NV,PNV,,,,\n")
    office.load(table, on=None)
    assert aliases(office) == [("PKT", None, None, "A")]
    assert aliases(office, "Phòng NV") == [("PNV", None, None, None)]
    assert len(reference_in_force(office.warehouse)[TABLE]) == 2
    # what the table says of the same name is the newer word
    table.write_text(f"alias,unit_code,valid_from,valid_to,added_by,added_on\n{STRANGE},PNV,,,B,\n")
    office.load(table, on=None)
    assert aliases(office) == [("PNV", None, None, "B")]
    names.confirm(office.warehouse, STRANGE, "PKT", "C", TODAY)
    assert aliases(office) == [("PKT", None, None, "C")]


def test_rebuild_and_rollback_know_the_confirmed_names(office):
    before = office.warehouse.current_id()
    office.load(office.form("a.xlsx", unit=STRANGE, A1=3))
    names.confirm(office.warehouse, STRANGE, "PKT", "A", TODAY)
    current = office.warehouse.snapshot_path(office.warehouse.current_id())
    kept = current.with_suffix(".kept")
    shutil.copy(current, kept)
    office.rebuild()
    assert build.marts_equal(kept, office.warehouse.snapshot_path(office.warehouse.current_id()))
    assert aliases(office) == [("PKT", None, None, "A")]
    office.rollback(before)
    assert aliases(office) == []
    office.load(office.form("b.xlsx", unit=STRANGE, A1=3))
    assert [n.name for n in waiting(office)] == [STRANGE]


def test_a_name_may_mean_another_unit_from_a_day_on(office):
    names.confirm(office.warehouse, STRANGE, "PKT", "A", TODAY)
    names.confirm(office.warehouse, STRANGE, "PNV", "B", TODAY, date(2025, 7, 1))
    assert aliases(office) == [
        ("PKT", None, date(2025, 6, 30), "A"), ("PNV", date(2025, 7, 1), None, "B"),
    ]  # fmt: skip
    office.load(office.form("a.xlsx", unit=STRANGE, A1=3))
    assert office.score("A1")[0] == 3


def test_the_exported_reference_loads_back_without_a_change(office, tmp_path):
    names.confirm(office.warehouse, STRANGE, "PKT", "A", TODAY)
    export(reference_in_force(office.warehouse), tmp_path / "reference.xlsx")
    assert statuses(office.load(tmp_path / "reference.xlsx", on=None)) == ["duplicate"]


@pytest.mark.parametrize(
    ("unit", "by", "first", "last"),
    [
        ("KHONG_CO", "A", None, None),
        ("PKT", " ", None, None),
        ("PKT", "A", date(2025, 2, 1), date(2025, 1, 1)),
        ("P_YET_KIEU", "A", date(2025, 1, 1), None),
    ],
)
def test_what_cannot_be_confirmed(office, unit, by, first, last):
    with pytest.raises(names.WrongName):
        names.confirm(office.warehouse, STRANGE, unit, by, TODAY, first, last)
    assert aliases(office) == []


def test_the_command_line(office):
    office.load(office.form("a.xlsx", unit=STRANGE, A1=3))
    folder = office.folder / "warehouse"
    listed = json.loads(cli.etl(folder, "names", "--json", today="2026-12-15").stdout)
    assert [(n["name"], n["files"]) for n in listed] == [(STRANGE, ["a.xlsx"])]
    shown = cli.etl(folder, "names", today="2026-12-15").stdout
    assert STRANGE in shown
    wrong = cli.etl(folder, "names", "--confirm", STRANGE, "--unit", "XX", "--by", "A")
    assert (wrong.returncode, "Traceback" in wrong.stderr) == (2, False)
    done = cli.etl(folder, "names", "--confirm", STRANGE, "--unit", "PKT", "--by", "A", "--json", today="2026-12-15")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"][0]["status"] == "accepted_with_warnings"
    assert "Không có tên" in cli.etl(folder, "names").stdout


def test_united_keeps_what_the_newer_word_leaves():
    row = ("A", "X", None, None, "me", "2026-01-02T10:00:00")
    inside = ("a", "Y", date(2024, 1, 1), date(2024, 12, 31), "me", "2026-01-03T10:00:00")
    one = united({}, {f"reference.{CONFIRMED}": [row]})
    assert one == {TABLE: [("A", "X", None, None, "me", date(2026, 1, 2))], CONFIRMED: [row]}
    two = united(one, {f"reference.{CONFIRMED}": [inside]})
    assert [r[1:4] for r in two[TABLE]] == [
        ("X", None, date(2023, 12, 31)), ("X", date(2025, 1, 1), None), ("Y", date(2024, 1, 1), date(2024, 12, 31)),
    ]  # fmt: skip
    assert united(two, {"reference.units": []}) == {}
