"""A browser against the running dashboard: what a reader does, at two widths, in both themes.

Fails on an exception on the page, a console error, and any request that leaves this machine.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

from tests import cli, snapshots
from tests.english import ANY_ENGLISH
from tests.test_load_contract import form
from words import labels

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Streamlit probes these under a deep link and answers itself with 404
PROBES = re.compile(r"_stcore/(health|host-config)|404")


# Streamlit's place for files is a section that says it is none; nothing of ours can change that
OURS = {"exclude": [["[data-testid='stFileUploaderDropzone']"]]}


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@contextmanager
def serving(folder: Path, *options: str, **environment: str):
    """The dashboard on a warehouse folder; its address."""
    with served(folder, *options, **environment) as (base, _):
        yield base


@contextmanager
def served(folder: Path, *options: str, **environment: str):
    """The same, and its process."""
    port = free_port()
    log = folder / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port), *options],
            cwd=ROOT,
            env={**os.environ, "PBGDPL_WAREHOUSE": str(folder), **environment},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{base}/_stcore/health", timeout=2).close()
                break
            except OSError:
                assert server.poll() is None, log.read_text(encoding="utf-8")
                time.sleep(0.1)
        yield base, server
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    # the role that sees every page
    with serving(snapshots.build(tmp_path_factory.mktemp("browser")), PBGDPL_LOCAL_ROLE="steward") as base:
        yield base


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield instance
        instance.close()


# no animations: without a graphics card the processor draws them, which is a fifth of its work for a page
WINDOW = {"locale": "vi-VN", "reduced_motion": "reduce"}


@pytest.fixture(scope="module")
def window(browser):
    """Pages of a width and theme. One that stands free is taken again: a new one would compile the program anew, which is
    half of the work for a page."""
    free = defaultdict(list)

    @cache
    def context(width: int, dark: bool):
        return browser.new_context(**WINDOW, **look(width, dark))

    def look(width: int, dark: bool) -> dict:
        return {"viewport": {"width": width, "height": 900}, "color_scheme": "dark" if dark else "light"}

    @contextmanager
    def open_window(width: int, dark: bool):
        page = free[width, dark].pop() if free[width, dark] else context(width, dark).new_page()
        yield page
        page.unroute_all()
        page.goto("about:blank")
        page.set_viewport_size(look(width, dark)["viewport"])
        page.emulate_media(color_scheme=look(width, dark)["color_scheme"])
        page.context.clear_cookies()
        free[width, dark].append(page)

    return open_window


@pytest.fixture
def reader(window):
    """Makes watched pages; the test fails afterwards if a browser saw something wrong."""
    wrong = []
    watch = {
        "console": lambda m: wrong.append(m.text) if m.type == "error" and not PROBES.search(m.text) else None,
        "pageerror": lambda error: wrong.append(str(error)),
        "request": lambda request: wrong.append(request.url) if leaves(request.url) else None,
    }
    with ExitStack() as opened:

        def make(width: int = 1440, dark: bool = False) -> Page:
            page = opened.enter_context(window(width, dark))
            for event, heard in watch.items():
                page.on(event, heard)
                opened.callback(page.remove_listener, event, heard)
            return page

        yield make
    assert not wrong, wrong


def leaves(url: str) -> bool:
    return urlsplit(url).hostname not in (None, "", "127.0.0.1", "localhost", "::1")


# Rest: the script has ended, nothing began and nothing moves (a list closes when the page is scrolled under it); the
# browser is idle each time it is looked at, since what came is drawn in pieces, late on a busy machine.
REST = """async () => {
    const ends = performance.now() + 60000
    const idle = () => new Promise(then => setTimeout(() => requestIdleCallback(then, {timeout: 1000}), 20))
    for (let since = null, seen = ''; performance.now() < ends; await idle()) {
        const app = document.querySelector('[data-testid=stApp]'), main = document.querySelector('[data-testid=stMain]')
        const ended = app?.dataset.testScriptState === 'notRunning' && !document.querySelector('[data-testid=stSkeleton]')
        const now = `${ended} ${main?.scrollHeight} ${main?.scrollTop}`
        if (!ended || now !== seen) since = null
        since ??= performance.now()
        seen = now
        if (ended && performance.now() - since >= 200) return true
    }
    return false
}"""


def still(page: Page) -> None:
    """Waits until the script has ended and stays so; then nothing wrong may be shown."""
    page.locator("[data-testid='stApp']").first.wait_for(timeout=60_000)
    assert page.evaluate(REST), "the page never came to rest"
    assert not page.locator("[data-testid='stException']").count()


# nothing to draw: files and findings, heads
WITHOUT_CHART = {*labels.STEWARD_PAGES, "heads.py", "assessments.py", "publication.py", "about.py"}


@pytest.mark.parametrize("file", labels.PAGES)
@pytest.mark.proof
def test_deep_link(address, reader, file):
    title, address_path = labels.PAGES[file]
    page = reader()
    page.goto(f"{address}/{address_path}?nam=2024&khoi=xa_phuong")
    fits(page, title, file)
    expect(page.locator(".st-key-loc_hep")).to_be_hidden()
    for chart in page.get_by_test_id("stVegaLiteChart").all():  # a bar of its own would lie over our menu
        chart.hover()
        expect(
            chart.locator("xpath=ancestor::*[@data-testid='stElementContainer'][1]").get_by_test_id("stElementToolbar")
        ).to_be_hidden()
    # the same page on a phone, by night
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 900})
    fits(page, title, file)
    expect(page.locator(".st-key-loc_hep")).to_be_visible()


# what a browser holds of a page as words: texts, and the names that a screen reader reads
SAID = """() => {
  const said = new Set(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const place = texts.currentNode.parentElement
    if (place && !place.closest('script, style, noscript, [data-testid="stIconMaterial"]')) said.add(texts.currentNode.data)
  }
  for (const element of document.querySelectorAll('*'))
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-roledescription'])
      if (element.hasAttribute(name)) said.add(element.getAttribute(name))
  return [...said]
}"""
ALLOWED = {  # words that are English and stay, and why
    "PBGDPL_LOCAL_ROLE=steward make run": "a command is typed as it is",
    "python -m etl": "a command is typed as it is",
    "system": "in the name of the theme as Streamlit stores it, not shown",
}


def english(page: Page) -> list[str]:
    said = page.evaluate(SAID)
    return [text for text in said if ANY_ENGLISH.search(text) and not any(known in text for known in ALLOWED)]


def fits(page: Page, title: str, file: str) -> None:
    """The page is whole, not wider than the window, and open to everybody; its words are Vietnamese, and so it says."""
    still(page)
    assert page.locator("html").get_attribute("lang") == "vi"
    expect(page).to_have_title(f"{title} – {labels.APP}")
    assert not english(page)
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    if file not in (*labels.STEWARD_PAGES, "about.py"):  # those show files
        expect(page.get_by_text("Năm 2024 · Khối xã, phường").first).to_be_visible()
    if file not in WITHOUT_CHART:
        page.locator("[data-testid='stVegaLiteChart'] canvas, [data-testid='stVegaLiteChart'] svg").first.wait_for()
    overflow = page.evaluate(
        "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth }"
    )
    assert overflow <= 2, f"{overflow} px wider than the window"
    wrong = Axe().run(page, context=OURS).response["violations"]
    assert not wrong, [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in wrong]


def test_a_phone_opens_a_deep_link(address, reader):
    page = reader(390, dark=True)
    page.goto(f"{address}/xep-hang?nam=2024&khoi=xa_phuong")
    fits(page, "Xếp loại và thứ hạng", "rankings.py")


@pytest.mark.proof
def test_a_tap_on_a_mark_says_what_a_mouse_is_told(address, reader):
    page = reader(820)
    page.goto(f"{address}/xu-huong?nam=2024")
    still(page)
    told = page.locator("#vg-tooltip-element.visible")
    tap = """mark => {
        const { x, y, width, height } = mark.getBoundingClientRect()
        const at = { clientX: x + width / 2, clientY: y + height / 2, bubbles: true, pointerType: 'touch' }
        mark.dispatchEvent(new PointerEvent('click', at))
    }"""
    page.locator("[data-testid='stVegaLiteChart'] svg .mark-symbol path").first.evaluate(tap)
    expect(told).to_contain_text("trung vị")
    page.locator("h1").evaluate(tap)
    expect(told).to_have_count(0)


def test_journey_from_overview_to_a_link_that_can_be_sent(address, reader):
    page = reader()
    page.goto(address)
    still(page)
    expect(page.get_by_text("số liệu minh họa, không phải số liệu chính thức").first).to_be_visible()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Xếp loại và thứ hạng").click()
    still(page)
    assert page.url.endswith("/xep-hang")
    sidebar = page.get_by_test_id("stSidebar")
    for key, option in (("nam", "2024"), ("khoi", "Xã, phường")):
        sidebar.locator(f".st-key-{key} [data-baseweb='select'], .st-key-{key} [role='combobox']").first.click()
        page.get_by_role("option", name=option, exact=True).click()
        still(page)
    assert "nam=2024" in page.url and "khoi=xa_phuong" in page.url
    sentence = page.get_by_text("đứng đầu khối xã, phường").first.inner_text()
    page.reload()
    still(page)
    assert "nam=2024" in page.url and "khoi=xa_phuong" in page.url
    assert page.get_by_text("đứng đầu khối xã, phường").first.inner_text() == sentence
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Kết quả theo tiêu chí").click()
    still(page)
    assert "/tieu-chi" in page.url and "nam=2024" in page.url and "khoi=xa_phuong" in page.url
    page.get_by_role("button", name="Bảng, tải về").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải bảng này (Excel)").first.click()
    assert download.value.suggested_filename == "tieu-chi-2024.xlsx"
    page.get_by_test_id("stPopoverBody").get_by_text("Bảng số liệu").click()
    expect(page.locator(".bang").first).to_be_visible()
    assert "mo=bang-tieu-chi" in page.url
    page.reload()  # the link shows the same
    still(page)
    expect(page.locator(".bang").first).to_be_visible()


def test_what_streamlit_says_of_itself_is_vietnamese(address, reader):
    """The menu, a list without a result, the bar of a table, the calendar, a list of files."""
    page = reader()
    page.goto(address)
    still(page)
    page.get_by_role("button", name="Trình đơn chính").click()
    expect(page.get_by_text("In trang")).to_be_visible()
    assert not english(page)
    page.keyboard.press("Escape")
    page.locator(".st-key-khoi [role='combobox']").first.click()
    page.keyboard.type("zzz")
    expect(page.get_by_text("Không tìm thấy")).to_be_visible()
    assert not english(page)
    page.goto(f"{address}/xep-hang?nam=2024&mo=bang-xep-hang")
    still(page)
    page.get_by_test_id("stDataFrame").first.hover()
    expect(page.get_by_role("button", name=re.compile("^Toàn màn hình")).first).to_be_visible()
    assert not english(page)
    page.goto(f"{address}/tiep-nhan")
    still(page)
    page.get_by_role("spinbutton", name="Ngày nhận").first.click()
    page.get_by_role("button", name="Chọn ngày").first.click()
    page.get_by_role("button", name="Tháng sau").first.wait_for()
    assert not english(page)
    page.keyboard.press("Escape")
    page.get_by_role("spinbutton", name="Ngày nhận").first.click()
    page.keyboard.type("03012025")
    page.get_by_role("button", name="Bỏ ngày").first.wait_for()
    assert not english(page)


def test_every_answer_carries_the_security_headers(address):
    for path in ("/", "/_stcore/health", "/xep-hang"):
        with urllib.request.urlopen(address + path, timeout=20) as answer:
            assert "default-src 'self'" in answer.headers["content-security-policy"]
            assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
            assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_request_under_a_foreign_host_gets_nothing(address):
    netloc = urlsplit(address).netloc
    for host, status in {netloc: 200, "localhost": 200, "evil.example": 403, f"evil.example@{netloc}": 403, "": 403}.items():  # fmt: skip
        for path in ("/", "/app/static/tieng-viet.js", "/_stcore/health"):
            connection = http.client.HTTPConnection(netloc, timeout=20)
            connection.request("GET", path, headers={"Host": host})
            answer = connection.getresponse()
            assert (answer.status, bool(answer.read())) == (status, status == 200), (host, path)
            connection.close()


def handshake(address: str, host: str) -> int:
    """Status of a socket handshake: 101 opens the session that serves the pages."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.request(
        "GET",
        "/_stcore/stream",
        headers={
            "Host": host,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        },
    )
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_session_under_a_foreign_host_is_refused(address):
    assert handshake(address, urlsplit(address).netloc) == 101
    assert handshake(address, "evil.example") == 403


