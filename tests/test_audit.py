"""The audit ledger: a chain of its own that nothing fails because of, and what the pages and the journal tell it."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import orjson
import pytest
from filelock import FileLock
from typer.testing import CliRunner

from etl.__main__ import app
from etl.desk import doctor
from tests.test_doctor import DAY
from warehouse import audit, chain
from warehouse.store import Warehouse

BY = {"at": "2026-12-15T08:00:00+07:00", "who": "a@x.vn", "role": "leader", "via": "oidc"}


def line(**more) -> dict:
    return {"type": audit.SIGNED_IN, **BY, **more}


@pytest.fixture
def ledger(tmp_path) -> audit.Ledger:
    """One of four lines."""
    made = audit.Ledger(tmp_path)
    for number in range(4):
        made.write(line(number=number))
    return made


def rewritten(ledger: audit.Ledger, change) -> None:
    ledger.file.write_bytes(b"".join(change(ledger.file.read_bytes().splitlines(keepends=True))))


def test_lines_are_numbered_and_chained(ledger):
    lines = ledger.file.read_bytes().splitlines()
    assert [event["seq"] for event in ledger.events()] == [1, 2, 3, 4]
    assert [event["prev"] for event in ledger.events()] == [chain.digest(b"".join(lines[n - 1 : n])) for n in range(4)]
    assert ledger.changed_line() is None


TAMPERED = {
    "changed": (lambda lines: [lines[0], lines[1].replace(b"a@x.vn", b"b@x.vn"), *lines[2:]], 2),
    "the last changed": (lambda lines: [*lines[:3], lines[3].replace(b"a@x.vn", b"b@x.vn")], 4),
    "taken out": (lambda lines: [lines[0], *lines[2:]], 1),
    "the first taken out": (lambda lines: lines[1:], 0),
    "moved": (lambda lines: [lines[1], lines[0], *lines[2:]], 0),
    "put in": (lambda lines: [lines[0], lines[0], *lines[1:]], 1),
    "the end cut off": (lambda lines: lines[:3], 3),
    "no line of ours": (lambda lines: [lines[0], b"{}\n", *lines[1:]], 2),
    "all gone": (lambda lines: [], 0),
}


@pytest.mark.parametrize(("change", "at"), TAMPERED.values(), ids=TAMPERED)
def test_every_tampering_is_found_and_the_ledger_goes_on(ledger, change, at):
    rewritten(ledger, change)
    assert ledger.changed_line() == at
    assert [p.code for p in doctor.run(Warehouse(ledger.file.parents[1]), DAY)] == ["audit_changed"]
    ledger.write(line())
    assert ledger.changed_line() == at, "nor does another line hide it"


def test_what_a_killed_writer_left_goes_and_a_line_may_be_long(ledger):
    ledger.write(line(file="x" * 200_000))
    with ledger.file.open("ab") as file:
        file.write(b'{"seq":6,"type":"sig')
    assert ledger.changed_line() is None
    ledger.write(line())
    assert [event["seq"] for event in ledger.events()] == [1, 2, 3, 4, 5, 6]
    assert ledger.changed_line() is None


def test_what_is_older_than_the_setting_says_goes_and_the_rest_stays_a_chain(ledger):
    root = ledger.file.parents[1]
    audit.forget(root, dt.date(2031, 5, 1), {"audit_kept_years": "5"})
    assert len(ledger.events()) == 4, "2026 is kept in 2031"
    ledger.write(line(at="2027-01-01T00:00:00+07:00"))
    for today, left in ((dt.date(2032, 5, 1), [5, 6]), (dt.date(2099, 5, 1), [7])):
        audit.forget(root, today, {"audit_kept_years": "5"})
        assert [event["seq"] for event in ledger.events()][: len(left)] == left
        assert ledger.events()[-1]["type"] == audit.FORGOTTEN
        assert ledger.changed_line() is None
    ledger.write(line())
    rewritten(ledger, lambda lines: lines[1:])
    assert ledger.changed_line() == 0, "what goes without a word is found"
    left = ledger.file.read_bytes()
    audit.forget(root, dt.date(2150, 5, 1), {})
    assert ledger.file.read_bytes() == left, "and nothing of such a ledger goes"


def test_nothing_fails_because_of_it(ledger, monkeypatch, caplog):
    root = ledger.file.parents[1]
    monkeypatch.setattr(audit.LOG, "propagate", True)  # Streamlit's own handler takes it from the root

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(audit.os, "fsync", full)
        audit.tell(root, line())
    monkeypatch.setattr(audit, "PATIENCE", 0)
    with FileLock(root / ".audit.lock"):
        audit.tell(root, line())
    told = {record.getMessage() for record in caplog.records}
    assert len(told) == 2 and all("Không ghi được sổ truy vết" in words for words in told)
    assert ledger.changed_line() is None


@pytest.mark.parametrize("head", [b"", b"{}", b"7", b'{"seq":"4","sha256":null}'])
def test_a_head_that_is_none_hinders_nobody(ledger, head):
    ledger.head.write_bytes(head)
    assert ledger.changed_line() is None
    audit.tell(ledger.file.parents[1], line())
    assert [event["seq"] for event in ledger.events()] == [1, 2, 3, 4, 5] and ledger.changed_line() is None


@pytest.fixture(scope="module")
def loaded(reference_only, tmp_path_factory) -> Path:
    return shutil.copytree(reference_only, tmp_path_factory.mktemp("audit") / "kho")


def test_lines_of_the_journal_are_referred_to(loaded, tmp_path):
    root = shutil.copytree(loaded, tmp_path / "kho")
    told = audit.Ledger(root).events()[-1]
    journal = Warehouse(root).journal.read_bytes().splitlines()
    last = orjson.loads(journal[-1])
    assert told["type"] == audit.RECORDED and told["journal"][1] == last["seq"] and "published" in told["what"]
    assert told["sha256"] == chain.digest(journal[-1])
    assert (told["who"], told["at"], told["to"]) == (last["who"], last["at"], Warehouse(root).named())
    Warehouse(root).append([{"type": "rollback", "seq": last["seq"] + 1, "to": "000001-20260101", **BY}])
    told = audit.Ledger(root).events()[-1]
    assert (told["who"], told["from"], told["to"]) == ("a@x.vn", Warehouse(root).named(), "000001-20260101")


def test_a_journal_that_was_replaced_whole_is_another_than_the_ledger_was_told(loaded, tmp_path, caplog):
    root = shutil.copytree(loaded, tmp_path / "kho")
    warehouse, lines, before = Warehouse(root), [], b""
    assert not audit.wrong(root)
    for line_ in warehouse.journal.read_bytes().splitlines():
        event = orjson.loads(line_) | {"who": "người khác", "prev": chain.digest(before)}
        before = orjson.dumps(event)
        lines.append(before + b"\n")
    warehouse.journal.write_bytes(b"".join(lines))
    warehouse.head.write_bytes(orjson.dumps({"seq": event["seq"], "sha256": chain.digest(before)}))
    warehouse.refuse_if_not_whole()  # a chain that holds
    assert "journal_unlike_ledger" in {p.code for p in doctor.run(warehouse, DAY, quick=True)}
    audit.look(root)
    assert any("cả nhật ký có thể đã bị thay" in record.getMessage() for record in caplog.records)
    audit.tell(root, {"type": audit.RESTORED, **BY, "from": "a", "to": "b"})
    assert not audit.wrong(root), "a backup took its place, and that was told"


def test_a_person_goes_on_with_a_new_ledger_and_the_old_one_is_kept(loaded, tmp_path):
    root = shutil.copytree(loaded, tmp_path / "kho")
    ledger = audit.Ledger(root)
    rewritten(ledger, lambda lines: [lines[0].replace(b'"seq":1', b'"seq":7'), *lines[1:]])
    old = ledger.file.read_bytes()
    words = ["accept-break", "--by", "Chánh Văn phòng", "--reason", "Biên bản 01"]
    for code in (0, 2):
        done = CliRunner().invoke(app, words, env={"PBGDPL_WAREHOUSE": str(root)})
        assert done.exit_code == code
    (accepted,) = ledger.events()
    assert (accepted["type"], accepted["by"], accepted["line"]) == (chain.ACCEPTED, "Chánh Văn phòng", 1)
    assert (ledger.file.parent / accepted["aside"]).read_bytes() == old
    assert not doctor.run(Warehouse(root), DAY, quick=True)
