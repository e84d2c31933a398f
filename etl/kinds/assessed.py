"""Which assessment a file is for: the yearly one (None) or another of that year. The hidden sheet of a template says it,
else the title, else it is the only one owed; never a guess from the scores."""

from __future__ import annotations

from etl.read.findings import finding
from etl.read.model import AMBIGUOUS, Finding
from etl.read.text import normalise_key
from etl.read.workbook import IDENTIFICATION_SHEET
from etl.reference.context import Assessment, Context, Unit

YEARLY = "đánh giá hằng năm"


def of_unit(
    context: Context, unit: Unit, year: int, hidden: dict[str, str], title: str, place: str | None, findings: list[Finding]
) -> str | None:  # fmt: skip
    """The assessment of a unit's workbook, AMBIGUOUS with an error where it may be of several. hidden: facts of the
    identification sheet; title: keys of the lines above the table."""
    if not context.assessments:
        return None
    own = context.assessments_of(unit, year)
    said = hidden.get("assessment_code")
    if hidden and not said:
        return None  # a template of the yearly assessment
    others = [a for a in context.assessments.values() if a not in own]
    if not said and (strange := _coded(others, title)):
        said = strange[0].assessment_code
    if said:
        if said in (a.assessment_code for a in own):
            return said
        known = "; ".join(a.name for a in own) or YEARLY
        where = IDENTIFICATION_SHEET if hidden else place
        findings.append(finding("assessment_unknown", where, None, said, known, year=year))
        return AMBIGUOUS
    yearly = context.framework_of(year, unit.block_code)
    return _settled(context, own, yearly, title, place, findings)


def of_table(context: Context, year: int, title: str, place: str | None, findings: list[Finding]) -> str | None:
    """The assessment of a table of many units: what its title names, else the yearly one where the year has it."""
    own = [a for a in context.assessments.values() if a.year == year]
    if not own or (year in context.framework_years and not _named(own, title)):
        return None
    return _settled(context, own, None, title, place, findings)


def named_in(context: Context, title: str) -> list[Assessment]:
    """The assessments beside the yearly ones, of any year, that a title names."""
    return _named([*context.assessments.values()], title)


def _settled(
    context: Context, own: list[Assessment], yearly: str | None, title: str, place: str | None, findings: list[Finding]
) -> str | None:
    """yearly: the framework of the yearly assessment, which is one of the candidates then."""
    frameworks = {a.assessment_code: a.framework_code for a in own}
    candidates: dict[str | None, str] = {None: yearly, **frameworks} if yearly else frameworks
    if len(candidates) < 2:
        return next(iter(candidates), None)
    named: list[str | None] = [a.assessment_code for a in _named(own, title)]
    if not named:
        titles = {c: normalise_key(context.frameworks[f].framework_name) for c, f in candidates.items()}
        held = {key for key in titles.values() if key in title}
        longest = {key for key in held if not any(key in other for other in held - {key})}
        named = [c for c, key in titles.items() if key in longest]
    if len(named) == 1:
        return named[0]
    words = "; ".join(context.assessments[c].name if c else YEARLY for c in named or candidates)
    findings.append(finding("assessment_ambiguous", place, None, words))
    return AMBIGUOUS


def _coded(assessments: list[Assessment], title: str) -> list[Assessment]:
    """Those whose code stands in the title, as a word."""
    words = set(title.replace("(", " ").replace(")", " ").replace(",", " ").replace(":", " ").replace(".", " ").split())
    return [a for a in assessments if normalise_key(a.assessment_code) in words]


def _named(assessments: list[Assessment], title: str) -> list[Assessment]:
    """Those that a title names: by code, else by subject; several of one subject by audience, place, activity."""
    if coded := _coded(assessments, title):
        return coded
    said = {a.assessment_code: [normalise_key(w) in title for w in a.words] for a in assessments}
    named = [a for a in assessments if any(said[a.assessment_code][:1])]
    whole = [a for a in named if all(said[a.assessment_code])] or named
    most = max((sum(said[a.assessment_code]) for a in whole), default=0)
    return [a for a in whole if sum(said[a.assessment_code]) == most]
