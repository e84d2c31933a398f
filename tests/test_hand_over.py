"""What an office hands over is taken by its successors as it was, or not at all."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

from etl.desk import hand_over, register_book
from etl.desk.doctor import run as doctor
from etl.kinds import door
from etl.read import handed_over
from etl.reference.context import Context
from etl.run import publish
from etl.run.reference import reference_in_force
from etl.run.stage import New, set_stages
from pages._shared import source
from reports.hand_over import of_package
from tests.office import ROOT, TODAY, YEAR, Office, codes, correction_row
from tests.test_tables_of_the_office import register
from warehouse import questions
from warehouse.store import Warehouse

WARDS = {
    "P_DAI_YEN": "Phường Đại Yên", "P_HA_KHAU": "Phường Hà Khẩu", "P_VIET_HUNG": "Phường Việt Hưng", "P_HA_TU": "Phường Hà Tu",
    "X_LE_LOI": "Xã Lê Lợi",
}  # fmt: skip
NEW = {"N_1": "Phường Tuần Châu mới", "N_2": "Phường Việt Hưng mới", "N_3": "Phường Hà Tu mới", "N_4": "Xã Lê Lợi mới"}
GOES_TO = [
    ("P_DAI_YEN", "N_1", 1, ""), ("P_HA_KHAU", "N_1", 0.5, "Một phần; tỷ lệ giả định"),
    ("P_HA_KHAU", "N_2", 0.5, "Một phần; tỷ lệ giả định"), ("P_VIET_HUNG", "N_2", 1, ""), ("P_HA_TU", "N_3", 1, ""),
    ("X_LE_LOI", "N_4", 1, ""),
]  # fmt: skip
# what cannot be the same at the successor: ranks among units that are not there, hashes of parts of files
UNLIKE = {"rank_block", "rank_overall", "rank_block_previous", "rank_block_change", "received_on_source", "file_seq",
          "verified_sha256", "final_sha256", "source_sha256", "loaded_at", "loaded_by"}  # fmt: skip
SAME = (
    "unit_year",
    "compliance",
    "reply",
    "reminder",
    "register_row",
    "correction",
    "survey_unit_year",
    "class_condition_unit",
)


def grown(name: str, lines: list[str]) -> str:
    return (ROOT / "sample_data" / "reference" / f"{name}.csv").read_text(encoding="utf-8") + "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def before(reference_only, tmp_path_factory) -> Office:
    """The office that ends: forms of five wards, its own tables of all of them, a register, an opinion, a correction."""
    folder = tmp_path_factory.mktemp("before")
    shutil.copytree(reference_only, folder / "warehouse")
    office = Office(folder / "warehouse", folder)
    units = [f"{code},{name},xa_phuong,2027-01-01,,ubnd_thanh_pho,,false," for code, name in NEW.items()]
    lines = [f"{one},{to},2027-01-01,{share},Nghị quyết 1679/NQ-UBTVQH15,{note}" for one, to, share, note in GOES_TO]
    (folder / "units.csv").write_text(grown("units", units), encoding="utf-8")
    (folder / "unit_successions.csv").write_text(grown("unit_successions", lines), encoding="utf-8")
    assert not office.load(folder / "units.csv", folder / "unit_successions.csv", on=None).has_rejected
    forms = [office.form(f"{code}.xlsx", name, A1=3, A2=n % 2, B1=2) for n, (code, name) in enumerate(WARDS.items())]
    again = office.form("P_HA_TU lần 2.xlsx", "Phường Hà Tu", A1=2.5, A2=1, B1=2)
    rows = [[n, name, 2, 1] for n, name in enumerate(WARDS.values(), 1)]
    top = [["PHÒNG TƯ PHÁP"], [f"BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH NĂM {YEAR}"], ["TT", "Đơn vị", "A1", "A2"]]
    receipts = [
        [n, name, YEAR, "Báo cáo tự đánh giá", "03/01/2025", "", "", ""] for n, name in enumerate(WARDS.values(), 1)
    ]
    (folder / "so.xlsx").write_bytes(register(*receipts))
    names = {"unit": WARDS, "milestone": {"self_assessment": "Báo cáo tự đánh giá"}, "task": {}}
    reminded = [{"unit_code": code, "year": YEAR, "milestone_code": "self_assessment", "sent_on": date(2024, 12, 20),
                 "round": 1, "way": "letter"} for code in WARDS]  # fmt: skip
    (folder / "don_doc.xlsx").write_bytes(register_book.write("follow_up", names, {"reminder": reminded}))
    for paths, on in (
        ((*forms, folder / "so.xlsx"), None),
        ((again,), "2025-01-04"),
        ((office.write("tham_dinh.xlsx", [*top, *rows]), folder / "don_doc.xlsx"), "2025-01-10"),
        ((office.reply("giai_trinh.xlsx", ["A1", "", 3, 2, "Không đồng ý", "Có kế hoạch", "", 3, ""], unit="Phường Hà Khẩu"),), "2025-01-12"),
        ((office.correction("sua.xlsx", correction_row(unit="Phường Hà Khẩu", score="Điểm thẩm định", old=2, new=3)),), "2025-02-11"),
    ):  # fmt: skip
        result = office.load(*paths, on=on)
        assert not result.has_rejected, [f for i in result.items for f in i.findings if f.severity == "error"]
    assert office.load(office.form("hong.xlsx", "Phường Việt Hưng", A1=99), on="2025-01-20").has_rejected
    set_stages(office.warehouse, [New(YEAR, "published", "12/TB-UBND", date(2025, 4, 1))], TODAY)
    return office


@pytest.fixture(scope="module")
def packages(before, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("packages")
    written = hand_over.write(before.warehouse, None, out, of_package, TODAY, lambda *_: None)
    assert {one["to"] for one in written} == {"P_TRAN_HUNG_DAO", *NEW}
    return out


@pytest.fixture(scope="module")
def taken(packages, tmp_path_factory) -> dict[str, Office]:
    """The successors, each with its package in an empty warehouse."""
    found = {}
    for code in NEW:
        folder = tmp_path_factory.mktemp(code)
        found[code] = Office(folder / "warehouse", folder)
        result = found[code].load(packages / f"ban-giao-{code}.zip", on="2027-01-05")
        assert not result.has_rejected, codes(result, "error")
        assert codes(result).count("handover_taken") == 1
    return found


def rows_of(office: Office, table: str, units: list[str]) -> Counter:
    with office.connect() as con:
        names = [name for name, *_ in con.execute(f"describe mart.{table}").fetchall() if name not in UNLIKE]
        return Counter(
            con.execute(
                f"select {', '.join(names)} from mart.{table} where unit_code in (select unnest(?))", [units]
            ).fetchall()
        )


@pytest.mark.parametrize("code", NEW)
def test_a_successor_has_the_figures_of_its_predecessors(before, taken, code):
    units = [one for one, to, *_ in GOES_TO if to == code]
    for table in (*SAME, "criterion_unit_year"):
        assert rows_of(taken[code], table, units) == rows_of(before, table, units), table
    assert rows_of(taken[code], "criterion_unit_year", units)
    others = [one for one in WARDS if one not in units]
    assert not taken[code].rows("select * from raw.consolidated_score where unit_code in (select unnest(?))", others)
    assert not taken[code].rows("select * from reference.units where unit_code in (select unnest(?))", others)


def test_nobody_is_ranked_among_units_that_are_not_there(before, taken):
    sql = "select count(rank_block) from mart.ranking where year = ? and score_pct is not null"
    assert before.rows(sql, YEAR) == [(5,)]
    assert taken["N_1"].rows(sql, YEAR) == [(0,)]


def test_a_published_year_stays_published(taken):
    sql = "select stage, document_number from mart.year_stage where year = ?"
    assert taken["N_2"].rows(sql, YEAR) == [("published", "12/TB-UBND")]


def test_a_figure_leads_to_the_file_of_the_office_before(before, taken):
    sql = (
        "select f.original_name, f.original_sha256, c.verified_sheet, c.verified_cell, f.handed_by, f.is_extract"
        " from mart.criterion_unit_year as c inner join mart.file as f on f.sha256 = c.verified_sha256"
        " where c.unit_code = 'P_VIET_HUNG' and c.criterion_code = 'A1'"
    )
    [(name, sha256, sheet, cell, office, is_part)] = taken["N_2"].rows(sql)
    there = "select f.file_name, f.sha256, c.verified_sheet, c.verified_cell from mart.criterion_unit_year as c"
    there += " inner join mart.file as f on f.sha256 = c.verified_sha256 where c.unit_code = 'P_VIET_HUNG' and c.criterion_code = 'A1'"
    assert before.rows(there) == [(name, sha256, sheet, cell)]
    assert (office, is_part) == ("Phòng Tư pháp", True)
    own = "select sha256, handed_by, is_extract from mart.file where kind = 'self_assessment' and unit_code = 'P_VIET_HUNG'"
    [(form, giver, is_part)] = taken["N_2"].rows(own)
    event = next(e for e in taken["N_2"].warehouse.state().files if e["sha256"] == form)
    kept = taken["N_2"].warehouse.original(event).read_bytes()
    assert (kept, giver, is_part) == ((before.folder / "P_VIET_HUNG.xlsx").read_bytes(), "Phòng Tư pháp", False)


def test_the_source_of_a_figure_says_whose_the_sheet_is(taken, monkeypatch):
    with taken["N_2"].connect() as con:
        known = {"year": YEAR, "unit": "P_VIET_HUNG", "criterion": "A1", "kind": None, "block": None, "scope": None}
        cells = {row["step"]: row for row in questions.ask(con, "source_cells", **known).to_pylist()}
    said, opened = [], []
    monkeypatch.setattr(source.st, "markdown", lambda *_: None)
    monkeypatch.setattr(source.st, "caption", said.append)
    monkeypatch.setattr(source.score_story, "show_piece", lambda *where: opened.append(where))
    source._piece(cells[1])
    assert "nguyên tệp" in said.pop() and opened.pop()[1:3] == (cells[1]["sheet"], cells[1]["cell"])
    source._piece(cells[2])
    assert "phần trích của tệp gốc" in said.pop() and not opened, "the sheet stands in a file that is not here"


def test_what_was_taken_is_built_anew(taken):
    assert not doctor(taken["N_1"].warehouse, TODAY, True, False, lambda *_: None)


def test_a_package_taken_twice_brings_nothing(packages, taken, tmp_path):
    shutil.copytree(taken["N_3"].warehouse.root, tmp_path / "warehouse")
    again = Office(tmp_path / "warehouse", tmp_path).load(packages / "ban-giao-N_3.zip", on=None)
    assert again.snapshot is None and {i.status for i in again.items} == {"duplicate"}


def test_a_warehouse_with_files_of_its_own_takes_none(packages, before, tmp_path):
    shutil.copytree(before.warehouse.root, tmp_path / "warehouse")
    result = Office(tmp_path / "warehouse", tmp_path).load(packages / "ban-giao-N_3.zip", on=None)
    assert codes(result) == ["handover_not_empty"] and len(result.items) == 1


def altered(data: bytes, path: str, change=lambda content: bytes([content[0] ^ 1, *content[1:]])) -> bytes:
    """The package with one member changed, as somebody would who packs it again."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == path else old.read(name))
    return out.getvalue()


