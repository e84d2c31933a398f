"""The question map of the reference: forms, their questions and columns, scales, waves. Data, never code.

A header of an export means a question when survey_columns says so, when it is the question's wording (Google Forms,
Microsoft Forms, labels) or its code (XML names, LimeSurvey codes).
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from etl.read.text import label_key, normalise_key
from warehouse import kinds, names_of_people

CODING = 6  # raised where the same rows are coded otherwise, so that all answers are made anew
NONE_CHOSEN = ""  # option code of a select-multiple question that was shown and left without a choice

OUTER = " .:;,*_…\"'"  # punctuation that says nothing at the end of an answer
_TAG = re.compile(r"<[^>]{1,200}>")
# Between the groups, the question and the option of a header: `/` unless whoever exports from KoboToolbox chose another
# mark, `-` in ODK Central; never `_`: `kenh_khac` is the text beside `kenh`. "Points - Câu hỏi" and "Ông/bà cho biết: …"
# are no paths: a blank follows the mark.
_PATH = re.compile(r"[/\\|:.%~#^*+=;,>→»-](?=\S)|__| > ")
_NUMBER = re.compile(r"\A\s*(?:câu(?: hỏi)?\s*)?\d{1,3}\s*[.:)]\s*", re.IGNORECASE)
_CODE_AND_TEXT = re.compile(r"([A-Za-z]\w*(?:\[\w+\])?)\.\s+(.+)", re.DOTALL)
_OLD = re.compile(r"([A-Za-z]\w*?)_(SQ\d+)")  # of an older LimeSurvey
_AGAIN = re.compile(r"[\s._]*(?:\d{1,2}|\(\d{1,2}\))\s*\Z")
_WHOLE = re.compile(r"\A(\d{1,4})\.0+\Z")
_BOTH = re.compile(r"([A-Za-z]\w*)\[(\w+)\]\.\s+(.+?)\s*\[([^\[\]]+)\]\s*", re.DOTALL)
_BRACKET = re.compile(r"(.+?)\s*\[([^\[\]]+)\]\s*", re.DOTALL)


class Question(NamedTuple):
    """One row of reference.survey_questions."""

    form_code: str
    question_code: str
    wording: str
    role: str
    answer_kind: str | None
    indicator: str | None
    respondent_group: str | None
    scale_code: str | None
    right_answer: str | None
    series: str | None
    sort_order: int

    @property
    def is_multiple(self) -> bool:
        return self.answer_kind == "multiple"

    @property
    def is_coded(self) -> bool:
        """Whether its cells are options of a scale."""
        return self.scale_code is not None and self.role in ("question", "group", "consent", "status")


class Wave(NamedTuple):
    """One row of reference.survey_waves."""

    year: int
    wave_code: str
    wave_name: str
    form_code: str
    tool: str
    method: str
    collected_from: date
    collected_to: date
    population_source: str | None
    deff: object
    files: str | None
    unit_code: str | None
    note: str | None

    @property
    def words(self) -> str:
        """Name and period, for messages."""
        return f"{self.wave_name} ({self.collected_from:%d/%m/%Y}–{self.collected_to:%d/%m/%Y})"


class Target(NamedTuple):
    """What a column of an export answers; with an option, a 1/0 column of a select-multiple question."""

    question_code: str
    option_code: str | None = None


class Scale:
    """Options of one scale by every spelling that the reference knows."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.options: dict[str, str] = {}  # key → option code
        self.favourable: set[str] = set()
        self.labels: list[tuple[str, str]] = []  # (spelling as written, option code), longest first

    def add(self, option: str, label: str, variants: str | None, favourable: bool) -> None:
        spellings = [option, label, *(variants or "").split("|")]
        for spelling in filter(None, (s.strip() for s in spellings)):
            self.options.setdefault(_WHOLE.sub(r"\1", answer_key(spelling)), option)
            # within a joined cell a label keeps the full stop or bracket that it ends with
            keys = dict.fromkeys((answer_key(spelling), joined_key(spelling)))
            self.labels += [(key, option) for key in keys]
        self.labels.sort(key=lambda pair: -len(pair[0]))
        if favourable:
            self.favourable.add(option)

    def option(self, text: str) -> str | None:
        """Option of a cell, or None. A program that took the answers for numbers writes `5.0`."""
        return self.options.get(_WHOLE.sub(r"\1", answer_key(text)))

    def several(self, text: str, separators: str) -> tuple[list[str], int]:
        """(options chosen, parts that are none of them) of a joined cell, cut at the mark that leaves least unknown:
        Google Forms writes `, ` in the sheet and `;` in the file of the form."""
        found = [self._cut(joined_key(text), mark) for mark in separators]
        return min(found, key=lambda pair: (pair[1], -len(pair[0])))

    def _cut(self, rest: str, mark: str) -> tuple[list[str], int]:
        """Labels may hold the mark, so the longest known spelling at each place wins."""
        chosen, unknown = [], 0
        while rest.strip(OUTER):
            for spelling, option in self.labels:
                after = rest[len(spelling) :]
                ends = not after.strip(OUTER) or after.startswith((mark, " " + mark))
                if ends and rest.startswith(spelling):
                    chosen.append(option)
                    break
            else:
                unknown += 1
                _, _, after = rest.partition(mark)
            rest = after.strip().removeprefix(mark).strip()
        return list(dict.fromkeys(chosen)), unknown


