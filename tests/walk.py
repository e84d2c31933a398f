"""Seeded walks over the pages: `python -m tests.walk [--seed N] [--steps N] [--where browser|pages]`.

Nobody says what to press: a walk opens pages from the menu, changes whatever list or fold it finds, types, presses, follows
addresses with rubbish in them, and goes back; as every role, in every world of WORLDS. It stops at the first page that
breaks, or says a word that is not Vietnamese, and says by which steps it came there; the same seed walks the same way
again. tests/test_walk.py does it in small.
"""

from __future__ import annotations

import argparse
import logging
import math
import random
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect, sync_playwright
from streamlit.components.v2 import manifest_scanner
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages._shared import data, guard
from sample_data import ensure
from tests import snapshots
from tests.english import ENGLISH
from tests.test_browser import CHROMIUM, FLAGS, PROBES, REST, WINDOW, leaves, serving
from warehouse.store import Warehouse
from words import labels

ROOT = Path(__file__).resolve().parent.parent
# words of Python that stand on a page where a value should; in quotes they are what the address asked for
LEAKED = re.compile(r"(?<!“)\b(None|nan|NaN|NaT|undefined)\b")
# words of the code are not for the reader, nor are those of English. A name of a file may hold both
IDENTIFIER = re.compile(r"(?<![\w/-])[a-z][a-z0-9]*(_[a-z0-9]+)+(?!\w|\.\w)")
WRONG = (LEAKED, ENGLISH, IDENTIFIER)


def wrong_lines(text: str) -> list[str]:
    """Lines that nobody should read on a page."""
    return [line for line in text.splitlines() if any(words.search(line) for words in WRONG)]


def _sample(folder: Path) -> None:
    ensure.load_sample(Warehouse(folder))


def _world(name: str) -> Callable:
    return lambda folder: snapshots.build(folder, **snapshots.WORLDS[name])


# what a warehouse may hold: how it is made, and how much of a walk it gets
WORLDS: dict[str, tuple[Callable, int]] = {
    "sample": (_sample, 4),
    "five years": (snapshots.build, 4),
    "nothing": (lambda folder: None, 1),
    "empty": (_world("empty"), 1),
    "running year": (_world("running year"), 2),
    "a gap and two breaks": (_world("a gap and two breaks"), 2),
    "two frameworks": (_world("two frameworks"), 1),
    "sparse": (_world("sparse"), 1),
}
UNIT = "P_HA_TU"
# they take seconds, or start a process of their own
SLOW = ("Chốt", "Tạo", "Hủy", "Rút", "Ghi", "Kiểm tra", "Chuyển", "Xác nhận")
RUBBISH = {
    "nam": ["abc", "1999", "None", "", "2024.0", "2022"],
    "khoi": ["None", "KHONG_CO", "tat_ca", "xa_phuong"],
    "dv": ["None", "KHONG_CO", "P_HA_TU", "tat_ca", "P_YET_KIEU", "[]"],
    "tc": ["None", "0", "A1"],
    "so": ["None", "P_HA_TU"],
    "loai": ["None", "so-ket", "dau_ra"],
    "muc": ["None", "error", "nhom"],
    "tu_nam": ["None", "2022"],
    "tep": ["None", "0" * 12],
}


class Broken(AssertionError):
    """A page that broke, with the way that led there."""

    def __init__(self, what: str, seed: int, steps: list[str]):
        way = "\n".join(f"{number:4} {step}" for number, step in enumerate(steps, 1))
        super().__init__(f"{what}\nseed {seed}, after {len(steps)} steps:\n{way}")

    def __reduce__(self):
        return AssertionError, self.args  # from one process to another


def address(draw: random.Random) -> dict[str, list[str]]:
    """A query that nobody would write, or an old bookmark."""
    keys = draw.sample(sorted(RUBBISH), draw.randint(1, 4))
    return {key: [draw.choice(RUBBISH[key]) for _ in range(draw.randint(1, 2))] for key in keys}


# ------------------------------------------------------------------ through AppTest


def texts(app: AppTest) -> str:
    """Everything that a reader reads, of what AppTest knows."""
    kinds = (app.title, app.header, app.subheader, app.caption, app.markdown, app.info, app.warning, app.error, app.success)  # fmt: skip
    found = [element.value for kind in kinds for element in kind]
    found += [f"{m.label} {m.value} {m.delta}" for m in app.metric]
    found += [option for box in [*app.selectbox, *app.multiselect] for option in box.options]
    found += [re.sub(r"<style>.*?</style>|<[^>]*>", " ", e.proto.body, flags=re.S) for e in app.get("html")]  # fmt: skip
    return "\n".join(found)


