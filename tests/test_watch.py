"""What the server says to who watches it: its log and its counts, with nothing of anybody in them."""

from __future__ import annotations

import asyncio
import logging
import sys

import orjson
import pytest

from pages._shared import data, security, watch
from tests.test_security import answered
from warehouse.store import Warehouse


def line(record: logging.LogRecord) -> dict:
    return orjson.loads(watch.Line().format(record))


def test_an_error_is_told_by_its_kind_and_way_not_by_its_words():
    def inner():
        raise ValueError("Nguyễn Văn A, 0912345678")

    try:
        try:
            inner()
        except ValueError as error:
            raise RuntimeError("Nguyễn Văn A") from error
    except RuntimeError:
        said = line(logging.LogRecord("pbgdpl", logging.ERROR, "x", 1, "Error %s", ("000123",), sys.exc_info()))
    assert said["message"] == "Error 000123" and said["level"] == "ERROR"
    assert [one["kind"] for one in said["errors"]] == ["RuntimeError", "ValueError"]
    assert said["errors"][1]["way"][-1].startswith("test_watch.py:") and said["errors"][1]["way"][-1].endswith(" inner")
    assert "Nguy" not in str(said)


def test_a_request_has_a_number_which_its_line_carries(monkeypatch):
    told = []
    monkeypatch.setattr(watch.LOG, "info", lambda message, extra: told.append((extra["facts"], watch._number.get())))
    monkeypatch.setattr(watch, "_counted", type(watch._counted)())
    for path in ("/don-vi", "/media/abc.xlsx", "/static/a.js", "/_stcore/health"):
        headers = dict(answered(watch.Requests, path=path)["headers"])
        number = headers[watch.NUMBER].decode()
        if told:
            assert told[-1][1] == number or path.startswith(watch.QUIET)
    assert [facts["path"] for facts, _ in told] == ["/don-vi", "/media"], (
        "no name of a file, nothing of what is asked often"
    )
    assert watch._counted["2xx"] == 4 and watch._number.get() is None


@pytest.mark.parametrize(
    ("client", "headers", "may"),
    [
        ("127.0.0.1", [], True), ("::1", [], True), ("10.0.0.5", [], False), (None, [], False),
        ("127.0.0.1", [(b"x-forwarded-for", b"10.0.0.5")], False), ("127.0.0.1", [(b"x-real-ip", b"10.0.0.5")], False),
        ("10.0.0.5", [(b"authorization", b"Bearer t0ken")], True), ("10.0.0.5", [(b"authorization", b"Bearer x")], False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/metrics", "/base/metrics", "/_stcore/metrics"])
def test_counts_are_for_this_machine_or_who_knows_the_token(monkeypatch, client, headers, may, path):
    monkeypatch.setenv("PBGDPL_METRICS_TOKEN", "t0ken")
    said = []

    async def app(scope, receive, send):
        said.append(200)

    async def send(message):
        said.append(message.get("status"))

    scope = {"type": "http", "path": path, "headers": headers, "client": client and (client, 1)}
    asyncio.run(security.Watchers(app)(scope, None, send))
    assert said[0] == (200 if may else 403)
    monkeypatch.delenv("PBGDPL_METRICS_TOKEN")
    assert security.is_watcher(scope) == (may and not any(name == b"authorization" for name, _ in headers))


def test_the_counts_are_in_the_form_of_prometheus(monkeypatch, tmp_path):
    class Runtime:
        uploaded_file_mgr = type("Files", (), {"file_storage": {}})
        _session_mgr = type("Sessions", (), {"list_active_sessions": staticmethod(lambda: [1, 2])})

    monkeypatch.setattr(watch, "get_instance", Runtime)
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(tmp_path / "none"))
    lines = watch.metrics().splitlines()
    values = dict(one.rsplit(" ", 1) for one in lines if not one.startswith("#"))
    assert (
        values["pbgdpl_sessions"] == "2" and values["pbgdpl_snapshot_whole"] == "1" and values["pbgdpl_loading"] == "0"
    )
    assert {one.split("{")[0] for one in values} == {one.split()[2] for one in lines if one.startswith("# TYPE")}


def test_the_journal_is_not_read_at_each_call(monkeypatch, tmp_path):
    from pages._shared import health
    from tests import snapshots

    folder = snapshots.build(tmp_path / "kho", files=False)
    monkeypatch.setenv("PBGDPL_WAREHOUSE", str(folder))
    read = []
    events = Warehouse.events
    monkeypatch.setattr(Warehouse, "events", lambda self: read.append(1) or events(self))
    data._is_whole.cache_clear()
    for _ in range(3):
        assert health.state(folder)["snapshot_whole"]
    assert len(read) <= 2, "the look at its chain, once"
