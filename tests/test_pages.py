"""Every page through the router: with data, with nothing loaded, with one unit, all tied, nothing submitted."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from charts import templates
from pages._rankings import summary
from pages._shared import charts, data, door, export, guard, memory, tables
from pages._shared.tables import Column
from tests import snapshots
from warehouse.store import Warehouse, sha256_of
from words import labels
from words.page_help import HELP

pytestmark = pytest.mark.usefixtures("no_sample")

ROOT = Path(__file__).resolve().parent.parent
ALL_PAGES = sorted(path.name for path in (ROOT / "pages").glob("[!_]*.py"))
# those show files and tables, not figures of a year: test_{intake,start,catalogue,audit,about}_page.py
PAGES = [page for page in ALL_PAGES if page not in ("intake.py", "start.py", "catalogue.py", "audit.py", "about.py")]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Path:
    return snapshots.build(tmp_path_factory.mktemp("full"))


def open_page(monkeypatch, warehouse: Path, page: str, **query) -> AppTest:
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(warehouse))
    if page in labels.STEWARD_PAGES:
        monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "steward")
    app = AppTest.from_file(str(ROOT / "pages" / "_app.py"), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    # as a deep link: `switch_page` knows no address before a first run, which would draw the overview every time
    app._page_hash = calc_hash(labels.PAGES[page][1])
    app.run()
    assert not app.exception, app.exception
    return app


def words(app: AppTest) -> str:
    kinds = (app.title, app.caption, app.markdown, app.info, app.error, app.header, app.subheader)
    return "\n".join(element.value for kind in kinds for element in kind)


def html_of(app: AppTest) -> str:
    """The HTML of a page: its tables and lines."""
    return "\n".join(element.proto.body for element in app.get("html"))


def type_in_grid(app: AppTest, **edits) -> None:
    """As a browser tells it: AppTest itself types into no grid."""
    (grid,) = app.data_editor
    states = app._tree.get_widget_states()
    told = {"edited_rows": {}, "added_rows": [], "deleted_rows": []} | edits
    states.widgets.add(id=grid.proto.id, string_value=json.dumps(told))
    app._run(states)
    assert not app.exception, app.exception


def specs(app: AppTest) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]


def test_every_page_file_is_in_the_menu():
    assert sorted(labels.PAGES) == sorted(HELP) == ALL_PAGES


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("query", [{}, {"nam": "2024", "khoi": "xa_phuong"}, {"nam": "2026"}, {"nam": "2022"}])
def test_page_with_data(monkeypatch, warehouse, page, query):
    app = open_page(monkeypatch, warehouse, page, **query)
    text = words(app)
    assert app.title[0].value == labels.PAGES[page][0]
    assert HELP[page][0] in text
    assert "số liệu minh họa, không phải số liệu chính thức" in app.caption[0].value
    assert f"Năm {query.get('nam', '2025')}" in app.caption[0].value
    assert "tính đến 15/12/2026" in app.caption[0].value
    assert "thẩm định" in text
    assert not re.search(r"\bNone\b|\bnan\b|\d\.\d+%", text), "missing is –, decimals have a comma"
    closed = [fold for fold in app.expander if not fold.proto.expanded]
    assert app.dataframe or closed or not specs(app), "a table stands beside every chart"
    assert app.get("download_button") or page in (
        "assessments.py",
        "publication.py",
    )  # no other assessment, no stage set
    for chart in app.get("vega_lite_chart"):
        assert chart.proto.alt, "a chart says in words what it shows"
    for spec in specs(app):
        assert spec["config"]["locale"]["number"]["decimal"] == ","


@pytest.mark.parametrize("page", PAGES)
def test_page_with_an_empty_folder(monkeypatch, tmp_path, page):
    roles = ["steward"] if page in labels.STEWARD_PAGES else ["leader", "steward"]
    for role in roles:
        monkeypatch.setenv("PBGDPL_LOCAL_ROLE", role)
        app = open_page(monkeypatch, tmp_path / "nowhere", page)
        assert "Kho số liệu còn trống" in app.info[0].value
        assert not app.code, "nobody here knows a command line"
        assert not specs(app)
        ways = [(link.proto.page, link.proto.label) for link in app.get("page_link")]
        assert ways == ([("bat-dau", "**Bắt đầu**")] if role == "steward" else [])
        assert ("Số liệu do Phòng Tư pháp nạp" in words(app)) is (role == "leader")


THIN = {
    "no_reference": {"reference": False, "files": False},
    "nothing_submitted": {"files": False},
    "one_unit": {"units": {"P_BAI_CHAY"}},
    "one_year": {"years": [2024]},
    "all_tied": {"tied": True},
    "only_requested": {"units": {"HPN", "HND"}, "years": [2025]},
}


@pytest.fixture(scope="module")
def thin(tmp_path_factory):
    """Thin warehouses by name, each built once: pages only read them."""
    return cache(lambda name: snapshots.build(tmp_path_factory.mktemp(name), **THIN[name]))


@pytest.mark.parametrize("page", PAGES)
def test_page_with_a_snapshot_without_reference(monkeypatch, thin, page):
    app = open_page(monkeypatch, thin("no_reference"), page)
    assert "chưa có bộ tiêu chí nào" in app.info[0].value


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("shape", list(THIN)[1:])
def test_page_with_a_thin_warehouse(monkeypatch, thin, page, shape):
    app = open_page(monkeypatch, thin(shape), page)
    text = words(app)
    assert not re.search(r"\bNone\b|\bnan\b", text)
    if shape == "nothing_submitted" and page not in (
        "deadlines.py",
        "surveys.py",
        "review.py",
        "plan_tasks.py",
        "assessments.py",
        "publication.py",
    ):
        assert "Chưa có báo cáo nào của năm 2026" in text
        assert "Hạn gửi: hết ngày 04/01/2027" in text
    if shape == "all_tied" and page == "rankings.py":
        assert "đồng hạng" in text


def test_a_score_above_the_survey_is_told_wherever_the_score_is(monkeypatch, warehouse):
    with snapshots.opened(warehouse) as con:
        year, unit, criterion, share, low, points = con.sql(
            "select year, unit_code, criterion_code, share, survey_points_low, survey_points from mart.criterion_survey"
            " where finding = 'self_above_survey' order by year desc, unit_code limit 1"
        ).fetchone()
        (count,) = con.sql(
            f"select count(*) from mart.criterion_survey where finding is not null and year = {year}"
        ).fetchone()
    app = open_page(monkeypatch, warehouse, "criteria.py", nam=str(year), dv=unit, tc=criterion)
    (told,) = (line for line in words(app).splitlines() if line.startswith("Khảo sát năm"))
    assert labels.percent(100 * share) in told and "khoảng tin cậy 95%" in told
    assert f"**{labels.points(points)} điểm** theo thang" in told
    assert (f"từ {labels.points(low)} đến" in told) or low == points
    assert "**▲ Tự chấm cao hơn khảo sát**" in told and "điểm không tự thay đổi" in told
    app = open_page(monkeypatch, warehouse, "unit_profile.py", nam=str(year), dv=unit, mo="diem-khao-sat")
    assert "điểm tự chấm cao hơn mức khảo sát ủng hộ" in words(app)
    app = open_page(monkeypatch, warehouse, "verification.py", nam=str(year), mo="cao-hon-khao-sat")
    assert f"**{count}** điểm tự chấm cao hơn mức khảo sát ủng hộ" in words(app)


def test_a_band_shows_the_places_that_each_unit_of_a_block_may_take(monkeypatch, warehouse):
    seen = {}
    monkeypatch.setattr(charts, "show", lambda kind, message, *_, **rows: seen.update({kind: (message, rows)}))
    open_page(monkeypatch, warehouse, "rankings.py", nam="2024", khoi="xa_phuong", mo="chac-chan")
    message, drawn = seen["rank_band"]
    with snapshots.opened(warehouse) as con:
        expected = con.sql(
            "select unit_code, rank_block, rank_low, rank_high from mart.ranking"
            " where year = 2024 and block_code = 'xa_phuong' and rank_low is not null"
        ).fetchall()
    assert len(expected) > 20
    told = {unit["unit_code"]: (unit["place"], unit["low"] < unit["high"], unit["text"]) for unit in drawn["units"]}
    assert told == {
        code: (rank, True, labels.interval({"rank_low": low, "rank_high": high})) for code, rank, low, high in expected
    }
    widest = max(expected, key=lambda row: row[3] - row[2])
    assert f"/{len(expected)} đơn vị lệch không quá 1 bậc" in message
    assert labels.interval({"rank_low": widest[2], "rank_high": widest[3]}) in message


def test_how_sure_the_first_places_are_is_said():
    firm = {"unit_name": "Xã A", "rank_low": 1.0, "rank_high": 1.0}
    near = {"unit_name": "Xã B", "rank_low": 1.0, "rank_high": 2.4}
    assert summary.how_sure([firm]).endswith("±25%: vẫn đứng đầu")
    assert summary.how_sure([firm, firm]).endswith("cả 2 đơn vị vẫn đứng đầu")
    assert summary.how_sure([firm, near]).endswith("±25%: Xã B có thể đứng thứ 1–3")
    assert summary.how_sure([firm | {"rank_high": None}]) == ""


@pytest.mark.parametrize(("page", "typed", "address"), [
    ("heads.py", "hoa binh", "nguoi-dung-dau"),
    ("heads.py", "Hoà Bình", "nguoi-dung-dau"),
    ("plan_tasks.py", "Hòa Bình", "nhiem-vu"),
    ("overview.py", "hoa binh", "don-vi"),
])  # fmt: skip
def test_a_unit_is_found_without_tone_marks_and_opened_where_units_are_chosen(
    monkeypatch, warehouse, page, typed, address
):
    app = open_page(monkeypatch, warehouse, page, nam="2024")
    app.text_input(key="tim").set_value(typed).run()
    (link,) = (one.proto for one in app.get("page_link") if "X_HOA_BINH" in one.proto.query_string)
    assert link.page == address and link.label == "Xã Hòa Bình"


def test_a_survey_in_the_field_is_provisional_and_a_unit_reads_its_own_figure(monkeypatch, warehouse):
    text = words(open_page(monkeypatch, warehouse, "surveys.py", nam="2022"))
    assert "Số liệu tạm tính" not in text and "phần còn lại của thành phố; " in text
    assert "Tỷ lệ gộp: " in text and "Tỷ lệ theo tổng thể: " in text
    monkeypatch.setattr(guard, "current_user", lambda: guard.User("unit", "P_HA_TU"))
    app = open_page(monkeypatch, warehouse, "surveys.py", nam="2026")
    text = words(app)
    assert "còn thu thập phiếu đến 31/12/2026" in text
    (answer,) = (line for line in text.splitlines() if line.startswith("Năm 2026: "))
    assert "Phường Hà Tu" in answer and "kém hơn phần còn lại của thành phố; " not in answer
    assert not re.search("Phường (?!Hà Tu)", text), "no other unit is named"


def test_overview_figures_are_those_of_the_mart(monkeypatch, warehouse):
    app = open_page(monkeypatch, warehouse, "overview.py", nam="2024")
    with snapshots.opened(warehouse) as con:
        units, submitted, verified = con.sql(
            "select count(*), count(submission_version), count(*) filter (score_basis = 'verified')"
            " from mart.unit_year where year = 2024"
        ).fetchall()[0]
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Đã gửi báo cáo"] == f"{submitted}/{units}"
    assert shown["Đã thẩm định đầy đủ"] == f"{verified}/{submitted}"


def test_filters_follow_from_page_to_page_and_into_the_url(monkeypatch, warehouse):
    app = open_page(monkeypatch, warehouse, "overview.py")
    app.selectbox(key="nam").set_value(2023).run()
    app.selectbox(key="khoi").set_value("xa_phuong").run()
    assert (app.query_params["nam"], app.query_params["khoi"]) == ("2023", "xa_phuong")
    del app.query_params["nam"], app.query_params["khoi"]  # what a click in the menu does
    app.switch_page("rankings.py").run()
    assert "Năm 2023 · Khối xã, phường" in app.caption[0].value
    assert app.query_params["nam"] == "2023"
    app.selectbox(key="khoi_hep").set_value("tat_ca").run()  # the row that phones show
    assert "khoi" not in app.query_params
    assert "Tất cả các khối" in app.caption[0].value


def test_the_twin_of_a_chart_opens_with_the_same_figures(monkeypatch, warehouse):
    app = open_page(monkeypatch, warehouse, "criteria.py", khoi="xa_phuong", nam="2024")
    assert not [twin for twin in app.get("html") if "<table" in twin.proto.body]
    app.toggle(key="mo_bang-tieu-chi").set_value(True).run()
    assert "bang-tieu-chi" in app.query_params["mo"]
    assert not app.exception
    twin = next(twin.proto.body for twin in app.get("html") if "<table" in twin.proto.body)
    head = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', twin)
    place = head.index("Điểm mất (cộng các đơn vị)")
    shown = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)[place] for row in twin.split("<tr>")[2:]]
    values = [float(text.replace(".", "").replace(",", ".")) for text in shown]
    assert len(values) > 20 and values == sorted(values, reverse=True)


@pytest.mark.parametrize("typed", ["hoa binh", "Hoà Bình", "HÒA BÌN", "bình xã hoa"])
def test_a_unit_is_found_with_or_without_marks(monkeypatch, warehouse, typed):
    app = open_page(monkeypatch, warehouse, "overview.py", nam="2024")
    links = len(app.get("page_link"))
    app.text_input(key="tim").set_value(typed).run()
    found = [link.proto for link in app.get("page_link")]
    assert not app.exception and len(found) == links + 1
    assert any(link.label == "Xã Hòa Bình" and "dv=X_HOA_BINH" in link.query_string for link in found)


def test_a_search_says_what_it_leaves_out_and_when_there_is_nothing(monkeypatch, warehouse):
    app = open_page(monkeypatch, warehouse, "overview.py", nam="2024")
    app.text_input(key="tim").set_value("phuong").run()
    assert "gõ thêm chữ" in words(app)
    app.text_input(key="tim").set_value("Đồng Nai").run()
    assert "Không có đơn vị hay tiêu chí nào mang tên này." in words(app)
    app.text_input(key="tim").set_value("A1").run()
    assert any("tc=A1" in link.proto.query_string for link in app.get("page_link"))


def test_unknown_values_in_the_url_fall_back(monkeypatch, warehouse):
    app = open_page(monkeypatch, warehouse, "overview.py", nam="1999", khoi="x'; drop table mart.unit")
    assert "Năm 2025 · Tất cả các khối" in app.caption[0].value


def test_no_line_crosses_the_change_of_framework(monkeypatch, warehouse):
    """A piece of a line never holds a year of each framework, nor the year that is not over."""
    seen = {}
    monkeypatch.setattr(charts, "show", lambda kind, *args, **rows: seen.setdefault(kind, rows))
    app = open_page(monkeypatch, warehouse, "trends.py")
    pieces = {}
    for point in seen["panels"]["points"]:
        pieces.setdefault(point["piece"], set()).add(point["year"])
    assert {"2022"} in pieces.values()
    assert not [years for years in pieces.values() if "2022" in years and len(years) > 1]
    assert {"2023", "2024"} in pieces.values(), "years that follow each other are joined"
    assert "2026" not in set().union(*pieces.values())
    assert re.search(r"Năm 2026 đang diễn ra: \d+/64 đơn vị đã gửi, chưa so sánh", words(app))


def test_nobody_without_a_role_sees_anything(monkeypatch, warehouse):
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "king")
    app = open_page(monkeypatch, warehouse, "overview.py")
    assert "chưa được phân quyền" in app.error[0].value
    assert not app.metric and not app.dataframe


@pytest.mark.parametrize("page", ALL_PAGES)
def test_every_page_begins_with_the_guard(page):
    code = (ROOT / "pages" / page).read_text(encoding="utf-8")
    first = next(
        line
        for line in code.splitlines()
        if line and line[0].isalpha() and "import" not in line and not line.startswith('"""')
    )
    assert first.startswith(("view = frame.start(", "guard.require(")), first
    assert "select " not in code, "no SQL on a page"


