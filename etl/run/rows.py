"""Raw rows that a new snapshot needs: of the run's own files, and of earlier ones that the base does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from etl.kinds import recheck, workers
from etl.read.findings import finding
from etl.read.model import ParsedFile
from etl.run.files import Item, say_part
from etl.run.reference import Held
from etl.run.session import Earlier
from warehouse import build
from warehouse.build import CheckFailed
from warehouse.survey_answers import number
from warehouse.withdrawn import IN_FORCE, REFERENCE_KINDS


@dataclass(frozen=True)
class Raw:
    """Rows by table, with the journal number first."""

    tables: dict[str, list[tuple]] = field(default_factory=dict)
    answers: dict[int, Path] = field(default_factory=dict)  # journal number → coded answers, made or found
    from_archive: dict[int, ParsedFile] = field(default_factory=dict)  # what was read again, without its rows

    def put(self, seq: int, rows: dict[str, list[tuple]]) -> None:
        """These rows of one file instead of what was read of it."""
        for table, content in self.tables.items():
            self.tables[table] = [row for row in content if row[0] != seq]
        for table, content in rows.items():
            self.tables.setdefault(table, []).extend((seq, *row) for row in content)

    def take(self, seq: int, parsed: ParsedFile) -> None:
        """Adds what was read of one file."""
        for table, content in parsed.rows.items():
            if table.startswith("raw."):
                self.tables.setdefault(table, []).extend((seq, *row) for row in content)
        if parsed.answers:
            self.answers[seq] = Path(parsed.answers)
            number(self.answers[seq], seq)


def needed(earlier: Earlier, held: Held, items: list[Item]) -> Raw:
    """Reads from the archive what is missing."""
    raw = Raw(answers=_known_answers(earlier, held))
    for item in sorted(items, key=lambda i: i.line.seq):
        if item.status in IN_FORCE and item.parsed:
            raw.take(item.line.seq, item.parsed)
    for seq, parsed in held.verdict.replaced.items():
        raw.take(seq, parsed)
    for seq, parsed in _from_archive(earlier, held, _missing(earlier, held, raw)):
        raw.take(seq, parsed)
        raw.from_archive[seq] = replace(parsed, rows={})
    return raw


def as_accepted(earlier: Earlier, held: Held, items: list[Item]) -> tuple[Earlier, Raw, list[dict]]:
    """The same, with every file in force as it was accepted (see `_kept`), and what the journal must say of that."""
    raw = needed(earlier, held, items)
    return _kept(earlier, raw)


def _known_answers(earlier: Earlier, held: Held) -> dict[int, Path]:
    if not earlier.base:
        return {}
    in_force = {e["seq"] for e in earlier.in_force}
    known = earlier.session.warehouse.answer_files(held.context.surveys.fingerprint)
    return {seq: path for seq, path in known.items() if seq in in_force}


def _missing(earlier: Earlier, held: Held, raw: Raw) -> list[dict]:
    """Files in force that must be read from the archive again."""
    return [
        e
        for e in earlier.in_force
        if e["kind"] not in REFERENCE_KINDS
        and e["seq"] not in held.verdict.replaced
        and (e["seq"] not in earlier.held or (e["kind"] == "survey" and e["seq"] not in raw.answers))
    ]


def _from_archive(earlier: Earlier, held: Held, missing: list[dict]) -> Iterator[tuple[int, ParsedFile]]:
    if not missing:
        return
    session, names = earlier.session, {e["seq"]: e["file_name"] for e in missing}
    source = ((e["seq"], session.warehouse.original(e), e["file_name"]) for e in missing)

    def say(seq: int, share: float) -> None:
        say_part(session.progress, names[seq], share)

    read = workers.parse_all(source, held.context, workers=session.workers, on_part=say)
    for done, (seq, parsed) in enumerate(read, 1):
        yield seq, parsed
        if done % 20 == 0 or done == len(missing):
            session.progress("Đọc lại tệp trong kho lưu", done, len(missing))


def _kept(earlier: Earlier, raw: Raw) -> tuple[Earlier, Raw, list[dict]]:
    """A file in force that today's rules would refuse stays as it was accepted, with a warning: a stricter reader must not
    leave an office without figures. What the journal must say of that.

    Its rows are those of a snapshot that holds them; where none does, those that can still be read. Raises CheckFailed
    where there are none, or it is a survey, whose answers no snapshot holds.
    """
    refused = [seq for seq, parsed in raw.from_archive.items() if parsed.has_error]
    held, told = _held_rows(earlier, refused) if refused else {}, []
    for event in earlier.in_force:
        if (parsed := raw.from_archive.get(event["seq"])) is None:
            continue
        readable = recheck.without_kept(event)
        if not parsed.has_error:
            if readable != event["findings"]:  # the next release reads it again
                told.append({"seq": event["seq"], "findings": readable})
            continue
        error = next(f for f in parsed.findings if f.severity == "error")
        figures = {}
        if event["seq"] in held:
            raw.put(event["seq"], held[event["seq"]])
        elif recheck.is_of_the_same(event, parsed) and parsed.row_count:
            rows_in = max(parsed.rows_in or 0, parsed.row_count)
            figures = {"row_count": parsed.row_count, "rows_in": rows_in, "rows_refused": rows_in - parsed.row_count}
        if event["kind"] == "survey" or not (figures or event["seq"] in held):
            raise CheckFailed(f"{event['path']}: {error.message}")
        said = finding(recheck.KEPT, error.sheet, error.cell, error.message.rstrip("."))
        findings = [*readable, list(said)]
        if figures or findings != event["findings"]:
            told.append({"seq": event["seq"], "findings": findings, **figures})
    notes = [{"type": "reread", "files": told}] if told else []
    return replace(earlier, files=noted(earlier.files, notes)), raw, notes


def noted(files: list[dict], notes: list[dict]) -> list[dict]:
    """The events of files as notes tell them."""
    new = {one["seq"]: one for note in notes for one in note["files"]}
    return [event | new.get(event["seq"], {}) for event in files]


def _held_rows(earlier: Earlier, seqs: list[int]) -> dict[int, dict[str, list[tuple]]]:
    """Raw rows of files, from the newest snapshots that can be opened."""
    warehouse, found = earlier.session.warehouse, {}
    for snapshot in warehouse.candidates():
        if missing := [seq for seq in seqs if seq not in found]:
            with suppress(duckdb.Error):  # a damaged one holds nothing
                found |= build.rows_of_any_release(warehouse.snapshot_path(snapshot), missing)
    return found
