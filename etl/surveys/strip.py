"""What leaves an export at the door: columns about one person, by their headers and by their cells, and cells that say
who somebody is in columns that stay."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from etl.read.findings import finding
from etl.read.model import Finding
from etl.read.text import label_key
from etl.reference.context import Context
from etl.reference.question_map import Question, header_key, header_keys, spellings, split_option
from etl.surveys import personal
from etl.surveys.source import Source
from etl.surveys.table import Asked, Table
from warehouse.survey_answers import (
    BROKEN,
    IN_WORDS,
    MARKED,
    MASK,
    NAME_SHARE,
    WITH_LIKELY_NAMES,
    WITH_NAMES,
    Export,
    Look,
)

KIND = "survey"
CHOICES = 15  # so many different answers has a question at most whose header looks personal
SAFE_COUNT = 5  # an unknown answer is printed only where so many people gave it
_LATITUDE = re.compile(r"(.*?)(?<!\w)_(.+)_latitude", re.IGNORECASE | re.DOTALL)


class Loaded(NamedTuple):
    """An export without the columns whose headers are personal. `doubtful`: column of the file → why its cells must tell
    (see `doubt`)."""

    table: Table
    doubtful: dict[int, str]


def said_of(text: str, context: Context) -> str:
    """A header or the name of a sheet as it may be printed; some units are called after people."""
    is_somebody = personal.is_name(text) and not context.is_called_like_a_unit(text)
    return MASK if is_somebody else personal.said_of(text)


def is_personal(header: str, context: Context, parts: tuple[str, ...] | None = None) -> bool:
    """Whether the words of a header say that its cells are about one person."""
    exact = {word.replace("_", " ") for word in context.words(KIND, "personal")}
    # also without the number that Microsoft Forms adds to a header that stands twice
    keys = {
        key.replace("_", " ").strip()
        for name in (header, header.rstrip("0123456789"))
        for key in (*header_keys(name), label_key(name))
    }
    parts = context.words(KIND, "personal_part") if parts is None else parts
    whole = header_key(header)
    return (
        bool(keys & exact)
        or any(part in whole or part in whole.replace("_", " ") for part in parts)
        or personal.is_personal(header, parts, context.words(KIND, "personal_word"))
        or said_of(header, context) == MASK
    )


def doubt(header: str, context: Context) -> str | None:
    """Why a personal header may as well be a question, so that its cells must tell: "choices" where it is long and
    personal only by a word that the law speaks of too ("Từ bao nhiêu tuổi phải làm thẻ căn cước?"), "marks" where it
    may be an option (`kenh/zalo`)."""
    asked = context.words(KIND, "personal_asked")
    others = [p for p in context.words(KIND, "personal_part") if p not in asked]
    if personal.is_long(header) and not is_personal(header, context, tuple(others)):
        return "choices"
    return "marks" if any(split_option(plain) for plain in spellings(header)) else None


def marks(context: Context) -> set[str]:
    """What stands in the cells of a column that only says whether somebody chose an option."""
    return {w for kind in ("chosen", "not_chosen", "not_asked") for w in context.words(KIND, kind)}


def tells_nobody(cells: Iterable[tuple[str, int]], why: str | None, context: Context) -> bool:
    """Whether the cells of such a column say of nobody who he is: marks of yes and no, or some few answers that many
    people gave."""
    cells = [(cell.strip(), count) for cell, count in cells]
    words = marks(context)
    if cells and all(cell.lower() in words for cell, _ in cells):
        return True
    counts: Counter[str] = Counter()
    for cell, count in cells:
        for part in {p.strip() for p in re.split("[;,]", cell)} - {""}:
            counts[part] += count
    often = [n for n in counts.values() if n >= SAFE_COUNT]
    is_few = why == "choices" and 0 < len(often) <= CHOICES and len(counts) < 1000
    return is_few and sum(often) >= max(0.9 * counts.total(), 4 * SAFE_COUNT)


# at the door


def load(source: Source, asked: Asked, export: Export, folder: Path, context: Context) -> Loaded:
    """All columns but those whose header says that they are personal."""
    points = {
        stem for h in asked.headers if (found := _LATITUDE.fullmatch(h))
        for stem in (found[2], found[1] + found[2])
    }  # fmt: skip
    free = {n: h for n, h in enumerate(asked.headers) if n not in asked.targets and n not in asked.own}
    about = {n for n, h in free.items() if h in points or is_personal(h, context)}
    if context.keeps_all:
        about = set()
    doubts = {n: doubt(free[n], context) for n in about if free[n] not in points}
    doubtful = {n: why for n, why in doubts.items() if why}
    kept = [n for n in range(len(asked.headers)) if n not in about - doubtful.keys()]
    if source.path:
        width, keep, path, mark = (len(asked.headers), kept, source.path, source.delimiter)
    else:
        path, mark = folder / "incoming.csv", ","
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
            writer.writerow([f"c{n}" for n in range(len(kept))])
            writer.writerows(_even(_responses(source), asked, kept))
        width, keep = len(kept), list(range(len(kept)))
    total, _ = export.load(path, mark, width, keep)
    dropped = [h for n, h in enumerate(asked.headers) if n not in set(kept)]
    return Loaded(Table(asked, source, export, kept, dropped, total), doubtful)


def _responses(source: Source) -> Iterator[list[str]]:
    """The rows without the one in which KoboToolbox repeats the HXL tags of the questions."""
    rows = iter(source.rows)
    for row in rows:
        cells = [cell for cell in row if cell]
        if cells and all(re.fullmatch(r"#[a-z][\w+#, -]*", cell) for cell in cells):
            source.skipped = 1
        else:
            yield row
        break
    yield from rows


def _even(rows: Iterable[list[str]], asked: Asked, kept: list[int]) -> Iterator[list[str]]:
    """Rows of the header's width; one of another width is a broken one. ODK Central has left out the last cells
    where they were empty: that loses nothing, if none of them answers anything."""
    width = len(asked.headers)
    least = 1 + max((*asked.targets, *asked.named(asked.tool.days.given + asked.tool.id)), default=width)
    broken = [BROKEN] * len(kept)
    for row in rows:
        if len(row) > width and not any(row[width:]):
            row = row[:width]
        elif least <= len(row) < width:
            row = row + [""] * (width - len(row))
        if len(row) != width:
            yield broken
        else:
            yield [row[n].replace("\0", "") for n in kept]


def strip(loaded: Loaded, stored: Path, context: Context) -> tuple[Table, list[Finding]]:
    """Drops free columns that look personal by content, masks such cells in the others, writes what is kept. The table
    that is left, and what is to be said."""
    table, asked, export = loaded.table, loaded.table.asked, loaded.table.export
    every = range(len(table.kept))
    answering = {table.place_of[n] for n in asked.targets}
    # a date or a weight may look like a phone number, the number of a response like one without its first 0
    plain = table.places("date") | table.places("weight")
    own = {table.place_of[n] for n in asked.own} - (answering - plain - table.places("id"))
    free = [n for n in every if n not in answering and n not in own]
    looked = [n for n in every if n not in own | plain and not context.keeps_all]
    open_ones = {n for n in answering if (question := table.question(n)) and asked.is_open(question)}
    looks = {n: WITH_LIKELY_NAMES if n in open_ones else WITH_NAMES for n in answering}
    if table.places("unit"):  # else a free column may hold units, and some are named after people
        looks |= dict.fromkeys(free, IN_WORDS)
    looks |= dict.fromkeys(table.places("id"), Look(MARKED))
    found = export.personal_cells(looked, looks)
    names = export.name_columns([n for n in looked if n in free])
    gone = {n for n in free if n in found} | {n for n in names if not _holds_units(n, table, context)}
    for n, why in loaded.doubtful.items():
        place = table.place_of[n]
        cells = [] if place in gone else [c[:2] for c in export.values((place,))]
        if not tells_nobody(cells, why, context):
            gone.add(place)
    findings = _mask({n: found.get(n, 0) for n in looked if n in answering}, table, context)
    left = [n for n in looked if n in free and n not in gone]
    findings += _mask(export.personal_cells(left, dict.fromkeys(left, WITH_LIKELY_NAMES)), table, context)
    dropped = table.dropped + [table.header(n) for n in sorted(gone)]
    if dropped:
        listed = ", ".join(f'"{" ".join(said_of(h, context).split())[:60]}"' for h in dropped)
        findings.append(finding("survey_columns_dropped", table.source.sheet, None, str(len(dropped)), listed))
    export.store(stored, {n: table.header(n) for n in every if n not in gone})
    return replace(table, dropped=dropped, gone=frozenset(gone)), findings


def _mask(found: dict[int, int], table: Table, context: Context) -> list[Finding]:
    """Masks what looks personal in columns that stay: in an open question, which no figure needs, every such cell,
    and all cells where they are many; elsewhere what is neither understood nor may become so."""
    findings, export = [], table.export
    for n, count in sorted(found.items()):
        question = table.question(n)
        if question and table.asked.is_open(question):
            filled, masked = export.filled(n)
            if count + masked > NAME_SHARE * filled:
                count = filled - masked
                export.mask_all(n)
            elif count:
                export.mask(n)
        elif count:
            kept = _kept(n, question, table, context)
            count -= sum(times for cell, times in export.alike(n) if kept.get(cell) == cell)
            export.mask(n, kept)
        if count:
            findings.append(
                finding("survey_cells_masked", table.source.sheet, None, str(count), column=table.header(n))
            )
    return findings


def _kept(place: int, question: Question | None, table: Table, context: Context) -> dict[str, str]:
    """Cell that looks personal → what the archive keeps of it: the names of units, options of a scale, and what so
    many people wrote that it says of nobody who he is: an alias or an option may make it understood."""
    is_question = question is not None and question.role == "question"
    scale = table.asked.scales.get(question.scale_code) if question and question.scale_code else None
    separators = table.asked.tool.cells.separators
    kept = {}
    for cell, count in table.export.alike(place):
        if question is None or scale is None:
            is_marked = personal.is_marked(cell) or is_question
            is_known = _is_unit(cell, context) or not context.units
            if not is_marked and (count >= SAFE_COUNT or is_known):
                kept[cell] = cell
        elif scale.option(cell):
            kept[cell] = cell
        elif question.is_multiple and (parts := scale.several(cell, separators))[0]:
            said = f"{separators[0]} ".join([*parts[0], MASK]) if parts[1] else cell
            if scale.several(said, separators)[0] == parts[0]:
                kept[cell] = said
        elif count >= SAFE_COUNT and personal.said_of(cell) == cell:
            kept[cell] = cell
    return kept


def _is_unit(cell: str, context: Context) -> bool:
    return cell.strip() in context.units or context.is_called_like_a_unit(cell)


def _holds_units(place: int, table: Table, context: Context) -> bool:
    """Whether few cells of a column that look like names of people are no units."""
    people = sum(n for cell, n in table.export.alike(place, WITH_NAMES.names) if not _is_unit(cell, context))
    return people <= NAME_SHARE * table.export.filled(place)[0]
