"""The reference on a page: edited in a grid, kept as a draft, its faults and changes said, recorded through the door."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from pathlib import Path

import pytest

from etl.desk import reference_book, reference_edit
from etl.run import run
from etl.run.reference import reference_in_force
from etl.run.session import Session
from pages._catalogue import editor, grid, recording
from pages._shared import door, frame, guard
from tests.office import TODAY
from tests.test_intake_page import press
from tests.test_pages import html_of, open_page, type_in_grid, words
from tests.warehouse_fixture import snapshot
from warehouse import questions, reference_names, workspace
from warehouse.workspace import ReferenceDraft

pytestmark = pytest.mark.usefixtures("no_sample")

CITY = reference_book.shipped("ha_long")
UNITS = reference_edit.edited()["units"]
HOLIDAYS = reference_edit.edited()["holidays"]
DAY = {"holiday_on": "2028-01-01", "holiday_name": "Tết Dương lịch", "is_working": None}


def test_every_table_and_column_that_is_edited_has_a_name_of_its_own():
    for table in reference_edit.edited().values():
        named = [reference_names.column(table.name, column) for column in table.names]
        assert reference_names.names()[table.name] and len(set(named)) == len(named), table.name


@pytest.mark.parametrize("name", reference_book.SHIPPED)
def test_rows_that_nobody_touched_are_no_change_and_no_fault(name):
    content = reference_book.shipped(name)
    for table in reference_edit.edited().values():
        rows = reference_edit.rows(content, table.name)
        assert not reference_edit.changes(table, rows, json.loads(json.dumps(rows)))
        if table.name in content:
            assert not reference_edit.problems(content, table, rows, reference_edit.book(table, rows)), table.name


def edited(**cells) -> list[dict]:
    """The units of the city with cells changed: code={column: value}."""
    return [row | cells.get(row["unit_code"], {}) for row in reference_edit.rows(CITY, "units")]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"unit_name": None}, "Dòng “PKT”, cột “Tên đơn vị”: thiếu giá trị bắt buộc"),
        ({"valid_from": "hôm qua"}, 'Dòng “PKT”, cột “Từ ngày”: giá trị "hôm qua" không đúng kiểu'),
        ({"unit_code": "PTP"}, "đã có ở dòng khác"),
        ({"block_code": "la"}, 'giá trị "la" không có trong bảng'),
        ({"valid_to": "2020-01-01"}, "PKT: ngày kết thúc không trước ngày bắt đầu"),
        ({"unit_code": "P/KT"}, "“P/KT”"),
    ],
)
def test_a_fault_is_said_by_the_names_of_row_and_column(cells, said):
    rows = edited(PKT=cells)
    faults = reference_edit.problems(CITY, UNITS, rows, reference_edit.book(UNITS, rows))
    assert any(said in fault for fault in faults), faults
    assert not any("units" in fault or "unit_" in fault for fault in faults)


def test_changes_are_told_row_by_row():
    base = reference_edit.rows(CITY, "holidays")
    now = [base[0] | {"holiday_name": "Năm mới"}, *base[2:], DAY, dict.fromkeys(HOLIDAYS.names)]
    changes = reference_edit.changes(HOLIDAYS, base, now)
    assert recording.summary(changes) == "thêm 1, sửa 1, bỏ 1 dòng."
    assert [recording.told(HOLIDAYS, change) for change in changes] == [
        {"what": "Sửa", "row": "01/01/2022", "cells": "Tên ngày nghỉ: Tết Dương lịch → Năm mới"},
        {"what": "Bỏ", "row": "03/01/2022", "cells": "Ngày: 03/01/2022; Tên ngày nghỉ: Nghỉ bù Tết Dương lịch"},
        {"what": "Thêm", "row": "01/01/2028", "cells": "Ngày: 01/01/2028; Tên ngày nghỉ: Tết Dương lịch"},
    ]


def test_what_somebody_else_recorded_meanwhile_is_taken_in_and_a_clash_is_named():
    base = reference_edit.rows(CITY, "holidays")
    mine = [base[0] | {"holiday_name": "của tôi"}, base[1] | {"holiday_name": "tôi sửa"}, *base[3:]]
    theirs = [base[0] | {"holiday_name": "của họ"}, base[1], base[2], *base[3:], DAY]
    rows, both = reference_edit.merged(HOLIDAYS, base, mine, theirs)
    assert both == [(base[0]["holiday_on"],)]
    assert rows == [*mine, DAY]


def test_a_grid_tells_what_was_typed_added_and_taken_away():
    rows = reference_edit.rows(CITY, "holidays")[:3]
    typed = {
        "edited_rows": {0: {"holiday_name": "Năm mới"}, 2: {"is_working": True}},
        "added_rows": [{"holiday_on": "2028-01-01T00:00:00.000", "_index": 3}, {}],
        "deleted_rows": [1],
    }
    assert grid.applied(HOLIDAYS, rows, typed) == [
        rows[0] | {"holiday_name": "Năm mới"},
        rows[2] | {"is_working": True},
        DAY | {"holiday_name": None},
        dict.fromkeys(HOLIDAYS.names),
    ]


def test_settings_that_are_not_set_stand_there_with_what_they_mean():
    rows = {row["key"]: row for row in reference_edit.rows({"settings": [("city_name", "phường A", None)]}, "settings")}
    assert rows["city_name"]["value"] == "phường A"
    assert rows["survey_min_n"] == {
        "key": "survey_min_n",
        "value": None,
        "note": "Số phiếu tối thiểu để hiển thị tỷ lệ",
    }


def test_a_column_offers_the_codes_of_its_table_and_the_words_that_it_knows():
    block, obligation = UNITS.columns[2], reference_edit.edited()["obligations"].columns[3]
    assert grid.options(block, CITY)["xa_phuong"] == "Xã, phường"
    units = grid.options(UNITS.columns[6], CITY)
    assert units["PTP"] == "Phòng Tư pháp" and units["P_HA_TU_2025"] == "Phường Hà Tu (P_HA_TU_2025)", (
        "two bear the name"
    )
    assert grid.options(obligation, CITY) == {"required": "Bắt buộc", "requested": "Đề nghị"}


@pytest.fixture
def at_page(monkeypatch, office):
    """Opens the page as somebody, in a window of its own; loads are made in this process."""

    def etl(command, path, *more, **_):
        on = more[more.index("--received-on") + 1]
        dry, compares = ("--dry-run" in more), ("--compare" in more)
        day = dt.date.fromisoformat(on)
        session = Session(office.warehouse, TODAY, received_on=day, workers=1, dry=dry, compares=compares)
        result = run.load(session, [Path(path)])
        return subprocess.CompletedProcess([], 0, json.dumps(result.as_json()), "")

    monkeypatch.setattr(door, "etl", etl)

    def open_window(by: str, table: str = "holidays"):
        monkeypatch.setattr(guard, "person", lambda: by)
        monkeypatch.setattr(guard, "writers", lambda: (by,))
        return open_page(monkeypatch, office.warehouse.root, "catalogue.py", bang=table)

    return open_window


def buttons(app) -> dict[str, bool]:
    """Label → whether it can be pressed."""
    return {button.label: not button.disabled for button in app.main.button}


def test_a_row_is_added_kept_tried_recorded_and_in_force(at_page, office):
    app = at_page("Lan")
    assert not app.main.button, "nothing is edited"
    type_in_grid(app, added_rows=[DAY])
    assert buttons(app) == {"Xem ảnh hưởng đến số liệu": True, "Ghi nhận": False, "Bỏ thay đổi": True}
    again = at_page("Lan")
    assert "thêm 1, sửa 0, bỏ 0" in html_of(again), "kept for another window"
    other = at_page("Bình")
    assert "đang sửa bởi Lan" in other.warning[0].value and not other.main.button
    app = at_page("Lan")
    press(app, "Xem ảnh hưởng đến số liệu")
    assert "Không tệp nào đang dùng" in words(app) and "Không đơn vị nào đổi kết quả" in words(app)
    assert "Ở trang “Ngày nghỉ” của danh mục" in words(app) and buttons(app)["Ghi nhận"]
    assert DAY["holiday_on"] not in str(reference_in_force(office.warehouse)["holidays"])
    press(app, "Ghi nhận")
    assert "Đã ghi nhận bảng “Ngày nghỉ”: thêm 1, sửa 0, bỏ 0 dòng." in app.success[0].value
    assert (dt.date(2028, 1, 1), "Tết Dương lịch", None) in reference_in_force(office.warehouse)["holidays"]
    last = [event for event in office.warehouse.events() if event["type"] == "received"][-1]
    assert last["path"].startswith("danh_muc_holidays_") and last["status"] == "accepted"
    assert not workspace.reference_drafts(office.warehouse.root, "holidays")


def test_a_fault_stops_it_and_what_others_recorded_is_merged(at_page, office):
    app = at_page("Lan")
    type_in_grid(app, added_rows=[DAY | {"holiday_name": None}])
    assert "Chưa ghi nhận được" in app.error[0].value
    assert buttons(app) == {"Xem ảnh hưởng đến số liệu": False, "Ghi nhận": False, "Bỏ thay đổi": True}
    current = reference_edit.rows(reference_in_force(office.warehouse), "holidays")
    old = ReferenceDraft(
        "holidays", json.dumps(current[1:]), json.dumps([*current[1:], DAY]), "Lan", "2026-01-05T08:00:00"
    )
    workspace.keep_reference(office.warehouse.root, old)
    app = at_page("Lan")
    assert "vừa được người khác ghi nhận" in app.warning[0].value
    press(app, "Bỏ thay đổi")
    assert not app.main.button and not workspace.reference_drafts(office.warehouse.root, "holidays")


def test_the_calendar_of_a_year_comes_first_and_the_sample_is_not_edited(monkeypatch, at_page):
    app = at_page("Lan", "lich")
    assert app.selectbox(key="bang").value == "lich"
    assert "Lịch năm 2026" in html_of(app) and "ngày nghỉ, đến hết 22/02/2026" in html_of(app)
    monkeypatch.setattr(editor.data, "is_own", lambda: False)
    app = at_page("Lan")
    assert not app.data_editor and "không sửa được" in app.info[0].value


def test_an_empty_warehouse_leads_to_the_first_step(monkeypatch, tmp_path):
    app = open_page(monkeypatch, tmp_path / "nowhere", "catalogue.py")
    assert "Kho số liệu còn trống" in words(app)
    assert [link.proto.page for link in app.get("page_link")] == ["bat-dau"]


def test_days_of_one_holiday_are_one_line_and_an_extension_stands_apart():
    unit = {"block_code": "b", "valid_from": dt.date(2022, 1, 1), "rated_by": "x"}
    milestone = {
        "milestone_code": "self_assessment", "milestone_name": "Báo cáo", "stated_as": "before", "stated_day": 5, "stated_month": 1,
        "year_offset": 1, "first_year": 2025, "sort_order": 1,
    }  # fmt: skip
    reference = {
        "blocks": [{"block_code": "b", "block_name": "Khối", "sort_order": 1}],
        "units": [unit | {"unit_code": code, "unit_name": f"Đơn vị {code}"} for code in ("A", "B")],
        "milestones": [milestone],
        "obligations": [{"milestone_code": "self_assessment", "block_code": "b", "obligation": "required", "clause": "Mục 1"}],
        "extensions": [{
            "unit_code": "B", "year": 2025, "milestone_code": "self_assessment", "extended_until": dt.date(2026, 1, 9),
            "document_number": "01/CV",
        }],
        "holidays": [{"holiday_on": dt.date(2026, 2, day), "holiday_name": "Tết"} for day in (16, 17, 18)]
        + [{"holiday_on": dt.date(2026, 2, 28), "holiday_name": "Bù", "is_working": True}],
    }  # fmt: skip
    with snapshot(reference, {}, dt.date(2026, 1, 2), "mart.compliance", "mart.milestone", "mart.unit") as con:
        rows = [tuple(row.values()) for row in questions.ask(con, "calendar", year=2026).to_pylist()]
        years = questions.ask(con, "calendar_years").to_pylist()
    assert rows == [
        (dt.date(2026, 1, 5), "Báo cáo năm 2025", "1 đơn vị", "Mục 1", None),
        (dt.date(2026, 1, 9), "Báo cáo năm 2025 (gia hạn)", "Đơn vị B", "01/CV", None),
        (dt.date(2026, 2, 16), "Tết", "ngày nghỉ", None, dt.date(2026, 2, 18)),
        (dt.date(2026, 2, 28), "Bù", "ngày làm bù", None, None),
    ]
    assert {row["calendar_year"] for row in years} >= {2026}


@pytest.mark.parametrize("may", [True, False])
def test_an_empty_state_leads_whoever_may_edit_to_its_tables(monkeypatch, may):
    led = []
    monkeypatch.setattr(guard, "may_load", lambda: may)
    monkeypatch.setattr(
        frame.st, "page_link", lambda page, label, query_params, icon: led.append((page, label, query_params))
    )
    frame.way_to_table("heads")
    assert led == [("catalogue.py", "Danh mục: Người đứng đầu", {"bang": "heads"})] * may
