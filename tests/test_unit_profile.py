"""The result sheet of a unit: its plain functions, its page, and what each role may see of whom."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from charts import rankings
from pages._rankings import chart
from pages._shared import charts, data, guard, presenting, sign_in
from tests import snapshots
from tests.test_pages import ROOT, html_of, open_page, words
from tests.test_questions import OF_THE_OFFICE
from warehouse import profile, questions
from words import labels

pytestmark = pytest.mark.usefixtures("no_sample")

UNIT, OTHER, YEAR = "P_HA_TU", "P_BAI_CHAY", 2025
BOUNDS = [{"class_name": n, "lower_pct": p} for n, p in (("Tốt", 90), ("Khá", 70), ("Yếu", 0))]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    return snapshots.build(tmp_path_factory.mktemp("profile"), years=[2022, 2024, 2025])


@pytest.fixture(scope="module")
def con(warehouse):
    with snapshots.opened(warehouse) as connection:
        yield connection


def criterion(code="A1", points=2.0, maximum=4.0, group="A", **more) -> dict:
    row = {"criterion_code": code, "points": points, "max_points": maximum, "applicable": True, "group_code": group,
           "group_name": group, "position": int(code[1:]), "block_median": 2.0, "block_spread": 50.0, "block_scored": 9}  # fmt: skip
    return row | more


quarter = st.integers(0, 16).map(lambda n: n / 4)
rows_of = st.lists(
    st.tuples(st.one_of(st.none(), quarter), st.booleans(), st.sampled_from("ABC")), min_size=1, max_size=12
)  # fmt: skip


@given(rows_of, st.dictionaries(st.integers(0, 11), quarter, max_size=4))
def test_a_trial_is_the_rule_of_the_marts_with_other_points(drawn, changed):
    criteria = [criterion(f"A{n}", p, 4.0, g, applicable=a) for n, (p, a, g) in enumerate(drawn)]
    changes = {f"A{n}": v for n, v in changed.items()}
    result = profile.trial(criteria, changes, [50.0, 75.0, 75.0], BOUNDS)
    counted = [changes.get(f"A{n}", p) for n, (p, a, _) in enumerate(drawn) if a]
    scored = [p for p in counted if p is not None]
    if not scored:
        assert result.score_pct is result.rank is result.class_name is None
        return
    exact = 100 * sum(map(Fraction, scored)) / Fraction(4 * len(counted))
    assert result.score_pct == float(exact)
    assert result.rank == 1 + sum(peer > exact for peer in (50, 75, 75))
    assert result.class_name == next(b["class_name"] for b in BOUNDS if b["lower_pct"] <= exact)
    assert result.ranked == 4


@given(rows_of)
def test_the_steps_of_lost_points_lead_from_100_to_the_score(drawn):
    criteria = [criterion(f"A{n}", p, 4.0, g, applicable=a) for n, (p, a, g) in enumerate(drawn)]
    steps = profile.lost_points(criteria)
    counted = [p for p, a, _ in drawn if a]
    if not counted:
        assert steps == []
        return
    assert steps[0]["start"] == 100
    assert all(left["end"] == right["start"] for left, right in pairwise(steps))
    assert steps[-1]["end"] == pytest.approx(25 * sum(p or 0 for p in counted) / len(counted))
    assert sum(step["points"] for step in steps) == pytest.approx(sum(4 - (p or 0) for p in counted))
    waiting = [step for step in steps if step["code"] is None]
    assert len(waiting) == (None in counted)


def test_a_trial_never_leaves_the_scale():
    result = profile.trial([criterion()], {"A1": 99.0}, [], BOUNDS)
    assert (result.points, result.score_pct) == (4, 100)
    assert profile.trial([criterion()], {"A1": -3.0}, [], BOUNDS).score_pct == 0


def test_a_trial_keeps_bonus_penalty_and_cap():
    half = {"A1": criterion()["max_points"] / 2}
    assert profile.trial([criterion()], half, [], BOUNDS, added=-criterion()["max_points"]).score_pct == 0
    assert profile.trial([criterion()], half, [], BOUNDS, added=criterion()["max_points"]).score_pct == 150
    assert profile.trial([criterion()], half, [], BOUNDS, criterion()["max_points"], cap=100.0).score_pct == 100


def test_strengths_and_weaknesses_ignore_what_distinguishes_nobody():
    criteria = [
        criterion("A1", 4.0),  # +50 points of percent
        criterion("A2", 4.0, block_spread=4.0),  # nearly constant
        criterion("A3", 4.0, block_scored=3),  # too few to compare with
        criterion("A4", 2.25),  # too near
        criterion("A5", 0.0),
        criterion("A6", 1.0),
        criterion("A7", None),
        criterion("A8", 4.0, applicable=False),
    ]
    assert [r["criterion_code"] for r in profile.strengths(criteria)] == ["A1"]
    assert [r["criterion_code"] for r in profile.weaknesses(criteria)] == ["A5", "A6"]


def test_priorities_are_what_half_of_the_others_have_most_points_first():
    criteria = [
        criterion("A1", 1.0), criterion("A2", 2.0), criterion("A3", 0.0, block_median=4.0),
        criterion("A4", None, block_median=1.5), criterion("A5", 0.0, block_scored=3), criterion("A6", 3.0),
    ]  # fmt: skip
    found = profile.priorities(criteria)
    assert [(r["criterion_code"], r["gain"]) for r in found] == [("A3", 4), ("A4", 1.5), ("A1", 1)]


def test_criteria_of_a_unit_against_plain_python(con):
    rows = questions.ask(con, "unit_criteria", year=YEAR, unit=UNIT, scope=None).to_pylist()
    scores = con.sql(
        "select s.criterion_code, cast(s.points as double), cast(s.max_points as double)"
        " from mart.criterion_unit_year s join mart.unit_year u using (year, unit_code)"
        f" where s.year = {YEAR} and u.block_code = 'xa_phuong' and s.points is not null"
    ).fetchall()
    assert len(rows) == 32
    for row in rows:
        block = sorted(p for c, p, _ in scores if c == row["criterion_code"])
        assert row["block_scored"] == len(block)
        if block:
            half = len(block) // 2
            assert row["block_median"] == (block[half] + block[-half - 1]) / 2
            assert row["block_full"] == block.count(row["max_points"])
            tenths = np.percentile(block, 90) - np.percentile(block, 10)
            assert row["block_spread"] == pytest.approx(100 * tenths / row["max_points"])


# ------------------------------------------------------------------ the page


PARTS = [
    "thu-diem",
    "cai-thien",
    "manh-yeu",
    "mat-diem",
    "dien-bien",
    "tung-tieu-chi",
    "diem-khao-sat",
    "thoi-han",
    "phien-ban",
]


def open_profile(monkeypatch, warehouse, **query) -> AppTest:
    return open_page(monkeypatch, warehouse, "unit_profile.py", **{"nam": str(YEAR), "mo": PARTS, **query})


def test_the_sheet_says_the_figures_of_the_mart(monkeypatch, warehouse, con):
    app = open_profile(monkeypatch, warehouse, dv=UNIT)
    score, points, maximum, rank = con.sql(
        f"select score_pct, points, max_points, rank_block from mart.unit_year where year = {YEAR} and unit_code = '{UNIT}'"
    ).fetchone()
    text = words(app)
    assert f"**Phường Hà Tu** đạt **{labels.percent(score)}** điểm tối đa" in text
    assert f"({labels.points(float(points))}/{labels.points(float(maximum))} điểm)" in text
    assert f"thứ {rank}/" in text and labels.REFERENCE_RANK in text
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["% điểm tối đa"] == labels.percent(score)
    stayed = f"select min(unit_code) from mart.ranking where year = {YEAR} and comparison = 'comparable' and rank_change_common = 0"
    app = open_profile(monkeypatch, warehouse, dv=con.sql(stayed).fetchone()[0])
    assert "thứ hạng không đổi" in " ".join(metric.delta for metric in app.metric) + words(app)


def test_no_line_of_a_unit_crosses_the_change_of_framework_or_a_gap(monkeypatch, warehouse):
    seen = {}
    monkeypatch.setattr(charts, "show", lambda kind, *args, **rows: seen.setdefault(kind, rows))
    open_profile(monkeypatch, warehouse, dv=UNIT)
    pieces = {}
    for point in seen["lines"]["points"]:
        pieces.setdefault(point["piece"], set()).add(point["year"])
    assert {"2022"} in pieces.values() and {"2024", "2025"} in pieces.values()
    assert [b["year"] for b in seen["lines"]["breaks"]] == ["2023"]
    steps = seen["waterfall"]["steps"]
    assert steps[-2]["end"] == pytest.approx(steps[-1]["end"])


def test_up_to_four_units_stand_side_by_side_and_stay_in_the_url(monkeypatch, warehouse):
    app = open_profile(monkeypatch, warehouse, dv=UNIT, so=OTHER)
    assert "So sánh các đơn vị" in words(app)
    table = next(frame.value for frame in app.dataframe if "Phường Bãi Cháy" in frame.value)
    assert list(table["Nội dung"])[1:4] == ["% điểm tối đa", "Xếp loại", "Thứ hạng tham khảo"]
    assert app.query_params["so"] in (OTHER, [OTHER])
    assert app.multiselect(key="so").proto.max_selections == 3
    assert UNIT not in app.multiselect(key="so").options


def test_a_trial_shows_score_class_and_rank_and_stores_nothing(monkeypatch, warehouse, con):
    app = open_profile(monkeypatch, warehouse, dv=UNIT)
    row = next(
        r for r in questions.ask(con, "unit_criteria", year=YEAR, unit=UNIT, scope=None).to_pylist() if r["applicable"]
    )
    code = row["criterion_code"]
    app.multiselect(key="thu_tieu_chi").set_value([code]).run()
    app.number_input(key=f"thu_{UNIT}_{YEAR}_{code}").set_value(0.0).run()
    assert not app.exception
    shown = {metric.label: metric.value for metric in app.metric}
    now = con.sql(
        f"select points, max_points from mart.unit_year where year = {YEAR} and unit_code = '{UNIT}'"
    ).fetchone()
    tried = 100 * (float(now[0]) - row["points"]) / float(now[1])
    assert shown["Phép thử: % điểm tối đa"] == labels.percent(tried)
    assert "không lưu" in words(app)
    assert not [key for key in app.query_params if "thu" in key]


def test_a_unit_out_of_scope_or_without_a_report_is_said_so(monkeypatch, warehouse):
    app = open_profile(monkeypatch, warehouse, dv="P_YET_KIEU")  # merged away in 2024
    assert "không thuộc phạm vi đánh giá năm 2025" in words(app)
    app = open_page(monkeypatch, warehouse, "unit_profile.py", nam="2026", dv=UNIT)
    assert "chưa có kết quả năm 2026" in words(app)


def test_one_choice_and_many_choices_of_units_share_the_url_key(monkeypatch, warehouse):
    app = open_page(monkeypatch, warehouse, "rankings.py", dv=UNIT)
    assert app.multiselect(key="dv").value == [UNIT]
    del app.query_params["dv"]  # what a click in the menu does
    app.switch_page("unit_profile.py").run()
    assert app.selectbox(key="dv").value == UNIT
    app.switch_page("rankings.py").run()
    assert app.multiselect(key="dv").value == [UNIT]


# ------------------------------------------------------------------ the ranking by other measures


def test_ranking_by_a_part_and_over_all_blocks(monkeypatch, warehouse):
    app = open_page(monkeypatch, warehouse, "rankings.py", nam=str(YEAR), do="nhom-D")
    assert "Nhóm D" in words(app) and not app.exception
    border = "Kết quả sát ngưỡng, cần cân nhắc"
    assert border not in [fold.label for fold in app.expander]
    app = open_page(monkeypatch, warehouse, "rankings.py", nam=str(YEAR), xep="chung")
    assert any("Cân nhắc khi xếp chung" in warning.value for warning in app.warning)
    spec = json.loads(app.get("vega_lite_chart")[0].proto.spec)
    assert len(app.get("vega_lite_chart")) == 1 and spec
    ranked = ["khoi-co_quan_chuyen_mon", "khoi-don_vi_su_nghiep", "khoi-xa_phuong"]
    app = open_page(monkeypatch, warehouse, "rankings.py", nam=str(YEAR), mo=[*ranked, "theo-de-nghi", "sat-nguong"])
    assert not any("xếp chung" in warning.value for warning in app.warning)
    lists = [fold.label for fold in app.expander if "thứ hạng của cả" in fold.label]
    assert len(lists) == 3, "two blocks are only asked"
    assert len(app.get("vega_lite_chart")) == 1 + 3
    assert labels.NOT_RATED in words(app)
    assert border in [fold.label for fold in app.expander]
    assert "có thể khác khi cách tính thay đổi ít" in words(app)


def test_the_ten_that_matter_are_in_order_and_the_zones_reach_from_class_to_class():
    rows = [
        {"unit_code": str(n), "rank_change_common": 9 if n == 15 else 0, "near_text": "x" if n == 12 else ""}
        for n in range(1, 33)
    ]
    kept = [int(row["unit_code"]) for row in chart.matter(rows, ["20"])]
    assert kept == sorted(kept) and {1, 2, 3, 12, 15, 20, 31, 32} == {*kept}
    assert chart.matter(rows[:12], []) == rows[:12], "a short list stands whole"
    bounds = [{"class_name": name, "lower_pct": low} for name, low in (("Tốt", 90.0), ("Khá", 70.0), ("Yếu", 0.0))]
    assert rankings.zones("K", bounds, 75.0) == [
        {"block": "K", "class": "Khá", "lower": 75.0, "upper": 90.0},
        {"block": "K", "class": "Tốt", "lower": 90.0, "upper": 100.0},
    ]


# ------------------------------------------------------------------ roles

TABLE = f"""email,role,unit_code,note
lead@x.vn,leader,,
Steward@X.vn ,steward,,
admin@x.vn,admin,,
hatu@x.vn,unit,{UNIT},
nounit@x.vn,unit,,
king@x.vn,king,,
both@x.vn,leader,,
both@x.vn,steward,,
odd@x.vn,leader,{UNIT},
"""


VERIFIED = {"is_logged_in": True, "email_verified": True, "iat": 0}  # tests know no day


@pytest.fixture
def signed_in(monkeypatch, tmp_path, warehouse):
    """Opens a page as somebody whom the identity provider names."""
    path = tmp_path / "roles.csv"
    path.write_text(TABLE, encoding="utf-8")
    monkeypatch.setenv("PBGDPL_ROLES", str(path))
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "steward")  # must not count here
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(warehouse))
    monkeypatch.setattr(guard, "sign_in_configured", lambda: True)
    monkeypatch.setattr(sign_in, "LASTS", float("inf"))

    def open_as(email, page="unit_profile.py", **query) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "_app.py"), default_timeout=60)
        app.user = {**VERIFIED, "email": email} if isinstance(email, str) else email
        app.run()
        if not app.error and page != "overview.py":
            app.switch_page(page)
            app.query_params["nam"] = str(YEAR)
            for key, value in query.items():
                app.query_params[key] = value
            app.run()
        assert not app.exception, app.exception
        return app

    open_as.table = path
    return open_as


@pytest.mark.parametrize(
    "who",
    ["unknown@x.vn", "nounit@x.vn", "king@x.vn", "both@x.vn", "odd@x.vn", "", "email",
     VERIFIED, {**VERIFIED, "email": "lead@x.vn", "email_verified": False},
     {**VERIFIED, "email": "lead@x.vn", "email_verified": "false"}, {**VERIFIED, "sub": "lead@x.vn"},
     {**VERIFIED, "email": "nobody@x.vn", "roles": ["admin"], "role": "admin"}],
    ids=str,
)  # fmt: skip
def test_nobody_without_a_whole_row_sees_anything(signed_in, who):
    app = signed_in(who)
    assert "chưa được phân quyền" in app.error[0].value
    assert not app.metric and not app.dataframe and not app.get("vega_lite_chart")


@pytest.mark.parametrize("email", ["lead@x.vn", "steward@x.vn", "ADMIN@x.vn"])
@pytest.mark.parametrize("page", ["unit_profile.py", "rankings.py"])
def test_readers_see_every_unit(signed_in, email, page):
    app = signed_in(email, page, dv=OTHER, mo=["tung-tieu-chi", "bang-xep-hang"])
    assert "chỉ đơn vị đó" not in words(app)
    assert app.dataframe
    assert app.text[0].value == email


def test_a_unit_sees_its_own_detail_and_of_others_what_is_published(monkeypatch, signed_in, warehouse, tmp_path):
    app = signed_in("hatu@x.vn")
    assert app.selectbox(key="dv").value == UNIT, "its own sheet opens"
    assert "Điểm mạnh, điểm yếu so với khối" in [fold.label for fold in app.expander]
    for page in ("unit_profile.py", "rankings.py"):
        app = signed_in("hatu@x.vn", page, dv=OTHER)
        assert "chưa công bố" in words(app) and "Bãi Cháy** đạt" not in words(app) and not app.get("vega_lite_chart")
    told = snapshots.published(warehouse, tmp_path / "told", YEAR)
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(told))
    app = signed_in("hatu@x.vn", dv=OTHER, so=UNIT, mo=PARTS)  # nor does the address open them
    text = "\n".join([words(app), *(fold.label for fold in app.expander)])
    assert "**Phường Bãi Cháy** đạt" in text and "chỉ đơn vị đó và Phòng Tư pháp xem được" in text
    assert " điểm)" not in text.split("xếp loại")[0], "no points of another unit"
    for hidden in ("Điểm mạnh", "Tiêu chí nên ưu tiên", "Thử thay đổi điểm", "Thời hạn và người", "phiên bản"):  # fmt: skip
        assert hidden not in text
    app = signed_in("hatu@x.vn", "rankings.py", do="nhom-D", khoi="xa_phuong")
    shown = json.dumps([frame.value.to_dict() for frame in app.dataframe], default=str)
    assert "Phường Hà Tu" in words(app)
    assert "Phường Bãi Cháy" not in shown + app.get("vega_lite_chart")[0].proto.alt


def test_a_unit_that_searches_is_led_to_what_opens(signed_in):
    """On a page where it can choose itself alone, another unit has its result sheet."""
    for typed, opens in (("Hà Tu", "plan_tasks.py"), ("Bãi Cháy", "unit_profile.py")):
        app = signed_in("hatu@x.vn", "plan_tasks.py")
        app.text_input(key="tim").set_value(typed).run()
        (link,) = (one.proto for one in app.get("page_link") if one.proto.label == f"Phường {typed}")
        assert link.page == labels.PAGES[opens][1]


def test_a_row_taken_out_works_at_once(signed_in):
    app = signed_in("lead@x.vn", "rankings.py")
    assert app.metric
    signed_in.table.write_text("email,role,unit_code\n", encoding="utf-8")
    app.run()
    assert "chưa được phân quyền" in app.error[0].value and not app.metric
    signed_in.table.unlink()
    app.run()
    assert app.error and not app.metric


def test_a_table_written_by_excel_in_vietnamese_is_read():
    users = guard.read_roles("email;role;unit_code\r\nA@x.vn;unit;P_HA_TU\r\n")
    assert users == ({"a@x.vn": guard.User("unit", "P_HA_TU")}, [])
    assert guard.read_roles("") == ({}, []) and guard.read_roles("a,b\n1,2\n") == ({}, [])


@pytest.mark.parametrize("page", sorted(labels.PAGES))
def test_a_unit_reads_every_page_with_its_own_scope_or_is_refused(monkeypatch, signed_in, page):
    """Whatever a page asks for a signed-in unit, a question that knows a scope is asked with that unit's."""
    asked, real = [], data.rows

    def recorded(question, **known):
        asked.append(question)
        assert question not in OF_THE_OFFICE, question
        assert known.get("scope", UNIT) == UNIT, f"{question} asked with {known['scope']!r}"
        return real(question, **known)

    monkeypatch.setattr(data, "rows", recorded)
    if page in labels.STEWARD_PAGES:
        with pytest.raises(ValueError, match="navigation page"):  # not even registered
            signed_in("hatu@x.vn", page)
        return
    signed_in("hatu@x.vn", page)
    assert asked