def test_unit_role_is_limited_to_its_unit():
    assert guard.User("unit", "P_BAI_CHAY").scope == "P_BAI_CHAY"
    assert guard.User("unit").scope == ""
    assert guard.User("leader").scope is None


COLUMNS = [Column("name", "Đơn vị"), Column("pct", "% điểm tối đa", "percent"), Column("day", "Ngày", "date")]
DANGEROUS = [
    {"name": "=HYPERLINK(1)", "pct": 93.4567, "day": None},
    {"name": "@x", "pct": None, "day": snapshots.AS_OF},
]


def test_xlsx_export_keeps_text_as_text_and_says_what_it_is():
    made = export.xlsx("Thử", [("Mã lần cập nhật", "S1"), ("Khối", "=1+1")], DANGEROUS, COLUMNS)
    assert made == export.xlsx("Thử", [("Mã lần cập nhật", "S1"), ("Khối", "=1+1")], DANGEROUS, COLUMNS)
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    values = [cell.value for cell in cells]
    assert "S1" in values and "=HYPERLINK(1)" in values and 93.4567 in values and labels.NONE in values


def test_thousands_have_their_dot_and_years_none():
    columns = [Column("n", "Số phiếu", "integer"), Column("year", "Năm", "year")]
    rows = [{"n": 1521, "year": 2025}, {"n": None, "year": None}]
    shown = re.findall(r">([^<>\n]+)</t[dh]>", tables.html(rows, columns, "Thử"))
    assert shown == ["Số phiếu", "Năm", "1.521", "2025", "–", "–"]
    assert "1521;2025" in export.csv_bytes("Thử", [], rows, columns).decode("utf-8-sig")


