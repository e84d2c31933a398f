"""Signed PDFs, edited annexes and slides: what was changed is found, what may be done raises no alarm, and a file that cannot
be read says so."""

from __future__ import annotations

import ctypes
import datetime as dt
import io
import shutil

import openpyxl
import pypdfium2 as pdfium
import pytest
from pptx import Presentation
from pypdfium2 import raw

from reports import copies, documents, frozen, pdf_seen, slides, verify, verify_office, verify_pdf
from reports.draft import Subject
from tests import snapshots
from warehouse.store import Warehouse

pytestmark = pytest.mark.proof  # a handful stands in test_verify.py
AT = dt.datetime(2026, 12, 16, 9, 30, tzinfo=dt.UTC)
UNITS = [f"P_{name}" for name in ("HA_TU", "BACH_DANG", "CAO_XANH", "HONG_GAI", "BAI_CHAY", "HA_LAM")]
REPORT = Subject("ket-qua", 2025, 2025)
PARTS = ["ket_qua", "phuong_huong", "phu_luc_ket_qua"]


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """(the version's files by kind, its warehouse)."""
    folder = tmp_path_factory.mktemp("kho")
    shutil.copytree(snapshots.build(tmp_path_factory.mktemp("built"), years=[2024, 2025], units=UNITS), folder, dirs_exist_ok=True)  # fmt: skip
    warehouse = Warehouse(folder)
    with snapshots.opened(folder) as con:
        ask = snapshots.asking(con)
        event = frozen.freeze(warehouse, ask, REPORT, PARTS, "lan@halong.test", AT)
        files = {file["ext"]: frozen.content(warehouse, file) for file in event["files"]}
        if "pptx" not in files:
            files["pptx"] = slides.written(documents.draft(ask, REPORT))
    return files, warehouse


def told(data: bytes, warehouse: Warehouse) -> verify.Comparison:
    return copies.compared(data, warehouse, lambda name: None).found


# ------------------------------------------------------------------ PDF


def redrawn(data: bytes, *changes) -> bytes:
    """A copy on whose pages somebody did something."""
    file = pdfium.PdfDocument(data)
    for change in changes:
        change(file)
    saved = io.BytesIO()
    file.save(saved)
    return saved.getvalue()


def found_text(file, text: str, nth: int = 0):
    """(page, object, box of the letters) where a text stands."""
    for page in file:
        words = page.get_textpage()
        search = words.search(text)
        while (at := search.get_next()) is not None:
            if nth:
                nth -= 1
                continue
            boxes = [words.get_charbox(place) for place in range(at[0], at[0] + at[1])]
            part = raw.FPDFText_GetTextObject(words, at[0])
            low, high = min(box[1] for box in boxes), max(box[3] for box in boxes)
            return page, part, (boxes[0][0], low, boxes[-1][2], high)
    raise AssertionError(f"not there: {text}")


def typed(page, text: str, left: float, bottom: float, size: float = 10) -> None:
    part = raw.FPDFPageObj_NewTextObj(page.pdf, b"Helvetica", size)
    letters = ctypes.create_string_buffer((text + "\0").encode("utf-16-le"))
    raw.FPDFText_SetText(part, ctypes.cast(letters, ctypes.POINTER(ctypes.c_ushort)))
    raw.FPDFPageObj_Transform(part, 1, 0, 0, 1, left, bottom)
    raw.FPDFPage_InsertObject(page, part)
    page.gen_content()


def covered(text: str, with_text: str = "", nth: int = 0):
    def change(file) -> None:
        page, _, (left, bottom, right, top) = found_text(file, text, nth)
        part = raw.FPDFPageObj_CreateNewRect(left - 1, bottom - 2, right - left + 2, top - bottom + 4)
        raw.FPDFPageObj_SetFillColor(part, 255, 255, 255, 255)
        raw.FPDFPath_SetDrawMode(part, raw.FPDF_FILLMODE_ALTERNATE, False)
        raw.FPDFPage_InsertObject(page, part)
        page.gen_content()
        if with_text:
            typed(page, with_text, left, bottom)

    return change


def on_object(text: str, act):
    def change(file) -> None:
        page, part, _ = found_text(file, text)
        act(page, part)
        page.gen_content()

    return change


def noted(text: str, kind: int):
    """Something laid over a text."""

    def change(file) -> None:
        page, _, (left, bottom, right, top) = found_text(file, text)
        note = raw.FPDFPage_CreateAnnot(page, kind)
        raw.FPDFAnnot_SetRect(note, raw.FS_RECTF(left - 2, top + 2, right + 2, bottom - 2))
        raw.FPDFPage_CloseAnnot(note)

    return change


