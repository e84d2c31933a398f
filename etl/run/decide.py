"""What becomes of the files of a run. Pure: no disk and no database, so that every rule can be tried with a few literals.

`registers` comes first, because registers date files; the dates come from the model that the snapshot uses; `versions`
decides the rest before the snapshot is built, and `after_staging` says what only the staged tables show.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from etl.read.findings import finding
from etl.read.model import AMBIGUOUS, Finding, ParsedFile
from etl.run.files import REPEATED, Item
from warehouse.withdrawn import IN_FORCE

ACCEPTED = ("accepted", "accepted_with_warnings")
THIS_RUN = math.inf  # among the runs in version order: the newest

Dates = dict[int, tuple[date, str]]  # journal number → day of receipt, where it comes from


class Said(NamedTuple):
    """What is said of one file: its status, and what is to be added to its findings."""

    status: str
    extra: tuple[Finding, ...] = ()


SAME = Said("duplicate", (finding("same_content"),))
Statuses = dict[int, Said]  # by journal number; files of which nothing is said have no entry


class Subject(NamedTuple):
    """What files are versions of, or parts: of a unit's form the unit, of a survey the wave."""

    kind: str
    year: int | None
    whose: str | None
    assessment_code: str | None = None  # None: the yearly one


class Waves(NamedTuple):
    """Which surveys are versions of each other. `adding`: (year, wave) whose exports are parts of it, no versions."""

    of: dict[int, str | None]  # journal number → wave of a survey in force
    adding: frozenset[tuple[int | None, str | None]] = frozenset()


def told(items: list[Item], said: Statuses) -> list[Item]:
    """The items with what is said of them."""
    return [_with(i, said[i.line.seq]) if i.line.seq in said else i for i in items]


def _with(item: Item, said: Said) -> Item:
    return replace(item, status=said.status, extra=(*item.extra, *said.extra))


def wave(parsed: ParsedFile) -> str | None:
    """The wave of a survey export that was read."""
    rows = parsed.rows.get("raw.survey_file")
    return rows[0].wave_code if rows else None


def subject_of(parsed: ParsedFile) -> Subject:
    """What a file that was read is a version of."""
    whose = {"self_assessment": parsed.unit_code, "survey": wave(parsed)}.get(parsed.kind)
    return Subject(parsed.kind, parsed.year, whose, parsed.assessment_code)


def subject_in_force(event: dict, waves: Waves) -> Subject:
    """The same of an event."""
    whose = {"self_assessment": event["unit_code"], "survey": waves.of.get(event["seq"])}.get(event["kind"])
    return Subject(event["kind"], event["year"], whose, event.get("assessment_code"))


def is_single(subject: Subject, waves: Waves) -> bool:
    """Whether a newer version takes the place of a file, as that of a unit's form and of most surveys does."""
    if subject.kind != "survey":
        return subject.kind == "self_assessment"
    return (subject.year, subject.whose) not in waves.adding


def accepted(item: Item) -> str:
    return "accepted_with_warnings" if item.is_warned else "accepted"


# before the build


def registers(in_force: list[dict], items: list[Item]) -> Statuses:
    """Registers add up; one with the content of another is its duplicate, by path the first counts."""
    known = {e["content_hash"] for e in in_force if e["kind"] == "intake_register"}
    waiting = [i for i in items if not i.status and i.kind == "intake_register"]
    said = {}
    for item in sorted(waiting, key=lambda i: i.path.encode()):
        content = item.content.content_hash
        said[item.line.seq] = SAME if content in known else Said(accepted(item))
        known.add(content)
    return said


def versions(in_force: list[dict], items: list[Item], dates: Dates, waves: Waves, as_of: date) -> Statuses:
    """duplicate, superseded or accepted, in version order; then what the dates show."""
    new: dict[Subject, list[Item]] = {}
    for item in items:
        if not item.status:
            new.setdefault(subject_of(item.content), []).append(item)
    old: dict[Subject, list[dict]] = {}
    for event in in_force:
        old.setdefault(subject_in_force(event, waves), []).append(event)
    said: Statuses = {}
    for subject, some in new.items():
        said |= _of_one_subject(is_single(subject, waves), old.get(subject, []), some, dates)
    for item in told(items, said):
        if about := _about_date(item, dates, as_of):
            said[item.line.seq] = Said(_warned(item.status, about), about)  # a duplicate has no date of its own
    return said


def needs_dates(items: list[Item]) -> bool:
    """Whether anything is decided or said by dates, once the registers are decided."""
    return any(not i.status or i.status == "rejected" for i in items)


