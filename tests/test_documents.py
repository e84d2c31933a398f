"""Documents as DOCX: their form is read from the XML, their figures are compared with the questions they come from."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from PIL import Image, ImageChops
from pypdf import PdfReader

from etl.desk.sheet_piece import Piece
from reports import dots, heads_annex, package, pdf, score_sheet, unit_sheet
from reports.docx import written
from reports.paper import Head, Paper, Table
from tests import snapshots
from words import labels

UNIT, OTHER, YEAR = "P_HA_TU", "P_BAI_CHAY", 2025


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return snapshots.build(tmp_path_factory.mktemp("documents"), years=[2022, 2024, 2025])


@pytest.fixture(scope="module")
def ask(folder):
    with snapshots.opened(folder) as con:
        yield snapshots.asking(con)


def opened(data: bytes):
    return Document(io.BytesIO(data))


def text_of(data: bytes) -> str:
    """Everything that is printed, tables included."""
    return "\n".join(
        "".join(t.text or "" for t in p.iter(qn("w:t"))) for p in opened(data).element.body.iter(qn("w:p"))
    )


def sheet(ask, year: int, unit: str, scope: str | None) -> bytes:
    return written(unit_sheet.sheet(ask, year, unit, scope))


def letter(**more) -> bytes:
    paper = Paper("Thử")
    paper.head(Head("UBND", "Phòng Tư pháp", "Hạ Long", 2026, symbol="TP-PBGDPL", subject="đôn đốc", **more))
    paper.title("Báo cáo", "về việc thử")
    paper.heading("I. Phần một")
    paper.paragraph("Nội dung.")
    paper.table(Table(["TT", "Đơn vị"], [["1", "Phường Hà Tu"]], [15, 100], ["right", "left"]))
    paper.ending(["Như trên", "Lưu: VT"], ["Trưởng phòng"])
    paper.annex("I", "Danh sách", "Công văn số      /TP-PBGDPL")
    return written(paper)


def test_the_page_is_that_of_the_decree():
    section = opened(letter()).sections[0]
    sizes = [round(v.mm) for v in (section.page_width, section.page_height, section.top_margin,
                                   section.bottom_margin, section.left_margin, section.right_margin)]  # fmt: skip
    assert sizes == [210, 297, 20, 20, 30, 15]
    assert section.different_first_page_header_footer  # no number on the first page
    number = section.header.paragraphs[0]
    assert number.alignment == ALIGN.CENTER
    assert "PAGE" in "".join(t.text for t in number._p.iter(qn("w:instrText")))
    annex = opened(letter()).sections[1]._sectPr.find(qn("w:pgNumType"))
    assert annex.get(qn("w:start")) == "1"


def test_every_letter_is_in_times_new_roman_and_headings_are_headings():
    document = opened(letter())
    for name in ("Normal", "Heading 1", "Heading 2"):
        fonts = document.styles[name].element.rPr.rFonts
        assert {fonts.get(qn(f"w:{k}")) for k in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}  # fmt: skip
        assert fonts.get(qn("w:asciiTheme")) is None
    body = next(p for p in document.paragraphs if p.text == "Nội dung.")
    assert body.alignment == ALIGN.JUSTIFY
    assert document.styles["Normal"].font.size.pt == 14
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == ["I. Phần một"]


def test_number_date_and_signer_are_blank_and_a_draft_says_so():
    words = text_of(letter())
    assert "Số:         /TP-PBGDPL" in words
    assert "ngày      tháng      năm 2026" in words
    assert "DỰ THẢO" in words
    assert "DỰ THẢO" not in text_of(letter(is_draft=False))
    assert "Lưu: VT." in words and "Như trên;" in words


def test_the_header_of_a_table_repeats():
    table = opened(letter()).tables[1]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None


def test_the_same_content_is_the_same_bytes(ask):
    assert letter() == letter()
    assert sheet(ask, YEAR, UNIT, None) == sheet(ask, YEAR, UNIT, None)


def test_every_figure_of_a_sheet_equals_its_question(ask):
    words = text_of(sheet(ask, YEAR, UNIT, None))
    [now] = [r for r in ask("unit_years", units=(UNIT,), scope=None) if r["year"] == YEAR]
    for said in (
        now["unit_name"], labels.percent(now["score_pct"]), now["class_name"], now["framework_name"],
        f"{labels.points(now['points'])}/{labels.points(now['max_points'])} điểm", labels.rank(now).lower(),
        labels.percent(now["block_median"]), "15/12/2026", "số liệu minh họa", "thứ hạng tham khảo",
    ):  # fmt: skip
        assert said.lower() in words.lower(), said
    for part in ask("unit_parts", year=YEAR, units=(UNIT,), scope=None):
        assert labels.percent(part["score_pct"]) in words
    assert labels.sentence(labels.FRAMEWORK_CHANGED) in words  # between 2022 and 2024
    lost = sum(
        float(row[4].replace(",", "."))
        for row in ([c.text for c in r.cells] for r in opened(sheet(ask, YEAR, UNIT, None)).tables[1].rows[1:])
    )  # fmt: skip
    assert lost == pytest.approx(now["max_points"] - now["points"])


def test_the_picture_of_a_sheet_can_be_read_aloud(ask):
    data = sheet(ask, YEAR, UNIT, None)
    [picture] = opened(data).element.body.iter(qn("wp:docPr"))
    assert re.search(r"\d,\d%, trung vị khối \d", picture.get("descr"))


def drawn(*rows: dots.Dot) -> Image.Image:
    return Image.open(io.BytesIO(dots.png(rows))).convert("L")


def test_the_picture_of_a_sheet_shows_name_dot_median_and_percent():
    """An unknown font would draw the same picture without text, and no error would say so."""
    row, other = dots.Dot("A. Đầu vào: Chỉ đạo", 100.0, 89.6, "100,0%"), dots.Dot("B. Kết quả", 50.0, 60.0, "50,0%")
    whole = drawn(row, other)
    for less in (row._replace(name="A. Đầu vào: Chỉ đạn"), row._replace(median=None), row._replace(text="100,1%")):
        assert ImageChops.difference(whole, drawn(less, other)).getbbox()
    assert dots.png((row,)) == dots.png((row,))
    assert drawn(dots.Dot("A", 100.0, 100.0, "100,0%")).height < whole.height, "all alike is an axis, too"


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [(78, 101, [80, 85, 90, 95, 100]), (-5, 105, [0, 20, 40, 60, 80, 100]), (99, 101, [99, 100, 101]), (70.5, 74, [71, 72, 73, 74])],
)  # fmt: skip
def test_marks_of_the_axis_are_round_and_few(low, high, shown):
    assert dots._ticks(low, high) == shown


def test_the_sheet_of_another_unit_has_nothing_from_inside(ask, folder, tmp_path):
    assert unit_sheet.sheet(ask, YEAR, OTHER, UNIT) is None, "nor is there one before the year is published"
    inside = ("điểm)", "Điểm mất", "Thời hạn", "Người đứng đầu", "Chủ tịch")
    whole = text_of(sheet(ask, YEAR, OTHER, OTHER))
    with snapshots.opened(snapshots.published(folder, tmp_path / "kho", YEAR)) as con:
        published = text_of(sheet(snapshots.asking(con), YEAR, OTHER, UNIT))
    assert all(word in whole for word in inside)
    assert not any(word in published for word in inside)
    assert "xếp loại" in published


def test_without_a_result_there_is_no_sheet(ask):
    assert unit_sheet.sheet(ask, 2023, UNIT, None) is None
    assert unit_sheet.sheet(ask, YEAR, "KHONG_CO", None) is None


def test_all_sheets_come_in_one_zip_with_progress(ask):
    few = [r for r in ask("ranking", year=YEAR, block=None, scope=None) if r["unit_code"] in (UNIT, OTHER)]
    missing = few[0] | {"unit_code": "X", "score_pct": None}

    def ask_few(question, **known):
        return [*few, missing] if question == "ranking" else ask(question, **known)

    seen = []
    data = unit_sheet.of_all_units(ask_few, YEAR, lambda *step: seen.append(step))
    with zipfile.ZipFile(io.BytesIO(data)) as folder:
        assert sorted(folder.namelist()) == [
            f"Xã, phường/Phiếu {YEAR} - Phường {name}.docx" for name in ("Bãi Cháy", "Hà Tu")
        ]
        assert folder.read(folder.namelist()[0]) == sheet(ask, YEAR, few[0]["unit_code"], None)
    assert seen == [(1, 2), (2, 2)]
    bound = unit_sheet.in_one_pdf(ask_few, YEAR, lambda *step: seen.append(step))
    assert seen == [(1, 2), (2, 2)] * 2
    read = PdfReader(io.BytesIO(bound))
    assert len(read.pages) == pdf.pages(bound) == 2, "a page each"
    assert [one.title for one in read.outline if not isinstance(one, list)] == [
        f"Phiếu kết quả {row['unit_name']} năm {YEAR}" for row in few
    ]
    for page, row in zip(read.pages, few, strict=True):
        assert row["unit_name"] in page.extract_text()
        assert page.extract_text().split()[0] != "2", "each sheet counts its own pages"
    assert unit_sheet.in_one_pdf(lambda *_, **__: [], YEAR, None) is None


def test_the_annex_of_heads_repeats_the_page_by_block_and_says_who_decides(ask):
    rows = [
        {"unit_name": name, "block_name": block, "position": "Trưởng phòng", "score_pct": pct, "bounds": [90.0],
         "finding_text": finding, "reasons": reasons}
        for name, block, pct, finding, reasons in (
            ("Phòng Y tế", "Cơ quan chuyên môn", 90.94, "● Thuận lợi", "Đơn vị xếp loại Tốt"),
            ("Công an", "Hội đồng phối hợp PBGDPL", None, "– Không đánh giá tại đây", None),
        )
    ]  # fmt: skip
    data = heads_annex.docx(ask, rows, YEAR, "Tất cả các khối")
    [table] = opened(data).tables
    assert [[c.text for c in row.cells][1:] for row in table.rows[1:]] == [
        ["CƠ QUAN CHUYÊN MÔN", "", "", "", ""],
        ["Phòng Y tế", "Trưởng phòng", "90,9%", "● Thuận lợi", "Đơn vị xếp loại Tốt"],
        ["HỘI ĐỒNG PHỐI HỢP PBGDPL", "", "", "", ""],
        ["Công an", "Trưởng phòng", "–", "– Không đánh giá tại đây", "–"],
    ]
    assert heads_annex.DECIDES in text_of(data)
    assert "số liệu minh họa" in text_of(data).lower()


# ------------------------------------------------------------------ one disputed score

PIECE = Piece(
    "Biểu 1", "E9", ["A", "B", "E"],
    [(1, ["TT", "Tiêu chí", "Điểm tự chấm"]), (7, ["", "", ""]), (8, ["A0", "Khác", "1"]), (9, ["A1", "Ban hành kế hoạch", "2,5"])],
    3, 2,
)  # fmt: skip


def score_paper(ask, scope=None, unit=UNIT) -> Paper | None:
    return score_sheet.sheet(ask, YEAR, unit, "A1", scope, {"self": PIECE, "verified": PIECE})


def test_the_sheet_of_a_score_says_where_it_comes_from_and_has_room_for_two_signatures(ask):
    data = written(score_paper(ask))
    words = text_of(data)
    [score] = ask("score", year=YEAR, unit=UNIT, criterion="A1", scope=None)
    [rule] = ask("rule", year=YEAR, unit=UNIT, criterion="A1", scope=None)
    for event in ask("score_story", year=YEAR, unit=UNIT, criterion="A1", scope=None):
        assert labels.date(event["happened_on"]) in words and event["loaded_by"] in words
    [snapshot] = ask("snapshot")
    for said in (
        score["criterion_name"], score["self_sha256"], score["verified_sha256"], score["self_file"], f"ô {score['self_cell']}", score["asked"],
        f"{labels.points(score['points'])}/{labels.points(score['max_points'])} điểm, theo điểm thẩm định",
        rule["framework_name"], "Đại diện đơn vị", "Cán bộ thẩm định", snapshot["snapshot_id"], "số liệu minh họa",
    ):  # fmt: skip
        assert said.lower() in words.lower(), said
    framed = [
        "".join(t.text for t in cell.iter(qn("w:t")))
        for cell in opened(data).element.body.iter(qn("w:tc"))
        if cell.find(f"{qn('w:tcPr')}/{qn('w:tcBorders')}") is not None
    ]
    assert framed == ["2,5", "2,5"], "the cell that is meant, of both pieces"
    assert score_sheet.CUT not in words


def test_the_rule_on_a_sheet_is_that_of_the_framework(ask):
    """A criterion with bands, one without, one with a condition of the year, one that rests on the survey."""
    for code in ("C1", "A1", "E2", "E1"):
        [rule] = ask("rule", year=YEAR, unit=UNIT, criterion=code, scope=None)
        words = text_of(written(score_sheet.sheet(ask, YEAR, UNIT, code, None, {})))
        assert ("không có mức theo tỷ lệ" in words) == (not rule["bands"])
        for band in rule["bands"] or []:
            assert f"từ {labels.points(band['lower_pct'])}%" in words
            assert f": {labels.points(band['points'])} điểm" in words
        assert ("điều kiện của năm: áp dụng" in words) == (rule["condition_applicable"] is True)
        assert "tệp gốc vẫn được giữ nguyên" in words, "no piece could be read"
        resting = ask("survey_criteria", year=YEAR, block=None, scope=UNIT)
        is_asked = code in [row["criterion_code"] for row in resting]
        assert (f"Khảo sát: năm {YEAR} (" in words) is is_asked is (code == "E1")
    assert ask("rule", year=YEAR, unit=UNIT, criterion="C1", scope=None)[0]["bands"]


def test_a_unit_gets_the_sheet_of_its_own_score_alone_without_the_table_of_all(ask):
    assert score_paper(ask, scope=OTHER) is None
    assert ask("rule", year=YEAR, unit=UNIT, criterion="A1", scope=OTHER) == []
    own = text_of(written(score_paper(ask, scope=UNIT)))
    assert "Nguồn điểm tự chấm" in own and "Nguồn điểm thẩm định" not in own
    assert "Nguồn điểm thẩm định" in text_of(written(score_paper(ask)))


def test_a_long_story_still_is_one_page_and_says_what_is_cut(ask):
    long = "Nội dung giải trình rất dài của đơn vị về minh chứng đã nộp. " * 60
    wide = Piece("a", "M9", [*"ABCIJKLMN"], [(n, ["chữ dài " * 20] * 9) for n in (5, 8, 9)], 2, 7)

    def ask_long(question, **known):
        rows = ask(question, **known)
        if question == "score":
            texts = dict.fromkeys(("criterion_name", "evidence", "note", "asked"), long)
            return [rows[0] | texts | {"self_file": "x_" * 99 + ".xlsx"}]
        if question == "score_story":
            return [
                row | {"words": long, "file_name": "TDG_" * 50 + ".xlsx", "stage": stage}
                for row in rows
                for stage in ("self", "reply", "correction", "final", "self")
            ]
        return rows

    paper = score_sheet.sheet(ask_long, YEAR, UNIT, "C1", None, {"self": wide, "verified": wide})
    assert pdf.pages(pdf.written(paper)) == 1
    words = text_of(written(paper))
    assert score_sheet.CUT in words and "bước trước không in" in words
    assert ".xlsx" in words, "the end of a name stays"


def test_two_packages_of_other_hours_are_the_same_bytes():
    def made(day: int) -> bytes:
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as folder:
            for name in ("word/tài liệu.xml", "b.xml"):
                member = zipfile.ZipInfo(name, (2026, 1, day, 8, 30, 2 * day))
                member.extra = b"\xfe\xca\x02\x00ab"
                folder.writestr(member, name * 50, zipfile.ZIP_DEFLATED)
        return package.steady(written.getvalue())

    assert made(5) == made(9)
    with zipfile.ZipFile(io.BytesIO(made(5))) as folder:
        assert folder.testzip() is None
        assert {one.date_time for one in folder.infolist()} == {package.NO_CLOCK.timetuple()[:6]}
        assert folder.read("b.xml") == b"b.xml" * 50


def test_sheets_of_many_units_are_those_that_are_asked_for_alone(ask, monkeypatch):
    """Whatever is asked together, in however many parts."""
    monkeypatch.setattr(unit_sheet, "TOGETHER", 3)
    monkeypatch.setattr(dots, "png", lambda rows: b"")
    units = [row for row in ask("ranking", year=2024, block=None, scope=None) if row["score_pct"] is not None][:7]

    told = list(unit_sheet._sheets(ask, units, 2024, lambda done, of: None))
    assert [row["unit_code"] for row, _ in told] == [row["unit_code"] for row in units]
    assert [paper.parts for _, paper in told] == [
        unit_sheet.sheet(ask, 2024, row["unit_code"], None).parts for row in units
    ]


def test_sheets_in_a_folder_go_on_where_they_were_stopped(ask, monkeypatch, tmp_path):
    units = [row for row in ask("ranking", year=2024, block=None, scope=None) if row["score_pct"] is not None][:4]
    monkeypatch.setattr(unit_sheet, "_rated", lambda ask, year: units)
    monkeypatch.setattr(unit_sheet.docx, "written", lambda paper: paper.name.encode())
    monkeypatch.setattr(Paper, "draw", lambda paper: None)
    told = []

    def stopped(done: int, count: int) -> None:
        told.append((done, count))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        unit_sheet.into_folder(ask, 2024, tmp_path / "phieu", stopped)
    before = {path: path.stat().st_ino for path in (tmp_path / "phieu").rglob("*.docx")}
    assert len(before) == 2
    assert unit_sheet.into_folder(ask, 2024, tmp_path / "phieu", lambda *done: told.append(done)) == 4
    after = {path: path.stat().st_ino for path in (tmp_path / "phieu").rglob("*.*")}
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert len(after) == 5 and before.items() <= after.items(), "what was written stays, and nothing is half there"
    with pytest.raises(unit_sheet.OtherFigures, match="năm 2024"):
        unit_sheet.into_folder(ask, 2025, tmp_path / "phieu", lambda *done: None)