def _open(file: str, query: dict[str, list[str]]) -> AppTest:
    """A window of its own at an address."""
    app = AppTest.from_file(str(ROOT / "pages" / "_app.py"), default_timeout=60)
    app.query_params = dict(query)
    app._page_hash = calc_hash(labels.PAGES[file][1])
    return app


def _offers(app: AppTest) -> list[tuple[str, str, Callable]]:
    """(name, id, what the browser could send) of everything on the page that a reader can change."""
    found = []
    for box in app.selectbox:
        if box.options and not box.disabled:
            found.append(
                (box.key or box.label, box.id, lambda draw, box=box: {"string_value": draw.choice(box.options)})
            )
    for group in app.button_group:
        found.append((group.key, group.id, lambda draw, group=group: _several([draw.choice(group.options)])))
    for box in app.multiselect:
        most = min(len(box.options), box.proto.max_selections or 3)
        found.append(
            (
                box.key or box.label,
                box.id,
                lambda draw, box=box, most=most: _several(draw.sample(box.options, draw.randint(0, most))),
            )
        )
    for slider in app.select_slider:
        last = len(slider.options) - 1
        found.append(
            (
                slider.key,
                slider.id,
                lambda draw, slider=slider, last=last: _several(
                    [slider.options[n] for n in sorted((draw.randint(0, last), draw.randint(0, last)))]
                ),
            )
        )
    for number in app.number_input:
        found.append(
            (number.key, number.id, lambda draw, number=number: {"double_value": draw.choice([number.min, number.max])})
        )
    for area in app.text_area:
        found.append((area.key, area.id, lambda draw: {"string_value": draw.choice(["Gõ thử {1}.", "{999}", ""])}))
    for button in app.button:
        if not button.disabled and not button.label.startswith(SLOW):
            found.append((button.key or button.label, button.id, lambda draw: {"trigger_value": True}))
    for box in [*app.checkbox, *app.toggle]:
        found.append((box.key or box.label, box.id, lambda draw, box=box: {"bool_value": not box.value}))
    for fold in app.expander:
        if fold.proto.id:  # made only while it is open
            found.append(
                (fold.proto.id.split("-", 2)[-1], fold.proto.id, lambda draw: {"bool_value": draw.random() < 0.7})
            )
    return found


def _several(values: list[str]) -> dict:
    return {"string_array_value": {"data": values}}


def _sent(app: AppTest, widget_id: str, value: dict) -> None:
    """One widget changed, all others as they are: as the browser sends it."""
    states = app._tree.get_widget_states()
    others = [state for state in states.widgets if state.id != widget_id]
    app._run(WidgetStates(widgets=[*others, WidgetState(id=widget_id, **value)]))


def through_pages(seed: int, steps: int, folder: Path, role: str) -> None:
    """Walks with AppTest, in this process. The address goes along as in a browser: a click in the menu empties it, "back"
    brings it with its page; rubbish comes in a window of its own."""
    draw = random.Random(seed)
    files = pages_of(role)
    way, been, gone = [], [], set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PBGDPL_WAREHOUSE", str(folder))
        patch.setenv("PBGDPL_LOCAL_ROLE", role)
        if role == "unit":  # somebody who signed in: there is no such role at the machine
            patch.setattr(guard, "current_user", lambda: guard.User("unit", UNIT))
        file = draw.choice(files)
        app = _open(file, {})
        way.append(f"{file} as {role}")
        app.run()
        for _ in range(steps):
            before, dice = (file, dict(app.query_params)), draw.random()
            try:
                if dice < 0.5:  # every page after every other, before one way is gone twice
                    gone.add((before[0], file := draw.choice([f for f in files if (file, f) not in gone] or files)))
                    way.append(f"menu {file}")
                    app.query_params = {}
                    app.switch_page(file).run()
                elif dice < 0.56 and been:
                    file, query = been.pop()
                    way.append(f"back {file} {query}")
                    app.query_params = dict(query)
                    app.switch_page(file).run()
                elif dice < 0.64:
                    file, query = draw.choice(files), address(draw)
                    way.append(f"address {file} {query}")
                    app, been = _open(file, query), []
                    app.run()
                elif offers := _offers(app):
                    name, widget_id, value = draw.choice(offers)
                    chosen = value(draw)
                    way.append(f"{file}: {name} = {chosen}")
                    _sent(app, widget_id, chosen)
            except Exception as error:
                raise Broken(repr(error), seed, way) from error
            if before != (file, dict(app.query_params)):
                been.append(before)
            _look(app, seed, way)


