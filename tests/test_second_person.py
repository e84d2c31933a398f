"""What the office brings in about its own unit: one person does not make it count, another does, file by file."""

from datetime import date
from pathlib import Path

import pytest

from etl.desk import reference_book, register_book, typed_book
from etl.run import reference, run, second
from etl.run import withdraw as withdrawal
from etl.run.session import Session
from pages._shared import guard
from tests.office import NAME, ROOT, TODAY, Office, codes
from tests.test_pages import open_page
from tests.test_pages import words as shown
from warehouse.acting import SIGNED_IN, Acting
from words import happened

pytestmark = pytest.mark.usefixtures("no_sample")
SELF = "Báo cáo tự đánh giá"
OWN, OWN_NAME, LAN, BINH = "PTP", "Phòng Tư pháp", "lan@x.vn", "binh@x.vn"


def begun(folder: Path) -> Office:
    office = Office(folder / "kho", folder)
    form = office.form("ptp.xlsx", OWN_NAME, A1=3, A2=2)
    office.load(ROOT / "sample_data" / "reference")
    office.load(form, office.form("pkt.xlsx", A1=3), on="2025-01-03")
    return office


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Office:
    return begun(tmp_path_factory.mktemp("second"))


@pytest.fixture
def apart(tmp_path) -> Office:
    """One of its own, for a long story."""
    return begun(tmp_path)


@pytest.fixture
def as_who(monkeypatch):
    def to(who: str) -> None:
        for name, value in Acting(who, "steward", SIGNED_IN).environment().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(guard, "person", lambda: who)

    return to


def words(app) -> str:
    more = "\n".join(one.value for kind in (app.success, app.warning, app.error) for one in kind)
    return f"{shown(app)}\n{more}".replace("\\", "").replace("\u2060", "")


def confirm(office: Office, sha256: str, dry=False):
    return run.confirm(Session(office.warehouse, TODAY, dry, workers=1, compares=dry), sha256)


def waiting(office: Office) -> list[str]:
    return [e["sha256"] for e in second.waiting(office.warehouse.state())]


def follow_ups(office: Office, name: str, **registers):
    path = office.folder / name
    path.write_bytes(register_book.write("follow_up", {"unit": {OWN: OWN_NAME, "PKT": NAME}}, registers, ""))
    return path


def recommended(unit: str, content: str) -> dict:
    return {
        "unit_code": unit, "year": 2024, "content": content, "made_on": date(2025, 2, 1), "due_on": date(2025, 3, 1),
        "done_on": date(2025, 2, 20),
    }  # fmt: skip


def table_of_reference(office: Office, name: str, table: str, change):
    rows = change([list(row) for row in reference.reference_in_force(office.warehouse)[table]])
    path = office.folder / name
    path.write_bytes(reference_book.csv_of(table, [tuple(row) for row in rows]))
    return path


def test_scores_of_the_office_itself_need_two_people_who_sign_in(office, as_who):
    own = office.issued("ptp_td.xlsx", unit=OWN_NAME, A1=2)
    as_who(LAN)
    for again in ("", "once more by the same person"):
        assert codes(office.load(own, on="2025-01-20"), "error") == ["second_person_needed"], again
    [sha256] = waiting(office)
    with pytest.raises(second.NotWaiting, match="không tự xác nhận"):
        confirm(office, sha256)
    as_who(BINH)
    result, said = confirm(office, sha256, dry=True)
    assert [(row["table"], row["row"]["criterion_code"], row["row"]["value"]) for row in said] == [
        ("raw.consolidated_score", "A1", "2")
    ]
    assert result.difference["units"] and office.score("A1", OWN)[1] is None, "told, and nothing changed"
    assert confirm(office, sha256)[0].snapshot and office.score("A1", OWN)[1] == 2
    assert not waiting(office)
    assert not codes(office.load(office.issued("td.xlsx", A1=2), on="2025-01-20"), "error"), (
        "of another unit one is enough"
    )


