"""How firm are ranks and classes: mart.rank_interval and mart.borderline, computed at every build.

The weights of an official framework are fixed, so this is information for readers; official ranks and classes come
from mart.unit_year and never from here. Three questions are asked of every block, year and framework:

- weights: the points of each criterion count up to 25 % more or less (2,000 draws; Saisana, Saltelli, Tarantola 2005);
- leave_one_out: one criterion is left out, each in turn;
- self_scores: only verified and final scores count, where a unit has any.

A criterion that does not apply to a unit is out of its maximum in every draw, one that is not scored stays in it
(the points form of the percentage, as in mart.unit_year).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import duckdb
import numpy as np

from warehouse import incoming

DRAWS = 2000
SPREAD = 0.25  # weights vary by ± this share
SEED = 20221222
FIRM = 0.05  # what changes in at most this share of the draws is firm: P5-P95 holds it
EQUAL = 1e-9  # percentages nearer than this are a tie, and a bound nearer than this is reached
CHUNK = 2_000_000  # cells of draws x units held at once

SCORES = """
select u.year, u.block_code, u.framework_code, u.unit_code, u.rank_block, u.score_basis, u.class_code,
    s.criterion_code,
    cast(s.points as double) as points,
    case when s.applicable then cast(s.max_points as double) else 0 end as max_points,
    s.verified_points is not null or s.final_points is not null as is_issued
