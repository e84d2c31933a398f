"""Sign-in by an identity provider: half of it stops the start, and in a real browser each role sees its pages, nobody none."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pages._shared import guard, sign_in
from tests import snapshots
from tests.test_browser import ROOT, browser, free_port, serving, still  # noqa: F401 (a fixture)
from warehouse import audit
from words import labels

SECRETS = """[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "0123456789012345678901234567890123456789"
client_id = "bang-theo-doi"
client_secret = "bi-mat"
server_metadata_url = "http://localhost:%d/.well-known/openid-configuration"
"""
WHOLE = SECRETS % 1
ROLES = """email,subject,role,unit_code
lead@x.vn,,leader,
steward@x.vn,,steward,
hatu@x.vn,,unit,P_HA_TU
,so-9,leader,
"""
NOW = 1_800_000_000


def written(folder: Path, text: str | bytes, name: str = "secrets.toml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        WHOLE.replace('client_id = "bang', 'client_id = bang'), WHOLE.replace('"bi-mat"', '""'), "auth = 1\n", "[auth]\n",
        WHOLE.replace("0123456789", "01"), WHOLE.replace("/oauth2callback", "/"), WHOLE.replace("127.0.0.1:{port}", "x.vn"),
        WHOLE.replace("localhost:1", "x.vn"), b"\xff\xfe[auth]", "[auth.sso]\nclient_id = 'x'\n",
    ],
)  # fmt: skip
def test_a_provider_that_is_not_whole_is_none_at_all(tmp_path, text):
    with pytest.raises(sign_in.Unusable):
        sign_in.configured([tmp_path / "none", written(tmp_path, text)])


def test_the_files_of_the_settings(tmp_path):
    assert sign_in.configured([tmp_path / "none"]) is None
    other = written(tmp_path, "[other]\na = 1\n", "other.toml")
    assert sign_in.configured([other]) is None
    assert sign_in.configured([written(tmp_path, WHOLE), other])["client_id"] == "bang-theo-doi"


@pytest.mark.parametrize(
    "roles", [None, "", "email,role\n", ROLES + "x,,leader,\n", ROLES + "a@x.vn,,king,\n", b"\xff\xfe\0a"]
)
def test_a_table_of_roles_that_is_not_whole_stops_the_start(tmp_path, monkeypatch, roles):
    monkeypatch.setattr(guard, "sign_in_configured", lambda: True)
    monkeypatch.setenv("PBGDPL_ROLES", str(tmp_path / "roles.csv"))
    if roles is not None:
        written(tmp_path, roles, "roles.csv")
    with pytest.raises(sign_in.Unusable):
        guard.refuse_half_configured()
    written(tmp_path, ROLES, "roles.csv")
    guard.refuse_half_configured()


def test_the_server_does_not_start_on_half_a_provider(tmp_path):
    secrets = written(tmp_path, WHOLE.replace('"bang-theo-doi"', '"bang-theo-doi'))
    options = ["--server.port", str(free_port()), "--secrets.files", str(secrets)]
    done = subprocess.run([sys.executable, "-m", "streamlit", "run", "dashboard.py", *options], cwd=ROOT, timeout=60,
                          env=os.environ | {"PBGDPL_WAREHOUSE": str(tmp_path)}, capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 2 and "Không khởi động" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"email": "LEAD@x.vn", "email_verified": True}, "leader"), ({"email": "lead@x.vn", "email_verified": "false"}, None),
        ({"email": "lead@x.vn", "email_verified": "true"}, None), ({"email": "lead@x.vn"}, None), ({}, None),
        ({"sub": "so-9"}, "leader"), ({"sub": "so-1", "email": "so-9", "email_verified": True}, None), ({"sub": None}, None),
        ({"sub": "lead@x.vn"}, None), ({"email": "sub:so-9", "email_verified": True}, None),
    ],
)  # fmt: skip
def test_who_the_provider_names(tmp_path, monkeypatch, claims, role):
    monkeypatch.setenv("PBGDPL_ROLES", str(written(tmp_path, ROLES, "roles.csv")))
    assert guard.user_of(claims).role == role


def test_a_sign_in_ends_in_all_tabs_and_with_the_working_day():
    tab, other = {sign_in.USER_COOKIE_NAME: "a"}, {sign_in.USER_COOKIE_NAME: "b"}
    said = {"iat": NOW}
    assert not sign_in.has_ended(tab, said, NOW + sign_in.LASTS)
    assert sign_in.has_ended(tab, said, NOW + sign_in.LASTS + 1)
    assert sign_in.has_ended(tab, {}, NOW) and sign_in.has_ended(tab, {"iat": "x"}, NOW)
    sign_in.end(tab, NOW)
    assert sign_in.has_ended(tab, said, NOW) and not sign_in.has_ended(other, said, NOW)


def through(
    path: str, cookie: str = "", status: int = 302, headers=(), secure: bool = False
) -> tuple[int, list[tuple]]:
    """What a request gets through the middleware before an application that answers so."""
    said = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})

    async def send(message):
        said.append(message)

    wire = sign_in.SignIn(app, frozenset({"/", "/xep-hang"}), lambda _: False, lambda *_: False, lambda *_: None)
    wire.secure = secure
    path, _, query = path.partition("?")
    sent = [(b"cookie", cookie.encode())] if cookie else []
    scope = {"type": "http", "path": path, "query_string": query.encode(), "headers": sent}
    asyncio.run(wire(scope, None, send))
    return said[0]["status"], said[0]["headers"]


@pytest.mark.parametrize(
    "to", ["https://x.vn/xep-hang", "//x.vn/xep-hang", "/khac", "", "xep-hang", "/xep-hang\r\nset-cookie: a"]
)
def test_nobody_is_led_elsewhere_after_signing_in(to):
    cookie = f"{sign_in.WANTED}={sign_in.quote(to, safe='')}"
    _, headers = through(sign_in.CALLBACK, cookie, headers=[(b"location", b"/")])
    (where,) = [value for name, value in headers if name == b"location"]
    assert where in (b"/", b"/xep-hangset-cookie: a")
    _, headers = through(sign_in.CALLBACK, f"{sign_in.WANTED}=%2Fxep-hang%3Fnam%3D2024", headers=[(b"location", b"/")])
    assert (b"location", b"/xep-hang?nam=2024") in headers


def test_cookies_are_short_and_go_over_tls():
    sent = [(b"set-cookie", b"_streamlit_user=a; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax"),
            (b"set-cookie", b"_streamlit_user_1=; Max-Age=0; Path=/"), (b"set-cookie", b"x=1; Max-Age=5")]  # fmt: skip
    _, headers = through(sign_in.CALLBACK, headers=sent, secure=True)
    assert [value for _, value in headers] == [
        b"_streamlit_user=a; HttpOnly; Max-Age=43200; Path=/; SameSite=lax; Secure",
        b"_streamlit_user_1=; Max-Age=0; Path=/; Secure", b"x=1; Max-Age=5",
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["/media/abc.xlsx", "/_stcore/upload_file/a/b"])
def test_nobody_downloads_or_uploads(path):
    assert through(path, status=200)[0] == 403
    assert through("/static/a.js", status=200)[0] == 200


@pytest.fixture
def signed(monkeypatch):
    """Answers a request of somebody who is signed in (`a`), was sent away (`b`) or is nobody (empty); what was told."""
    said = {"a": {"email": "a@x.vn", "iat": NOW}, "b": {"email": "b@x.vn", "iat": NOW}, "": {}}
    monkeypatch.setattr(sign_in, "claims", lambda cookies: said[cookies.get(sign_in.USER_COOKIE_NAME, "")])
    monkeypatch.setattr(sign_in, "has_ended", lambda *_: False)

    def ask(path: str, who: str, headers=()) -> tuple[int, list[tuple]]:
        told, answered = [], []

        async def app(scope, receive, send):
            await send({"type": "http.response.start", "status": 200, "headers": list(headers)})

        async def send(message):
            answered.append(message)

        wire = sign_in.SignIn(
            app, frozenset({"/"}), lambda claims: claims.get("email") == "a@x.vn",
            lambda path, cookies: path.endswith(cookies.get(sign_in.USER_COOKIE_NAME, "?")),
            lambda kind, claims, where: told.append((kind, claims.get("email"))),
        )  # fmt: skip
        sent = [(b"cookie", f"{sign_in.USER_COOKIE_NAME}={who}".encode())] if who else []
        asyncio.run(wire({"type": "http", "path": path, "query_string": b"", "headers": sent}, None, send))
        return answered[0]["status"], told

    return ask


@pytest.mark.parametrize(
    ("path", "who", "status"),
    [("/media/of-a", "a", 200), ("/media/of-b", "a", 403), ("/media/of-b", "b", 403), ("/media/of-a", "", 403),
     ("/_stcore/upload_file/x/1", "a", 200), ("/_stcore/upload_file/x/1", "b", 403)],
)  # fmt: skip
def test_a_file_is_for_the_sign_in_that_made_it(signed, path, who, status):
    name = {"a": "a@x.vn", "b": "b@x.vn", "": None}[who]
    assert signed(path, who) == (status, [] if status == 200 else [("denied", name)])


def test_signing_in_and_out_is_told(signed):
    given = [(b"set-cookie", f"{sign_in.USER_COOKIE_NAME}=a; HttpOnly; Path=/; SameSite=lax".encode())]
    assert signed(sign_in.CALLBACK, "", given) == (200, [("signed_in", "a@x.vn")])
    refused = [(b"set-cookie", f"{sign_in.USER_COOKIE_NAME}=b; Path=/".encode())]
    assert signed(sign_in.CALLBACK, "", refused) == (200, [("denied", "b@x.vn")])
    assert signed(sign_in.CALLBACK, "") == (200, [])
    assert signed(sign_in.LOGOUT, "a") == (200, [("signed_out", "a@x.vn")])
    sign_in._ended.clear()


# in a browser, with a provider


@pytest.fixture(scope="module")
def provider():
    from oidc_provider_mock import User, run_server_in_thread  # no test but this one needs it, and it is long to import

    people = [
        User(sub=name, claims={"email": f"{name}@x.vn", "email_verified": verified})
        for name, verified in (("lead", True), ("steward", True), ("hatu", True), ("nobody", True), ("liar", False))
    ]
    with run_server_in_thread(user_claims=people) as server:
        yield server.server_port


@pytest.fixture(scope="module")
def office(provider, tmp_path_factory):
    """The dashboard behind the provider: its address and its table of roles."""
    folder = tmp_path_factory.mktemp("sign_in")
    secrets, roles = written(folder, SECRETS % provider), written(folder, ROLES, "roles.csv")
    with serving(snapshots.build(folder), "--secrets.files", str(secrets), PBGDPL_ROLES=str(roles), PBGDPL_LOCAL_ROLE="steward") as base:  # fmt: skip
        yield base, roles


def sign_in_as(page: Page, name: str) -> None:
    page.get_by_role("button", name="Đăng nhập bằng tài khoản cơ quan").click()
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url("http://127.0.0.1:*/**")
    still(page)


@pytest.mark.browser
@pytest.mark.proof
def test_the_roles_in_a_browser(browser, office):  # noqa: F811
    base, roles = office
    window = browser.new_context(locale="vi-VN")
    page = window.new_page()
    for _, address in labels.PAGES.values():
        page.goto(f"{base}/{address}")
        expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
        assert page.locator("[data-testid='stSidebarNav']").count() == 0
    page.goto(f"{base}/xep-hang?nam=2024")
    sign_in_as(page, "lead")
    assert "/xep-hang" in page.url and "nam=2024" in page.url, "the link that was opened is kept"
    expect(page.get_by_text("lead@x.vn")).to_be_visible()
    links = page.locator("[data-testid='stSidebarNav'] a").evaluate_all("all => all.map(a => new URL(a.href).pathname)")
    assert not {f"/{labels.PAGES[name][1]}" for name in labels.STEWARD_PAGES} & set(links)
    page.get_by_role("button", name="Tải về").first.click()
    with page.expect_download() as got:
        page.get_by_role("button", name="Tải CSV").first.click()
    file = got.value.url
    assert window.request.get(file).status == 200
    second = window.new_page()
    second.goto(f"{base}/tieu-chi")
    still(second)
    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_role("button", name="End session").click()  # the provider's own page
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    second.locator("[data-testid='stSidebarNav'] a").first.click()
    expect(second.get_by_role("heading", name="Đăng nhập")).to_be_visible(timeout=30_000)
    window.close()
    for name, sees in (
        ("liar", "chưa được phân quyền"),
        ("nobody", "chưa được phân quyền"),
        ("steward", "Tiếp nhận hồ sơ"),
    ):
        window = browser.new_context(locale="vi-VN")
        page = window.new_page()
        page.goto(f"{base}/tiep-nhan")
        sign_in_as(page, name)
        expect(page.get_by_text(sees).first).to_be_visible()
        assert window.request.get(file).status == 403, "a file is for who made it"
        if name == "steward":
            roles.write_text(ROLES.replace("steward@x.vn", "other@x.vn"), encoding="utf-8")
            page.locator("[data-testid='stSidebarNav'] a").first.click()
            expect(page.get_by_text("chưa được phân quyền")).to_be_visible(timeout=30_000)
            roles.write_text(ROLES, encoding="utf-8")
        window.close()
    told = {(event["type"], event["who"]) for event in audit.Ledger(roles.parent).events()}
    assert told >= {
        ("signed_in", "lead@x.vn"), ("taken", "lead@x.vn"), ("signed_out", "lead@x.vn"), ("signed_in", "steward@x.vn"),
        ("denied", "liar"), ("denied", "nobody@x.vn"), ("denied", "steward@x.vn"), ("roles", "không rõ"),
    }  # fmt: skip