ROLES = [handed_over.REFERENCE, handed_over.FILE, handed_over.EXTRACT, handed_over.FIGURES, handed_over.MINUTES]


@pytest.mark.parametrize("role", [*ROLES, "list", "more", "less"])
def test_an_altered_package_is_refused_whole(packages, tmp_path, role):
    data = (packages / "ban-giao-N_2.zip").read_bytes()
    manifest, _ = handed_over.opened(data)
    path = next((one["path"] for one in manifest["members"] if one["role"] == role), handed_over.MANIFEST)
    if role == "more":
        out = io.BytesIO(data)
        with zipfile.ZipFile(out, "a") as package:
            package.writestr(path := "ho-so/99999/la.xlsx", b"x")
        data = out.getvalue()
    elif role == "less":
        manifest["members"], path = manifest["members"][1:], handed_over.MANIFEST
        data = altered(data, path, lambda _: handed_over.dumped(manifest))
    elif role == "list":
        data = altered(data, path, lambda content: content.replace(b"0.5", b"0.6", 1))
    else:
        data = altered(data, path)
    (tmp_path / "goi.zip").write_bytes(data)
    office = Office(tmp_path / "warehouse", tmp_path)
    result = office.load(tmp_path / "goi.zip", on=None)
    assert [(i.status, [f.code for f in i.findings], i.findings[0].found) for i in result.items] == [
        ("rejected", ["handover_altered"], path)
    ]
    assert office.warehouse.current_id() is None and not office.warehouse.state().files[0]["row_count"]


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.pop("stages"),
        lambda said: said.update(head={}),
        lambda said: said.update(members=["a"]),
        lambda said: said["members"][0].pop("given_on"),
        lambda said: said["members"][0].update(path=1),
        lambda said: said["stages"][0].update(type="rollback"),
    ],
    ids=["no stages", "no head", "no members", "no day", "no path", "more of a stage"],
)
def test_a_list_that_does_not_say_all_is_refused_whatever_its_code(packages, change):
    data = (packages / "ban-giao-N_2.zip").read_bytes()
    manifest, _ = handed_over.opened(data)
    change(manifest)
    if "role" in manifest["members"][0]:
        manifest["code"] = handed_over.code_of(manifest)
    with pytest.raises(handed_over.BadFile) as told:
        handed_over.opened(altered(data, handed_over.MANIFEST, lambda _: handed_over.dumped(manifest)))
    assert (told.value.code, told.value.found) == ("handover_altered", handed_over.MANIFEST)


