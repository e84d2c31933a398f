"""What every answer of the server carries, and which requests get one: plain ASGI classes, so that streams and sockets pass
untouched."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from pages._shared.sign_in import MADE

UPLOADS = "/_stcore/upload_file/"
# bytes that one session may have lying in memory; a file alone is bounded by server.maxUploadSize
MOST_UPLOADED = 500 * 2**20
INDEX = Path(st.__file__).parent / "static" / "index.html"
INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


def script_hashes(index: str) -> list[str]:
    """The scripts that stand in the index page itself, as a policy names them: computed, since each Streamlit has its own."""
    digests = (hashlib.sha256(script.encode()).digest() for script in INLINE.findall(index))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def policy(index: str, hosts: list[str]) -> str:
    """No script but files of this server and those of the index page. Styles may stand in a page: Streamlit writes its own
    while it runs. Sockets are named by their hosts, since older browsers do not count them to 'self'."""
    # an IPv6 address has no place in a policy; there 'self' must do
    sockets = [f"{scheme}://{host}:*" for host in hosts if ":" not in host for scheme in ("ws", "wss")]
    return "; ".join((
        "default-src 'self'", " ".join(("script-src 'self' 'wasm-unsafe-eval'", *script_hashes(index))),
        "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self' data:",
        " ".join(("connect-src 'self'", *sockets)), "object-src 'none'", "base-uri 'self'", "frame-ancestors 'self'",
    ))  # fmt: skip


def names_no_host(hosts: list[str]) -> bool:
    """Whether these allowed hosts let any name in: Streamlit takes none at all for every one."""
    return not hosts or any(host.strip() in ("", "*") for host in hosts)


class SecurityHeaders:
    """Adds the headers to every response; what a page made is kept by no browser and no proxy."""

    def __init__(self, app):
        self.app = app
        self.headers = {
            b"content-security-policy": policy(
                INDEX.read_text(encoding="utf-8"), st.get_option("server.allowedHosts")
            ).encode(),
            b"x-content-type-options": b"nosniff",
            b"referrer-policy": b"same-origin",
            b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
        }

    async def __call__(self, scope, receive, send):
        ours = self.headers
        if MADE in scope.get("path", ""):
            ours = {**ours, b"cache-control": b"no-store"}

        async def with_headers(message):
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in ours]
                message = {**message, "headers": [*kept, *ours.items()]}
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class AllowedHosts:
    """A request under a name that is not ours gets nothing: else a foreign page whose name is made to lead here reads what
    the server gives. Streamlit asks the same of its sockets only."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
            if len(hosts) != 1 or not is_host_allowed(hosts[0]):
                return await _refuse(send, 403)
        return await self.app(scope, receive, send)


def uploaded(session: str) -> int:
    """Bytes that a session has lying in memory."""
    held = get_instance().uploaded_file_mgr.file_storage.get(session, {})
    return sum(len(file.data) for file in list(held.values()))


class UploadsOfASession:
    """Streamlit bounds each file, not how many of them a session keeps in the memory of all."""

    def __init__(self, app, held: Callable[[str], int] = uploaded):
        self.app, self.held = app, held

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http" and scope["method"] == "PUT" and UPLOADS in scope["path"]:
            session = scope["path"].split(UPLOADS, 1)[1].split("/")[0]
            length = dict(scope["headers"]).get(b"content-length", b"")
            if not length.isdigit() or self.held(session) + int(length) > MOST_UPLOADED:
                return await _refuse(send, 413 if length.isdigit() else 411)
        return await self.app(scope, receive, send)


class Watchers:
    """What the server counts is for a program on this machine, or one that knows `PBGDPL_METRICS_TOKEN`."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http" and scope["path"].endswith("/metrics") and not is_watcher(scope):
            return await _refuse(send, 403)
        return await self.app(scope, receive, send)


def is_watcher(scope) -> bool:
    headers = dict(scope["headers"])
    token, given = os.environ.get("PBGDPL_METRICS_TOKEN"), headers.get(b"authorization", b"")
    if token and hmac.compare_digest(given, f"Bearer {token}".encode()):
        return True
    # through the server that stands before this one everybody comes from this machine
    is_direct = not any(name.startswith((b"x-forwarded", b"x-real", b"forwarded")) for name in headers)
    return is_direct and (scope.get("client") or ("",))[0] in ("127.0.0.1", "::1")


async def _refuse(send, status: int) -> None:
    """Without a word: who asks so is a program."""
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
