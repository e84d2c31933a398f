"""What the cells of an export mean, as the plan by which its answers are coded."""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.reference.context import Context
from etl.reference.question_map import NONE_CHOSEN, Scale, Wave
from etl.surveys.days import Dated
from etl.surveys.table import Table
from warehouse.survey_answers import MASK, Column, Plan, Split

KIND = "survey"
WRITTEN = re.compile(r".*\[(other|khác|autre|otro|outro|sonstiges|lainnya)\]\s*(\..*)?", re.IGNORECASE | re.DOTALL)


class Planned(NamedTuple):
    """The plan, and what in the cells is to be said. `unknown_units`: cell → (how often, nearest units); `odd_marks`:
    question → (cells that are neither yes nor no, first row); `cells`: question of one choice → its distinct cells."""

    plan: Plan
    unknown_units: dict[str, tuple[int, str]]
    odd_marks: dict[str, tuple[int, int]]
    cells: dict[str, list[tuple[str, int, int]]]


def blank_not_asked(table: Table, context: Context) -> None:
    """N/A where a question was not shown is no answer, unless the scale has it as one; beside the option of a question
    any tool may write it. An export may be without the columns by which its tool is known."""
    words = context.words(KIND, "not_asked")
    for n, target in table.asked.targets.items():
        if not table.asked.tool.cells.not_asked and target.option_code is None:
            continue
        question, place = table.asked.question(n), table.place_of[n]
        scale = table.asked.scales.get(question.scale_code) if question else None
        cells = {cell.strip().lower() for cell, *_ in table.export.values((place,))}
        none = [w for w in words if w in cells and (scale is None or scale.option(w) is None)]
        if none:
            table.export.blank(place, none)


def plan_of(table: Table, dated: Dated, wave: Wave, context: Context) -> Planned:
    """What each column means in a wave."""
    tool = table.asked.tool
    units, groups, consents = (table.columns(role) for role in ("unit", "group", "consent"))
    statuses, weights, ids = (table.columns(role) for role in ("status", "weight", "id"))
    unit_codes, unknown_units = _units(table, units, wave, context)
    columns, splits, cells, odd_marks = _questions(table, context)
    id_column = ids[0] if ids else table.tool_column(tool.id) if tool.id else None
    interview = _interview(table)
    plan = Plan(
        unit_columns=units, unit_codes=tuple(unit_codes), fixed_unit=None if units else wave.unit_code,
        group_columns=groups, group_codes=tuple(_options("group", groups, table)),
        consent_columns=consents, consent_given=tuple(_given(consents, table)),
        complete_column=table.tool_column(tool.status.complete) if tool.status.complete else None,
        review_column=statuses[0] if statuses else table.tool_column(tool.status.review) if tool.status.review else None,
        review_refused=tool.status.refused, id_column=id_column, respondent=_respondent(table, dated, wave, id_column),
        date_column=dated.column, date_codes=tuple(dated.days.items()),
        period=(wave.collected_from, wave.collected_to) if dated.column is not None else None,
        weight_column=weights[0] if weights else None, columns=tuple(columns), splits=tuple(splits),
        sent_column=dated.received, sent_codes=dated.instead, interview=interview,
        sent=_sent(table, wave, id_column, interview),
    )  # fmt: skip
    return Planned(plan, unknown_units, odd_marks, cells)


def _respondent(table: Table, dated: Dated, wave: Wave, id_column: int | None) -> tuple[int, ...]:
    """Columns by which a response is known again in another export of a wave whose exports add up. An id that
    only counts the responses of one form says nothing without the answers beside it; where there is none, the
    second in which a response was sent says it together with all its answers."""
    if wave.files != "add":
        return ()
    if id_column is not None and table.asked.tool.is_id_unique:
        return (id_column,)
    answers = _closed_answers(table)
    day = [] if dated.column is None else [dated.column]
    if id_column is not None:
        return (id_column, *day, *answers)
    return (*day, *answers) if day and table.export.tells_seconds(day[0]) else ()


def _closed_answers(table: Table) -> list[int]:
    """Columns of the questions with options, in the order of their codes: the same in every export."""
    answering = sorted(
        (target.question_code, target.option_code or "", n)
        for n, target in table.asked.targets.items()
        if (question := table.asked.question(n)) and not table.asked.is_open(question)
    )
    return [table.place_of[n] for _, _, n in answering]


def _interview(table: Table) -> tuple[int, ...]:
    """Columns in which two responses are equal only where one interview was sent twice: the seconds in which it began
    and ended, and all answers; what the tool adds to each response may differ. Empty where seconds are not told."""
    days = table.asked.tool.days
    begun, ended = table.tool_column(days.begun), table.tool_column(days.ended)
    if begun is None or ended is None or begun == ended:
        return ()
    if not (table.export.tells_seconds(begun) and table.export.tells_seconds(ended)):
        return ()
    own = {table.place_of[n] for n in table.asked.own - table.asked.targets.keys()} | table.gone | {begun, ended}
    return (begun, ended, *(n for n in range(len(table.kept)) if n not in own))


def _sent(table: Table, wave: Wave, id_column: int | None, interview: tuple[int, ...]) -> tuple[int, ...]:
    """The same over the exports of a wave that add up, of which each may have columns of its own: the moments and the
    answers with options."""
    known = id_column is not None and wave.files == "add"
    return (*interview[:2], *_closed_answers(table)) if interview and known else ()


