"""A changed reference is judged by the files in force: refused with everything as it was, or accepted and a rebuild gives
the same marts. There is no third way."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import doctor, door, kinds, reference, workers
from etl.context import Context
from etl.load import reference_in_force
from tests import quick
from tests.forms import workbook
from tests.office import REFERENCE, TODAY, Office, codes, correction_row, statuses
from tests.test_survey_load import export
from warehouse import build

FRAMEWORK = "MINHHOA-KTC-QN-2023"
NEW_FORM = "Biểu tự chấm năm 2024.xlsx"


def put_in(office: Office) -> None:
    """Files of every kind that is read with something, each by a word that a table of the reference gives."""
    office.folder.mkdir(exist_ok=True)
    header = ["Mã tiêu chí", "Tên tiêu chí", "Điểm", "", "Minh chứng"]
    below = ["", "", "Tối đa", "Tự chấm", ""]
    scores = [["A1", "", 3, 2.5, "KH 1"], ["A2", "", 3, 2, "KH 2"], ["A5", "", 2, 1.5, "KH 3"]]
    top = [["Đơn vị: P. Kinh tế"], ["Năm đánh giá: 2024"]]
    paths = [
        office.write(NEW_FORM, [*top, header, below, *scores]),
        office.form("b.xlsx", unit="Văn phòng HĐND&UBND", A1=3, A2=2, B2=1),
        office.issued("c.xlsx", A1=2, A2=2),
        office.reply("d.xlsx", ["A1", "", 2.5, 2, "Không đồng ý", "Đã có kế hoạch", "", 2.5, ""]),
        office.correction("e.xlsx", correction_row(criterion="A2", old=2, new=1.5)),
        office.write("f.xlsx", [
            ["SỔ TIẾP NHẬN BÁO CÁO"],
            ["TT", "Đơn vị", "Năm đánh giá", "Nội dung", "Ngày đến", "Số, ký hiệu", "Tên tệp"],
            [1, "Phòng Kinh tế", 2024, "Báo cáo tự đánh giá", date(2025, 1, 3), "1/BC", ""],
        ]),
        office.write("g.xlsx", [
            ["TIẾN ĐỘ"], ["TT", "Nhiệm vụ", "Năm", "Tình trạng"], [1, "3", 2023, "Hoàn thành"],
        ]),
        office.write("h.xlsx", [
            ["KIẾN NGHỊ"],
            ["Đơn vị", "Năm đánh giá", "Nội dung kiến nghị", "Tiêu chí", "Ngày kiến nghị"],
            ["Phòng Kinh tế", 2024, "Bổ sung kế hoạch", "A1", date(2025, 2, 3)],
        ]),
    ]  # fmt: skip
    (office.folder / "i.csv").write_bytes(export(ward="P. Bãi Cháy"))
    result = office.load(*paths, office.folder / "i.csv")
    assert {i.parsed.kind for i in result.items if i.status.startswith("accepted")} == set(
        kinds.read_with()
    ), [(i.path, i.status, i.findings) for i in result.items]


@pytest.fixture(scope="module")
def base(reference_only, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("reread")
    shutil.copytree(reference_only, folder / "warehouse")
    put_in(Office(folder / "warehouse", folder / "in"))
    return folder / "warehouse"


def rows_of(name: str) -> list[list[str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def table(office: Office, name: str, rows: list[list[str]], file: str = "") -> Path:
    """A table of the reference as a CSV file; rows: with the header."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path = office.folder / f"{file or name}.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def changed(name: str, where: dict[str, str], **values: str | None) -> list[list[str]]:
    """The sample's table with columns of the rows in question changed; without values those rows are left out."""
    header, *rows = rows_of(name)
    out, hits = [header], 0
    for row in rows:
        if all(row[header.index(c)] == v for c, v in where.items()):
            hits += 1
            if not values:
                continue
            row = [values.get(c, v) for c, v in zip(header, row, strict=True)]
        out.append(row)
    assert hits
    return out


def added(name: str, *row: str) -> list[list[str]]:
    return [*rows_of(name), list(row)]


def files(folder: Path) -> dict[str, bytes]:
    """What readers and a rebuild read, but for the journal, which only grows."""
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file() and p.parent.name != "archive" and p.name != ".lock"
    }


