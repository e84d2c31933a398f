"""Raw rows that a new snapshot needs: of the run's own files, and of earlier ones that the base does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from etl.kinds import workers
from etl.read.model import ParsedFile
from etl.run.files import Item, say_part
from etl.run.reference import Held
from etl.run.session import Earlier
from warehouse.build import CheckFailed
from warehouse.withdrawn import IN_FORCE, REFERENCE_KINDS


@dataclass(frozen=True)
class Raw:
    """Rows by table, with the journal number first."""

    tables: dict[str, list[tuple]] = field(default_factory=dict)
    answers: dict[int, Path] = field(default_factory=dict)  # journal number → coded answers, made or found
    from_archive: dict[int, ParsedFile] = field(default_factory=dict)  # what was read again, without its rows

    def take(self, seq: int, parsed: ParsedFile) -> None:
        """Adds what was read of one file."""
        for table, content in parsed.rows.items():
            if table.startswith("raw."):
                self.tables.setdefault(table, []).extend((seq, *row) for row in content)
        if parsed.answers:
            self.answers[seq] = Path(parsed.answers)


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


def refuse_unreadable(earlier: Earlier, raw: Raw) -> None:
    """A file in force that cannot be read any more must not leave the figures unsaid."""
    for event in earlier.files:
        parsed = raw.from_archive.get(event["seq"])
        errors = [f.message for f in parsed.findings if f.severity == "error"] if parsed else []
        if errors:
            raise CheckFailed(f"{event['path']}: {errors[0]}")
