"""The launcher: `streamlit run dashboard.py`. What stands before every page, early imports, and the refusal to serve a
network without sign-in. The router is pages/_app.py; it runs for every address, so no page can be reached around it.
"""

import sys
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlencode

# The first visitor must not pay for these imports (about a second).
import altair  # noqa: F401
import duckdb  # noqa: F401
import pandas  # noqa: F401
import pyarrow  # noqa: F401
import streamlit as st
import xlsxwriter  # noqa: F401
from starlette.middleware import Middleware
from starlette.routing import Route

from charts import templates
from pages._shared import door, downloads, errors, filters, guard, health, memory, security, sign_in, watch
from warehouse import clock
from words import labels

ROUTER = Path(__file__).resolve().parent / "pages" / "_app.py"
PAGES = frozenset(f"/{address}" for _, address in labels.PAGES.values())


class NoEnglishAtUnknownAddresses:
    """Streamlit answers every address with the program, which then says in English that there is no such page; here such
    an address leads to the first page, and the router says what was asked for."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        below = sign_in.below_base(scope.get("path", ""))
        wanted, elsewhere = below not in PAGES, False

        async def redirected(message):
            nonlocal elsewhere
            if message["type"] == "http.response.start" and message["status"] == 200:
                elsewhere = dict(message["headers"]).get(b"content-type", b"").startswith(b"text/html")
                if elsewhere:
                    to = f"{sign_in.base().rstrip('/')}/?{urlencode({filters.UNKNOWN_ADDRESS: below[1:]})}"
                    message = {
                        **message,
                        "status": 303,
                        "headers": [(b"location", to.encode()), (b"content-length", b"0")],
                    }
            elif message["type"] == "http.response.body" and elsewhere:
                message = {**message, "body": b""}
            await send(message)

        await self.app(scope, receive, redirected if scope["type"] == "http" and wanted else send)


def is_loopback(address: str | None) -> bool:
    """Unset means every interface, so it is not."""
    if address == "localhost":
        return True
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def refuse_to_start() -> None:
    """Without a provider this machine only; with one that is not whole nobody, since what is half locked is open."""
    try:
        guard.refuse_half_configured()
    except sign_in.Unusable as error:
        print(f"Không khởi động: {error}.", file=sys.stderr)
        raise SystemExit(2) from error
    if security.names_no_host(st.get_option("server.allowedHosts")):
        print(
            "Không khởi động: server.allowedHosts phải kê tên máy chủ, không để trống và không dùng *.", file=sys.stderr
        )
        raise SystemExit(2)
    # a name of the network means a server that stands before this one, and brings the network in
    named = [st.get_option("server.address"), *st.get_option("server.allowedHosts")]
    abroad = [name or "mọi địa chỉ" for name in named if not is_loopback(name)]
    if abroad and not guard.sign_in_configured():
        print(
            f"Không khởi động: chưa cấu hình đăng nhập nên không mở ra mạng ({', '.join(abroad)}).\n"
            "Không có mục [auth] trong .streamlit/secrets.toml thì chỉ phục vụ 127.0.0.1.",
            file=sys.stderr,
        )
        raise SystemExit(2)


# Streamlit puts the folder of its script before all others for each run, and takes it out again: whoever looks along the
# path in another thread meanwhile misses one, and finds a library gone. It leaves a folder alone that is there already.
sys.path.append(str(ROUTER.parent))
refuse_to_start()
watch.log_as_json()
door.sweep(clock.instant().timestamp())
templates.build_all()
memory.freeze()
signed_in = (
    [
        Middleware(
            sign_in.SignIn,
            pages=PAGES,
            is_known=lambda said: guard.user_of(said).role is not None,
            may_take=downloads.may_take,
            tell=guard.tell,
        )
    ]
    if guard.sign_in_configured()
    else []
)
app = st.App(
    ROUTER,
    routes=[
        Route(sign_in.base().rstrip("/") + "/healthz", health.answer),
        Route(sign_in.base().rstrip("/") + "/metrics", watch.answer),
    ],
    middleware=[
        Middleware(watch.Requests),
        Middleware(security.SecurityHeaders),
        Middleware(security.AllowedHosts),
        Middleware(security.Watchers),
        *signed_in,
        Middleware(security.UploadsOfASession),
        Middleware(NoEnglishAtUnknownAddresses),
    ],
    on_script_error=errors.told,
)
