"""The files that a visitor is checking and recording, and what was found in them."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from etl.read import withheld
from etl.read.text import composed
from pages._intake import todo
from pages._shared import door, guard

STATE = "trang_thai.json"  # beside the files


@dataclass
class Intake:
    """What one visitor is doing on the intake page; lives in the session, changed outside Streamlit's calls, so that
    an interrupted rerun loses nothing. What was checked also lies beside the files, for the session after a refresh."""

    folder: Path | None = None
    names: list[str] = field(default_factory=list)
    received_on: dt.date | None = None
    checked: dict | None = None  # the object of `load --dry-run --json`
    recorded: dict | None = None  # the object of `load --json`
    problem: str = ""
    said: list[str] = field(default_factory=list)  # what taking a load back changed
    withheld: list[str] = field(default_factory=list)  # of files that must not come in: said in this window alone
    of: tuple = ()  # the files and the day that were checked last
    # A press is written down before the page is drawn anew, not where it comes to its button: another press, or the end
    # of an upload, draws it anew once more before that.
    confirmed: bool = False  # what was checked is to be recorded
    batch: int = 0  # files that are recorded leave the place where files are chosen

    @property
    def has_files(self) -> bool:
        """Not any more once all of them are recorded."""
        return self.folder is not None and (self.folder / "0").exists()

    def confirm(self) -> None:
        self.confirmed = True

    def keep(self, files: list, received_on: dt.date | None) -> None:
        """Uploaded files into a folder of their own, each in its own place: names are only names."""
        self.forget()
        self.folder = Path(tempfile.mkdtemp(prefix="tiep-nhan-"))  # readable by this user alone
        self.received_on = received_on
        for number, file in enumerate(files):
            name = PurePosixPath(file.name.replace("\\", "/")).name.lstrip(".") or "tep"
            place = self.folder / str(number)
            place.mkdir()
            (place / name[-150:]).write_bytes(file.getvalue())
            self.names.append(name)

    def forget(self) -> None:
        """Removes the files and what was found in them."""
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder, self.names, self.received_on = None, [], None
        self.checked = self.recorded = None
        self.confirmed = False
        self.problem, self.said, self.withheld = "", [], []

    def check(self, told: door.Told | None = None) -> None:
        """What a load would say and change; changes nothing."""
        while (found := self._load("--dry-run", "--compare", told=told)) and (out := withheld_in(found)):
            self.withheld += [f"{todo.name_of(file)}: {_why(file)}" for file in out]
            self._leave_out({file["path"].split("!/")[0] for file in out})
            if not self.names:
                return
        self.checked = found
        if found:
            self._write_down()

    def _leave_out(self, names: set[str]) -> None:
        """Removes files that must not come in, a zip or a mail with all that is in it: another check tells of the rest."""
        places = zip(self._places(), self.names, strict=True)
        left = [(place, name) for place, name in places if self._name_of(place) not in names]
        for place in set(self._places()) - {place for place, _ in left}:
            shutil.rmtree(place)
        for number, (place, _) in enumerate(left):
            place.rename(self.folder / str(number))
        self.names = [name for _, name in left]
        self.batch += 1  # the browser's copies go too
        if not left:
            shutil.rmtree(self.folder)
            self.folder = None

    def marked(self, number: int) -> bytes:
        """The workbook at `number` of `names` with its findings marked, or the list of them; empty where neither could
        be made."""
        return door.made("check", str(self._file(number)), *self._day())

    def returned(self) -> bytes:
        """A zip of all that was refused, marked."""
        return door.made("check", *map(str, self._places()), *self._day(), ending="zip")

    def frameworks(self) -> list[int]:
        """Numbers of the files that are frameworks in which nothing is wrong."""
        right = {f["path"] for f in self.checked["files"] if f["kind"] == "framework" and f["status"] != "rejected"}
        return [number for number in range(len(self.names)) if self._file(number).name in right]

    def preview(self, number: int, block: str | None) -> bytes:
        """The form that a unit of the block would get of the framework at `number` of `names`."""
        return door.made(
            "framework-sheet", "--preview", str(self._file(number)), *(["--block", block] if block else [])
        )

    def _file(self, number: int) -> Path:
        (file,) = (self.folder / str(number)).iterdir()
        return file

    def _name_of(self, place: Path) -> str:
        return composed(self._file(int(place.name)).name)

    def record(self, told: door.Told | None = None) -> None:
        """Loads the files."""
        self.confirmed = False
        self.recorded = self._load(told=told)
        if self.recorded:
            self.batch += 1
            self._write_down()  # for a window that was opened meanwhile: it knows only what was checked
            # those that were refused are still to be sent back
            if not any(file["status"] == "rejected" for file in self.recorded["files"]):
                for place in self._places():
                    shutil.rmtree(place, ignore_errors=True)

    def _load(self, *more: str, told: door.Told | None = None) -> dict | None:
        done = door.etl("load", *map(str, self._places()), "--json", *self._day(), *more, told=told)
        self.problem = "" if done.returncode in (0, 1) else door.problem_of(done)
        return json.loads(done.stdout) if done.returncode in (0, 1) else None

    def _places(self) -> list[Path]:
        return [self.folder / str(number) for number in range(len(self.names))]

    def _write_down(self) -> None:
        facts = {"of": _whose(), "session": _session(), "names": self.names, "checked": self.checked,
                 "recorded": self.recorded, "received_on": self.received_on and self.received_on.isoformat()}  # fmt: skip
        (self.folder / STATE).write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def left(cls) -> Intake | None:
        """What the same person had checked here in a window that is closed by now."""
        for path in sorted(Path(tempfile.gettempdir()).glob("tiep-nhan-*")):
            with contextlib.suppress(OSError, ValueError):  # not whole, or somebody else's
                facts = json.loads((path / STATE).read_text(encoding="utf-8"))
                if facts["of"] != _whose() or not _is_of_this_user(path) or _is_open(facts["session"]):
                    continue
                day = facts["received_on"] and dt.date.fromisoformat(facts["received_on"])
                found = cls(path, facts["names"], day, facts["checked"], facts["recorded"])
                if found.has_files:
                    found._write_down()  # this window's from now on
                else:
                    shutil.rmtree(path)  # all of them came in: that is told once
                return found
        return None

    def look_again(self) -> None:
        """A window that closed while its files were recorded says here what became of them."""
        if self.folder and self.checked and not self.recorded:
            with contextlib.suppress(OSError, ValueError):
                self.recorded = json.loads((self.folder / STATE).read_text(encoding="utf-8"))["recorded"]

    def _day(self) -> list[str]:
        return ["--received-on", self.received_on.isoformat()] if self.received_on else []


def _is_of_this_user(path: Path) -> bool:
    """Whether the user of this server made a folder. Windows numbers none; there each has a temporary folder of their own."""
    return not hasattr(os, "getuid") or path.stat().st_uid == os.getuid()


def withheld_in(result: dict) -> list[dict]:
    """Files of `load --json` that must not come in."""
    return [file for file in result["files"] if any(f["code"] in withheld.CODES for f in file["findings"])]


def _why(file: dict) -> str:
    return next(f["message"] for f in file["findings"] if f["code"] in withheld.CODES)


def current() -> Intake:
    """What this visitor is doing there."""
    if "_intake" not in st.session_state:
        st.session_state["_intake"] = Intake.left() or Intake()
    st.session_state["_intake"].look_again()
    return st.session_state["_intake"]


def _whose() -> list[str]:
    """Which person at which warehouse."""
    return [guard.person(), os.environ.get("PBGDPL_WAREHOUSE", "")]


def _session() -> str:
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""


def _is_open(session: str) -> bool:
    """Whether a window still shows a session."""
    return bool(session) and Runtime.exists() and Runtime.instance().is_active_session(session)
