"""Scores verified on the page: what is typed is kept, checked and shown before it counts, and then counts as a table of the
office would."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from pages._shared import data, door, guard
from pages._verification import checks, entry
from tests.office import NAME, UNIT, YEAR, Office, codes, statuses
from tests.test_pages import open_page, words
from warehouse import workspace
from warehouse.workspace import ScoreDraft

pytestmark = pytest.mark.usefixtures("no_sample")

LAN, BINH = "Lan", "Bình"
AT = "2025-01-20T08:30:00+07:00"
ROW = {
    "criterion_code": "A1", "parent_code": None, "criterion_name": "Kế hoạch", "in_maximum": True, "self_na": False,
    "verified_na": False, "is_issued": False, "bound_low": Decimal(0), "bound_high": Decimal(5), "decimals": 2,
    "self_points": 3.0, "verified_points": None, "final_points": None, "band_points": None, "survey_finding": False,
    "findings": None,
}  # fmt: skip


def draft(points="", is_na=False, note="", code="A1", by=LAN, at=AT, seen="") -> ScoreDraft:
    return ScoreDraft(code, points, is_na, note, seen, by, at)


# ------------------------------------------------------------------ what is wrong with what was typed


@pytest.mark.parametrize(
    ("typed", "row", "said"),
    [
        (draft("4,25"), {}, ""),
        (draft("4.25"), {}, ""),
        (draft("0"), {}, ""),
        (draft("5"), {}, ""),
        (draft("5,01"), {}, "lớn hơn điểm tối đa 5"),
        (draft("-1"), {}, "nhỏ hơn mức thấp nhất 0"),
        (draft("ba"), {}, "“ba” không phải là số điểm"),
        (draft("1.000,5"), {}, "không phải là số điểm"),
        (draft("1e1"), {}, "không phải là số điểm"),
        (draft("1,125"), {}, "quá 2 chữ số thập phân"),
        (draft("3", is_na=True), {}, "vừa có điểm 3 vừa đánh dấu"),
        (draft(is_na=True), {}, ""),
        (draft(is_na=True), {"in_maximum": False}, "điểm thưởng, điểm trừ không ghi"),
        (draft(note="Thiếu kế hoạch"), {}, "chưa có điểm"),
        (draft("-1"), {"bound_low": Decimal(-2)}, "điểm trừ phải có lý do"),
        (draft("-1", note="KL 5/TB"), {"bound_low": Decimal(-2)}, ""),
    ],
)
def test_what_is_typed_is_checked_and_said(typed, row, said):
    found = checks.problem(ROW | row, typed)
    assert (said in found) if said else not found


def test_a_criterion_and_its_part_and_one_that_is_no_more_are_said():
    part = ROW | {"criterion_code": "A1.a", "parent_code": "A1"}
    typed = {code: draft("1", code=code) for code in ("A1", "A1.a", "Z9")}
    found = checks.problems([ROW, part], typed)
    assert set(found) == {"A1.a", "Z9"} and "chỉ ghi một trong hai" in found["A1.a"]
    assert not checks.problems([ROW, part], {"A1.a": draft("1", code="A1.a")})


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({}, ""),
        ({"findings": "Ô D5: chưa ghi tài liệu."}, "Ô D5"),
        ({"band_points": 2.0}, "thang điểm cho 2, tự chấm 3"),
        ({"band_points": 3.0}, ""),
        ({"survey_finding": True}, "khảo sát"),
        ({"self_na": True, "self_points": None}, "không áp dụng"),
        ({"self_points": None}, "chưa có điểm tự chấm"),
        ({"in_maximum": False}, "điểm thưởng"),
    ],
)
def test_what_must_be_looked_at_is_barred_from_agreeing_to_all(row, why):
    said = checks.bars(ROW | row)
    assert [why in one for one in said] == [True] if why else not said


def test_the_rest_is_what_nobody_has_verified_or_begun():
    rows = [
        ROW, ROW | {"criterion_code": "A2", "is_issued": True}, ROW | {"criterion_code": "A3"},
        ROW | {"criterion_code": "A4"}, ROW | {"criterion_code": "A4.a", "parent_code": "A4"},
        ROW | {"criterion_code": "A5", "verified_na": True},
    ]  # fmt: skip
    typed = {"A3": draft("1", code="A3"), "A4.a": draft("1", code="A4.a")}
    assert [row["criterion_code"] for row in checks.rest(rows, typed)] == ["A1"]


# ------------------------------------------------------------------ drafts


def test_a_draft_takes_the_place_of_the_one_before_and_of_nobody_elses(tmp_path):
    assert workspace.score_drafts(tmp_path, YEAR, UNIT) == []
    workspace.keep_scores(tmp_path, YEAR, UNIT, [draft("1"), draft("2", by=BINH)])
    workspace.keep_scores(tmp_path, YEAR, UNIT, [draft("3", note="vì")])
    assert {(d.by, d.points, d.note) for d in workspace.score_drafts(tmp_path, YEAR, UNIT)} == {
        (LAN, "3", "vì"), (BINH, "2", ""),
    }  # fmt: skip
    workspace.drop_scores(tmp_path, YEAR, UNIT, [draft("1")])
    assert len(workspace.score_drafts(tmp_path, YEAR, UNIT)) == 2, "what was typed over it meanwhile stays"
    workspace.keep_scores(tmp_path, YEAR, UNIT, [draft()], writers=(LAN, "may"))
    assert [d.by for d in workspace.score_drafts(tmp_path, YEAR, UNIT)] == [BINH]
    assert workspace.score_drafts(tmp_path, YEAR - 1, UNIT) == []


# ------------------------------------------------------------------ the page


def forms(office: Office) -> list:
    """Of two units, one of them the office itself. A1 has no evidence, A3 another name."""
    named = "Người đứng đầu trực tiếp chỉ đạo, chủ trì họp, kiểm tra công tác PBGDPL"
    top = [[f"Đơn vị: {NAME}"], [f"Năm đánh giá: {YEAR}"], ["TT", "Tiêu chí", "Điểm tự chấm", "Tài liệu kiểm chứng"]]
    body = [["A1", "", 3, ""], ["A2", named, 2, "TB 5"], ["A3", "Tên khác", 1, "QĐ 2"]]
    return [office.write("pkt.xlsx", top + body), office.form("ptp.xlsx", unit="Phòng Tư pháp", A1=3)]


@pytest.fixture(scope="module")
def base(reference_only, tmp_path_factory):
    """Two units that have sent, one of them the office itself."""
    folder = tmp_path_factory.mktemp("sent")
    office = Office(shutil.copytree(reference_only, folder / "warehouse"), folder)
    assert office.load(*forms(office)).snapshot
    return folder / "warehouse"


@pytest.fixture
def at_page(monkeypatch, office):
    """Opens the page in a window of its own at a unit; loads are made in this process."""

    def etl(command, path, *more, **_):
        assert command == "load" and "--json" in more
        result = office.load(Path(path), on=more[more.index("--received-on") + 1])
        files = [{"status": status, "findings": []} for status in statuses(result)]
        assert not codes(result, "error")
        return subprocess.CompletedProcess([], 0, json.dumps({"files": files}), "")

    def open_window(by: str = LAN, unit: str = UNIT):
        monkeypatch.setattr(guard, "person", lambda: by)
        monkeypatch.setattr(guard, "writers", lambda: (by,))
        return open_page(monkeypatch, office.warehouse.root, "verification.py", nam=str(YEAR), dv=unit)

    monkeypatch.setattr(data, "now", lambda: dt.datetime.fromisoformat(AT))
    monkeypatch.setattr(door, "etl", etl)
    return open_window


TOLD: dict[tuple, dict[int, dict]] = {}  # what was typed into a grid of a window


def type_in(app, **cells):
    """criterion=points, or (column, value): as a browser tells it, with all that was typed into this grid before."""
    (grid,) = app.data_editor
    titles = [title.split()[0] for title in grid.value["Tiêu chí"]]
    told = TOLD.setdefault((id(app), grid.proto.id), {})
    for code, cell in cells.items():
        column, value = cell if isinstance(cell, tuple) else (entry.POINTS, cell)
        told.setdefault(titles.index(code), {})[column] = value
    states = app._tree.get_widget_states()  # AppTest itself types into no grid
    edits = {"edited_rows": told, "added_rows": [], "deleted_rows": []}
    states.widgets.add(id=grid.proto.id, string_value=json.dumps(edits))
    app._run(states)
    assert not app.exception, app.exception
    return app


def kept(office: Office, by: str = LAN) -> dict[str, str]:
    found = workspace.score_drafts(office.warehouse.root, YEAR, UNIT)
    return {d.criterion_code: checks.typed(d) + (f" ({d.note})" if d.note else "") for d in found if d.by == by}


def press(app, label: str):
    next(button for button in app.button if button.label.startswith(label)).click().run()
    assert not app.exception, app.exception
    return app


def text(app) -> str:
    return "\n".join([words(app), *(said.value for kind in (app.warning, app.success) for said in kind)]).replace(
        "\\", ""
    )


def in_grid(app) -> dict[str, str]:
    (grid,) = app.data_editor
    typed = zip(
        grid.value["Tiêu chí"], grid.value[entry.POINTS], grid.value[entry.NA], grid.value[entry.NOTE], strict=True
    )
    return {
        title.split()[0]: points or ("KAD" if na else note) for title, points, na, note in typed if points or na or note
    }


SCORES = "select unit_code, criterion_code, self_points, verified_points, points, max_points, applicable, verified_na from mart.criterion_unit_year order by all"  # fmt: skip
RESULTS = "select * exclude (rank_block_previous) from mart.unit_year where year = 2024 order by unit_code"


def test_scores_are_typed_kept_and_recorded_as_a_table_of_the_office_would(at_page, office, tmp_path):
    app = type_in(at_page(), A1="2,5")
    type_in(app, A2=(entry.NOTE, "Thiếu biên bản"))
    type_in(app, A2="9", A3=(entry.NA, True))
    assert kept(office) == {"A1": "2,5", "A2": "9 (Thiếu biên bản)", "A3": "Không áp dụng"}
    said = text(app)
    assert "A2: 9 lớn hơn điểm tối đa" in said and "Ghi nhận điểm thẩm định (2 tiêu chí)" in [
        b.label for b in app.button
    ]

    app.switch_page("rankings.py").run()
    app.switch_page("verification.py").run()
    assert in_grid(app) == {"A1": "2,5", "A2": "9", "A3": "KAD"}
    type_in(app, A2="1")
    assert kept(office)["A2"] == "1 (Thiếu biên bản)"

    # somebody else types, and a colleague's table comes in meanwhile
    workspace.keep_scores(office.warehouse.root, YEAR, UNIT, [draft("3", by=BINH), draft("1", code="A4", by=BINH)])
    assert office.load(office.issued("dong_nghiep.xlsx", A1=2, A4=1), on="2025-01-10").snapshot
    other = Office(shutil.copytree(office.warehouse.root, tmp_path / "other"), tmp_path)
    app = at_page()
    said = text(app)
    assert in_grid(app) == {"A1": "2,5", "A2": "1", "A3": "KAD"}
    assert "đang sửa bởi Bình: 2 tiêu chí" in said and "A1: người đó ghi 3, bạn ghi 2,5" in said
    assert "A1: khi nhập là –, nay đã có 2; bạn ghi 2,5" in said

    press(app, "Ghi nhận điểm thẩm định (3")
    (table,) = [block.proto.body for block in app.get("html") if "Điểm sẽ thay đổi" in block.proto.body]
    assert "2,5" in table and "Thiếu biên bản" in table and "Không áp dụng" in table
    app.date_input(key="ngay_tham_dinh").set_value(dt.date(2025, 1, 20)).run()
    app.button(key="ghi_that").click().run()
    assert not app.exception
    assert kept(office) == {} and set(kept(office, BINH)) == {"A1", "A4"}
    app = at_page()
    assert in_grid(app) == {}

    assert other.load(other.issued("hai.xlsx", A1=2.5, A2=1, A3="Không áp dụng"), on="2025-01-20").snapshot
    assert office.rows(SCORES) == other.rows(SCORES) and office.rows(RESULTS) == other.rows(RESULTS)
    assert office.score("A1")[:2] == (3.0, 2.5) and office.score("A3")[4] is False


def test_a_load_that_fails_or_changes_nothing_keeps_the_draft(at_page, office, monkeypatch):
    app = type_in(at_page(), A1="2")
    answers = [
        (subprocess.CompletedProcess([], -9, "", ""), "bản nháp còn nguyên"),
        (subprocess.CompletedProcess([], 2, "", "Kho đang bận."), "Kho đang bận."),
        (subprocess.CompletedProcess([], 1, '{"files": [{"status": "rejected", "findings": [{"severity": "error", "message": "Ô B5 sai."}]}]}', ""), "Ô B5 sai."),
        (subprocess.CompletedProcess([], 0, '{"files": [{"status": "duplicate", "findings": []}]}', ""), "giống hệt một bảng đã nạp"),
    ]  # fmt: skip
    press(app, "Ghi nhận điểm thẩm định (1")
    for done, said in answers:
        monkeypatch.setattr(door, "etl", lambda *_, done=done, **__: done)
        app.button(key="ghi_that").click().run()
        assert said in "\n".join(error.value for error in app.error), said
        assert kept(office) == {"A1": "2"}


def test_what_may_be_agreed_to_is_filled_in_and_the_rest_is_named(at_page, office):
    app = at_page()
    (named,) = (m.value for m in app.markdown if "chưa có điểm tự chấm" in m.value)
    why = dict(line.strip().split(":", 1) for line in named.replace("\\", "").splitlines())
    assert "kiểm chứng" in why["A1"] and "khác với bộ tiêu chí" in why["A3"] and "A2" not in why
    press(app, "Thống nhất các tiêu chí còn lại (1)")
    assert kept(office) == {"A2": f"2 ({checks.AGREED})"} and in_grid(app) == {"A2": "2"}
    assert next(b for b in app.button if b.key == "thong_nhat").disabled


def test_the_office_does_not_verify_itself(at_page):
    app = at_page(unit="PTP")
    assert "Chưa được thẩm định độc lập" in text(app)
    assert not app.data_editor and not any("Ghi nhận" in button.label for button in app.button)


def test_the_list_is_where_no_unit_is_open(at_page, monkeypatch, office):
    at_page()
    app = open_page(monkeypatch, office.warehouse.root, "verification.py", nam=str(YEAR))
    assert not app.data_editor and "Việc cần làm trước" in text(app) and "Điểm chờ" in text(app)
