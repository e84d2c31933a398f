"""The slides of a report: every number is the report's, charts are native with the values of their questions, nothing that
is missing is said or drawn, and nothing is lost where there is no room."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import zipfile

import openpyxl
import pytest
from pptx import Presentation
from typer.testing import CliRunner

from reports import documents, frozen, pptx, slides
from reports.draft import Subject
from reports.parts import results
from tests import snapshots
from warehouse.store import Warehouse
from warehouse.workspace import Text, Texts
from words import labels

FIRST, LAST = 2022, 2025
BLOCK, UNIT = "xa_phuong", "P_HA_TU"
UNITS = ["P_HA_TU", "P_BACH_DANG", "P_CAO_XANH", "MTTQ"]  # MTTQ is not verified
CITY = Subject("so-ket", FIRST, LAST)
SUBJECTS = [
    CITY,
    Subject("so-ket", FIRST, LAST, block=BLOCK),
    Subject("so-ket", FIRST, LAST, unit=UNIT),
    Subject("ket-qua", LAST, LAST),
    Subject("ket-qua", LAST, LAST, block="mttq_ctxh"),
]
FORBIDDEN = re.compile(r"None|nan\b|00 đơn vị|(tăng|giảm) [-−]|[{}]|–%|\(\)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """2023 has no result: a gap."""
    return snapshots.build(tmp_path_factory.mktemp("slides"), years=[FIRST, 2024, LAST], units=UNITS)


@pytest.fixture(scope="module")
def ask(folder):
    with snapshots.opened(folder) as con:
        yield snapshots.asking(con)


@pytest.fixture(scope="module")
def decks(ask) -> dict:
    """subject → (draft, file)"""
    made = {}
    for subject in SUBJECTS:
        draft = documents.draft(ask, subject)
        draft.write()
        made[subject] = draft, slides.written(draft)
    return made


@pytest.fixture(scope="module")
def charts(decks) -> dict:
    """subject → its charts, in the order of the slides"""
    return {
        subject: [shape.chart for page in pages(data) for shape in page.shapes if shape.has_chart]
        for subject, (_, data) in decks.items()
    }


def pages(data: bytes) -> list:
    return list(Presentation(io.BytesIO(data)).slides)


def words(page) -> list[str]:
    """Everything that is written on a slide, charts aside."""
    found = []
    for shape in page.shapes:
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        elif shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return found


def named(charts: list, axis: str) -> list:
    """Those whose value axis has this title, in the order of the slides."""
    return [c for c in charts if c.value_axis.axis_title.text_frame.text == axis]


def values(chart, series: int = 0) -> dict:
    plot = chart.plots[0]
    return dict(zip(plot.categories, plot.series[series].values, strict=True))


def shown(value: float | None) -> float | None:
    """As the report says it."""
    return None if value is None else float(labels.percent(value)[:-1].replace(",", "."))


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_every_number_is_one_of_the_report(decks, subject):
    draft, data = decks[subject]
    figures = " ".join(draft.paper.figures.values()) + f" 95% {results.LOW}%"
    numbers = re.compile(r"\d[\d.,]*%|(?<![\d/])\d+/\d+(?![\d/])|\d\d đơn vị")
    known, found = {*numbers.findall(figures)}, []
    for page in pages(data):
        for text in [*words(page), page.notes_slide.notes_text_frame.text if page.has_notes_slide else ""]:  # fmt: skip
            found += numbers.findall(re.sub(r"\d+/KH-UBND|Đúng hạn \d+/\d+", "", text))
    assert len({*found}) > 8 and {*found} <= known, {*found} - known


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_every_slide_says_something_with_its_source_and_names_what_cannot_be_seen(decks, subject):
    draft, data = decks[subject]
    show = Presentation(io.BytesIO(data))
    assert (show.slide_width, show.slide_height) == (12191695, 6858000)
    first, *rest = pages(data)
    assert draft.years in first.shapes.title.text and "DỰ THẢO" in " ".join(words(first))
    assert 5 <= len(rest) <= 11
    titles = [page.shapes.title.text for page in rest]
    assert len({*titles}) == len(titles) and all(re.search(r"\d", title) for title in titles)
    for page in rest:
        said = words(page)
        [source] = [text for text in said if "Nguồn: " in text and "số liệu tính đến ngày" in text]
        for fact in (labels.date(draft.facts["as_of"]), draft.facts["illustrative_words"], str(LAST), "Khung tiêu chí"):  # fmt: skip
            assert fact in source
        assert not FORBIDDEN.search(" ".join(said)), said
        for shape in page.shapes:
            if shape.has_chart or shape.has_table:
                assert len(shape._element.nvGraphicFramePr.cNvPr.get("descr")) > 20
            assert shape.top >= 0 and shape.top + shape.height <= show.slide_height
            assert shape.left >= 0 and shape.left + shape.width <= show.slide_width
        if any(shape.has_chart for shape in page.shapes):
            assert page.has_notes_slide and len(page.notes_slide.notes_text_frame.text) > 20


def test_charts_hold_the_values_of_their_questions(ask, charts):
    own = charts[CITY]
    medians = {
        row["block_name"]: shown(row["median_pct"])
        for row in ask("results_by_year", first=LAST, last=LAST, block=None, unit=None) if row["block_code"]
    }  # fmt: skip
    of_blocks, of_criteria = named(own, "Trung vị, % điểm tối đa")
    assert {name.split(" (")[0]: v for name, v in values(of_blocks).items()} == medians
    kinds = {labels.KIND[row["kind"]]: shown(row["pct"]) for row in ask("kinds", year=LAST, block=None, scope=None)}
    [of_kinds] = named(own, "% điểm tối đa (trên các tiêu chí đã chấm)")
    assert values(of_kinds) == kinds
    low = sorted(r["median_pct"] for r in ask("criteria", year=LAST, block=None, scope=None) if r["median_pct"] is not None)  # fmt: skip
    assert [*values(of_criteria).values()] == [*map(shown, low[: slides.MOST_CRITERIA])]
    share = {labels.INDICATORS[r["indicator"]]: r for r in ask("survey_areas", year=LAST, block=None)}  # fmt: skip
    [survey] = named(own, "% người trả lời; vạch đen: khoảng tin cậy 95%")
    assert values(survey) == {name: shown(100 * row["share"]) for name, row in share.items()}
    book = openpyxl.load_workbook(io.BytesIO(survey.part.chart_workbook.xlsx_part.blob)).active
    for name, value, up, down in book.iter_rows(min_row=2, values_only=True):
        row = share[name]
        assert value + up == pytest.approx(100 * row["ci_high"], abs=1e-3)
        assert value - down == pytest.approx(100 * row["ci_low"], abs=1e-3)
    bars = survey._chartSpace.xpath("//c:errBars/c:plus//c:v")
    assert [float(v.text) for v in bars] == [row[2] for row in book.iter_rows(min_row=2, values_only=True)]  # fmt: skip
    kept = results.on_time(documents.draft(ask, CITY), "self_assessment")
    of_years = {}
    for row in kept:
        bound, done = of_years.get(row["year"], (0, 0))
        of_years[row["year"]] = bound + row["required_units"], done + row["on_time_units"]
    [of_deadlines] = named(own, "% đơn vị thuộc diện bắt buộc")
    assert values(of_deadlines) == {
        f"Năm {year} ({done}/{bound} đơn vị)": shown(100 * done / bound) for year, (bound, done) in of_years.items()
    }


def test_classes_are_counted_year_by_year_with_a_gap_where_the_framework_changes(ask, charts, decks):  # fmt: skip
    [chart] = named(charts[CITY], "Số đơn vị")
    plot = chart.plots[0]
    assert [*plot.categories] == ["Năm 2022", labels.FRAMEWORK_CHANGED, "Năm 2023", "Năm 2024", "Năm 2025"]  # fmt: skip
    rows = ask("classes_by_year", first=FIRST, last=LAST, block=None, unit=None)
    for series in plot.series:
        if series.name == labels.NO_RESULT:
            assert series.values[1] is None and series.values[2] == len(UNITS)
            continue
        counts = {r["year"]: r["units"] for r in rows if r["class_name"] == series.name}
        assert series.values[0] == counts[2022] and [*series.values[3:]] == [counts[2024], counts[2025]]  # fmt: skip
        assert series.values[1:3] == (None, None), "no zero for what is not known"
    [page] = [p for p in pages(decks[CITY][1]) if any("thay đổi bộ tiêu chí: điểm" in w for w in words(p) if "Phương pháp" not in p.shapes.title.text)]  # fmt: skip
    assert "Giữa năm 2022 và năm 2023" in " ".join(words(page))


def test_a_unit_stands_beside_its_block_and_a_year_without_result_is_a_gap(ask, decks, charts):
    years, groups = named(charts[SUBJECTS[2]], "% điểm tối đa")
    known = {r["year"]: r for r in ask("unit_years", units=(UNIT,), scope=None) if r["year"] <= LAST}
    for place, column in enumerate(("score_pct", "block_median")):
        found = values(years, place)
        for year in (2022, 2024, 2025):
            assert found[f"Năm {year}"] == shown(known[year][column])
        assert found["Năm 2023 (chưa có kết quả)"] is None
    parts = [r for r in ask("unit_parts", year=LAST, units=(UNIT,), scope=None) if r["score_pct"] is not None]
    assert [*values(groups).values()] == [shown(row["score_pct"]) for row in parts]


def test_charts_can_be_edited_and_leave_the_separators_to_the_reader(charts):
    for subject in SUBJECTS:
        for chart in charts[subject]:
            plot = chart.plots[0]
            sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active  # fmt: skip
            rows = [*sheet.iter_rows(min_row=2, values_only=True)]
            assert [row[0] for row in rows] == [*plot.categories]
            for number, series in enumerate(plot.series, 1):
                assert [row[number] for row in rows] == [*series.values]
                assert series.data_labels.number_format in (pptx.PERCENT, pptx.COUNT)


def test_the_same_slides_are_the_same_bytes_and_nothing_asks_the_clock(decks):
    draft, data = decks[CITY]
    assert slides.written(draft) == data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {member.date_time for member in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        cores = [package.read("docProps/core.xml")]
        for name in package.namelist():
            if name.endswith(".xlsx"):
                cores.append(zipfile.ZipFile(io.BytesIO(package.read(name))).read("docProps/core.xml"))  # fmt: skip
            if "/theme/" in name:
                assert {*re.findall(rb'<a:latin typeface="([^"]*)"', package.read(name))} == {b"Arial"}  # fmt: skip
    assert len(cores) > 4
    assert all(b"2000-01-01" in core and str(dt.date.today().year).encode() not in core for core in cores)  # fmt: skip


@pytest.mark.parametrize("reference", [True, False])
def test_an_empty_warehouse_says_what_is_missing(reference, tmp_path):
    con = snapshots.opened(snapshots.build(tmp_path, files=False, reference=reference))
    ask = snapshots.asking(con)
    for kind in slides.KINDS if reference else slides.KINDS[:1]:
        draft = documents.draft(ask, Subject(kind, LAST, LAST))
        draft.write()
        found = pages(slides.written(draft))
        assert found[1].shapes.title.text == f"Năm {LAST} chưa có kết quả đánh giá"
        said = "\n".join(text for page in found for text in words(page))
        assert not FORBIDDEN.search(said), said
        assert re.search("Không có trang vì không có số liệu: .*xếp loại.*khảo sát", said)
        drawn = [shape for page in found for shape in page.shapes if shape.has_chart]
        assert not drawn, "a year of which nothing came accuses nobody"
    con.close()


def test_what_people_wrote_stands_there_and_what_they_dropped_stays_in_the_charts(ask, decks):
    written, data = decks[CITY]
    result = next(p.place for p in written.paragraphs if p.place.startswith(f"ket_qua.{LAST}"))
    long = "Một câu rất dài về nguyên nhân. " * 80
    by_place = {
        "danh_gia.uu_diem": "Làm tốt: {don_vi.2025}.", "danh_gia.khach_quan": long, result: "Không số nào.",
    }  # fmt: skip
    texts = {place: Text(1, place, said, "[…]", "lan", "") for place, said in by_place.items()}
    draft = documents.draft(ask, CITY, Texts(1, texts), written.paper.figures)
    draft.write()
    found = pages(slides.written(draft))
    assert found[1].shapes.title.text == pages(data)[1].shapes.title.text
    page = found[-2]
    said, notes = "\n".join(words(page)), page.notes_slide.notes_text_frame.text
    assert f"Làm tốt: {written.paper.figures['don_vi.2025']}." in said
    assert long.strip() not in said and "Một câu rất dài" in said and "…" in said
    assert long.strip() in notes, "all of it in the notes"
    assert said.count("[…]") == 5 and "05 nội dung chờ ý kiến" in page.shapes.title.text
    assert "\n".join(words(pages(data)[-2])).count("[…]") == 7


def test_a_version_keeps_its_slides_without_the_word_draft_and_parts_that_are_off(ask, folder, tmp_path):  # fmt: skip
    root = shutil.copytree(folder, tmp_path / "kho")
    at = dt.datetime(2026, 12, 16, 9, 30, tzinfo=dt.UTC)
    event = frozen.freeze(Warehouse(root), ask, CITY, ["danh_gia"], "lan@halong.test", at)
    [file] = [file for file in event["files"] if file["ext"] == "pptx"]
    found = pages(frozen.content(Warehouse(root), file))
    assert not any("DỰ THẢO" in text for page in found for text in words(page))
    titles = " ".join(page.shapes.title.text for page in found)
    assert "Khảo sát" not in titles and "không tiêu chí nào" in titles


def test_the_command_line_writes_them_where_there_are_any(folder, tmp_path, monkeypatch):
    from reports.__main__ import app

    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(folder))
    out = tmp_path / "a.pptx"
    assert CliRunner().invoke(app, ["write", "ket-qua", "-o", str(out), "--to", str(LAST)]).exit_code == 0  # fmt: skip
    assert out.read_bytes()[:2] == b"PK"
    refused = CliRunner().invoke(app, ["write", "to-trinh", "-o", str(out)])
    assert refused.exit_code == 2 and "không có bản trình chiếu" in refused.output


def test_text_is_made_smaller_and_only_then_cut():
    deck = pptx.Deck("Thử", is_draft=True, draft_word="DỰ THẢO")
    page = deck.page("Tiêu đề " * 60, "Nguồn", [])
    page.table(pptx.Table(["A", "B"], [[f"Dòng {n}", "x"] for n in range(60)], [1, 1], ["left", "left"]), "Bảng thử")  # fmt: skip
    page.text(["Ngắn"], pptx.Box(1, 2, 5, 1))
    [found] = pages(deck.bytes([page]))
    title = found.shapes.title.text
    assert title.endswith("…") and len(title) < 300
    [table] = [shape.table for shape in found.shapes if shape.has_table]
    last = table.rows[len(table.rows) - 1].cells[0].text
    assert re.fullmatch(r"… và \d+ dòng khác \(xem ghi chú của trang\)", last)
    assert len(table.rows) - 2 + int(re.search(r"\d+", last)[0]) == 60
    assert sum(row.height for row in table.rows) <= pptx.Inches(pptx.BOTTOM - pptx.TOP)
    notes = found.notes_slide.notes_text_frame.text
    assert "Dòng 59 | x" in notes and notes.count("Tiêu đề") == 60


def test_a_range_names_every_end_and_one_value_is_no_range():
    tied = [("82,8%", "đầu ra"), ("84,1%", "đầu vào"), ("82,8%", "tác động"), ("–", "quá trình")]
    assert slides._between("Tỷ lệ", tied, "điểm") == "Tỷ lệ từ 82,8% (đầu ra và tác động) đến 84,1% (đầu vào) điểm"  # fmt: skip
    assert slides._between("Tỷ lệ", [("70,0%", "A"), ("70,0%", "B")], "điểm") == "Tỷ lệ là 70,0% điểm"  # fmt: skip
    assert slides._between("Tỷ lệ", [("70,0%", "A")], "điểm") == "Tỷ lệ là 70,0% (A) điểm"
    assert slides._between("Tỷ lệ", [("–", "A")], "điểm") == "Tỷ lệ: chưa hiển thị được"


def test_what_a_unit_is_only_asked_for_is_never_late(ask, decks):
    titles = [page.shapes.title.text for page in pages(decks[SUBJECTS[2]][1])]
    assert any(re.fullmatch(r"Đúng hạn \d/\d mốc bắt buộc đã đến hạn", title) for title in titles)
    draft = documents.draft(ask, Subject("so-ket", FIRST, LAST, unit="MTTQ"))
    draft.write()
    slide = slides._Slides(draft)._unit_deadlines()
    assert slide.title == "Các mốc đã đến hạn thuộc diện đề nghị, không tính chậm"
