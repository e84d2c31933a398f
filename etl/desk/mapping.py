"""Survey exports that no form knows: what waits, which question each column may mean, and the mapping as files.

What a person chooses becomes rows of survey_columns and goes through the door like any other reference file.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple

from etl.desk import reference_book
from etl.kinds import workers
from etl.read import values, workbook
from etl.read.text import label_key, normalise_key
from etl.reference.context import Context
from etl.reference.question_map import Form, Question, SurveyMap, bracket_option, header_key, spellings, split_option
from etl.surveys import personal as survey_personal
from etl.surveys import recognise, strip, text_exports, tools
from etl.surveys.coding import WRITTEN
from etl.surveys.days import day_of
from warehouse.store import IN_FORCE, Warehouse, WarehouseError
from warehouse.survey_answers import MASK, NAME_SHARE

WAITS = {"survey_unmapped", "unknown_kind"}
ALIKE = "survey_column_alike"  # of an export in force: a column of it may be mapped
WORKBOOKS = {"xlsx", "xlsm", "xlsb", "xls", "ods"}
READ = 20_000  # rows from which answers are counted
LISTED = 20  # files, newest first: each is read once
NAMED = 60  # distinct cells of a column that are looked up as units or days
MOST = 0.6  # of the answers of a column must be units, days or options, so that it is taken for one
BINARY = {"0", "1", "0.0", "1.0", "true", "false"}  # cells of KoboToolbox and ODK where an option is a column
NUMBER = r"\d{1,7}([.,]\d{1,6})?"
# Columns that a form may lack and a stranger's export has: role → (question code, wording)
EXTRA = {"date": ("ngay_tra_loi", "Ngày trả lời"), "id": ("ma_phieu", "Mã phiếu")}


class Column(NamedTuple):
    """One column of a waiting export. `role`: unit or date where its cells look so. `answers`: those that many people
    gave and that do not look personal, as (answer, people); `filled` cells have `distinct` different answers. `several`:
    a cell joins several of them. `option`: (question, option) where it only says whether somebody chose an option.
    `is_number`: a quantity, such as an age, no mark on a scale."""

    header: str
    role: str | None
    answers: tuple[tuple[str, int], ...]
    filled: int
    distinct: int
    several: bool = False
    option: tuple[str, str] | None = None
    is_number: bool = False


@dataclass(frozen=True)
class Waiting:
    """One export that waits for its mapping. `columns` are those that its tool does not explain and that are not
    personal; `days` first and last day of an answer, where one column tells."""

    sha256: str
    path: str
    tool: tools.Tool
    columns: list[Column] = field(default_factory=list)
    rows: int = 0
    days: tuple[date, date] | None = None

    @property
    def headers(self) -> list[str]:
        return [c.header for c in self.columns]


class _Read(NamedTuple):
    """What a child tells of a file."""

    tool: str
    columns: list[Column]
    rows: int
    days: tuple[date, date] | None


def unmapped(warehouse: Warehouse) -> list[tuple[dict, Path]]:
    """Rejected tables that may be exports whose columns no form knew, newest first, as far as nothing newer was
    accepted; those of no kind too: a survey of a tool that nobody here knows looks like that. Exports in force, where a
    column looks like a question."""
    found, settled = [], set()
    for event in reversed(warehouse.state().files):
        if event["kind"] not in ("survey", "unknown") or event["sha256"] in settled:
            continue
        if event["status"] == "withdrawn":  # as if it had not been mapped: what was said before counts again
            continue
        settled.add(event["sha256"])
        codes = {f[1] for f in event["findings"]}
        waits = WAITS & codes if event["status"] == "rejected" else event["status"] in IN_FORCE and ALIKE in codes
        if waits and event["ext"] in {"csv", *WORKBOOKS}:
            with contextlib.suppress(WarehouseError):
                found.append((event, warehouse.archived(event["sha256"], event["ext"])))
    return found[:LISTED]


def waiting(warehouse: Warehouse, context: Context) -> list[Waiting]:
    """Those of them that are tables with a header and answers."""
    found = []
    for event, path in unmapped(warehouse):
        read = _read_once(path, path.stat().st_mtime_ns, _Key(context))
        if read and (event["status"] == "rejected" or _is_alike([c.header for c in read.columns], context.surveys)):
            tool = next((t for t in tools.TOOLS if t.code == read.tool), tools.OTHER)
            found.append(Waiting(event["sha256"], event["path"], tool, read.columns, read.rows, read.days))
    return found


def _is_alike(headers: list[str], surveys: SurveyMap) -> bool:
    """Whether a column still looks like a question and is none."""
    form, targets = surveys.best_form(headers)
    return form is not None and any(
        n not in targets and form.alike(header, surveys.scales) for n, header in enumerate(headers)
    )


class _Key:
    """A context as part of the key of a cache: equal where units and layouts are."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def __hash__(self) -> int:
        return hash(self.context.surveys.fingerprint)

    def __eq__(self, other: object) -> bool:
        return self.context.surveys.fingerprint == other.context.surveys.fingerprint