def _units(
    table: Table, columns: tuple[int, ...], wave: Wave, context: Context
) -> tuple[list[tuple[str, str]], dict[str, tuple[int, str]]]:
    """(cell, unit) of the cells that mean one, and those that do not."""
    known, unknown = [], {}
    for cell, count, _ in table.export.values(columns) if columns else ():
        code, nearest = _unit(cell, wave, context)
        if code:
            known.append((cell, code))
        elif cell != MASK:
            unknown[cell] = (count, nearest)
    return known, unknown


def _unit(cell: str, wave: Wave, context: Context) -> tuple[str | None, str]:
    """(the unit that a cell means, else None, and the nearest ones)."""
    match = context.find_place(cell, wave.year)
    if match.problem == "unit_ambiguous":  # of a year with a merger: who existed in the fieldwork
        match = context.find_place(cell, wave.year, (wave.collected_from, wave.collected_to))
    if match.unit and match.problem is None:
        return match.unit.unit_code, ""
    if cell.strip() in context.units:  # XML names and option codes may be unit codes
        return cell.strip(), ""
    return None, match.expected


def _options(role: str, columns: tuple[int, ...], table: Table) -> list[tuple[str, str]]:
    """(cell, option) of the question of a role."""
    asked = table.asked.form.questions.values() if table.asked.form else ()
    question = next((q for q in asked if q.role == role), None)
    scale = table.asked.scales.get(question.scale_code) if question else None
    if not columns or scale is None:
        return []
    return [(c, code) for c, *_ in table.export.values(columns) if (code := scale.option(c))]


def _given(columns: tuple[int, ...], table: Table) -> list[str]:
    """Cells that mean consent."""
    asked = table.asked.form.questions.values() if table.asked.form else ()
    question = next((q for q in asked if q.role == "consent"), None)
    scale = table.asked.scales.get(question.scale_code) if question else None
    favourable = scale.favourable if scale else ()
    return [c for c, code in _options("consent", columns, table) if code in favourable]


def _questions(table: Table, context: Context) -> tuple[list[Column], list[Split], dict, dict]:
    """(questions in whole cells, questions with a column for each option, cells of single choices, odd marks)."""
    whole: dict[str, list[int]] = {}
    parts: dict[str, list[tuple[int, str]]] = {}
    for n, target in sorted(table.asked.targets.items()):
        question = table.asked.question(n)
        if question is None or question.role != "question":
            continue
        if target.option_code is not None and question.is_multiple:
            parts.setdefault(target.question_code, []).append((table.place_of[n], target.option_code))
        else:
            whole.setdefault(target.question_code, []).append(table.place_of[n])
    columns, splits, single, odd_marks = [], [], {}, {}
    for code, options in parts.items():
        whole.pop(code, None)  # the joined cell says the same again
        split, odd = _split(code, options, table, context)
        splits.append(split)
        if odd:
            odd_marks[code] = odd
    for code, places in whole.items():
        question = table.question(places[0])
        scale = table.asked.scales.get(question.scale_code)
        if question.answer_kind == "number":
            columns.append(Column(code, tuple(places), "number"))
        elif scale is None or question.answer_kind == "text":
            continue
        elif question.is_multiple:
            columns.append(_several(code, tuple(places), scale, table))
        else:
            single[code] = table.export.values(tuple(places))
            meaning = [(c, option) for c, *_ in single[code] if (option := scale.option(c)) is not None]
            columns.append(Column(code, tuple(places), "single", tuple(meaning)))
    return columns, splits, single, odd_marks


def _split(
    code: str, options: list[tuple[int, str]], table: Table, context: Context
) -> tuple[Split, tuple[int, int] | None]:
    """The cells that mean yes, column by column, and (how many, first row) of those that are neither yes nor no: they
    are said, and count as no. What a respondent wrote beside "Khác" means yes."""
    yes, no = (set(context.words(KIND, w)) for w in ("chosen", "not_chosen"))
    columns, odd = [], []
    for place, option in options:
        written = table.asked.tool.cells.beside_other and WRITTEN.fullmatch(table.header(place))
        chosen = set(yes)
        for cell, count, row in table.export.values((place,)):
            word = cell.strip().lower()
            if word in yes or word in no:
                continue
            if written:
                chosen.add(word)
            else:
                odd.append((count, row))
        columns.append((place, option, tuple(sorted(chosen))))
    told = (sum(count for count, _ in odd), min(row for _, row in odd)) if odd else None
    return Split(code, tuple(columns)), told


def _several(code: str, places: tuple[int, ...], scale: Scale, table: Table) -> Column:
    """A question whose cells join several choices."""
    meaning: list[tuple[str, str | None]] = []
    for cell, *_ in table.export.values(places):
        if (alone := scale.option(cell)) is not None:
            meaning.append((cell, alone))
            continue
        chosen, unknown = scale.several(cell, table.asked.tool.cells.separators)
        meaning += [(cell, option) for option in chosen]
        if unknown:
            meaning.append((cell, None))
        elif not chosen:
            meaning.append((cell, NONE_CHOSEN))
    return Column(code, places, "multiple", tuple(meaning))