def test_csv_export_disarms_formulas_and_uses_a_decimal_comma():
    text = export.csv_bytes("Thử", [("Khối", "=1+1")], DANGEROUS, COLUMNS).decode("utf-8-sig")
    assert "'=HYPERLINK(1);93,5%;–" in text
    assert "'@x;–;15/12/2026" in text
    assert "Khối;'=1+1" in text


@pytest.mark.parametrize("text", ["https://x.vn", "HTTP://x.vn/a", "www.x.vn", "WWW.x.vn", "a@x.vn", "mailto:a@x.vn"])
def test_an_address_in_a_name_is_no_link(text):
    """What GitHub's Markdown, which Streamlit speaks, makes a link of: tried in a browser, there is none left."""
    shown = labels.plain(text)
    assert not re.search(r"//|www\.|\w@", shown, re.IGNORECASE)
    assert shown.replace("\u2060", "").replace("\\", "") == text
    assert labels.plain("Phường A/B, ngày 01/02") == "Phường A/B, ngày 01/02"


def test_status_words_of_a_requested_report_never_accuse():
    row = {"status": "missing", "obligation": "requested", "days_late": 40}
    assert "không tính chậm" in labels.status(row, snapshots.AS_OF)
    assert "✕" not in labels.status(row, snapshots.AS_OF)


