"""The draft of the review: every figure equals its own query, nothing is said that the rules forbid, and a changed figure
in an edited copy is found."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from reports import annexes, documents, lines, verify
from reports.__main__ import app
from reports.docx import written
from reports.draft import ROMAN, Subject
from tests import cli, snapshots
from tests.test_documents import opened, text_of
from warehouse.store import Warehouse
from words import labels
from words.documents import change, counted

FIRST, LAST = 2022, 2025
REVIEW = Subject("so-ket", FIRST, LAST)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    return snapshots.build(tmp_path_factory.mktemp("review"))


@pytest.fixture(scope="module")
def world(warehouse):
    with snapshots.opened(warehouse) as con:
        yield con, snapshots.asking(con)


@pytest.fixture(scope="module")
def paper(world):
    return documents.draft(world[1], REVIEW).write()


@pytest.fixture(scope="module")
def figures(paper) -> dict[str, str]:
    return paper.figures


@pytest.fixture(scope="module")
def draft(paper) -> bytes:
    return written(paper)


@pytest.fixture
def differences(warehouse, world):
    """What `verify` says of a copy."""
    return lambda data: verify.compare(data, verify.expected(verify.source(data), Warehouse(warehouse), world[1])).differences  # fmt: skip


def edited(data: bytes, change_xml) -> bytes:
    """A copy whose text somebody changed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                content = change_xml(content.decode("utf-8")).encode("utf-8")
            new.writestr(name, content)
    return packed.getvalue()


def test_every_figure_equals_a_query_of_its_own(world, draft, figures):
    con, _ = world
    assert len(figures) > 60
    for year in range(FIRST, LAST + 1):
        framework, units, results, middle = con.execute(
            "select any_value(framework_code), count(*), count(score_pct), median(score_pct) from mart.unit_year where year = ?",
            [year],
        ).fetchone()  # fmt: skip
        assert figures[f"ket_qua.{year}.{framework}"] == f"{results}/{units}"
        assert figures[f"trung_vi.{year}.{framework}"] == labels.percent(middle)
        said = counted if year == LAST else str  # the newest year is told in words, those before in a table
        for code, count in con.execute("select class_code, count(*) from mart.unit_year where year = ? and class_code is not null and is_rated group by 1", [year]).fetchall():  # fmt: skip
            assert figures[f"xep_loai.{year}.{framework}.{code}"] == said(count)
        bound, kept = con.execute(
            "select count(*), count(*) filter (status = 'on_time') from mart.compliance where year = ? and obligation = 'required'"
            " and milestone_code = 'self_assessment'", [year],
        ).fetchone()  # fmt: skip
        assert figures[f"dung_han.{year}"] == f"{kept}/{bound}"
        told = con.execute(
            "select count(*) filter (c.due_on < c.first_received_on), count(*) filter (c.first_received_on is null) from mart.compliance as c"
            " where c.year = ? and c.obligation = 'required' and c.milestone_code = 'self_assessment' and c.status <> 'on_time'", [year],
        ).fetchone()  # fmt: skip
        assert [figures.get(f"{name}.{year}") for name in ("cham", "chua_gui")] == [
            counted(n) if n else None for n in told
        ]
        asked = con.execute("select count(*) from mart.unit_year where year = ? and score_pct is not null and obligation = 'requested'", [year]).fetchone()[0]  # fmt: skip
        assert figures.get(f"khong_xep_loai.{year}.{framework}") == (said(asked) if asked else None)
        classed = sum(int(text.split()[0]) for key, text in figures.items() if key.startswith(f"xep_loai.{year}."))
        assert classed + asked == results, "classes and who has none add up to who has a result"
    ended = con.execute(
        "select unit_name from mart.unit where year(valid_to) between ? and ?", [FIRST, LAST]
    ).fetchall()
    assert ended and all(name in figures["sap_xep.ten"] for (name,) in ended)
    assert "nhập vào Phường Trần Hưng Đạo" in figures["sap_xep.ten"]
    there = [one for line in lines.lines(opened(draft), keep_figures=True) for one in line.figures]
    assert {one.key: one.text for one in there} == figures


def test_points_of_two_frameworks_are_never_set_against_each_other(figures):
    changes = {key: text for key, text in figures.items() if key.startswith("thay_doi.")}
    assert changes, "years of one framework are compared"
    assert not any(key.startswith(("thay_doi.2022", "thay_doi.2023")) for key in changes)