def test_a_unit_of_a_small_block_reads_its_groups_without_their_middle(monkeypatch, signed_in, warehouse, tmp_path):
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(snapshots.published(warehouse, tmp_path / "told", YEAR)))
    signed_in.table.write_text("email,role,unit_code\nhccb@x.vn,unit,HCCB\n", encoding="utf-8")
    app = signed_in("hccb@x.vn", dv="HCCB")
    assert any("khối có ít đơn vị nên không nêu trung vị khối" in markdown.value for markdown in app.markdown)


@pytest.mark.parametrize("page", sorted(labels.STEWARD_PAGES))
def test_pages_of_the_steward_open_for_the_steward_alone(signed_in, page):
    assert signed_in("steward@x.vn", page).title[0].value == labels.PAGES[page][0]
    with pytest.raises(ValueError, match="navigation page"):
        signed_in("lead@x.vn", page)


@pytest.mark.parametrize("page", ["overview.py", *guard.ONLY["noi_vu"]])
def test_noi_vu_reads_what_concerns_heads(signed_in, page):
    signed_in.table.write_text("email,role,unit_code\nnv@x.vn,noi_vu,\n", encoding="utf-8")
    app = signed_in("nv@x.vn", page, dv=OTHER)
    seen = page if page in guard.ONLY["noi_vu"] else "heads.py"  # the first address leads on to it
    assert app.title[0].value == labels.PAGES[seen][0]
    assert not [box for box in app.text_input if box.key == "tim"], "the search leads to pages that are not theirs"
    app = signed_in("nv@x.vn", page, **{presenting.KEY: "1"})
    assert app.title[0].value == labels.PAGES[seen][0], "a meeting has none of their pages"


