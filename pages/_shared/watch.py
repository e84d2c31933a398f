"""What the server says of itself while it runs, to who watches it: its log as lines of JSON, and `/metrics` for Prometheus.

Neither tells anything of anybody: no address beyond its page, no value of a request, no text of an error, since such texts
repeat what was being read.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import time
import traceback
from collections import Counter
from contextvars import ContextVar
from pathlib import Path

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from streamlit.logger import get_logger
from streamlit.runtime import get_instance

from pages._shared import data, health
from warehouse import clock

LOG = get_logger("pbgdpl")
QUIET = ("/static", "/app", "/_stcore")  # files of the pages, and what a browser asks every few seconds
NUMBER = b"x-request-id"
_number: ContextVar[str | None] = ContextVar("request", default=None)
_counted: Counter[str] = Counter()  # answers by class of status, and `error`


class Line(logging.Formatter):
    """One line of the log."""

    def format(self, record: logging.LogRecord) -> str:
        at = clock.instant().isoformat(timespec="milliseconds")
        said = {"at": at, "level": record.levelname, "message": record.getMessage(), **getattr(record, "facts", {})}
        if number := _number.get():
            said["request"] = number
        if record.exc_info and record.exc_info[1]:
            said["errors"] = _of_error(record.exc_info[1])
        return orjson.dumps(said).decode()


def _of_error(error: BaseException | None) -> list[dict]:
    """The error, then what caused it: its kind, and the way to it."""
    found = []
    while error and len(found) < 5:
        way = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
        found.append({"kind": type(error).__name__, "way": way})
        error = error.__cause__ or error.__context__
    return found


def log_as_json() -> None:
    """Called once, at the start."""
    for handler in LOG.handlers:
        handler.setFormatter(Line())


def count(what: str) -> None:
    _counted[what] += 1


class Requests:
    """Gives each request a number, which its answer and its lines of the log carry, and counts the answers."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        number, start = secrets.token_hex(6), time.monotonic()
        token = _number.set(number)

        async def numbered(message):
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), (NUMBER, number.encode())]}
                self._told(scope, message["status"], time.monotonic() - start)
            await send(message)

        try:
            await self.app(scope, receive, numbered)
        finally:
            _number.reset(token)

    def _told(self, scope, status: int, seconds: float) -> None:
        count(f"{status // 100}xx")
        place = "/" + scope["path"].strip("/").split("/")[0]
        if not scope["path"].startswith(QUIET) or status >= 400:
            facts = {"method": scope["method"], "path": place, "status": status, "ms": int(1000 * seconds)}
            LOG.info("request", extra={"facts": facts})


def answer(request: Request) -> PlainTextResponse:
    """`/metrics`; security.py says to whom. Not a coroutine: it reads files."""
    return PlainTextResponse(metrics(), headers={"cache-control": "no-store"})


def metrics() -> str:
    runtime, folder = get_instance(), data.served()
    said = health.state(folder)
    place = next(one for one in (folder, *folder.parents) if one.exists())
    held = [file for files in list(runtime.uploaded_file_mgr.file_storage.values()) for file in list(files.values())]
    found = [
        ("requests_total", "counter", {f'{{status="{c}"}}': _counted[c] for c in ("2xx", "3xx", "4xx", "5xx")}),
        ("errors_total", "counter", {"": _counted["error"]}),
        ("sessions", "gauge", {"": len(runtime._session_mgr.list_active_sessions())}),
        ("uploaded_bytes", "gauge", {"": sum(len(file.data) for file in held)}),
        ("disk_free_bytes", "gauge", {"": shutil.disk_usage(place).free}),
        *((name, "gauge", {"": int(said[name])}) for name in ("folder_writable", "snapshot_whole", "loading", "sample")),
    ]  # fmt: skip
    lines = []
    for name, kind, values in found:
        lines += [f"# TYPE pbgdpl_{name} {kind}", *(f"pbgdpl_{name}{label} {value}" for label, value in values.items())]
    return "\n".join(lines) + "\n"
