"""What the headers of an export mean, and the export as a table whose columns answer that."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from etl.reference.context import Context
from etl.reference.question_map import Form, Question, Scale, Target
from etl.surveys import tools
from etl.surveys.source import Source
from etl.surveys.tools import Tool
from warehouse.survey_answers import Export


class Asked(NamedTuple):
    """What the columns of a file mean by their headers. `targets`: column → what it answers; `own`: those that the
    tool adds by itself."""

    headers: list[str]
    tool: Tool
    form: Form | None
    targets: dict[int, Target]
    own: set[int]
    scales: dict[str, Scale]

    @classmethod
    def ways(cls, headers: list[str], context: Context) -> list[Asked]:
        """By the tool that writes such headers and the forms that know most of them, one at least: of forms that ask the
        same, the newest comes first."""
        tool = tools.detect(headers) or tools.OTHER
        own, surveys = tools.own_columns(headers, tool), context.surveys
        forms = surveys.best_forms(headers) or [(None, {})]
        return [cls(headers, tool, form, targets, own, surveys.scales) for form, targets in forms]

    def question(self, column: int) -> Question | None:
        """What a column answers."""
        target = self.targets.get(column)
        return self.form.questions.get(target.question_code) if target and self.form else None

    def is_open(self, question: Question) -> bool:
        """Whether no figure needs what stands in its cells: neither options of a scale nor numbers."""
        if question.role not in ("question", "group", "consent") or question.answer_kind == "number":
            return False
        return not (question.is_coded and question.scale_code in self.scales) or question.answer_kind == "text"

    def is_mapped(self) -> bool:
        """Whether there is a question, and a unit where the form asks for it."""
        if self.form is None:
            return False
        roles = {q.role for n in self.targets if (q := self.question(n))}
        return (self.form.unit_question is None or "unit" in roles) and "question" in roles

    def named(self, words: tuple[str, ...]) -> list[int]:
        """Columns whose headers the tool calls so."""
        return [n for n, h in enumerate(self.headers) if tools.words_of(h) & set(words)]


@dataclass(frozen=True)
class Table:
    """An export in the scratch database. `kept`: its columns by their places in the file; `dropped`: headers of those
    that were left out; `gone`: columns of the table that no longer count; `total`: its rows."""

    asked: Asked
    source: Source
    export: Export
    kept: list[int]
    dropped: list[str]
    total: int
    gone: frozenset[int] = field(default_factory=frozenset)

    @cached_property
    def place_of(self) -> dict[int, int]:
        """Column of the file → of the table."""
        return {column: n for n, column in enumerate(self.kept)}

    def header(self, place: int) -> str:
        """Header of a column."""
        return self.asked.headers[self.kept[place]]

    def question(self, place: int) -> Question | None:
        """What a column answers."""
        return self.asked.question(self.kept[place])

    def cell(self, row: int, place: int | None) -> str | None:
        """Address in the file of a cell of the table."""
        return self.source.cell(row, None if place is None else self.kept[place])

    def places(self, role: str) -> set[int]:
        """Columns that answer a question of a role, options of it too."""
        return {
            self.place_of[n] for n in self.asked.targets if (q := self.asked.question(n)) is not None and q.role == role
        }

    def columns(self, role: str) -> tuple[int, ...]:
        """Columns whose question has a role, in the order of the file."""
        targets = self.asked.targets
        return tuple(n for n in sorted(self.places(role)) if targets[self.kept[n]].option_code is None)

    def tool_column(self, words: tuple[str, ...]) -> int | None:
        """The column that the tool calls by the first of the words that is there."""
        place = tools.column([self.asked.headers[n] for n in self.kept], words)
        return None if place in self.gone else place