@pytest.mark.proof
def test_a_load_of_the_own_unit_is_taken_back_by_two(office, as_who):
    def taken_back(number: int, **options):
        return withdrawal.withdraw(office.warehouse, number, TODAY, **options)

    def state():
        return office.warehouse.state()

    as_who(LAN)
    office.load(office.form("pkt_lui.xlsx", A1=1, A2=1), on="2025-01-04")
    assert taken_back(state().last_run).snapshot, "of another unit one is enough"
    first, before = 2, office.score("A1", OWN)
    told = taken_back(first, dry=True)
    assert told.second_person and not withdrawal.waiting(state()), "a trial asks for nothing"
    for again in ("", "once more by the same person"):
        done = taken_back(first)
        assert done.second_person == "asked" and done.snapshot is None and office.score("A1", OWN) == before, again
    assert [e["who"] for e in withdrawal.waiting(state())] == [LAN]
    as_who(BINH)
    assert taken_back(first, with_receipts=True).second_person == "asked", (
        "Binh would do another thing than Lan asks for"
    )
    withdrawal.send_back(office.warehouse, first, "Số liệu đúng")
    assert not withdrawal.waiting(state())
    assert [(e["reason"], e["asked_by"]) for e in withdrawal.sent_back_to(state(), BINH)] == [("Số liệu đúng", BINH)]
    told = happened.rows(office.warehouse.events(), [], None)[0]
    assert (told["who"], told["about"]) == (BINH, f"Trả lại đề nghị rút lần 2 của {BINH}: Số liệu đúng")
    with pytest.raises(withdrawal.UnknownRun, match="đang chờ"):
        withdrawal.send_back(office.warehouse, first, "Nữa")


@pytest.mark.proof
def test_what_two_took_back_comes_again_by_two(apart, as_who):
    own = apart.form("ptp_2.xlsx", OWN_NAME, A1=1, A2=1)
    as_who(LAN)
    apart.load(own, on="2025-01-05")
    as_who(BINH)
    confirm(apart, waiting(apart)[0])
    run_of_it = apart.warehouse.state().last_run
    assert withdrawal.withdraw(apart.warehouse, run_of_it, TODAY).second_person == "asked"
    as_who(LAN)
    assert withdrawal.withdraw(apart.warehouse, run_of_it, TODAY).snapshot and apart.score("A1", OWN)[0] == 3
    back = apart.warehouse.state().last_run
    assert withdrawal.withdraw(apart.warehouse, back, TODAY).second_person == "asked", (
        "to undo it brings the scores back"
    )
    assert codes(apart.load(own, on="2025-01-05"), "error") == ["second_person_needed"], "and so does to load it again"
    second.send_back(apart.warehouse, waiting(apart)[0], "Đã rút")
    as_who(BINH)
    withdrawal.send_back(apart.warehouse, back, "Đã rút")


def received(office: Office, year=2024) -> tuple:
    return office.rows(
        "select first_received_on, received_on from mart.unit_year where unit_code = ? and year = ?", OWN, year
    )[0]


@pytest.mark.proof
def test_no_day_of_receipt_of_the_own_unit_is_given_by_one(apart, as_who):
    def line(unit: str, day: date, file=None) -> tuple:
        return unit, 2024, SELF, day, "1/TP", file, None, None, None

    def sheet(name: str, *lines: tuple):
        path = apart.folder / name
        path.write_bytes(typed_book.register(list(lines), ""))
        return path

    early, before = "2025-01-01", received(apart)
    own = apart.form("ptp.xlsx", OWN_NAME, A1=3, A2=2)  # the very bytes that are in force
    wrong = apart.form("ptp_sai.xlsx", OWN_NAME, A1=300, A2=2)
    nothing = apart.write("gi_do.xlsx", [["không rõ"]])
    as_who(LAN)
    for path, needs in (
        (own, "second_person_needed"), (sheet("so.xlsx", line(OWN_NAME, date(2025, 1, 1))), "second_person_needed"),
        (wrong, "own_receipt_alone"),
    ):  # fmt: skip
        assert needs in codes(apart.load(path, on=early)), path
        assert received(apart) == before, path
    assert not codes(apart.load(sheet("so2.xlsx", line(NAME, date(2025, 1, 2)))), "error"), "of others one is enough"
    known = sheet("so3.xlsx", line(OWN_NAME, date(2025, 2, 3), "gi_do.xlsx"))
    apart.load(known)
    as_who(BINH)
    dated, register, named = waiting(apart)
    second.send_back(apart.warehouse, dated, "Không phải ngày đó")
    second.send_back(apart.warehouse, register, "Không phải ngày đó")
    confirm(apart, named)
    assert received(apart) == before, "a later line"
    apart.load(nothing, on=early)
    assert received(apart) == before, "a file that nobody can read, called as a line of the register says"
    again = sheet("so4.xlsx", line(OWN_NAME, date(2025, 2, 3), "gi_do.xlsx"), line(NAME, date(2025, 1, 7)))
    assert not codes(apart.load(again), "error"), "a line that two people agreed on is nothing new"
    apart.load(own, on="2024-12-31")
    assert received(apart) == before, "another day is one person's again"