def _look(app: AppTest, seed: int, way: list[str]) -> None:
    wrong = [f"{e.value}\n{e.stack_trace}" for e in app.exception]
    wrong += wrong_lines(texts(app))
    drawn = {name for name, _, _ in _offers(app)}
    wrong += [
        f"?{key}={value}" for key, value in app.query_params.items() if key in drawn and LEAKED.search(str(value))
    ]
    if not app.title:
        wrong.append("no title")
    if wrong:
        raise Broken("\n".join(wrong[:5]), seed, way)


def pages_of(role: str) -> list[str]:
    return [file for file in labels.PAGES if file not in labels.STEWARD_PAGES or role == "steward"]


# ------------------------------------------------------------------ through the browser

# what a reader can press, with a name for it; marks of a chart by their number
PRESSABLE = """() => {
    const found = []
    const all = (kind, query) => document.querySelectorAll(query).forEach((one, number) => {
        const within = one.closest('[class*=st-key-]')
        const name = within ? [...within.classList].find(c => c.startsWith('st-key-')) : ''
        if (one.checkVisibility() && !one.disabled && !one.querySelector('input:disabled')) found.push({kind, number, name, text: one.innerText?.slice(0, 40) ?? ''})
    })
    all('list', '[data-testid=stSelectbox], [data-testid=stMultiSelect]')
    all('choice', '[data-testid=stButtonGroup] button')
    all('fold', '[data-testid=stExpander] summary')
    all('link', 'a[data-testid=stPageLink-NavLink]')
    all('mark', '[data-testid=stVegaLiteChart] svg .mark-symbol path')
    return found
}"""
QUERIES = {
    "list": "[data-testid=stSelectbox], [data-testid=stMultiSelect]",
    "choice": "[data-testid=stButtonGroup] button",
    "fold": "[data-testid=stExpander] summary",
    "link": "a[data-testid=stPageLink-NavLink]",
    "mark": "[data-testid=stVegaLiteChart] svg .mark-symbol path",
}


# what a reader reads: no names of icons, nor the words of the uploader, for which the style sheet has others
READ = """() => {
    const icons = new Set([...document.querySelectorAll('[data-testid=stIconMaterial]')].map(icon => icon.innerText))
    const hidden = [...document.querySelectorAll('[data-testid=stFileUploader]')].flatMap(one => one.innerText.split('\\n'))
    const lines = document.querySelector('[data-testid=stMain]').innerText.split('\\n')
    return lines.filter(line => !icons.has(line) && !hidden.includes(line)).join('\\n')
}"""