def test_a_change_of_a_survey_is_affirmed_only_where_its_interval_excludes_zero(world, draft):
    con, _ = world
    (told,) = re.findall(r"So với năm[^\n]*(?:thống kê|là thay đổi): [^\n]*", text_of(draft))
    affirmed, _, unsure = told.partition("chưa đủ căn cứ")
    assert "có ý nghĩa thống kê" in affirmed and unsure
    for row in con.execute(
        "select indicator, difference_low, difference_high from mart.survey_change where year = ? and place_code = 'city'"
        " and is_comparable and difference is not null", [LAST],
    ).fetchall():  # fmt: skip
        sure, name = row[1] > 0 or row[2] < 0, labels.INDICATORS[row[0]][1:]
        assert (name in affirmed, name in unsure) == (sure, not sure)


def test_the_parts_and_annexes_stand_in_order_and_can_be_chosen(world, draft):
    ask = world[1]
    headings = [p.text for p in opened(draft).paragraphs if p.style.name == "Heading 1"]  # fmt: skip
    titles = [title for name, title in documents.draft(ask, REVIEW).parts().items() if not name.startswith("phu_luc")]
    assert titles[3:5] == [
        "Kết quả thực hiện Kế hoạch số 331/KH-UBND theo chuyên đề", "Tổng kết thực hiện Nghị quyết số 110/2022/NQ-HĐND",
    ]  # fmt: skip
    assert headings == [f"{number}. {title}" for number, title in zip(ROMAN, titles, strict=False)]
    some = text_of(documents.written(ask, REVIEW, ["danh_gia", "phu_luc_thoi_han"]))
    assert "I. Đánh giá chung" in some and "II. Kết quả đánh giá" not in some
    assert "Phụ lục\n" in some, "a single annex has no number"
    assert "Phụ lục I\n" in text_of(draft)


@pytest.mark.parametrize("more", [{"files": False}, {"years": [2024]}, {"units": ["P_HA_TU"], "years": [2024, 2025]}])
def test_a_thin_warehouse_gives_a_sensible_draft(tmp_path, more):
    with snapshots.opened(snapshots.build(tmp_path, **more)) as con:
        words = text_of(documents.written(snapshots.asking(con), REVIEW))
    assert not re.search(r"None|nan|00 đơn vị (gồm|có)|tăng [-−]|giảm [-−]|\{|–%", words)
    assert "./." in words
    if more.get("files") is False:
        assert "chưa có kết quả" in words and "chưa có kết quả khảo sát" in words


def test_an_untouched_copy_raises_no_alarm(world, draft, differences):
    assert differences(draft) == []
    part = documents.written(world[1], Subject("so-ket", 2023, 2024), ["ket_qua"])
    assert differences(part) == []


@pytest.mark.parametrize("keeps_tags", [True, False])
def test_every_planted_figure_is_found_and_nothing_else(draft, figures, differences, keeps_tags):
    planted = list(figures)[::7]

    def plant(xml: str) -> str:
        for key in planted:
            start = xml.index(f'<w:tag w:val="{key}"/>')
            xml = xml[:start] + re.sub(r">[^<]+</w:t>", ">987,6%</w:t>", xml[start:], count=1)
        # as LibreOffice writes it
        return xml if keeps_tags else re.sub(r"<w:tag [^>]*/>", "", xml)

    found = differences(edited(draft, plant))
    assert all(one.section and one.meaning for one in found), "where each comes from"
    assert len(planted) > 8
    assert {(d.key, d.expected, d.found) for d in found} == {(k, figures[k], "987,6%") for k in planted}  # fmt: skip


def test_a_figure_whose_place_was_deleted_is_said(draft, figures, differences):
    def cut(xml: str) -> str:
        return re.sub(r"<w:sdt>.*?</w:sdt>", "<w:r><w:t>9 đơn vị</w:t></w:r>", xml, count=1)  # fmt: skip

    [one] = differences(edited(draft, cut))
    assert (one.key, one.found) == (next(iter(figures)), "9 đơn vị"), "found without its control"


@pytest.mark.parametrize("data", [b"", b"%PDF", b"PK\x03\x04 no zip"])
def test_what_is_no_document_of_ours_is_named(data):
    with pytest.raises(verify.NotOurs):
        verify.source(data)


def test_a_document_of_ours_that_is_no_review_is_named(world):
    from reports import unit_sheet

    with pytest.raises(verify.NotOurs):
        verify.source(written(unit_sheet.sheet(world[1], LAST, "P_HA_TU", None)))


@pytest.mark.parametrize("name", ["../../outside", "/etc/passwd", "", "no-such"])
def test_a_document_cannot_name_a_file_of_this_machine(warehouse, tmp_path, name):
    (warehouse.parent / "outside.duckdb").write_bytes(b"x")
    assert Warehouse(warehouse).stored(name) is None


def test_a_bomb_is_refused_before_it_is_read(draft):
    packed = io.BytesIO(draft)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/big.xml", bytes(300 << 20))
    with pytest.raises(verify.NotOurs):
        verify.source(packed.getvalue())