@pytest.mark.proof
def test_rules_that_change_the_own_figures_need_two_people(apart, as_who):
    def later(day: int):
        return lambda rows: [[*row[:3], day, *row[4:]] if row[0] == "self_assessment" else row for row in rows]

    def noted(rows):
        return [[*row[:-1], "Ghi chú"] for row in rows]

    as_who(LAN)
    assert not codes(apart.load(table_of_reference(apart, "l.csv", "holidays", lambda rows: rows[:-1])), "error")
    assert codes(apart.load(table_of_reference(apart, "m.csv", "milestones", later(25))), "error") == [
        "second_person_needed"
    ]
    due = "select due_on from mart.unit_year where unit_code = ? and year = 2024"
    before = apart.rows(due, OWN)
    as_who(BINH)
    _, own = confirm(apart, waiting(apart)[-1], dry=True)
    assert not own and apart.rows(due, OWN) == before
    assert confirm(apart, waiting(apart)[-1])[0].snapshot and apart.rows(due, OWN) != before


@pytest.mark.proof
def test_looking_at_all_again_confirms_nothing(office, as_who):
    as_who(LAN)
    office.load(
        office.issued("ptp_td3.xlsx", unit=OWN_NAME, A1=1),
        office.issued("ptp_td4.xlsx", unit=OWN_NAME, A1=2.5),
        on="2025-01-21",
    )
    first, other = waiting(office)
    as_who(BINH)
    assert not office.recheck().snapshot and waiting(office) == [first, other]
    confirm(office, first)
    assert waiting(office) == [other] and office.score("A1", OWN)[1] == 1, "one file, one decision"
    second.send_back(office.warehouse, other, "Sai cột")
    assert not waiting(office)
    with pytest.raises(second.NotWaiting, match="không chờ"):
        confirm(office, other)
    assert [(e["reason"], e["who"]) for e in second.returned_to(office.warehouse.state(), LAN)] == [("Sai cột", BINH)]
    told = happened.rows(office.warehouse.events(), [], None)[0]
    assert told["about"] == f"Trả lại ptp_td4.xlsx cho {LAN}, không xác nhận: Sai cột" and told["who"] == BINH
    as_who(LAN)
    again = office.folder / "ptp_td4.xlsx"
    assert codes(office.load(again, on="2025-01-22"), "error") == ["second_person_needed"], "it waits anew"
    assert waiting(office) == [other] and not second.returned_to(office.warehouse.state(), LAN)
    second.send_back(office.warehouse, other, "Vẫn sai")


@pytest.mark.proof
def test_the_card_of_the_own_head_needs_two_people(office, as_who):
    as_who(LAN)
    mine = follow_ups(office, "kn.xlsx", recommendation=[recommended(OWN, "Bổ sung kế hoạch")])
    others = follow_ups(office, "kn2.xlsx", recommendation=[recommended("PKT", "Bổ sung kế hoạch")])
    sent = {"unit_code": OWN, "year": 2024, "sent_on": date(2025, 2, 1), "due_on": date(2025, 2, 6)}
    back = follow_ups(office, "px2.xlsx", confirmation=[sent | {"returned_on": date(2025, 2, 3)}])
    assert codes(office.load(mine), "error") == ["second_person_needed"]
    assert not codes(office.load(others), "error")
    assert not codes(office.load(follow_ups(office, "px.xlsx", confirmation=[sent])), "error"), (
        "that it was sent says nothing"
    )
    assert codes(office.load(back), "error") == ["second_person_needed"]
    as_who(BINH)
    for sha256 in waiting(office):
        confirm(office, sha256)
    assert not waiting(office)


@pytest.mark.proof
def test_terms_extensions_and_which_unit_is_the_own_need_two_people(office, as_who):
    def acting_head(rows):
        place = next(n for n, row in enumerate(rows) if row[1] == OWN)
        rows[place][3] = "acting" if rows[place][3] != "acting" else "head"
        return rows

    def other_head(rows):
        place = next(n for n, row in enumerate(rows) if row[1] == "PKT")
        rows[place][6] = "Ghi chú"
        return rows

    def other_office(rows):
        return [["office_unit_code", "PKT", row[2]] if row[0] == "office_unit_code" else row for row in rows]

    def extended(rows):
        return [*rows, [OWN, 2025, "self_assessment", date(2026, 2, 1), "12/TP", None]]

    as_who(LAN)
    assert not codes(office.load(table_of_reference(office, "h.csv", "heads", other_head)), "error")
    for name, table, change in (
        ("h2.csv", "heads", acting_head),
        ("s.csv", "settings", other_office),
        ("g.csv", "extensions", extended),
    ):
        assert codes(office.load(table_of_reference(office, name, table, change)), "error") == [
            "second_person_needed"
        ], table
    term, setting, extension = waiting(office)
    as_who(BINH)
    said = confirm(office, term, dry=True)[1]
    assert [(row["table"], row["is_new"], row["row"]["unit_code"]) for row in said] == [
        ("heads", False, OWN),
        ("heads", True, OWN),
    ]
    second.send_back(office.warehouse, setting, "Không đổi")
    assert confirm(office, term)[0].items[0].status.startswith("accepted")
    with pytest.raises(second.NotWaiting, match="Danh mục đã được sửa"):
        confirm(office, extension)  # the table that it holds is older than what was confirmed since
    second.send_back(office.warehouse, extension, "Lập lại")


