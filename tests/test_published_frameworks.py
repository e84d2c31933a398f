"""Frameworks of others, with the totals and ranks that they published, as data of rules 16 to 18 alone.

Weights of sections are the maxima of groups, and what one kind of unit is not asked makes a framework of its own for that
kind (validity is a row of year and block). Marks become points of the weight before they are entered: no rule of "không áp
dụng" makes the rest of a section worth more."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.test_marts_by_rows import file, unit
from tests.warehouse_fixture import records, snapshot

YEAR = 2022
FOUR = Decimal("0.0001")

# Council Climate Plan Scorecards 2022 (Climate Emergency UK, mySociety): marks of nine sections, their weights, the weighted
# total in percent. Marks are out of 21, 18, 7, 9, 5, 4, 5, 5, 4; a combined authority has 5 in the third section.
WEIGHTS = (15, 15, 15, 15, 10, 5, 10, 10, 5)
MARKS = {"single": (21, 18, 7, 9, 5, 4, 5, 5, 4), "combined": (21, 18, 5, 9, 5, 4, 5, 5, 4)}
SCORECARDS = {
    "combined": {
        "WMCA": (18, 17, 5, 8, 4, 4, 4, 4, 4, 89), "GMCA": (6, 15, 2, 6, 4, 4, 1, 3, 3, 57), "LCR": (9, 15, 1, 3, 3, 1, 0, 5, 2, 47),
        "WYCA": (9, 5, 2, 4, 4, 1, 0, 1, 0, 35), "NTCA": (8, 3, 1, 3, 2, 2, 1, 4, 0, 33), "WECA": (10, 7, 2, 3, 1, 2, 0, 0, 2, 31),
        "SCR": (6, 1, 1, 5, 2, 3, 0, 1, 0, 26), "CPCA": (0, 0, 0, 0, 0, 0, 0, 0, 0, 0), "TVCA": (0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    },
    "single": {
        "SWT": (17, 18, 7, 8, 5, 4, 3, 5, 4, 91), "STF": (15, 11, 7, 9, 4, 4, 5, 5, 3, 87), "EDE": (12, 18, 5, 8, 4, 4, 2, 4, 4, 78),
        "STO": (15, 15, 7, 9, 4, 3, 1, 3, 3, 77), "WAE": (18, 17, 6, 8, 4, 4, 0, 3, 3, 76), "MAI": (20, 15, 7, 8, 2, 4, 1, 1, 3, 72),
        "WDE": (16, 11, 6, 8, 4, 4, 2, 2, 3, 72), "MEN": (16, 18, 3, 7, 4, 4, 2, 2, 4, 71), "SEG": (13, 18, 4, 6, 3, 4, 1, 5, 4, 71),
        "WOI": (11, 17, 6, 7, 5, 3, 0, 3, 3, 70), "SDE": (20, 9, 6, 8, 5, 1, 2, 2, 2, 70), "NKE": (15, 18, 5, 6, 5, 3, 2, 1, 2, 69),
        "SHA": (15, 10, 4, 8, 5, 4, 0, 3, 3, 66),
    },
}  # fmt: skip

# ASEM Sustainable Connectivity (Joint Research Centre of the European Commission): two sub-indexes, eight pillars, 49
# indicators; the scores of the pillars, of the sub-indexes and of the index, of the six that came first.
PILLARS = {
    "Physical": 8,
    "ConEcFin": 5,
    "Political": 3,
    "Instit": 6,
    "P2P": 8,
    "Environ": 5,
    "Social": 9,
    "SusEcFin": 5,
}
CONNECTIVITY, SUSTAINABILITY = list(PILLARS)[:5], list(PILLARS)[5:]
ASEM = {
    "CHE": ("63.41 32.87 74.78 85.94 56.93 77.21 87.85 56.88", 62.79, 73.98, 68.38),
    "NLD": ("64.87 46.62 84.55 71.74 41.92 58.73 86.58 57.78", 61.94, 67.70, 64.82),
    "DNK": ("50.52 30.43 78.13 75.35 51.04 69.83 86.40 61.29", 57.10, 72.51, 64.80),
    "NOR": ("58.18 25.70 80.03 89.46 33.80 70.90 87.00 56.59", 57.44, 71.50, 64.47),
    "BEL": ("71.97 48.22 80.84 75.60 43.32 53.01 86.17 50.09", 63.99, 63.09, 63.54),
    "SWE": ("51.51 23.87 80.98 74.51 38.50 66.37 87.74 62.27", 53.87, 72.12, 63.00),
}


def criterion(framework: str, group: str, code: str, most: Decimal, parent: str | None = None) -> dict:
    return {"framework_code": framework, "group_code": group, "criterion_code": code, "criterion_name": code, "kind": "dau_ra",
            "max_points": most, "unit_may_mark_na": False, "sort_order": 1, "parent_code": parent}  # fmt: skip


def world(blocks: dict[str, list[str]], criteria: list[dict], points: dict[str, dict[str, Decimal]]):
    """The marts of one year: a framework for each block, named as it, and what each unit was given."""
    tables = {
        "blocks": [{"block_code": b, "block_name": b, "sort_order": 1} for b in blocks],
        "units": [unit(code, block) for block, codes in blocks.items() for code in codes],
        "frameworks": [{"framework_code": b, "framework_name": b, "decimals": 4, "illustrative": True} for b in blocks],
        "framework_years": [{"framework_code": b, "year": YEAR, "block_code": b} for b in blocks],
        "criterion_groups": [
            {"framework_code": f, "group_code": g, "group_name": g, "sort_order": 1}
            for f, g in sorted({(c["framework_code"], c["group_code"]) for c in criteria})
        ],
        "criteria": criteria,
    }
    block_of = {code: block for block, codes in blocks.items() for code in codes}
    files = [file(n, code, YEAR, given_on=date(YEAR + 1, 1, 3)) for n, code in enumerate(points, 1)]
    rows = [
        {"file_seq": n, "unit_code": code, "year": YEAR, "framework_code": block_of[code], "criterion_code": of, "sheet": "s",
         "self_cell": "E7", "self_text": str(value), "self_value": str(value), "not_applicable": False}
        for n, (code, given) in enumerate(points.items(), 1) for of, value in given.items()
    ]  # fmt: skip
    return snapshot(
        tables,
        {"received_file": files, "self_assessment": rows},
        date(YEAR + 1, 3, 1),
        "mart.unit_year",
        "mart.criterion_unit_year",
    )


def as_published(percent: float) -> int:
    """Two decimals of the share, of which the whole percent is shown."""
    return int(round(percent / 100, 2) * 100)


def test_sections_with_weights_and_maxima_by_kind_give_the_published_totals_and_ranks():
    criteria = [criterion(kind, f"s{n}", f"s{n}.1", Decimal(w)) for kind in MARKS for n, w in enumerate(WEIGHTS, 1)]
    points = {
        code: {f"s{n}.1": (Decimal(w) * mark / most).quantize(FOUR)
               for n, (w, mark, most) in enumerate(zip(WEIGHTS, marks, MARKS[kind], strict=True), 1)}
        for kind, units in SCORECARDS.items() for code, (*marks, _) in units.items()
    }  # fmt: skip
    with world({kind: list(units) for kind, units in SCORECARDS.items()}, criteria, points) as con:
        rows = {row["unit_code"]: row for row in records(con, "mart.unit_year")}
    for units in SCORECARDS.values():
        total = {code: marks[-1] for code, marks in units.items()}
        assert {code: as_published(rows[code]["score_pct"]) for code in units} == total
        by_rank = sorted(units, key=lambda code: rows[code]["rank_block"])
        assert [total[code] for code in by_rank] == sorted(total.values(), reverse=True)
        first, last = rows[by_rank[0]], rows[by_rank[-1]]
        assert first["rank_block"] == 1 and last["rank_block"] == 1 + sum(
            t > total[by_rank[-1]] for t in total.values()
        )
    assert all(row["max_points"] == 100 and row["rank_overall"] is None for row in rows.values())  # two frameworks


def test_an_index_of_three_levels_gives_the_published_scores_and_ranks():
    """A half for each sub-index: 30 points for each of five pillars, 50 for each of three. Every second one has its
    pillars scored whole, as they were published, the others in their indicators."""
    most = {p: Decimal(30 if p in CONNECTIVITY else 50) for p in PILLARS}
    parts = {}
    for pillar, count in PILLARS.items():
        each = (most[pillar] / count).quantize(FOUR)
        parts[pillar] = [each] * (count - 1) + [most[pillar] - each * (count - 1)]
    group = {p: "conn" if p in CONNECTIVITY else "sust" for p in PILLARS}
    criteria = [criterion("asem", group[p], p, most[p]) for p in PILLARS]
    criteria += [
        criterion("asem", group[p], f"{p}.{n}", size, p) for p in PILLARS for n, size in enumerate(parts[p], 1)
    ]
    assert sum(c["parent_code"] is not None for c in criteria) == 49
    points = {}
    for place, (code, (said, *_)) in enumerate(ASEM.items()):
        given = {
            p: (most[p] * Decimal(score) / 100).quantize(FOUR) for p, score in zip(PILLARS, said.split(), strict=True)
        }
        if place % 2:
            shares = {p: [(given[p] * size / most[p]).quantize(FOUR) for size in parts[p][:-1]] for p in PILLARS}
            given = {f"{p}.{n}": s for p, own in shares.items() for n, s in enumerate([*own, given[p] - sum(own)], 1)}
        points[code] = given
    with world({"asem": list(ASEM)}, criteria, points) as con:
        rows = {row["unit_code"]: row for row in records(con, "mart.unit_year")}
        pillars = records(con, "mart.criterion_unit_year")
    assert {code: round(row["score_pct"], 1) for code, row in rows.items()} == {
        c: round(i, 1) for c, (*_, i) in ASEM.items()
    }
    assert all(
        abs(rows[code]["score_pct"] - index) < 0.011 for code, (*_, index) in ASEM.items()
    )  # they round the pillars
    assert [row["unit_code"] for row in sorted(rows.values(), key=lambda r: r["rank_block"])] == list(ASEM)
    for code, (_, conn, sust, _) in ASEM.items():
        sums = {g: float(sum(r["points"] for r in pillars if (r["unit_code"], r["group_code"]) == (code, g))) for g in ("conn", "sust")}  # fmt: skip
        assert (round(sums["conn"] / 1.5, 1), round(sums["sust"] / 1.5, 1)) == (round(conn, 1), round(sust, 1))
