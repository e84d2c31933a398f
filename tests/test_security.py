"""The headers of every answer, and whose requests get one: the policy on rows; in a browser and over a socket it is
tests/test_browser.py."""

import asyncio
import base64
import hashlib
from functools import partial

import pytest

from pages._shared import security

HOSTS = ["127.0.0.1", "pbgdpl.example.gov.vn", "::1"]


def parts(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in policy.split("; "))}


def test_the_scripts_of_the_index_page_are_named_and_no_others():
    script = "\n  window.a = 1\n"
    index = (
        f"<script>{script}</script><script type=module src=./a.js></script><SCRIPT async>b()</SCRIPT><!-- script -->"
    )
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (script, "b()")]
    found = parts(security.policy(index, HOSTS))
    assert found["script-src"] == ["'self'", "'wasm-unsafe-eval'", *(f"'sha256-{one}'" for one in hashes)]
    assert security.script_hashes(security.INDEX.read_text(encoding="utf-8")), "the installed Streamlit has one"


def test_connections_go_to_the_allowed_hosts_alone():
    assert parts(security.policy("", HOSTS))["connect-src"] == [
        "'self'", "ws://127.0.0.1:*", "wss://127.0.0.1:*", "ws://pbgdpl.example.gov.vn:*", "wss://pbgdpl.example.gov.vn:*",
    ]  # fmt: skip


@pytest.mark.parametrize(("hosts", "is_open"), [([], True), (["*"], True), (["a.vn", " "], True), (HOSTS, False)])
def test_every_name_is_no_name(hosts, is_open):
    assert security.names_no_host(hosts) == is_open


@pytest.mark.parametrize(
    ("hosts", "status"),
    [
        ([b"127.0.0.1:8501"], 200), ([b"LOCALHOST"], 200), ([b"evil.example"], 403), ([], 403), ([b""], 403),
        ([b"localhost", b"evil.example"], 403), ([b"localhost.evil.example"], 403), ([b"\xff"], 403),
    ],
)  # fmt: skip
def test_a_request_names_one_allowed_host(hosts, status):
    assert through(security.AllowedHosts, headers=[(b"host", host) for host in hosts]) == status


@pytest.mark.parametrize(
    ("method", "path", "length", "status"),
    [
        ("PUT", "/_stcore/upload_file/a/1", b"10", 200), ("PUT", "/_stcore/upload_file/a/1", b"11", 413),
        ("PUT", "/base/_stcore/upload_file/a/1", b"11", 413), ("PUT", "/_stcore/upload_file/b/1", b"11", 200),
        ("PUT", "/_stcore/upload_file/b/1", None, 411), ("PUT", "/_stcore/upload_file/b/1", b"x", 411),
        ("DELETE", "/_stcore/upload_file/a/1", None, 200), ("GET", "/xep-hang", None, 200),
    ],
)  # fmt: skip
def test_a_session_uploads_so_much_and_no_more(method, path, length, status):
    headers = [] if length is None else [(b"content-length", length)]
    held = {"a": security.MOST_UPLOADED - 10, "b": 0}
    assert through(partial(security.UploadsOfASession, held=held.get), method, path, headers) == status


def test_what_a_page_made_is_kept_nowhere():
    for path, kept in (
        ("/media/a.xlsx", b"no-store"),
        ("/base/media/a.xlsx", b"no-store"),
        ("/static/a.js", b"max-age=1"),
    ):
        headers = answered(security.SecurityHeaders, path=path)["headers"]
        assert [value for name, value in headers if name == b"cache-control"] == [kept]


def through(middleware, method="GET", path="/", headers=()) -> int:
    """The status that a request gets before an application that answers 200."""
    return answered(middleware, method, path, headers)["status"]


def answered(middleware, method="GET", path="/", headers=()) -> dict:
    said = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"cache-control", b"max-age=1")]})

    async def send(message):
        said.append(message)

    asyncio.run(middleware(app)({"type": "http", "method": method, "path": path, "headers": headers}, None, send))
    return said[0]
