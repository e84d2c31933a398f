"""`verify`: whatever the program wrote and somebody changed is found, whatever people may do raises no alarm, and what was
not compared is named."""

from __future__ import annotations

import copy
import datetime as dt
import io
import re
import shutil
import unicodedata

import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image, ImageDraw
from pypdfium2 import raw

from reports import copies, documents, docx, frozen, likeliest, lines, slides, verify
from reports.draft import Subject
from reports.paper import Figure
from tests import snapshots
from tests import test_verify_copies as hands
from warehouse import workspace
from warehouse.store import Warehouse, WarehouseError

FIRST, LAST = 2024, 2025
REVIEW = Subject("so-ket", FIRST, LAST)
PARTS = [
    "chi_dao", "ket_qua", "danh_gia", "phuong_huong", "phu_luc_ket_qua", "phu_luc_tieu_chi", "phu_luc_thoi_han",
    "phu_luc_khao_sat",
]  # fmt: skip
UNITS = [f"P_{name}" for name in ("HA_TU", "BACH_DANG", "CAO_XANH", "HONG_GAI", "BAI_CHAY", "HA_LAM")]
ONE, OTHER = "Phường Hà Tu", "Phường Bạch Đằng"
OWN = "Phòng Tư pháp đã đôn đốc từng đơn vị; kết quả là"
AT = dt.datetime(2026, 12, 16, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[bytes, verify.Expected, Warehouse]:
    """A signed-off version, with a paragraph in people's words."""
    folder = tmp_path_factory.mktemp("kho")
    shutil.copytree(snapshots.build(tmp_path_factory.mktemp("built"), years=[2024, 2025], units=UNITS), folder, dirs_exist_ok=True)  # fmt: skip
    workspace.save(folder, REVIEW.name, f"dung_han.{LAST}", f"{OWN} {{dung_han.{LAST}}} đơn vị đúng hạn.", instead_of="câu máy lập", based_on=0, by="lan@halong.test", at=AT)  # fmt: skip
    warehouse = Warehouse(folder)
    patch = pytest.MonkeyPatch()
    patch.setattr(slides, "written", lambda draft: b"PK")  # they have tests of their own
    with snapshots.opened(folder) as con:
        event = frozen.freeze(
            warehouse, snapshots.asking(con), REVIEW, PARTS, "lan@halong.test", AT
        )  # fmt: skip
    patch.undo()
    data = frozen.content(warehouse, event["files"][0])
    return data, verify.expected(verify.source(data), warehouse, None), warehouse


def edited(data: bytes, change) -> bytes:
    """A copy in which somebody did something with Word."""
    file = Document(io.BytesIO(data))
    change(file)
    saved = io.BytesIO()
    file.save(saved)
    return saved.getvalue()


# ------------------------------------------------------------------ hands


def texts(element) -> list:
    return [*element.iter(qn("w:t"))]


def words_of(element) -> str:
    return "".join(t.text or "" for t in texts(element))


def say(old: str, new: str, count: int = 1):
    """Types over some words, wherever a run holds them."""

    def change(file) -> None:
        done = 0
        for text in texts(file.element.body):
            if old in (text.text or "") and done < count:
                text.text, done = text.text.replace(old, new), done + 1
        assert done, f"not there: {old}"

    return change


def rows(file, *found: str) -> list:
    """Rows of tables that hold all these words."""
    return [row for row in file.element.body.iter(qn("w:tr")) if all(word in words_of(row) for word in found)]


def unit_row(file, name: str):
    """The row of a unit in the last annexed table of results."""
    return [row for row in rows(file, name) if len(row.findall(qn("w:tc"))) == 10][-1]


def cells(row) -> list:
    return row.findall(qn("w:tc"))


def type_into(cell, text: str) -> None:
    first, *rest = texts(cell)
    first.text = text
    for other in rest:
        other.text = ""


def paragraph(file, *found: str):
    return next(p for p in file.element.body.iter(qn("w:p")) if all(word in words_of(p) for word in found))


def swap(a, b) -> None:
    """Two elements, each in the place of the other."""
    mark = OxmlElement("w:r")
    a.addprevious(mark)
    b.addprevious(a)
    mark.addprevious(b)
    mark.getparent().remove(mark)


def remove(element) -> None:
    element.getparent().remove(element)


def controls(element) -> list:
    return [*element.iter(qn("w:sdt"))]


def cell_of(name: str, place: int, text: str):
    return lambda file: type_into(cells(unit_row(file, name))[place], text)


def exchanged_controls(file) -> None:
    swap(controls(cells(unit_row(file, ONE))[6])[0], controls(cells(unit_row(file, OTHER))[6])[0])


def exchanged_points(file) -> None:
    swap(cells(unit_row(file, ONE))[5], cells(unit_row(file, OTHER))[5])


def exchanged_names(file) -> None:
    swap(cells(unit_row(file, ONE))[1], cells(unit_row(file, OTHER))[1])


def exchanged_rows(file) -> None:
    swap(unit_row(file, ONE), unit_row(file, OTHER))


def exchanged_in_a_sentence(file) -> None:
    said = paragraph(file, f"Năm {LAST}", "mức giữa")
    first, second = controls(said)[0], controls(said)[2]
    swap(first, second)


def exchanged_between_sentences(file) -> None:
    swap(*(next(c for c in controls(paragraph(file, found)) if "%" in words_of(c)) for found in ("mức giữa", "các tiêu chí đầu vào")))  # fmt: skip


def exchanged_heads(file) -> None:
    head = rows(file, "Tự chấm", "Điểm tối đa áp dụng")[-1]
    swap(cells(head)[3], cells(head)[4])


def typed_for_a_control(file) -> None:
    control = controls(cells(unit_row(file, ONE))[6])[0]
    run = parse_xml(f"<w:r {nsdecls('w')}><w:t>99,9%</w:t></w:r>")
    control.addprevious(run)
    remove(control)


def typed_beside_a_control(file) -> None:
    said = paragraph(file, f"Năm {LAST}", "mức giữa")
    controls(said)[0].addprevious(parse_xml(f"<w:r {nsdecls('w')}><w:t>1</w:t></w:r>"))


def hidden(file) -> None:
    run = next(controls(cells(unit_row(file, ONE))[6])[0].iter(qn("w:r")))
    run.insert(0, parse_xml(f"<w:rPr {nsdecls('w')}><w:vanish/></w:rPr>"))


def hidden_and_forged(file) -> None:
    hidden(file)
    control = controls(cells(unit_row(file, ONE))[6])[0]
    control.addnext(parse_xml(f"<w:r {nsdecls('w')}><w:t>99,9%</w:t></w:r>"))


def tracked_change(file) -> None:
    control = controls(cells(unit_row(file, ONE))[6])[0]
    gone = parse_xml(f'<w:del {nsdecls("w")} w:id="9001" w:author="x"><w:r><w:delText>x</w:delText></w:r></w:del>')
    came = parse_xml(f'<w:ins {nsdecls("w")} w:id="9002" w:author="x"><w:r><w:t>99,9%</w:t></w:r></w:ins>')
    control.addprevious(gone)
    control.addprevious(came)
    remove(control)


def moved_away(file) -> None:
    control = controls(cells(unit_row(file, ONE))[6])[0]
    moved = parse_xml(f'<w:moveFrom {nsdecls("w")} w:id="9003" w:author="x"/>')
    control.addprevious(moved)
    moved.append(control)


def one_digit_in_another_run(file) -> None:
    run = next(controls(cells(unit_row(file, ONE))[6])[0].iter(qn("w:r")))
    more = copy.deepcopy(run)
    text = words_of(run)
    texts(run)[0].text, texts(more)[0].text = text[:1], ("1" if text[1] != "1" else "2") + text[2:]
    run.addnext(more)


def without_tags(change):
    """As an office program stores it that knows no content controls."""

    def done(file) -> None:
        change(file)
        old_format(file)

    return done


def row_added(file) -> None:
    row = copy.deepcopy(unit_row(file, ONE))
    unit_row(file, ONE).addnext(row)
    type_into(cells(row)[1], "Phường Mới")


def annex_removed(file) -> None:
    table = next(unit_row(file, ONE).iterancestors(qn("w:tbl")))
    remove(table)


def pictures_of(file) -> list:
    return [part for part in file.part.package.iter_parts() if part.partname.startswith("/word/media/")]


def repainted(file) -> None:
    part = pictures_of(file)[0]
    image = Image.open(io.BytesIO(part.blob)).convert("RGB")
    ImageDraw.Draw(image).rectangle((300, 60, 330, 90), fill=(215, 25, 28))
    stored(part, image, "PNG")


def one_number_of_a_picture(file) -> None:
    part = pictures_of(file)[0]
    image = Image.open(io.BytesIO(part.blob)).convert("RGB")
    ImageDraw.Draw(image).text((200, 70), "9", fill=(28, 39, 51))
    stored(part, image, "PNG")


def stored(part, image, form: str, **more) -> None:
    made = io.BytesIO()
    image.save(made, form, **more)
    part._blob = made.getvalue()


def exchanged_pictures(file) -> None:
    first, second, *_ = [*file.element.body.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip")]
    one, other = first.get(qn("r:embed")), second.get(qn("r:embed"))
    first.set(qn("r:embed"), other)
    second.set(qn("r:embed"), one)


def another_picture_stretched(file) -> None:
    first, second, *_ = pictures_of(file)
    first._blob = second.blob


def picture_removed(file) -> None:
    remove(next(file.element.body.iter(qn("w:drawing"))))


def removed(*found: str):
    return lambda file: remove(paragraph(file, *found))


def forged_in_own_words(file) -> None:
    type_into(controls(paragraph(file, OWN))[0], "62/64")


def without_percent_sign(file) -> None:
    text = texts(cells(unit_row(file, ONE))[6])[0]
    text.text = text.text.rstrip("%")


def comma_moved(file) -> None:
    text = texts(cells(unit_row(file, ONE))[6])[0]
    text.text = re.sub(r"(\d)(\d),(\d)", r"\1,\2\3", text.text)


def mean_changed(name: str):
    return lambda file: type_into(cells([r for r in rows(file, name) if len(cells(r)) == 10][-1])[6], "99,9%")


def survey_cell(place: int, text: str):
    return lambda file: type_into(cells([r for r in rows(file, "Nhận thức pháp luật") if len(cells(r)) == 6][-1])[place], text)  # fmt: skip


def deadline_cell(place: int, text: str):
    def change(file) -> None:
        head = next(row for row in rows(file, "Đơn vị bắt buộc") if len(cells(row)) > 4)
        row = [*head.getparent().iter(qn("w:tr"))][2]
        type_into(cells(row)[place], text)

    return change


def criterion(place: int, text: str):
    return lambda file: type_into(cells([r for r in rows(file, "A1") if len(cells(r)) == 6][-1])[place], text)


def dropped_words(file) -> None:
    text = next(t for t in texts(file.element.body) if "không so sánh" in (t.text or ""))
    text.text = text.text.replace("không so sánh", "so sánh")


def white(file) -> None:
    run = next(controls(cells(unit_row(file, ONE))[6])[0].iter(qn("w:r")))
    run.get_or_add_rPr().append(parse_xml(f'<w:color {nsdecls("w")} w:val="FFFFFF"/>'))


def merged(file) -> None:
    row = unit_row(file, ONE)
    for line, value in ((row.getprevious(), "restart"), (row, "continue")):
        form = cells(line)[7].get_or_add_tcPr()
        form.append(parse_xml(f'<w:vMerge {nsdecls("w")} w:val="{value}"/>'))


def cropped(file) -> None:
    next(file.element.body.iter(qn("a:blip"))).addnext(parse_xml(f'<a:srcRect {nsdecls("a")} r="40000"/>'))


TAMPERED = {  # ways of hiding have their own in test_word_as_seen.py
    "white letters": white,
    "a cell under a merged one": merged,
    "a picture cut": cropped,
    "one unit's control with another's figure": exchanged_controls,
    "the same, in the old format": without_tags(exchanged_controls),
    "cells of two units": exchanged_points,
    "names of two units": exchanged_names,
    "rows of two units": exchanged_rows,
    "two figures of a sentence": exchanged_in_a_sentence,
    "figures of two sentences": exchanged_between_sentences,
    "names of two columns": exchanged_heads,
    "another name": cell_of(ONE, 1, "Phường Hà Tú"),
    "another maximum": cell_of(ONE, 2, "101"),
    "another self-score": cell_of(ONE, 3, "100"),
    "another verified score": cell_of(ONE, 4, "100"),
    "another percentage": cell_of(ONE, 6, "95,0%"),
    "the same in the old format": without_tags(cell_of(ONE, 6, "95,0%")),
    "another class": cell_of(ONE, 7, "Đặc biệt"),
    "another rank": cell_of(ONE, 8, "99"),
    "another remark": cell_of(ONE, 9, "Đã kiểm tra lại"),
    "another number in the list": cell_of(ONE, 0, "9"),
    "a block of another name": say("XÃ, PHƯỜNG", "XÃ, PHƯỜNG, ĐẶC KHU"),
    "a row less": lambda file: remove(unit_row(file, ONE)),
    "a row more": row_added,
    "a table less": annex_removed,
    "another mean": mean_changed("Bình quân"),
    "another median": mean_changed("Trung vị"),
    "typed for a control": typed_for_a_control,
    "typed beside a control": typed_beside_a_control,
    "hidden, and another beside it": hidden_and_forged,
    "hidden, and nothing for it": hidden,
    "a tracked change": tracked_change,
    "moved away": moved_away,
    "one digit": one_digit_in_another_run,
    "no percent sign": without_percent_sign,
    "a moved comma": comma_moved,
    "a digit of another script": lambda file: type_into(cells(unit_row(file, ONE))[8], "٤"),
    "a figure in people's own words": forged_in_own_words,
    "another year of a sentence": say(f"Năm {LAST}, ", "Năm 2023, "),
    "another middle": say("(trung vị) đạt", "(bình quân) đạt"),
    "another number of units": say("đơn vị có kết quả", "đơn vị có kết quả tốt"),
    "another day": say("15/12/2026", "16/12/2026"),
    "another number of the plan": say("Kế hoạch số 411", "Kế hoạch số 412"),
    "another law": say("979/QĐ-TTg", "978/QĐ-TTg"),
    "another symbol": say("/BC-UBND", "/TB-UBND"),
    "another issuer": say("ỦY BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN"),
    "another signer": say("KT. CHỦ TỊCH", "CHỦ TỊCH"),
    "another heading": say("Kết quả chung", "Kết quả tốt"),
    "another annex": say("KẾT QUẢ THEO TIÊU CHÍ", "KẾT QUẢ THEO NHÓM"),
    "another caption": say("Số đơn vị theo xếp loại", "Số đơn vị theo thứ hạng"),
    "a sentence less": removed(f"Năm {LAST}", "mức giữa"),
    "no word that it is illustrative": removed("minh họa"),
    "a criterion of another name": criterion(1, "Tiêu chí khác"),
    "another median of a criterion": criterion(3, "99,9%"),
    "another number below half": criterion(4, "5/7"),
    "another number on time": deadline_cell(3, "77"),
    "another block of the deadlines": deadline_cell(1, "Khối khác"),
    "another share of the survey": survey_cell(3, "99,9%"),
    "another interval": survey_cell(4, "1,0 - 2,0%"),
    "another number of answers": survey_cell(2, "9.999"),
    "a picture painted over": repainted,
    "a number in a picture": one_number_of_a_picture,
    "two pictures": exchanged_pictures,
    "another picture in its place": another_picture_stretched,
    "a picture less": picture_removed,
}


# A whole report is compared for each: every other one before a change lands, `make proofs` has them all.
@pytest.mark.parametrize(
    "what", [name if n % 2 else pytest.param(name, marks=pytest.mark.proof) for n, name in enumerate(TAMPERED)]
)
def test_what_was_changed_is_found(made, what):
    data, then, _ = made
    copied = edited(data, TAMPERED[what])
    found = verify.compare(copied, then).differences
    assert found, "nobody would see it"
    assert len(found) < 25, "what was not touched is not blamed"
    assert all(one.meaning and (one.expected or one.found) for one in found)


def test_enough_is_tried():
    assert len(TAMPERED) >= 40 and len(HARMLESS) >= 10


@pytest.mark.parametrize(
    ("change", "key", "found"),
    [
        (cell_of(ONE, 6, "95,0%"), f"bang_ket_qua.{LAST}.P_HA_TU.ty_le", "95,0%"),
        (cell_of(ONE, 7, "Đặc biệt"), f"bang_ket_qua.{LAST}.P_HA_TU.xep_loai", "Đặc biệt"),
        (typed_for_a_control, f"bang_ket_qua.{LAST}.P_HA_TU.ty_le", "99,9%"),
        (forged_in_own_words, f"dung_han.{LAST}", "62/64"),
    ],
)
def test_a_changed_figure_is_told_by_its_name(made, change, key, found):
    data, then, _ = made
    [one] = verify.compare(edited(data, change), then).differences
    assert (one.key, one.found) == (key, found)
    assert one.expected == next(figure["text"] for figure in then.figures if figure["key"] == key)
    assert one.section


def test_both_units_of_an_exchange_are_told(made):
    data, then, _ = made
    found = verify.compare(edited(data, exchanged_controls), then).differences
    assert {one.key.split(".")[2] for one in found} == {"P_HA_TU", "P_BACH_DANG"}
    [first, second] = found
    assert (first.expected, first.found) == (second.found, second.expected)


# ------------------------------------------------------------------ what people may do


def in_every_text(change):
    def done(file) -> None:
        for text in texts(file.element.body):
            text.text = change(text.text or "")
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    return done


def old_format(file) -> None:
    """Word → .doc → Word, as far as the format forgets: content controls, bookmarks, the identifier, names of styles; runs
    are cut anew, fields are simple, spaces before % are kept from breaking."""
    body = file.element.body
    for control in controls(body):
        for child in [*control.find(qn("w:sdtContent"))]:
            control.addprevious(child)
        remove(control)
    for mark in [*body.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))]:
        remove(mark)
    for style in [*body.iter(qn("w:pStyle"))]:
        style.set(qn("w:val"), "P1")
    for text in texts(body):
        run, said = text.getparent(), text.text or ""
        if len(said) > 3:
            more = copy.deepcopy(run)
            for other in [*run.iter(qn("w:t"))]:
                if other is not text:
                    break
            text.text, next(more.iter(qn("w:t"))).text = said[:3], said[3:]
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.addnext(more)
    for part in pictures_of(file):
        stored(part, Image.open(io.BytesIO(part.blob)), "PNG", compress_level=1)
    file.core_properties.identifier = ""