def test_templates_carry_no_data_and_are_built_once():
    templates.build_all()
    for kind in templates.TEMPLATES:
        spec = templates.template(kind, False)
        assert "datasets" not in spec
        assert templates.template(kind, False) is spec


def test_collection_is_bounded(monkeypatch):
    monkeypatch.setattr(memory, "_last", memory.time.monotonic())
    assert not memory.collect_if_due()
    monkeypatch.setattr(memory, "_last", memory.time.monotonic() - memory.INTERVAL - 1)
    assert memory.collect_if_due()
    assert not memory.collect_if_due()


def test_a_damaged_folder_is_said_above_the_page_and_the_one_before_is_shown(monkeypatch, warehouse, tmp_path):
    folder = shutil.copytree(warehouse, tmp_path / "warehouse")
    (folder / "CURRENT").write_bytes(b"\0\xff")
    (snapshot,) = (folder / "snapshots").iterdir()
    event = {"type": "published", "seq": 1, "snapshot": snapshot.stem, "as_of": "2026-12-15", "covers_seq": 0}
    (folder / "archive").mkdir(exist_ok=True)
    (folder / "archive" / "journal.jsonl").write_text(json.dumps(event) + "\n")
    app = open_page(monkeypatch, folder, "overview.py")
    assert [w.value for w in app.warning] == [labels.FOLDER_DAMAGED]
    assert snapshot.stem in words(app)
    snapshot.write_bytes(b"")
    data._connection.clear()
    app = open_page(monkeypatch, folder, "overview.py")
    assert labels.NOTHING_READABLE in [w.value for w in app.warning]
    assert "sua_kho" not in [button.key for button in app.button], "a leader mends nothing"
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "steward")
    monkeypatch.setattr(door, "mend", lambda: ["Tệp CURRENT sai. Đã sửa."])
    app = open_page(monkeypatch, folder, "overview.py")
    app.button(key="sua_kho").click().run()
    assert "Tệp CURRENT sai. Đã sửa." in [info.value for info in app.info]