@pytest.mark.parametrize("page", ["rankings.py", "unit_profile.py", "verification.py"])
def test_noi_vu_reads_nothing_else(signed_in, page):
    signed_in.table.write_text("email,role,unit_code\nnv@x.vn,noi_vu,\n", encoding="utf-8")
    with pytest.raises(ValueError, match="navigation page"):
        signed_in("nv@x.vn", page)


def test_a_verifier_sees_the_units_that_were_given_to_them(monkeypatch, signed_in):
    signed_in.table.write_text("email,role,unit_code\nTD@x.vn,verifier,\n", encoding="utf-8")
    app = signed_in("td@x.vn", "verification.py", dv=UNIT)
    assert "chưa có đơn vị nào" in words(app) and not app.dataframe
    real, asked = data.rows, []

    def given(question, **known):
        """As if a row of the reference gave them one unit."""
        if question != "verification_queue":
            return real(question, **known)
        asked.append(known["verifier"])
        return [row for row in real(question, **known | {"verifier": None}) if row["unit_code"] == UNIT]

    monkeypatch.setattr(data, "rows", given)
    app = signed_in("td@x.vn", "verification.py", dv=OTHER)
    assert set(asked) == {"td@x.vn"} and app.title[0].value == labels.PAGES["verification.py"][0]
    assert "được phân công **1** đơn vị" in words(app)
    assert app.selectbox(key="dv").value is None, "another unit does not open by its address"
    assert app.selectbox(key="dv").options[1:] == ["Phường Hà Tu"]
    with pytest.raises(ValueError, match="navigation page"):
        signed_in("td@x.vn", "rankings.py")