def _of_one_subject(is_single: bool, old: list[dict], items: list[Item], dates: Dates) -> Statuses:
    """is_single: one file is in force, the newest; else each adds what it holds."""

    def place(seq: int, run: float, path: str) -> tuple:
        return dates[seq][0], run, path.encode()

    versions = [(place(e["seq"], e["run"], e["path"]), e["content_hash"]) for e in old]
    current = max(versions, default=None)
    hashes = {content for _, content in versions}
    placed = sorted(((place(i.line.seq, THIS_RUN, i.line.path), i) for i in items), key=lambda pair: pair[0])
    said = {}
    for at, item in placed:
        content = item.content.content_hash
        if (is_single and current and content == current[1]) or (not is_single and content in hashes):
            said[item.line.seq] = SAME
        elif is_single and current and at < current[0]:
            said[item.line.seq] = Said("superseded")
        else:
            said[item.line.seq] = Said(accepted(item))
            current = (at, content)
        hashes.add(content)
    return said


def _about_date(item: Item, dates: Dates, as_of: date) -> tuple[Finding, ...]:
    if item.line.seq not in dates or not item.parsed:
        return ()
    received_on, source = dates[item.line.seq]
    day = f"{received_on:%d/%m/%Y}"
    if item.status == "rejected":
        is_whose = item.parsed.unit_code and item.parsed.year and item.parsed.assessment_code != AMBIGUOUS
        is_of_survey = any(f.code.startswith("survey_") for f in item.parsed.findings)
        is_receipt = item.parsed.kind in ("self_assessment", "unknown") and source == "assumed"
        return (
            () if is_whose or is_of_survey or item.is_withheld or not is_receipt else (finding("receipt_unattributed"),)
        )
    if item.parsed.kind != "self_assessment" or item.status not in IN_FORCE:
        return ()
    said = []
    if source == "assumed":
        said.append(finding("received_on_assumed", found=day))
    if received_on > as_of:
        said.append(finding("received_after_as_of", found=day, expected=f"{as_of:%d/%m/%Y}"))
    return tuple(said)


def _warned(status: str, extra: tuple[Finding, ...]) -> str:
    is_first = status == "accepted" and any(f.severity == "warning" for f in extra)
    return "accepted_with_warnings" if is_first else status


# a reference that breaks files in force, and the files of the same run that take their place


def may_replace(broken: list[dict], items: list[Item], waves: Waves) -> bool:
    """Whether this run brings files at all that could; what they are is known when they are read."""
    is_any = any(not i.status and not i.came.is_reference for i in items)
    return all(is_any and is_single(subject_in_force(e, waves), waves) for e in broken)


def replaces(broken: list[dict], items: list[Item], waves: Waves) -> bool:
    """Whether for each broken file one of its subject came that is in force in its place."""
    new = {subject_of(i.content) for i in items if i.parsed and i.status in ACCEPTED}
    return all(subject_in_force(e, waves) in new for e in broken)


# a second copy within the run


def repeated(items: list[Item]) -> list[Item]:
    """A second copy is a duplicate of what was accepted, refused again where the first was."""
    first: dict[str, Item] = {}
    for item in items:
        first.setdefault(item.sha256, item)

    def settled(item: Item) -> Item:
        if item.status != REPEATED:
            return item
        known = first[item.sha256]
        status = "rejected" if known.status == "rejected" else "duplicate"
        return replace(item, parsed=known.parsed, extra=known.extra, status=status)

    return [settled(i) for i in items]


# after staging


def after_staging(items: list[Item], staged: Iterable[tuple]) -> Statuses:
    """What only all versions and dates together show; a file that gets a warning has warnings. A correction that does
    not find the old value which it expects is rejected, and nothing else is said: without it all may look otherwise.

    staged: (code, journal number, sheet, cell, found, expected, criterion).
    """
    by_seq = {i.line.seq: i for i in items}
    found: dict[int, list[Finding]] = {}
    for code, seq, sheet, cell, value, expected, criterion in staged:
        found.setdefault(seq, []).append(finding(code, sheet, cell, value, expected, criterion=criterion))
    refused = {
        seq: Said("rejected", tuple(errors))
        for seq, some in found.items()
        if by_seq[seq].kind == "correction" and (errors := [f for f in some if f.severity == "error"])
    }
    if refused:
        return refused
    said = {}
    for seq, some in found.items():
        # an error: an older correction no longer holds, and there is nothing to refuse here
        extra = tuple(f._replace(severity="warning") if f.severity == "error" else f for f in some)
        said[seq] = Said(_warned(by_seq[seq].status, extra), extra)
    return said


def refuses(items: list[Item], said: Statuses) -> bool:
    """Whether something is rejected that was not yet, so that the build begins again without it."""
    return any(i.status != "rejected" == said[i.line.seq].status for i in items if i.line.seq in said)
