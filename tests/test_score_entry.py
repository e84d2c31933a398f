"""Scores verified on the page: what is typed is kept, checked and shown before it counts, and then counts as a table of the
office would."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from etl.desk import consolidated_book, prepared_book
from etl.desk.consolidated_book import Decision
from pages._shared import data, door, guard
from pages._verification import boxes, checks, deciding, meeting, on_paper, prepared
from reports import evidence_request
from tests.office import NAME, UNIT, YEAR, Office, codes, statuses
from tests.test_documents import text_of
from tests.test_pages import open_page, words
from warehouse import questions, workspace
from warehouse.workspace import ScoreDraft
from words import labels

pytestmark = pytest.mark.usefixtures("no_sample")

LAN, BINH = "Lan", "Bình"
AT = "2025-01-20T08:30:00+07:00"
ROW = {
    "criterion_code": "A1", "parent_code": None, "criterion_name": "Kế hoạch", "in_maximum": True, "self_na": False,
    "verified_na": False, "is_issued": False, "bound_low": Decimal(0), "bound_high": Decimal(5), "decimals": 2,
    "self_points": 3.0, "verified_points": None, "final_points": None, "band_points": None, "survey_finding": False,
    "findings": None,
}  # fmt: skip


def draft(points="", is_na=False, note="", code="A1", by=LAN, at=AT, **more) -> ScoreDraft:
    return ScoreDraft(code, points, is_na, note, by=by, at=at, **more)


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
        (draft("1.000,5"), {}, "lớn hơn điểm tối đa 5"),
        (draft("−"), {}, "không phải là số điểm"),
        (draft("1e1"), {}, "không phải là số điểm"),
        (draft("1,125"), {}, "quá 2 chữ số thập phân"),
        (draft("3", is_na=True), {}, "vừa có điểm 3 vừa đánh dấu"),
        (draft(is_na=True), {}, ""),
        (draft(is_na=True), {"in_maximum": False}, "điểm thưởng, điểm trừ không ghi"),
        (draft(note="Thiếu kế hoạch"), {}, "chưa có điểm"),
        (draft(note="Thiếu kế hoạch", evidence_state="missing"), {}, ""),
        (draft("-1"), {"bound_low": Decimal(-2)}, "điểm trừ phải có lý do"),
        (draft("-1", note="nộp chậm"), {"bound_low": Decimal(-2)}, "số hoặc ngày văn bản"),
        (draft("-1", note="KL 5/TB"), {"bound_low": Decimal(-2)}, ""),
        (draft("−1", note="KL 5/TB"), {"bound_low": Decimal(-2)}, ""),
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


def test_what_is_in_force_of_a_criterion_or_of_its_parts_is_told_to_who_types_the_other():
    """The sum of the parts counts as long as one of them is verified: a score of the whole would be without effect."""
    verified = {"verified_points": Decimal(1)}
    part = ROW | {"criterion_code": "A1.a", "parent_code": "A1"}
    whole = {"A1": draft("1", code="A1")}
    found = checks.problems([ROW, part | verified], whole)
    assert set(found) == {"A1"} and "ghi ở từng chỉ tiêu" in found["A1"]
    assert not checks.problems([ROW | verified, part], whole)
    typed = {"A1.a": draft("1", code="A1.a")}
    assert [row["criterion_code"] for row in checks.replaced([ROW | verified, part], typed)] == ["A1"]
    assert not checks.replaced([ROW | verified, part | verified], typed) and not checks.replaced([ROW, part], typed)


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


@pytest.mark.parametrize(
    ("typed", "row", "said"),
    [
        (draft("4"), {}, ""),
        (draft("4"), {"verified_on": dt.date(2025, 1, 20)}, ""),
        (draft("4"), {"verified_on": dt.date(2025, 1, 21)}, "có điểm ghi ngày sau: 21/01/2025"),
        (draft(is_na=True), {"verified_on": dt.date(2025, 1, 21)}, "có điểm ghi ngày sau"),
        (draft("4"), {"evidence_on": dt.date(2025, 1, 21)}, ""),
        (draft(evidence_state="missing"), {"verified_on": dt.date(2025, 1, 21)}, ""),
        (draft(evidence_state="missing"), {"evidence_on": dt.date(2025, 1, 21)}, "có tình trạng minh chứng ghi ngày sau"),
    ],
)  # fmt: skip
def test_what_stands_under_a_later_day_is_said(typed, row, said):
    found = checks.later(ROW | {"verified_on": None, "evidence_on": None} | row, typed, dt.date(2025, 1, 20))
    assert (said in found) if said else not found


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

    def open_window(by: str = LAN, unit: str = UNIT, **more):
        monkeypatch.setattr(guard, "person", lambda: by)
        monkeypatch.setattr(guard, "writers", lambda: (by,))
        return open_page(monkeypatch, office.warehouse.root, "verification.py", nam=str(YEAR), dv=unit, **more)

    monkeypatch.setattr(data, "now", lambda: dt.datetime.fromisoformat(AT))
    monkeypatch.setattr(door, "etl", etl)
    return open_window


def box(app, code: str, which: str = boxes.POINTS):
    key = f"o_{which}_{UNIT}_{YEAR}_{code}"
    return next(one for kind in (app.text_input, app.checkbox, app.selectbox) for one in kind if one.key == key)


def type_in(app, **cells):
    """criterion=points, or (which box, value); each box is left before the next is typed into."""
    for code, cell in cells.items():
        which, value = cell if isinstance(cell, tuple) else (boxes.POINTS, cell)
        box(app, code, which).set_value(value).run()
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


def has_boxes(app) -> bool:
    return any(one.key and one.key.startswith("o_") for one in app.text_input)


def in_boxes(app) -> dict[str, str]:
    values = {one.key: one.value for kind in (app.text_input, app.checkbox, app.selectbox) for one in kind if one.key}
    shown = {}
    for code in (key.rsplit("_", 1)[1] for key in values if key.startswith(f"o_{boxes.POINTS}_")):
        which = (boxes.POINTS, boxes.NA, boxes.EVIDENCE, boxes.NOTE)
        points, na, evidence, note = (values[f"o_{one}_{UNIT}_{YEAR}_{code}"] for one in which)
        shown[code] = points or ("KAD" if na else evidence or note)
    return {code: value for code, value in shown.items() if value}


SCORES = "select unit_code, criterion_code, self_points, verified_points, points, max_points, applicable, verified_na from mart.criterion_unit_year order by all"  # fmt: skip
RESULTS = "select * exclude (rank_block_previous) from mart.unit_year where year = 2024 order by unit_code"


def test_scores_are_typed_kept_and_recorded_as_a_table_of_the_office_would(at_page, office, tmp_path):
    app = type_in(at_page(), A1="2,5")
    type_in(app, A2=(boxes.NOTE, "Thiếu biên bản"))
    type_in(app, A2="9", A3=(boxes.NA, True))
    assert kept(office) == {"A1": "2,5", "A2": "9 (Thiếu biên bản)", "A3": "Không áp dụng"}
    said = text(app)
    assert "A2: 9 lớn hơn điểm tối đa" in said and "Ghi nhận điểm thẩm định (2 tiêu chí)" in [
        b.label for b in app.button
    ]

    app.switch_page("rankings.py").run()
    app.switch_page("verification.py").run()
    assert in_boxes(app) == {"A1": "2,5", "A2": "9", "A3": "KAD"}
    type_in(app, A2="1")
    assert kept(office)["A2"] == "1 (Thiếu biên bản)"

    # somebody else types, and a colleague's table comes in meanwhile
    workspace.keep_scores(office.warehouse.root, YEAR, UNIT, [draft("3", by=BINH), draft("1", code="A4", by=BINH)])
    assert office.load(office.issued("dong_nghiep.xlsx", A1=2, A4=1), on="2025-01-10").snapshot
    other = Office(shutil.copytree(office.warehouse.root, tmp_path / "other"), tmp_path)
    app = at_page()
    said = text(app)
    assert in_boxes(app) == {"A1": "2,5", "A2": "1", "A3": "KAD"}
    assert "đang sửa bởi Bình: 2 tiêu chí" in said and "A1: người đó ghi 3, bạn ghi 2,5" in said
    assert "A1: khi nhập là –, nay đã có 2; bạn ghi 2,5" in said

    press(app, "Ghi nhận điểm thẩm định (3")
    (table,) = [block.proto.body for block in app.get("html") if "Điểm sẽ thay đổi" in block.proto.body]
    assert "2,5" in table and "Thiếu biên bản" in table and "Không áp dụng" in table
    app.date_input(key="ngay_tham_dinh").set_value(dt.date(2025, 1, 9)).run()
    assert "Tiêu chí A1 đã có nội dung ghi ngày sau ngày này" in text(app), "the score of 10 January would stay"
    app.date_input(key="ngay_tham_dinh").set_value(dt.date(2025, 1, 20)).run()
    assert "ghi ngày sau" not in text(app)
    app.button(key="ghi_that").click().run()
    assert not app.exception
    assert kept(office) == {} and set(kept(office, BINH)) == {"A1", "A4"}
    app = at_page()
    assert in_boxes(app) == {}

    assert other.load(other.issued("hai.xlsx", A1=2.5, A2=1, A3="Không áp dụng"), on="2025-01-20").snapshot
    assert office.rows(SCORES) == other.rows(SCORES) and office.rows(RESULTS) == other.rows(RESULTS)
    assert office.score("A1")[:2] == (3.0, 2.5) and office.score("A3")[4] is False


def record(app):
    press(app, "Ghi nhận điểm thẩm định")
    app.button(key="ghi_that").click().run()
    assert not app.exception and not app.error, [e.value for e in app.error]


@pytest.mark.proof
def test_a_score_may_go_back_to_what_it_was_with_its_reason_and_the_evidence_beside_it(at_page, office, monkeypatch):
    moments = iter(f"2025-01-20T08:30:{second:02}+07:00" for second in range(60))
    monkeypatch.setattr(data, "now", lambda: dt.datetime.fromisoformat(next(moments)))
    app = type_in(at_page(), A1="3", A2=(boxes.EVIDENCE, "missing"), A3=(boxes.EVIDENCE, "present"))
    record(type_in(app, A2=(boxes.NOTE, "Thiếu biên bản")))
    state = "select criterion_code, evidence_state, reason from mart.evidence_state order by 1"
    judged = [("A2", "missing", "Thiếu biên bản"), ("A3", "present", None)]
    assert kept(office) == {} and office.score("A2")[1] is None and office.rows(state) == judged
    record(type_in(at_page(), A1="2"))
    app = type_in(at_page(), A1="3")
    record(type_in(app, A1=(boxes.NOTE, "KL 5: đủ kế hoạch")))
    story = "select points, state, words from mart.score_story where criterion_code = 'A1' and stage = 'verified' order by position"
    assert office.rows(story) == [(3, "replaced", None), (2, "replaced", None), (3, "counts", "KL 5: đủ kế hoạch")]
    assert office.rows(state) == judged, "a table that says nothing of the evidence takes nothing back"
    said = text(at_page())
    assert "lý do: KL 5: đủ kế hoạch" in said and "minh chứng đã ghi: thiếu" in said


def test_a_unit_is_closed_by_a_person_and_opened_again_with_a_reason(at_page, office):
    own = f"select criterion_code from mart.criterion_unit_year where unit_code = '{UNIT}' and year = {YEAR} and applicable and in_maximum"
    codes_of_unit = [code for (code,) in office.rows(own)]
    assert not any(button.key == "chot_don_vi" for button in at_page().button), "criteria are open"
    assert office.load(office.issued("het.xlsx", **dict.fromkeys(codes_of_unit, 0)), on="2025-01-10").snapshot
    app = at_page()
    press(app, "Chốt điểm thẩm định")
    app = at_page(BINH)
    assert not has_boxes(app) and "Lan đã chốt điểm" in text(app)
    press(app, "Mở lại")
    assert any("Chưa ghi lý do" in error.value for error in app.error)
    app.text_input(key="ly_do_mo_lai").set_value("Có hồ sơ bổ sung năm 2023").run()
    press(app, "Mở lại")
    assert has_boxes(at_page()) and office.rows("select act, words from mart.verification_act") == [
        ("reopened", "Có hồ sơ bổ sung năm 2023")
    ]  # fmt: skip


def test_a_load_that_fails_or_changes_nothing_keeps_the_draft(at_page, office, monkeypatch):
    app = type_in(at_page(), A1="2")
    answers = [
        (subprocess.CompletedProcess([], -9, "", ""), "bản nháp còn nguyên"),
        (subprocess.CompletedProcess([], 2, "", "Kho đang bận."), "Kho đang bận."),
        (subprocess.CompletedProcess([], 1, '{"files": [{"status": "rejected", "findings": [{"severity": "error", "message": "Ô B5 sai."}]}]}', ""), "Ô B5 sai."),
        (subprocess.CompletedProcess([], 0, '{"files": [{"status": "duplicate", "findings": []}]}', ""), "không được nhận"),
    ]  # fmt: skip
    press(app, "Ghi nhận điểm thẩm định (1")
    for done, said in answers:
        monkeypatch.setattr(door, "etl", lambda *_, done=done, **__: done)
        app.button(key="ghi_that").click().run()
        assert said in "\n".join(error.value for error in app.error), said
        assert kept(office) == {"A1": "2"}


def test_what_may_be_agreed_to_is_filled_in_and_the_rest_is_named(at_page, office, monkeypatch):
    app = at_page()
    (named,) = (m.value for m in app.markdown if "chưa có điểm tự chấm" in m.value and "**" not in m.value)
    why = dict(line.strip().split(":", 1) for line in named.replace("\\", "").splitlines())
    assert "kiểm chứng" in why["A1"] and "khác với bộ tiêu chí" in why["A3"] and "A2" not in why
    press(app, "Thống nhất các tiêu chí còn lại (1)")
    assert kept(office) == {"A2": "2"} and in_boxes(app) == {"A2": "2"}
    assert next(b for b in app.button if b.key == "thong_nhat").disabled
    record(type_in(app, A1="3", A3=(boxes.EVIDENCE, "missing")))
    told = "select criterion_code, decided_how from mart.score_story where stage = 'verified' order by 1"
    assert office.rows(told) == [("A1", "entered"), ("A2", "bulk")]
    app = at_page()
    assert "1** thống nhất chung" in text(app)
    app = open_page(monkeypatch, office.warehouse.root, "verification.py", nam=str(YEAR), mo=["bien-ban", "muc-giam"])
    assert "Thống nhất chung, không xem riêng: 1/2 tiêu chí (50,0%)" in text(app)
    assert f"Biên bản thẩm định năm {YEAR} (Word)" in [button.label for button in app.get("download_button")]
    assert "Mức giảm tính trên các điểm thấp hơn tự chấm" in text(app)


def test_the_office_does_not_verify_itself(at_page):
    app = at_page(unit="PTP")
    assert "Chưa được thẩm định độc lập" in text(app)
    assert not has_boxes(app) and not any("Ghi nhận" in button.label for button in app.button)


def test_the_list_is_where_no_unit_is_open(at_page, monkeypatch, office):
    at_page()
    app = open_page(monkeypatch, office.warehouse.root, "verification.py", nam=str(YEAR))
    assert not has_boxes(app) and "Việc cần làm trước" in text(app) and "Điểm chờ" in text(app)


def test_the_letter_asks_for_what_is_missing_and_says_no_points():
    row = {"unit_code": UNIT, "unit_name": NAME, "block_name": "Phòng, ban", "criterion_code": "A1", "criterion_name": "Kế hoạch",
           "asked": "Kế hoạch đã ký", "evidence_state": "missing", "reason": "Thiếu bản ký"}  # fmt: skip
    request = evidence_request.Request(
        YEAR,
        dt.date(2025, 1, 15),
        dt.date(2025, 1, 10),
        "Phòng Tư pháp",
        "UBND thành phố",
        "Hạ Long",
        "thẩm định",
        None,
        contact="0203 3825",
    )
    said = text_of(
        evidence_request.letter(
            request, [row, row | {"criterion_code": "A2", "evidence_state": "awaited", "reason": None}]
        )
    )
    assert "liên hệ Phòng Tư pháp (0203 3825)" in said
    assert f"Kính gửi: {NAME}." in said and "02 tiêu chí" in said and "hết ngày 15/01/2025" in said
    assert "Thiếu: Thiếu bản ký" in said and "Chờ bổ sung" in said and "điểm tự chấm" not in said


def test_a_meeting_decides_one_criterion_after_the_other_in_the_same_boxes(at_page, office):
    assert office.load(office.issued("td.xlsx", A1=2), on="2025-01-10").snapshot
    app = at_page(hop="don-vi")
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Tự chấm"] == "3/3" and shown["Đề nghị"] == "2" and shown["Minh chứng"] == "Chưa xem"
    assert "Đơn vị không nêu minh chứng" in text(app) and in_boxes_of(app) == ["A1"]
    assert app.button(key="hop_truoc").disabled
    type_in(app, A1="2,5")
    app.button(key="hop_sau").click().run()
    assert in_boxes_of(app) == ["A2"] and kept(office) == {"A1": "2,5"}
    type_in(app, A2=(boxes.EVIDENCE, "missing"))
    assert in_boxes(at_page()) == {"A1": "2,5", "A2": "missing"}, "the list of boxes holds what the meeting decided"
    app = at_page(hop="tieu-chi", tc="A2")
    assert in_boxes_of(app) == ["A2"] and app.button(key="hop_sau").disabled, "no other unit that is verified here"


def test_a_meeting_goes_on_to_units_in_which_the_reader_may_type(monkeypatch):
    def waiting(code: str, act: str | None = None, self_verified: bool = False) -> dict:
        return {"unit_code": code, "unit_name": code, "act": act, "self_verified": self_verified}

    given = [waiting("D"), waiting("A"), waiting("B", act="closed"), waiting("C", self_verified=True), waiting("F")]
    applies = [{"unit_code": code, "applicable": code != "D"} for code in "ABCDEF"]
    answers = {"verification_queue": given, "criterion_units": applies}
    monkeypatch.setattr(guard, "only_verifies", lambda: LAN)
    monkeypatch.setattr(data, "rows", lambda question, **_: answers[question])
    view = SimpleNamespace(year=YEAR, block=None, scope=None)
    assert meeting.units(view, "A", ROW) == ["A", "F"], "E was given to somebody else, B and C take no scores here"
    assert meeting.units(view, "D", ROW) == ["A", "D", "F"], "the one that is looked at has its place"


def test_a_verifier_records_only_what_is_given_to_them_when_they_record(at_page, office, monkeypatch):
    monkeypatch.setattr(guard, "current_user", lambda: guard.User("verifier"))
    ask, given = data.rows, {UNIT}

    def of_theirs(question: str, **known):
        if question != "verification_queue":
            return ask(question, **known)
        assert known["verifier"] == LAN
        return [row for row in ask(question, **known | {"verifier": None}) if row["unit_code"] in given]

    monkeypatch.setattr(data, "rows", of_theirs)
    app = at_page()
    record(type_in(app, A1="2,5"))
    assert "đề nghị Phòng Tư pháp rút lần nhập này" in text(app), "they have no page on which it is taken back"
    press(type_in(app, A2="1"), "Ghi nhận điểm thẩm định")
    given.clear()  # to somebody else, while the question stands on the screen
    app.button(key="ghi_that").click().run()
    assert not app.exception and "chưa có đơn vị nào" in text(app) and not has_boxes(app)
    assert (office.score("A1")[1], office.score("A2")[1]) == (2.5, None)


def in_boxes_of(app) -> list[str]:
    """Criteria that have a box."""
    return [one.key.rsplit("_", 1)[1] for one in app.text_input if (one.key or "").startswith(f"o_{boxes.POINTS}_")]


# ------------------------------------------------------------------ filled in Excel


def prepared_book_of(office: Office, at: Path, **cells) -> Path:
    """The workbook of the unit as the page gives it, filled: criterion=(points, state of the evidence, reason)."""
    with office.connect() as con:
        lines = [prepared.line(row) for row in questions.ask(con, "score_entry", year=YEAR, unit=UNIT).to_pylist()]
    issue = prepared_book.Issue(YEAR, "Phòng Tư pháp", "thẩm định", f"Lan, {at.name}", "")
    at.write_bytes(prepared_book.write(issue, [(UNIT, NAME, lines)]))
    book = openpyxl.load_workbook(at)
    rows = {row[0].value: row for row in book[UNIT].iter_rows()}
    for code, filled in cells.items():
        for column, value in enumerate(filled, prepared_book.SCORE):
            rows[code][column].value = value
    book.save(at)
    return at


def test_a_workbook_filled_in_excel_is_what_the_boxes_record(office, tmp_path):
    other = Office(shutil.copytree(office.warehouse.root, tmp_path / "other"), tmp_path)
    cells = {"A1": (2.5, "Thiếu", "Thiếu minh chứng"), "A2": (None, "Chờ bổ sung", None), "A3": ("Không áp dụng", None, None)}  # fmt: skip
    result = office.load(prepared_book_of(office, tmp_path / "excel.xlsx", **cells), on="2025-01-20")
    assert statuses(result) == ["accepted"] and not codes(result)

    decided = [
        Decision("A1", Decimal("2.5"), False, "Thiếu minh chứng", "missing"), Decision("A2", None, False, "", "awaited"),
        Decision("A3", None, True, ""),
    ]  # fmt: skip
    of = consolidated_book.Act(YEAR, NAME, "Phòng Tư pháp", "thẩm định", "Trang Thẩm định điểm")
    (tmp_path / "o.xlsx").write_bytes(consolidated_book.write(of, [(code, code) for code in cells], decided))
    assert other.load(tmp_path / "o.xlsx", on="2025-01-20").snapshot
    said = "select criterion_code, points, words, decided_how, state from mart.score_story where stage = 'verified' order by all"
    state = "select criterion_code, evidence_state, reason from mart.evidence_state order by 1"
    for sql in (SCORES, RESULTS, said, state):
        assert office.rows(sql) == other.rows(sql) != []

    # empty cells say nothing, and an altered self-score is noticed and changes nothing
    before = office.rows(SCORES)
    assert codes(office.load(prepared_book_of(office, tmp_path / "trong.xlsx"), on="2025-01-21")) == ["no_rows"]
    altered = prepared_book_of(office, tmp_path / "sua.xlsx", A1=(2.5, None, None, 2))
    assert codes(office.load(altered, on="2025-01-21")) == ["self_beside_differs"] and office.rows(SCORES) == before


def test_only_what_the_verifier_says_is_open_in_the_workbook(office, tmp_path):
    sheet = openpyxl.load_workbook(prepared_book_of(office, tmp_path / "excel.xlsx"))[UNIT]
    first = prepared_book.TOP + 2
    open_ = {cell.column - 1 for row in sheet.iter_rows(min_row=first) for cell in row if not cell.protection.locked}
    assert sheet.protection.sheet and open_ == {2, 3, 4} and sheet.cell(first, 6).value == 3
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert any("Thiếu minh chứng" in words for words in lists) and all(len(words) <= 255 for words in lists)


# ------------------------------------------------------------------ after the opinion of the unit


@pytest.mark.parametrize(
    ("points", "late", "reason", "reply", "why"),
    [
        ("", "", "", {}, ""),
        ("2,5", "", "Có kế hoạch", {}, ""),
        ("2,5", "", "", {}, "chưa ghi lý do"),
        ("9", "", "Có kế hoạch", {}, "lớn hơn điểm tối đa"),
        ("", "", "Có kế hoạch", {}, "có lý do nhưng chưa có điểm"),
        ("2,5", "", "Có kế hoạch", {"in_window": False}, "chưa được chấp nhận"),
        ("2,5", "refused", "Quá hạn", {"in_window": False}, "chưa được chấp nhận"),
        ("2,5", "accepted", "Ốm", {"in_window": False}, ""),
        ("2,5", "", "Ốm", {"in_window": False, "late_opinion": "accepted"}, ""),
        ("", "refused", "Quá hạn", {"in_window": False}, ""),
        ("", "refused", "", {"in_window": False}, "chưa ghi lý do"),
    ],
)
def test_a_final_score_has_a_reason_and_a_late_opinion_is_accepted_first(points, late, reason, reply, why):
    found = deciding.fault(ROW, {"in_window": True, "late_opinion": None} | reply, points, late, reason)
    assert (why in found) if why else not found


def waiting(office) -> dict[str, int]:
    """How many disagreements wait for a final score, wherever that is told."""
    with office.connect() as con:
        asked = {
            "verification": questions.ask(con, "verification", year=YEAR, block=None).to_pylist(),
            "open_work": questions.ask(con, "open_work", year=YEAR).to_pylist(),
            "decisions": questions.ask(con, "decisions", block=None, scope=None).to_pylist(),
        }
    told = {name: sum(row.get("unsettled", 0) or row.get("things", 0) for row in rows if row.get("topic", "reply") == "reply") for name, rows in asked.items()}  # fmt: skip
    return {"is_open": office.rows("select count(*) from mart.reply where is_open")[0][0]} | told


def final_boxes(app) -> set[str]:
    """The boxes as a browser knows them."""
    return {box.proto.id for box in (*app.text_input, *app.selectbox) if (box.key or "").startswith("cuoi_")}


@pytest.mark.proof
def test_final_scores_are_decided_beside_the_opinion_as_a_table_would(at_page, office, tmp_path):
    says = [["A1", "", 3, 2, "Không đồng ý", "Đã có kế hoạch", "", 3, ""], ["A2", "", 2, 1, "Đồng ý", "", "", "", ""]]
    late = [["A3", "", 1, 0, "Không đồng ý", "Có quyết định", "", 1, ""]]
    assert office.load(office.issued("td.xlsx", A1=2, A2=1, A3=0), on="2025-01-28").snapshot
    assert office.load(office.reply("gt1.xlsx", *says), on="2025-02-10").snapshot
    assert office.load(office.reply("gt2.xlsx", *late), on="2025-02-21").snapshot
    other = Office(shutil.copytree(office.warehouse.root, tmp_path / "other"), tmp_path)
    assert waiting(office) == {"is_open": 2, "verification": 2, "open_work": 2, "decisions": 2}
    app = at_page()
    assert "A3: không đồng ý, nhận ngày 21/02/2025 (ngoài thời gian nhận ý kiến: chưa quyết định" in text(app)
    for key, value in {"cuoi_diem_": "2,5", "cuoi_ly_do_": "Có kế hoạch"}.items():
        app.text_input(key=f"{key}{UNIT}_{YEAR}_A1_0").set_value(value)
    app.text_input(key=f"cuoi_ly_do_{UNIT}_{YEAR}_A3_0").set_value("Gửi sau 20/02/2025")
    app.selectbox(key=f"cuoi_muon_{UNIT}_{YEAR}_A3_0").set_value("refused").run()
    typed = final_boxes(app)
    later = at_page()
    kept = [box.value for box in (*later.text_input, *later.selectbox) if (box.key or "").startswith("cuoi_")]
    assert sorted(filter(None, kept)) == ["2,5", "Có kế hoạch", "Gửi sau 20/02/2025", "refused"], "another window"
    press(app, "Ghi nhận điểm sau giải trình (2)")
    assert typed and not typed & final_boxes(app), "a browser would show what was recorded in the same box again"
    assert office.rows("select criterion_code, late_opinion, late_reason from mart.reply order by 1") == [
        ("A1", None, None), ("A2", None, None), ("A3", "refused", "Gửi sau 20/02/2025"),
    ]  # fmt: skip
    assert not any(waiting(office).values()), "one has its final score, the other was refused as late"
    final = "select points, words from mart.score_story where stage = 'final'"
    assert office.rows(final) == [(2.5, "Có kế hoạch")] and "không chấp nhận, vì Gửi sau" in text(at_page())
    assert other.load(other.issued("sgt.xlsx", "SAU GIẢI TRÌNH", A1=2.5), on="2026-12-15").snapshot
    assert office.rows(SCORES) == other.rows(SCORES) and office.rows(RESULTS) == other.rows(RESULTS)
    assert office.score("A1")[:4] == (3, 2, 2.5, 2.5) and office.score("A3")[:4] == (1, 0, None, 0)
    again = [["A3", "", 1, 0, "Không đồng ý", "Có thêm quyết định", "", 1, ""]]
    assert office.load(office.reply("gt3.xlsx", *again), on="2026-12-16").snapshot
    found = office.rows("select late_opinion, late_reason, is_open from mart.reply where criterion_code = 'A3'")
    assert found == [(None, None, True)], "of what came after the decision nothing is decided"


def test_an_opinion_on_paper_is_typed_beside_the_scores_and_is_the_units_reply(at_page, office, monkeypatch):
    monkeypatch.setattr(data, "now", lambda: dt.datetime.fromisoformat("2025-02-15T08:30:00+07:00"))
    assert office.load(office.issued("td.xlsx", A1=2, A2=1, A3=0), on="2025-01-28").snapshot
    start = f"giay_{UNIT}_{YEAR}_0_"
    app = at_page(mo="y-kien-giay")
    app.text_input(key=start + "number").set_value("12/BC-PKT").run()
    app.text_input(key=start + "day").set_value("10/02/2025").run()
    app.multiselect(key=start + "codes").set_value(["A1"]).run()
    for name, value in {"text": "Đã có kế hoạch", "evidence": "KH 5", "points": "9"}.items():
        app.text_input(key=f"{start}{name}_A1").set_value(value).run()
    app.checkbox(key=start + "rest").set_value(True).run()
    assert "A1: điểm đề nghị “9” không đúng" in text(app)
    press(app, "Ghi ý kiến này")
    assert [w.value for w in app.warning] == [labels.plain("A1: điểm đề nghị “9” không đúng.")]
    assert not office.rows("from mart.reply"), "nothing is recorded of what is wrong"

    app = at_page(mo="y-kien-giay")  # another window: nothing is lost
    assert app.text_input(key=start + "text_A1").value == "Đã có kế hoạch" and app.checkbox(key=start + "rest").value
    app.text_input(key=start + "points_A1").set_value("3").run()
    press(app, "Ghi ý kiến này")
    assert not app.error and "Đã ghi ý kiến của Phòng Kinh tế theo văn bản 12/BC-PKT" in text(app)
    told = "select criterion_code, answer, proposed_points, evidence, received_on, in_window, issuer from mart.reply order by 1"
    day = (dt.date(2025, 2, 10), True, "unit")
    assert office.rows(told) == [
        ("A1", "disagree", 3, "KH 5", *day), ("A2", "agree", None, None, *day), ("A3", "agree", None, None, *day),
    ]  # fmt: skip
    said = "Đã có kế hoạch (văn bản số 12/BC-PKT nhận ngày 10/02/2025, nhập từ bản giấy)"
    assert office.rows("select reply_text from mart.reply where criterion_code = 'A1'") == [(said,)]
    assert not workspace.drafts(office.warehouse.root, on_paper.document(YEAR))