@lru_cache(maxsize=4 * LISTED)
def _read_once(path: Path, changed: int, key: _Key) -> _Read | None:
    """A file of the archive never changes, so it is read once; in a child, since nobody knows what it holds."""
    try:
        return workers.call(read_table, str(path), key.context)
    except workers.ChildFailed:
        return None


def read_table(path: str, context: Context) -> _Read | None:
    """Headers and counted answers of a table whose first row is a header; None where it is no such table."""
    table = _text_table(Path(path)) if path.endswith(".csv") else _sheet_table(Path(path))
    if table is None:
        return None
    headers, rows = table
    tool = tools.detect(headers) or tools.OTHER
    named = [h for h in headers if h.strip() and not h.strip().replace(".", "").isdigit()]
    if len(named) < (2 if tool.header.needed else 3):
        return None
    own = tools.own_columns(headers, tool)
    dated = tools.column(headers, tool.days.given) if tool.header.needed else None
    beside = context.words(strip.KIND, "beside")
    asked = [
        n
        for n, h in enumerate(headers)
        if n not in own
        and h.strip()
        and not _is_beside(h, beside)
        and h not in headers[:n]
        and not (strip.is_personal(h, context) and strip.doubt(h, context) is None)
    ]
    counts = {n: Counter() for n in [*asked, *([] if dated is None else [dated])]}
    total = 0
    for row in islice(rows, READ):
        total += 1
        for n, count in counts.items():
            if n < len(row) and (cell := row[n].strip()):
                count[cell] += 1
    if not total:
        return None
    asked = [
        n for n in asked if not strip.is_personal(headers[n], context) or _tells_nobody(headers[n], counts[n], context)
    ]
    dates = [n for n in asked if _are_dates(counts[n])]
    dated = dates[0] if dated is None and dates else dated
    days = [] if dated is None else _days(counts[dated])
    year = max(days).year if days else None
    parts = {n: _parts(counts[n], tool.cells.separators) for n in asked}
    options = _options({n: headers[n] for n in asked}, counts, tool, context)
    safe = _safe({n: parts[n] or counts[n] for n in asked}, context)
    columns = [
        Column(
            headers[n],
            "date" if n in dates else "unit" if _are_units(counts[n], year, context) else None,
            safe[n],
            counts[n].total(),
            len(parts[n] or counts[n]),
            parts[n] is not None,
            options.get(n),
            _are_numbers(counts[n]),
        )
        for n in asked
    ]
    return _Read(tool.code, columns, total, (min(days), max(days)) if days else None)


def _is_beside(header: str, words: tuple[str, ...]) -> bool:
    """Whether a tool writes the column beside the answers: time spent, points, feedback to a question."""
    starts = tuple(w for w in words if w.endswith(("-", "/")))
    ends = tuple(w for w in words if w.startswith("["))
    key = normalise_key(header)
    is_one = label_key(key.partition(":")[0]) in words
    return is_one or key.startswith(starts) or key.endswith(ends)


def _text_table(path: Path) -> tuple[list[str], Iterator[list[str]]] | None:
    with path.open("rb") as file:
        head = file.read(text_exports.SAMPLE)
    is_whole = path.stat().st_size <= text_exports.SAMPLE
    dialect = text_exports.sniff(head, is_whole)
    if dialect is None or dialect.resaved:
        return None
    if not is_whole:  # the beginning of a large file tells enough; its last line is cut
        head = head[: head.rfind(b"\n") + 1]
    return dialect.header, text_exports.rows(head, dialect)


def _sheet_table(path: Path) -> tuple[list[str], Iterator[list[str]]] | None:
    found = recognise.main_sheet(workbook.read(path.read_bytes(), path.name))
    if found is None:
        return None
    sheet, top, headers = found
    rows = ([values.as_received(c) or "" for c in row[: len(headers)]] for row in sheet.rows[top + 1 :])
    return headers, (row for row in rows if any(row))


def _parts(cells: Counter, separators: str) -> Counter | None:
    """Single answers of a column whose cells join several; None where they do not: then a comma is one of its words."""
    # a label holds a comma rather than a semicolon
    for mark in sorted(separators, key="; ,".index):
        several = {cell: _cut(cell, mark) for cell in cells}
        joined = [c for c, found in several.items() if len(found) > 1 or mark == ";" == c[-1]]
        if not joined or sum(cells[c] for c in joined) < 0.2 * cells.total():
            continue
        standing = Counter(part for found in several.values() for part in found)
        again = [standing[part] > 1 for cell in joined for part in several[cell]]
        again = sum(again) / len(again) if again else 0
        # what is chosen beside one answer is chosen beside others or alone too; the pieces of a sentence are not
        if mark == "," and not (again >= 0.7 or (again >= 0.6 and len(standing) < len(cells))):
            continue
        if mark == " " and len(standing) >= len(cells):
            continue
        if mark == ",":
            several = _whole(several)
        parts = Counter()
        for cell, found in several.items():
            for part in set(found):
                parts[part] += cells[cell]
        return parts
    return None


