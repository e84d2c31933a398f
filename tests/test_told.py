"""What a unit learns of another one by looking twice: two days between which one other ward was verified anew. Before a year is
published nothing moves with others; after it what was published stays, whatever comes."""

from __future__ import annotations

import difflib
import re
import shutil
from pathlib import Path

import duckdb
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages._shared import data, guard, sign_in, told
from tests import snapshots
from tests.test_questions import BLOCK, FEW, OF_THE_OFFICE, QUESTIONS, UNIT, WARDS, YEAR, known, scored, views
from tests.test_questions import told as without_identity
from words import labels

ROOT = Path(__file__).resolve().parents[1]
OTHER = "P_HA_LONG"
DAYS = ("first", "second")
UNITS = (*FEW, *WARDS, "P_HUNG_THANG", "P_TUAN_CHAU")
# what an upload, a chart or a document is called in this run alone
OF_THE_RUN = re.compile(
    r'deferred_file_id|uuid|Mã lần cập nhật|/media/|body: "\d{8}T\d{6}-|^\s*(id|element_id|element_hash|url|form_id):'
)


def published_in(*years: int) -> tuple[str, ...]:
    """Years that were published with what the first of the two days holds."""
    return tuple(
        "insert into raw.stage (year, event_seq, stage, since, snapshot_id, set_at, set_by) values"
        f" ({year}, {900000 + year}, 'published', date '{year + 1}-02-20', '{DAYS[0]}', '{year + 1}-02-20T08:00:00', 'A')"
        for year in years
    )


@pytest.fixture(scope="module", params=[(YEAR - 1,), (YEAR - 1, YEAR)], ids=["open", "published"])
def two_days(request, tmp_path_factory):
    """A folder with the snapshots of both days."""
    folder = tmp_path_factory.mktemp("days")
    for day, points in zip(DAYS, (0, 4), strict=True):
        change = (*scored(WARDS[-1], C1=points, E2=points), *published_in(*request.param))
        made = snapshots.build(tmp_path_factory.mktemp(day), years=(YEAR - 1, YEAR), units=UNITS, change=change)
        shutil.copytree(made, folder, dirs_exist_ok=True)
        next(path for path in (folder / "snapshots").iterdir() if path.stem not in DAYS).rename(
            folder / "snapshots" / f"{day}.duckdb"
        )
    return folder


def look(folder: Path, day: str) -> None:
    (folder / "CURRENT").write_text(day, encoding="utf-8")
    st.session_state["_snapshot"] = str(folder / "snapshots" / f"{day}.duckdb")


@pytest.mark.parametrize("question", sorted(set(QUESTIONS) - OF_THE_OFFICE))
def test_no_answer_to_a_unit_moves_with_another_one(two_days, question):
    for one in views(question, (OTHER, UNIT)):
        if dict(one).get("scope") != UNIT:
            continue
        said = []
        for day in DAYS:
            look(two_days, day)
            said.append(without_identity(data.rows(question, **dict(one))))
        assert said[0] == said[1], dict(one)


def test_the_office_sees_the_second_day(two_days):
    """Else the tests above would hold of two days that are alike."""
    for question in ("ranking", "criteria", "part_ranking"):
        asked = known(question, block=BLOCK, part_code="C", rearranged=False)
        said = []
        for day in DAYS:
            look(two_days, day)
            said.append(without_identity(data.rows(question, **asked)))
        assert said[0] != said[1], question


def test_the_own_figures_of_a_unit_go_on(two_days):
    """It is the ward that was verified anew: it reads its new points, and its place as it was published."""
    said = []
    for day in DAYS:
        look(two_days, day)
        (mine,) = [
            r for r in data.rows("ranking", year=YEAR, block=BLOCK, scope=WARDS[-1]) if r["unit_code"] == WARDS[-1]
        ]
        said.append(mine)
    assert said[0]["points"] < said[1]["points"]
    assert {name: said[0][name] for name in told.MOVED_BY_OTHERS & said[0].keys()} == {
        name: said[1][name] for name in told.MOVED_BY_OTHERS & said[1].keys()
    }