def exchanged(file) -> None:
    """Two percentages in each other's place: their letters are stored in the same order."""
    page, one, here = found_text(file, "Trung vị", 0)
    _, other, there = found_text(file, "Bình quân", 0)
    raw.FPDFPageObj_Transform(one, 1, 0, 0, 1, there[0] - here[0], there[1] - here[1])
    raw.FPDFPageObj_Transform(other, 1, 0, 0, 1, here[0] - there[0], here[1] - there[1])
    page.gen_content()


def scanned(data: bytes) -> bytes:
    """Its first pages as pictures."""
    pictures = [page.render(scale=0.3).to_pil() for page in list(pdfium.PdfDocument(data))[:2]]
    saved = io.BytesIO()
    pictures[0].save(saved, "PDF", save_all=True, append_images=pictures[1:])
    return saved.getvalue()


def without_a_page(file) -> None:
    del file[len(file) - 1]


def over_a_picture(file) -> None:
    page = next(page for page in file if any(part.type == raw.FPDF_PAGEOBJ_IMAGE for part in page.get_objects()))
    left, bottom, *_ = next(p for p in page.get_objects() if p.type == raw.FPDF_PAGEOBJ_IMAGE).get_bounds()
    typed(page, "99", left + 40, bottom + 40, 14)


def white(page, part) -> None:
    raw.FPDFPageObj_SetFillColor(part, 255, 255, 255, 255)


def invisible(page, part) -> None:
    raw.FPDFTextObj_SetTextRenderMode(part, raw.FPDF_TEXTRENDERMODE_INVISIBLE)


def far_away(page, part) -> None:
    raw.FPDFPageObj_Transform(part, 1, 0, 0, 1, 2000, 0)


TAMPERED = {
    "a figure covered, another typed": covered("Phường Hà Tu", "Phuong Ha Tu"),
    "covered with nothing": covered("xếp loại"),
    "a text taken away": on_object("Kết quả theo khối", lambda page, part: raw.FPDFPage_RemoveObject(page, part)),
    "white letters": on_object("Kết quả theo khối", white),
    "letters that are not drawn": on_object("Kết quả theo khối", invisible),
    "letters off the page": on_object("Kết quả theo khối", far_away),
    "a note over a text": noted("Kết quả theo khối", raw.FPDF_ANNOT_FREETEXT),
    "a seal over figures": noted("trung vị", raw.FPDF_ANNOT_SQUARE),
    "two texts exchanged": exchanged,
    "a page less": without_a_page,
    "a number on a picture": over_a_picture,
}


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_changed_in_a_pdf_is_found(signed, what):
    files, warehouse = signed
    found = told(redrawn(files["pdf"], TAMPERED[what]), warehouse).differences
    assert found and len(found) < 25, "what was not touched is not blamed"
    assert all(one.meaning and (one.expected or one.found) for one in found)


def test_a_signed_pdf_equals_what_was_signed_off(signed):
    """Stored anew, with a seal and a day; each is named."""
    files, warehouse = signed

    def day(file) -> None:
        page, _, (left, bottom, *_) = found_text(file, "/BC-UBND")
        typed(page, "127", left - 22, bottom)

    copy = redrawn(files["pdf"], day, noted("KT. CHỦ TỊCH", raw.FPDF_ANNOT_STAMP))
    one = copies.compared(copy, warehouse, lambda name: None)
    assert one.found.differences == [] and "bản giống nhất" in one.verdict
    said = "\n".join(one.found.unchecked)
    assert "127" in said and "KT.CHỦTỊCH" in said.replace(" ", "")
    assert told(redrawn(files["pdf"]), warehouse).differences == []


def test_a_changed_figure_of_a_pdf_is_told_by_its_name(signed):
    """The line as it stands in the letters, one figure another."""
    files, warehouse = signed
    source = verify.source(files["docx"])
    then = verify.expected(source, warehouse, None)
    figure = next(f for f in then.figures if f["key"].startswith("bang_ket_qua.2025.P_HA_TU.ty_le"))
    assert figure["text"].endswith("%")
    copy = redrawn(files["pdf"], covered(figure["text"], "12,3%"))
    found = told(copy, warehouse)
    assert [one.expected for one in found.differences if one.key] == [figure["text"]]
    assert "12,3%" in f"{found}", "what was typed over it is named too"


def test_a_scan_and_a_paper_of_another_hand_are_told(signed):
    files, warehouse = signed
    with pytest.raises(verify.NotOurs, match="ảnh quét"):
        told(scanned(files["pdf"]), warehouse)
    other = pdfium.PdfDocument.new()
    typed(other.new_page(595, 842), "Another paper", 100, 700)
    saved = io.BytesIO()
    other.save(saved)
    with pytest.raises(verify.NotOurs, match="không giống"):
        told(saved.getvalue(), warehouse)
    with pytest.raises(verify.NotOurs, match="hỏng"):
        told(b"%PDF-1.7", warehouse)