def _cut(cell: str, mark: str) -> list[str]:
    """A comma between digits is one of a number."""
    pieces = re.split(r"(?<!\d),|,(?!\d)", cell) if mark == "," else cell.split(mark.strip() or None)
    return [piece.strip() for piece in pieces if piece.strip()]


def _whole(several: dict[str, list[str]]) -> dict[str, list[str]]:
    """Joins again what a comma within an answer has cut: `loa kéo` begins small and never stands without
    `Loa truyền thanh` before it."""
    before = {}
    for found in several.values():
        for first, second in pairwise(["", *found]):
            before.setdefault(second, []).append(first)
    glued = {
        second for second, firsts in before.items()
        if second[0].islower() and len(firsts) > 1 and len(set(firsts)) == 1 and firsts[0][:1].isupper()
    }  # fmt: skip
    whole = {}
    for cell, found in several.items():
        kept = []
        for piece in found:
            if piece in glued:
                kept[-1] += f", {piece}"
            else:
                kept.append(piece)
        whole[cell] = kept
    return whole


def _options(
    headers: dict[int, str], counts: dict[int, Counter], tool: tools.Tool, context: Context
) -> dict[int, tuple[str, str]]:
    """Place → (question, option) of columns that only say whether somebody chose an option: two at least of a
    question, with marks in their cells."""
    if not tool.cells.option_columns:
        return {}
    words = strip.marks(context)
    asked = {header_key(h) for h in headers.values()}
    ways, marks = {}, set()
    for n, header in headers.items():
        plain = spellings(header)[0]
        bracket = bracket_option(plain)
        ways[n] = bracket or split_option(plain)
        if {cell.casefold() for cell in counts[n]} <= (words if bracket else BINARY):
            marks.add(n)
    stems = Counter(stem for n in marks for stem in {header_key(stem) for stem, _ in ways[n]})
    filled = {header_key(stem) for n in marks if counts[n] for stem, _ in ways[n]}
    stands = Counter(stem for n in ways for stem in {header_key(stem) for stem, _ in ways[n]})

    def alone(stem: str) -> bool:
        """Whether nothing but marks stands under it, three at least."""
        return 3 <= stems[header_key(stem)] == stands[header_key(stem)]

    found = {}
    for n, header in headers.items():
        known = [
            (stem, part)
            for stem, part in ways[n]
            if stems[header_key(stem)] > 1
            and header_key(stem) in filled
            # groups are marked as options are: `nhom_1/cau_1` and `nhom_1/cau_2` are no options of nhom_1
            and (header_key(stem) in asked or " " in stem or header.endswith("]") or alone(stem))
        ]
        if known and (n in marks or WRITTEN.fullmatch(header)):
            found[n] = max(known, key=lambda k: (header_key(k[0]) in asked, stems[header_key(k[0])], " " in k[0]))
    return found


def _are_dates(cells: Counter) -> bool:
    return _are_mostly(cells, lambda c: bool(day_of(c, False) or day_of(c, True)))


def _tells_nobody(header: str, cells: Counter, context: Context) -> bool:
    """Whether a column whose header looks personal is a question by its cells, as the door judges."""
    why = strip.doubt(header, context)
    return strip.tells_nobody(cells.items(), why, context) and not any(
        survey_personal.said_of(c) == MASK or survey_personal.is_name(c) for c in cells
    )


def _are_numbers(cells: Counter) -> bool:
    """Whether nearly all are quantities: larger than the marks of a scale, and not another whole number in each cell,
    which counts the responses."""
    found = {c: n for c, n in cells.items() if re.fullmatch(NUMBER, c)}
    if len(found) < 2 or sum(found.values()) < 0.9 * cells.total():
        return False
    is_id = len(found) == sum(found.values()) and all(c.isdigit() for c in found)
    return not is_id and max(float(c.replace(",", ".")) for c in found) > 10


def _are_units(cells: Counter, year: int | None, context: Context) -> bool:
    def is_unit(cell: str) -> bool:
        if len(cell) > 80 or cell in context.units:
            return cell in context.units
        match = context.find_unit(cell, year) if year else context.find_unit_ever(cell)
        # a name of two units is one too: which of them, the load will tell
        return bool(match.unit) or match.problem == "unit_ambiguous"

    return _are_mostly(cells, is_unit)