def through_browser(seed: int, steps: int, base: str, role: str = "steward") -> None:
    """Walks in Chromium, by the menu, whatever can be pressed, and "back"."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            context = chromium.new_context(**WINDOW, viewport={"width": 1440, "height": 900})
            _wander(context.new_page(), random.Random(seed), seed, steps, base, pages_of(role))
        finally:
            chromium.close()


def _wander(page: Page, draw: random.Random, seed: int, steps: int, base: str, files: list[str]) -> None:
    way, wrong = [], []
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" and not PROBES.search(m.text) else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url) if leaves(request.url) else None)
    file = draw.choice(files)
    way.append(f"open {file}")
    page.goto(f"{base}/{labels.PAGES[file][1]}")
    titles = {labels.PAGES[file][0] for file in files}
    behind = 0  # addresses to go back to
    try:
        for step in range(steps + 1):
            if not page.evaluate(REST):
                wrong.append("the page never came to rest")
            wrong += page.locator(
                "[data-testid=stException], [role=dialog]:has-text('Page not found')"
            ).all_inner_texts()
            wrong += wrong_lines(page.evaluate(READ))
            if LEAKED.search(urlsplit(page.url).query):
                wrong.append(page.url)
            if page.locator("h1").first.inner_text() not in titles:
                wrong.append("no title")
            if wrong or step == steps:
                break
            dice, here = draw.random(), page.url
            if dice < 0.35:
                title = draw.choice(sorted(titles))
                way.append(f"menu {title}")
                page.get_by_test_id("stSidebarNavLink").filter(has_text=title).click()
                expect(page.locator("h1")).to_have_text(title, timeout=30_000)
            elif dice < 0.5 and behind:
                way.append(f"back from {here}")
                page.go_back(wait_until="commit")
                behind -= 2
            else:
                way.append(_press(page, draw))
            behind += page.url != here
    except PlaywrightError as error:
        wrong.append(str(error))
    if wrong:
        raise Broken("\n".join(wrong[:5]), seed, way)


def _press(page: Page, draw: random.Random) -> str:
    """Something on the page; what was done."""
    offers = page.evaluate(PRESSABLE)
    if not offers:
        return "nothing to press"
    kind = draw.choice(sorted({offer["kind"] for offer in offers}))
    offer = draw.choice([offer for offer in offers if offer["kind"] == kind])
    one = page.locator(QUERIES[kind]).nth(offer["number"])
    one.evaluate("element => element.scrollIntoView({block: 'center'})")  # not under the header
    page.evaluate(REST)
    if kind != "list":
        to = urlsplit(one.get_attribute("href") or "").path.strip("/") if kind == "link" else None
        one.click(force=kind == "mark")
        if to is not None:  # until its title is there, what is shown is the page before
            title = next(title for title, address in labels.PAGES.values() if address == to)
            expect(page.locator("h1")).to_have_text(title, timeout=30_000)
        return f"{kind} {offer['name']} {offer['text']!r}"
    one.get_by_role("combobox").click()
    options = page.get_by_role("option")
    options.first.wait_for()
    option = options.nth(draw.randrange(options.count()))
    text = option.inner_text()
    option.click()
    page.keyboard.press("Escape")  # a list of several stays open
    return f"list {offer['name']} {text!r}"


# ------------------------------------------------------------------ everything

# a server and a browser take longer to start than a hundred steps through AppTest
IN_A_BROWSER = (("sample", "steward"), ("five years", "leader"), ("running year", "steward"), ("nothing", "leader"))


def ways(steps: int, where: str) -> list[tuple[str, str, str, int]]:
    """(world, role, where, steps), the longest first; of all steps one in ten is in a browser."""
    through = {
        "pages": [(world, role) for world in WORLDS for role in ("steward", "leader", "unit")],
        "browser": IN_A_BROWSER,
    }
    share = {"browser": 0.1, "pages": 0.9} if where == "all" else {where: 1}
    found = []
    for place, part in share.items():
        whole = sum(WORLDS[world][1] for world, _ in through[place])
        found += [(w, role, place, math.ceil(steps * part * WORLDS[w][1] / whole)) for w, role in through[place]]
    return found


def walk(seed: int, folder: Path, world: str, role: str, where: str, steps: int) -> str:
    """One way; in a process that takes several."""
    own = shutil.copytree(folder / world, folder / f"{world} {role} {where}")  # drafts are written into it
    began = time.perf_counter()
    if where == "pages":
        logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").disabled = True
        with pytest.MonkeyPatch.context() as patch:
            found = cache(manifest_scanner.scan_component_manifests)  # as in conftest.py: slower than most pages
            patch.setattr(manifest_scanner, "scan_component_manifests", found)
            patch.setattr(data, "SAMPLE", folder / "no-sample")
            through_pages(seed, steps, own, role)
    else:
        with serving(own, PBGDPL_LOCAL_ROLE=role) as base:
            through_browser(seed, steps, base, role)
    return f"{steps:4} steps, {where}, {role}, {world}: nothing broke, {time.perf_counter() - began:.0f} s"


def main() -> int:
    """The number of ways that broke."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--steps", type=int, default=1000)
    options.add_argument("--where", choices=["all", "browser", "pages"], default="all")
    chosen = options.parse_args()
    broken = 0
    with tempfile.TemporaryDirectory(prefix="walk-") as place, ProcessPoolExecutor(2) as pool:
        for name, (build, _) in WORLDS.items():
            (Path(place) / name).mkdir()
            build(Path(place) / name)
        wanted = ways(chosen.steps, chosen.where)
        walking = [pool.submit(walk, chosen.seed + n, Path(place), *way) for n, way in enumerate(wanted)]
        for done in as_completed(walking):
            if error := done.exception():
                broken += 1
                print(error, flush=True)
            else:
                print(done.result(), flush=True)
    print(
        f"{sum(way[-1] for way in wanted)} steps by seed {chosen.seed}: {f'{broken} ways' if broken else 'nothing'} broke"
    )
    return broken


if __name__ == "__main__":
    from tests import walk as itself  # Streamlit puts a page of its own in the place of __main__

    raise SystemExit(min(itself.main(), 1))
