"""Sign-in by an identity provider: its settings, which are whole or the server does not start, and what happens to
requests before a page runs. Who somebody is comes from the signed cookie alone, what they may do from the table of roles.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import orjson
import streamlit as st
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from warehouse import audit, clock

NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
SECRET_LENGTH = 32
LASTS = 12 * 3600  # seconds of a sign-in: a working day
CALLBACK, LOGOUT = "/oauth2callback", "/auth/logout"
MADE = "/media/"  # files to download, and pictures
FILES = (MADE, "/_stcore/upload_file")  # what is downloaded and uploaded
WANTED = "pbgdpl_den"  # cookie: the address to which somebody comes back after signing in
WANTED_LASTS = 900
REFUSED = "Cần đăng nhập bằng tài khoản được phân quyền.".encode()


class Unusable(Exception):
    """Sign-in is configured, but not so that it keeps anybody out; the message is for who runs the server."""


def configured(files: list[Path]) -> dict | None:
    """The section [auth] of the files, a later one before an earlier; None where there is none. Raises Unusable."""
    found = None
    for file in files:
        if not file.exists():
            continue
        try:
            found = tomllib.loads(file.read_text(encoding="utf-8")).get("auth", found)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise Unusable(f"Không đọc được {file}: {error}") from error
    if found is None:
        return None
    missing = [
        key for key in NEEDED if not (isinstance(found, dict) and isinstance(found.get(key), str) and found[key])
    ]
    if missing:
        raise Unusable(f"Mục [auth] của secrets.toml thiếu: {', '.join(missing)}")
    if len(found["cookie_secret"]) < SECRET_LENGTH:
        raise Unusable(f"cookie_secret phải dài ít nhất {SECRET_LENGTH} ký tự ngẫu nhiên")
    if not found["redirect_uri"].endswith(CALLBACK):
        raise Unusable(f"redirect_uri phải kết thúc bằng {CALLBACK}")
    for key in ("redirect_uri", "server_metadata_url"):
        address = urlsplit(found[key])
        if address.scheme != "https" and address.hostname not in ("127.0.0.1", "localhost"):
            raise Unusable(f"{key} phải là địa chỉ https")
    return found


@lru_cache(maxsize=1)
def settings() -> dict | None:
    """The same of this server, read once at its start."""
    return configured([Path(file) for file in st.get_option("secrets.files")])


_ended: dict[str, float] = {}  # sign-ins that were ended: their mark → when they would have ended by themselves


def mark(cookies: dict[str, str]) -> str:
    """Names one sign-in, the same in all tabs of a browser."""
    return hashlib.sha256(cookies.get(USER_COOKIE_NAME, "").encode()).hexdigest()


def has_ended(cookies: dict[str, str], claims: dict, now: float) -> bool:
    """Whether a sign-in was ended in any tab, or is older than a working day."""
    issued = claims.get("iat")
    if not isinstance(issued, int | float) or now - issued > LASTS:
        return True
    return mark(cookies) in _ended


def end(cookies: dict[str, str], now: float) -> None:
    for old in [m for m, until in _ended.items() if until < now]:
        del _ended[old]
    _ended[mark(cookies)] = now + LASTS


def claims(cookies: dict[str, str]) -> dict:
    """What the provider said of who sends these cookies; empty where they are not signed by this server."""

    def one(name: str) -> bytes | None:
        value = cookies.get(name)
        return decode_signed_value(get_cookie_secret(), name, value.encode("latin-1", "replace")) if value else None

    try:
        said = orjson.loads(get_cookie_with_chunks(one, USER_COOKIE_NAME) or b"{}")
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def base() -> str:
    """The address under which the dashboard stands, `/` where it has a server of its own."""
    return "/" + st.get_option("server.baseUrlPath").strip("/")


def below_base(path: str) -> str:
    """What a request asks for under it, as `/xep-hang`."""
    return "/" + path.removeprefix(base()).strip("/")


class SignIn:
    """Files only for who has a role; back to the page that was asked for after signing in; a cookie that ends with the
    working day and goes over TLS where the server is reached so. A plain ASGI class, so that streams pass untouched."""

    def __init__(
        self,
        app,
        pages: frozenset[str],
        is_known: Callable[[dict], bool],
        may_take: Callable[[str, dict[str, str]], bool],
        tell: Callable[[str, dict, str], None],
    ):
        """is_known: by claims; may_take: a file, by path and cookies; tell: what happened, the claims, where."""
        self.app, self.pages, self.is_known, self.may_take, self.tell = app, pages, is_known, may_take, tell
        self.secure = (settings() or {}).get("redirect_uri", "").startswith("https:")

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        path = below_base(scope["path"])
        cookies, now = _cookies(scope), clock.instant().timestamp()
        said = claims(cookies)
        is_in = bool(said) and not has_ended(cookies, said, now) and self.is_known(said)
        if path.startswith(FILES) and not (is_in and (not path.startswith(MADE) or self.may_take(path, cookies))):
            self.tell(audit.DENIED, said, path)
            return await _refuse(send)
        if path == LOGOUT and said:
            end(cookies, now)
            self.tell(audit.SIGNED_OUT, said, path)
        leads_back = not is_in and path in self.pages and (path != "/" or scope["query_string"])

        async def changed(message):
            if message["type"] == "http.response.start":
                if path == CALLBACK and (came := claims(_given(message))):
                    self.tell(audit.SIGNED_IN if self.is_known(came) else audit.DENIED, came, path)
                headers = [_short(pair, self.secure) for pair in message.get("headers", [])]
                if leads_back:
                    to = quote(path + "?" + scope["query_string"].decode("latin-1"), safe="")
                    headers.append(self._cookie(to, WANTED_LASTS))
                if path == CALLBACK and (to := self._wanted(cookies)):
                    headers = [pair for pair in headers if pair[0].lower() != b"location"]
                    headers += [(b"location", base().rstrip("/").encode() + to), self._cookie("", 0)]
                message = {**message, "headers": headers}
            await send(message)

        return await self.app(scope, receive, changed)

    def _wanted(self, cookies: dict[str, str]) -> bytes | None:
        """The address in the cookie, if it is one of our pages: nothing leads elsewhere."""
        to = unquote(cookies.get(WANTED, ""))
        if urlsplit(to).path not in self.pages or not to.startswith("/") or to.startswith("//"):
            return None
        return to.encode("ascii", "ignore").replace(b"\r", b"").replace(b"\n", b"")

    def _cookie(self, value: str, seconds: int) -> tuple[bytes, bytes]:
        secure = "; Secure" if self.secure else ""
        return b"set-cookie", f"{WANTED}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}".encode()


def _cookies(scope) -> dict[str, str]:
    found = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                found.load(value.decode("latin-1"))
            except CookieError:
                return {}
    return {name: morsel.value for name, morsel in found.items()}


def _given(message) -> dict[str, str]:
    """The cookies that an answer sets."""
    found = SimpleCookie()
    for name, value in message.get("headers", []):
        if name.lower() == b"set-cookie":
            found.load(value.decode("latin-1"))
    return {name: morsel.value for name, morsel in found.items() if morsel.value}


def _short(pair: tuple[bytes, bytes], secure: bool) -> tuple[bytes, bytes]:
    """A cookie of the sign-in as it should be."""
    name, value = pair
    if name.lower() != b"set-cookie" or not value.startswith(USER_COOKIE_NAME.encode()):
        return pair
    kept = [part for part in value.split(b"; ") if secure or part.lower() != b"secure"]
    kept = [b"Max-Age=%d" % LASTS if p.lower().startswith(b"max-age=") and p[8:] != b"0" else p for p in kept]
    if secure and b"secure" not in [p.lower() for p in kept]:
        kept.append(b"Secure")
    return name, b"; ".join(kept)


async def _refuse(send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSED})
