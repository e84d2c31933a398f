"""Survey exports: recognised by their headers, stripped of personal columns at the door, coded by the question map.

Nothing here raises on bad input. A bad row is refused, counted and named; an answer that no scale knows is left
empty; only an export that cannot be read, or that no form knows, is an error.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
import tempfile
from pathlib import Path

from etl.read.findings import finding
from etl.read.model import Finding, ParsedFile
from etl.reference.context import Context
from etl.surveys import coding, days, said, strip
from etl.surveys.source import Source, rejected
from etl.surveys.table import Asked, Table
from warehouse import clock, records
from warehouse.survey_answers import KEPT_OUT, REFUSED, Export

KIND = "survey"


def parse(source: Source, context: Context) -> ParsedFile:
    """Strips, maps, codes. Files go to the context's scratch folder; without one they are made and dropped."""
    folder = Path(tempfile.mkdtemp(prefix="survey-", dir=context.scratch))
    folder.chmod(0o700)
    # a small file is done before anybody could be told
    export = Export(folder, context.report if source.path else None)
    try:
        return _parse(source, export, folder, context)
    except export.errors as error:  # their words would quote the file
        return rejected(finding("survey_unreadable", source.sheet, found=type(error).__name__))
    except (UnicodeError, csv.Error) as error:
        return rejected(finding("survey_unreadable", source.sheet, found=type(error).__name__))
    finally:
        export.close()
        (folder / "incoming.csv").unlink(missing_ok=True)
        if context.scratch is None:
            shutil.rmtree(folder, ignore_errors=True)


def _parse(source: Source, export: Export, folder: Path, context: Context) -> ParsedFile:
    """The parsed file; also one that cannot be accepted is stripped, since it is kept."""
    asked = days.in_the_field(Asked.ways(source.headers, context), source)
    loaded = strip.load(source, asked, export, folder, context)
    stored = folder / "stored.csv"
    table, findings = strip.strip(loaded, stored, context)
    with stored.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    parsed = ParsedFile(KIND, "csv", findings=source.findings + findings)
    parsed.stored, parsed.stored_sha256 = str(stored), digest.hexdigest()
    if reason := _cannot_be_read(table, context):
        parsed.findings.append(reason)
        return parsed
    dated = days.date_them(table, clock.zone_of(context.setting("time_zone")))
    parsed.findings += dated.findings
    wave = dated.wave
    if wave is None:
        return parsed
    coding.blank_not_asked(table, context)
    planned = coding.plan_of(table, dated, wave, context)
    answers = folder / "answers.parquet"
    coded = export.code(planned.plan, answers, context.next_seq)
    parsed.findings += said.findings_of(table, wave, planned, coded, context)
    parsed.year, parsed.row_count, parsed.answers = wave.year, coded.loaded, str(answers)
    kept_out = {reason: coded.reasons.get(reason, 0) for reason in KEPT_OUT}
    refused = coded.count(REFUSED)
    parsed.rows_in, parsed.rows_refused = table.total, refused + sum(kept_out.values())
    unknown = sum(count for count, _ in (coded.unknown | planned.odd_marks).values())
    row = records.survey_file(
        year=wave.year, wave_code=wave.wave_code, form_code=wave.form_code, tool=table.asked.tool.name,
        rows_in=table.total, loaded=coded.loaded, refused=refused,
        **kept_out, unknown_answers=unknown,
    )  # fmt: skip
    parsed.rows["raw.survey_file"] = [row]
    # of a large file the hash of its hash, and nothing of interviews sent twice where none is: contents in journals
    # were hashed so
    digest = digest.copy() if table.total < 200_000 else hashlib.sha256(digest.digest())
    counted = tuple(value for name, value in row._asdict().items() if name != "sent_twice" or value)
    digest.update(repr(counted).encode())
    parsed.content_hash = digest.hexdigest()
    return parsed


def _cannot_be_read(table: Table, context: Context) -> Finding | None:
    """Why an export gives no answers, whatever its cells say."""
    asked = table.asked
    if missing := context.missing_reference():
        return finding("reference_missing", expected=", ".join(missing))
    if not asked.is_mapped():
        need = "cột đơn vị và ít nhất một câu hỏi"
        known = str(len({t.question_code for t in asked.targets.values()}))
        return finding("survey_unmapped", table.source.sheet, None, known, need, tool=asked.tool.name)
    if not table.total:
        return finding("survey_no_responses", table.source.sheet)
    return None
