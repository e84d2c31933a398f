"""What the pages tell the audit ledger, and the page that shows it beside the journal."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from streamlit.runtime.media_file_storage import MediaFileKind

from pages._shared import downloads, guard, sign_in, trail
from tests.test_pages import open_page, words
from warehouse import audit
from warehouse.acting import Acting
from warehouse.store import NEEDED, Warehouse
from words import happened

pytestmark = pytest.mark.usefixtures("no_sample")

A, B = Acting("a@x.vn", "leader", "oidc"), Acting("b@x.vn", None, "oidc")


@pytest.fixture
def root(reference_only, tmp_path, monkeypatch) -> Path:
    folder = shutil.copytree(reference_only, tmp_path / "kho")
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(folder))
    for module, known in ((trail, "_refused"), (trail, "_roles"), (downloads, "_visitors"), (downloads, "_made_by")):
        monkeypatch.setattr(module, known, type(getattr(module, known))())
    return folder


def told(root: Path, kind: str) -> list[dict]:
    trail.settled()
    return [event for event in audit.Ledger(root).events() if event["type"] == kind]


def test_a_refusal_is_told_once_a_minute(root, monkeypatch):
    now = iter([0, 1, 2, 3, 61, 62])
    monkeypatch.setattr(trail.time, "monotonic", lambda: next(now))
    for acting, where in ((A, "/x"), (A, "/x"), (B, "/x"), (B, "/y"), (A, "/x"), (B, "/z")):
        trail.refused(acting, where)
    assert [(e["who"], e["where"]) for e in told(root, audit.DENIED)] == [
        ("a@x.vn", "/x"), ("b@x.vn", "/x"), ("a@x.vn", "/x"), ("b@x.vn", "/z"),
    ]  # fmt: skip


def test_a_change_of_roles_is_told_also_when_the_server_did_not_run(root, tmp_path, monkeypatch):
    table = tmp_path / "roles.csv"
    monkeypatch.setenv("PBGDPL_ROLES", str(table))
    for text in ("email,role,unit_code\na@x.vn,leader,\n", "email,role,unit_code\na@x.vn,admin,\nc@x.vn,unit,P1\n"):
        table.write_text(text)
        trail._roles.clear()  # as a new process has it
        guard.user_of({})
        guard.user_of({})
    first, second = told(root, audit.ROLES)
    assert first["changes"] == [["a@x.vn", None, "leader"]]
    assert second["changes"] == [["a@x.vn", "leader", "admin"], ["c@x.vn", None, "unit P1"]]


class Stored:
    """A file as Streamlit keeps it."""

    kind, filename = MediaFileKind.DOWNLOADABLE, "xep-hang-2025.xlsx"


def test_a_file_is_known_by_the_sign_in_that_made_it_and_told(root, monkeypatch):
    manager = type("Runtime", (), {"media_file_mgr": type("Files", (), {"read_file": lambda self, name: Stored()})()})()
    monkeypatch.setattr(downloads, "get_instance", lambda: manager)
    mine, other = {sign_in.USER_COOKIE_NAME: "mine"}, {sign_in.USER_COOKIE_NAME: "other"}
    downloads._visitors["s1"] = downloads.Visitor(sign_in.mark(mine), A, "000001-x")
    downloads.made("s1", "/media/abc.xlsx")
    downloads.made("nobody", "/media/def.xlsx")
    assert downloads.may_take("/base/media/abc.xlsx", mine)
    assert not downloads.may_take("/media/abc.xlsx", other) and not downloads.may_take("/media/def.xlsx", mine)
    (event,) = told(root, audit.TAKEN)
    assert (event["who"], event["file"], event["snapshot"]) == ("a@x.vn", "xep-hang-2025.xlsx", "000001-x")
    monkeypatch.setattr(Stored, "kind", MediaFileKind.MEDIA)
    assert downloads.may_take("/media/picture.png", other), "a picture of a page"


def test_the_page_shows_both_newest_first_and_what_is_chosen_of_them(root, monkeypatch):
    audit.tell(root, {"type": audit.TAKEN, "at": "2031-01-02T00:30:00+07:00", **A.signature(), "file": "xep-hang.xlsx"})
    audit.tell(root, {"type": audit.DENIED, "at": "2031-01-01T20:30:00+00:00", **B.signature(), "where": "/nhat-ky"})
    body = table(open_page(monkeypatch, root, "audit.py"))
    assert body.index("02/01/2031 03:30") < body.index("02/01/2031 00:30") < body.index("Danh mục, bộ tiêu chí")
    assert "xep-hang.xlsx" in body and "Nhật ký số 1" in body and f"{Warehouse(root).named()}" in body
    body = table(open_page(monkeypatch, root, "audit.py", viec="taken", ai="a@x.vn"))
    assert "xep-hang.xlsx" in body and "/nhat-ky" not in body
    app = open_page(monkeypatch, root, "audit.py")
    app.text_input(key="tim_nhat_ky").set_value("danh muc").run()
    assert "xep-hang.xlsx" not in table(app) and "Danh mục" in table(app)
    app.text_input(key="tim_nhat_ky").set_value("").run()
    app.date_input(key="tu_ngay_nhat_ky").set_value(dt.date(2031, 1, 2)).run()
    assert "xep-hang.xlsx" in table(app) and "Danh mục" not in table(app)
    app.date_input(key="tu_ngay_nhat_ky").set_value(dt.date(2031, 1, 1)).run()
    app.date_input(key="den_ngay_nhat_ky").set_value(dt.date(2031, 1, 1)).run()
    assert "không có việc nào khớp" in words(app).lower(), "20:30 in London is the next day here"
    ledger = audit.Ledger(root)
    ledger.file.write_bytes(ledger.file.read_bytes().replace(b"b@x.vn", b"c@x.vn"))
    app = open_page(monkeypatch, root, "audit.py")
    assert any("Sổ truy vết không còn như lúc ghi" in w.value for w in app.warning)


def table(app) -> str:
    (body,) = [h.proto.body for h in app.get("html") if "<table" in h.proto.body]
    return body


def test_a_leader_is_refused_and_that_is_told(root, monkeypatch):
    monkeypatch.setattr(guard, "may_load", lambda: False)
    monkeypatch.setattr(guard, "current_user", lambda: guard.User("leader"))
    app = open_page(monkeypatch, root, "audit.py")
    assert "Không có quyền" in app.error[0].value and not app.get("html")[2:]
    assert [e["role"] for e in told(root, audit.DENIED)] == ["leader"]


def test_the_page_of_an_empty_folder(monkeypatch, tmp_path):
    app = open_page(monkeypatch, tmp_path / "nowhere", "audit.py")
    assert "Chưa có việc nào được ghi." in app.info[0].value
    trail.settled()
    assert not (tmp_path / "nowhere").exists(), "looking makes none"


EVENTS = [
    ("received", "consolidated", "verify"), ("received", "self_assessment", "load"), ("received", "correction", "correct"),
    ("received", "framework", "reference"),
]  # fmt: skip


def test_each_line_of_the_journal_has_its_words():
    by = {"at": "2026-12-15T08:00:00+07:00", **A.signature()}
    files = [{"type": kind, "kind": of, "seq": n, "run": 1, "path": f"z/{n}.xlsx", "status": "accepted", **by}
             for n, (kind, of, _) in enumerate(EVENTS, 1)]  # fmt: skip
    others = [
        ({"type": "published", "snapshot": "S1", "as_of": "2026-12-15"}, "publish"), ({"type": "rollback", "to": "S0"}, "rollback"),
        ({"type": "withdrawn", "runs": [3], "files": []}, "withdraw"), ({"type": "frozen", "document": "d", "version": 1}, "sign_off"),
        ({"type": "staged", "year": 2024, "stage": "published", "document_number": "1"}, "stage"),
        ({"type": "stage_proposed", "year": 2024, "stage": "published", "document_number": "1"}, "stage"),
        ({"type": "stored_again"}, "keep"), ({"type": "reread", "files": []}, "keep"), ({"type": "unchanged"}, "publish"),
        ({"type": "break_accepted", "by": "x", "reason": "y"}, "keep"),
        ({"type": "sent_back", "path": "z/1.xlsx", "brought_by": "lan@x.vn", "reason": "y"}, "load"),
        ({"type": "withdrawal_asked", "runs": [3], "with_receipts": False}, "withdraw"),
        ({"type": "withdrawal_sent_back", "runs": [3], "with_receipts": False, "asked_by": "lan@x.vn", "reason": "y"}, "withdraw"),
    ]  # fmt: skip
    assert {"received", *(event["type"] for event, _ in others)} == NEEDED.keys()
    lines = [{**event, **by, "seq": n} for n, (event, _) in enumerate(others, 10)]
    found = happened.rows([*files, *lines], [], None)[::-1]
    assert [row["code"] for row in found] == [code for *_, code in EVENTS] + [code for _, code in others]
    assert [row["snapshots"] for row in found if row["snapshots"]] == ["S1", "S1 → S0"]
    assert all(row["about"] for row in found if row["code"] != "rollback")