def test_a_document_for_a_unit_says_what_the_page_says(two_days):
    look(two_days, DAYS[1])
    asked = {"year": YEAR, "block": BLOCK, "scope": UNIT}
    assert data.asker()("ranking", **asked) == data.rows("ranking", **asked)


def test_where_what_is_published_names_no_unit_a_unit_reads_of_itself_alone(tmp_path):
    change = ("delete from reference.settings where key = 'publishes_rank'", *published_in(YEAR - 1, YEAR))
    with snapshots.opened(snapshots.build(tmp_path, years=(YEAR - 1, YEAR), units=UNITS, change=change)) as con:
        ask = snapshots.asking(con)
        assert {row["unit_code"] for row in ask("ranking", year=YEAR, block=None, scope=UNIT)} == {UNIT}
        assert not ask("class_counts", year=YEAR, block=None, scope=UNIT)
        assert ask("summary", year=YEAR, block=None, scope=UNIT)[-1]["median_pct"] is None
        assert len(ask("ranking", year=YEAR, block=None, scope=None)) > 10


@pytest.mark.parametrize("question", ["ranking", "class_counts"])
def test_an_earlier_release_tells_nothing_rather_than_what_is_so_now(two_days, monkeypatch, question):
    """Its snapshot lacks what the question asks."""
    real = data._answer

    def of_a_release(path, *wanted):
        if Path(path).stem == DAYS[0]:
            raise duckdb.CatalogException("no such table")
        return real(path, *wanted)

    look(two_days, DAYS[1])
    is_published = data.names_units(YEAR)
    monkeypatch.setattr(data, "_answer", of_a_release)
    rows = data.rows(question, year=YEAR, block=None, scope=UNIT)
    assert [row.get("unit_code") for row in rows] == ([UNIT] if question == "ranking" else [])
    assert not is_published or not rows or rows[0]["rank_block"] is None


PARTS = sorted(
    {
        part
        for path in (ROOT / "pages").rglob("*.py")
        for part in re.findall(r'frame\.section\(\s*"([a-z0-9-]+)"', path.read_text(encoding="utf-8"))
    }
)


@pytest.fixture
def opened(monkeypatch, tmp_path, two_days):
    """Opens a page as the unit, all its parts open."""
    roles = tmp_path / "roles.csv"
    roles.write_text(f"email,role,unit_code\nu@x.vn,unit,{UNIT}\n", encoding="utf-8")
    monkeypatch.setenv("PBGDPL_ROLES", str(roles))
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(two_days))
    monkeypatch.setattr(guard, "sign_in_configured", lambda: True)
    monkeypatch.setattr(sign_in, "LASTS", float("inf"))

    def open_page(page: str, day: str, **query) -> list[str]:
        look(two_days, day)
        app = AppTest.from_file(str(ROOT / "pages" / "_app.py"), default_timeout=60)
        app.user = {"is_logged_in": True, "email_verified": True, "iat": 0, "email": "u@x.vn"}
        app.run()
        app.switch_page(page)
        for key, value in {"nam": str(YEAR), "mo": [*PARTS, f"khoi-{BLOCK}"], **query}.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception, app.exception
        return [line for node in leaves(app.main) for line in node.split("\n") if not OF_THE_RUN.search(line)]

    return open_page


def leaves(node) -> list[str]:
    """Every element of a page as the browser gets it; tables as their rows."""
    below = getattr(node, "children", {}).values()
    if below:
        return [text for child in below for text in leaves(child)]
    if getattr(node, "proto", None) is None:
        return []
    return [str(node.value.to_dict("records")) if node.type == "arrow_data_frame" else str(node.proto)]


@pytest.mark.parametrize("page", sorted(set(labels.PAGES) - set(labels.STEWARD_PAGES)))
def test_no_page_of_a_unit_moves_with_another_one(opened, page):
    first, second = (opened(page, day, khoi=BLOCK, do="nhom-C", dv=OTHER) for day in DAYS)
    assert not list(difflib.unified_diff(first, second, n=0, lineterm=""))
