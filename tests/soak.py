"""Many people for a long time: `make soak`, or `python -m tests.soak [--reruns N] [--minutes M] [--role leader|steward]`.

Sessions are what browsers are to the server: sockets that ask for a page, change a list, open a part, and take whatever
comes back. How fast the server answers is told beside goals that only a quiet machine can be held to; what it keeps of
sessions that are gone, and of every rerun, is a goal of growth: where one is broken the command ends with 1.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from pages._shared import memory
from pages._shared.guard import LOCAL_ROLES, NAME_COOKIE
from sample_data import ensure
from tests import paper
from tests.test_browser import served
from warehouse.store import Warehouse

ROOT = Path(__file__).resolve().parent.parent
PAPER = ROOT / "docs" / "capacity.md"
# a session that left is forgotten after this long, not after the two minutes in which a browser may come back
FORGOTTEN = 2
PAUSE = 10.0  # seconds that a reader thinks
# MB: more than this of a session that is gone, or for 1,000 reruns once everything was asked, is a leak
KEPT, GROWN = 0.5, 1.0
ENOUGH = 10_000  # reruns; before, what is kept by snapshot and question is still filling
LOOKS = 60.0  # seconds between two looks of an open page for newer figures
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Session:
    """A window of a browser at the server."""

    socket: websockets.ClientConnection
    draw: random.Random
    pages: list[str] = field(default_factory=list)  # hashes, as the menu of the server has them
    page: str = ""
    query: str = ""
    offers: dict[str, WidgetState] = field(default_factory=dict)  # id → what a press could send
    looks: str = ""  # the part of the page that looks for newer figures

    async def rerun(self, *widgets: WidgetState, fragment: str = "") -> float:
        """Asks for a run as the browser does; seconds until the last of it was there."""
        asked = BackMsg()
        asked.rerun_script.query_string, asked.rerun_script.page_script_hash = self.query, self.page
        asked.rerun_script.widget_states.widgets.extend(widgets)
        asked.rerun_script.fragment_id = fragment
        if not fragment:
            self.offers.clear()
        began = time.perf_counter()
        await self.socket.send(asked.SerializeToString())
        while not self._hears(ForwardMsg.FromString(await self.socket.recv())):
            pass
        return time.perf_counter() - began

    def _hears(self, said: ForwardMsg) -> bool:
        """One message; whether it is the last of a run."""
        kind = said.WhichOneof("type")
        if kind == "new_session":
            self.page = said.new_session.page_script_hash
        elif kind == "navigation":
            self.pages = [page.page_script_hash for page in said.navigation.app_pages if not page.is_hidden]
        elif kind == "page_info_changed":
            self.query = said.page_info_changed.query_string
        elif kind == "auto_rerun":
            self.looks = said.auto_rerun.fragment_id
        elif kind == "delta":
            self._offered(said.delta)
        if kind == "script_finished" and said.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            raise RuntimeError("a page does not compile")
        return kind == "script_finished" and said.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def _offered(self, delta) -> None:
        if delta.WhichOneof("type") == "add_block":
            fold = delta.add_block.expandable
            if fold.id:
                self.offers[fold.id] = WidgetState(id=fold.id, bool_value=not fold.expanded)
            return
        element = delta.new_element
        if element.WhichOneof("type") == "exception":
            raise RuntimeError(element.exception.message)
        if element.WhichOneof("type") == "selectbox" and element.selectbox.options:
            box = element.selectbox
            self.offers[box.id] = WidgetState(id=box.id, string_value=self.draw.choice(box.options))

    async def act(self) -> float:
        """What a reader does next: another page, another choice, or a part that is opened."""
        if not self.offers or self.draw.random() < 0.3:
            self.page, self.query = self.draw.choice(self.pages), ""
            return await self.rerun()
        return await self.rerun(
            self.draw.choice(list(self.offers.values()))
        )  # all others stay as the server knows them


async def arrive(base: str, seed: int) -> Session:
    """A window that has opened the first page."""
    host = urlsplit(base).netloc
    socket = await websockets.connect(
        f"ws://{host}/_stcore/stream",
        origin=base,
        subprotocols=["streamlit"],
        additional_headers={"Cookie": f"{NAME_COOKIE}={quote('Nguyễn Văn Thử')}"},
        max_size=None,
    )
    session = Session(socket, random.Random(seed))
    await session.rerun()
    return session


@dataclass(frozen=True)
class Server:
    """The process that answers, seen from outside."""

    base: str
    process: int

    def memory(self) -> float:
        """MB that it holds."""
        status = Path(f"/proc/{self.process}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def cpu(self) -> float:
        """Seconds of processor that it took so far."""
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    measured: float
    goal: str = ""
    is_broken: bool = False


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


async def closed_loop(sessions: list[Session], reruns: int, seconds: float, watch) -> list[float]:
    """Each session asks again as soon as it was answered, until so many are answered or so long is over; `watch(done)` is
    called now and then."""
    taken: list[float] = []
    until = time.monotonic() + seconds

    async def one(session: Session) -> None:
        while len(taken) < reruns and time.monotonic() < until:
            taken.append(await session.act())
            if len(taken) % 500 == 0:
                watch(len(taken))

    await asyncio.gather(*(one(session) for session in sessions))
    return taken


async def thinking(sessions: list[Session], seconds: float, pause: float) -> list[float]:
    """Each session reads for a while between two presses; its page looks for newer figures meanwhile."""
    taken: list[float] = []
    until = time.monotonic() + seconds

    async def one(session: Session) -> None:
        looked = time.monotonic() + session.draw.uniform(0, LOOKS)
        await asyncio.sleep(session.draw.uniform(0, pause))
        while time.monotonic() < until:
            taken.append(await session.act())
            await asyncio.sleep(session.draw.uniform(0.5, 1.5) * pause)
            if session.looks and time.monotonic() > looked:
                await session.rerun(fragment=session.looks)
                looked += LOOKS

    await asyncio.gather(*(one(session) for session in sessions))
    return taken


async def come_and_go(server: Server, watcher: Session, people: int, rounds: int) -> tuple[float, float]:
    """MB of a session while it is open, and MB of one that every later round of as many sessions leaves behind."""
    left, held = [], []
    for number in range(rounds):
        before = server.memory()
        sessions = [await arrive(server.base, 1000 * number + one) for one in range(people)]
        for _ in range(4):
            await asyncio.gather(*(session.act() for session in sessions))
        held.append((server.memory() - before) / people)
        await asyncio.gather(*(session.socket.close() for session in sessions))
        await asyncio.sleep(FORGOTTEN + 1)
        for _ in range(2):  # the collector of the pages runs after a run, some seconds after the one before
            await watcher.act()
            await asyncio.sleep(memory.INTERVAL + 1)
        await watcher.act()
        left.append(server.memory())
    return max(held), (left[-1] - left[0]) / people / (rounds - 1)


def growth(samples: list[tuple[int, float]]) -> float:
    """MB that 1,000 reruns add, of the second half: in the first what is kept by snapshot and question fills."""
    later = samples[len(samples) // 2 :]
    return 1000 * statistics.linear_regression(*zip(*later, strict=True)).slope


async def measure(server: Server, given: argparse.Namespace, tell: Callable[[Row], None]) -> None:
    """The lines of the table, each as soon as it is known, from one server that is never started again."""
    single = await arrive(server.base, 0)
    for _ in range(10 * len(single.pages)):  # what the first visitor of a page pays
        await single.act()
    alone = await thinking([single], given.seconds, PAUSE / 10)
    together = [await arrive(server.base, seed) for seed in range(1, given.sessions + 1)]
    samples: list[tuple[int, float]] = []
    began, used = time.perf_counter(), server.cpu()

    def watch(done: int) -> None:
        samples.append((done, server.memory()))
        print(f"{done:,} reruns: {samples[-1][1]:.0f} MB", file=sys.stderr)

    taken = await closed_loop(together, given.reruns, 60 * given.minutes, watch)
    wall, used = time.perf_counter() - began, server.cpu() - used
    tell(Row(f"{given.sessions} sessions in a closed loop, reruns a second", len(taken) / wall, "≥ 30"))
    tell(Row("processor of a rerun, ms", 1000 * used / len(taken)))
    if len(samples) >= 4:
        grown = growth(samples)
        tell(Row(f"memory after {len(taken):,} reruns, MB", samples[-1][1]))
        is_broken = grown > GROWN and len(taken) >= ENOUGH
        tell(Row("grown by 1,000 further reruns, MB", grown, f"≤ {GROWN}", is_broken))
    more = [await arrive(server.base, seed) for seed in range(given.sessions + 1, 2 * given.sessions + 1)]
    many = p95(await thinking([*together, *more], given.seconds, PAUSE))
    tell(Row(f"p95 of {2 * given.sessions} sessions that think {PAUSE:.0f} s, ms", 1000 * many))
    tell(Row("the same against the p95 of one session", many / p95(alone), "≤ 3"))
    await asyncio.gather(*(session.socket.close() for session in (*together, *more)))
    open_, kept = await come_and_go(server, single, given.sessions, given.rounds)
    tell(Row("an open session, MB", open_, "≤ 2"))
    tell(Row("kept of a session that is gone, MB", kept, f"≤ {KEPT}", kept > KEPT))


def table(rows: list[Row], given: argparse.Namespace) -> str:
    """Markdown."""
    lines = [
        f"Measured on {date.today():%d/%m/%Y}: the sample of a city, every page of the role {given.role}, all in one process"
        " on two cores that the asking program shares.",
        "",
        "| work | measured | goal |",
        "|---|---|---|",
        *(f"| {row.what} | {row.measured:,.2f} | {row.goal}{' (broken)' if row.is_broken else ''} |" for row in rows),
    ]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--reruns", type=int, default=20_000, help="in the closed loop, all sessions together")
    parser.add_argument("--minutes", type=float, default=17, help="after which the closed loop ends with fewer")
    parser.add_argument("--seconds", type=float, default=60, help="of thinking")
    parser.add_argument("--rounds", type=int, default=3, help="in which as many sessions come and go")
    parser.add_argument("--role", choices=LOCAL_ROLES, default="leader")
    parser.add_argument("--warehouse", type=Path, help="a folder of figures; else the sample, made anew")
    parser.add_argument("--write", action="store_true", help=f"puts the table into {PAPER.relative_to(ROOT)}")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as scratch:
        folder = given.warehouse or Path(scratch)
        if not given.warehouse:
            ensure.load_sample(Warehouse(folder))
        option = f"--server.disconnectedSessionTTL={FORGOTTEN}"
        rows: list[Row] = []

        def tell(row: Row) -> None:
            rows.append(row)
            print(f"{row.what}: {row.measured:,.2f}", file=sys.stderr)
            if given.write:
                paper.put(PAPER, "soak", table(rows, given))

        heaps = {"MALLOC_ARENA_MAX": "2"}  # as deploy/pbgdpl.service
        with served(folder, option, PBGDPL_LOCAL_ROLE=given.role, **heaps) as (base, process):
            asyncio.run(measure(Server(base, process.pid), given, tell))
    print(table(rows, given))
    return int(any(row.is_broken for row in rows))


if __name__ == "__main__":
    sys.exit(main())
