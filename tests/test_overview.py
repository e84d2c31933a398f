"""The page that answers for the year: what it points at, why a unit fell, the tiles, what changed since an earlier state."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from itertools import pairwise

import duckdb
import pytest

from charts import overview
from pages._shared import charts, guard
from tests import snapshots
from tests.test_pages import open_page, words
from warehouse import questions
from words import labels

pytestmark = pytest.mark.usefixtures("no_sample")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    return snapshots.build(tmp_path_factory.mktemp("overview"))


@pytest.fixture(scope="module")
def con(warehouse):
    with snapshots.opened(warehouse) as con:
        yield con


@pytest.fixture
def planted(warehouse, tmp_path):
    """A copy of the snapshot into which a test may write."""
    with duckdb.connect(shutil.copy(next((warehouse / "snapshots").iterdir()), tmp_path / "s.duckdb")) as con:
        yield con


def ask(con, question: str, **known) -> list[dict]:
    return questions.ask(con, question, **known).to_pylist()


EVERYWHERE = {"block": None, "scope": None}


def attention(con, year: int = 2024) -> set[tuple]:
    return {(row["topic"], row["unit_code"]) for row in ask(con, "attention", year=year, **EVERYWHERE)}


def test_a_leader_is_pointed_at_five_things_and_never_at_who_was_only_asked(planted):
    before = attention(planted)
    planted.execute(
        "update mart.ranking set class_steps = -2, class_name_previous = 'Tốt', score_basis = 'verified' where year = 2024 and unit_code = 'P_HA_TU'"
    )
    planted.execute(
        "update mart.ranking set class_order = 4, class_name = 'Yếu' where year = 2024 and unit_code = 'PNV'"
    )
    planted.execute(
        "update mart.unit_year set told_status = 'missing', needs_supplement = false where year = 2024 and unit_code in ('P_HA_LAM', 'HPN')"
    )
    planted.execute(
        "insert into mart.follow_up (unit_code, year, content, due_on, status) values"
        " ('P_CAO_XANH', 2023, 'Bổ sung', date '2024-06-30', 'overdue'), ('HPN', 2024, 'Bổ sung', date '2025-06-30', 'overdue'),"
        " ('P_HA_TU', 2024, 'Đã xong', date '2025-06-30', 'done')"
    )
    planted.execute(
        "update mart.told_finding set told_finding = 'unfavourable' where year = 2024 and unit_code = 'P_HA_KHANH'"
    )
    assert attention(planted) - before == {
        ("fell_two", "P_HA_TU"), ("lowest_class", "PNV"), ("missing", "P_HA_LAM"), ("overdue", "P_CAO_XANH"),
        ("head", "P_HA_KHANH"),
    }  # fmt: skip
    planted.execute("update mart.unit_told set is_held = true where year = 2024")
    unnamed = {row["topic"] for row in ask(planted, "attention", year=2024, **EVERYWHERE) if row["unit_name"] is None}
    assert unnamed == {"fell_two", "lowest_class"}, "a result is told by name once the unit could answer"
    assert all(row["is_held"] for row in ask(planted, "ranking", year=2024, **EVERYWHERE))
    planted.execute("update mart.ranking set is_running = true where year = 2024")
    assert not [topic for topic, _ in attention(planted) if topic in ("fell_two", "lowest_class")], (
        "not of a year that runs"
    )
    own = ask(planted, "attention", year=2024, block=None, scope="P_HA_TU")
    assert {row["unit_code"] for row in own} <= {"P_HA_TU"}


def test_what_waits_for_a_decision_is_told_with_its_day_until_it_is_decided(planted):
    planted.execute(
        "insert into mart.question (unit_code, asked_on, year, content, is_beyond_authority, answer) values"
        " ('P_HA_TU', date '2025-03-01', 2025, 'A', true, null), ('P_HA_TU', date '2025-04-01', 2025, 'B', false, null),"
        " ('P_HA_TU', date '2025-05-01', 2025, 'C', true, 'Đã trả lời')"
    )
    planted.execute("update mart.year_stage set stage = 'published' where year = 2023")
    planted.execute("update mart.year_stage set stage = 'submitted', since = date '2026-02-03' where year = 2025")
    planted.execute(
        "insert into mart.reply (year, unit_code, criterion_code, answer, is_open, received_on) values"
        " (2025, 'P_HA_LAM', 'A1', 'disagree', true, date '2026-01-20'), (2025, 'P_HA_LAM', 'A2', 'agree', false, date '2026-01-21'),"
        " (2023, 'P_HA_LAM', 'A1', 'disagree', true, date '2024-01-20')"
    )
    found = ask(planted, "decisions", **EVERYWHERE)
    assert [(row["topic"], row["since"], row["unit_code"]) for row in found] == [
        ("beyond", dt.date(2025, 3, 1), "P_HA_TU"),
        ("question", dt.date(2025, 4, 1), "P_HA_TU"),
        ("reply", dt.date(2026, 1, 20), "P_HA_LAM"),
        ("submitted", dt.date(2026, 2, 3), None),
    ]
    assert {row["unit_code"] for row in ask(planted, "decisions", block=None, scope="P_HA_LAM")} == {"P_HA_LAM"}


@pytest.mark.parametrize(
    ("scores", "evidence", "cause"),
    [
        # self and verified points of the year before and of the year, of 10
        ([(9, 9), (5, 5)], "Sổ", "earned"),
        ([(9, 9), (9, 6)], "Sổ", "verification"),
        ([(9, 9), (9, 6)], " ", "evidence"),
        ([(9, 8), (10, 9)], "Sổ", None),  # did not fall
    ],
)
def test_the_cause_of_a_fall_is_the_one_that_makes_half_of_it(scores, evidence, cause):
    con = duckdb.connect()
    con.execute("create schema mart")
    con.execute(
        "create table mart.criterion_unit_year (year bigint, unit_code varchar, framework_code varchar, criterion_code varchar,"
        " applicable boolean, points decimal(9, 4), max_points decimal(9, 4), self_points decimal(9, 4), verified_points decimal(9, 4),"
        " final_points decimal(9, 4), evidence varchar)"
    )
    con.execute(
        "create table mart.criterion as select 'F' as framework_code, 'A1' as criterion_code, 'Tên' as criterion_name, 'sổ' as evidence"
    )
    con.execute("create table mart.unit_line (unit_code varchar, predecessor_code varchar, effective_on date)")
    con.execute("insert into mart.unit_line values ('U', 'U', null), ('U', 'V', date '2024-11-01')")
    for year, (own, verified) in zip((2023, 2024), scores, strict=True):
        con.execute(
            "insert into mart.criterion_unit_year values (?, 'U', 'F', 'A1', true, ?, 10, ?, ?, null, ?)",
            [year, verified, own, verified, evidence],
        )
    con.execute(
        "create table mart.ranking as select 2024 as year, 'U' as unit_code, 'Đơn vị' as unit_name, 'B' as block_code, 'F' as framework_code,"
        " true as is_rated, cast(? as double) as score_change, 'all' as compared_on, null::varchar as left_out",
        [10 * (scores[1][1] - scores[0][1])],
    )
    found = ask(con, "falls", year=2024, **EVERYWHERE)
    if cause is None:
        assert not found
    else:
        assert [(row["cause"], row["most"], row["joined_on"]) for row in found] == [(cause, "A1", dt.date(2024, 11, 1))]
        assert found[0]["earned"] + found[0]["cut"] == pytest.approx(found[0]["score_change"])


def test_only_years_that_may_be_compared_make_a_line(planted):
    planted.execute("delete from mart.comparison")
    planted.execute(
        "insert into mart.comparison (year, before, place_code, is_comparable, median_before_all, median_after_all) values"
        " (2023, 2022, 'xa_phuong', false, 80, 70), (2024, 2023, 'xa_phuong', true, 70, 72), (2025, 2024, 'xa_phuong', true, 72, 74),"
        " (2026, 2025, 'xa_phuong', true, 74, 99), (2025, 2023, 'mttq_ctxh', true, 1, 2)"
    )
    rows = ask(planted, "block_medians", year=2026, block=None, scope=None)
    assert [(row["block_code"], row["year"], row["median_pct"]) for row in rows] == [
        ("xa_phuong", 2023, 70), ("xa_phuong", 2024, 72), ("xa_phuong", 2025, 74),
    ]  # fmt: skip
    assert len({row["piece"] for row in rows}) == 1
    planted.execute("update mart.comparison set is_comparable = false where year = 2025")
    planted.execute(
        "insert into mart.comparison (year, before, place_code, is_comparable, median_before_all, median_after_all) values (2022, 2021, 'xa_phuong', true, 60, 80)"
    )
    rows = ask(planted, "block_medians", year=2026, block=None, scope=None)
    assert [(row["year"], row["piece"]) for row in rows] == [(2021, 1), (2022, 1), (2023, 2), (2024, 2)]


def test_praised_is_only_who_is_verified_in_full_and_in_time(con):
    known = {row["unit_code"]: row for row in ask(con, "ranking", year=2024, **EVERYWHERE)}
    found = ask(con, "examples", year=2024, block=None, scope=None)
    assert {row["topic"] for row in found} == {"first", "risen"}
    good = [r for r in known.values() if r["is_rated"] and not r["is_provisional"] and r["status"] == "on_time"]
    (first,) = (row for row in found if row["topic"] == "first")
    assert first["score_pct"] == max(row["score_pct"] for row in good)
    (risen,) = (row for row in found if row["topic"] == "risen")
    assert risen["score_change"] == max(row["score_change"] or 0 for row in good)
    assert not ask(con, "examples", year=2026, block=None, scope=None), "nobody in a year that runs"


def test_tiles_show_what_is_verified_and_not_hidden_and_move_with_their_day(planted):
    rows = {row["unit_code"]: row for row in ask(planted, "tiles", year=2025, indicator="hai_long", **EVERYWHERE)}
    known = {row["unit_code"]: row for row in ask(planted, "ranking", year=2025, block="xa_phuong", scope=None)}
    assert set(rows) == set(known), "each ward and commune of the year has a place"
    assert any(row["score_pct"] is None for row in rows.values()) and any(row["share"] is None for row in rows.values())
    for code, row in rows.items():
        assert row["score_pct"] == (None if known[code]["is_provisional"] else known[code]["score_pct"])
    places = {(row["tile_column"], row["tile_row"]) for row in rows.values()}
    assert len(places) == len(rows), "no tile lies on another"
    running = ask(planted, "tiles", year=2026, indicator="hai_long", **EVERYWHERE)
    assert not [row for row in running if row["score_pct"] is not None or row["share"] is not None]
    own = ask(planted, "tiles", year=2025, indicator="hai_long", block=None, scope="P_HA_TU")
    assert {row["unit_code"] for row in own if row["share"] is not None} <= {"P_HA_TU"}
    planted.execute("insert into mart.unit_tile values ('P_HA_TU', date '2025-07-01', 9, 9)")
    for year, place in ((2024, (7, 6)), (2025, (9, 9))):
        (moved,) = (
            r
            for r in ask(planted, "tiles", year=year, indicator="hai_long", **EVERYWHERE)
            if r["unit_code"] == "P_HA_TU"
        )
        assert (moved["tile_column"], moved["tile_row"]) == place
    planted.execute("delete from mart.unit_tile")
    assert not ask(planted, "tiles", year=2025, indicator="hai_long", **EVERYWHERE)


def drawn(monkeypatch) -> dict:
    seen = {}
    monkeypatch.setattr(charts, "show", lambda kind, *args, **rows: seen.setdefault(kind, rows) and None)
    return seen


def test_the_first_screen_draws_little_and_each_part_opens_by_its_address(monkeypatch, warehouse):
    seen = drawn(monkeypatch)
    app = open_page(monkeypatch, warehouse, "overview.py", nam="2024", khoi="xa_phuong")
    assert set(seen) == {"class_shares", "middles"}
    assert [fold.proto.label for fold in app.expander][:2] == [
        "Việc cần đồng chí quyết định: 0",
        next(fold.proto.label for fold in app.expander if fold.proto.label.startswith("Cần trao đổi: ")),
    ]
    seen.clear()
    app = open_page(
        monkeypatch, warehouse, "overview.py", nam="2024", khoi="xa_phuong",
        mo=["quyet-dinh", "trao-doi", "so-do", "cao-thap", "thay-doi", "lan-truoc"],
    )  # fmt: skip
    assert set(seen) == {"class_shares", "middles", "tiles", "slopes"}
    said = words(app)
    assert "Kho số liệu không giữ dự thảo văn bản chờ ký" in said and "Nên biểu dương" in said
    assert "Vị trí ô là quy ước, không thể hiện địa giới hành chính" in said
    assert "Kho chỉ còn giữ số liệu hiện nay" in said
    moves = seen["slopes"]["moves"]
    assert len({move["unit"] for move in moves}) == 10 and {move["year"] for move in moves} == {"2023", "2024"}
    assert len(seen["slopes"]["table"].rows) > 10, "the table has all"
    links = {(link.proto.page, link.proto.query_string) for link in app.get("page_link")}
    assert any(page == "don-vi" and "dv=" in query for page, query in links), "a name opens its unit"
    app = open_page(monkeypatch, warehouse, "overview.py", nam="2024", khoi="co_quan_chuyen_mon")
    assert not [fold for fold in app.expander if "Sơ đồ" in fold.proto.label]


def test_a_fall_is_not_told_by_name_before_the_unit_had_its_say(monkeypatch, warehouse, tmp_path):
    held = snapshots.changed(warehouse, tmp_path / "w", "update mart.unit_told set is_held = true")
    seen = drawn(monkeypatch)
    app = open_page(monkeypatch, held, "overview.py", nam="2024", khoi="xa_phuong", mo="thay-doi")
    table = seen["slopes"]["table"].rows
    assert table and all(row["score_change"] >= 0 for row in table)
    assert {move["unit"] for move in seen["slopes"]["moves"]} <= {row["unit_code"] for row in table}
    with snapshots.opened(held) as con:
        rows = ask(con, "ranking", year=2024, block="xa_phuong", scope=None)
        (pair,) = ask(con, "comparison", year=2024, before=2023, block="xa_phuong", scope=None)
    compared = sum(r["unit_code"] in pair["compared_units"] and r["score_change"] is not None for r in rows)
    assert f"Kết quả giảm: {compared - len(table)} đơn vị {labels.NOT_NAMED}" in words(app).replace("\\", "")


def test_bars_are_sorted_by_the_share_of_the_upper_classes(monkeypatch, warehouse, con):
    seen = drawn(monkeypatch)
    open_page(monkeypatch, warehouse, "overview.py", nam="2024")
    pieces = seen["class_shares"]["pieces"]
    upper = {}
    for row in ask(con, "class_counts", year=2024, block=None, scope=None):
        upper[row["block_code"]] = (
            upper.get(row["block_code"], 0) + (row["class_name"] in ("Tốt", "Khá")) * row["share"]
        )
    order = list(dict.fromkeys(piece["block_code"] for piece in pieces))
    assert [upper[code] for code in order] == sorted(upper.values(), reverse=True)
    ends = {}
    for piece in pieces:
        ends[piece["block_code"]] = max(ends.get(piece["block_code"], 0), piece["end"])
    assert ends == {r["block_code"]: sum(x["units"] for x in ask(con, "class_counts", year=2024, block=r["block_code"], scope=None)) for r in ask(con, "class_counts", year=2024, block=None, scope=None)}  # fmt: skip


def test_a_year_that_runs_names_nobody_by_class(monkeypatch, warehouse):
    app = open_page(monkeypatch, warehouse, "overview.py", nam="2026", mo="so-do")
    assert "Năm chưa kết thúc nên chưa nêu đơn vị theo xếp loại" in words(app)
    assert "Sơ đồ chỉ có của năm đã kết thúc" in words(app)
    assert not [link for link in app.get("page_link") if "xếp loại" in link.proto.label and "**" in link.proto.label]


def test_none_found_is_no_news_where_the_figures_say_nothing(monkeypatch, warehouse):
    said = words(open_page(monkeypatch, warehouse, "overview.py", nam="2022"))
    assert "Mức xếp loại không so được với năm trước" in said and "giảm từ hai mức" not in said
    said = words(open_page(monkeypatch, warehouse, "overview.py", nam="2025"))
    assert "không so được với năm trước" not in said and "giảm từ hai mức" in said


def test_money_is_summed_by_source_and_what_nobody_told_is_missing(planted):
    planted.execute(
        "insert into mart.budget (unit_code, year, source, amount, is_social) values ('P_HA_TU', 2024, 'a', 2000000, false),"
        " ('P_HA_LAM', 2024, 'a', 500000, false), ('P_HA_TU', 2025, 'b', 7, true)"
    )
    assert ask(planted, "spending", year=2024, **EVERYWHERE) == [{"units": 2, "state": 2_500_000.0, "social": None}]
    assert not ask(planted, "spending", year=2023, **EVERYWHERE)
    assert ask(planted, "spending", year=2024, block=None, scope="P_HA_LAM")[0]["state"] == 500_000


def test_a_unit_reads_of_itself_alone_where_a_leader_is_pointed_at_units(monkeypatch, warehouse):
    monkeypatch.setattr(guard, "current_user", lambda: guard.User("unit", "P_HA_TU"))
    app = open_page(monkeypatch, warehouse, "overview.py", nam="2024", mo=["trao-doi", "quyet-dinh"])
    named = [link.proto.label for link in app.get("page_link") if link.proto.page == "don-vi"]
    named = [label for label in named if "kết quả cao nhất" not in label and "tăng nhiều nhất" not in label]
    assert all("Phường Hà Tu" in label or "đơn vị mình" in label for label in named)
    assert not [fold for fold in app.expander if fold.proto.label == "Thay đổi từ lần họp trước"]


def test_what_changed_since_an_earlier_state_is_told_by_unit(monkeypatch, warehouse, tmp_path):
    folder = shutil.copytree(warehouse, tmp_path / "warehouse")
    (snapshot,) = (folder / "snapshots").iterdir()
    before = shutil.copy(snapshot, folder / "snapshots" / "000000-20260105.duckdb")
    with duckdb.connect(str(before)) as con:
        con.execute("update mart.unit_year set submission_version = null where year = 2024 and unit_code = 'P_HA_TU'")
        con.execute("update mart.unit_year set score_basis = 'self' where year = 2024 and unit_code = 'P_HA_LAM'")
    (folder / "archive").mkdir(exist_ok=True)
    events = [
        {"type": "published", "seq": seq, "snapshot": name, "as_of": "2026-12-15", "covers_seq": 0, "at": at}
        for seq, (name, at) in enumerate(
            (("000000-20260105", "2026-01-05T20:00:00+00:00"), (snapshot.stem, "2026-12-15T08:00:00+07:00")), 1
        )
    ]
    (folder / "archive" / "journal.jsonl").write_text("".join(json.dumps(event) + "\n" for event in events))
    app = open_page(monkeypatch, folder, "overview.py", nam="2024", mo="lan-truoc")
    assert (
        "Từ 06/01/2026, số liệu năm 2024: thêm **1** báo cáo, **1** kết quả được thẩm định đầy đủ, **0** đơn vị gửi chậm"
        in words(app)
    )
    (table,) = (one.proto.body for one in app.get("html") if "Thay đổi số liệu năm 2024" in one.proto.body)
    assert "Phường Hà Tu" in table and "Đã thẩm định đầy đủ" in table and table.count("<tr>") == 3


def test_labels_at_the_ends_never_lie_on_each_other():
    ends = [{"y": y, "short": "A|B|C"} for y in (50.0, 50.0, 50.1, 90.0, 90.0)]
    told = sorted(end["y"] for end in overview.apart(ends, [40.0, 90.0]))
    assert all(b - a > 3 * 50 / 26 for a, b in pairwise(told))
    assert told[0] == 50 and told[-1] <= 90, "nor beside the plot"
    assert overview.apart([], []) == []
