"""Who issues a document on its day: rows of the reference with their time, else the settings."""

from __future__ import annotations

import datetime as dt

import pytest

from reports import documents, evidence_request, notice, opinion, reminder
from reports.draft import IssuerEnded, Subject
from reports.paper import Ending, Head
from tests import snapshots
from tests.office import YEAR
from tests.test_pages import open_page
from tests.test_publication import FACTS, PUBLIC, RESULT
from tests.warehouse_fixture import records, snapshot
from words.documents import issuer_ended

REVIEW = Subject("so-ket", 2024, 2025)
CITY = {"role": "body", "issuer_name": "UBND thành phố Hạ Long", "valid_from": dt.date(2013, 1, 1), "valid_to": dt.date(2025, 6, 30)}  # fmt: skip
WARD = {"role": "body", "issuer_name": "UBND phường Hạ Long", "signer": "TM. Ủy ban nhân dân; Chủ tịch", "valid_from": dt.date(2025, 7, 1)}  # fmt: skip


def body_on(day: dt.date, *issuers: dict) -> tuple:
    con = snapshot(
        {"issuers": [*issuers], "settings": [{"key": "synthesising_body", "value": "UBND cũ"}]},
        {},
        day,
        "mart.snapshot",
    )
    (row,) = records(con, "mart.snapshot")
    return row["synthesising_body"], row["body_ended_on"], row["body_signer"]


def test_without_rows_the_setting_holds():
    assert body_on(dt.date(2026, 1, 1)) == ("UBND cũ", None, None)


@pytest.mark.parametrize(("day", "found"), [
    (dt.date(2012, 1, 1), ("UBND cũ", None, None)),
    (dt.date(2025, 6, 30), ("UBND thành phố Hạ Long", None, None)),
    (dt.date(2025, 7, 1), ("UBND phường Hạ Long", None, "TM. Ủy ban nhân dân; Chủ tịch")),
])  # fmt: skip
def test_the_issuer_is_that_of_the_day(day, found):
    assert body_on(day, CITY, WARD) == found


def test_one_that_ended_without_an_heir_says_its_last_day():
    assert body_on(dt.date(2026, 1, 1), CITY) == ("UBND thành phố Hạ Long", dt.date(2025, 6, 30), None)


ROW = "insert into reference.issuers values ('body', 'UBND thành phố Hạ Long', null, date '2013-01-01', date '2025-06-30')"
HEIR = "insert into reference.issuers values ('body', 'UBND phường Hạ Long', 'TM. Ủy ban nhân dân; Chủ tịch', date '2025-07-01', null)"
FEW = {"years": [2024, 2025], "units": ["P_HA_TU", "PTP"]}


def test_a_draft_dated_after_its_issuer_is_refused(tmp_path, monkeypatch):
    folder = snapshots.build(tmp_path, **FEW, change=(ROW,))
    said = r"Cơ quan ban hành đã kết thúc hoạt động từ 01/7/2025; chọn cơ quan kế thừa"
    with snapshots.opened(folder) as con:
        ask = snapshots.asking(con)
        with pytest.raises(IssuerEnded, match=said):
            documents.draft(ask, REVIEW).write()
        assert documents.draft(ask, Subject("to-trinh", 2025, 2025)).write(), "the office goes on"
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "steward")
    page = open_page(monkeypatch, folder, "review.py")
    assert not page.exception and any("01/7/2025" in error.value for error in page.error)


def test_the_heir_issues_and_signs_and_the_plan_stays_that_of_the_body_before(tmp_path):
    with snapshots.opened(snapshots.build(tmp_path, **FEW, change=(ROW, HEIR))) as con:
        paper = documents.draft(snapshots.asking(con), REVIEW).write()
    head, ending = (next(part for part in paper.parts if isinstance(part, kind)) for kind in (Head, Ending))
    assert (head.issuer, ending.signer) == ("UBND phường Hạ Long", ("TM. Ủy ban nhân dân", "Chủ tịch"))
    assert "Thực hiện Kế hoạch số 411/KH-UBND" in repr(paper.parts)