def test_a_snapshot_that_was_changed_is_said_above_the_page(monkeypatch, warehouse, tmp_path):
    folder = shutil.copytree(warehouse, tmp_path / "warehouse")
    (snapshot,) = (folder / "snapshots").iterdir()
    event = {"type": "published", "snapshot": snapshot.stem, "as_of": "2026-12-15", "covers_seq": 0}
    for seq, sha256, told in ((2, sha256_of(snapshot), []), (3, "0" * 64, [labels.SNAPSHOT_CHANGED])):
        Warehouse(folder).append([event | {"seq": seq, "snapshot_sha256": sha256}])
        data._has_its_hash.cache_clear()
        assert [w.value for w in open_page(monkeypatch, folder, "about.py").warning] == told


def test_heads_are_told_apart_by_their_terms(monkeypatch, warehouse):
    """Both heads of the ward have the same position; a year of the one is not a year of the other."""
    app = open_page(monkeypatch, warehouse, "heads.py", nam="2025", dv="P_HA_TU")
    (year_before,) = [line for line in words(app).splitlines() if "Năm 2024" in line and "lâu nhất" in line]
    assert "Người đứng đầu: Chủ tịch UBND phường (nhiệm kỳ từ 06/01/2025)" in words(app)
    app = open_page(monkeypatch, warehouse, "heads.py", nam="2026", dv="P_HA_TU")
    (year_before,) = [line for line in words(app).splitlines() if "Năm 2024" in line and "lâu nhất" in line]
    assert "(nhiệm kỳ từ 01/02/2017), nhiệm kỳ của người khác" in year_before
    (own,) = [line for line in words(app).splitlines() if "Năm 2025" in line and "lâu nhất" in line]
    assert "nhiệm kỳ của người khác" not in own and "(nhiệm kỳ từ 06/01/2025)" in own
    app = open_page(monkeypatch, warehouse, "unit_profile.py", nam="2025", dv="P_HA_TU", mo="thoi-han")
    assert "Chủ tịch UBND phường (nhiệm kỳ từ 06/01/2025)" in words(app)


