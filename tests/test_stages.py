"""The stage of a year: what may follow what, what holds it, and what it closes."""

from __future__ import annotations

import json
from datetime import date

import duckdb
import pytest

from etl.desk import doctor
from etl.run import run
from etl.run import withdraw as withdrawal
from etl.run.session import Session
from etl.run.stage import NEXT, New, WrongStage, set_stages
from etl.run.withdraw import withdraw
from pages._shared import data
from reports import documents
from reports.draft import Subject
from tests import cli
from tests.office import TODAY, YEAR
from tests.test_marts_by_rows import file, reference
from tests.test_prose import sentences
from tests.test_withdraw import rebuilt_is_equal, run_of
from tests.warehouse_fixture import snapshot
from warehouse import build, questions
from words import labels
from words.labels import STAGE

DOCUMENT = ("12/TB-UBND", date(2025, 3, 1))


def put(office, stage: str, year: int = YEAR, document=DOCUMENT) -> str:
    return set_stages(office.warehouse, [New(year, stage, *document)], TODAY)


def stages(office) -> dict[int, tuple]:
    return {row[0]: row[1:] for row in office.rows("select * from mart.year_stage")}


def test_before_a_stage_is_set_it_follows_from_the_days(office):
    """The last day of an extension is the last of the collecting."""
    last = dict(
        office.rows("select year, max(due_on) from staging.due where milestone_code = 'self_assessment' group by 1")
    )
    running = TODAY.year
    found = stages(office)
    assert found.keys() == last.keys()
    assert found[running] == ("collecting", None, None, None, None)
    for year in found.keys() - {running}:
        after = date.fromordinal(last[year].toordinal() + 1)
        assert found[year] == ("provisional", after, None, None, None)


@pytest.mark.proof
def test_a_stage_is_in_the_mart_the_history_and_a_rebuild(office):
    office.load(office.form("a.xlsx", A1=3, A2=2))
    put(office, "opinions", document=(None, None))
    assert stages(office)[YEAR] == ("opinions", TODAY, None, None, None)
    made = put(office, "published")
    assert made == office.warehouse.current_id()
    assert stages(office)[YEAR] == ("published", TODAY, *DOCUMENT, made)
    rebuilt_is_equal(office)
    again = put(office, "amended", document=("15/TB-UBND", date(2025, 4, 1)))
    assert stages(office)[YEAR] == ("amended", TODAY, "15/TB-UBND", date(2025, 4, 1), again)
    rebuilt_is_equal(office)
    told = json.loads(cli.etl(office.warehouse.root, "history", "--year", YEAR, "--json").stdout)
    assert [e["stage"] for e in told if e["type"] == "staged"] == ["amended", "published", "opinions"]
    assert told[0]["document_number"] == "15/TB-UBND"


@pytest.mark.parametrize(
    ("before", "stage", "document", "word"),
    [
        ((), "returned", DOCUMENT, "chưa đặt giai đoạn nào"),
        ((), "amended", DOCUMENT, "chưa đặt giai đoạn nào"),
        (("opinions",), "provisional", DOCUMENT, STAGE["opinions"]),
        (("opinions",), "opinions", DOCUMENT, STAGE["opinions"]),
        (("submitted", "returned"), "published", DOCUMENT, STAGE["returned"]),
        (("published",), "published", DOCUMENT, STAGE["published"]),
        ((), "published", (None, DOCUMENT[1]), "số và ngày văn bản"),
        (("published",), "amended", ("1/TB", None), "số và ngày văn bản"),
        ((), "published", ("1/TB", date(2027, 1, 1)), "01/01/2027"),
    ],
)
def test_what_may_not_follow_changes_nothing(office, before, stage, document, word):
    for one in before:
        put(office, one)
    journal = office.warehouse.journal.read_bytes()
    with pytest.raises(WrongStage, match=word):
        put(office, stage, document=document)
    assert office.warehouse.journal.read_bytes() == journal
    assert not list(office.warehouse.snapshots.glob("*.building*"))


def test_a_year_without_figures_has_no_stage(office):
    for year in (2019, TODAY.year + 1):
        with pytest.raises(WrongStage, match=str(year)):
            put(office, "collecting", year)


def test_every_stage_can_be_reached_and_has_a_name():
    assert set().union(*NEXT.values()) == STAGE.keys() == NEXT.keys() - {None}


@pytest.mark.proof
def test_what_was_published_is_kept(office):
    office.load(office.form("a.xlsx", A1=3, A2=2))
    first = put(office, "published")
    second = put(office, "amended", document=("15/TB", date(2025, 4, 1)))
    for points in range(8):
        office.load(office.form("a.xlsx", A1=points / 2, A2=1), on=f"2025-02-{points + 1:02d}")
    left = {path.stem for path in office.warehouse.snapshots.glob("*.duckdb")}
    assert {first, second} <= left and len(left) == 7
    path = office.warehouse.snapshot_path(first)
    path.unlink()
    [found] = doctor.run(office.warehouse, TODAY, quick=True)
    assert (found.code, found.mended) == ("snapshot_pinned_missing", True)
    assert doctor.run(office.warehouse, TODAY, quick=True) == []
    assert build.marts_that_differ(path, office.warehouse.snapshot_path(second)) == [
        "mart.stage_history",
        "mart.year_stage",
    ]
    assert office.warehouse.named() not in (first, second)