def test_a_scanned_page_among_others_is_named_and_its_lines_are_not_blamed(signed):
    files, warehouse = signed
    file = pdfium.PdfDocument(files["pdf"])
    page = io.BytesIO()
    file[0].render(scale=0.3).to_pil().save(page, "PDF")
    del file[0]
    file.import_pages(pdfium.PdfDocument(page.getvalue()), index=0)
    saved = io.BytesIO()
    file.save(saved)
    found = told(saved.getvalue(), warehouse)
    assert found.differences == []
    assert any("Trang 1 là ảnh quét" in said for said in found.unchecked)
    assert any("Trên trang quét" in said for said in found.unchecked)


def test_a_hidden_layer_behind_a_scan_is_not_read():
    assert (
        verify_pdf.letters([pdf_seen.Page("", is_scanned=True), pdf_seen.Page("A b\n")]).text == f"{verify_pdf.SCAN}Ab"
    )


# ------------------------------------------------------------------ workbooks and slides


def rewritten(data: bytes, change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book.worksheets[0])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _number(sheet):
    return next(
        cell
        for one in sheet.parent.worksheets
        for row in one.iter_rows(min_row=6)
        for cell in row
        if isinstance(cell.value, float)
    )


def _formula(sheet):
    return next(c for row in sheet.iter_rows() for c in row if isinstance(c.value, str) and c.value.startswith("="))


SHEETS = {
    "another number": lambda sheet: setattr(_number(sheet), "value", 12.5),
    "shown as another": lambda sheet: setattr(_number(sheet), "number_format", '"99,9"'),
    "a typed total": lambda sheet: setattr(_formula(sheet), "value", 99),
    "a row less": lambda sheet: sheet.delete_rows(7),
    "a row more": lambda sheet: sheet.insert_rows(7) or setattr(sheet["B7"], "value", "Phường Mới"),
    "a hidden column": lambda sheet: setattr(sheet.column_dimensions["D"], "hidden", True),
    "a hidden row": lambda sheet: setattr(sheet.row_dimensions[7], "hidden", True),
    "a hidden sheet": lambda sheet: setattr(sheet, "sheet_state", "hidden"),
    "another name": lambda sheet: setattr(sheet["B7"], "value", "Phường khác"),
}


@pytest.mark.parametrize("what", SHEETS)
def test_what_was_changed_in_a_workbook_is_found(signed, what):
    files, warehouse = signed

    def change(sheet) -> None:
        if what == "a hidden sheet":
            sheet.parent.create_sheet("Khác")
        SHEETS[what](sheet)

    found = told(rewritten(files["xlsx"], change), warehouse).differences
    assert found and all(one.meaning and (one.expected or one.found) for one in found)


def reshown(data: bytes, change) -> bytes:
    deck = Presentation(io.BytesIO(data))
    change(deck)
    saved = io.BytesIO()
    deck.save(saved)
    return saved.getvalue()


def shapes(deck, which: str) -> list:
    return [shape for slide in deck.slides for shape in slide.shapes if getattr(shape, which)]


def other_value(deck) -> None:
    chart = shapes(deck, "has_chart")[0].chart._chartSpace
    name = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    next(next(chart.iter(f"{name}val")).iter(f"{name}v")).text = "77"


def other_words(deck) -> None:
    run = next(r for s in shapes(deck, "has_text_frame") for p in s.text_frame.paragraphs for r in p.runs if any(map(str.isdigit, r.text)))  # fmt: skip
    run.text = run.text + "9"


def shape_removed(deck) -> None:
    element = shapes(deck, "has_text_frame")[0]._element
    element.getparent().remove(element)


SLIDES = {
    "a number in a text": other_words,
    "a value of a chart": other_value,
    "a shape less": shape_removed,
    "a hidden slide": lambda deck: deck.slides[1]._element.set("show", "0"),
}


@pytest.mark.parametrize("what", SLIDES)
def test_what_was_changed_on_slides_is_found(signed, what):
    data = signed[0]["pptx"]
    found = verify_office.compare("pptx", reshown(data, SLIDES[what]), data)
    assert found.differences and found.unchecked[0] == verify_office.LOOKS


def test_what_was_only_saved_again_is_the_same(signed):
    files, warehouse = signed
    assert told(rewritten(files["xlsx"], lambda sheet: None), warehouse).differences == []
    assert verify_office.compare("pptx", reshown(files["pptx"], lambda deck: None), files["pptx"]).differences == []
    assert (
        verify.untouched(warehouse.state().frozen[0])
        == copies.compared(files["xlsx"], warehouse, lambda name: None).verdict
    )
    saved = io.BytesIO()
    openpyxl.Workbook().save(saved)
    with pytest.raises(verify.NotOurs):
        told(saved.getvalue(), warehouse)
