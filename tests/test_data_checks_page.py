"""Kiểm tra số liệu: corrections made on the page, who has a finding, quality over the years."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime

import pytest

from pages._data_checks import corrections, findings, quality
from pages._shared import door, guard
from tests.office import NAME, YEAR, Office
from tests.test_intake_page import in_process, press
from tests.test_pages import html_of, open_page, type_in_grid, words
from warehouse import questions, workspace

pytestmark = pytest.mark.usefixtures("no_sample")
FACTS = {"number": "05/QĐ-TP", "day": "10/02/2025", "decided_by": "Trưởng phòng"}


@pytest.fixture(scope="module")
def base(reference_only, tmp_path_factory):
    """One form with its verified scores."""
    folder = tmp_path_factory.mktemp("checks")
    office = Office(shutil.copytree(reference_only, folder / "warehouse"), folder)
    office.load(office.form("a.xlsx", A1=3, A2=2, A3=1))
    office.load(office.issued("td.xlsx", A1=2, A2=1.5), on="2025-01-28")
    return folder / "warehouse"


@pytest.fixture
def office(office, monkeypatch):
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(office.warehouse.root))
    monkeypatch.setattr(door, "etl", in_process)
    return office


def opened(monkeypatch, office: Office, *parts: str, **more: str):
    return open_page(monkeypatch, office.warehouse.root, "data_checks.py", nam=str(YEAR), mo=list(parts), **more)


def typed(office: Office, *lines: dict, **facts: str) -> None:
    kept = json.dumps(FACTS | facts | {"rows": list(lines)})
    at = datetime(2025, 2, 10)
    workspace.keep_draft(office.warehouse.root, corrections.DOCUMENT, str(YEAR), kept, based_on=0, by=guard.user_of_this_machine(), at=at)  # fmt: skip


def line(office: Office, criterion: str, new: str, kind: str = "Điểm thẩm định", why: str = "Cộng nhầm") -> dict:
    (name,) = office.rows(
        "select distinct criterion_name from mart.criterion where criterion_code = ? limit 1", criterion
    )[0]
    return dict(zip((corrections.UNIT, corrections.CRITERION, corrections.KIND, corrections.NEW, corrections.WHY),
                    (NAME, f"{criterion} {name}", kind, new, why), strict=True))  # fmt: skip


@pytest.mark.proof
def test_a_correction_is_shown_first_then_recorded(office, monkeypatch):
    typed(office, line(office, "A1", "2,5"), line(office, "A3", "Không áp dụng"))
    app = opened(monkeypatch, office, "dinh-chinh")
    assert all(
        text in html_of(app) for text in ("Đính chính chưa ghi nhận", "<td>2</td><td>2,5</td>", "<td>Chưa chấm</td>")
    )
    press(app, "Xem ảnh hưởng đến số liệu")
    assert "Giá trị cũ còn đúng" in words(app) and office.score("A1")[1] == 2, "nothing counts before it is recorded"
    press(app, "Ghi nhận")
    assert "Đã ghi nhận 2 đính chính" in app.success[0].value
    assert (office.score("A1")[1], office.score("A3")[4]) == (2.5, False)
    made = office.rows(
        "select criterion_code, status, decided_by, decided_on, document_number from mart.correction order by 1"
    )
    assert made == [(code, "applied", "Trưởng phòng", date(2025, 2, 10), "05/QĐ-TP") for code in ("A1", "A3")]
    assert "Đang áp dụng" in html_of(app) and not workspace.drafts(office.warehouse.root, corrections.DOCUMENT)


@pytest.mark.parametrize(
    ("lines", "facts", "told"),
    [
        ([("A1", "2,5")], {"day": "hôm qua"}, "Ngày quyết định “hôm qua” không đúng"),
        ([("A1", "2,5")], {"number": ""}, "Ghi số, ký hiệu văn bản đính chính"),
        ([("A1", "cao")], {}, "Dòng 1: “cao” không phải là số điểm"),
        ([("A1", "2,5"), ("A2", "")], {}, "Dòng 2: ghi điểm đúng và lý do"),
    ],
)
def test_what_is_missing_is_told_before_the_door_is_asked(lines, facts, told):
    described = [
        {"unit_name": NAME, "criterion": code, "code": code, "kind": "x", "old": "2", "new": new, "why": "Nhầm"} for code, new in lines
    ]  # fmt: skip
    assert any(one.startswith(told) for one in corrections.problems(YEAR, described, FACTS | facts))
    assert not corrections.problems(YEAR, described[:1], FACTS) or lines[0][1] == "cao"


def test_a_correction_that_the_door_refuses_is_explained_and_stays_typed(office, monkeypatch):
    typed(office, line(office, "A1", "9"))
    app = opened(monkeypatch, office, "dinh-chinh")
    press(app, "Xem ảnh hưởng đến số liệu")
    assert "lớn hơn điểm tối đa" in app.error[0].value
    assert next(button for button in app.button if button.label == "Ghi nhận").disabled
    assert workspace.drafts(office.warehouse.root, corrections.DOCUMENT)


def test_a_finding_has_somebody_and_is_done(office, monkeypatch):
    office.load(office.form("b.xlsx", unit="Phường Hồng Gai", A1=9, A2=2), on="2025-01-05")
    app = opened(monkeypatch, office, **{"tinh-trang": "mo"})
    before = app.data_editor[0].value
    assert set(before["Tình trạng"]) == {"Đang mở"} and "chưa giao ai" in words(app)
    type_in_grid(app, edited_rows={"0": {findings.WHO: "Chị Lan ", findings.NOTE: "đã gọi"}})
    app = opened(monkeypatch, office, ai="Chị Lan")
    (message,) = app.data_editor[0].value["Nội dung và cách sửa"]
    assert message == before["Nội dung và cách sửa"][0]
    type_in_grid(app, edited_rows={"0": {findings.DONE: True}})
    app = opened(monkeypatch, office, **{"tinh-trang": "xong"})
    assert list(app.data_editor[0].value["Tình trạng"]) == ["Đã xử lý"]
    app = opened(monkeypatch, office, ai="Chị Lan", **{"tinh-trang": "mo"})
    assert not app.data_editor and "không có lỗi hay lưu ý nào khớp" in words(app).casefold()
    texts = workspace.texts(office.warehouse.root, findings.DOCUMENT).by_place
    (kept,) = (json.loads(text.words) for text in texts.values())
    assert kept == {"who": "Chị Lan", "done": True, "note": "đã gọi"}
    (place,) = texts
    assert len(workspace.history(office.warehouse.root, findings.DOCUMENT, place)) == 2, "nothing of it is overwritten"


def test_quality_is_counted_by_year(office):
    office.load(office.form("b.xlsx", unit="Phường Hồng Gai", A1=9, A2=2), on="2025-01-05")
    with office.connect() as con:
        (row,) = questions.ask(con, "quality_by_year", block=None).to_pylist()
        assert not questions.ask(con, "quality_by_year", block="mttq_ctxh").to_pylist()
    assert (row["year"], row["files"], row["refused"], row["with_result"], row["complete"]) == (YEAR, 3, 1, 1, 0)
    assert row["errors"] >= 1 and row["refused_pct"] == pytest.approx(100 / 3)
    told = quality.points([row])
    assert {point["series"] for point in told} == {
        "Tệp không nhận",
        "Tệp có lỗi, lưu ý",
        "Biểu đủ tiêu chí",
        "Gửi chậm",
    }
    assert "1 tệp không nhận" in quality.message([row])
