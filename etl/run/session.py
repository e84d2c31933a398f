"""What a run is given, and what it finds of earlier ones."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import duckdb

from warehouse import build, clock
from warehouse.acting import acting
from warehouse.store import State, Warehouse, WarehouseError
from warehouse.withdrawn import IN_FORCE

ACTION = "PBGDPL_ACTION"  # names what a person did at once and takes several runs

Progress = Callable[[str, int, int], None]


def no_progress(step: str, done: int, total: int) -> None:
    """For callers that show nothing."""


def no_one(item: object) -> None:
    """For callers that hear of no single file."""


def zone_in_force(warehouse: Warehouse) -> str:
    """The office's time zone by the snapshot that can be read: another one is published at once, as marts have it."""
    settings: list[tuple] = []
    with suppress(WarehouseError, duckdb.Error):  # a folder that is damaged is told by what is done with it
        if current := warehouse.current_id():
            settings = build.read_settings(warehouse.snapshot_path(current))
    return clock.zone_in(settings)


def today(warehouse: Warehouse) -> date:
    """The day of the office whose folder this is."""
    return clock.today(zone_in_force(warehouse))


@dataclass(frozen=True)
class Session:
    """What whoever starts a run decides. `day`: its day, None for the office's. `received_on`: the day that its files are
    given. `compares`: a dry run also says what would change. `heard`: is told of each file as soon as it is read."""

    warehouse: Warehouse
    day: date | None = None
    dry: bool = False
    received_on: date | None = None
    progress: Progress = no_progress
    compares: bool = False
    heard: Callable = no_one
    workers: int = 2
    action: str | None = field(default_factory=lambda: os.environ.get(ACTION))
    started: datetime = field(default_factory=clock.instant)

    @cached_property
    def today(self) -> date:
        return self.day or self.today_in(zone_in_force(self.warehouse))

    def today_in(self, zone: str) -> date:
        """The day of a run whose own reference may bring the zone."""
        return self.day or clock.local(self.started, zone).date()


@dataclass(frozen=True)
class Earlier:
    """What a run, the one with this number, finds of earlier ones."""

    session: Session
    scratch: Path  # of this run: for what is made of surveys, and for members of zips that the archive does not get
    number: int
    state: State
    files: list[dict]  # the events of files that count
    current: str | None = None  # the published snapshot that can be read
    base: Path | None = None  # the snapshot whose rows the next one takes over
    at: str = field(default_factory=clock.stamp)
    notes: list[dict] = field(default_factory=list)  # what the journal must say because the base was built anew
    survey_results: Path | None = None  # what Spark made of the answers in force (warehouse/scale.py)

    @cached_property
    def held(self) -> dict[int, str]:
        """Journal number → kind of the files in force in the base: of those it has the raw rows."""
        return build.held_files(self.base) if self.base else {}

    @cached_property
    def surveys(self) -> dict[int, tuple[int, str, bool]]:
        """Journal number → what the base says of the surveys in force (build.surveys_in_force)."""
        return build.surveys_in_force(self.base) if self.base else {}

    @property
    def is_upgraded(self) -> bool:
        """Whether the base is no snapshot but was built for this run, because the tables changed."""
        current = self.current and self.session.warehouse.snapshot_path(self.current)
        return bool(self.base) and self.base != current

    @property
    def in_force(self) -> list[dict]:
        return [e for e in self.files if e["status"] in IN_FORCE]

    def signature(self) -> dict:
        """When, by whom, and as part of what."""
        action = {"action": self.session.action} if self.session.action else {}
        return {"at": self.at} | acting().signature() | action


def usable(warehouse: Warehouse, snapshot: str) -> Path | None:
    """The snapshot whose rows another may take over; None after an upgrade that changed the tables."""
    path = warehouse.snapshot_path(snapshot)
    return path if build.fits(path) else None