def _are_mostly(cells: Counter, is_so: Callable[[str], bool]) -> bool:
    """Whether most cells of a column are so, as far as its frequent ones tell."""
    seen = cells.most_common(NAMED)
    so = sum(count for cell, count in seen if is_so(cell))
    return bool(seen) and so >= MOST * sum(count for _, count in seen)


def _days(cells: Counter) -> list[date]:
    """Days of a column of dates; 1980 stands for an anonymised one. Day first, unless that cannot be, or spreads over
    more than half a year what month first puts into a third of that."""
    orders = []
    for month_first in (False, True):
        found = [day_of(c, month_first) for c in cells]
        orders.append([d for d in found if d and d.year > 1980])
    first, second = orders
    if not (first and second) or len(first) != len(second):
        return max(orders, key=len)
    wide, narrow = ((max(days) - min(days)).days for days in orders)
    return second if wide > 180 and narrow < wide / 3 else first


def _safe(columns: dict[int, Counter], context: Context) -> dict[int, tuple[tuple[str, int], ...]]:
    """Answers that may be shown: given by many people, no names of people, nothing that looks personal."""
    kept = {}
    for n, cells in columns.items():
        names = sum(count for cell, count in cells.items() if survey_personal.is_name(cell))
        shown = {
            cell: count
            for cell, count in cells.items()
            if count >= strip.SAFE_COUNT and strip.said_of(cell, context) == cell != MASK
        }
        if names > NAME_SHARE * cells.total():
            shown = {}
        kept[n] = tuple(sorted(shown.items(), key=lambda a: (-a[1], a[0])))
    return kept


# what a column may mean


def suggested(header: str, form: Form, surveys: SurveyMap) -> str | None:
    """The question that a header means already, else the one whose wording looks most like it; only a suggestion."""
    if target := form.target(header, surveys.scales):
        return target.question_code
    from rapidfuzz import fuzz, process  # only here: keeps workers light

    words = {code: header_key(q.wording) for code, q in form.questions.items()}
    best = process.extractOne(header_key(header), words, scorer=fuzz.token_set_ratio, score_cutoff=75)
    return best[2] if best else None


def suggestions(columns: Iterable[Column], form: Form, surveys: SurveyMap) -> dict[str, str]:
    """Header → question, by the words of the header; where they tell nothing, by what stands in the cells."""
    columns = list(columns)
    found = {c.header: code for c in columns if (code := suggested(c.header, form, surveys))}
    targets = questions(form)
    for column in columns:
        if column.header in found:
            continue
        free = [q for code, q in targets.items() if code not in found.values()]
        if column.role:
            fit = [q for q in free if q.role == column.role]
        else:
            fit = [q for q in free if scale_fits(column, q.scale_code, surveys)]
        if len(fit) == 1:
            found[column.header] = fit[0].question_code
    return found


def scale_fits(column: Column, scale_code: str | None, surveys: SurveyMap) -> bool:
    """Whether the answers of a column that may be shown are options of a scale, two of them at least."""
    scale = surveys.scales.get(scale_code)
    return bool(scale) and len(column.answers) > 1 and all(scale.option(a) for a, _ in column.answers)  # fmt: skip


def has_wave(file: Waiting, form: Form) -> bool:
    """Whether the form was in the field on a day of the answers; yes where they tell no day."""
    return file.days is None or any(
        w.collected_from <= file.days[1] and file.days[0] <= w.collected_to for w in form.waves
    )


def questions(form: Form) -> dict[str, Question]:
    """What a column can be mapped to: the questions of a form, and a date or an id where the form has none."""
    roles = {q.role for q in form.questions.values()}
    found = dict(form.questions)
    for role, (code, wording) in EXTRA.items():
        if role not in roles and code not in found:
            row = (form.code, code, wording, role, None, None, None, None, None, None, 0)
            found[code] = Question._make(row)
    return found


def mapping_files(
    tables: dict[str, list[tuple]], form: Form, chosen: dict[str, str], who: str, today: date
) -> dict[str, bytes]:
    """The reference files that say header → question for a form. A reference table is replaced whole, so all its rows
    are in its file; survey_questions only where the form lacked one. A column that stands for one option says so in its
    header."""
    scales = SurveyMap(tables).scales
    new = {
        (form.code, header_key(h)): (form.code, h, q, form.option(h, q, scales), who, today) for h, q in chosen.items()
    }
    kept = [r for r in tables.get("survey_columns", []) if (r[0], header_key(r[1])) not in new]
    files = {"survey_columns.csv": reference_book.csv_of("survey_columns", [*kept, *new.values()])}
    added = [q for code, q in questions(form).items() if code not in form.questions]
    if added := [q for q in added if q.question_code in chosen.values()]:
        current = tables.get("survey_questions", [])
        files["survey_questions.csv"] = reference_book.csv_of("survey_questions", [*current, *added])
    return files
