"""Survey exports that no form knows: what waits, which question each column may mean, and the mapping as a file.

What a person chooses becomes rows of survey_columns and goes through the door like any other reference file.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import NamedTuple

from etl import reference, survey_text, survey_tools
from etl.survey_map import Form, SurveyMap, header_key
from warehouse.store import Warehouse, WarehouseError


class Waiting(NamedTuple):
    """One export that waits for its mapping. `headers` are those that neither the tool nor the form explains."""

    sha256: str
    path: str
    tool: str
    headers: list[str]


def waiting(warehouse: Warehouse) -> list[Waiting]:
    """Rejected exports whose columns no form knew, newest first, as far as nothing newer was accepted; tables of text
    that are of no kind too: a survey of a tool that nobody here knows looks like that."""
    found, settled = {}, set()
    for event in reversed(warehouse.state().files):
        if event["kind"] not in ("survey", "unknown") or event["sha256"] in settled:
            continue
        settled.add(event["sha256"])
        if (
            event["status"] != "rejected"
            or event["ext"] != "csv"
            or not {"survey_unmapped", "unknown_kind"} & {f[1] for f in event["findings"]}
        ):
            continue
        try:
            path = warehouse.archived(event["sha256"], event["ext"])
        except WarehouseError:
            continue
        with path.open("rb") as file:
            dialect = survey_text.sniff(
                file.read(survey_text.SAMPLE), path.stat().st_size <= survey_text.SAMPLE
            )
        if dialect is None or dialect.resaved or len(dialect.header) < 3:
            continue
        tool = survey_tools.detect(dialect.header) or survey_tools.OTHER
        own = survey_tools.own_columns(dialect.header, tool)
        headers = [h for n, h in enumerate(dialect.header) if n not in own and h.strip()]
        found[event["sha256"]] = Waiting(
            event["sha256"], event["path"], tool.name, list(dict.fromkeys(headers))
        )
    return list(found.values())


def suggested(header: str, form: Form, surveys: SurveyMap) -> str | None:
    """The question that a header means already, else the one whose wording looks most like it; only a suggestion."""
    if target := form.target(header, surveys.scales):
        return target.question_code
    from rapidfuzz import fuzz, process  # only here: keeps workers light

    words = {code: header_key(q.wording) for code, q in form.questions.items()}
    best = process.extractOne(
        header_key(header), words, scorer=fuzz.token_set_ratio, score_cutoff=75
    )
    return best[2] if best else None


def columns_file(
    current: list[tuple], form_code: str, chosen: dict[str, str], who: str, today: date
) -> bytes:
    """survey_columns.csv with the rows in force and, for the form, the chosen header → question. A reference table
    is replaced whole, so all its rows are in the file."""
    names = reference.tables()["survey_columns"].names
    new = {
        (form_code, header_key(h)): (form_code, h, q, None, who, today) for h, q in chosen.items()
    }
    kept = [row for row in current if (row[0], header_key(row[1])) not in new]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for row in [*kept, *new.values()]:
        writer.writerow(
            ["" if v is None else v.isoformat() if isinstance(v, date) else v for v in row]
        )
    return out.getvalue().encode()
