"""Files in force read again under a changed reference, so that no table accepted today makes tomorrow's rebuild
impossible, or other.

What is compared is the reading, not the values: a layout row, an alias or a unit's last day decides whether a file is
read at all. Only kinds that are read with a changed table are read again (kinds.csv).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from etl.kinds import workers
from etl.read.findings import finding, place_of, vietnamese
from etl.read.model import Finding, ParsedFile
from etl.reference.context import Context
from warehouse import kinds, records
from warehouse.store import IN_FORCE, Warehouse, WarehouseError

STEP = "Đọc lại tệp đang dùng"
TOGETHER = 500  # files compared at a time: their rows are held twice
LISTED = 5  # cells of one file that are named one by one
KEPT = "accepted_by_earlier_rules"
FIGURES = ("row_count", "rows_in", "rows_refused")  # of an event, what a new reading may change
NOTHING, READ = "(trống)", "đọc được"
SUBJECT = {"kind": "loại tệp", "unit_code": "đơn vị", "year": "năm", "framework_code": "bộ tiêu chí",
           "assessment_code": "đợt đánh giá"}  # fmt: skip
# Columns of a raw table that say where a row stands, the cell first.
PLACES = ("self_cell", "cell", "new_cell", "row_number", "reported_pct_cell", "old_cell", "proposed_cell", "sheet")  # fmt: skip

# canonical value → what stood in the cell
AS_RECEIVED = {"self_value": "self_text", "reported_pct_value": "reported_pct_text", "value": "value_text",
               "proposed_value": "proposed_text", "new_value": "new_text"}  # fmt: skip

Tables = dict[str, list[tuple]]
Rows = dict[str, list[tuple]]  # raw table → rows without file_seq


class Broken(NamedTuple):
    """A file in force that a changed reference would make an error or another reading."""

    event: dict
    findings: list[Finding]


@dataclass
class Verdict:
    """What a changed reference does to the files in force."""

    broken: list[Broken] = field(default_factory=list)
    # file_seq → what is read now: surveys, coded anew, and files that could not be read before
    replaced: dict[int, ParsedFile] = field(default_factory=dict)

    @property
    def findings(self) -> list[Finding]:
        return [f for broken in self.broken for f in broken.findings]

    def restated(self, files: list[dict]) -> list[dict]:
        """The figures of the replaced files that differ from those of their events, and what is said of them no more."""
        new = {
            e["seq"]: {**dict(zip(FIGURES, counted(parsed), strict=True)), "findings": without_kept(e)}
            for e in files
            if (parsed := self.replaced.get(e["seq"]))
        }
        return [
            {"seq": e["seq"], **new[e["seq"]]}
            for e in files
            if e["seq"] in new and any(e.get(k, v) != v for k, v in new[e["seq"]].items())
        ]


def without_kept(event: dict) -> list[list]:
    """The findings of a file, but not that it is kept although it cannot be read."""
    return [f for f in event["findings"] if f[1] != KEPT]


def counted(parsed: ParsedFile) -> tuple[int, int, int]:
    """Data rows of a file that was read without an error: loaded, seen, refused."""
    loaded, refused = parsed.row_count, parsed.rows_refused
    return loaded, loaded + refused if parsed.rows_in is None else parsed.rows_in, refused


def judge(
    warehouse: Warehouse,
    files: list[dict],
    base: Path | None,
    before: Tables,
    after: Tables,
    context_of: Callable[[Tables], Context],
    count: int = 2,
    progress: Callable[[str, int, int], None] = lambda step, done, total: None,
    may_change: Callable[[dict], bool] = lambda event: False,
) -> Verdict:
    """What the reference `after` does to `files` in force, whose rows the snapshot `base` holds, read so far with
    `before`. Changes nothing. A file that differs is read with both: only what differs between the two is the doing of
    the change, and not of another version of this program. may_change: events of files that may be read otherwise, as
    long as they can be read and stay what they are."""
    touched = kinds.touched(before, after)
    asked = {e["seq"]: e for e in files if e["status"] in IN_FORCE and e["kind"] in touched}
    from warehouse import build

    verdict, doubtful = Verdict(), {}
    if not asked:
        return verdict
    reading = partial(_read, warehouse, count=count, progress=progress)
    again = reading(list(asked.values()), context_of(after))
    while some := dict(itertools.islice(again, TOGETHER)):
        held = build.raw_rows(base, list(some)) if base else {}
        for seq, parsed in some.items():
            if not _is_as_held(asked[seq], held.get(seq), parsed):
                doubtful[seq] = parsed
            elif parsed.kind == "survey":
                verdict.replaced[seq] = parsed
    for seq, old in reading([asked[seq] for seq in doubtful], context_of(before)):
        event, new = asked[seq], doubtful[seq]
        is_allowed = may_change(event) and is_of_the_same(event, new)
        if not new.has_error and (old.has_error or is_allowed or _is_same(old, new)):
            is_other = old.has_error or is_allowed or new.kind == "survey"
            if is_other and is_of_the_same(event, new):
                verdict.replaced[seq] = new
        elif not old.has_error:
            verdict.broken.append(Broken(event, _differences(event, old, new)))
    verdict.broken.sort(key=lambda broken: broken.event["path"].encode())
    return verdict


def _read(
    warehouse: Warehouse, events: list[dict], context: Context, count: int, progress: Callable
) -> Iterator[tuple[int, ParsedFile]]:
    """Each file as a context reads it. What the archive lost cannot be read with any reference, and is the doctor's to
    say."""

    def sources() -> Iterator[tuple[int, Path, str]]:
        for event in events:
            try:
                if event["kind"] == "survey" and not event.get("stored_sha256"):
                    path = warehouse.archived(event["sha256"], event["ext"])
                else:
                    path = warehouse.original(event)
            except WarehouseError:
                continue
            yield event["seq"], path, event["file_name"]

    if not events:
        return
    names = {e["seq"]: e["file_name"] for e in events}
    progress(STEP, 0, len(events))
    read = workers.parse_all(
        sources(),
        context,
        workers=count if len(events) > 1 else 1,
        on_part=lambda seq, share: progress(f"Đọc {names[seq]} (%)", int(100 * share), 100),
    )
    for done, (seq, parsed) in enumerate(read, 1):
        if done % 20 == 0 or done == len(events):
            progress(STEP, done, len(events))
        yield seq, parsed


# comparing


def is_of_the_same(event: dict, parsed: ParsedFile) -> bool:
    """Whether a file is read as the kind, unit, year and framework that its event names."""
    return _subject(parsed) == _subject_of(event)


def _subject(parsed: ParsedFile) -> tuple:
    return tuple(getattr(parsed, name) for name in SUBJECT)


def _subject_of(event: dict) -> tuple:
    return tuple(event.get(name) for name in SUBJECT)


def _raw(parsed: ParsedFile) -> Rows:
    return {t: rows for t, rows in parsed.rows.items() if t.startswith("raw.") and rows}


def _is_as_held(event: dict, held: Rows | None, parsed: ParsedFile) -> bool:
    """Whether a file is read now as the snapshot holds it. What it does not hold is read anew by whoever builds."""
    if parsed.has_error or not is_of_the_same(event, parsed):
        return False
    return held is None or _is_same_rows(parsed.kind, held, _raw(parsed))


def _is_same(old: ParsedFile, new: ParsedFile) -> bool:
    """Whether two readings without an error say the same."""
    return _subject(old) == _subject(new) and _is_same_rows(new.kind, _raw(old), _raw(new))


def _is_same_rows(kind: str, old: Rows, new: Rows) -> bool:
    if kind == "survey":  # a changed question map is meant to change answers, but to lose no response
        (was, loaded), (now, loads) = _wave(old), _wave(new)
        return was == now and loads >= loaded
    return old.keys() == new.keys() and all(Counter(old[t]) == Counter(new[t]) for t in old)


def _wave(rows: Rows) -> tuple[tuple | None, int]:
    """(year and wave, responses that count) of a survey."""
    for row in map(records.survey_file._make, rows.get("raw.survey_file", ())):
        return (row.year, row.wave_code), row.loaded
    return None, 0


# what is said


def _differences(event: dict, old: ParsedFile, new: ParsedFile) -> list[Finding]:
    """Before → after, cell by cell; more than a few are counted."""
    if new.has_error:
        values = _by_cell(old)
        told = [
            (f.sheet, f.cell, values.get((f.sheet, f.cell), READ), f"lỗi: {f.message}")
            for f in new.findings
            if f.severity == "error"
        ]
    elif changed := [
        (SUBJECT[name], a, b) for name, a, b in zip(SUBJECT, _subject(old), _subject(new), strict=True) if a != b
    ]:
        was, now = (", ".join(f"{c[0]} {c[n] or NOTHING}" for c in changed) for n in (1, 2))
        told = [(None, None, was, now)]
    elif new.kind == "survey":
        (was, loaded), (now, loads) = _wave(_raw(old)), _wave(_raw(new))
        told = [(None, None, f"đợt {was[1]}, {loaded} phiếu", f"đợt {now[1]}, {loads} phiếu")]
    else:
        told = _changed_cells(_raw(old), _raw(new))
    more = f" (và {len(told) - LISTED} ô khác)" if len(told) > LISTED else ""
    return [
        finding(
            "breaks_values_in_force", sheet, cell, f"{_said(event, sheet, cell, was, now)}{more}",
            None if was == READ else was,
        )
        for sheet, cell, was, now in told[:LISTED]
    ]  # fmt: skip


def _said(event: dict, sheet: str | None, cell: str | None, was: str, now: str) -> str:
    place = place_of(sheet, cell)
    where = f"{place}: " if cell and place not in now else ""
    return f"{event['path']}: {where}{was} → {now.rstrip('.')}"


def _by_cell(parsed: ParsedFile) -> dict[tuple, str]:
    """(sheet, cell) → what a reading took from there."""
    return {
        place: _words(values)
        for table, rows in _raw(parsed).items()
        for row in rows
        for place, values in [_placed(table, row)]
    }


def _changed_cells(old: Rows, new: Rows) -> list[tuple]:
    """(sheet, cell, before, after) of the rows that only one of two readings has."""
    found: dict[tuple, list[dict]] = {}
    for n, (mine, other) in enumerate(((old, new), (new, old))):
        for table, rows in mine.items():
            for row in Counter(rows) - Counter(other.get(table, [])):
                place, values = _placed(table, row)
                found.setdefault(place, [{}, {}])[n] = values
    return [(*place, *_changed_words(was, now)) for place, (was, now) in found.items()]


def _changed_words(was: dict, now: dict) -> tuple[str, str]:
    """Of two rows of one place only what differs."""
    names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    return tuple(_words({name: row.get(name) for name in names}) for row in (was, now))


def _placed(table: str, row: tuple) -> tuple[tuple[str | None, str | None], dict]:
    """(sheet, cell) of a raw row, and the rest of it by column."""
    values = records.of(table)._make(row)._asdict()
    at = {name: values.pop(name, None) for name in PLACES}
    cell = next((at[name] for name in PLACES[:3] if at[name]), None)
    if cell is None and at["row_number"] is not None:
        cell = f"A{at['row_number']}"
    for name, text in AS_RECEIVED.items():
        if values.get(name) is not None:
            values.pop(text, None)
    return (at["sheet"], cell), values


def _words(values: dict) -> str:
    """The values of a row as people write them; whose they are only where nothing else is to be said."""
    said = {name: _word(name, v) for name, v in values.items() if v not in (None, "", False)}
    own = {name: word for name, word in said.items() if name not in SUBJECT}
    return " · ".join(dict.fromkeys((own or said).values())) or NOTHING


def _word(name: str, value: object) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return vietnamese(value) if name.endswith("value") else str(value)