class Form:
    """One form: its questions, the columns saved for it, and what its waves are."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.questions: dict[str, Question] = {}
        self.saved: dict[str, Target] = {}
        self.words: dict[str, str] = {}
        self.waves: list[Wave] = []

    @property
    def unit_question(self) -> Question | None:
        return next((q for q in self.questions.values() if q.role == "unit"), None)

    def target(self, header: str, scales: dict[str, Scale]) -> Target | None:
        """What a header of an export means in this form. An option goes before the end of a path: `kenh/khac` is an
        option of `kenh` although a question `khac` asks which."""
        for plain in spellings(header):
            grid = _BRACKET.fullmatch(plain)  # `Question [Row]`: each row asks a question
            if found := (
                self._known(exact_keys(plain))
                or self._option(plain, scales)
                or self._known(path_keys(plain))
                or (self.target(grid[2], scales) if grid else None)
            ):
                return found
        return None

    def alike(self, header: str, scales: dict[str, Scale]) -> Target | None:
        """What a header would mean without the number at its end: a question that was made anew beside the old one."""
        plain = _AGAIN.sub("", header)
        return self.target(plain, scales) if plain != header else None

    def option(self, header: str, question_code: str, scales: dict[str, Scale]) -> str | None:
        """The option of a select-multiple question that a header ends with, whatever stands before it."""
        question = self.questions.get(question_code)
        if question is None or not question.is_multiple or question.scale_code not in scales:
            return None
        parts = [part for plain in spellings(header) for _, part in split_option(plain)]
        return next((o for p in parts if (o := scales[question.scale_code].option(p))), None)

    def _known(self, keys: list[str]) -> Target | None:
        for key in keys:
            if key in self.saved:
                return self.saved[key]
        return next((Target(self.words[key]) for key in keys if key in self.words), None)

    def _option(self, header: str, scales: dict[str, Scale]) -> Target | None:
        """The option that a 1/0 column of a select-multiple question stands for."""
        asked = [q for q in self.questions.values() if q.is_multiple and q.scale_code in scales]
        for stem, part in split_option(header) if asked else ():
            options = {q.question_code: scales[q.scale_code].option(part) for q in asked}
            if not any(options.values()):
                continue
            stem_of = self._known([*exact_keys(stem), *path_keys(stem)])
            if stem_of and options.get(stem_of.question_code):
                return Target(stem_of.question_code, options[stem_of.question_code])
        return None


class SurveyMap:
    """All forms and scales of the reference."""

    def __init__(self, tables: dict[str, list[tuple]]) -> None:
        self.forms: dict[str, Form] = {}
        self.scales: dict[str, Scale] = {}
        for row in sorted(tables.get("survey_options", []), key=lambda r: (r[0], r[5] or 0)):
            scale, option, label, variants, favourable, _ = row
            self.scales.setdefault(scale, Scale(scale)).add(option, label, variants, bool(favourable))
        for row in sorted(tables.get("survey_questions", []), key=lambda r: r[10] or 0):
            question = Question._make(row)
            form = self._form(question.form_code)
            form.questions[question.question_code] = question
            for words in (question.wording, question.question_code):
                form.words.setdefault(header_key(words), question.question_code)
        for form_code, header, question, option, *_ in tables.get("survey_columns", []):
            self._form(form_code).saved[header_key(header)] = Target(question, option)
        for row in tables.get("survey_waves", []):
            wave = Wave._make(row)
            self._form(wave.form_code).waves.append(wave)

        # coded answers made under other rows of what a survey is read with are made anew
        # and so are those in which other words were names: a response is known again by what is no name in it
        used = repr((CODING, names_of_people.fingerprint(), kinds.fingerprint(tables, "survey")))
        self.fingerprint = hashlib.sha256(used.encode()).hexdigest()[:12]

    def _form(self, code: str) -> Form:
        return self.forms.setdefault(code, Form(code))

    def best_forms(self, headers: list[str]) -> list[tuple[Form, dict[int, Target]]]:
        """The forms that know most of the headers, and column → target; the one with the latest wave first."""
        known = [
            (form, {n: t for n, h in enumerate(headers) if (t := form.target(h, self.scales))})
            for form in self.forms.values()
        ]
        most = max((len(set(targets.values())) for _, targets in known), default=0)
        best = [(form, targets) for form, targets in known if targets and len(set(targets.values())) == most]
        return sorted(best, key=lambda f: max((w.collected_to for w in f[0].waves), default=date.min), reverse=True)

    def best_form(self, headers: list[str]) -> tuple[Form | None, dict[int, Target]]:
        """The first of them."""
        return next(iter(self.best_forms(headers)), (None, {}))


@lru_cache(maxsize=65536)
def answer_key(text: str) -> str:
    """Key of an answer: as a header, without HTML."""
    return label_key(unescape(_TAG.sub(" ", text)))


def header_key(header: str) -> str:
    """Key of a header as it is written."""
    return answer_key(header)


def joined_key(text: str) -> str:
    """Key of a cell that may hold several answers: as an answer, with the punctuation round it."""
    return normalise_key(unescape(_TAG.sub(" ", text)))


def spellings(header: str) -> list[str]:
    """A header without HTML, and with the spaces for which LimeSurvey can write underscores."""
    plain = unescape(_TAG.sub(" ", header)).strip()
    return [plain, plain.replace("_", " ")] if "_" in plain and " " not in plain else [plain]


def exact_keys(header: str) -> list[str]:
    """Keys of a header as a whole, and of code and text of `code. text`."""
    keys = [header_key(header)]
    plain = unescape(_TAG.sub(" ", header)).strip()
    if both := _CODE_AND_TEXT.fullmatch(plain):
        keys += [label_key(both[1]), label_key(both[2])]
    return [key for key in dict.fromkeys(keys) if key]


def path_keys(header: str) -> list[str]:
    """Keys of what follows the number of a question and the marks of a path, the longest first: the group may hold such
    a mark, the question too."""
    keys = [label_key(_NUMBER.sub("", header))]
    keys += [label_key(header[m.end() :]) for m in _PATH.finditer(header)]
    return [key for key in dict.fromkeys(keys) if key]


def header_keys(header: str) -> list[str]:
    """Keys under which a header may be known."""
    return list(dict.fromkeys([*exact_keys(header), *path_keys(spellings(header)[0])]))


def split_option(plain: str) -> list[tuple[str, str]]:
    """(question part, option part) of the header of a 1/0 column: `q/option`, `q[option]`, `Question [Option]`."""
    parts = [(plain[: m.start()], plain[m.end() :]) for m in _PATH.finditer(plain)][::-1]
    return parts + bracket_option(plain)


def bracket_option(plain: str) -> list[tuple[str, str]]:
    """The same where the option stands in brackets, as LimeSurvey writes it: by code, by text, or by both."""
    bracket = _BRACKET.fullmatch(plain)
    both = _BOTH.fullmatch(plain)
    old = _OLD.fullmatch(plain)
    parts = [(found[1], found[2]) for found in (bracket, old) if found]
    return parts + ([(both[1], both[2]), (both[1], both[4]), (both[3], both[4])] if both else [])