def test_a_script_that_came_into_a_page_does_not_run(address, window):
    with window(1440, False) as page:  # not watched: the browser says in its console what it refused
        page.goto(address)
        still(page)
        page.evaluate("""() => {
            const script = document.createElement('script')
            script.textContent = 'window.ran = true'
            document.body.append(script)
            document.body.insertAdjacentHTML('beforeend', '<button id="ours" onclick="window.ran = true">x</button>')
            document.getElementById('ours').click()
        }""")
        assert page.evaluate("window.ran") is None and page.evaluate("window.tiengViet"), "ours is a file, and runs"


@pytest.mark.parametrize(
    "options", [("server.address", "0.0.0.0"), ("server.address", ""), ("server.allowedHosts", "pbgdpl.example.gov.vn")]
)
def test_an_open_network_is_refused_without_sign_in(options):
    option, value = options
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            "dashboard.py",
            "--server.port",
            str(free_port()),
            f"--{option}",
            value,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode != 0
    assert "chưa cấu hình đăng nhập" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.proof  # its loads are real ones; of the page test_intake_page.py tells, of each of its acts
def test_files_come_in_through_the_browser_and_go_out_again(reference_only, tmp_path, reader):
    folder = shutil.copytree(reference_only, tmp_path / "warehouse")
    before = cli.current(folder)
    good = form(tmp_path / "kinh_te.xlsx", 3, 2.5, 1, 2, 2)
    bad = form(tmp_path / "y_te.xlsx", 300, unit="Phòng Y tế")
    with serving(folder, PBGDPL_LOCAL_ROLE="steward") as base:
        page = reader()
        page.goto(f"{base}/tiep-nhan")
        still(page)
        page.get_by_label("Họ tên người thao tác (ghi vào nhật ký)").fill("Nguyễn Thị Lan")
        page.keyboard.press("Enter")
        still(page)
        page.reload()  # once per browser
        still(page)
        expect(page.get_by_label("Họ tên người thao tác (ghi vào nhật ký)")).to_have_value("Nguyễn Thị Lan")
        page.locator("input[type=file]").set_input_files([good, bad])
        expect(page.get_by_text("1 tệp sẽ được ghi nhận (1 tệp có lưu ý)")).to_be_visible(timeout=60_000)
        assert not english(page)
        assert cli.current(folder) == before
        page.get_by_role("button", name="Ghi nhận số liệu").click()
        expect(page.get_by_text("Đã cập nhật số liệu")).to_be_visible(timeout=60_000)
        still(page)
        assert cli.current(folder) != before
        assert cli.rows(folder, "select count(*) from mart.unit_year where submission_version = 1") == [(1,)]
        assert cli.rows(folder, "select who from mart.file where file_name = 'kinh_te.xlsx'") == [("Nguyễn Thị Lan",)]
        page.get_by_role("button", name="Hủy lần nhập này").click()
        expect(page.get_by_text("1 tệp sẽ không còn hiệu lực")).to_be_visible(timeout=60_000)
        page.get_by_role("button", name="Rút lần nhập").click()
        expect(page.get_by_text("1 tệp không còn hiệu lực")).to_be_visible(timeout=60_000)
        still(page)
        assert cli.rows(folder, "select count(*) from mart.unit_year where points is not null") == [(0,)]