@pytest.mark.proof
def test_who_sits_at_the_machine_is_enough(office):
    assert not codes(office.load(office.issued("ptp_td9.xlsx", unit=OWN_NAME, A1=2), on="2025-02-20"), "error")


@pytest.mark.proof
def test_the_page_asks_of_each_file(office, as_who, monkeypatch):
    as_who(LAN)
    office.load(
        office.issued("ptp_p1.xlsx", unit=OWN_NAME, A1=1.5),
        office.issued("ptp_p2.xlsx", unit=OWN_NAME, A1=0.5),
        on="2025-03-01",
    )
    root = office.warehouse.root
    app = open_page(monkeypatch, root, "intake.py")
    assert "Chờ người khác xác nhận" in words(app) and "Đồng ý" not in [b.label for b in app.button]
    as_who(BINH)
    monkeypatch.setattr(guard, "acting", lambda: Acting(BINH, "steward", SIGNED_IN))
    app = open_page(monkeypatch, root, "intake.py")
    assert words(app).count("lan@x.vn nạp lúc") == 2
    [seen, other] = [b.key for b in app.button if b.label == "Xem tệp này thay đổi gì"]
    assert "Đồng ý" not in [b.label for b in app.button], "what it changes is seen first"
    app.button(key=seen).click().run()
    assert "A1, điểm thẩm định năm 2024: 1,5" in words(app)
    [agree] = [b for b in app.button if b.label == "Đồng ý"]
    agree.click().run()
    assert "Đã đồng ý ptp_p1.xlsx" in words(app) and office.score("A1", OWN)[1] == 1.5
    app.button(key=other).click().run()
    [back] = [b for b in app.button if b.label == "Trả lại"]
    back.click().run()
    assert "Ghi lý do trả lại" in words(app)
    [box] = [t for t in app.text_input if t.label == "Lý do trả lại"]
    box.set_value("Sai điểm A1").run()
    app = open_page(monkeypatch, root, "intake.py")
    app.button(key=other).click().run()
    assert [t.value for t in app.text_input if t.label == "Lý do trả lại"] == ["Sai điểm A1"], "what was typed is kept"
    [back] = [b for b in app.button if b.label == "Trả lại"]
    back.click().run()
    assert "Đã trả lại ptp_p2.xlsx" in words(app) and not waiting(office)
    as_who(LAN)
    assert "Sai điểm A1" in words(open_page(monkeypatch, root, "intake.py"))


@pytest.mark.proof
def test_the_page_asks_before_a_load_of_the_own_unit_is_taken_back(apart, as_who, monkeypatch):
    as_who(LAN)
    withdrawal.withdraw(apart.warehouse, 2, TODAY)
    root, before = apart.warehouse.root, apart.score("A1", OWN)
    app = open_page(monkeypatch, root, "intake.py")
    assert "Chờ người khác xác nhận" in words(app) and "Đồng ý rút" not in [b.label for b in app.button]
    as_who(BINH)
    monkeypatch.setattr(guard, "acting", lambda: Acting(BINH, "steward", SIGNED_IN))
    app = open_page(monkeypatch, root, "intake.py")
    assert "lan@x.vn đề nghị lúc" in words(app) and "Đồng ý rút" not in [b.label for b in app.button], (
        "what it changes first"
    )
    press(app, "Xem rút thì số liệu nào thay đổi")
    assert "Phòng Tư pháp" in words(app) + "".join(h.proto.body for h in app.get("html"))
    press(app, "Không đồng ý")
    assert "Ghi lý do không đồng ý" in words(app) and apart.score("A1", OWN) == before
    press(app, "Đồng ý rút")
    assert "không còn hiệu lực" in words(app) and not withdrawal.waiting(apart.warehouse.state())
    assert not apart.rows("select 1 from mart.criterion_unit_year where unit_code = ?", OWN)


def press(app, label: str) -> None:
    next(b for b in app.button if b.label == label).click().run()
