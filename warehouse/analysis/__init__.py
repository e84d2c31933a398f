"""What is worth saying of a period, by rules that can be read: one SQL file a rule, a row a finding, the weightiest first.

A rule reads marts and is asked like a question (warehouse/questions). Every row has a `weight`, the share (0-1) of the
units, tasks or points that it concerns, by which findings of different rules are put in order. The bounds from which
something is said are settings of the reference, named as the rule names them.
"""

from __future__ import annotations

from collections.abc import Callable

from warehouse import questions

THRESHOLDS = {  # setting: what holds where it is absent
    "low_criterion_pct": 50.0,  # a criterion below so much of its maximum is low
    "analysis_min_units": 5.0,  # of fewer units nothing is said together
    "analysis_low_units_pct": 30.0,  # low in so many of the units: in many
    "analysis_repeat_pct": 10.0,  # low two years running in so many of the units
    "analysis_change_pct": 3.0,  # percentage points: a change
    "analysis_gap_pct": 10.0,  # percentage points below the middle of the block: behind
    "analysis_concentration_pct": 5.0,  # percentage points by which a share of the lost points exceeds that of all points
    "analysis_self_gap_pct": 10.0,  # of the maximum: self-scores above the verified ones
    "analysis_coverage_pct": 80.0,  # of the units: with results of fewer a year does not speak for all
    "analysis_survey_pct": 20.0,  # of the units: scores above what the survey supports
}


def thresholds(ask: Callable[..., list[dict]]) -> dict[str, float]:
    """The bounds in force; the default where a setting is absent or no number."""
    given = {row["key"]: row["value"] for row in ask("settings")}
    return {key: _number(given.get(key), default) for key, default in THRESHOLDS.items()}


def _number(text: str | None, default: float) -> float:
    try:
        return float(text or default)
    except ValueError:
        return default


def found(ask: Callable[..., list[dict]], rule: str, bounds: dict[str, float], **subject) -> list[dict]:
    """The rows of a rule for a subject: first, last (years), block."""
    known = bounds | subject
    return ask(rule, **{name: known[name] for name in questions.parameters(rule)})