@pytest.mark.proof
def test_files_on_their_way_are_checked_when_they_are_there(reference_only, tmp_path, reader):
    folder = shutil.copytree(reference_only, tmp_path / "warehouse")
    file = form(tmp_path / "kinh_te.xlsx", 3, 2.5, 1, 2, 2)
    with serving(folder, PBGDPL_LOCAL_ROLE="steward") as base:
        page, held = reader(), []
        page.route("**/_stcore/upload_file/**", lambda upload: held.append(upload))
        page.goto(f"{base}/tiep-nhan")
        still(page)
        with page.expect_request("**/_stcore/upload_file/**"):
            page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("spinbutton", name="Ngày nhận").first.click()
        page.keyboard.type("03012025")  # the page is drawn anew meanwhile
        page.keyboard.press("Enter")
        for upload in held:
            upload.continue_()
        expect(page.get_by_text("1 tệp sẽ được ghi nhận")).to_be_visible(timeout=60_000)
        page.get_by_role("button", name="Ghi nhận số liệu").click()
        expect(page.get_by_text("Đã cập nhật số liệu")).to_be_visible(timeout=60_000)
        still(page)
        assert cli.rows(folder, "select received_on from mart.unit_year where submission_version = 1") == [
            (date(2025, 1, 3),)
        ]


def test_from_a_dot_and_from_the_keyboard_to_the_sheet_of_a_unit(address, reader):
    page = reader()
    page.goto(f"{address}/xep-hang?nam=2024&khoi=xa_phuong")
    still(page)
    page.locator("[data-testid='stVegaLiteChart'] svg .mark-symbol path").nth(2).click(force=True)
    page.wait_for_url("**/don-vi?**")
    still(page)
    assert "nam=2024" in page.url and "khoi=xa_phuong" in page.url
    expect(page.locator("h1")).to_have_text("Phiếu kết quả đơn vị")
    page.goto(f"{address}/xep-hang?nam=2024&khoi=xa_phuong&dv=P_HA_TU")
    still(page)
    link = page.get_by_role("link", name="Phiếu kết quả: Phường Hà Tu")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/don-vi?**")
    still(page)
    assert "dv=P_HA_TU" in page.url
    page.reload()  # what the address says is what one sees
    still(page)
    expect(page.get_by_text("Phường Hà Tu đạt").first).to_be_visible()