@pytest.mark.parametrize(
    ("own", "lines"),
    [
        (None, ("Trưởng phòng",)),
        ("Chánh Văn phòng", ("Chánh Văn phòng",)),
        ("KT. Trưởng phòng; Phó Trưởng phòng", ("KT. Trưởng phòng", "Phó Trưởng phòng")),
    ],
)
def test_letters_of_the_office_are_signed_as_the_reference_says(own, lines):
    day = dt.date(2025, 1, 20)
    of = {
        "year": YEAR,
        "until": day,
        "as_of": day,
        "office": "Văn phòng",
        "body": "UBND",
        "place": "Hạ Long",
        "plan": None,
        "signer": own,
    }
    missing = {
        "unit_name": "A",
        "criterion_code": "A1",
        "criterion_name": "Kế hoạch",
        "asked": None,
        "evidence_state": "missing",
        "reason": None,
    }
    papers = [
        opinion.paper_of(opinion.Request(rows=[], word="thẩm định", snapshot_id="s", is_usual=True, **of)),
        evidence_request.paper_of(evidence_request.Request(word="thẩm định", **of), [missing]),
        reminder.paper_of(
            reminder.State(milestone="Báo cáo", rows=[], owed={}, moment="", due_on=day, **of), "required"
        ),
        notice.paper_of(notice.Notice(YEAR, [], FACTS | {"office_signer": own}, PUBLIC, None), RESULT),
    ]
    assert [part.signer for paper in papers for part in paper.parts if isinstance(part, Ending)] == [lines] * 4


@pytest.mark.parametrize("part", ["viec-con-mo", "ho-so"])
def test_what_is_open_and_the_dossier_say_that_the_issuer_ended(tmp_path, monkeypatch, part):
    asked = "insert into raw.stage (year, event_seq, stage, since, set_at) values (2024, 900000, 'opinions', date '2025-03-01', '2025-03-01T08:00:00Z')"
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "steward")
    app = open_page(
        monkeypatch, snapshots.build(tmp_path, **FEW, change=(ROW, asked)), "publication.py", nam="2024", mo=part
    )
    assert not app.exception and issuer_ended(dt.date(2025, 6, 30)) in app.error[0].value


@pytest.fixture(scope="module")
def without_office(tmp_path_factory):
    office = ROW.replace("'body', 'UBND thành phố Hạ Long'", "'office', 'Phòng Tư pháp'")
    unsent = [
        f"delete from raw.{table} where unit_code = 'PTP' and year = 2025"
        for table in ("received_file", "intake_register")
    ]
    return snapshots.build(tmp_path_factory.mktemp("ended"), **FEW, change=(office, *unsent))


@pytest.mark.parametrize(("page", "query", "places"), [
    ("deadlines.py", {"nam": "2025", "mo": "don-doc"}, 1),
    ("verification.py", {"nam": "2024", "mo": ["minh-chung", "lay-y-kien"]}, 2),  # for evidence, for opinions
    ("verification.py", {"nam": "2024", "mo": ["bien-ban", "lay-y-kien"]}, 2),  # the minutes, for opinions
    ("publication.py", {"nam": "2024", "mo": "phieu-xac-nhan"}, 1),
])  # fmt: skip
def test_a_letter_dated_after_its_issuer_is_refused_where_it_would_be_made(
    monkeypatch, without_office, page, query, places
):
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", "steward")
    app = open_page(monkeypatch, without_office, page, **query)
    assert [issuer_ended(dt.date(2025, 6, 30)) in error.value for error in app.error] == [True] * places
    buttons = [button.proto.label for kind in ("download_button", "button") for button in app.get(kind)]
    assert not [
        label for label in buttons if "công văn" in label.lower() or label.startswith(("Tạo phiếu", "Biên bản"))
    ]
