"""The command line, called by pages: what comes from the browser goes through the same door as any other file."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path, PurePosixPath

import streamlit as st

from pages._shared import data, guard
from pages._shared.data import ROOT
from warehouse.store import Warehouse
from words import labels

TIME_LIMIT = 1800  # seconds for one run
STEP = re.compile(r"@(?P<done>\d+)/(?P<total>\d+) (?P<name>.*)")  # a line of progress of etl/__main__.py
FILE = "="  # begins a line of it about a file that was read
Told = Callable[[str, float | None], None]  # a step and how much of it is done; None: words about one file
# how the folders begin that this product makes in the temporary one (tests/test_house.py)
TEMPORARY = ("pbgdpl-", "tiep-nhan-", "danh-dau-", "ghi-so-")
A_DAY = 24 * 3600  # seconds


def sweep(now: float) -> None:
    """Removes what a server or command that was killed left in the temporary folder: uploads hold names of people. What is
    younger than a day may be in use by another."""
    for path in Path(tempfile.gettempdir()).iterdir():
        with contextlib.suppress(OSError):  # gone meanwhile, or somebody else's
            if path.name.startswith(TEMPORARY) and path.is_dir() and path.lstat().st_mtime < now - A_DAY:
                shutil.rmtree(path, ignore_errors=True)  # which follows no link


def made(*arguments: str, ending: str = "xlsx", warehouse: Path | None = None) -> bytes:
    """The workbook that a command writes; empty where it could not."""
    with tempfile.TemporaryDirectory(prefix="danh-dau-") as folder:
        out = Path(folder) / f"ket_qua.{ending}"
        etl(*arguments, "-o", str(out), warehouse=warehouse)
        return out.read_bytes() if out.is_file() else b""


def templates(year: int) -> bytes:
    """The blank forms of every unit of a year, as one zip."""
    with tempfile.TemporaryDirectory(prefix="danh-dau-") as folder:
        etl("template", "--year", str(year), "--all", "-o", str(Path(folder) / "bieu_mau"))
        return Path(shutil.make_archive(f"{folder}/bieu_mau", "zip", folder, "bieu_mau")).read_bytes()


def exported_reference(warehouse: Path) -> bytes:
    """The reference of a warehouse as one workbook."""
    return made("export-reference", warehouse=warehouse)


def hand_over(to: str, told: Told | None = None) -> tuple[bytes, str]:
    """The package for a successor, or a zip of all of them (`all`); and what went wrong."""
    with tempfile.TemporaryDirectory(prefix="danh-dau-") as folder:
        out = Path(folder) / "ban-giao"
        done = etl("hand-over", "--to", to, "-o", str(out), told=told, warehouse=data.folder())
        if done.returncode:
            return b"", problem_of(done)
        if to == "all":
            return Path(shutil.make_archive(f"{folder}/tat-ca", "zip", out)).read_bytes(), ""
        return next(out.iterdir()).read_bytes(), ""


def make_sample() -> str:
    """Makes and loads the sample in its own folder; what went wrong."""
    done = etl(module="sample_data.ensure")
    return "" if done.returncode == 0 else problem_of(done)


def mend() -> list[str]:
    """Looks through the folder and mends what is safe; what was found, in sentences."""
    done = etl("doctor", "--json")
    if done.returncode not in (0, 1):
        return [problem_of(done)]
    found = json.loads(done.stdout)["problems"]
    said = [f"{one['message']} {'Đã sửa.' if one['mended'] else labels.TELL_ADMIN}" for one in found if one["severity"] != "info"]  # fmt: skip
    return said or ["Kho số liệu không có vấn đề."]


def blank_framework() -> bytes:
    """The workbook in which a framework is typed."""
    return made("framework-sheet")


def record(name: str, book: bytes, received_on: dt.date, *, dry: bool = False) -> tuple[dict | None, str]:
    """Loads a workbook that a page wrote, through the same door, or says what that would do: the object of `load --json`, or
    what went wrong."""
    return record_all({name: book}, received_on, dry=dry)


def record_all(books: dict[str, bytes], received_on: dt.date, *, dry: bool = False) -> tuple[dict | None, str]:
    """The same of several, in one run, all or none: name → workbook."""
    with tempfile.TemporaryDirectory(prefix="ghi-so-") as folder:
        paths = {Path(folder) / name: book for name, book in books.items()}
        for path, book in paths.items():
            path.write_bytes(book)
        words = ("load", *map(str, paths), "--json", "--received-on", received_on.isoformat())
        if dry:
            done = etl(*words, "--dry-run", "--compare")
        elif len(books) == 1 or (done := etl(*words, "--dry-run")).returncode == 0:
            done = etl(*words)
    if done.returncode not in (0, 1):
        return None, problem_of(done)
    result = json.loads(done.stdout)
    refused = [f["message"] for file in result["files"] for f in file["findings"] if f["severity"] == "error"]  # fmt: skip
    return result, " ".join(refused)


def set_stage(
    year: int,
    stage: str,
    number: str,
    day: dt.date | None,
    note: str,
    signed: tuple[str, bytes] | None,
    is_proposal: bool,
) -> str:
    """Sets the stage of a year, or proposes it; what went wrong, empty where nothing did."""
    more = [f"--document-number={number}"] if number else []
    more += [f"--document-date={day.isoformat()}"] if day else []
    more += [f"--note={note}"] if note else []
    more += ["--propose"] if is_proposal else []
    with tempfile.TemporaryDirectory(prefix="ghi-so-") as folder:
        if signed:
            path = Path(folder) / PurePosixPath(signed[0].replace("\\", "/")).name[-150:]
            path.write_bytes(signed[1])
            more.append(f"--signed={path}")
        done = etl("stage", str(year), stage, *more)
    return "" if done.returncode == 0 else problem_of(done)


def withdraw(
    run: int, with_receipts: bool, *, dry: bool = False, told: Told | None = None, warehouse: Path | None = None
) -> tuple[dict | None, str]:
    """Takes a load back, or says what that would change: the object of `withdraw --json`, or what went wrong."""
    more = [*(["--with-receipts"] if with_receipts else []), *(["--dry-run"] if dry else [])]
    return _result(etl("withdraw", str(run), "--json", *more, told=told, warehouse=warehouse))


def send_back_withdrawal(run: int, reason: str) -> str:
    """Does not agree to what somebody asks to take back; what went wrong, empty where nothing did."""
    done = etl("withdraw", str(run), f"--send-back={reason}")
    return "" if done.returncode == 0 else problem_of(done)


def unknown_names() -> list[dict]:
    """Names of units in refused files that nobody knows, with their files and the units that are called alike."""
    return _waiting("names", "--json")


def confirm_name(name: str, unit_code: str, told: Told | None = None) -> tuple[dict | None, str]:
    """Writes that a name means a unit and takes the waiting files in: the object of `load --json`, or what went wrong."""
    return _result(etl("names", "--confirm", name, "--unit", unit_code, "--by", guard.person(), "--json", told=told))


def unknown_headers() -> list[dict]:
    """Headers in refused files that nobody knows, with their files and what they may mean."""
    return _waiting("headers")


def tables_of_no_kind() -> list[dict]:
    """Refused tables of which nobody knows the kind, with the words that head their columns."""
    return _waiting("headers", "--unknown-kind")


def _waiting(*words: str) -> list[dict]:
    """What a command lists of refused files; nothing where it fails, which is tried again."""
    folder = data.folder()
    try:
        return json.loads(_listed(str(folder), data.journal_state(Warehouse(folder)), words))
    except subprocess.CalledProcessError:
        return []


# not Streamlit's cache of data: made before the server runs, it tells the log that there is none
@lru_cache(maxsize=6)
def _listed(folder: str, journal: tuple, words: tuple[str, ...]) -> str:
    """The same until the journal changes: each takes more than a second, and a page asks at every touch."""
    done = etl(*words)
    done.check_returncode()
    return done.stdout


def confirm_headers(kind: str, meanings: dict[str, str], told: Told | None = None) -> tuple[dict | None, str]:
    """Writes what headers mean and takes the waiting files in: the object of `load --json`, or what went wrong."""
    said = [f"{header}={field}" for header, field in meanings.items()]
    return _result(
        etl("headers", "--kind", kind, "--by", guard.person(), *(f"--confirm={one}" for one in said), told=told)
    )


def recheck(told: Told | None = None) -> tuple[dict | None, str]:
    """Every refused file again, with today's reference: the object of `load --json`, or what went wrong."""
    return _result(etl("load", "--recheck", "--json", told=told))