@given(st.one_of(st.none(), st.floats(0, 100)), st.one_of(st.none(), st.floats(0, 100)))
def test_a_change_is_said_in_words_without_a_sign(before, now):
    words = change(before, now, "năm 2024")
    assert not re.search(r"[-−+]", words)
    if before is None or now is None:
        assert words == ""
    elif labels.signed(now - before) == "0":
        assert words.startswith("không thay đổi")
    else:
        assert words.startswith("tăng" if now > before else "giảm")
        assert " 0,0 " not in words


@pytest.mark.proof
def test_the_command_line_writes_and_compares(warehouse, tmp_path, monkeypatch, capsys):
    def run(*arguments):
        return CliRunner().invoke(app, [*map(str, arguments)], env={"PBGDPL_WAREHOUSE": str(warehouse)})

    out = tmp_path / "so-ket.docx"
    assert run("write", "so-ket", "-o", out).exit_code == 0
    assert run("verify", out).exit_code == 0
    out.write_bytes(edited(out.read_bytes(), lambda x: re.sub(r"(<w:sdt>.*?<w:t [^>]*>)[^<]+(</w:t>)", r"\g<1>1 đơn vị\2", x, count=1)))  # fmt: skip
    found = run("verify", out, "--json")
    assert found.exit_code == 1
    assert [d["found"] for d in json.loads(found.stdout)["differences"]] == ["1 đơn vị"]
    assert run("verify", tmp_path / "none.docx").exit_code == 2
    assert run("verify", cli.ROOT / "README.md").exit_code == 2


def test_the_command_line_signs_off_open_places_only_when_told_to(warehouse, tmp_path):
    folder = shutil.copytree(warehouse, tmp_path / "kho")

    def freeze(*more: str):
        return CliRunner().invoke(
            app, ["freeze", "thong-bao", "--to", "2025", *more], env={"PBGDPL_WAREHOUSE": str(folder)}
        )

    refused = freeze()
    assert (
        refused.exit_code == 2 and "Còn 1 chỗ chưa viết" in refused.output and "III. Yêu cầu đối với" in refused.output
    )
    assert not Warehouse(folder).state().frozen
    assert freeze("--unfinished").exit_code == 0 and len(Warehouse(folder).state().frozen) == 1


def test_the_annexes_as_a_workbook_have_live_totals_that_equal_ours(world):
    con, ask = world
    data = annexes.xlsx(ask, REVIEW)
    assert data == annexes.xlsx(ask, REVIEW), "no clock"
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    assert shown.sheetnames == [
        *(f"Kết quả {y}" for y in range(FIRST, LAST + 1)), "Tiêu chí", "Nhận xét", "Thời hạn", "Khảo sát", "Nhiệm vụ",
    ], "of registers without a row there is no annex"  # fmt: skip
    for year in range(FIRST, LAST + 1):
        sheet = shown[f"Kết quả {year}"]
        middle, mean, units = con.execute("select median(score_pct), avg(score_pct), count(*) from mart.unit_year where year = ?", [year]).fetchone()  # fmt: skip
        assert sheet.max_row == 6 + units
        percents = [row[6].value for row in sheet.iter_rows(min_row=5, max_row=4 + units)]
        assert set(map(type, percents)) <= {float, int, str}
        assert {p for p in percents if isinstance(p, str)} <= {labels.NONE}, "missing is –, never 0"
        for row, name, value, function in ((5, "Trung vị", middle, "MEDIAN"), (6, "Bình quân", mean, "AVERAGE")):
            assert sheet.cell(row + units, 2).value == name
            assert sheet.cell(row + units, 7).value == pytest.approx(value)
            assert formulas[f"Kết quả {year}"].cell(row + units, 7).value == f'=IFERROR({function}(G5:G{4 + units}),"–")'  # fmt: skip
        assert "15/12/2026" in sheet["A2"].value and "minh họa" in sheet["A2"].value
    lost = con.execute("select sum(max_points - points) from mart.criterion_unit_year where year = ?", [LAST]).fetchone()[0]  # fmt: skip
    assert shown["Tiêu chí"].cell(shown["Tiêu chí"].max_row, 7).value == pytest.approx(float(lost))


def test_annexes_of_a_warehouse_without_results_are_empty_tables(tmp_path):
    with snapshots.opened(snapshots.build(tmp_path, files=False)) as con:
        book = openpyxl.load_workbook(io.BytesIO(annexes.xlsx(snapshots.asking(con), REVIEW)), data_only=True)
    values = {c.value for sheet in book for row in sheet.iter_rows(min_row=5, min_col=3, max_col=6) for c in row}  # fmt: skip
    assert 0 not in {v for v in values if isinstance(v, float)}