from mart.unit_year as u
inner join mart.criterion_unit_year as s on s.year = u.year and s.unit_code = u.unit_code
where u.score_pct is not null and u.rank_block is not null
order by u.year, u.block_code, u.framework_code, u.unit_code, s.criterion_code
"""
CRITERIA = "select framework_code, criterion_code from mart.criterion order by framework_code, criterion_code"
BOUNDS = "select framework_code, class_code, cast(lower_pct as double) from mart.class order by 1, 3"
TABLES = ("mart.rank_interval", "mart.borderline")
READS = "\n".join((SCORES, CRITERIA, BOUNDS))  # the build takes its place in the order from these
INTERVAL_COLUMNS = (
    "year", "unit_code", "block_code", "framework_code", "rank_low", "rank_middle", "rank_high", "rank_shift",
    "class_share", "draws",
)  # fmt: skip
BORDERLINE_COLUMNS = (
    "year", "unit_code", "block_code", "framework_code", "reason", "subject", "cause", "places", "is_held",
    "class_code", "other_class_code", "change_share", "criteria",
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """Units of one block, year and framework that have a result; arrays are units x criteria, both in code order."""

    year: int
    block_code: str
    framework_code: str
    unit_codes: list[str]
    criterion_codes: list[str]
    points: np.ndarray  # 0 where not scored
    maxima: np.ndarray  # 0 where not applicable
    issued: np.ndarray  # verified or final, as a mask
    ranks: np.ndarray  # official
    class_codes: list[str | None]  # official
    bounds: np.ndarray  # ascending
    bound_classes: list[str]

    @property
    def places(self) -> int:
        """How many places count as the top, and as the bottom: 3, fewer in small blocks; none for a single unit."""
        size = len(self.unit_codes)
        return min(3, max(1, size // 4)) if size > 1 else 0

    @property
    def key(self) -> tuple:
        return self.block_code, self.framework_code


def fill(con: duckdb.DuckDBPyConnection, before: str | None = None) -> None:
    """Fills both tables of a snapshot under construction. The same scores give the same rows: where both hold those of
    `before`, an attached snapshot with the same criteria and bounds, only the fields with other scores are drawn anew."""
    kept = same_fields(con, before) if before else set()
    for table in TABLES:
        for key in set(con.execute(f"select distinct year, block_code, framework_code from {table}").fetchall()) - kept:
            con.execute(f"delete from {table} where year = ? and block_code = ? and framework_code = ?", key)
    intervals, borderline = [], []
    for field in fields(con, kept):
        found, under_weights = under_perturbed_weights(field)
        intervals += found
        borderline += under_weights
        borderline += with_one_left_out(field)
        borderline += without_self_scores(field)
    borderline.sort(key=lambda row: (row[0], row[1], row[4]))
    _insert(con, "mart.rank_interval", INTERVAL_COLUMNS, intervals)
    _insert(con, "mart.borderline", BORDERLINE_COLUMNS, borderline)


def same_fields(con: duckdb.DuckDBPyConnection, before: str) -> set[tuple]:
    """(year, block, framework) whose scores are those of an attached snapshot."""

    def sums(scores: str) -> dict[tuple, tuple]:
        sql = f"select year, block_code, framework_code, count(*), sum(cast(hash(s) as hugeint)) from ({scores}) as s group by all"
        return {row[:3]: row[3:] for row in con.execute(sql).fetchall()}

    now, then = sums(SCORES), sums(SCORES.replace("mart.", f"{before}.mart."))
    return {key for key, told in now.items() if then.get(key) == told}


def fields(con: duckdb.DuckDBPyConnection, kept: Collection[tuple] = ()) -> Iterator[Field]:
    """Every block, year and framework with at least one result, without those that are kept."""
    criteria: dict[str, list[str]] = {}
    for framework, criterion in con.execute(CRITERIA).fetchall():
        criteria.setdefault(framework, []).append(criterion)
    bounds: dict[str, list[tuple]] = {}
    for framework, code, lower in con.execute(BOUNDS).fetchall():
        bounds.setdefault(framework, []).append((lower, code))
    rows = con.execute(SCORES).fetchnumpy()
    if not len(rows["year"]):
        return
    keys = [rows[name] for name in ("year", "block_code", "framework_code")]
    changes = np.zeros(len(keys[0]), dtype=bool)
    for values in keys:
        changes[1:] |= values[1:] != values[:-1]
    starts = [0, *np.flatnonzero(changes), len(changes)]
    for start, end in pairwise(starts):
        if tuple(values[start] for values in keys) not in kept:
            yield _field({name: v[start:end] for name, v in rows.items()}, criteria, bounds)


def _field(rows: dict, criteria: dict[str, list[str]], bounds: dict[str, list[tuple]]) -> Field:
    framework = str(rows["framework_code"][0])
    codes = criteria[framework]
    units, first, unit = np.unique(rows["unit_code"].astype(str), return_index=True, return_inverse=True)
    position = {code: n for n, code in enumerate(codes)}
    column = np.array([position[code] for code in rows["criterion_code"]])

    def matrix(values: np.ndarray) -> np.ndarray:
        out = np.zeros((len(units), len(codes)))
        out[unit, column] = np.ma.filled(values, 0)
        return out

    limits = bounds.get(framework, [])
    classes = rows["class_code"]
    points, maxima = matrix(rows["points"]), matrix(rows["max_points"])
    by_bound = classes_of(_percents(points.sum(axis=1), maxima.sum(axis=1)), np.array([lower for lower, _ in limits]))
    reached = [limits[n][1] if n >= 0 else None for n in by_bound]
    return Field(
        year=int(rows["year"][0]),
        block_code=str(rows["block_code"][0]),
        framework_code=framework,
        unit_codes=[str(code) for code in units],
        criterion_codes=codes,
        points=points,
        maxima=maxima,
        issued=matrix(rows["is_issued"]) > 0,
        ranks=rows["rank_block"][first].astype(int),
        # of a class that a condition lowered, weights say nothing
        class_codes=[code if code == classes[n] else None for code, n in zip(reached, first, strict=True)],
        bounds=np.array([lower for lower, _ in limits]),
        bound_classes=[code for _, code in limits],
    )


@lru_cache(maxsize=8)
def draw_factors(criteria: int, draws: int) -> np.ndarray:
    """draws x criteria: what each criterion's points are multiplied by. Depends on these two numbers alone, so a block,
    a year or a unit more changes nobody else's interval."""
    random = np.random.Generator(np.random.PCG64(SEED))
    return 1 + SPREAD * random.uniform(-1, 1, (draws, criteria))


def competition_ranks(percents: np.ndarray) -> np.ndarray:
    """Along the last axis: 1 + the number of units with a greater percentage; equal ones share a place.

    Equal means within EQUAL of the next one, since sums of floats differ in their last digits where the fractions are
    the same. A unit without a percentage (NaN) gets 0 and counts for nobody.
    """
    order = np.argsort(-percents, axis=-1)  # NaN comes last
    ordered = np.take_along_axis(percents, order, axis=-1)
    first = np.zeros(percents.shape, dtype=np.int32)
    starts = ~(ordered[..., :-1] - ordered[..., 1:] <= EQUAL)  # where a run of equals begins
    first[..., 1:] = np.where(starts, np.arange(1, percents.shape[-1], dtype=np.int32), 0)
    np.maximum.accumulate(first, axis=-1, out=first)
    first += 1
    first[np.isnan(ordered)] = 0
    ranks = np.empty_like(first)
    np.put_along_axis(ranks, order, first, axis=-1)
    return ranks