@pytest.mark.proof
def test_a_rollback_takes_no_stage_back(office):
    office.load(office.form("a.xlsx", A1=3, A2=2))
    before = office.warehouse.current_id()
    office.load(office.form("b.xlsx", A1=1, A2=1), on="2025-01-04")
    made = put(office, "published")
    office.rollback(before)
    assert stages(office)[YEAR] == ("published", TODAY, *DOCUMENT, made)
    assert office.score("A1")[0] == 3, "the figures are those of the chosen snapshot"
    rebuilt_is_equal(office)
    office.load(office.form("c.xlsx", A1=2, A2=1), on="2025-01-05")
    assert stages(office)[YEAR][0] == "published"
    lost = office.warehouse.snapshot_path(made)
    held = office.rows("select stage from mart.year_stage where year = ?", YEAR)
    lost.unlink()
    office.rollback(made)
    assert office.warehouse.current_id() == made, "a snapshot that holds all stages is published as it was"
    assert office.rows("select stage from mart.year_stage where year = ?", YEAR) == held
    assert office.score("A1")[0] == 1


@pytest.mark.proof
def test_a_writer_killed_before_the_publication_is_finished_by_the_next_run(office):
    office.load(office.form("a.xlsx", A1=3, A2=2))
    journal, before = office.warehouse.journal, office.warehouse.named()
    put(office, "published")
    lines = journal.read_bytes().splitlines(keepends=True)
    assert b'"published","snapshot"' in lines[-1].replace(b'"type":', b"")
    journal.write_bytes(b"".join(lines[:-1]))
    office.warehouse.point_to(before)
    run.load(Session(office.warehouse, TODAY, workers=1), [])
    assert stages(office)[YEAR][0] == "published"
    assert stages(office)[YEAR][-1] == office.warehouse.current_id()
    rebuilt_is_equal(office)


@pytest.mark.parametrize("stage", ["opinions", "submitted", "published"])
@pytest.mark.proof
def test_from_the_opinions_on_nothing_is_withdrawn(office, stage):
    office.load(office.form("a.xlsx", A1=3, A2=2))
    number = run_of(office)
    put(office, "provisional")
    assert not withdraw(office.warehouse, number, TODAY, dry=True).refused
    put(office, stage)
    for dry in (True, False):
        done = withdraw(office.warehouse, number, TODAY, dry=dry)
        assert [f.code for f in done.refused] == ["year_closed"] and done.snapshot is None
        assert any(STAGE[stage] in line for line in withdrawal.sentences(done.as_json(), dry))
    assert office.score("A1")[0] == 3
    office.load(office.form("n.xlsx", year=2025, A1=3), on="2026-01-03")
    assert not withdraw(office.warehouse, run_of(office), TODAY).refused, "another year is still open"
    assert stages(office)[YEAR][0] == stage, "and its withdrawal takes no stage back"


@pytest.mark.proof
def test_the_command_line(office):
    root = office.warehouse.root
    made = cli.etl(root, "stage", YEAR, "published", "--document-number", "12/TB", "--document-date", "01/03/2025",
                   today="2026-12-15")  # fmt: skip
    assert made.returncode == 0 and STAGE["published"] in made.stdout, made.stderr
    assert stages(office)[YEAR][2:4] == ("12/TB", date(2025, 3, 1))
    for words in ((YEAR, "collecting"), (YEAR, "amended"), (YEAR, "done"), (1999, "collecting"), ("x", "collecting"),
                  (YEAR, "amended", "--document-number", "1", "--document-date", "31/02/2025")):  # fmt: skip
        wrong = cli.etl(root, "stage", *words, today="2026-12-15")
        assert wrong.returncode == 2 and wrong.stderr and "Traceback" not in wrong.stderr, words
    office.warehouse.journal.write_bytes(b"{}\n")
    broken = cli.etl(root, "stage", YEAR, "amended", "--document-number", "1", "--document-date", "01/03/2025")
    assert broken.returncode == 3 and "Traceback" not in broken.stderr


def asked(office, question: str, **known) -> list[dict]:
    with office.connect() as con:
        return questions.ask(con, question, **known).to_pylist()


@pytest.mark.proof
def test_words_about_lateness_stand_still_once_the_year_is_published(office):
    office.load(office.form("a.xlsx", A1=3, A2=2))
    here = {"year": YEAR, "block": None, "scope": None}

    def told() -> set[str]:
        rows = asked(office, "deadlines", **here)
        return {labels.status(r, TODAY) for r in rows if r["status"] == "missing" and r["obligation"] == "required"}

    before = told()
    assert before and all("quá hạn" in words for words in before)
    put(office, "submitted")
    assert told() == before
    put(office, "published")
    assert told() == {f"✕ Không có báo cáo năm {YEAR}"}
    missing = "where year = ? and status = 'missing' and milestone_code = 'self_assessment'"
    subject = Subject("ket-qua", YEAR, YEAR)
    said = "\n".join(sentences(documents.draft(lambda q, **known: asked(office, q, **known), subject).write()))
    assert "không có báo cáo" in said and "đơn vị chưa gửi" not in said
    days = f"select max(days_late), count(told_days) from mart.compliance {missing}"
    assert office.rows(days, YEAR) == [((TODAY - date(2025, 1, 6)).days, 0)], "in the mart they go on"
    assert asked(office, "ranking", year=YEAR, block=None, scope=None)[0]["status"] in labels.STATUS


