"""Sub-criteria (chỉ tiêu thành phần) in tables: which one a row below its criterion means, and whether the criterion and
its parts say the same."""

from __future__ import annotations

import re
from decimal import Decimal

from etl.read import values
from etl.read.findings import finding, vietnamese
from etl.read.model import Finding
from etl.read.text import label_key
from etl.reference.context import Criterion, Framework, Rule

_LABEL = r"\(?([a-zđ]|\d{1,2})\s*[.)]*"
_ALONE = re.compile(_LABEL)
_BEFORE_NAME = re.compile(r"(?:\(?([a-zđ]|\d{1,2})\s*[.)]+|[-+*•–—▪]+)\s*(\S.*)", re.DOTALL)
_DASHES = re.compile(r"[-+*•–—▪]*")
LETTERS = "abcd"  # from the fifth on some count đ and some do not


def find(framework: Framework, above: str, raw, name) -> Criterion | None:
    """The sub-criterion that a row means which stands below a criterion or one of its parts: by its name, with or without
    a), 1) or a dash before it, else by its letter or the end of its code."""
    whole = framework.criteria[above].parent_code or above
    parts = [c for c in framework.criteria.values() if c.parent_code == whole]
    if not parts:
        return None
    label, words = None, name.strip() if type(name) is str else ""
    if hit := _BEFORE_NAME.fullmatch(words):
        label, words = hit[1], hit[2]
    text = raw.strip() if type(raw) is str else values.as_received(raw) or ""
    if text.lower().startswith(whole.lower()):
        text = text[len(whole) :].lstrip(".- ")
    if hit := _ALONE.fullmatch(text.lower()):
        label = hit[1]
    elif not _DASHES.fullmatch(text):
        return None
    named = [c for c in parts if words and label_key(c.criterion_name) == label_key(words)]
    if len(named) == 1:
        return named[0]
    if label is None or (label.isdigit() and words):  # a running number says nothing of a name that nobody knows
        return None
    ends = {c.criterion_code.removeprefix(whole).strip(".-() ").lower(): c for c in parts}
    if label in ends:
        return ends[label]
    place = int(label) - 1 if label.isdigit() else LETTERS.find(label)
    return parts[place] if 0 <= place < len(parts) else None


def is_named_so(criterion: Criterion, name) -> bool:
    """Whether the name beside a row is that of the criterion, but for a label before it and a remark behind it."""
    words = name.strip() if type(name) is str else ""
    hit = _BEFORE_NAME.fullmatch(words)
    written = label_key(hit[2] if hit else words)
    return not written or written.startswith(label_key(criterion.criterion_name))


def total_differs(
    rules: dict[str, Rule], scores: dict[str, tuple[Decimal, str, str | None]], needs_all: bool
) -> list[Finding]:
    """Criteria whose score is not the sum of their parts' scores. scores: code → (points, sheet, cell). needs_all: parts
    without a score may have one from an earlier stage, so that only more than the criterion's is a contradiction."""
    out = []
    for code, rule in rules.items():
        given = [scores[part][0] for part in rule.parts if part in scores]
        if code not in scores or not given:
            continue
        points, sheet, cell = scores[code]
        total = sum(given, Decimal(0))
        is_open = needs_all and len(given) < len(rule.parts)
        if total > points or (total != points and not is_open):
            shown = vietnamese(values.canonical(points)), vietnamese(values.canonical(total))
            out.append(finding("sub_total_differs", sheet, cell, *shown, criterion=code))
    return out
