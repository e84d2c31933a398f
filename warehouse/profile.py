"""What a unit can read from its own result: strengths, what to improve first, where points were lost, a trial.

Plain functions over the rows of warehouse/questions; nothing here is stored, and no official figure is made here.
Criterion rows are those of the question `unit_criteria`: `points` (None: not scored), `max_points`, `applicable`, and over
the block `block_median` (points), `block_spread` (percentage points between the first and the last tenth),
`block_scored` (how many units are scored).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

MIN_SCORED = 4  # fewer units of the block say nothing about what is usual
CONSTANT = 5.0  # a criterion on which the block spreads less than this distinguishes nobody
NOTABLE = 10.0  # percentage points from the block's median that are worth a sentence


@dataclass(frozen=True)
class Trial:
    """The result that changed scores would give; the rank is among the published results of the block."""

    points: float
    max_points: float
    score_pct: float | None
    class_name: str | None
    rank: int | None
    ranked: int


def percent_of(points: Decimal, maximum: Decimal) -> float | None:
    """Percentage by the rule of the marts: one correctly rounded division of integers."""
    divisor = int(maximum * 10000)
    return int(100 * points * 10000) / divisor if divisor else None


def class_of(score_pct: float | None, bounds: list[dict]) -> str | None:
    """Name of the class: the highest inclusive lower bound that is reached."""
    reached = [b for b in bounds if score_pct is not None and b["lower_pct"] <= score_pct]
    return max(reached, key=lambda b: b["lower_pct"])["class_name"] if reached else None


def trial(
    criteria: list[dict],
    changes: dict[str, float],
    peers: list[float],
    bounds: list[dict],
    added: float = 0.0,
    cap: float | None = None,
) -> Trial:
    """Score, class and rank if `changes` (criterion → points) held; peers: score_pct of the block's other units. added:
    bonus and penalty points; cap: the most that the percentage can be."""
    points = maximum = Decimal(0)
    scored = False
    for row in criteria:
        if not row["applicable"]:
            continue
        limit = _exact(row["max_points"])
        maximum += limit
        value = changes.get(row["criterion_code"], row["points"])
        if value is not None:
            scored = True
            points += min(max(_exact(value), Decimal(0)), limit)
    points += _exact(added)
    score = percent_of(points, maximum) if scored else None
    if score is not None:
        score = max(score if cap is None else min(score, cap), 0.0)
    rank = None if score is None else 1 + sum(peer > score for peer in peers)
    return Trial(float(points), float(maximum), score, class_of(score, bounds), rank, len(peers) + (score is not None))


def _exact(value: float) -> Decimal:
    return Decimal(repr(round(float(value), 4)))


def distinguishing(criteria: list[dict]) -> list[dict]:
    """Applicable, scored criteria on which the block's units differ, each with `difference`: percentage points of the
    maximum between the unit and the median of the block."""
    return [
        row | {"difference": 100 * (row["points"] - row["block_median"]) / row["max_points"]}
        for row in criteria
        if row["applicable"]
        and row["points"] is not None
        and row["block_scored"] >= MIN_SCORED
        and row["block_spread"] >= CONSTANT
    ]


def strengths(criteria: list[dict], limit: int = 3) -> list[dict]:
    """Criteria well above the block's median, the largest difference in points first."""
    rows = [row for row in distinguishing(criteria) if row["difference"] >= NOTABLE]
    return sorted(rows, key=lambda r: (-_gain(r), r["position"]))[:limit]


def weaknesses(criteria: list[dict], limit: int = 3) -> list[dict]:
    """Criteria well below the block's median, the largest difference in points first."""
    rows = [row for row in distinguishing(criteria) if row["difference"] <= -NOTABLE]
    return sorted(rows, key=lambda r: (_gain(r), r["position"]))[:limit]


def _gain(row: dict) -> float:
    return row["points"] - row["block_median"]


def priorities(criteria: list[dict]) -> list[dict]:
    """Criteria on which at least half of the block already has more, each with `gain`: the points up to its
    median; most to gain first. A criterion that is not scored yet counts as 0 here."""
    rows = [
        row | {"gain": row["block_median"] - (row["points"] or 0)}
        for row in criteria
        if row["applicable"] and row["block_scored"] >= MIN_SCORED
    ]
    return sorted((r for r in rows if r["gain"] > 0), key=lambda r: (-r["gain"], r["position"]))


def lost_points(criteria: list[dict]) -> list[dict]:
    """From 100 % down to the score: one step per group, then what is not scored; each with `start`, `end`, `lost`
    (percentage points of the maximum) and `points`. The last end is the score."""
    maximum = sum(row["max_points"] for row in criteria if row["applicable"])
    if not maximum:
        return []
    groups: dict[str, dict] = {}
    waiting = 0.0
    for row in criteria:
        if not row["applicable"]:
            continue
        if row["points"] is None:
            waiting += row["max_points"]
            continue
        group = groups.setdefault(
            row["group_code"], {"code": row["group_code"], "name": row["group_name"], "points": 0.0}
        )
        group["points"] += row["max_points"] - row["points"]
    steps = list(groups.values())
    if waiting:
        steps.append({"code": None, "name": None, "points": waiting})
    level = 100.0
    for step in steps:
        step["lost"] = 100 * step["points"] / maximum
        step["start"], level = level, level - step["lost"]
        step["end"] = level
    return steps
