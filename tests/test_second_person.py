"""What the office brings in about its own unit: one person does not make it count, another does, file by file."""

from datetime import date

import pytest

from etl.desk import reference_book, register_book
from etl.run import reference, run, second
from etl.run.session import Session
from pages._shared import guard
from tests.office import NAME, ROOT, TODAY, Office, codes
from tests.test_pages import open_page
from tests.test_pages import words as shown
from warehouse.acting import SIGNED_IN, Acting
from words import happened

pytestmark = pytest.mark.usefixtures("no_sample")
OWN, OWN_NAME, LAN, BINH = "PTP", "Phòng Tư pháp", "lan@x.vn", "binh@x.vn"


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Office:
    folder = tmp_path_factory.mktemp("second")
    office = Office(folder / "kho", folder)
    form = office.form("ptp.xlsx", OWN_NAME, A1=3, A2=2)
    office.load(ROOT / "sample_data" / "reference", form, office.form("pkt.xlsx", A1=3), on="2025-01-03")
    return office


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
