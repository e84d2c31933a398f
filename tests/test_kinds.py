"""kinds.csv lists the kinds of files, and with which tables each is read. What it leaves out must change no reading."""

from __future__ import annotations

import io
import sys
import types
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from etl.kinds import door, locate
from etl.kinds.recheck import SUBJECT
from etl.read.model import ParsedFile
from etl.reference.context import Context
from etl.reference.tables import Table, tables
from etl.run.reference import reference_in_force
from tests.office import TODAY, Office
from tests.test_reread import put_in
from warehouse import kinds
from warehouse.store import IN_FORCE, Warehouse

OWN = {"as_of"}  # settings that give a reading its warnings, never its rows
MADE_OF = {"confirmed_aliases"}  # united into unit_aliases before anything is read


@pytest.fixture(scope="module")
def office(reference_only, tmp_path_factory) -> Office:
    import shutil

    folder = tmp_path_factory.mktemp("kinds")
    shutil.copytree(reference_only, folder / "warehouse")
    office = Office(folder / "warehouse", folder / "in")
    put_in(office)
    return office


@pytest.fixture(scope="module")
def in_force(office) -> dict[str, list[tuple]]:
    return reference_in_force(office.warehouse)


def read(warehouse: Warehouse, reference: dict[str, list[tuple]]) -> dict[str, list]:
    """Kind → what is read of each of its files in force."""
    context = Context.from_tables(reference, TODAY)
    found: dict[str, list] = {kind: [] for kind in kinds.read_with()}
    for event in warehouse.state().files:
        if event["kind"] in found and event["status"] in IN_FORCE:
            path = warehouse.original(event)
            parsed = door.parse_path(Path(path), event["file_name"], context)
            subject = [getattr(parsed, name) for name in SUBJECT]
            found[event["kind"]].append((subject, parsed.has_error, parsed.rows))
    assert all(found.values())
    return found


class Traced(dict):
    """Notes which keys are asked for."""

    def __init__(self, content: dict):
        super().__init__(content)
        self.asked: set[str] = set()

    def get(self, key, default=None):
        self.asked.add(key)
        return super().get(key, default)

    def __getitem__(self, key):
        self.asked.add(key)
        return super().__getitem__(key)


def test_what_readers_are_given_stands_in_the_list_and_nothing_else_does(in_force):
    traced = Traced(in_force)
    Context.from_tables(traced, TODAY)
    listed = {name for used in kinds.read_with().values() for name in used}
    listed -= {n for n in listed if n.startswith((kinds.SETTING, kinds.ANY))}
    assert traced.asked - {"settings"} == listed


def test_the_settings_that_readers_ask_for_stand_in_the_list(office, in_force):
    for kind, used in kinds.read_with().items():
        context = Context.from_tables(in_force, TODAY)
        context.settings = Traced(context.settings)
        for event in office.warehouse.state().files:
            if event["kind"] == kind and event["status"] in IN_FORCE:
                path = office.warehouse.original(event)
                door.parse_path(Path(path), event["file_name"], context)
        asked = {kinds.SETTING + key for key in context.settings.asked - OWN}
        asked.add("settings.city_name")  # asked for when the context is made
        assert asked <= set(used), kind


def odd(row: tuple, table: Table, keys: bool) -> tuple:
    """A row with other words, numbers and days: under keys of its own, or under the same."""
    change = {str: lambda v: v + " khác", bool: lambda v: not v, int: lambda v: v + 1,
              date: lambda v: v.replace(year=v.year + 1)}  # fmt: skip
    return tuple(
        change.get(type(v), lambda v: v)(v) if keys or not column.key else v
        for v, column in zip(row, table.columns, strict=True)
    )


@pytest.mark.parametrize("name", [n for n in tables() if n not in MADE_OF | {"settings"}])
def test_a_table_that_a_kind_is_not_read_with_changes_none_of_its_readings(office, in_force, name):
    as_it_is = read(office.warehouse, in_force)
    rows, table = in_force.get(name, []), tables()[name]
    more, other = ([odd(row, table, keys) for row in rows] for keys in (True, False))
    for content in ([], [*rows, *more], other):
        changed = in_force | {name: content}
        now = read(office.warehouse, changed)
        apart = kinds.read_with().keys() - kinds.touched(in_force, changed)
        assert {k: now[k] for k in apart} == {k: as_it_is[k] for k in apart}


def test_settings_that_a_kind_is_not_read_with_change_none_of_its_readings(office, in_force):
    as_it_is = read(office.warehouse, in_force)
    for kind, used in kinds.read_with().items():
        keep = {n.removeprefix(kinds.SETTING) for n in used if n.startswith(kinds.SETTING)} | OWN
        rows = [r if r[0] in keep else (r[0], "khác", r[2]) for r in in_force["settings"]]
        changed = in_force | {"settings": rows}
        assert kind not in kinds.touched(in_force, changed)
        assert read(office.warehouse, changed)[kind] == as_it_is[kind], kind


def test_a_fingerprint_is_of_the_content_wherever_it_was_read_from():
    from decimal import Decimal

    rows = {"survey_waves": [(2022, "a", Decimal("1.5")), (2023, "b", None)]}
    stored = {"survey_waves": [(2023, "b", None), (2022, "a", Decimal("1.5000"))]}
    assert kinds.fingerprint(rows, "survey") == kinds.fingerprint(stored, "survey")
    other = {"survey_waves": [(2022, "a", Decimal("1.6")), (2023, "b", None)]}
    assert kinds.fingerprint(rows, "survey") != kinds.fingerprint(other, "survey")


def test_a_kind_is_added_by_a_line_and_a_module(tmp_path, monkeypatch, in_force):
    """Found by its header word, read by its module, named by its line; nothing else of the door knows it."""
    lines = kinds.CATALOGUE.read_text(encoding="utf-8")
    (tmp_path / "kinds.csv").write_text(
        f"{lines}visit,Biên bản kiểm tra,visit,8,yes,raw.visit,units\n", encoding="utf-8"
    )
    module = types.ModuleType("etl.kinds.visit")
    module.KIND = "visit"
    module.find = lambda document, context: [
        locate.Table(sheet, 0, 1, [], {}) for sheet in document.visible if sheet.rows and "Biên bản số" in sheet.rows[0]
    ]
    module.parse = lambda document, context, tables: ParsedFile("visit", document.ext, rows={"raw.visit": [("7",)]})
    monkeypatch.setitem(sys.modules, "etl.kinds.visit", module)
    monkeypatch.setattr(kinds, "CATALOGUE", tmp_path / "kinds.csv")
    for remembered in (kinds.catalogue, kinds.read_with, door.readers):
        remembered.cache_clear()
    try:
        book = openpyxl.Workbook()
        book.active.append(["Biên bản số", "Ngày"])
        content = io.BytesIO()
        book.save(content)
        parsed = door.parse(content.getvalue(), "bien_ban.xlsx", Context.from_tables(in_force, TODAY))
        assert (parsed.kind, parsed.rows) == ("visit", {"raw.visit": [("7",)]}), parsed.findings
        assert list(kinds.catalogue())[-1] == "visit" and kinds.readers()[-1].name == "Biên bản kiểm tra"
    finally:
        for remembered in (kinds.catalogue, kinds.read_with, door.readers):
            remembered.cache_clear()
