"""Names of units that no table knows: one list with candidates, and how a name is confirmed.

The list comes from the journal: files that were refused for a name and did not come in since. A confirmed name is a
small reference file through the same door, so archive and journal keep it; then the waiting files are tried again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date

from etl.desk import confirmed
from etl.read.model import Finding
from etl.read.workbook import IDENTIFICATION_SHEET
from etl.reference.aliases import CONFIRMED
from etl.reference.context import Context, Unit
from etl.run.reference import reference_in_force
from etl.run.run import Result
from warehouse import clock
from warehouse.store import IN_FORCE, Warehouse

CODES = ("unknown_unit", "unit_ambiguous")
SURVEY_CODES = ("survey_unit_unknown",)  # of exports in force: only rows of them are refused


@dataclass
class UnknownName:
    """One spelling with the files that wait for it. candidates: (unit code, official name), nearest first."""

    name: str
    year: int | None
    candidates: list[tuple[str, str]]
    first_received_at: str
    is_known_now: bool = False  # confirmed or loaded meanwhile: a recheck lets the files in
    files: list[str] = field(default_factory=list)

    def as_json(self) -> dict:
        units = [{"unit_code": code, "unit_name": name} for code, name in self.candidates]
        return asdict(self) | {"candidates": units}


class WrongName(Exception):
    """A name cannot be confirmed so; the message is for the user."""


def waiting(warehouse: Warehouse, today: date) -> list[UnknownName]:
    """Unknown names of refused files and of refused rows of surveys, those of most files first."""
    context = Context.from_tables(reference_in_force(warehouse), today)
    files = warehouse.state().files
    done = {e["sha256"]: e["seq"] for e in files if e["status"] in IN_FORCE}
    found: dict[tuple[str, int | None], UnknownName] = {}
    seen = set()
    for event in files:
        is_refused = event["status"] == "rejected" and event["sha256"] not in done
        is_survey = event["kind"] == "survey" and done.get(event["sha256"]) == event["seq"]
        for said in map(Finding._make, event["findings"] if is_refused or is_survey else ()):
            written = said.found
            if said.code not in (SURVEY_CODES if is_survey else CODES) or not written:
                continue
            if said.sheet == IDENTIFICATION_SHEET:
                continue
            # an alias lets rows of surveys in at once
            if is_survey and context.find_place(written, event["year"]).problem is None:
                continue
            key = (context.unit_key(written), event["year"])
            if key not in found:
                found[key] = _unknown(written, event, context)
            if (key, event["sha256"]) not in seen:
                seen.add((key, event["sha256"]))
                found[key].files.append(event["path"])
    return sorted(found.values(), key=lambda n: (-len(n.files), n.name, n.year or 0))


def _unknown(written: str, event: dict, context: Context) -> UnknownName:
    year = event["year"]
    match = context.find_unit(written, year) if year else context.find_unit_ever(written)
    near = [(u.unit_code, u.unit_name) for u in candidates(context, written, year)]
    return UnknownName(written, year, near, event["at"], is_known_now=match.problem is None)


def candidates(context: Context, written: str, year: int | None, count: int = 3) -> list[Unit]:
    """Units whose official name or alias looks most like a written one; suggestions, never decisions."""
    names = context.nearest_units(written, count)
    first, last = (date(year, 1, 1), date(year, 12, 31)) if year else (date.min, date.max)
    units = [u for name in names for u in context.units.values() if u.unit_name == name]
    return [u for u in units if u.valid_in(first, last)][:count] or units[:count]


def confirm(
    warehouse: Warehouse,
    name: str,
    unit_code: str,
    by: str,
    today: date,
    first: date | None = None,
    last: date | None = None,
) -> tuple[Result, Result | None]:
    """Writes that a spelling means a unit, then tries the waiting files again: (result of both; the second None where
    the name was refused). Raises WrongName where unit, days or signature are missing or wrong."""
    name, by = " ".join(name.split()), by.strip()
    context = Context.from_tables(reference_in_force(warehouse), today)
    unit = context.units.get(unit_code)
    if not name or not by:
        raise WrongName("Cần tên như trong tệp và người xác nhận (--by).")
    if unit is None:
        raise WrongName(f"Không có đơn vị mang mã {unit_code}.")
    if first and last and last < first:
        raise WrongName("Ngày kết thúc trước ngày bắt đầu.")
    if not unit.valid_in(first or date.min, last or date.max):
        raise WrongName(f"{unit.unit_name} không tồn tại trong thời gian đó.")
    moment = f"{today.isoformat()}T{clock.now().strftime('%H:%M:%S.%f')}"
    row = (name, unit_code, first, last, by, moment)
    return confirmed.record(warehouse, "xac_nhan_ten", CONFIRMED, [row], today)