def number_and_day(file) -> None:
    say("Số:         /", "Số: 127/")(file)
    say("ngày      tháng      năm 2026", "ngày 28 tháng 12 năm 2026", count=99)(file)
    say("số      /BC-UBND", "số 127/BC-UBND", count=99)(file)


def rewritten(file) -> None:
    own = paragraph(file, OWN)
    texts(own)[0].text = "Nhìn chung các đơn vị gửi báo cáo nghiêm túc: "


def written_in(file) -> None:
    for text in texts(file.element.body):
        if text.text and "[…]" in text.text:
            text.text = text.text.replace("[…]", "Nội dung do hội nghị thống nhất, 12 lượt ý kiến")


def more_paragraphs(file) -> None:
    after = paragraph(file, f"Năm {LAST}", "mức giữa")
    after.addnext(parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>Riêng năm 2024 có 3 đơn vị được khen.</w:t></w:r></w:p>"))


def signer(file) -> None:
    cell = next(c for c in file.element.body.iter(qn("w:tc")) if "KT. CHỦ TỊCH" in words_of(c))
    cell.append(parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>Nguyễn Văn An</w:t></w:r></w:p>"))


def own_table(file) -> None:
    table = file.add_table(rows=2, cols=2)
    for n, cell in enumerate(c for row in table.rows for c in row.cells):
        cell.text = f"Ô {n}"


def stored_anew(file) -> None:
    for part in pictures_of(file):
        stored(part, Image.open(io.BytesIO(part.blob)), "PNG", compress_level=1)


def smaller(file) -> None:
    part = pictures_of(file)[0]
    image = Image.open(io.BytesIO(part.blob)).convert("RGB")
    stored(part, image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS), "PNG")


def footer(file) -> None:
    file.sections[0].footer.is_linked_to_previous = False
    file.sections[0].footer.paragraphs[0].text = "Lưu: VT"


def letters_apart(file) -> None:
    for text in texts(file.element.body):
        run = text.getparent()
        for letter in reversed((text.text or "")[1:]):
            more = parse_xml(f'<w:r {nsdecls("w")}><w:t xml:space="preserve">x</w:t></w:r>')
            more[0].text = letter
            run.addnext(more)
        text.text = (text.text or "")[:1]
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def other_looks(file) -> None:
    for run in file.element.body.iter(qn("w:r")):
        for form in run.findall(qn("w:rPr")):
            run.remove(form)
        run.insert(0, parse_xml(f'<w:rPr {nsdecls("w")}><w:i/><w:sz w:val="20"/></w:rPr>'))


def breaks(file) -> None:
    for p in [*file.element.body.iter(qn("w:p"))][10:60:10]:
        p.addprevious(parse_xml(f'<w:p {nsdecls("w")}><w:r><w:br w:type="page"/></w:r></w:p>'))


def tracked_looks(file) -> None:
    for run in [*file.element.body.iter(qn("w:r"))][5:300:7]:
        wrapped = parse_xml(f'<w:ins {nsdecls("w")} w:id="77" w:author="x"/>')
        run.addprevious(wrapped)
        wrapped.append(run)


HARMLESS = {  # what is done, what has to be named as not compared
    "saved again": (lambda file: None, []),
    "a space before %": (in_every_text(lambda text: text.replace("%", " %")), []),
    "spaces that do not break": (in_every_text(lambda text: text.replace(" ", "\u00a0").replace("%", "\u202f%")), []),
    "to the old format and back": (old_format, []),
    "accents apart": (in_every_text(lambda text: unicodedata.normalize("NFD", text)), []),
    "soft hyphens": (in_every_text(lambda text: text.replace("đơn vị", "đơn\u200b\u00ad vị")), []),
    "letters in runs of their own": (letters_apart, []),
    "other looks": (other_looks, []),
    "pages broken otherwise": (breaks, []),
    "tracked, and the same": (tracked_looks, []),
    "number and day": (number_and_day, ["Số: 127/BC-UBND", "ngày 28 tháng 12 năm 2026"]),
    "own words in other words": (rewritten, ["nghiêm túc"]),
    "what was to be written": (written_in, ["12 lượt ý kiến"]),
    "a paragraph more": (more_paragraphs, ["3 đơn vị được khen"]),
    "who signs": (signer, ["Nguyễn Văn An"]),
    "a table of one's own": (own_table, ["Ô 0"]),
    "pictures stored anew": (stored_anew, []),
    "a smaller picture": (smaller, ["Biểu đồ 1: đã đổi cỡ"]),
    "a footer": (footer, ["Lưu: VT"]),
}


@pytest.mark.parametrize("what", HARMLESS)
def test_what_people_may_do_raises_no_alarm(made, what):
    data, _, warehouse = made
    change, named = HARMLESS[what]
    copied = edited(data, change)
    found = verify.compare(copied, verify.expected(verify.source(copied), warehouse, None))
    assert found.differences == []
    said = "\n".join(found.unchecked)
    assert [word for word in named if word not in said] == []
    assert named or not said


def test_everything_at_once_is_still_told_apart(made):
    data, then, _ = made

    def change(file) -> None:
        number_and_day(file)
        rewritten(file)
        written_in(file)
        more_paragraphs(file)
        cell_of(ONE, 6, "95,0%")(file)
        old_format(file)

    [one] = verify.compare(edited(data, change), then).differences
    assert (one.key, one.found) == (f"bang_ket_qua.{LAST}.P_HA_TU.ty_le", "95,0%")


def test_a_file_as_it_was_signed_off_is_known_by_its_bytes(made):
    data, _, warehouse = made
    assert "bản đã chốt số 1" in verify.untouched(frozen.version_with(warehouse, data))
    assert frozen.version_with(warehouse, data + b" ") is None


@pytest.mark.parametrize(("data", "said"), [(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "thành .docx"), (b"PK", "không phải báo cáo")])  # fmt: skip
def test_a_file_of_another_kind_is_told_what_to_do(data, said):
    with pytest.raises(verify.NotOurs, match=re.compile(said, re.IGNORECASE)):
        verify.source(data)


def test_a_sentence_is_not_theirs_because_it_ends_with_their_words():
    line = lines.Line((("Năm 2025 có 3 đơn vị xếp loại Tốt.",),), None)
    assert not verify.marked(line, frozenset({"Tốt.", "loại Tốt."})).is_own
    said = lines.Line((("1. Ưu điểm: Tốt.",),), None)
    assert verify.marked(said, frozenset({"Tốt."})).is_own


def test_a_draft_may_lose_what_makes_it_one(made):
    """The mark and the notes of a draft, which are for its writer."""
    _, _, warehouse = made
    with snapshots.opened(warehouse.root) as con:
        ask = snapshots.asking(con)
        texts_now = workspace.texts(warehouse.root, REVIEW.name)
        draft = docx.written(documents.draft(ask, REVIEW, texts_now).write(PARTS))
        copied = edited(draft, lambda file: remove(paragraph(file, "DỰ THẢO")))
        found = verify.compare(copied, verify.expected(verify.source(copied), warehouse, ask))
    assert found == verify.Comparison([], [])


def test_a_version_that_was_changed_in_the_archive_is_no_measure(made, tmp_path):
    data, _, warehouse = made
    folder = shutil.copytree(warehouse.root, tmp_path / "kho")
    event = frozen.version(Warehouse(folder), REVIEW.name, 1)
    Warehouse(folder).archived(event["files"][0]["sha256"], "docx").write_bytes(edited(data, exchanged_controls))
    with pytest.raises(WarehouseError):
        verify.expected(verify.source(data), Warehouse(folder), None)


def test_a_file_made_to_keep_it_busy_does_not(made):
    data, then, _ = made

    def many(file) -> None:
        body = file.element.body
        for _ in range(8000):
            body.append(parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>Như trên.</w:t></w:r></w:p>"))

    with pytest.raises(verify.NotOurs, match="nhiều hơn hẳn"):
        verify.compare(edited(data, many), then)
    line = lines.Line((tuple(part for n in range(12) for part in (Figure(str(n), "1"), ", ")),), None)
    assert line.figures_in("1, " * 5000 + "x") is None, "no way of finding it twice"
    assert line.figures_in("2, " + "1, " * 10 + "1,") == ["2", *["1"] * 11]


def test_lines_are_what_a_reader_sees():
    file = Document()
    file.add_paragraph("Một\u00a0đơn vị,  84,3 %")
    table = file.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(1, 1).text = "A", "B"
    assert [line.text for line in lines.lines(file)] == ["Một đơn vị, 84,3%", "A | ", " | B"]


def without_properties(file) -> None:
    """As a program does that promises to remove personal data."""
    properties = file.core_properties
    properties.title = properties.subject = properties.keywords = properties.identifier = properties.category = ""


def test_a_copy_without_properties_is_compared_with_the_version_that_it_is_most_like(made):
    data, _, warehouse = made
    copied = edited(data, without_properties)
    with pytest.raises(verify.NotOurs):
        verify.source(copied)
    found = likeliest.recognised(copied, warehouse)
    assert (found.version, found.is_guessed, found.subject) == (1, True, REVIEW)
    assert "bản giống nhất (tệp không còn thuộc tính)" in found.against
    assert verify.compare(copied, verify.expected(found, warehouse, None)).differences == []
    changed = edited(copied, lambda file: type_into(cells(unit_row(file, ONE))[6], "99,9%"))
    assert [d.found for d in verify.compare(changed, verify.expected(found, warehouse, None)).differences] == ["99,9%"]
    assert likeliest.recognised(data, warehouse) == verify.source(data)


def test_a_paper_of_another_hand_is_like_no_version(made):
    other = Document()
    other.add_paragraph("Báo cáo của đơn vị khác")
    saved = io.BytesIO()
    other.save(saved)
    for data in (saved.getvalue(), b"x"):
        with pytest.raises(verify.NotOurs):
            likeliest.recognised(data, made[2])


def test_a_signed_pdf_and_an_edited_annex_are_compared(made):
    """More of both, and slides, in test_verify_copies.py."""
    _, _, warehouse = made
    files = {file["ext"]: frozen.content(warehouse, file) for file in warehouse.state().frozen[0]["files"]}

    def told(data: bytes) -> verify.Comparison:
        return copies.compared(data, warehouse, lambda name: None).found

    sealed = told(hands.redrawn(files["pdf"], hands.noted("KT. CHỦ TỊCH", raw.FPDF_ANNOT_STAMP)))
    assert sealed.differences == [] and any("đè lên chữ" in said for said in sealed.unchecked)
    assert told(hands.redrawn(files["pdf"], hands.covered("trung vị"))).differences
    [other] = told(hands.rewritten(files["xlsx"], hands.SHEETS["another number"])).differences
    assert other.found.startswith("12,5 ") and "ô " in other.section
    with pytest.raises(verify.NotOurs, match="ảnh quét"):
        told(hands.scanned(files["pdf"]))
