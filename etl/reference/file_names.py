"""What the name of a file and its folder say. They decide nothing: where they contradict the content, that is said,
because the wrong file may have been sent."""

from __future__ import annotations

import re
from datetime import date

from etl.read.findings import finding
from etl.read.model import Finding
from etl.read.text import folded
from etl.reference.context import Context

_CAMEL = re.compile(r"(?<=[a-zà-ỹ])(?=[A-ZÀ-ỸĐ])")
# dates of sending are no years assessed
_DATE = re.compile(r"\b\d{1,2}[ ._-]\d{1,2}[ ._-]20\d\d\b|\b20\d\d[ ._-]?[01]\d[ ._-]?[0-3]\d\b")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_LEAST = 7  # letters of a name written without spaces; shorter ones stand in other words by chance


def contradictions(path: str, unit_code: str | None, year: int | None, context: Context) -> list[Finding]:
    """Findings where the file's name, else its folder, names other units or other years than the content."""
    places = _places(path)[:2]
    found = []
    if year and (years := next(filter(None, map(_years, places)), None)) and year not in years:
        said = "năm " + ", ".join(map(str, sorted(years)))
        found.append(finding("file_name_contradicts", None, None, said, f"năm {year}"))
    if unit_code and unit_code in context.units:
        codes = _other_units(places, unit_code, context)
        if codes:
            said = "; ".join(sorted(context.units[code].unit_name for code in codes))
            own = context.units[unit_code].unit_name
            found.append(finding("file_name_contradicts", None, None, said, own))
    return found


def told(path: str, context: Context) -> tuple[str, int] | None:
    """The one unit and the one year that a file's name and its folder tell; None where they are not one each."""
    places = _places(path)
    years = next(filter(None, map(_years, places)), set())
    if len(years) != 1:
        return None
    (year,) = years
    names, _ = context.names_in_file_names()
    for place in places:
        codes = _units(f" {folded(_CAMEL.sub(' ', place))} ", names)
        valid = {c for c in codes if context.units[c].valid_in(date(year, 1, 1), date(year, 12, 31))}
        if codes:
            return (valid.pop(), year) if len(valid) == 1 else None
    return None


def _places(path: str) -> list[str]:
    """The name of a file without its ending, then its folders, the nearest first."""
    *folders, name = path.replace("\\", "/").replace("!/", "/").split("/")
    return [name.rpartition(".")[0] or name, *reversed(folders)]


def _other_units(places: list[str], unit_code: str, context: Context) -> set[str]:
    """Units named by the file, else by its folder, where the unit itself is not among them."""
    names, own = context.names_in_file_names()
    for place in places:
        words = f" {folded(_CAMEL.sub(' ', place))} "
        # nearly every name is right, and a province has thousands of units to compare with
        if any(f" {name} " in words for name in own.get(unit_code, ())):
            return set()
        if codes := _units(words, names):
            return set() if unit_code in codes else codes
    return set()


def _years(text: str) -> set[int]:
    spaced = _DATE.sub(" ", text.replace("_", " "))
    return {int(year) for year in _YEAR.findall(spaced)}


def _units(words: str, names: dict[str, set[str]]) -> set[str]:
    """Units whose name stands in the text as whole words, or without spaces."""
    squeezed = words.replace(" ", "")
    hits = {
        name.replace(" ", ""): codes
        for name, codes in names.items()
        if f" {name} " in words or (len(name) >= _LEAST and name.replace(" ", "") in squeezed)
    }
    # "hồng hà" says nothing where the longer "hồng hải" is meant
    longest = [name for name in hits if not any(name != other and name in other for other in hits)]
    return {code for name in longest for code in hits[name]}