def confirm(sha256: str, *, dry: bool = False, told: Told | None = None) -> tuple[dict | None, str]:
    """Confirms one file that waits for a second person, or says what that would change: the object of `confirm`, or what
    went wrong."""
    return _result(etl("confirm", sha256, *(["--dry-run"] if dry else []), told=told))


def send_back(sha256: str, reason: str) -> str:
    """Sends such a file back; what went wrong, empty where nothing did."""
    done = etl("confirm", sha256, f"--send-back={reason}")
    return "" if done.returncode == 0 else problem_of(done)


def _result(done: subprocess.CompletedProcess) -> tuple[dict | None, str]:
    if done.returncode in (0, 1) and done.stdout:
        return json.loads(done.stdout), ""
    return None, problem_of(done)


def problem_of(done: subprocess.CompletedProcess) -> str:
    """What a command says went wrong."""
    return (
        labels.without_commands(done.stderr.strip()) or "Việc này bị dừng giữa chừng; số liệu đang dùng không thay đổi."
    )


@st.cache_resource(show_spinner=False)
def _renewing() -> threading.Lock:
    """One visitor makes it anew, the others wait for that one."""
    return threading.Lock()


def renewed(path: Path) -> Path:
    """The snapshot of an earlier release of this program, published anew by this one: the same data, and the marts that
    the pages ask. Where that fails the page ends here."""
    with st.spinner("Đang chuyển số liệu sang bản phần mềm mới…"), _renewing():
        new = data.pin()
        if new and not data.is_of_this_release(new):
            etl("refresh", warehouse=path.parent.parent)
            new = data.pin()
    if new is None or not data.is_of_this_release(new):
        st.error(labels.OLDER_RELEASE)
        st.stop()
    return new


