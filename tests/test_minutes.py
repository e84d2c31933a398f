"""Biên bản thẩm định: what the marts hold is printed whole, what only those who met can know is left blank."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from pages._verification import consistency
from reports import minutes
from reports.paper import Annex, Paragraph, Table
from warehouse import questions

YEAR = 2024
FACTS = {
    "office_name": "Phòng Tư pháp", "synthesising_body": "UBND thành phố Hạ Long", "city_name": "thành phố Hạ Long",
    "as_of": date(2025, 1, 20), "illustrative": False, "snapshot_id": "s1", "verification_word": "thẩm định",
}  # fmt: skip
UNIT = {
    "unit_code": "PKT", "unit_name": "Phòng Kinh tế", "block_name": "Phòng", "block_order": 2, "score_basis": "verified",
    "criteria_verified": 3, "criteria_applicable": 3, "self_points": 6.0, "verified_points": 4.5, "self_verified": False,
}  # fmt: skip
DECIDED = {
    "unit_code": "PKT", "unit_name": "Phòng Kinh tế", "criterion_code": "A1", "criterion_name": "Kế hoạch", "self_na": False,
    "verified_na": False, "self_points": 2.0, "verified_points": 2.0, "is_changed": False, "reason": None,
    "decided_how": "bulk", "is_corrected": False,
}  # fmt: skip
LOWER = DECIDED | {"criterion_code": "A2", "verified_points": 0.5, "is_changed": True, "reason": "Thiếu KH", "decided_how": "entered"}  # fmt: skip
OUT = DECIDED | {"criterion_code": "A3", "verified_points": None, "verified_na": True, "is_changed": True, "decided_how": None, "is_corrected": True}  # fmt: skip
REPLY = {
    "unit_name": "Phòng Kinh tế", "criterion_code": "A2", "answer": "disagree", "in_window": True, "late_opinion": None,
    "late_reason": None, "received_on": date(2025, 1, 18),
}  # fmt: skip


def parts(decisions=(DECIDED, LOWER, OUT), units=(UNIT,), states=(), missing=(), replies=()):
    """The text and the annexes, title → rows."""
    made = minutes.paper_of(
        minutes.Minutes(YEAR, FACTS, None, *map(list, (units, decisions, states, missing, replies)))
    )
    text = "\n".join("".join(map(str, part.parts)) for part in made.parts if isinstance(part, Paragraph))
    titles = [(part.number, part.title) for part in made.parts if isinstance(part, Annex)]
    tables = [part.rows for part in made.parts if isinstance(part, Table)]
    return text, dict(zip(titles, tables, strict=True))


def test_what_was_decided_is_counted_and_every_difference_is_listed():
    text, annexes = parts([DECIDED, DECIDED, LOWER, OUT])
    assert "Tiêu chí đã ghi điểm: 4, khác tự chấm: 2 (1 thấp hơn, 1 đổi từ hoặc thành không áp dụng, chưa chấm)" in text
    assert (
        "Thống nhất chung, không xem riêng: 2/4 tiêu chí (50,0%); ghi từng tiêu chí: 1; không nêu cách ghi: 1" in text
    )
    assert annexes == {
        ("I", "Thẩm định theo đơn vị"): [
            ["", "PHÒNG", *[""] * 7], ["1", "Phòng Kinh tế", "3/3", "6", "4,5", "4", "2", "2", ""],
        ],
        ("II", "Điểm thẩm định khác tự chấm"): [
            ["1", "Phòng Kinh tế", "A2", "Kế hoạch", "2", "0,5", "Thiếu KH"],
            ["2", "Phòng Kinh tế", "A3", "Kế hoạch", "2", "Không áp dụng", "có đính chính"],
        ],
    }  # fmt: skip


def test_a_unit_that_is_verified_in_part_has_no_sum_and_one_that_is_not_stands_in_no_table():
    waiting = UNIT | {"unit_code": "PNV", "unit_name": "Phòng Nội vụ", "score_basis": "self", "criteria_verified": 0}
    begun = UNIT | {"criteria_verified": 1, "score_basis": "mixed", "self_verified": True}
    text, annexes = parts([DECIDED], [waiting, begun])
    assert annexes == {
        ("", "Thẩm định theo đơn vị"): [
            ["", "PHÒNG", *[""] * 7], ["1", "Phòng Kinh tế", "1/3", "6", "–", "1", "0", "1", "Tự thẩm định"],
        ]
    }  # fmt: skip
    assert "Thẩm định một phần: 01 đơn vị" in text and "Chưa thẩm định: 01 đơn vị" in text and "đủ các" not in text
    assert "do chính cơ quan đó cho" in text


def test_late_opinions_are_told_by_what_became_of_them():
    late = [REPLY | {"in_window": False, "late_opinion": found, "late_reason": why}
            for found, why in (("accepted", "Bão"), ("refused", "Quá 5 ngày"), (None, None))]  # fmt: skip
    text, annexes = parts(replies=[REPLY, *late])
    assert "4, không đồng ý 4; ngoài thời gian nhận ý kiến 3: chấp nhận 1, không chấp nhận 1, chưa quyết định 1" in text
    rows = annexes["III", "Ý kiến nhận ngoài thời gian"]
    assert [row[4:] for row in rows] == [
        ["Chấp nhận", "Bão"],
        ["Không chấp nhận", "Quá 5 ngày"],
        ["Chưa quyết định", "–"],
    ]
    assert "ngoài thời gian" not in parts(replies=[REPLY])[0]


def test_evidence_is_counted_by_its_state_and_what_is_missing_is_listed():
    missing = [{"unit_name": "Phòng Kinh tế", "criterion_code": "A2", "criterion_name": "Kế hoạch", "evidence_state": "invalid", "reason": "Chưa ký"}]  # fmt: skip
    states = [{"evidence_state": "invalid", "criteria": 1, "units": 1}, {"evidence_state": "present", "criteria": 40, "units": 2}]  # fmt: skip
    text, annexes = parts(states=states, missing=missing)
    assert "Minh chứng ghi “Không hợp lệ”: 01 tiêu chí của 01 đơn vị." in text and "“Có”: 40 tiêu chí" in text
    (row,) = annexes["III", "Minh chứng thiếu, không hợp lệ, chờ bổ sung"]
    assert row == ["1", "Phòng Kinh tế", "A2", "Kế hoạch", "Không hợp lệ: Chưa ký"]


@pytest.mark.parametrize(
    "asked",
    ["Văn bản thành lập tổ chức thẩm định (số, ngày, cơ quan ban hành)", "Thời gian bắt đầu", "Địa điểm", "Chủ trì", "Thư ký", "Có mặt",
     "Vắng mặt (lý do)", "Không tham gia thẩm định đơn vị của mình (họ tên, đơn vị)", "Ý kiến khác, bảo lưu", "Kết luận"],
)  # fmt: skip
def test_what_nobody_typed_is_blank(asked):
    assert f"- {asked}: {minutes.BLANK}" in parts()[0].splitlines()


def test_deductions_are_told_by_criterion_and_by_who_recorded_them():
    def row(code: str, who: str, self_points: float | None, verified: float | None, how: str = "entered") -> dict:
        return {"criterion_code": code, "loaded_by": who, "self_points": self_points, "verified_points": verified, "decided_how": how}  # fmt: skip

    rows = [
        row("A1", "Lan", 2.0, 2.0, "bulk"), row("A1", "Lan", 2.0, 2.5), row("A2", "Lan", 3.0, 2.5), row("A2", "Minh", 3.0, 1.0),
        row("A2", "Minh", 3.0, 2.0), row("A2", "Minh", None, 1.0), row("A2", "Minh", 1.0, None),
    ]  # fmt: skip
    names = ("decided", "lowered", "lowered_share", "middle", "most", "raised", "bulk")
    found = {
        key: tuple(told[name] for name in names)
        for key, told in consistency.by(rows, lambda row: row["criterion_code"])
    }
    assert list(found.items()) == [("A2", (5, 3, 60.0, 1.0, 2.0, 0, 0)), ("A1", (2, 0, 0.0, None, None, 1, 1))]
    assert [(who, told["lowered"]) for who, told in consistency.by(rows, lambda row: row["loaded_by"])] == [
        ("Minh", 2),
        ("Lan", 1),
    ]


def test_a_decision_stands_once_at_its_own_level_and_says_whether_it_changed_the_score():
    score = (
        "select 2024 as year, 'U' as unit_code, 'F' as framework_code, {code} as criterion_code, {parent} as parent_code, "
        "{applies} as applicable, {self} as self_points, {verified} as verified_points, {self_na} as self_na, {na} as verified_na, "
        "false as is_corrected"
    )
    same = {"parent": "null::varchar", "applies": True, "self": 2.0, "verified": 2.0, "self_na": False, "na": False}
    na = {"applies": False, "na": True, "verified": "null::double"}
    whole = [
        {"code": "'1'", "verified": 1.5}, {"code": "'2'"}, {"code": "'3'", **na},
        {"code": "'4'", **na, "self_na": True, "self": "null::double"}, {"code": "'5'", "applies": False, "verified": 1},
        {"code": "'6'"}, {"code": "'7'", "verified": 1}, {"code": "'8'", **na, "self": "null::double"},
    ]  # fmt: skip
    told = ["1", "2.1", "3", "4", "5", "6", "8"]  # of 2 a part was decided; of 7 nothing
    marts = {
        "criterion_unit_year": " union all ".join(score.format(**same | row) for row in whole),
        "sub_criterion_unit_year": score.format(**same | {"code": "'2.1'", "parent": "'2'", "verified": 1.0}),
        "score_story": f"select 2024 as year, 'U' as unit_code, unnest({told}) as criterion_code, 'verified' as stage, 'counts' as state, "
        "'vì' as words, 'bulk' as decided_how, 'Lan' as loaded_by union all select 2024, 'U', '1', 'verified', 'replaced', 'cũ', 'bulk', 'Lan'",
        "unit": "select 'U' as unit_code, 'Đơn vị' as unit_name, 'B' as block_code",
        "block": "select 'B' as block_code, 'Khối' as block_name, 1 as sort_order",
        "criterion": "select 'F' as framework_code, unnest(range(1, 9))::varchar as criterion_code, 'Tên' as criterion_name, 1 as group_order, "
        "unnest(range(1, 9)) as sort_order",
        "sub_criterion": "select 'F' as framework_code, '2.1' as criterion_code, '2' as parent_code, 'Phần' as criterion_name, 1 as sort_order",
    }  # fmt: skip
    with duckdb.connect() as con:
        con.execute("create schema mart")
        for name, rows in marts.items():
            con.execute(f"create table mart.{name} as {rows}")
        found = questions.ask(con, "verified_decisions", year=YEAR, block=None).to_pylist()
        assert not questions.ask(con, "verified_decisions", year=YEAR, block="C").num_rows
    assert [(row["criterion_code"], row["criterion_name"], row["is_changed"], row["reason"]) for row in found] == [
        ("1", "Tên", True, "vì"), ("2.1", "Phần", True, "vì"), ("3", "Tên", True, "vì"), ("4", "Tên", False, "vì"),
        ("6", "Tên", False, "vì"), ("8", "Tên", True, "vì"),
    ]  # fmt: skip