def assert_settled(office: Office, result, before: dict[str, bytes], folder: Path) -> bool:
    """The one rule of this file; whether the change was accepted."""
    if result.has_rejected:
        assert result.snapshot is None
        assert files(office.warehouse.root) == before
        return False
    shown = folder / "shown.duckdb"
    shutil.copy(office.warehouse.snapshot_path(office.warehouse.current_id()), shown)
    assert doctor.run(office.warehouse, TODAY) == []
    office.rebuild()
    current = office.warehouse.snapshot_path(office.warehouse.current_id())
    assert build.marts_that_differ(shown, current) == []
    return True


A1 = {"framework_code": FRAMEWORK, "criterion_code": "A1"}
A5 = {"framework_code": FRAMEWORK, "criterion_code": "A5", "lower_pct": "95"}
# table, its rows, whether it may be accepted; words of the refusal
CHANGES = {
    "aliases cut short": ("unit_aliases", rows_of("unit_aliases")[:2], False, "P. Kinh tế"),
    "unit renamed": ("units", changed("units", {"unit_code": "PKT"}, unit_name="Phòng Kinh tế, Hạ tầng"), False, "c.xlsx"),
    "unit ended earlier": ("units", changed("units", {"unit_code": "PKT"}, valid_to="2023-12-31"), False, "không tồn tại"),
    "unit in another block": ("units", changed("units", {"unit_code": "PKT"}, block_code="don_vi_su_nghiep"), True, ""),
    "unit's note": ("units", changed("units", {"unit_code": "PKT"}, note="Ghi chú"), True, ""),
    "maximum raised": ("criteria", changed("criteria", A1, max_points="4"), False, "điểm tối đa ghi 3"),
    "maximum lowered": ("criteria", changed("criteria", A1, max_points="2"), False, "A1"),
    "criterion removed": ("criteria", changed("criteria", A1), False, "A1"),
    "criterion renamed": ("criteria", changed("criteria", A1, criterion_name="Kế hoạch khác"), True, ""),
    "band": ("criterion_bands", changed("criterion_bands", A5, points="1.9"), True, ""),
    "decimals": ("frameworks", changed("frameworks", {"framework_code": FRAMEWORK}, decimals="0"), False, "2,5"),
    "year moved": ("framework_years", changed("framework_years", {"framework_code": FRAMEWORK, "year": "2024"}, year="2031"), False, "2024"),
    "exclusion": ("criterion_exclusions", added("criterion_exclusions", FRAMEWORK, "A1", "co_quan_chuyen_mon"), False, "A1"),
    "condition": ("criterion_conditions", added("criterion_conditions", FRAMEWORK, "A1", "2024", "false", "", "", ""), False, "A1"),
    "header taken": ("layouts", added("layouts", "self_assessment", "self_points", "Điểm", ""), False, NEW_FORM),
    "header ignored": ("layouts", added("layouts", "self_assessment", "ignored", "Minh chứng", ""), False, "KH 1 → (trống)"),
    "word of a kind": ("layouts", added("layouts", "self_assessment", "year_label", "Năm học", ""), True, ""),
    "office renamed": ("settings", changed("settings", {"key": "office_name"}, value="Sở Tư pháp"), False, "c.xlsx"),
    "verification word": ("settings", changed("settings", {"key": "verification_word"}, value="rà soát"), True, ""),
    "milestone renamed": ("milestones", changed("milestones", {"milestone_code": "self_assessment"}, milestone_name="Tự chấm"), True, ""),
    "task renumbered": ("plan_tasks", changed("plan_tasks", {"task_code": "3"}, task_code="3x"), False, "g.xlsx"),
    "question map": ("survey_options", changed("survey_options", {"scale_code": "hai_long", "option_code": "hai_long"}, favourable="false"), True, ""),
    "question reworded": ("survey_questions", changed("survey_questions", {"wording": "Ông/bà sinh sống tại xã, phường nào?"}, wording="Câu khác"), False, "i.csv"),
    "wave shorter": ("survey_waves", changed("survey_waves", {"wave_code": "KS2022"}, collected_from="2022-11-20"), False, "40 phiếu"),
    "wave renamed": ("survey_waves", changed("survey_waves", {"wave_code": "KS2022"}, wave_code="KS2022b"), False, "KS2022b"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_table_is_refused_or_a_rebuild_gives_the_same_marts(office, name, tmp_path):
    table_name, rows, accepted, words = CHANGES[name]
    before = files(office.warehouse.root)
    result = office.load(table(office, table_name, rows), on=None)
    assert assert_settled(office, result, before, tmp_path) == accepted, result.items[0].findings
    if not accepted:
        assert set(codes(result)) & {"breaks_values_in_force", "unknown_reference"}
        assert any(words in f.message for f in result.items[0].findings), result.items[0].findings