def test_differences_of_versions_and_corrections_are_listed(monkeypatch, warehouse):
    difference = {"version": 2, "criterion_code": "A1", "field": "self_points", "sheet_before": "Biểu 1",
                  "cell_before": "E8", "before": "2", "sheet_after": "Biểu 1", "cell_after": "E8", "after": "2,5"}  # fmt: skip
    correction = dict.fromkeys(columns_of(warehouse, "corrections", year=YEAR, block=None, scope=None))
    correction |= {"unit_code": UNIT, "criterion_code": "A2", "score_type": "verified", "old_points": 2.5,
                   "new_not_applicable": True, "reason": "Nhập nhầm"}  # fmt: skip
    made = {"version_differences": [difference], "corrections": [correction, correction | {"unit_code": OTHER}]}
    real = data.rows
    monkeypatch.setattr(data, "rows", lambda q, **known: [dict(r) for r in made[q]] if q in made else real(q, **known))
    app = open_profile(monkeypatch, warehouse, dv=UNIT, mo=["phien-ban", "dinh-chinh", "khac-biet"])
    folds = [fold.label for fold in app.expander]
    assert "Khác biệt giữa các phiên bản (1)" in folds and "Đính chính điểm (1)" in folds
    shown = html_of(app)
    assert "A2, điểm thẩm định" in shown and "không áp dụng" in shown and "Nhập nhầm" in shown
    assert "A1, điểm tự chấm" in shown and "1 → 2" in shown


def columns_of(warehouse, question: str, **known) -> list[str]:
    with snapshots.opened(warehouse) as con:
        return questions.ask(con, question, **known).column_names


@pytest.mark.parametrize("role, may", [("leader", False), ("steward", True)])
def test_the_sheets_of_all_units_are_for_those_who_work_with_all(monkeypatch, warehouse, role, may):
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", role)
    app = open_page(monkeypatch, warehouse, "unit_profile.py", nam=str(YEAR), dv=UNIT)
    assert any("của tất cả đơn vị" in button.label for button in app.button) == may
    [sheet] = [b for b in app.get("download_button") if "Tải phiếu này" in b.proto.label]
    assert sheet
