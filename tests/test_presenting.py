"""The meeting: pages in the order of the slides, nothing of heads, no late unit before the year is public."""

from __future__ import annotations

import pytest

from pages._shared import presenting
from tests import snapshots
from tests.test_pages import open_page, words


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    return snapshots.build(tmp_path_factory.mktemp("meeting"), years=(2023, 2024))


def meeting(monkeypatch, warehouse, page: str, **query):
    return open_page(monkeypatch, warehouse, page, nam="2024", **{presenting.KEY: "1"}, **query)


def test_one_page_after_the_other_without_what_is_not_for_a_meeting(monkeypatch, warehouse):
    app = meeting(monkeypatch, warehouse, "overview.py", mo=["trao-doi", "quyet-dinh"])
    assert "1/6 · Tổng quan" in words(app) and app.button(key="trinh_chieu_truoc").disabled
    assert not app.expander and "Cần quan tâm" not in words(app)
    app.button(key="trinh_chieu_sau").click().run()
    assert app.title[0].value == "Xếp loại và thứ hạng" and app.query_params[presenting.KEY] in ("1", ["1"])
    assert "2/6" in words(app) and not app.expander
    app = meeting(monkeypatch, warehouse, "rankings.py")
    app.button(key="trinh_chieu_thoi").click().run()
    assert app.title[0].value == "Xếp loại và thứ hạng" and app.expander, "left, on the same page"
    assert presenting.KEY not in app.query_params


@pytest.mark.parametrize("page", ["heads.py", "deadlines.py", "unit_profile.py"])
def test_what_is_not_for_a_meeting_is_not_reached_by_its_address(monkeypatch, warehouse, page):
    app = meeting(monkeypatch, warehouse, page)
    assert app.title[0].value == "Tổng quan"


def test_deadlines_come_once_the_year_is_published():
    assert "deadlines.py" not in presenting.pages("submitted") and "deadlines.py" not in presenting.pages(None)
    assert "deadlines.py" in presenting.pages("published") and "deadlines.py" in presenting.pages("amended")
    assert "heads.py" not in presenting.ORDER