def etl(
    *arguments: str, told: Told | None = None, warehouse: Path | None = None, action: str | None = None, module="etl"
) -> subprocess.CompletedProcess:
    """One run of the command line; `told` hears how far it is, as long as it takes more than a second. `warehouse`: a
    folder other than that of this server. `action`: runs of one act carry the same, and are taken back as one. `module`: another command line of ours."""
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
        subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=os.environ
            | {"PBGDPL_PROGRESS": "1"}
            | guard.acting().environment()
            | ({"PBGDPL_WAREHOUSE": str(warehouse)} if warehouse else {})
            | ({"PBGDPL_ACTION": action} if action else {}),
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        ) as process,
    ):
        limit = threading.Timer(TIME_LIMIT, process.kill)
        limit.start()
        said = []
        for line in process.stderr:
            if line.startswith(FILE):
                if told:
                    told(_of_file(json.loads(line.removeprefix(FILE))), None)
            elif not (step := STEP.match(line)):
                said.append(line)
            elif told:
                told(step["name"], min(int(step["done"]) / max(int(step["total"]), 1), 1.0))
        process.wait()
        limit.cancel()
        out.seek(0)
        return subprocess.CompletedProcess(arguments, process.returncode, out.read(), "".join(said))


def _of_file(file: dict) -> str:
    return f"{'✖' if file['is_refused'] else '✔'} {file['name']}: {file['words']}"
