"""Words that were typed and not saved are kept at every entry, and thrown away only by who typed them."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from pages._shared import guard
from reports import wording
from tests import snapshots
from tests.test_browser import browser, reader, serving, still, window  # noqa: F401 (fixtures)
from tests.test_pages import open_page
from warehouse import workspace
from warehouse.acting import user_of_this_machine
from words import labels

pytestmark = pytest.mark.usefixtures("no_sample")

UNITS = ["P_HA_TU", "P_BACH_DANG", "P_CAO_XANH", "P_HONG_GAI"]
DOCUMENT, PLACE = "so-ket 2022 2025", "danh_gia.uu_diem"  # what the page opens with, and a paragraph that people write
AT = dt.datetime(2026, 12, 16, 9, 30, tzinfo=dt.UTC)
LAN, BINH = "lan@halong.test", "binh@halong.test"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    return snapshots.build(tmp_path_factory.mktemp("drafts"), years=[2024, 2025], units=UNITS)


@pytest.fixture(scope="module")
def other(tmp_path_factory) -> Path:
    """Another snapshot, with other figures, and other numbers of figures: one year less."""
    return snapshots.build(tmp_path_factory.mktemp("other"), years=[2025], units=UNITS[:3], seed=8)


@pytest.fixture
def folder(built, tmp_path) -> Path:
    return shutil.copytree(built, tmp_path / "kho")


def publish(folder: Path, other: Path) -> None:
    """Puts the snapshot of another folder in force."""
    (snapshot,) = (other / "snapshots").iterdir()
    shutil.copy(snapshot, folder / "snapshots")
    (folder / "CURRENT").write_text(snapshot.stem + "\n", encoding="utf-8")


def drafts(folder: Path, by: str = LAN) -> list[str]:
    return [draft.words for draft in workspace.drafts(folder, DOCUMENT, by)]


def type_at(folder: Path, words: str, draft: int = 0, based_on: int = 0, by: str = LAN) -> int:
    return workspace.keep_draft(folder, DOCUMENT, PLACE, words, based_on=based_on, by=by, at=AT, draft=draft)


def save(folder: Path, words: str, based_on: int = 0, by: str = BINH, draft: int = 0) -> int:
    return workspace.save(
        folder, DOCUMENT, PLACE, words, instead_of="câu máy lập", based_on=based_on, by=by, at=AT, draft=draft
    )


# ------------------------------------------------------------------ what is kept


def test_a_draft_is_replaced_by_what_is_typed_over_it_and_goes_when_it_is_saved(tmp_path):
    one = type_at(tmp_path, "Một")
    two = type_at(tmp_path, "Một hai", draft=one)
    assert drafts(tmp_path) == ["Một hai"] and drafts(tmp_path, BINH) == []
    assert workspace.texts(tmp_path, DOCUMENT) == workspace.Texts(), "no report has it"
    save(tmp_path, "Một hai", by=LAN, draft=two)
    assert drafts(tmp_path) == []


def test_two_windows_that_type_over_the_same_draft_both_keep_theirs(tmp_path):
    one = type_at(tmp_path, "Một")
    type_at(tmp_path, "Của cửa sổ A", draft=one)
    type_at(tmp_path, "Của cửa sổ B", draft=one)
    assert drafts(tmp_path) == ["Của cửa sổ B", "Của cửa sổ A"]


def test_a_save_that_is_refused_takes_no_draft(tmp_path):
    draft = type_at(tmp_path, "Của Lan")
    save(tmp_path, "Của Bình")
    with pytest.raises(workspace.Changed):
        save(tmp_path, "Của Lan", by=LAN, draft=draft)
    assert drafts(tmp_path) == ["Của Lan"]


def test_a_file_of_an_earlier_release_has_no_drafts(tmp_path):
    with sqlite3.connect(tmp_path / workspace.NAME) as con:
        con.execute(workspace.TABLE)
    con.close()
    assert drafts(tmp_path) == []
    assert workspace.score_drafts(tmp_path, 2025, "P_HA_TU") == workspace.reference_drafts(tmp_path, "units") == []
    type_at(tmp_path, "Một")
    assert drafts(tmp_path) == ["Một"]


def test_figures_of_a_draft_follow_the_snapshot_and_what_is_wrong_stays_as_it_was_typed():
    then, now = {"a": "1", "b": "2"}, {"b": "5", "c": "3"}
    kept = wording.for_a_draft("Có {2: 2} của {9: 7}, {sai và {1", then)
    assert kept == "Có {b} của {9: 7}, {sai và {1"
    assert wording.for_editing(kept, now) == "Có {1: 5} của {9: 7}, {sai và {1"


# ------------------------------------------------------------------ the page


@pytest.fixture
def at_page(monkeypatch, folder):
    """Opens the page in a window of its own, at the paragraph."""

    def open_window(by: str = LAN) -> AppTest:
        monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "steward")
        monkeypatch.setattr(guard, "person", lambda: by)
        app = open_page(monkeypatch, folder, "review.py")
        return app.selectbox(key="doan").set_value(PLACE).run()

    return open_window


def box(app: AppTest):
    assert not app.exception, app.exception
    (area,) = (area for area in app.text_area if area.key.startswith("cau_chu_"))
    return area


def press(app: AppTest, label: str) -> AppTest:
    (button,) = (button for button in app.button if button.label == label)
    return button.click().run()


def is_unsaved(app: AppTest) -> bool:
    return any("Chưa lưu" in caption.value and "giữ lúc" in caption.value for caption in app.caption)


@pytest.mark.proof
def test_what_is_typed_is_there_after_another_page_and_in_another_window_until_it_is_saved(at_page, folder):
    app = at_page()
    assert not is_unsaved(app)
    box(app).set_value("Làm tốt: {1}.").run()
    assert is_unsaved(app) and box(app).value == "Làm tốt: {1}.", "the box stays as it is while somebody types"
    app.switch_page("overview.py").run()
    app.switch_page("review.py").run()
    app.selectbox(key="doan").set_value(PLACE).run()
    for each in (app, at_page()):
        assert is_unsaved(each) and box(each).value.startswith("Làm tốt: {1: ")
    assert not is_unsaved(at_page(BINH)), "a draft is of one person"
    press(at_page(), "Lưu câu chữ")
    saved = workspace.texts(folder, DOCUMENT).by_place[PLACE].words
    assert drafts(folder) == [] and re.fullmatch(r"Làm tốt: \{[a-z][\w.]*\}\.", saved), saved
    assert not is_unsaved(at_page())


def test_words_are_saved_by_the_press_that_ends_them(at_page, folder):
    """Both come in one message; and a mistake is told, and the words are kept as a draft."""
    app = at_page()
    box(app).set_value("Làm tốt {99}.")
    press(app, "Lưu câu chữ")
    assert "Không có số liệu số 99" in app.error[-1].value and drafts(folder) == ["Làm tốt {99}."]
    box(app).set_value("Làm tốt.")
    press(app, "Lưu câu chữ")
    assert workspace.texts(folder, DOCUMENT).by_place[PLACE].words == "Làm tốt." and drafts(folder) == []
    assert app.success[-1].value == "Đã lưu." and box(app).value == "Làm tốt."


def test_what_was_typed_at_the_machine_before_a_name_was_given_is_not_lost(at_page, folder, monkeypatch):
    type_at(folder, "Chưa có tên", by=user_of_this_machine())
    assert is_unsaved(at_page()) and box(at_page()).value == "Chưa có tên"
    monkeypatch.setattr(guard, "sign_in_configured", lambda: True)
    assert guard.writers() == (LAN,), "who signed in has drafts of their own alone"


def test_words_that_were_typed_back_are_no_draft(at_page, folder):
    app = at_page()
    before = box(app).value
    box(app).set_value("Khác").run()
    assert drafts(folder) == ["Khác"]
    box(app).set_value(before).run()
    assert drafts(folder) == [] and not is_unsaved(app)


def test_a_draft_survives_a_publication(at_page, folder, other):
    app = at_page()
    box(app).set_value("Làm tốt: {2}.").run()
    (kept,) = drafts(folder)
    publish(folder, other)
    app.run()
    assert is_unsaved(app) and box(app).value.startswith("Làm tốt: {")
    assert drafts(folder) == [kept]
    box(app).set_value(box(app).value + " Thêm.").run()
    assert drafts(folder) == [kept + " Thêm."], "the same figure, whatever its number is now"


@pytest.mark.parametrize(("choice", "left", "shown"), [("Dùng bản đã lưu", [], "Của Bình."), ("Dùng bản nháp này", ["Của Lan."], "Của Lan.")])  # fmt: skip
def test_what_another_saved_meanwhile_stands_beside_the_draft(at_page, folder, choice, left, shown):
    app = at_page()
    box(app).set_value("Của Lan.").run()
    save(folder, "Của Bình.")
    app.run()
    assert not app.text_area and labels.plain(BINH) in app.warning[-1].value
    said = [markdown.value for markdown in app.markdown]
    assert "Của Bình." in said and "Của Lan." in said
    press(app, choice)
    assert drafts(folder) == left and box(app).value == shown
    if left:
        press(app, "Lưu câu chữ")
        assert workspace.texts(folder, DOCUMENT).by_place[PLACE].words == "Của Lan."


def test_what_two_windows_typed_stands_side_by_side(at_page, folder):
    one, two = at_page(), at_page()
    box(one).set_value("Cửa sổ một.").run()
    box(two).set_value("Cửa sổ hai.").run()
    assert drafts(folder) == ["Cửa sổ hai.", "Cửa sổ một."]
    for app in (one, two):
        app.run()
        assert not app.text_area and "hơn một bản nháp" in app.warning[-1].value
    [_, older] = [button for button in one.button if button.label == "Dùng bản nháp này"]
    older.click().run()
    assert drafts(folder) == ["Cửa sổ một."] and box(one).value == "Cửa sổ một."
    two.run()
    assert box(two).value == "Cửa sổ một.", "the other window goes on with it"


def test_a_window_that_was_open_takes_up_what_another_typed(at_page, folder):
    one, two = at_page(), at_page()
    box(one).set_value("Cửa sổ một.").run()
    two.run()
    assert box(two).value == "Cửa sổ một." and is_unsaved(two)
    box(two).set_value("Cửa sổ một, hai.").run()
    one.run()
    assert drafts(folder) == ["Cửa sổ một, hai."] and box(one).value == "Cửa sổ một, hai."


def test_a_draft_is_thrown_away_only_after_a_question(at_page, folder):
    app = at_page()
    before = box(app).value
    box(app).set_value("Nháp.").run()
    press(app, "Bỏ bản nháp")
    assert drafts(folder) == ["Nháp."] and "Nháp." in [markdown.value for markdown in app.markdown]
    app.button(key="giu_lai").click().run()
    assert drafts(folder) == ["Nháp."] and box(app).value == "Nháp."
    press(app, "Bỏ bản nháp")
    app.button(key="bo_that").click().run()
    assert drafts(folder) == [] and box(app).value == before and not is_unsaved(app)


def test_drafts_of_other_paragraphs_are_named_and_those_of_none_can_be_read(at_page, folder):
    app = at_page()
    box(app).set_value("Nháp một.").run()
    workspace.keep_draft(folder, DOCUMENT, "khong_con", "Nháp hai.", based_on=0, by=LAN, at=AT)
    app.selectbox(key="doan").select_index(0).run()
    assert any("ở đoạn khác: ○" in caption.value for caption in app.caption)
    assert any("không có trong các phần" in fold.label for fold in app.expander)
    assert "Nháp hai." in [markdown.value for markdown in app.markdown]
    press(app, "Chốt một bản…")
    assert any("Còn 2 bản nháp câu chữ chưa lưu" in warning.value for warning in app.warning)


def test_saved_words_of_a_sentence_that_is_gone_can_be_read_and_taken_elsewhere(at_page, folder):
    """Of a block that ended, of a part that is not chosen, or of a sentence that a later release writes otherwise."""
    assert not any("Câu đã lưu" in fold.label for fold in at_page().expander)
    workspace.save(folder, DOCUMENT, "khoi.khong_con", "Khối này <b>đã</b> thôi.", instead_of="Khối có 3 đơn vị.",
                   based_on=0, by=LAN, at=AT)  # fmt: skip
    app = at_page()
    assert any(fold.label.startswith("Câu đã lưu") and fold.label.endswith("(1)") for fold in app.expander)
    table = next(shown.proto.body for shown in app.get("html") if "Khối có 3 đơn vị." in shown.proto.body)
    assert "Khối này &lt;b&gt;đã&lt;/b&gt; thôi." in table and LAN in table


def test_words_that_cannot_be_kept_are_said_and_stay_in_the_box(at_page, folder, monkeypatch):
    app = at_page()

    def full(*_, **__):
        raise workspace.WorkspaceError("ổ đĩa đã đầy")

    monkeypatch.setattr(workspace, "keep_draft", full)
    box(app).set_value("Nháp.").run()
    assert any("Chưa giữ được" in error.value for error in app.error) and box(app).value == "Nháp."


# ------------------------------------------------------------------ in the browser


def paragraph(page):
    """The box of the paragraph in a browser."""
    still(page)
    combo = page.get_by_test_id("stSelectbox").filter(has_text="Đoạn").get_by_role("combobox")
    combo.click()
    combo.fill("Ưu điểm")
    page.get_by_role("option").first.click()
    still(page)
    return page.get_by_role("textbox", name="Câu chữ")


@pytest.mark.browser
@pytest.mark.proof
def test_in_the_browser_words_survive_another_page_another_window_a_publication_and_a_restart(reader, folder, other):  # noqa: F811
    with serving(folder, PBGDPL_LOCAL_ROLE="steward") as base:
        page, second = reader(), reader()
        for window_of in (page, second):
            window_of.goto(f"{base}/so-ket")
        words, words_of_second = paragraph(page), paragraph(second)
        words.fill("Gõ dở: {2}.")
        page.get_by_test_id("stSidebarNavLink").filter(
            has_text="Thời hạn gửi báo cáo"
        ).click()  # no finger is so quick: the words that it ends are on their way
        expect(page.locator("h1")).to_have_text("Thời hạn gửi báo cáo", timeout=30_000)
        still(page)
        page.go_back(wait_until="commit")
        expect(page.locator("h1")).to_have_text("Báo cáo sơ kết, tổng hợp", timeout=30_000)
        expect(paragraph(page)).to_have_value(re.compile(r"Gõ dở: \{2: "))
        expect(page.get_by_text("Bản nháp giữ lúc")).to_be_visible()
        publish(folder, other)
        words_of_second.fill("Cửa sổ hai.")
        second.keyboard.press("Control+Enter")
        still(second)
        expect(second.get_by_text("Đoạn này có hơn một bản nháp")).to_be_visible()
        for window_of in (page, second):
            window_of.goto("about:blank")  # it would go on asking for the server
    with serving(folder, PBGDPL_LOCAL_ROLE="steward") as base:
        page = reader()
        page.goto(f"{base}/so-ket")
        paragraph(page)
        page.get_by_role("button", name="Dùng bản nháp này").last.click()
        still(page)
        expect(page.get_by_role("textbox", name="Câu chữ")).to_have_value(re.compile("Gõ dở: "))
        page.get_by_role("textbox", name="Câu chữ").fill("Xong.")
        page.get_by_role("button", name="Lưu câu chữ").click()
        still(page)
        expect(page.get_by_text("Đã lưu.")).to_be_visible()
        assert not page.get_by_text("Bản nháp giữ lúc").count()