def test_a_byte_changed_within_the_zip_is_seen(packages):
    """Without packing it again: the zip itself is then not whole."""
    data = bytearray((packages / "ban-giao-N_2.zip").read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as package:
        places = [info.header_offset + 30 + len(info.filename.encode()) + 20 for info in package.infolist()]
    for place in places:
        data[place] ^= 1
        with pytest.raises(handed_over.BadFile) as told:
            handed_over.opened(bytes(data))
        assert told.value.code == "handover_altered"
        data[place] ^= 1


def test_killed_on_the_way_it_leaves_nothing_half(packages, tmp_path, monkeypatch):
    office = Office(tmp_path / "warehouse", tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(publish, "_announce", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            office.load(packages / "ban-giao-N_1.zip", on=None)
    assert Warehouse(office.warehouse.root).state().files == [] and office.warehouse.current_id() is None
    assert not office.load(packages / "ban-giao-N_1.zip", on=None).has_rejected
    assert office.rows("select count(*) from mart.file where handed_by is not null")[0][0] > 4


def test_a_part_alone_is_refused(packages, tmp_path):
    _, held = handed_over.opened((packages / "ban-giao-N_2.zip").read_bytes())
    part = next(data for path, data in held.items() if "(trích)" in path)
    (tmp_path / "trich.xlsx").write_bytes(part)
    result = Office(tmp_path / "warehouse", tmp_path).load(tmp_path / "trich.xlsx", on=None)
    assert "handover_alone" in codes(result) and result.has_rejected


def test_the_minutes_name_the_shares_the_code_and_every_file(packages):
    data = (packages / "ban-giao-N_1.zip").read_bytes()
    manifest, held = handed_over.opened(data)
    paper = docx.Document(io.BytesIO(held[hand_over.MINUTES_NAME]))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(p.text for p in paper.paragraphs), *cells])
    assert manifest["code"] in text and manifest["head"]["sha256"] in text
    assert "Một phần, 50,0% (giả định)" in text and "Toàn bộ" in text
    assert all(one["sha256"] in text for one in manifest["members"] if one["role"] != handed_over.MINUTES)


def test_what_was_refused_stays_and_is_named(packages):
    """Whoever takes a package over knows of every file that came."""
    for code, number in (("N_1", 0), ("N_2", 1)):
        manifest, held = handed_over.opened((packages / f"ban-giao-{code}.zip").read_bytes())
        minutes = "\n".join(p.text for p in docx.Document(io.BytesIO(held[hand_over.MINUTES_NAME])).paragraphs)
        sheet = openpyxl.load_workbook(io.BytesIO(held[hand_over.FIGURES_NAME]))["Tệp không được nhận"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        assert len(rows) == manifest["refused"] == number
        assert ("Không bàn giao" in minutes) == bool(number)
    assert rows[0][1:7] == ["P_VIET_HUNG", "Phường Việt Hưng", "Báo cáo tự đánh giá", "hong.xlsx", "20/01/2025", "có"]
    assert "99" in rows[0][7]


def test_the_head_of_the_journal_is_that_of_the_office_before(before, packages):
    manifest, _ = handed_over.opened((packages / "ban-giao-N_4.zip").read_bytes())
    assert manifest["head"] == json.loads(before.warehouse.head.read_bytes())


def test_a_unit_that_follows_nobody_gets_nothing(before, tmp_path):
    with pytest.raises(hand_over.NoSuccessor, match="P_HA_TU"):
        hand_over.write(before.warehouse, "P_HA_TU", tmp_path, of_package, TODAY, lambda *_: None)


def test_lines_of_two_steps_are_followed():
    unit = ("", date(2022, 1, 1), None, "x", None, False, None)
    content = {
        "units": [(code, f"Phường {code}", *unit) for code in "ABC"],
        "unit_successions": [("A", "B", date(2024, 11, 1), 1, None, None), ("B", "C", date(2025, 7, 1), 0.5, None, "giả định")],
    }  # fmt: skip
    assert hand_over.successors(content) == {"C": "Phường C"}
    assert [(p.unit_code, p.share, p.note) for p in hand_over.parts(content, "C")] == [
        ("B", "0.5", "giả định"),
        ("A", "0.5", "giả định"),
    ]


def test_figures_of_surveys_go_as_they_are_told(tmp_path):
    """Hidden ones stay hidden, and stand where there are no answers."""
    rows = [(2024, "P_HA_TU", "hai_long", 40, 38.5, 30, 0.75, 0.6, 0.86, False, 40, 900),
            (2024, "P_HA_TU", "hieu_biet", None, None, None, None, None, None, True, None, None)]  # fmt: skip
    facts = hand_over.Extract("survey_figures", None, None, None, None, "khao-sat.xlsx", "x", "Phòng Tư pháp")
    parsed = door.parse(hand_over.extract(facts, {"raw.survey_figure": rows}), "a.xlsx", Context.from_tables({}))
    assert [tuple(row) for row in parsed.rows["raw.survey_figure"]] == rows and parsed.row_count == 2
    strange = [(*rows[0][:9], "có", *rows[0][10:])]
    parsed = door.parse(hand_over.extract(facts, {"raw.survey_figure": strange}), "a.xlsx", Context.from_tables({}))
    assert [f.code for f in parsed.findings] == ["corrupt_file"] and not parsed.rows


def test_the_reference_of_the_office_before_is_kept_for_the_units_alone(before):
    content = reference_in_force(before.warehouse)
    own = hand_over.reference_of(content, {"P_HA_TU", "N_3"})
    assert {row[0] for row in own["units"]} == {"P_HA_TU", "N_3"}
    assert own["frameworks"] == content["frameworks"] and len(own["heads"]) < len(content["heads"])