def top_and_bottom(percents: np.ndarray, places: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ranks, and who is among the first and the last `places`. Ties share a place from either end, but who is among
    the first is not among the last."""
    ranks = competition_ranks(percents)
    is_top = (ranks > 0) & (ranks <= places)
    # among the last are those with fewer than `places` below them: none above the percentage of that place
    at = np.partition(percents, places - 1, axis=-1)[..., places - 1, None] if places else np.nan
    with np.errstate(invalid="ignore"):
        is_bottom = (ranks > places) & (percents <= at + EQUAL)
    return ranks, is_top, is_bottom


def classes_of(percents: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """Position of the class among ascending inclusive lower bounds; -1 below all of them or without a percentage."""
    found = np.searchsorted(bounds, percents + EQUAL, side="right") - 1
    return np.where(np.isnan(percents), -1, found)


def under_perturbed_weights(field: Field) -> tuple[list[tuple], list[tuple]]:
    """Rows of mart.rank_interval, and those of mart.borderline whose cause is `weights`."""
    size = len(field.unit_codes)
    factors = draw_factors(len(field.criterion_codes), DRAWS)
    both = np.vstack([field.points, field.maxima]).T
    ranks = np.empty((DRAWS, size), dtype=np.int32)
    top, bottom = np.zeros(size, dtype=int), np.zeros(size, dtype=int)
    reached = np.zeros((len(field.bounds) + 2, size), dtype=int)  # draws that reach a bound; first: any
    step = max(1, CHUNK // size)
    for start in range(0, DRAWS, step):
        part = factors[start : start + step]
        sums = part @ both
        percents = 100 * sums[:, :size] / sums[:, size:]
        ranks[start : start + step], is_top, is_bottom = top_and_bottom(percents, field.places)
        top += is_top.sum(axis=0)
        bottom += is_bottom.sum(axis=0)
        reached[0] += len(part)
        for position, bound in enumerate(field.bounds):
            reached[position + 1] += (percents + EQUAL >= bound).sum(axis=0)
    low, middle, high = np.percentile(ranks, [5, 50, 95], axis=0)
    shift = np.abs(ranks - field.ranks).mean(axis=0)
    own = _positions(field)
    counted = np.roll(reached[:-1] - reached[1:], -1, axis=0).T  # draws of each class; last: none
    same_class = counted[np.arange(size), own]
    intervals = [
        (
            field.year, code, *field.key, float(low[n]), float(middle[n]), float(high[n]), float(shift[n]),
            float(same_class[n] / DRAWS) if field.class_codes[n] else None, DRAWS,
        )
        for n, code in enumerate(field.unit_codes)
    ]  # fmt: skip
    other = counted.copy()
    other[np.arange(size), own] = 0
    often = FIRM * DRAWS  # whole draws are compared with it: shares would differ in their last digits
    turned = _Turned(field, "weights")
    for n in np.flatnonzero(DRAWS - same_class > often).tolist():
        if field.class_codes[n]:
            turned.class_of(n, int(other[n].argmax()), (DRAWS - same_class[n]) / DRAWS)
    held_top, held_bottom = _held(field)
    for subject, held, count in (("top", held_top, top), ("bottom", held_bottom, bottom)):
        changed = np.where(held, DRAWS - count, count)
        for n in np.flatnonzero(changed > often).tolist():
            turned.place_of(n, subject, bool(held[n]), changed[n] / DRAWS)
    return intervals, turned.rows


def with_one_left_out(field: Field) -> list[tuple]:
    """Rows of mart.borderline whose cause is `leave_one_out`: each criterion of the framework left out in turn."""
    keep = 1 - np.eye(len(field.criterion_codes))
    percents = _percents(keep @ field.points.T, keep @ field.maxima.T)
    _, is_top, is_bottom = top_and_bottom(percents, field.places)
    classes = classes_of(percents, field.bounds)
    held_top, held_bottom = _held(field)
    there = ~np.isnan(percents)
    # a criterion that applies to nobody cannot change anything
    used = ((field.maxima > 0) | (field.points != 0)).any(axis=0)
    turned = _Turned(field, "leave_one_out")
    own = _positions(field)
    for n in range(len(field.unit_codes)):
        if field.class_codes[n]:
            changed = (classes[:, n] != own[n]) & there[:, n]
            if changed.any():
                other = int(classes[changed, n][0])
                turned.class_of(n, other, changed.sum() / used.sum(), changed)
        for subject, held, now in (("top", held_top, is_top), ("bottom", held_bottom, is_bottom)):
            changed = (now[:, n] != held[n]) & there[:, n]
            if changed.any():
                turned.place_of(n, subject, bool(held[n]), changed.sum() / used.sum(), changed)
    return turned.rows


def without_self_scores(field: Field) -> list[tuple]:
    """Rows of mart.borderline whose cause is `self_scores`: what turns when only verified and final scores count.

    Only those of units that have some: their own maximum shrinks to the criteria verified, and units without any
    leave the field. Nothing where the whole field is verified, or none of it is: then there is no second answer.
    """
    rated = field.maxima > 0
    issued = field.issued & rated
    if not issued.any() or (issued == rated).all():
        return []
    percents = _percents((field.points * issued).sum(axis=1), (field.maxima * issued).sum(axis=1))
    _, is_top, is_bottom = top_and_bottom(percents, field.places)
    classes = classes_of(percents, field.bounds)
    held_top, held_bottom = _held(field)
    own = _positions(field)
    turned = _Turned(field, "self_scores")
    for n in range(len(field.unit_codes)):
        if field.class_codes[n] and not math.isnan(percents[n]) and classes[n] != own[n]:
            turned.class_of(n, int(classes[n]), None)
        for subject, held, now in (("top", held_top, is_top), ("bottom", held_bottom, is_bottom)):
            if now[n] != held[n]:
                turned.place_of(n, subject, bool(held[n]), None)
    return turned.rows


class _Turned:
    """Collects the rows of one field and cause."""

    def __init__(self, field: Field, cause: str):
        self.field, self.cause, self.rows = field, cause, []

    def class_of(self, n: int, other: int, share: float | None, left_out=None) -> None:
        codes = self.field.bound_classes
        self._row(n, "class", None, codes[other] if 0 <= other < len(codes) else None, share, left_out)  # fmt: skip

    def place_of(self, n: int, subject: str, held: bool, share: float | None, left_out=None) -> None:
        self._row(n, subject, held, None, share, left_out)

    def _row(self, n, subject, held, other, share, left_out) -> None:
        field = self.field
        criteria = None if left_out is None else ", ".join(
            code for code, changed in zip(field.criterion_codes, left_out, strict=True) if changed
        )  # fmt: skip
        self.rows.append(
            (
                field.year, field.unit_codes[n], *field.key, f"{subject}_{self.cause}", subject, self.cause,
                None if subject == "class" else field.places, held, field.class_codes[n], other,
                None if share is None else float(share), criteria,
            )
        )  # fmt: skip


def _held(field: Field) -> tuple[np.ndarray, np.ndarray]:
    """Who is officially among the first and the last places: by the official ranks, which know the exact ties."""
    above = field.ranks <= field.places
    below = (field.ranks[None, :] > field.ranks[:, None]).sum(axis=1)
    return above, ~above & (below < field.places)


def _positions(field: Field) -> np.ndarray:
    """Position of each unit's official class among the bounds; -1 without a class."""
    index = {code: n for n, code in enumerate(field.bound_classes)}
    return np.array([-1 if code is None else index.get(code, -1) for code in field.class_codes])


def _percents(points: np.ndarray, maxima: np.ndarray) -> np.ndarray:
    """NaN where nothing is left to be rated."""
    return np.divide(100 * points, maxima, out=np.full(points.shape, np.nan), where=maxima > 0)


def _insert(con: duckdb.DuckDBPyConnection, table: str, columns: tuple[str, ...], rows: list[tuple]) -> None:
    if not rows:
        return
    types = {name: kind for name, kind, *_ in con.execute(f"describe {table}").fetchall()}
    with incoming.offered(con, [(name, types[name]) for name in columns], rows):
        con.execute(f"insert into {table} by name select * from incoming_rows")
