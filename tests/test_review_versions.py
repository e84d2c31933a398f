"""The words that people put into the review survive a new snapshot; a signed-off version can be proved for ever."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from streamlit.elements.lib import policies

from etl.desk import doctor
from pages._shared import export
from reports import documents, frozen, slides, verify, wording
from reports.docx import written
from reports.draft import Subject
from tests import snapshots
from tests.test_documents import text_of
from tests.test_pages import open_page
from warehouse import workspace
from warehouse.acting import user_of_this_machine
from warehouse.store import KEEP_SNAPSHOTS, Warehouse, WarehouseError
from words import labels

FIRST, LAST = 2024, 2025
REVIEW = Subject("so-ket", FIRST, LAST)
DOCUMENT = REVIEW.name
ON_PAGE = "so-ket 2022 2025"  # the period that the page opens with
AT = dt.datetime(2026, 12, 16, 9, 30, tzinfo=dt.UTC)
PARTS = ["ket_qua", "danh_gia", "phu_luc_thoi_han"]
UNITS = [f"P_{name}" for name in ("HA_TU", "BACH_DANG", "CAO_XANH", "HONG_GAI")]
PLACE = f"dung_han.{LAST}"


@pytest.fixture(autouse=True)
def quick_slides(monkeypatch):
    """They have tests of their own, and take half a second for each of the many versions here."""
    monkeypatch.setattr(slides, "written", lambda draft: b"PK")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return snapshots.build(tmp_path_factory.mktemp("versions"), years=[2024, 2025], units=UNITS)


@pytest.fixture(scope="module")
def ask(built):
    with snapshots.opened(built) as con:
        yield snapshots.asking(con)


@pytest.fixture(scope="module")
def known(ask):
    return documents.known_figures(ask, REVIEW)


@pytest.fixture
def folder(built, tmp_path):
    return shutil.copytree(built, tmp_path / "kho")


def write(folder, words, place=PLACE, based_on=0, by="lan@halong.test"):
    return workspace.save(folder, DOCUMENT, place, words, instead_of="câu máy lập", based_on=based_on, by=by, at=AT)  # fmt: skip


def draft(ask, folder, parts=PARTS, first=FIRST, last=LAST):
    subject = Subject("so-ket", first, last)
    made = documents.draft(ask, subject, workspace.texts(folder, subject.name))
    made.write(parts)
    return made


# the words


def test_reading_makes_no_file_and_says_nothing_is_written(tmp_path):
    assert workspace.texts(tmp_path, DOCUMENT) == workspace.Texts()
    assert workspace.history(tmp_path, DOCUMENT, PLACE) == []
    assert list(tmp_path.iterdir()) == []


def test_every_text_is_kept_with_author_and_time(tmp_path):
    one = write(tmp_path, "Một")
    two = write(tmp_path, "Hai", based_on=one, by="binh@halong.test")
    three = write(tmp_path, None, based_on=two)
    assert [(t.words, t.by) for t in workspace.history(tmp_path, DOCUMENT, PLACE)] == [
        (None, "lan@halong.test"), ("Hai", "binh@halong.test"), ("Một", "lan@halong.test"),
    ]  # fmt: skip
    assert workspace.texts(tmp_path, DOCUMENT) == workspace.Texts(three, {})
    assert workspace.texts(tmp_path, DOCUMENT, until=two).by_place[PLACE].words == "Hai"
    assert workspace.texts(tmp_path, "so-ket 2022 2025") == workspace.Texts()


def test_who_saves_over_somebody_elses_words_is_told(tmp_path):
    one = write(tmp_path, "Một")
    write(tmp_path, "Của Bình", based_on=one, by="binh@halong.test")
    with pytest.raises(workspace.Changed, match="binh"):
        write(tmp_path, "Của Lan", based_on=one)
    assert workspace.texts(tmp_path, DOCUMENT).by_place[PLACE].words == "Của Bình"


def test_a_damaged_file_of_words_is_named(tmp_path):
    (tmp_path / workspace.NAME).write_bytes(b"no database at all, but long enough to be read" * 99)
    with pytest.raises(workspace.WorkspaceError, match=workspace.NAME):
        workspace.texts(tmp_path, DOCUMENT)


def test_words_stay_and_figures_follow_the_snapshot(ask, built, folder, tmp_path):
    key = f"dung_han.{LAST}"
    write(folder, f"Đúng hạn có {{{key}}}, đáng biểu dương.\nCâu thứ hai.")
    before = draft(ask, folder)
    other = snapshots.build(tmp_path / "other", years=[2024, 2025], seed=8, units=UNITS[:3])
    with snapshots.opened(other) as con:
        after = draft(snapshots.asking(con), folder)
    values = [made.paper.figures[key] for made in (before, after)]
    assert values[0] != values[1]
    for made, value in zip((before, after), values, strict=True):
        words = text_of(written(made.paper))
        assert f"Đúng hạn có {value}, đáng biểu dương." in words and "Câu thứ hai." in words
    [edited] = [p for p in before.paragraphs if p.place == PLACE]
    assert edited.is_outdated and edited.text.by == "lan@halong.test"


def test_a_figure_that_the_snapshot_does_not_have_is_left_to_be_written(ask, folder):
    write(folder, "Có {khong_co.2030} đơn vị.")
    assert "Có […] đơn vị." in text_of(written(draft(ask, folder).paper))


def test_every_paragraph_has_a_place_of_its_own_and_every_figure_a_source(ask):
    made = documents.draft(ask, Subject("so-ket", 2022, 2026))
    made.write()
    places = [paragraph.place for paragraph in made.paragraphs]
    assert len(places) == len(set(places)) > 40
    assert all(verify.meaning(key) and made.origins[key] for key in made.paper.figures)
    assert not any("mart" in verify.meaning(key) for key in made.paper.figures), "a page says it"
    assert made.origins[f"dung_han.{LAST}"].startswith("II. Kết quả đánh giá › 7.")
    assert made.origins[f"binh_quan.{LAST}"].startswith("Phụ lục")


@given(st.data())
def test_what_is_shown_for_editing_is_kept_as_it_was(known, data):
    pieces = st.one_of(st.sampled_from([f"{{{key}}}" for key in known]), st.text("ab ,.%#$*", min_size=1))  # fmt: skip
    words = "".join(data.draw(st.lists(pieces, min_size=1))).strip() or "x"
    shown = wording.for_editing(words, known)
    assert wording.for_keeping(shown, known) == words
    assert wording.filled(words, known) in (wording.filled(wording.for_keeping(shown, known), known))


@pytest.mark.parametrize("words", ["{0}", "{999}", "{abc}", "mở { ngoặc", "{1", "{{1}}"])
def test_a_brace_that_is_no_figure_is_refused(words):
    with pytest.raises(wording.NoSuchFigure):
        wording.for_keeping(words, {"a": "1"})


def test_numbers_typed_by_hand_are_told_apart_from_years_and_figures():
    assert wording.typed_numbers("Năm 2025 có {a.2024} và 62,5% của 1.200 lượt, Kế hoạch 411/KH-UBND.") == ["62,5%", "1.200", "411/"]  # fmt: skip


# versions


def freeze(folder, ask, parts=PARTS, at=AT):
    return frozen.freeze(Warehouse(folder), ask, REVIEW, parts, "lan@halong.test", at)


def test_a_version_keeps_snapshot_words_files_and_every_figure(ask, folder):
    write(folder, "Câu của người.")
    event = freeze(folder, ask)
    warehouse = Warehouse(folder)
    (kept,) = warehouse.state().frozen
    assert {name: value for name, value in kept.items() if name != "prev"} == event
    assert (event["version"], event["who"], event["at"]) == (1, "lan@halong.test", AT.isoformat())
    assert event["words"][0]["words"] == "Câu của người."
    data = frozen.content(warehouse, event["files"][0])
    words = text_of(data)
    assert "DỰ THẢO" not in words and "Câu của người." in words
    assert "DỰ THẢO" in text_of(documents.written(ask, REVIEW, PARTS))
    assert verify.compare(data, verify.expected(verify.source(data), warehouse, None)) == verify.Comparison([], [])


def test_the_same_again_is_no_new_version_and_other_words_are(ask, folder):
    freeze(folder, ask)
    with pytest.raises(frozen.SameAgain):
        freeze(folder, ask)
    write(folder, "Câu mới.")
    assert freeze(folder, ask)["version"] == 2
    assert [e["version"] for e in frozen.versions(Warehouse(folder), DOCUMENT)] == [2, 1]


def test_changed_figures_are_listed_in_both_directions():
    old = [{"key": k, "text": t, "section": "II"} for k, t in [("a", "1"), ("b", "2"), ("c", "3")]]
    new = [{"key": k, "text": t, "section": "II"} for k, t in [("a", "1"), ("b", "5"), ("d", "4")]]
    assert [(c.key, c.before, c.after) for c in frozen.changes(old, new)] == [
        ("b", "2", "5"), ("d", None, "4"), ("c", "3", None),
    ]  # fmt: skip
    assert frozen.changes(new, new) == []


def test_a_copy_of_a_version_is_compared_with_that_version_whatever_came_later(ask, folder):
    data = frozen.content(Warehouse(folder), freeze(folder, ask)["files"][0])
    write(folder, "Câu mới.")
    warehouse = Warehouse(folder)
    assert verify.compare(data, verify.expected(verify.source(data), warehouse, None)) == verify.Comparison([], [])
    with pytest.raises(verify.NoSnapshot):
        verify.expected(verify.source(data), Warehouse(folder / "another"), None)


def test_a_draft_is_compared_with_the_words_that_it_had(ask, folder):
    number = write(folder, f"Có {{dung_han.{LAST}}}.")
    data = written(draft(ask, folder).paper)
    write(folder, "Không còn số liệu.", based_on=number)
    warehouse = Warehouse(folder)
    assert verify.compare(data, verify.expected(verify.source(data), warehouse, ask)) == verify.Comparison([], [])
    with pytest.raises(verify.NoSnapshot):
        verify.expected(verify.source(data), warehouse, None)


def test_the_snapshot_of_a_version_is_never_cleaned_up(ask, folder):
    event = freeze(folder, ask)
    warehouse = Warehouse(folder)
    own = warehouse.snapshot_path(event["snapshot"])
    seq = warehouse.state().last_seq
    names = [event["snapshot"], *(f"later-{n}" for n in range(KEEP_SNAPSHOTS + 3))]
    for name in names[1:]:
        shutil.copy(own, warehouse.snapshot_path(name))
    warehouse.append([
        {"type": "published", "seq": seq + n, "snapshot": name, "as_of": "2026-12-15", "covers_seq": 0}
        for n, name in enumerate(names, 1)
    ])  # fmt: skip
    warehouse.clean_up()
    assert own.is_file() and not warehouse.snapshot_path("later-0").exists()


def test_a_version_that_cannot_be_announced_is_none(ask, folder, monkeypatch):
    def full(self, events):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Warehouse, "append", full)
    with pytest.raises(WarehouseError, match="đầy"):
        freeze(folder, ask)
    assert frozen.versions(Warehouse(folder), DOCUMENT) == []


def test_doctor_knows_signed_off_files_and_misses_a_lost_one(ask, folder):
    event = freeze(folder, ask)
    warehouse = Warehouse(folder)

    def codes():
        return {p.code for p in doctor.examine(warehouse, AT.date())}

    assert not codes() & {"archive_unlisted", "version_damaged"}
    path = warehouse.archived(event["files"][0]["sha256"], "docx")
    path.write_bytes(b"other")
    with pytest.raises(WarehouseError, match="không còn như lúc chốt"):
        frozen.content(warehouse, event["files"][0])
    assert "version_damaged" in codes()
    path.unlink()
    assert "version_damaged" in codes()


# the page


@pytest.fixture
def page(folder, monkeypatch):
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "steward")
    at = open_page(monkeypatch, folder, "review.py")
    assert not at.exception
    return at


def test_words_are_edited_saved_and_taken_back_on_the_page(page, folder):
    page.selectbox(key="doan").set_value("danh_gia.uu_diem").run()
    box = next(area for area in page.text_area if area.key.startswith("cau_chu_danh_gia.uu_diem"))
    box.set_value("Các đơn vị làm tốt: {1}, tăng 12%.").run()
    assert any("12%" in c.value for c in page.caption), "a number typed by hand is pointed at"
    next(b for b in page.button if b.label == "Lưu câu chữ").click().run()
    assert not page.exception and any("Đã lưu" in s.value for s in page.success)
    kept = workspace.texts(folder, ON_PAGE).by_place["danh_gia.uu_diem"].words
    assert kept.startswith("Các đơn vị làm tốt: {") and kept.endswith("}, tăng 12%.")
    assert any("Các đơn vị làm tốt" in m.value for m in page.markdown)
    next(b for b in page.button if b.label == "Trả lại câu do máy lập").click().run()
    assert workspace.texts(folder, ON_PAGE).by_place == {}
    assert not any("Các đơn vị làm tốt" in m.value for m in page.markdown)


def test_the_page_says_by_which_rule_a_sentence_is_there(page):
    page.selectbox(key="doan").set_value("gioi_han.limit_framework").run()
    assert any(c.value == "Vì sao nêu: Năm của báo cáo chưa có bộ tiêu chí, hoặc bộ tiêu chí của năm là nội dung minh họa." for c in page.caption)  # fmt: skip


def test_a_sentence_of_the_evidence_is_put_in_by_one_press_and_kept(page, folder, monkeypatch):
    monkeypatch.setattr(policies, "_shown_default_value_warning", False)
    page.selectbox(key="doan").set_value("phuong_huong").run()
    assert any("Ai làm, xong khi nào" in c.value for c in page.caption), "what helps to write it"
    for number in (0, 1):
        page.button(key=f"them_phuong_huong_{number}").click().run()
    box = next(area for area in page.text_area if area.key.startswith("cau_chu_phuong_huong"))
    assert not policies._shown_default_value_warning, "the log is told of a box with two values"
    first, second = box.value.splitlines()
    assert re.fullmatch(
        r"Nâng kết quả tiêu chí .*, chiếm \{\d+: [\d,]+%\} số điểm chưa đạt; \{\d+: \d+/\d+\} đơn vị .*", first
    )
    (draft,) = workspace.drafts(folder, ON_PAGE, user_of_this_machine())
    assert draft.words.count("{bang_tieu_chi.2025.") == 4 and second
    next(b for b in page.button if b.label == "Lưu câu chữ").click().run()
    assert not page.exception and any(first.split("{")[0] in m.value for m in page.markdown)


def test_the_page_asks_before_it_signs_off_and_shows_what_was(page, folder, monkeypatch):
    buttons = [button.proto.label for button in page.get("download_button")]
    assert "Tải bản trình chiếu (PowerPoint)" in buttons
    next(b for b in page.button if b.label.startswith("Chốt một bản")).click().run()
    assert any("không sửa được" in m.value for m in page.markdown)
    assert any("chưa viết" in w.value and "Đánh giá chung › 1. Ưu điểm" in w.value for w in page.warning)
    assert page.button(key="chot").disabled, "open places need a confirmation"
    with snapshots.opened(folder) as con:
        subject = Subject("so-ket", 2022, 2025)
        event = frozen.freeze(Warehouse(folder), snapshots.asking(con), subject, PARTS, "lan@halong.test", AT)
    again = open_page(monkeypatch, folder, "review.py")
    assert not again.exception
    assert any("số liệu nay khác bản số 1" in w.value for w in again.warning), "more parts, more figures"
    again.multiselect(key="cac_phan_so-ket").set_value(PARTS).run()
    assert any(f"Cả {labels.number(len(event['figures']), 0)} số liệu" in c.value for c in again.caption)
    signed = frozen.content(Warehouse(folder), next(file for file in event["files"] if file["ext"] == "xlsx"))
    again.get("file_uploader")[0].set_value(("a.xlsx", signed, export.DOCUMENTS["xlsx"])).run()
    assert any("còn nguyên từng byte như bản đã chốt số 1" in s.value for s in again.success)


def test_the_page_tells_what_of_a_copy_is_other_and_what_was_not_compared(page, ask, folder):
    def chosen(text: str):
        file = Document(io.BytesIO(data))
        next(p for p in file.paragraphs if p.text.startswith("- ")).insert_paragraph_before(text)
        for word in file.element.body.iter(qn("w:t")):
            word.text = (word.text or "").replace(*other)
        made = io.BytesIO()
        file.save(made)
        page.get("file_uploader")[0].set_value(("a.docx", made.getvalue(), export.DOCUMENTS["docx"])).run()
        assert not page.exception
        return page

    data = written(draft(ask, folder).paper)
    other = ("x", "x")
    assert any("đều khớp" in s.value and "1 chỗ do người viết" in s.value for s in chosen("Câu thêm.").success)
    assert any("Câu thêm." in m.value for fold in page.expander for m in fold.markdown)
    other = ("trung vị", "bình quân")
    assert any("chỗ khác hoặc không còn" in w.value for w in chosen("Câu thêm.").warning)
    assert any("bình quân" in str(table.value.to_dict()) for table in page.dataframe)
