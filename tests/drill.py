"""Kills a load, or fills its disk, at a chosen durable step: `python -m tests.drill BASE INPUT SCRATCH MODE [STEP…]`.
INPUT `run:N` takes run N of the base back instead.

A step is whatever changes the warehouse folder: a file opened for writing, a rename, a removal, a sync, a model run
into the new snapshot, half of a write to the journal. Python announces its own file operations to audit hooks, so
the code under test needs no hook of ours; what DuckDB writes is covered between its models. Each step runs in a
forked child of this process, which has imported everything but holds no thread and no connection; the load is the
real one, only files are parsed in the same process. One JSON object per step goes to stdout.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import signal
import sys
from datetime import date
from pathlib import Path

import duckdb

from etl.kinds import workers
from etl.run import run
from etl.run.session import Session
from etl.run.withdraw import UnknownRun, withdraw
from tests import quick
from warehouse import build, store
from warehouse.store import Warehouse, WarehouseError

TODAY = date(2026, 12, 15)
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate"}
NEEDS_ROOM = {"open", "os.mkdir", "sync", "model", "half of the journal"}


class Steps:
    """Counts the steps of a child and strikes at the chosen one."""

    def __init__(self, folder: Path, strike_at: int, mode: str, log: Path) -> None:
        self.folder, self.strike_at, self.mode = str(folder), strike_at, mode
        self.log, self.names, self.is_full, self.is_on = log, [], False, True

    def watch(self) -> None:
        """From here on every step counts."""
        sys.addaudithook(self._audit)
        for name in ("fsync", "sync"):
            setattr(os, name, self._before("sync", getattr(os, name)))
        build.run_model = self._before("model", build.run_model)
        self.write_all, store._write_all = store._write_all, self._write_half

    def _before(self, name: str, call):
        def counted(*arguments):
            self.step(name)
            return call(*arguments)

        return counted

    def _audit(self, event: str, arguments: tuple) -> None:
        if event == "open":
            path, mode, flags = arguments
            if not (isinstance(flags, int) and flags & WRITES) and not set(mode or "") & set("wax+"):
                return
        elif event in CHANGES:
            path = arguments[0]
        else:
            return
        inside = isinstance(path, str | os.PathLike) and os.fspath(path).startswith(self.folder)
        if inside and Path(path).name != ".lock":
            self.step(event, Path(path).name)

    def _write_half(self, file, content: bytes) -> None:
        if self.mode == "full" and self.is_full:
            raise OSError(errno.ENOSPC, "No space left on device")
        if self.is_on and len(self.names) + 1 == self.strike_at:
            file.write(content[: len(content) * 2 // 3])
        self.step("half of the journal")
        self.write_all(file, content)

    def step(self, name: str, path: str = "") -> None:
        """One step is about to be done."""
        if not self.is_on:
            return
        self.names.append(f"{name} {path}".strip())
        if len(self.names) == self.strike_at:
            self.is_on = False
            self.log.write_text(json.dumps(self.names))
            self.is_on = True
            if self.mode == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            self.is_full = True
        if self.is_full and name in NEEDS_ROOM:
            if name == "model":
                raise duckdb.IOException("IO Error: No space left on device")
            raise OSError(errno.ENOSPC, "No space left on device")


def in_child(work) -> int:
    """Exit status of a forked child that does it; negative: the signal that ended it."""
    sys.stdout.flush()
    child = os.fork()
    if not child:
        try:
            with contextlib.redirect_stderr(None):
                code = work()
            os._exit(code)
        except WarehouseError:
            os._exit(3)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(99)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def copy(base: Path, target: Path) -> Path:
    """The base warehouse; what is immutable is linked."""

    def one(source: str, destination: str) -> None:
        if source.endswith((".jsonl", "CURRENT", ".lock")):
            shutil.copy(source, destination)
        else:
            os.link(source, destination)

    shutil.copytree(base, target, copy_function=one)
    return target


def load(folder: Path, given: Path) -> int:
    """0 or 1 as the command line says; raises WarehouseError."""
    word, _, number = given.name.partition(":")
    if word == "run":
        with contextlib.suppress(UnknownRun):  # taken back before it was killed
            withdraw(Warehouse(folder), int(number), TODAY)
        return 0
    return int(run.load(Session(Warehouse(folder), TODAY), [given]).has_rejected)


def strike(base: Path, given: Path, scratch: Path, mode: str, step: int, clean: Path) -> dict:
    """What happened at one step, and whether reader and next run found all well."""
    folder = copy(base, scratch / f"{mode}-{step}")
    log = scratch / f"{mode}-{step}.json"
    old = (folder / "CURRENT").read_bytes()
    journal = (folder / "archive" / "journal.jsonl").read_bytes()

    def child() -> int:
        Steps(folder, step, mode, log).watch()
        return load(folder, given)

    code = in_child(child)
    names = json.loads(log.read_text()) if log.exists() else []
    seen = (folder / "CURRENT").read_bytes()
    untouched = seen == old and (folder / "archive" / "journal.jsonl").read_bytes() == journal
    reader = in_child(lambda: check_reader(folder, seen.decode().strip()))
    left = [p.name for p in Warehouse(folder).leftovers()]
    again = in_child(lambda: check_next_run(folder, given, clean))
    shutil.rmtree(folder)
    return {
        "step": step, "name": names[-1] if names else None, "code": code, "published": seen != old,
        "untouched": untouched, "reader": reader, "left": left, "again": again,
    }  # fmt: skip


def check_reader(folder: Path, snapshot: str) -> int:
    """A page opens what CURRENT names and reads it whole."""
    from warehouse.inspect_snapshot import reads_whole

    return 0 if reads_whole(Warehouse(folder).snapshot_path(snapshot)) else 50


def check_next_run(folder: Path, given: Path, clean: Path) -> int:
    """The same load again ends with the marts of a load that nothing disturbed, and the doctor is content."""
    from etl.desk import doctor

    load(folder, given)
    warehouse = Warehouse(folder)
    if not build.marts_equal(warehouse.snapshot_path(warehouse.current_id()), clean):
        return 51
    problems = [p for p in doctor.examine(warehouse, TODAY) if p.needs_a_person]
    return 52 if problems else 0


def place_of(names: list[str], step: str) -> int:
    """Number of a step: given as such, or as the last one whose name begins so; `… +1` is the one after it."""
    if step.isdigit():
        return int(step)
    name, _, after = step.partition(" +")
    return max(n for n, one in enumerate(names, 1) if one.startswith(name)) + int(after or 0)


def main() -> None:
    """See above. Without STEP: every step."""
    base, given, scratch = (Path(a) for a in sys.argv[1:4])
    mode, steps = sys.argv[4], sys.argv[5:]
    workers.parse_all = quick.parse_here  # they write nothing
    if steps:  # a sample of them, with every test
        quick.quicken()
        quick.commented.append(True)
    counted = copy(base, scratch / "clean")
    log = scratch / "count.json"

    def count() -> int:
        watching = Steps(counted, -1, mode, log)
        watching.watch()
        code = load(counted, given)
        watching.is_on = False
        log.write_text(json.dumps(watching.names))
        return code

    if (code := in_child(count)) not in (0, 1):
        raise SystemExit(f"the undisturbed load ended with {code}")
    names = json.loads(log.read_text())
    print(json.dumps(names))
    warehouse = Warehouse(counted)
    clean = warehouse.snapshot_path(warehouse.named())
    chosen = [place_of(names, step) for step in steps]
    for step in chosen or range(1, len(names) + 1):
        print(json.dumps(strike(base, given, scratch, mode, step, clean)), flush=True)


if __name__ == "__main__":
    main()