@pytest.mark.proof
@pytest.mark.parametrize(("stage", "days"), [("submitted", 31), ("published", None), ("amended", None)])
def test_no_days_grow_of_a_recommendation_of_a_published_year(stage, days):
    event = file(5, None, None, kind="follow_up", given_on=date(2025, 3, 1))
    asked_for = {"file_seq": 5, "sheet": "s", "row_number": 2, "is_withdrawn": False, "unit_code": "U2", "year": 2024,
                 "content": "a", "made_on": date(2025, 1, 20), "due_on": date(2025, 3, 31)}  # fmt: skip
    told = {"event_seq": 9, "year": 2024, "stage": stage, "since": date(2025, 2, 1), "snapshot_id": "s"}
    con = snapshot(
        reference(), {"received_file": [event], "recommendation": [asked_for], "stage": [told]}, date(2025, 5, 1)
    )
    (row,) = questions.ask(con, "follow_ups", year=2024, block=None, unit=None, scope=None).to_pylist()
    assert (row["status"], row["days_overdue"]) == ("overdue", days)


def test_a_year_of_which_nothing_was_received_accuses_nobody(office):
    office.load(office.form("a.xlsx", A1=3, A2=2))
    other = 2023
    here = {"year": other, "block": None, "scope": None}
    assert office.rows("select distinct status from mart.unit_year where year = ?", other) == [("missing",)]
    due = "select sum(missing_count) from mart.head_year where year = ? and unit_code <> 'PTP'"
    assert office.rows(due, other + 1) == [(0,)] and office.rows(due, YEAR + 1)[0][0] > 0
    rows = asked(office, "deadlines", **here)
    assert {labels.status(r, TODAY) for r in rows if r["milestone_code"] == "self_assessment"} == {"– Chưa có số liệu"}
    assert max(r["years_late"] for r in asked(office, "deadlines", **here | {"year": YEAR})) == 1
    total = asked(office, "summary", year=other, block=None, scope=None)[-1]
    assert (total["is_without_data"], total["required"], total["missing"]) == (True, 0, 0)
    assert not asked(office, "outstanding", year=other, milestone="self_assessment", block=None)
    assert other not in {r["year"] for r in asked(office, "on_time_by_year", milestone="self_assessment", scope=None)}
    office.load(office.form("b.xlsx", year=other, A1=3), on="2024-01-03")
    assert office.rows(due, other + 1)[0][0] > 0, "as soon as anybody sent anything, who did not is missing"


def test_a_unit_reads_others_as_they_were_published_and_itself_as_it_is_now(office, monkeypatch):
    both = [office.form("a.xlsx", A1=3, A2=2), office.form("b.xlsx", unit="Phòng Y tế", A1=3, A2=3)]
    office.load(*both)
    first = put(office, "published")
    office.load(
        office.form("c.xlsx", A1=2, A2=2), office.form("d.xlsx", unit="Phòng Y tế", A1=1, A2=1), on="2025-03-10"
    )
    now = office.warehouse.current_id()
    assert now != first

    def seen(scope: str | None) -> dict[str, tuple]:
        path = str(office.warehouse.snapshot_path(now))
        monkeypatch.setattr(data.st, "session_state", {"_snapshot": path})
        rows = data.rows("ranking", year=YEAR, block=None, scope=scope)
        return {row["unit_code"]: (row["score_pct"], row["points"]) for row in rows if row["score_pct"] is not None}

    office_sees, of_pkt, of_pyt = seen(None), seen("PKT"), seen("PYT")
    assert of_pkt["PKT"] == office_sees["PKT"] and of_pyt["PYT"] == office_sees["PYT"]
    published = {row["unit_code"]: row["score_pct"] for row in asked_of(office, first)}
    assert of_pkt["PYT"] == (published["PYT"], None) and of_pyt["PKT"] == (published["PKT"], None)
    assert published["PYT"] != office_sees["PYT"][0], "it was changed since"
    view = {"year": YEAR, "block": None, "scope": "PKT"}
    assert (
        data.rows("criteria", **view)
        == asked_of(office, first, "criteria", **view)
        != asked_of(office, now, "criteria", **view)
    )


def asked_of(office, snapshot_id: str, question: str = "ranking", **known) -> list[dict]:
    with duckdb.connect(str(office.warehouse.snapshot_path(snapshot_id)), read_only=True) as con:
        known = known or {"year": YEAR, "block": None, "scope": None}
        return questions.ask(con, question, **known).to_pylist()
