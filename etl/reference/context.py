"""The reference in force, as the readers need it: units by name, frameworks, layouts, settings.

Built once per run from the typed rows of the reference tables, then sent to the workers.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from etl.read.text import folded, label_key, normalise_key, plain
from etl.read.values import number_text
from etl.reference.question_map import SurveyMap
from etl.reference.tables import tables as known_tables

LAYOUTS = Path(__file__).with_name("layouts")
CODE = "criterion:"  # prefix of a field that is a criterion's column
CRITERION_NAME = "criterion_name"  # kind of layout rows: another name of a criterion; field = its code
FAR = date(9999, 12, 31)
EARLY = date(1, 1, 1)


class Unit(NamedTuple):
    """One row of reference.units."""

    unit_code: str
    unit_name: str
    block_code: str
    valid_from: date
    valid_to: date | None
    rated_by: str | None = None
    parent_unit_code: str | None = None
    council_member: bool | None = None
    note: str | None = None

    def valid_in(self, first: date, last: date) -> bool:
        """Whether it exists on some day of the period, both ends included."""
        return self.valid_from <= last and (self.valid_to or FAR) >= first


class Criterion(NamedTuple):
    """One row of reference.criteria."""

    framework_code: str
    criterion_code: str
    group_code: str
    criterion_name: str
    max_points: Decimal
    kind: str | None
    unit_may_mark_na: bool | None
    survey_indicator: str | None
    evidence: str | None
    sort_order: int | None
    parent_code: str | None = None  # the criterion of which it is a sub-criterion
    min_points: Decimal | None = None  # None: 0
    in_maximum: bool | None = None  # False: bonus or penalty
    na_rule: str | None = None  # out (None too), full, moved_to:<code>
    na_clause: str | None = None


class Rule(NamedTuple):
    """What holds for one criterion, a block and a year."""

    criterion_code: str
    max_points: Decimal  # of a criterion with sub-criteria: of those that apply
    excluded: str | None  # why it does not apply (Vietnamese); None = applies
    unit_may_mark_na: bool
    bands: tuple[tuple[Decimal, Decimal, Decimal], ...]  # (lower, upper, points), highest first
    max_float: float  # as a cell holds it
    least: Decimal  # the lowest score that may be given
    most: Decimal  # the highest: the maximum, and what may be moved to it
    in_maximum: bool  # False: bonus or penalty
    parent_code: str | None
    parts: tuple[str, ...]  # its sub-criteria that apply


@dataclass
class Framework:
    """One framework with everything that hangs on it."""

    framework_code: str
    framework_name: str
    decimals: int
    years: list[tuple[int, str]] = field(default_factory=list)  # (year, block or all)
    groups: dict[str, str] = field(default_factory=dict)  # code → name
    criteria: dict[str, Criterion] = field(default_factory=dict)  # in order
    bands: dict[str, list] = field(default_factory=dict)
    wordings: dict[str, list[str]] = field(default_factory=dict)  # criterion → steps of its scale that are no bands
    exclusions: set[tuple[str, str]] = field(default_factory=set)  # (criterion, block)
    conditions: dict[tuple[str, int], tuple[bool, str | None]] = field(default_factory=dict)
    code_of_name: dict[str, str | None] = field(default_factory=dict)  # None: two criteria share it
    code_of_key: dict[str, str] = field(default_factory=dict)  # code as typed in a cell → code
    codes_of_number: dict[str, list[str]] = field(default_factory=dict)  # 1.1 may be code 1.1 or 1.10
    group_keys: set[str] = field(default_factory=set)

    @property
    def year_words(self) -> str:
        """Years of the framework, for messages."""
        return ", ".join(str(y) for y in sorted({year for year, _ in self.years}))


class Assessment(NamedTuple):
    """One row of reference.assessments, as far as readers need it, with who is assessed."""

    assessment_code: str
    year: int
    framework_code: str
    subject: str | None
    audience: str | None
    place: str | None
    activity: str | None
    assessed: frozenset[str]  # codes of blocks and units
    last_day: date | None = None  # of its period

    @property
    def words(self) -> list[str]:
        """What tells it from others, in the order in which a title says it."""
        return [w for w in (self.subject, self.audience, self.place, self.activity) if w]

    @property
    def name(self) -> str:
        """As people call it, the code behind it."""
        return f"{' · '.join(self.words)} ({self.assessment_code})" if self.words else self.assessment_code


class UnitMatch(NamedTuple):
    """Result of looking a written name up."""

    unit: Unit | None
    problem: str | None = None  # finding code
    expected: str = ""


class Context:
    """See the module; made by `Context.from_tables`."""

    def __init__(self) -> None:
        self.units: dict[str, Unit] = {}
        self.frameworks: dict[str, Framework] = {}
        self.settings: dict[str, str] = {}
        self.milestones: dict[str, str] = {}  # code → name
        self.stated_days: dict[str, tuple[int, int, int]] = {}  # milestone → day, month, years after the year assessed
        self.tasks: dict[str, str] = {}  # key of a code or title → code of a task of the plan
        self.topics: dict[str, str] = {}  # key of a code or name → code of a topic (chuyên đề)
        self.as_of: date | None = None
        self.headers: dict[str, dict[str, str]] = {}  # kind → header key → field
        self._words: dict[tuple[str, str], list[str]] = {}  # (kind, field) → header keys
        self._other_names: dict[str, list[str]] = {}  # [framework/]criterion → names in old forms
        self._named: dict[str, list[Unit]] = {}  # key of official name → units
        self._aliases: dict[str, list[tuple[str, date, date]]] = {}
        self._framework_of: dict[tuple[int, str, str | None], str] = {}  # (year, block, assessment)
        self.assessments: dict[str, Assessment] = {}
        self._rules: dict[tuple, dict[str, Rule]] = {}
        self._code_headers: dict[str, dict[str, str]] = {}
        self.forms: dict[tuple, tuple] = {}  # what self_assessment worked out per form
        self._found: dict[tuple[str, date, date], UnitMatch] = {}
        self._plain_names: tuple[str, ...] = ()  # of units and aliases, without marks
        self._file_names: tuple[dict, dict] | None = None
        self.surveys = SurveyMap({})
        self.scratch: str | None = None  # where a survey's answers are written; None: nowhere
        self.next_seq: int | None = None  # what the journal will count a file as that comes alone
        # told how much of a large file is done (0–1), while it is read
        self.report: Callable[[float], None] | None = None
        self.keeps_all = False  # a survey from the archive is read as it is, nothing more is stripped

    @classmethod
    def from_tables(cls, tables: dict[str, list[tuple]], as_of: date | None = None) -> Context:
        """Context of the typed rows per table (columns as in reference_tables.csv). `as_of` is the day of
        the run; the setting of that name wins."""
        self = cls()
        self.settings = {row[0]: row[1] for row in tables.get("settings", []) if row[1] not in (None, "")}
        fixed = self.settings.get("as_of")
        self.as_of = date.fromisoformat(str(fixed)[:10]) if fixed else as_of
        self.milestones = {row[0]: row[1] for row in tables.get("milestones", [])}
        self.stated_days = {row[0]: row[3:6] for row in tables.get("milestones", [])}
        for code, _order, title, *_ in tables.get("plan_tasks", []):
            self.tasks |= {label_key(code): code, label_key(title): code}
        self._take_topics(tables.get("topics", []))
        self._take_layouts(tables.get("layouts", []))
        self._take_units(tables.get("units", []), tables.get("unit_aliases", []))
        self._take_frameworks(tables)
        self.surveys = SurveyMap(tables)
        return self

    def __getstate__(self) -> dict:
        # caches are filled again where they are needed
        return self.__dict__ | {
            "_rules": {}, "_found": {}, "_code_headers": {}, "forms": {}, "_file_names": None,
        }  # fmt: skip

    # layouts

    def _take_topics(self, rows: list[tuple]) -> None:
        """A name that several have, as one that nobody has written yet, is that of none."""
        self.topics = {label_key(row[0]): row[0] for row in rows}
        names = Counter(label_key(row[1]) for row in rows)
        self.topics |= {key: row[0] for row in rows if names[key := label_key(row[1])] == 1 and key not in self.topics}

    def _take_layouts(self, loaded: list[tuple]) -> None:
        rows = [*shipped_layouts(), *((r[0], r[1], r[2]) for r in loaded)]
        for kind, target, header in rows:
            # a word has one meaning as a column; labels, titles and row words are lists of their own
            self.headers.setdefault(kind, {})
            if target in NOT_COLUMNS:
                words = self._words.setdefault((kind, target), [])
                if (key := label_key(header) or header) not in words:
                    words.append(key)
            elif kind == CRITERION_NAME:
                self._other_names.setdefault(target, []).append(header)
            else:
                self.headers[kind][label_key(header)] = target

    def words(self, kind: str, target: str) -> tuple[str, ...]:
        """Keys of the words that mean `target` in a file of that kind (labels, titles, kinds of rows)."""
        return tuple(self._words.get((kind, target), ()))

    def stated_on(self, milestone: str | None, year: int | None) -> date | None:
        """The day that the plan states for a milestone of a year; the due date lies a few days around it."""
        if year is None or milestone not in self.stated_days:
            return None
        day, month, offset = self.stated_days[milestone]
        return date(year + offset, month, day)

    # settings

    def setting(self, key: str, default: str = "") -> str:
        """A setting, or the default where it is missing or empty."""
        return self.settings.get(key) or default

    def verified_title(self) -> str:
        """Key of the words by which a table of verified scores is titled: the word for verification is a setting."""
        return normalise_key("điểm " + self.setting("verification_word", "thẩm định"))

    # units

    def _take_units(self, units: list[tuple], aliases: list[tuple]) -> None:
        self._make_name_pattern()
        for row in units:
            unit = Unit._make(row)
            self.units[unit.unit_code] = unit
            self._named.setdefault(self.unit_key(unit.unit_name), []).append(unit)
        for alias, code, valid_from, valid_to, *_ in aliases:
            if code in self.units:
                entry = (code, valid_from or EARLY, valid_to or FAR)
                self._aliases.setdefault(self.unit_key(alias), []).append(entry)
        self._plain_names = tuple(plain(n) for n in (*(u.unit_name for u in self.units.values()), *self._aliases))

    def _make_name_pattern(self) -> None:
        self._full = self.headers.get("unit_abbreviation", {})
        shorts = "|".join(re.escape(short) for short in sorted(self._full, key=len, reverse=True))
        self._short = re.compile(rf"(?<!\w)({shorts})(?!\w)\.?\s*")
        words = self.headers.get("unit_name", {})
        self._prefixes = [key + " " for key in self.words("unit_name", "prefix")]
        city = self._expand(normalise_key(self.setting("city_name")))
        self._sorts = tuple(f"{normalise_key(full)} " for full in self._full.values())
        bare = next((city.removeprefix(s) for s in self._sorts if city.startswith(s)), city)
        provinces = self.words("unit_name", "province")
        ends = [city, *(key for key, target in words.items() if target == "suffix")]
        # without its sort, and of the province, only behind a mark: names of units end so too
        self._place = re.compile(
            rf"\s*[,;:(–-]\s*(?:{_any([bare, *provinces])})$|(?<!\w)(?:{_any(ends)})(?:\s+(?:{_any(provinces)}))?$"
        )

    def _expand(self, key: str) -> str:
        return self._short.sub(lambda hit: normalise_key(self._full[hit[1]]) + " ", key).strip()

    def unit_key(self, name: str) -> str:
        """Key of a unit's name: abbreviations written out, known prefixes and the names of city and province dropped."""
        key = self._expand(normalise_key(name)).strip(" .,;:-_…\"'()")
        before = None
        while key != before:
            before = key
            for prefix in self._prefixes:
                key = key.removeprefix(prefix)
            if (place := self._place.search(key)) and place.start():
                key = key[: place.start()].rstrip(" .,;:-–(")
        return key

    def find_unit(self, name: str, year: int, period: tuple[date, date] | None = None) -> UnitMatch:
        """The unit that a written name means in a year, or in a period of it. Confirmed aliases win over official
        names; a name of two units that both existed then is a question, never a guess."""
        first, last = period or (date(year, 1, 1), date(year, 12, 31))
        try:
            return self._found[name, first, last]
        except KeyError:
            self._found[name, first, last] = match = self._look_up(name, first, last)
            return match

    def find_place(self, name: str, year: int, period: tuple[date, date] | None = None) -> UnitMatch:
        """As find_unit where somebody says where he lives: people leave out whether it is a ward or a commune, and on
        a phone all marks of the letters. Read so only where no other unit of the time is called by these words or by
        more of them."""
        match = self.find_unit(name, year, period)
        if match.problem != "unknown_unit":
            return match
        first, last = period or (date(year, 1, 1), date(year, 12, 31))
        spelled = folded if name.isascii() else str
        key = spelled(self.unit_key(name))
        called = [
            (f" {spelled(known)}", unit)
            for known, units in self._named.items()
            for unit in units
            if unit.valid_in(first, last)
        ]
        called = [(known, unit) for known, unit in called if key and known.endswith(f" {key}")]
        said = {f" {key}", *(f" {spelled(sort).strip()} {key}" for sort in self._sorts)}
        alone = len(called) == 1 and called[0][0] in said
        return UnitMatch(called[0][1]) if alone else match

    def _look_up(self, name: str, first: date, last: date) -> UnitMatch:
        key = self.unit_key(name)
        aliased = [a for a in self._aliases.get(key, []) if a[1] <= last and a[2] >= first]
        known = [self.units[code] for code in dict.fromkeys(a[0] for a in aliased)]
        valid = [u for u in known if u.valid_in(first, last)]
        if not valid:
            official = self._named.get(key, [])
            known += [u for u in official if u not in known]
            valid = [u for u in official if u.valid_in(first, last)]
        if len(valid) == 1:
            return UnitMatch(valid[0])
        if valid:
            return UnitMatch(None, "unit_ambiguous", "; ".join(f"{u.unit_name} ({u.unit_code})" for u in valid))
        if not known:
            known = [self.units[code] for code, *_ in self._aliases.get(key, [])]
        if known:
            return UnitMatch(known[0], "unit_not_valid", "; ".join(_validity(u) for u in known))
        return UnitMatch(None, "unknown_unit", "; ".join(self.nearest_units(name)))

    def is_unit_name(self, name: str) -> bool:
        """Whether it is the name or an alias of a unit of any time."""
        key = self.unit_key(name)
        return key in self._named or key in self._aliases

    def is_called_like_a_unit(self, name: str) -> bool:
        """Whether it is a unit's name, or the end of one: people write Lê Lợi for Xã Lê Lợi, with accents or without."""
        said = plain(name)
        return bool(said.strip()) and any(name.endswith(said) for name in self._plain_names)

    def names_in_file_names(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """(name → codes, code → names): names of units without marks, and without the word for their sort where
        two words are left. The office that receives the files is left out: its name stands in the names of many."""
        if self._file_names is None:
            office = self.unit_key(self.setting("office_name", "Phòng Tư pháp"))
            sorts = tuple(folded(full) + " " for full in self._full.values())
            named: dict[str, set[str]] = {}
            written = [(key, u.unit_code) for key, us in self._named.items() for u in us]
            written += [(key, a[0]) for key, aliases in self._aliases.items() for a in aliases]
            for key, code in written:
                name = folded(key)
                if key == office or " " not in name:
                    continue
                named.setdefault(name, set()).add(code)
                rest = next((name.removeprefix(s) for s in sorts if name.startswith(s)), "")
                if " " in rest:
                    named.setdefault(rest, set()).add(code)
            own: dict[str, set[str]] = {}
            for name, codes in named.items():
                for code in codes:
                    own.setdefault(code, set()).add(name)
            self._file_names = named, own
        return self._file_names

    def find_unit_ever(self, name: str) -> UnitMatch:
        """As find_unit where no year is known: exactly one unit of all times, or none."""
        key = self.unit_key(name)
        codes = {code for code, *_ in self._aliases.get(key, [])} | {u.unit_code for u in self._named.get(key, [])}
        if len(codes) == 1:
            return UnitMatch(self.units[codes.pop()])
        if codes:
            return UnitMatch(None, "unit_ambiguous", "; ".join(sorted(codes)))
        return UnitMatch(None, "unknown_unit", "; ".join(self.nearest_units(name)))

    def nearest_units(self, name: str, count: int = 3) -> list[str]:
        """Official names that look most like a written one; a suggestion only."""
        from rapidfuzz import process  # only where a name is unknown: keeps workers light

        names = {key: [u.unit_name for u in units] for key, units in self._named.items()}
        for key, entries in self._aliases.items():
            names.setdefault(key, [self.units[code].unit_name for code, *_ in entries])
        best = process.extract(self.unit_key(name), list(names), limit=count)
        return list(dict.fromkeys(n for key, _, _ in best for n in names[key]))[:count]

    def in_scope(self, unit: Unit, year: int, assessment_code: str | None = None) -> bool:
        """Valid on 31 December, or on as_of in the running year; for an assessment whose period ends before, on its last
        day."""
        day = date(year, 12, 31)
        if self.as_of and self.as_of.year == year:
            day = self.as_of
        if assessment := self.assessments.get(assessment_code or ""):
            day = min(day, assessment.last_day or day)
        return unit.valid_in(day, day)

    # frameworks and assessments

    @property
    def framework_years(self) -> set[int]:
        """Years with a framework of the yearly assessment."""
        return {year for year, _, assessment in self._framework_of if assessment is None}

    def _take_frameworks(self, tables: dict[str, list[tuple]]) -> None:
        for code, name, _basis, _guidance, _period, decimals, *_ in tables.get("frameworks", []):
            self.frameworks[code] = Framework(code, name, 2 if decimals is None else decimals)
        known = self.frameworks

        def rows(table: str) -> list[tuple]:
            return [row for row in tables.get(table, []) if row[0] in known]

        for code, year, block, assessment in rows("framework_years"):
            self._framework_of[year, block, assessment] = code
            if assessment is None:  # the yearly one
                known[code].years.append((year, block))
        assessed: dict[str, set[str]] = {}
        for code, block, unit in tables.get("assessment_units", []):
            assessed.setdefault(code, set()).add(unit or block)
        period_to = known_tables()["assessments"].position("period_to")
        for row in tables.get("assessments", []):
            who = frozenset(assessed.get(row[0], ()))
            self.assessments[row[0]] = Assessment(*row[:7], who, row[period_to])
        for code, group, name, *_ in rows("criterion_groups"):
            known[code].groups[group] = name
        listed = [Criterion(*row) for row in rows("criteria")]
        place = {(c.framework_code, c.criterion_code): c.sort_order or 0 for c in listed}

        def order(c: Criterion) -> tuple:
            """A sub-criterion stands behind its criterion."""
            whole = place.get((c.framework_code, c.parent_code), c.sort_order or 0)
            return whole, c.parent_code or c.criterion_code, c.parent_code is not None, c.sort_order or 0

        for criterion in sorted(listed, key=order):
            known[criterion.framework_code].criteria[criterion.criterion_code] = criterion
        for code, criterion, lower, upper, points in rows("criterion_bands"):
            known[code].bands.setdefault(criterion, []).append((lower, upper, points))
        for code, criterion, _order, _rule, wording, *_ in sorted(rows("criterion_rules"), key=lambda row: row[2]):
            known[code].wordings.setdefault(criterion, []).append(wording)
        for code, criterion, block in rows("criterion_exclusions"):
            known[code].exclusions.add((criterion, block))
        for code, criterion, year, applicable, reason, *_ in rows("criterion_conditions"):
            known[code].conditions[criterion, year] = (applicable, reason)
        for framework in known.values():
            self._take_words_of(framework)

    def _take_words_of(self, framework: Framework) -> None:
        """How the criteria and groups of a framework may be written: exactly, never alike."""
        prefixes = self.words("criterion", "prefix")
        for code, criterion in framework.criteria.items():
            names = [criterion.criterion_name, *self._other_names.get(code, [])]
            names += self._other_names.get(f"{framework.framework_code}/{code}", [])
            for name in names:
                # the code and the name in one cell, as in "A1. Ban hành kế hoạch"
                coded = (code, *(f"{word} {code}" for word in prefixes))
                for written in (
                    name,
                    *(f"{said}{mark} {name}" for said in coded for mark in ("", ".", ":", ")", " -")),
                ):
                    key = label_key(written)
                    same = framework.code_of_name.get(key, code) == code
                    framework.code_of_name[key] = code if same else None
            for written in (f"({code})", f"{code})", *(f"{word} {code}" for word in prefixes)):
                framework.code_of_key.setdefault(label_key(written), code)
            if (number := number_text(code)) is not None:
                framework.codes_of_number.setdefault(number, []).append(code)
        framework.code_of_key |= {label_key(code): code for code in framework.criteria}
        for group, name in framework.groups.items():
            framework.group_keys |= {label_key(group), label_key(name)}

    def framework_of(self, year: int, block_code: str, assessment_code: str | None = None) -> str | None:
        """Framework of a year for a block, in the yearly assessment or in another."""
        own = (self._framework_of.get((year, block, assessment_code)) for block in (block_code, "all"))
        other = self.assessments.get(assessment_code or "")
        return next(filter(None, own), other.framework_code if other and other.year == year else None)

    def assessments_of(self, unit: Unit, year: int) -> list[Assessment]:
        """The assessments beside the yearly one in which a unit is assessed that year."""
        own = {unit.unit_code, unit.block_code}
        return [a for a in self.assessments.values() if a.year == year and own & a.assessed]

    def code_headers(self, kind: str) -> dict[str, str]:
        """Header words of a kind together with the codes and names of all criteria: a matrix has them as columns."""
        if kind not in self._code_headers:
            codes, names = {}, {}
            for framework in self.frameworks.values():
                codes |= {key: CODE + code for key, code in framework.code_of_key.items()}
                for key, code in framework.code_of_name.items():
                    names.setdefault(key, set()).add(code)
            # a name counts where it means one code in all frameworks
            only = {key: CODE + min(c) for key, c in names.items() if len(c) == 1 and None not in c}
            self._code_headers[kind] = only | codes | self.headers.get(kind, {})
        return self._code_headers[kind]

    def rules(self, framework_code: str, block_code: str, year: int) -> dict[str, Rule]:
        """What holds for each criterion of a framework, for a block in a year."""
        key = (framework_code, block_code, year)
        if key not in self._rules:
            self._rules[key] = self._make_rules(*key)
        return self._rules[key]

    def _make_rules(self, framework_code: str, block_code: str, year: int) -> dict[str, Rule]:
        framework = self.frameworks[framework_code]
        rules = {}
        for code, criterion in framework.criteria.items():
            applies, reason = framework.conditions.get((code, year), (True, None))
            excluded = None
            if (code, block_code) in framework.exclusions:
                excluded = "khối của đơn vị không thuộc diện chấm"
            elif not applies:
                excluded = f"năm {year}: {reason or 'không đủ điều kiện chấm'}"
            elif criterion.parent_code in rules:  # the criterion stands before its parts
                excluded = rules[criterion.parent_code].excluded
            bands = tuple(sorted(framework.bands.get(code, []), reverse=True))
            may_mark, most = bool(criterion.unit_may_mark_na), criterion.max_points
            least, counts = criterion.min_points or Decimal(0), criterion.in_maximum is not False
            rules[code] = Rule(
                code, most, excluded, may_mark, bands, float(most), least, most, counts, criterion.parent_code, ()
            )  # fmt: skip
        return self._with_parts(framework, rules)

    def _with_parts(self, framework: Framework, rules: dict[str, Rule]) -> dict[str, Rule]:
        """The rules of criteria that have sub-criteria, and of those to which points may be moved."""
        moved: dict[str, Decimal] = {}
        for criterion in framework.criteria.values():
            target = (criterion.na_rule or "").removeprefix("moved_to:")
            moved[target] = moved.get(target, Decimal(0)) + criterion.max_points
        known = {c.parent_code for c in framework.criteria.values()}
        for code, rule in reversed(rules.items()):  # parts stand behind their criterion
            if code in known:
                parts = tuple(c for c, r in rules.items() if r.parent_code == code and not r.excluded)
                most = sum((rules[c].max_points for c in parts), Decimal(0))
                reason = rule.excluded or (None if parts else "không có chỉ tiêu thành phần nào phải chấm")
                if parts:
                    rule = rule._replace(max_points=most, max_float=float(most))
                rule = rule._replace(most=sum((rules[c].most for c in parts), Decimal(0)), excluded=reason, parts=parts)
            rules[code] = rule._replace(most=rule.most + moved.get(code, Decimal(0)))
        return rules

    def missing_reference(self) -> list[str]:
        """Tables without which no workbook can be read, by their Vietnamese names."""
        missing = [] if self.units else ["đơn vị"]
        if not any(f.criteria for f in self.frameworks.values()):
            missing.append("bộ tiêu chí")
        return missing


# Rows of a layout table that name something else than a column of the table.
NOT_COLUMNS = {
    "unit_label", "year_label", "title", "title_verified", "title_final", "total_row", "group_total_row",
    "not_applicable", "blank", "prefix", "personal", "personal_part", "personal_word", "chosen", "not_chosen",
    "not_asked", "beside", "personal_asked", "of_another", "remark", "note_row", "province", "act_label", "closed_label",
    "reopened_label",
}  # fmt: skip


def _any(words: Iterable[str]) -> str:
    """Pattern of one of the words; of none, that nothing fits."""
    return "|".join(map(re.escape, filter(None, words))) or "(?!)"


@cache
def shipped_layouts() -> list[tuple[str, str, str]]:
    """(kind, field, header) of every file in layouts/."""
    rows = []
    for path in sorted(LAYOUTS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows += [(row["kind"], row["field"], row["header"]) for row in csv.DictReader(lines)]
    return rows


def _validity(unit: Unit) -> str:
    until = f" đến {unit.valid_to:%d/%m/%Y}" if unit.valid_to else ""
    return f"{unit.unit_name}: từ {unit.valid_from:%d/%m/%Y}{until}"