def test_a_line_a_head_with_the_results_of_four_years(monkeypatch, warehouse):
    """What is to be looked at stands first with its reason; a press on the name opens the sheet, in the address too."""
    app = open_page(monkeypatch, warehouse, "heads.py", nam="2025", loc="tat_ca", mo="con-lai")
    lines = [line.proto.body for line in app.get("html") if line.proto.body.startswith('<div class="nguoi ">')]
    names = [button for button in app.button if button.key.startswith("mo_phieu_")]
    order = [next(word for word in labels.FINDING.values() if word in line) for line in lines]
    sought = [
        labels.FINDING[code] for code in ("unfavourable", "attention", "favourable", "insufficient", "not_rated_here")
    ]
    assert len(lines) == len(names) and order == sorted(order, key=sought.index)
    own = [n for n, button in enumerate(names) if button.label == "Phường Hà Tu"]
    said = " ".join(lines[n] for n in own)
    assert said.count('class="o') == 4 * len(own) and "nhiệm kỳ của người khác" in said
    assert "Người đứng đầu:" not in words(app)
    names[own[0]].click().run()
    assert app.query_params["dv"] in ("P_HA_TU", ["P_HA_TU"]) and "Người đứng đầu:" in words(app)


def test_a_page_says_that_newer_figures_are_there(monkeypatch, warehouse, tmp_path):
    """Published while the page was drawn, or later: its own look at the folder tells it."""
    newer = "Đã có số liệu mới hơn"
    assert newer not in words(open_page(monkeypatch, warehouse, "overview.py"))
    old = data.published()
    later = iter([old])  # pinned, and then another one is in force
    monkeypatch.setattr(data, "published", lambda: next(later, tmp_path / "newer.duckdb"))
    app = open_page(monkeypatch, warehouse, "overview.py")
    assert newer in words(app) and app.session_state["_snapshot"] == str(old)


def test_rows_of_a_question_are_changed_for_nobody_else():
    answer = data.Answer(pa.table({"unit_code": ["A", "B"], "points": [1.0, None]}))
    first = answer.rows()
    first[0]["points"] = 99
    first.pop()
    assert answer.rows() == [{"unit_code": "A", "points": 1.0}, {"unit_code": "B", "points": None}]


@pytest.mark.proof
def test_the_folder_of_the_router_stays_in_the_path_of_modules():
    """Streamlit leaves it alone then; else it comes and goes while other sessions look for libraries along the path."""
    asked = "import sys, dashboard; print(str(dashboard.ROUTER.parent) in sys.path)"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"]
