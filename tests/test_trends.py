"""What moved a change, how rankings agree, merged units: against fractions, published values and planted successions."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook

from charts.trends import panels
from etl.desk import sheet_piece
from pages._shared import charts, data, score_story
from pages._trends.pieces import pieces
from tests import cli, snapshots
from tests.test_pages import open_page, words
from warehouse import build, questions
from words import labels

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Path:
    return snapshots.build(tmp_path_factory.mktemp("trends"))


@pytest.fixture(scope="module")
def con(warehouse):
    with snapshots.opened(warehouse) as connection:
        yield connection


def results(con, year: int, block: str | None) -> dict[str, tuple]:
    """unit → (framework, basis, exact parts by criterion)."""
    out: dict[str, tuple] = {}
    rows = con.execute(
        "select u.unit_code, u.framework_code, u.score_basis, u.max_points, s.criterion_code, coalesce(s.points, 0)"
        " from mart.unit_year u join mart.criterion_unit_year s using (year, unit_code)"
        " where u.year = ? and u.score_pct is not null and (?::varchar is null or u.block_code = ?)",
        [year, block, block],
    ).fetchall()
    for unit, framework, basis, maximum, criterion, points in rows:
        parts = out.setdefault(unit, (framework, basis, {}))[2]
        parts[criterion] = Fraction(100) * Fraction(points) / Fraction(maximum)
    return out


@pytest.mark.parametrize("block", [None, "xa_phuong"])
def test_the_parts_of_a_change_sum_to_it_exactly(con, block):
    before, after = results(con, 2023, block), results(con, 2024, block)
    both = [u for u in after if u in before and after[u][:2] == before[u][:2] and after[u][1] == "verified"]
    assert both and len(both) < max(len(before), len(after))  # somebody came or went, or this proves little

    def mean(of: dict, units) -> Fraction:
        return sum(sum(of[u][2].values()) for u in units) / len(units)

    exact: dict[str, Fraction] = {}
    for unit in both:
        for sign, of in ((1, after), (-1, before)):
            for criterion, part in of[unit][2].items():
                exact[criterion] = exact.get(criterion, Fraction(0)) + sign * part / len(both)
    change = mean(after, both) - mean(before, both)
    assert sum(exact.values()) == change  # in fractions: to the last digit

    shown = questions.ask(con, "change_parts", year=2024, before=2023, block=block, scope=None).to_pylist()
    assert {r["criterion_code"] for r in shown} == exact.keys()
    for row in shown:
        assert row["change"] == pytest.approx(float(exact[row["criterion_code"]]), abs=1e-9)
    (total,) = questions.ask(con, "change_total", year=2024, before=2023, block=block, scope=None).to_pylist()
    assert total["both_years"] == len(both)
    assert total["after_both"] - total["before_both"] == pytest.approx(float(change), abs=1e-9)
    assert sum(r["change"] for r in shown) == pytest.approx(float(change), abs=1e-9)


def test_of_the_few_that_came_nothing_is_said_to_have_fallen(con, monkeypatch, warehouse):
    """Where too few units have a verified result in both years, both figures stand and no change."""
    found = [
        questions.ask(con, "comparison", year=y, before=y - 1, block=None, scope=None).to_pylist()[0]
        for y in range(2024, 2027)
    ]
    assert any(not row["is_comparable"] for row in found)
    for row in found:
        assert row["is_comparable"] == (row["compared"] >= 0.8 * row["units"])
        assert len(row["left_out"]) == row["units"] - row["compared"]
        moved = questions.ask(con, "criteria", year=row["year"], block=None, scope=None).to_pylist()
        assert row["is_comparable"] or not any(c["median_change"] is not None for c in moved)
        said = labels.not_compared(row, "thẩm định")
        assert "chưa đủ để so sánh" in said and not re.search("tăng|giảm", said)
        app = open_page(monkeypatch, warehouse, "overview.py", nam=str(row["year"]), mo="thay-doi")
        if not row["is_comparable"] and row["year"] < 2026:
            assert "chưa đủ để so sánh" in words(app).lower() and "xuống loại" not in words(app)


def test_no_change_is_taken_across_frameworks(con):
    assert not questions.ask(con, "change_total", year=2023, before=2022, block=None, scope=None).num_rows
    assert not questions.ask(con, "change_parts", year=2023, before=2022, block=None, scope=None).num_rows


@pytest.mark.parametrize(
    ("before", "after", "tau"),
    [
        # the example of SciPy's documentation of kendalltau (variant b), with ties on both sides
        ([12, 2, 1, 12, 2], [1, 4, 7, 1, 0], -0.47140452079103173),
        ([1, 2, 3, 4], [1, 2, 3, 4], 1.0),
        ([1, 2, 3, 4], [4, 3, 2, 1], -1.0),
        ([1, 1, 1], [1, 2, 3], None),
        # as many as need spans of several widths; 7 and 11 turn the order through and through
        ([n * 7 % 150 + 1 for n in range(150)], [n * 11 % 90 + 1 for n in range(150)], 0.0018842598546986514),
    ],
)
def test_tau_b_against_published_values(before, after, tau):
    with duckdb.connect(":memory:") as con:
        con.execute(
            "create schema mart; create table mart.unit_year (year bigint, unit_code varchar, block_code varchar,"
            " framework_code varchar, rank_block bigint, rank_block_previous bigint)"
        )
        con.executemany(
            "insert into mart.unit_year values (2024, ?, 'b', 'f', ?, ?)",
            [[f"u{n}", now, was] for n, (was, now) in enumerate(zip(before, after, strict=True))],
        )
        build.run_model(con, "mart.rank_agreement")
        units, pairs, agreed, turned, found = con.execute(
            "select units, pairs, concordant_pairs, discordant_pairs, tau_b from mart.rank_agreement"
        ).fetchone()
    # the model compares no pairs: here they are
    signs = [(a[0] - b[0]) * (a[1] - b[1]) for a, b in combinations(zip(before, after, strict=True), 2)]
    assert (units, pairs, agreed, turned) == (
        len(before), len(signs), sum(sign > 0 for sign in signs), sum(sign < 0 for sign in signs),
    )  # fmt: skip
    assert found == (None if tau is None else pytest.approx(tau, abs=1e-12))


def rearranged(successions: list[tuple], scores: list[tuple]) -> dict[tuple, tuple]:
    """(year, unit) → (percent, members, with result, combined) from planted tables."""
    with duckdb.connect(":memory:") as con:
        con.execute(
            "create schema mart; create schema reference;"
            "create table reference.unit_successions (predecessor_code varchar, successor_code varchar,"
            " effective_on date, share decimal(9, 4));"
            "create table mart.unit (unit_code varchar);"
            "create table mart.unit_year (year bigint, unit_code varchar, unit_name varchar, block_code varchar,"
            " framework_code varchar, score_pct double, score_basis varchar)"
        )
        if successions:
            con.executemany("insert into reference.unit_successions values (?, ?, ?, ?)", successions)
        con.executemany(
            "insert into mart.unit_year values (?, ?, ?, 'b', ?, ?, 'verified')",
            [[year, unit, unit, framework, pct] for year, unit, pct, framework in scores],
        )
        con.execute("insert into mart.unit select distinct unit_code from mart.unit_year")
        for name in ("unit_line", "unit_year_rearranged"):
            build.run_model(con, f"mart.{name}")
        found = con.execute(
            "select year, unit_code, score_pct, members, members_with_result, is_combined"
            " from mart.unit_year_rearranged"
        ).fetchall()
    return {(year, unit): tuple(rest) for year, unit, *rest in found}


def test_predecessors_are_combined_by_their_shares():
    """A and part of B became N in mid-2025; B had taken in C at the end of 2023."""
    lines = [("A", "N", "2025-07-01", 1), ("B", "N", "2025-07-01", 0.25), ("C", "B", "2023-11-01", 1)]
    scores = [
        (2022, "A", 80.0, "f"), (2022, "B", 60.0, "f"), (2022, "C", 40.0, "f"),
        (2024, "A", 80.0, "g"), (2024, "B", 60.0, "g"),
        (2025, "N", 90.0, "g"),
    ]  # fmt: skip
    found = rearranged(lines, scores)
    assert found[2022, "N"] == (pytest.approx((80 + 0.25 * 60 + 0.25 * 40) / 1.5), 3, 3, True)
    assert found[2024, "N"] == (pytest.approx((80 + 0.25 * 60) / 1.25), 2, 2, True)
    assert found[2025, "N"] == (90.0, 1, 1, False)
    assert {unit for _, unit in found} == {"N"}


def test_nothing_is_filled_in_for_a_predecessor_without_a_result():
    lines = [("A", "N", "2025-07-01", 1), ("B", "N", "2025-07-01", 1)]
    found = rearranged(lines, [(2024, "A", 80.0, "g"), (2024, "B", None, "g"), (2025, "N", None, "g")])
    assert found[2024, "N"] == (None, 2, 1, True)
    mixed = rearranged(lines, [(2024, "A", 80.0, "f"), (2024, "B", 70.0, "g"), (2025, "N", 90.0, "g")])
    assert mixed[2024, "N"][0] is None, "two frameworks never meet in one figure"


def test_a_third_framework_breaks_every_line_again(monkeypatch, tmp_path):
    folder = snapshots.build(tmp_path)
    with duckdb.connect(str(next((folder / "snapshots").iterdir()))) as con:
        con.execute("update mart.unit_year set framework_code = 'KHAC' where year >= 2025")
    seen: dict[str, dict] = {}

    def record(kind, *args, **rows):
        seen.setdefault(kind, rows)

    monkeypatch.setattr(charts, "show", record)
    open_page(monkeypatch, folder, "trends.py", mo="don-vi", dv="P_HA_TU")
    assert [b["year"] for b in seen["ranks"]["breaks"]] == ["2023", "2025"]
    assert len({b["piece"] for b in seen["panels"]["breaks"]}) == 2 * 6, "two in each panel"
    for kind in ("panels", "ranks"):
        joined: dict[str, set] = {}
        for point in seen[kind]["points"]:
            joined.setdefault(point["piece"], set()).add(point["year"])
        for years in joined.values():
            assert not (years & {"2022"} and years - {"2022"})
            assert not (years & {"2023", "2024"} and years & {"2025", "2026"})


def test_the_view_after_rearrangement_is_marked(monkeypatch, warehouse):
    app = open_page(monkeypatch, warehouse, "trends.py", sx="sap_xep", dv="P_TRAN_HUNG_DAO", khoi="xa_phuong",
                    mo=["don-vi", "bang-dien-bien-don-vi"])  # fmt: skip
    assert "Kết quả ghép" in words(app) and "không suy đoán" in words(app)
    twin = next(t.proto.body for t in app.get("html") if "Phường Yết Kiêu" in t.proto.body)
    assert "Phường Trần Hưng Đạo, Phường Yết Kiêu" in twin


def movers(monkeypatch, warehouse, **query) -> tuple[str, dict, str]:
    """Message and rows of the chart of who rose and fell, and the words of the page."""
    seen = {}
    monkeypatch.setattr(charts, "show", lambda kind, message, *_, **rows: seen.update({kind: (message, rows)}))
    app = open_page(monkeypatch, warehouse, "trends.py", mo="tang-giam", **query)
    return *seen["slopes"], words(app)


def test_who_rose_and_fell_most_is_told_of_comparable_pairs(monkeypatch, warehouse, con):
    block = {"block": "xa_phuong"}
    pair = questions.ask(con, "comparison", year=2024, before=2023, **block, scope=None).to_pylist()[0]
    asked = questions.ask(con, "ranking", year=2024, scope=None, **block).to_pylist()
    change = {
        row["unit_code"]: row["score_change"]
        for row in asked
        if row["unit_code"] in pair["compared_units"] and row["score_change"] is not None
    }
    assert 10 < len(change) < len(asked), "somebody is left out, or this proves little"
    said, drawn, page = movers(monkeypatch, warehouse, nam="2024", khoi="xa_phuong")
    order = sorted(change, key=lambda code: -change[code])
    expected = {code for code in order[:5] if change[code] > 0} | {code for code in order[-5:] if change[code] < 0}
    assert {move["unit"] for move in drawn["moves"]} == expected
    for code in expected:  # a line says the same as its end
        first, last = (move["pct"] for move in drawn["moves"] if move["unit"] == code)
        assert last - first == pytest.approx(change[code])
    assert len(drawn["table"].rows) == len(change), "the table has all"
    assert said.startswith("Tăng nhiều nhất: ") and "; giảm nhiều nhất: " in said
    assert "trong 27/32 đơn vị được thẩm định đầy đủ ở cả hai năm" in page


def test_a_fall_is_not_told_by_name_of_a_unit_that_has_not_confirmed_its_facts(monkeypatch, warehouse):
    asked = data.rows

    def held(question: str, **given) -> list[dict]:
        return [row | ({"is_held": True} if question == "ranking" else {}) for row in asked(question, **given)]

    monkeypatch.setattr(data, "rows", held)
    said, drawn, page = movers(monkeypatch, warehouse, nam="2024", khoi="xa_phuong")
    assert drawn["moves"] and all(move["is_up"] for move in drawn["moves"]) and "giảm" not in said
    assert all(row["score_change"] >= 0 for row in drawn["table"].rows)
    assert f"đơn vị {labels.NOT_NAMED}" in page


def test_movers_stop_at_the_last_year_that_is_over_and_say_among_how_few(monkeypatch, warehouse):
    said, drawn, page = movers(monkeypatch, warehouse, nam="2026")
    assert {move["year"] for move in drawn["moves"]} == {"2024", "2025"}
    assert said.startswith("Trong 31/64 đơn vị so sánh được, "), said
    assert "đơn vị tăng" not in page, "of so few nothing is said of the whole"


def test_only_years_that_may_be_compared_are_joined_in_full():
    """By row: year, framework, whether it may be compared with the year before, whether most of it is verified."""

    def drawn(*rows) -> list[tuple]:
        found = pieces(
            [
                {"year": y, "framework_code": f, "is_comparable": c, "is_mostly_verified": v, "is_running": y == 2026,
                 "median_pct": p, "bounds": (), "tip": ""}
                for y, f, c, v, p in rows
            ]
        )  # fmt: skip
        lines: dict[tuple, list] = {}
        for point in found:
            lines.setdefault((point["piece"], point["dashed"]), []).append(point["year"])
        return [(years, "dashed" if dashed else "solid") for (_, dashed), years in lines.items() if len(years) > 1]

    years = ["2023", "2024"]
    assert drawn((2023, "f", False, True, 70.0), (2024, "f", True, True, 71.0)) == [(years, "solid")]
    assert drawn((2023, "f", False, True, 70.0), (2024, "f", False, True, 71.0)) == [(years, "dashed")]
    assert drawn((2023, "f", False, True, 70.0), (2024, "f", True, False, 90.0)) == [], "mostly not verified: no jump"
    assert drawn((2023, "f", False, True, 70.0), (2024, "g", True, True, 71.0)) == []
    assert drawn((2023, None, False, True, 70.0), (2024, None, True, True, 71.0)) == [], "several frameworks"
    assert drawn((2023, "f", False, True, 70.0), (2025, "f", True, True, 71.0)) == []
    assert drawn((2025, "f", False, True, 70.0), (2026, "f", True, True, 90.0)) == [], "a year that is not over"
    long = drawn((2022, "f", False, True, 70.0), (2023, "f", False, True, 70.0), (2024, "f", True, True, 71.0))
    assert long == [(["2022", "2023"], "dashed"), (years, "solid")]


def test_panels_share_one_scale_and_stand_in_rows():
    def line(*values):
        return [{"year": str(2023 + n), "piece": "1", "pct": v, "shown": str(v)} for n, v in enumerate(values)]

    made = panels([("A", line(70.0, 80.0), []), ("B", line(70.0, 90.0), []), ("C", [], line(60.0))], [2023, 2024], [])
    at = {(p["form"], p["piece"], p["year"]): p for p in made["points"]}
    assert at["wide", "0-True-1", "2023"]["down"] == at["wide", "1-True-1", "2023"]["down"]
    assert at["wide", "1-True-1", "2024"]["down"] < at["wide", "0-True-1", "2024"]["down"], "higher on the page"
    assert all(0 <= point["x"] <= 1 and 0 <= point["down"] <= 1 for rows in made.values() for point in rows)
    assert {(t["form"], t["text"]): t["line"] for t in made["titles"]} == {
        ("wide", "A"): 0, ("wide", "B"): 0, ("wide", "C"): 0, ("narrow", "A"): 0, ("narrow", "B"): 0, ("narrow", "C"): 1,
    }  # fmt: skip


def archived(folder: Path, name: str = "a" * 64) -> str:
    book = Workbook()
    sheet = book.active
    sheet.title = "Biểu 1"
    sheet.append(["Tiêu chí", "Nội dung", "Điểm tối đa", "Ghi chú", "Tự chấm", "Thẩm định", "Khác"])
    for number in range(1, 12):
        sheet.append([f"1.{number}", "<b>Nội dung</b>", 5, None, number / 4, None, "x" * 400])
    (folder / "archive").mkdir(exist_ok=True)
    book.save(folder / "archive" / f"{name}.xlsx")
    return name


def test_the_piece_of_a_sheet_shows_the_cell_its_line_and_its_header(tmp_path):
    name = archived(tmp_path)
    piece = sheet_piece.around(tmp_path, name, "Biểu 1", "E9")
    assert piece.rows[0] == (1, ["Tiêu chí", "Nội dung", "Điểm tối đa", "Ghi chú", "Tự chấm", "Thẩm định"])
    number, cells = piece.rows[piece.at_row]
    assert (number, piece.columns[piece.at_column], cells[piece.at_column]) == (9, "E", "2")
    assert cells[0] == "1.8"
    html = score_story.piece_html(piece, "Nguồn")
    assert "<b>" not in html and html.count('class="o"') == 1


@pytest.mark.parametrize(
    ("sha256", "sheet", "cell"),
    [("b" * 64, "Biểu 1", "A1"), ("../" + "a" * 61, "Biểu 1", "A1"), ("a" * 64, "Biểu 2", "A1"),
     ("a" * 64, "Biểu 1", "A999"), ("a" * 64, "Biểu 1", "1A"), ("c" * 64, "Biểu 1", "A1")],
)  # fmt: skip
def test_no_piece_where_nothing_can_be_read(tmp_path, sha256, sheet, cell):
    archived(tmp_path)
    (tmp_path / "archive" / f"{'c' * 64}.xlsx").write_bytes(b"PK\x03\x04 broken")
    assert sheet_piece.around(tmp_path, sha256, sheet, cell) is None


def test_the_story_of_a_score(monkeypatch, warehouse, con):
    unit, code, given, verified = con.execute(
        "select unit_code, criterion_code, self_points, verified_points from mart.criterion_unit_year"
        " where year = 2024 and verified_points < self_points order by all limit 1"
    ).fetchone()
    app = open_page(monkeypatch, warehouse, "criteria.py", nam="2024", dv=unit, tc=code)
    text = words(app)
    assert f"thấp hơn tự chấm **{f'{given - verified:f}'.rstrip('0').rstrip('.').replace('.', ',')} điểm**" in text
    assert "Nguồn điểm tự chấm" in text and "Nguồn điểm thẩm định" in text
    assert any("consolidated.xlsx" in t.proto.body for t in app.get("html"))
    assert "Phân bố" in " ".join(c.proto.alt for c in app.get("vega_lite_chart"))
    assert "Phiếu đối chiếu nguồn điểm (Word)" in [b.proto.label for b in app.get("download_button")]


def test_a_scoped_reader_gets_no_score_of_others(con):
    assert questions.ask(con, "score", year=2024, unit="P_HA_TU", criterion="A1", scope="P_HA_TU").num_rows == 1
    assert questions.ask(con, "score", year=2024, unit="P_HA_TU", criterion="A1", scope="P_BAI_CHAY").num_rows == 0
    rows = questions.ask(con, "criterion_units", year=2024, criterion="A1", block=None, scope="P_BAI_CHAY").to_pylist()
    assert [row["unit_code"] for row in rows] == ["P_BAI_CHAY"]


def test_filters_of_the_criteria_page(monkeypatch, warehouse):
    app = open_page(monkeypatch, warehouse, "criteria.py", nam="2024", nhom="A", thu_tu="nhom")
    assert app.query_params["nhom"] == "A"
    chart = app.get("vega_lite_chart")[0].proto
    assert "5 tiêu chí" in chart.alt or "A1" in chart.alt
    assert " D1 " not in chart.alt
    app = open_page(monkeypatch, warehouse, "criteria.py", nam="2024", nhom="A", loai="tac_dong")
    assert "Không có tiêu chí nào khớp điều kiện lọc" in words(app)


def test_a_group_opens_to_its_criteria(monkeypatch, warehouse):
    seen = {}
    monkeypatch.setattr(charts, "show", lambda kind, *args, **rows: seen.update({args[2]: rows}))
    open_page(monkeypatch, warehouse, "criteria.py", nam="2024", mo=["don-vi-tieu-chi", "moi-tieu-chi"])
    assert {cell["code"].split("|")[0] for cell in seen["bieu_do_nhiet_nhom"]["cells"]} == set("ABCDE")
    assert "bieu_do_nhiet" not in seen
    lost = [bar["share"] for bar in seen["bieu_do_mat_diem"]["criteria"]]
    assert len(lost) == 8 and lost == sorted(lost, reverse=True)
    assert seen["bieu_do_mat_diem"]["criteria"][-1]["so_far"] == pytest.approx(sum(lost))

    # a click on a cell of group D, once
    def shown(kind, message, alt_text, key, **rows):
        seen[key] = rows
        return "P_HA_TU|D" if key == "bieu_do_nhiet_nhom" else None

    monkeypatch.setattr(charts, "show", shown)
    app = open_page(monkeypatch, warehouse, "criteria.py", nam="2024", mo="don-vi-tieu-chi")
    assert app.query_params["nhom"] == "D"
    assert {cell["code"][0] for cell in seen["bieu_do_nhiet"]["cells"]} == {"D"}


def test_the_rearrangement_of_july_2025_is_ready_to_load(tmp_path):
    """Loaded after the sample's own reference: three new units, and what each is made of in the years before."""
    folder = tmp_path / "warehouse"
    for name in ("reference", "reference_2025_07"):
        code, result = cli.load(folder, ROOT / "sample_data" / name)
        assert code == 0, result
    made = dict(
        cli.rows(folder, "select unit_code, members from mart.unit_year_rearranged where year = 2022 and is_combined")
    )
    # Yết Kiêu was one of the wards when it was taken in by Trần Hưng Đạo, itself now a part of Hồng Gai
    assert made == {"X_QUANG_LA_2025": 4, "X_THONG_NHAT_2025": 4, "P_HONG_GAI_2025": 4}
    scope = cli.rows(folder, "select unit_code from mart.unit_year where year = 2025")
    assert {"X_QUANG_LA_2025", "X_THONG_NHAT_2025"} <= {unit for (unit,) in scope}
    assert not {"X_QUANG_LA", "P_TRAN_HUNG_DAO", "X_DONG_LAM"} & {unit for (unit,) in scope}
