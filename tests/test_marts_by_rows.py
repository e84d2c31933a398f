"""The marts against the rules written once more in plain Python (tests/marts_oracle.py), over drawn worlds: units that
come and go, terms, holidays, extensions, registers, versions, verified and final scores; then the cases by name."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from tests.marts_oracle import Oracle
from tests.warehouse_fixture import records, snapshot

MAXIMA = {"c1": 5, "c2": 3, "c3": 2}
START = date(2021, 1, 1)


def reference(**tables: list[dict]) -> dict[str, list[dict]]:
    """The smallest reference: framework F 2022-2024, G from 2025, blocks a (bound) and b (asked)."""
    made = {
        "settings": [],
        "units": [unit("U1", "a"), unit("U2", "a"), unit("U3", "b"), unit("U4", "a")],
        "frameworks": [{"framework_code": f, "framework_name": f, "decimals": 2, "illustrative": True, "class_basis": "HD 12"} for f in "FG"],
        "framework_years": [{"framework_code": "F" if y < 2025 else "G", "year": y, "block_code": "all"}
                            for y in range(2022, 2027)],
        "criteria": [{"framework_code": f, "criterion_code": c, "group_code": "g", "criterion_name": c, "kind": "dau_ra",
                      "max_points": Decimal(m), "unit_may_mark_na": True, "sort_order": n}
                     for f in "FG" for n, (c, m) in enumerate(MAXIMA.items())],
        "criterion_groups": [{"framework_code": f, "group_code": "g", "group_name": "g", "sort_order": 1} for f in "FG"],
        "criterion_bands": [{"framework_code": "F", "criterion_code": "c1", "lower_pct": Decimal(lo),
                             "upper_pct": Decimal(up), "points": Decimal(p)} for lo, up, p in ((0, 50, 1), (50, 85, 3), (85, 100, 5))],
        "criterion_exclusions": [{"framework_code": "F", "criterion_code": "c3", "block_code": "b"}],
        "criterion_conditions": [{"framework_code": "F", "criterion_code": "c2", "year": 2023, "applicable": False}],
        "classes": [{"framework_code": f, "class_code": c, "class_name": c, "lower_pct": Decimal(p), "sort_order": n}
                    for f in "FG" for n, (c, p) in enumerate((("tot", 90), ("kha", 70), ("yeu", 0)))],
        "blocks": [{"block_code": b, "block_name": b, "sort_order": n} for n, b in enumerate("ab")],
        "milestones": [milestone("self_assessment", 5, 1, 1), milestone("plan", 1, 1, 1, last_year=2022),
                       milestone("city_synthesis", 5, 2, 1)],
        "obligations": [{"milestone_code": "self_assessment", "block_code": "a", "obligation": "required", "clause": "4"},
                        {"milestone_code": "self_assessment", "block_code": "b", "obligation": "requested", "clause": "5"},
                        {"milestone_code": "plan", "block_code": "a", "obligation": "required", "clause": "V"},
                        {"milestone_code": "city_synthesis", "unit_code": "U1", "obligation": "required", "clause": "d"}],
        "heads": [], "holidays": [], "extensions": [],
    }  # fmt: skip
    return made | tables


def unit(code: str, block: str, first: date = START, last: date | None = None) -> dict:
    return {"unit_code": code, "unit_name": f"Đơn vị {code}", "block_code": block, "valid_from": first,
            "valid_to": last, "rated_by": "ubnd_thanh_pho"}  # fmt: skip


def milestone(code: str, day: int, month: int, offset: int, last_year: int | None = None) -> dict:
    return {"milestone_code": code, "milestone_name": code, "stated_as": "before", "stated_day": day, "stated_month": month,
            "year_offset": offset, "first_year": 2022, "last_year": last_year, "sort_order": 1}  # fmt: skip


def head(code: str, unit_code: str, first: date, last: date | None = None, capacity="head") -> dict:
    return {"head_code": code, "unit_code": unit_code, "position": "Trưởng", "capacity": capacity,
            "term_from": first, "term_to": last}  # fmt: skip


def file(seq: int, unit_code: str | None, year: int | None, **more) -> dict:
    made = {"file_seq": seq, "run_seq": seq, "path": f"{seq}.xlsx", "file_name": f"{seq}.xlsx", "sha256": f"sha{seq}",
            "kind": "self_assessment", "status": "accepted", "unit_code": unit_code, "year": year,
            "first_seen_on": date(2025, 1, 6), "row_count": 1}  # fmt: skip
    return made | more


def scores(seq: int, unit_code: str, year: int, **points) -> list[dict]:
    """Rows of a workbook; a value "na" is marked not applicable."""
    return [
        {"file_seq": seq, "unit_code": unit_code, "year": year, "framework_code": "F" if year < 2025 else "G",
         "criterion_code": code, "sheet": "s", "self_cell": f"E{n}", "self_text": str(value),
         "self_value": None if value in (None, "na") else str(value), "not_applicable": value == "na"}
        for n, (code, value) in enumerate(points.items(), 7)
    ]  # fmt: skip


def register(seq: int, *lines: tuple) -> tuple[dict, list[dict]]:
    """(file event, rows) of an intake register; lines: unit, year, milestone, date[, file name]."""
    rows = [{"file_seq": seq, "sheet": "s", "row_number": n, "unit_code": line[0], "year": line[1],
             "milestone_code": line[2], "received_on": line[3], "file_name": line[4] if len(line) > 4 else None}
            for n, line in enumerate(lines, 2)]  # fmt: skip
    return file(seq, None, None, kind="intake_register"), rows


def compare(tables: dict, raw: dict, as_of: date, *, only: tuple[str, ...] = ()) -> Oracle:
    """Every column that the oracle knows, in all marts that it knows or some of them."""
    con = snapshot(tables, raw, as_of)
    oracle = Oracle(tables, raw, as_of)
    keys = {
        "compliance": ("year", "unit_code", "milestone_code"),
        "unit_year": ("year", "unit_code"),
        "criterion_unit_year": ("year", "unit_code", "criterion_code"),
        "sub_criterion_unit_year": ("year", "unit_code", "criterion_code"),
        "head_year": ("head_code", "year"),
        "year_stage": ("year",),
        "ranking": ("year", "unit_code"),
        "comparison": ("year", "before", "place_code"),
        "count_comparison": ("year", "before", "place_code", "counted"),
        "unit_change": ("year", "unit_code", "part_kind", "part_code"),
    }
    parts = ("all", "all"), ("group", "g"), ("kind", "output_impact")  # each holds every criterion here
    expected = {
        "compliance": oracle.compliance(), "unit_year": oracle.unit_years(),
        "criterion_unit_year": {n: {c: v for c, v in r.items() if c != "parent_code"} for n, r in oracle.criteria().items()},
        "sub_criterion_unit_year": oracle.sub_criteria(), "head_year": oracle.head_years(),
        "year_stage": oracle.year_stages(),
        "ranking": oracle.rank_changes(),
        "comparison": oracle.comparisons(),
        "count_comparison": oracle.count_comparisons(),
        "unit_change": {(*key, *part): row for key, row in oracle.unit_changes().items() for part in parts},
    }  # fmt: skip
    for mart, key in keys.items():
        if only and mart not in only:
            continue
        found = {tuple(r[k] for k in key): r for r in records(con, f"mart.{mart}")}
        assert found.keys() == expected[mart].keys(), mart
        for name, wanted in expected[mart].items():
            got = {column: found[name].get(column) for column in wanted}
            assert {c: comparable(v) for c, v in got.items()} == {c: comparable(v) for c, v in wanted.items()}, (
                mart,
                name,
            )
    return oracle


def comparable(value):
    """Decimals, floats and fractions that mean the same compare equal."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (Decimal, Fraction, float, int)):
        return float(value)
    return value


def days(random: Random, first: date, last: date) -> date:
    return first + timedelta(days=random.randrange((last - first).days + 1))


def world(random: Random) -> tuple[dict, dict, date]:
    """(reference, raw, as_of) of one drawn world."""
    as_of = random.choice([date(2024, 2, 29), date(2025, 1, 6), date(2025, 12, 31), date(2026, 2, 10)])
    edge = [date(2024, 12, 31), date(2025, 1, 4), date(2025, 1, 1), date(2024, 10, 31), date(2025, 6, 30)]
    units = [
        unit(f"U{n}", random.choice("aab"), random.choice([START, START, date(2024, 11, 1)]),
             random.choice([None, None, *edge[:4]]) if n > 1 else None)
        for n in range(1, 6)
    ]  # fmt: skip
    units = [u for u in units if u["valid_to"] is None or u["valid_from"] <= u["valid_to"]]
    settings = [
        {"key": "requested_units_rated", "value": random.choice([None, "false", "true", "12/QĐ-UBND"])},
        {"key": "comparable_share", "value": random.choice([None, "0.1", "0.5"])},
        {"key": "council_unit_code", "value": random.choice([None, "U1"])},
        {"key": "receipt_counts", "value": random.choice(["first", "first_accepted"])},
        {"key": "due_on_holiday", "value": random.choice(["next_working_day", "keep"])},
        {"key": "before_date_reading", "value": random.choice(["day_before", "same_day"])},
    ]
    holidays = {days(random, date(y, 12, 30), date(y + 1, 1, 9)) for y in (2022, 2023, 2024) for _ in range(3)}
    heads = []
    for u in units:
        day = days(random, date(2022, 1, 1), date(2023, 6, 1))
        for number in range(random.randrange(4)):
            end = random.choice([days(random, day, date(2025, 12, 31)), random.choice(edge)])
            if end < day:
                break
            last = None if number == 2 else end
            capacity = random.choice(["head", "head", "acting", "vacant"])
            heads.append(head(f"{u['unit_code']}h{number}", u["unit_code"], day, last, capacity))
            if last is None:
                break
            day = end + timedelta(days=random.choice([1, 1, 30]))
            if day > date(2025, 12, 31):
                break
    extensions = [
        {"unit_code": u["unit_code"], "year": y, "milestone_code": "self_assessment",
         "extended_until": days(random, date(y + 1, 1, 3), date(y + 1, 1, 20)), "document_number": "9/CV"}
        for u in units for y in (2023, 2024) if random.random() < 0.15
    ]  # fmt: skip
    tables = reference(
        settings=settings, units=units, heads=heads, extensions=extensions,
        holidays=[
            {"holiday_on": d, "holiday_name": "Nghỉ", "is_working": d.weekday() == 5} for d in sorted(holidays)
        ],
    )  # fmt: skip
    tables["head_rules"] = drawn_rules(random)
    raw = received(random, units)
    event, raw["recommendation"] = recommendations(random, units)
    raw["received_file"].append(event)
    stages = ("collecting", "provisional", "opinions", "submitted", "returned", "published", "amended")
    raw["stage"] = [
        {"event_seq": 100 - n, "year": random.choice((2022, 2023, 2024, 2030)), "stage": random.choice(stages),
         "since": as_of, "document_number": random.choice((None, "1")), "snapshot_id": f"s{n}"} for n in range(5)
    ]  # fmt: skip
    return tables, raw, as_of


def drawn_rules(random: Random) -> list[dict]:
    """Two versions of rules, some of them with no condition at all."""
    findings = ("favourable", "attention", "unfavourable", "insufficient", "not_rated_here")
    return [
        {"rule_version": version, "sort_order": n, "year_from": first, "year_to": random.choice([None, None, 2024]),
         "rated_by_city": random.choice([None, None, True, False]), "is_accountable": random.choice([None, True, False]),
         "result": random.choice([None, None, "none", "provisional", "verified"]),
         "class_code": random.choice([None, None, "tot", "kha", "yeu"]),
         "min_overdue": random.choice([None, None, 0, 1, 2]), "min_open_follow_ups": random.choice([None, None, 1, 2]),
         "reference_finding": random.choice(findings),
         "reason": "{year}: {days} ngày, {late} chậm, {missing} thiếu, {follow_ups} khuyến nghị"}
        for version, first in (("1", 2022), ("2", random.choice([2022, 2024]))) for n in range(1, 6)
    ]  # fmt: skip


def recommendations(random: Random, units: list[dict]) -> tuple[dict, list[dict]]:
    """(file event, rows) of a register of recommendations, some said twice or taken back."""
    rows = []
    for number in range(40):
        due = days(random, date(2023, 12, 25), date(2026, 2, 20))
        rows.append(
            {"file_seq": 95, "sheet": "s", "row_number": number, "is_withdrawn": random.random() < 0.1,
             "unit_code": random.choice(units)["unit_code"], "year": due.year - 1, "content": random.choice("aAbc"),
             "made_on": due, "due_on": due,
             "done_on": random.choice([None, None, due, days(random, due, date(2026, 3, 1))])}
        )  # fmt: skip
    return file(95, None, None, kind="follow_up", given_on=date(2025, 3, 1)), rows


def received(random: Random, units: list[dict]) -> dict:
    """Files and register lines of a world."""
    files, own, lines, issued = [], [], [], []
    for u in units:
        for year in (2022, 2023, 2024, 2025):
            for _ in range(random.choice([0, 1, 1, 2, 3])):
                seq = len(files) + 1
                status = random.choice(["accepted", "accepted_with_warnings", "superseded", "rejected", "duplicate"])
                kind = "unknown" if status == "rejected" and random.random() < 0.3 else "self_assessment"
                known = kind != "unknown" or random.random() < 0.5
                near = days(random, date(year, 12, 20), date(year + 1, 1, 15))
                files.append(file(
                    seq, u["unit_code"] if known else None, year if known else None, kind=kind, status=status,
                    given_on=near if random.random() < 0.3 else None, first_seen_on=near,
                    file_name=random.choice([f"{seq}.xlsx", "bao_cao.xlsx", "Bao_cao.xlsx"]),
                    sha256=f"sha{random.choice([seq, max(seq - 1, 1)])}", run_seq=(seq + 1) // 2,
                    content_hash=random.choice([None, "one", f"c{seq}"]),
                ))  # fmt: skip
                if status != "rejected":
                    points = {
                        c: random.choice([None, "na", *(Fraction(n, 4) for n in range(4 * m + 1))])
                        for c, m in MAXIMA.items() if random.random() < 0.9
                    }  # fmt: skip
                    points = {c: f"{float(p):g}" if isinstance(p, Fraction) else p for c, p in points.items()}
                    own += scores(seq, u["unit_code"], year, **points)
                if random.random() < 0.5:
                    name = random.choice([None, files[-1]["file_name"], random.choice(files)["file_name"]])
                    lines.append((u["unit_code"], year, "self_assessment", days(random, date(year, 12, 20), date(year + 1, 1, 20)), name))  # fmt: skip
        if random.random() < 0.5:
            lines.append((u["unit_code"], 2022, "plan", days(random, date(2022, 12, 25), date(2023, 1, 10))))
    event, rows = register(90, *lines)
    for seq in (91, 92):
        for u in units:
            for year in (2023, 2024):
                for code, most in MAXIMA.items():
                    for score_type, share in (("verified", 0.5), ("final", 0.25)):
                        if random.random() < share:
                            value = f"{random.randrange(4 * most + 1) / 4:g}"
                            issued.append(
                                {"file_seq": seq, "year": year, "unit_code": u["unit_code"], "criterion_code": code,
                                 "score_type": score_type, "sheet": "t", "cell": f"C{len(issued)}",
                                 "value_text": value, "value": value, "not_applicable": False}
                            )  # fmt: skip
    # a score on a criterion that the block or a condition excludes is refused at the door
    closed = {(u["unit_code"], "c3") for u in units if u["block_code"] == "b"}
    issued = [r for r in issued if (r["unit_code"], r["criterion_code"]) not in closed
              and (r["year"], r["criterion_code"]) != (2023, "c2")]  # fmt: skip
    own = [r for r in own if r["self_value"] is None or ((
        (r["unit_code"], r["criterion_code"]) not in closed or r["year"] == 2025)
        and (r["year"], r["criterion_code"]) != (2023, "c2"))]  # fmt: skip
    issuing = [
        file(seq, None, None, kind="consolidated", given_on=date(2025, 1, 28), status=random.choice(["accepted", "accepted", "rejected"]))
        for seq in (91, 92)
    ]  # fmt: skip
    return {"received_file": [*files, event, *issuing], "self_assessment": own, "intake_register": rows,
            "consolidated_score": [r for r in issued if issuing[r["file_seq"] - 91]["status"] == "accepted"]}  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_drawn_worlds(seed):
    compare(*world(Random(seed)))


# a framework of parts, of bonus and penalty points, of conditions (rules 16 and 17)

PARTS = {"c1": {"c1a": 2, "c1b": 2, "c1c": 1}, "c2": {"c2a": 1, "c2b": 2}}
BONUS = "c4"  # from -3 to 2 points


def parted(random: Random, tables: dict) -> dict:
    """The reference with sub-criteria and drawn rules of "không áp dụng", of the cap and of classes."""
    rules = {"c1": ["out", "full", "moved_to:c2"], "c3": [None, "full", "moved_to:c1"], "c1a": ["out", "full", "moved_to:c1b"],
             "c2b": ["out", "full", "moved_to:c1b"], "c1c": [None, "full"]}  # fmt: skip
    rules = {code: random.choice(rule) for code, rule in rules.items()}
    if rules["c3"] == "moved_to:c1":
        rules["c1"] = "out"
    made = []
    for framework in "FG":
        for row in (r for r in tables["criteria"] if r["framework_code"] == framework):
            made.append(row | {"na_rule": rules.get(row["criterion_code"])})
            for code, most in PARTS.get(row["criterion_code"], {}).items():
                made.append(row | {"criterion_code": code, "parent_code": row["criterion_code"],
                                   "max_points": Decimal(most), "na_rule": rules.get(code)})  # fmt: skip
        made.append(tables["criteria"][0] | {"framework_code": framework, "criterion_code": BONUS, "in_maximum": False,
                                             "min_points": Decimal(-3), "max_points": Decimal(2)})  # fmt: skip
    frameworks = [
        f
        | {
            "cap_pct": random.choice([None, Decimal(100), Decimal("90.5")]),
            "class_basis": random.choice(["HD 12", "HD 12", None]),
        }
        for f in tables["frameworks"]
    ]
    conditions = [
        {"framework_code": "F", "class_code": "tot", "group_code": "g", "min_pct": Decimal(95)},
        {"framework_code": "F", "class_code": "kha", "criterion_code": "c1", "min_pct": Decimal(60)},
        {"framework_code": "F", "class_code": "tot", "criterion_code": "c3", "min_pct": Decimal(50)},
    ]
    excluded = [{"framework_code": "F", "criterion_code": "c1b", "block_code": "b"}, *tables["criterion_exclusions"]]
    return tables | {"criteria": made, "frameworks": frameworks, "class_conditions": conditions,
                     "criterion_exclusions": excluded}  # fmt: skip


def drawn(random: Random, most: int) -> str:
    return random.choice(["na", *(f"{n / 2:g}" for n in range(2 * most + 1))])


def given_in_parts(random: Random, closed: set[str]) -> dict[str, str]:
    """What a stage says: of a criterion the whole, its parts, or both where they agree; of the bonus now and then."""
    said = {}
    for code, most in MAXIMA.items():
        parts = {c: m for c, m in PARTS.get(code, {}).items() if c not in closed}
        way = random.choice(["nothing", "whole", "parts", "both"])
        if code in closed or way == "nothing":
            continue
        if way == "whole" or not parts:
            said[code] = drawn(random, sum(parts.values()) or most)
            if parts and said[code] != "na" and random.random() < 0.3:
                said[random.choice(list(parts))] = "na"
                said[code] = random.choice([said[code], "0", f"{sum(parts.values())}"])
            continue
        said |= {c: drawn(random, m) for c, m in parts.items() if random.random() < 0.8}
        numbers = [Fraction(said[c]) for c in parts if said.get(c, "na") != "na"]
        if way == "both" and numbers and len(numbers) == len(parts):
            said[code] = f"{float(sum(numbers)):g}"
    if random.random() < 0.4:
        said[BONUS] = random.choice(["-3", "-0.5", "0", "2"])
    return said


@pytest.mark.parametrize("seed", range(5))
def test_drawn_frameworks_of_parts(seed):
    random = Random(1000 + seed)
    tables = parted(random, reference())
    files, own, issued = [], [], []
    for u in tables["units"]:
        for year in (2023, 2024, 2025):
            seq = len(files) + 1
            files.append(file(seq, u["unit_code"], year, given_on=date(year + 1, 1, 3)))
            closed = {"c1b", "c3"} if u["block_code"] == "b" and year < 2025 else set()
            closed |= {"c2", "c2a", "c2b"} if year == 2023 else set()
            own += scores(seq, u["unit_code"], year, **given_in_parts(random, closed))
            for score_type, share in (("verified", 0.7), ("final", 0.5)):
                if random.random() < share:
                    issued += [
                        {"file_seq": 90, "year": year, "unit_code": u["unit_code"], "criterion_code": code,
                         "score_type": score_type, "sheet": "t", "cell": f"{score_type}{code}", "value_text": value,
                         "value": None if value == "na" else value, "not_applicable": value == "na"}
                        for code, value in given_in_parts(random, closed).items()
                    ]  # fmt: skip
    event = file(90, None, None, kind="consolidated", given_on=date(2026, 2, 1))
    raw = {
        "received_file": [*files, event],
        "self_assessment": own,
        "consolidated_score": issued,
        "intake_register": [],
    }
    compare(tables, raw, date(2026, 2, 10), only=("criterion_unit_year", "sub_criterion_unit_year", "unit_year"))


def only(raw_files: list[dict], rows: list[dict] = (), lines: list[dict] = ()) -> dict:
    return {"received_file": raw_files, "self_assessment": list(rows), "intake_register": list(lines)}


def sent(day: date, unit_code="U2", year=2024, seq=1, **more) -> dict:
    return only([file(seq, unit_code, year, given_on=day, **more)], scores(seq, unit_code, year, c1=4))


@pytest.mark.parametrize(
    ("holidays", "setting", "received_on", "status", "late"),
    [
        ([], "next_working_day", date(2025, 1, 6), "on_time", 0),  # 04/01/2025 is a Saturday
        ([], "keep", date(2025, 1, 6), "late", 2),
        ([date(2025, 1, 6)], "next_working_day", date(2025, 1, 7), "on_time", 0),
        ([date(2025, 1, 6), date(2025, 1, 7)], "next_working_day", date(2025, 1, 9), "late", 1),
    ],
)
def test_a_due_date_on_a_saturday_before_a_holiday(holidays, setting, received_on, status, late):
    tables = reference(
        settings=[{"key": "due_on_holiday", "value": setting}],
        holidays=[{"holiday_on": d, "holiday_name": "Nghỉ"} for d in holidays],
    )
    row = compare(tables, sent(received_on), date(2025, 2, 1)).compliance()[2024, "U2", "self_assessment"]
    assert (row["status"], row["days_late"]) == (status, late)


def test_a_saturday_that_is_worked_is_a_working_day():
    tables = reference(holidays=[{"holiday_on": date(2025, 1, 4), "holiday_name": "Làm bù", "is_working": True}])
    row = compare(tables, sent(date(2025, 1, 6)), date(2025, 2, 1)).compliance()[2024, "U2", "self_assessment"]
    assert (row["due_on"], row["status"], row["days_late"]) == (date(2025, 1, 4), "late", 2)


@pytest.mark.parametrize(("counts", "status"), [("first", "on_time"), ("first_accepted", "late")])
def test_rejected_in_time_and_sent_again_after_the_date(counts, status):
    tables = reference(settings=[{"key": "receipt_counts", "value": counts}])
    files = [
        file(1, "U2", 2024, given_on=date(2025, 1, 2), status="rejected"),
        file(2, "U2", 2024, given_on=date(2025, 1, 10)),
    ]
    oracle = compare(tables, only(files, scores(2, "U2", 2024, c1=4)), date(2025, 2, 1))
    assert oracle.compliance()[2024, "U2", "self_assessment"]["status"] == status


def test_a_unit_merged_on_31_december_owes_nothing_afterwards():
    ends = reference(
        units=[unit("U1", "a"), unit("U2", "a", last=date(2024, 12, 30)), unit("U4", "a", last=date(2024, 12, 31))]
    )
    oracle = compare(ends, only([]), date(2025, 2, 1))
    assert (2024, "U2") not in oracle.unit_years()
    assert (2024, "U4") in oracle.unit_years()
    assert (2024, "U4", "self_assessment") not in oracle.compliance()  # not valid on the due date
    assert oracle.unit_years()[2024, "U4"]["status"] == "not_due"


def test_a_term_that_starts_on_the_due_date_answers_for_it():
    tables = reference(
        heads=[head("old", "U2", date(2022, 1, 1), date(2025, 1, 5)), head("new", "U2", date(2025, 1, 6))]
    )
    rows = compare(tables, sent(date(2025, 1, 9)), date(2025, 2, 1)).head_years()
    assert (rows["old", 2025]["late_count"], rows["new", 2025]["late_count"]) == (0, 1)
    assert rows["old", 2024]["is_accountable"] and rows["new", 2025]["is_accountable"]


def test_two_heads_with_equal_days_the_later_one_is_accountable():
    # 2024 is a leap year: 183 days each
    tables = reference(
        heads=[
            head("first", "U2", date(2024, 1, 1), date(2024, 7, 1)),
            head("second", "U2", date(2024, 7, 2), capacity="acting"),
        ]
    )
    rows = compare(tables, only([]), date(2024, 12, 31)).head_years()
    assert rows["first", 2024]["days_in_office"] == rows["second", 2024]["days_in_office"] == 183
    assert not rows["first", 2024]["is_accountable"]
    assert rows["second", 2024]["is_accountable"]


def test_a_requested_unit_that_sent_nothing_is_counted_for_nobody():
    tables = reference(heads=[head("h", "U3", date(2022, 1, 1)), head("v", "U2", date(2022, 1, 1), capacity="vacant")])
    oracle = compare(tables, only([]), date(2025, 2, 1))
    assert oracle.compliance()[2024, "U3", "self_assessment"]["status"] == "missing"
    assert oracle.head_years()["h", 2025]["missing_count"] == 0
    assert not any(code == "v" for code, _ in oracle.head_years())


def test_29_february():
    tables = reference(heads=[head("h", "U2", date(2024, 2, 29), date(2024, 2, 29))])
    oracle = compare(tables, sent(date(2024, 2, 29), year=2023), date(2024, 2, 29))
    assert oracle.head_years()["h", 2024]["days_in_office"] == 1
    assert oracle.compliance()[2023, "U2", "self_assessment"]["days_late"] == 56


# by hand: c1 of 5 points in three parts of 2, 2 and 1


def of_parts(*cases: tuple[dict, ...], rules=(), **framework) -> list[dict[str, dict]]:
    """What becomes of each case (self, verified, final) in 2024: rows of both marts of criteria by code, and that of
    mart.unit_year as "unit"."""
    tables = parted(Random(0), reference(units=[unit(f"U{n}", "a") for n in range(len(cases))]))
    tables["criteria"] = [c | {"na_rule": dict(rules).get(c["criterion_code"])} for c in tables["criteria"]]
    tables["frameworks"] = [f | {"cap_pct": None, "class_basis": "HD 12"} | framework for f in tables["frameworks"]]
    tables["class_conditions"] = [c for c in tables["class_conditions"] if c.get("criterion_code") == "c1"]
    files = [file(90, None, None, kind="consolidated", given_on=date(2025, 1, 20))]
    own, issued = [], []
    for n, case in enumerate(cases):
        files.append(file(n, f"U{n}", 2024, given_on=date(2025, 1, 3)))
        own += scores(n, f"U{n}", 2024, **case[0])
        issued += [
            {"file_seq": 90, "year": 2024, "unit_code": f"U{n}", "criterion_code": code, "score_type": score_type,
             "sheet": "t", "cell": f"{code}{n}", "value": None if value == "na" else str(value), "not_applicable": value == "na"}
            for score_type, said in zip(("verified", "final"), case[1:], strict=False) for code, value in said.items()
        ]  # fmt: skip
    raw = {"received_file": files, "self_assessment": own, "consolidated_score": issued}
    con = snapshot(tables, raw, date(2025, 3, 1))
    found = [{} for _ in cases]
    for mart in ("criterion_unit_year", "sub_criterion_unit_year", "unit_year"):
        for row in records(con, f"mart.{mart}"):
            if row["year"] == 2024:
                found[int(row["unit_code"][1:])][row.get("criterion_code", "unit")] = row
    return found


def units_of(*cases: tuple[dict, ...], **framework) -> list[dict]:
    return [found["unit"] for found in of_parts(*cases, **framework)]


ALL = {"c1a": 2, "c1b": 1, "c1c": 1}
ONE_OUT = {"c1a": 2, "c1b": 1, "c1c": "na"}


def test_a_criterion_is_the_sum_of_its_parts_stage_by_stage():
    wanted = [  # of c1: self, verified, final, counting points, maximum, scored, verified
        (({"c1": 4},), (4, None, None, 4, 5, True, False)),
        (({"c1": 4, **ALL},), (4, None, None, 4, 5, True, False)),
        ((ALL,), (4, None, None, 4, 5, True, False)),
        ((ALL, {"c1b": 0}), (4, 3, None, 3, 5, True, False)),  # one by one: the rest stays
        ((ALL, {"c1a": 1, "c1b": 0, "c1c": 1}), (4, 2, None, 2, 5, True, True)),
        ((ALL, {"c1": 3}), (4, 3, None, 3, 5, True, True)),  # whole
        ((ALL, {"c1": 3}, {"c1a": 2}), (4, 3, 2, 2, 5, False, True)),  # of the whole nothing stays in parts
        ((ALL, {"c1a": 1}, {"c1a": 2}), (4, 3, 4, 4, 5, True, False)),
        (({"c1a": 2, "c1b": 1},), (3, None, None, 3, 5, False, False)),
        ((ONE_OUT,), (3, None, None, 3, 4, True, False)),
        ((ONE_OUT, {"c1": 4}), (3, 4, None, 4, 4, True, True)),
        ((ONE_OUT, {"c1": 5}), (3, 5, None, 5, 5, True, True)),  # more than is left
        ((ONE_OUT, {"c1c": 1}), (3, 4, None, 4, 5, True, False)),
        ((ALL, {"c1c": "na"}), (3, 3, None, 3, 4, True, False)),
    ]
    columns = ("self_points", "verified_points", "final_points", "points", "max_points", "is_scored", "is_verified")
    found = of_parts(*(case for case, _ in wanted))
    for (case, row), rows in zip(wanted, found, strict=True):
        assert tuple(comparable(rows["c1"][c]) for c in columns) == tuple(map(comparable, row)), case
    assert [rows["c1"]["self_cell"] for rows in found[:3]] == ["E7", "E7", None]
    assert [found[2][c]["self_cell"] for c in ALL] == ["E7", "E8", "E9"]
    assert [found[5][c]["points"] for c in ALL] == [None, None, None]


@pytest.mark.parametrize(
    ("rules", "cases", "wanted"),
    [
        ({}, [{"c1": 5, "c2": 3, "c3": "na"}], [(8, 8)]),
        ({"c3": "full", "c1c": "full"}, [{"c1": 5, "c2": 3, "c3": "na"}, {"c1a": 2, "c1b": 1, "c1c": "na", "c2": 3, "c3": 2}], [(10, 10), (9, 10)]),
        # what was moved for nothing is no more than the maximum
        ({"c3": "moved_to:c1"}, [{"c1": 7, "c2": 3, "c3": "na"}, {"c1": 7, "c2": 3, "c3": 1}], [(10, 10), (9, 10)]),
        ({"c1c": "moved_to:c1b"}, [{"c1a": 2, "c1b": 3, "c1c": "na", "c2": 3, "c3": 2}], [(10, 10)]),
    ],
)  # fmt: skip
def test_what_does_not_apply_is_out_or_full_or_moved(rules, cases, wanted):
    assert [(u["points"], u["max_points"]) for u in units_of(*((c,) for c in cases), rules=rules)] == wanted


def test_a_penalty_and_a_bonus_count_in_points_only():
    full = {"c1": 5, "c2": 3, "c3": 2}
    cases = [(full, {BONUS: -3}), (full,), ({"c1": 0, "c2": 1, "c3": 0}, {BONUS: -3}), (full, {BONUS: 2})]
    found = of_parts(*cases)
    first = found[0]["unit"]
    assert (first["points"], first["max_points"], first["criteria_applicable"]) == (7, 10, 3)
    assert (found[0][BONUS]["points"], found[0][BONUS]["max_points"], found[1][BONUS]["points"]) == (-3, 0, 0)
    assert (first["score_basis"], first["criteria_verified"]) == ("self", 0)
    assert [rows["unit"]["score_pct"] for rows in found] == [70, 100, 0, 120]
    assert units_of(cases[3], cap_pct=Decimal(100))[0]["score_pct"] == 100


def test_a_class_needs_its_document_and_its_conditions():
    low = {"c1": "2.5", "c2": 3, "c3": 2}  # 75 %, half of c1
    cases = [(low,), (low | {"c1": 3},)]
    assert [u["class_code"] for u in units_of(*cases)] == ["yeu", "kha"]
    assert [u["class_code"] for u in units_of(*cases, class_basis=None)] == [None, None]


def used(*years: tuple[int, str]) -> dict[str, list[dict]]:
    """The reference with these frameworks in force, for block a or for all."""
    rows = [{"framework_code": f, "year": y, "block_code": "a" if f == "F" and y == 2026 else "all"} for y, f in years]
    return reference(framework_years=rows, heads=[head("h", "U2", date(2022, 1, 1))])


def test_a_year_without_a_framework_is_held_and_waits():
    register_file, lines = register(90, ("U1", 2024, "city_synthesis", date(2025, 2, 3)))
    raw = only([file(1, "U2", 2023), register_file], scores(1, "U2", 2023, c1=5, c3=2), lines)
    oracle = compare(used((2022, "G"), (2023, "F"), (2025, "G"), (2026, "F")), raw, date(2026, 6, 1))
    assert oracle.years() == [2022, 2023, 2024, 2025, 2026]
    row = oracle.unit_years()[2024, "U2"]
    assert (row["framework_code"], row["score_pct"], row["status"]) == (None, None, "missing")
    assert oracle.compliance()[2024, "U2", "self_assessment"]["told_status"] == "waiting"
    assert oracle.head_years()["h", 2025]["missing_count"] == 0, "nobody could assess itself"
    # a block outside the assessment of a year waits too, the others do not
    told = {u: oracle.compliance()[2026, u, "self_assessment"]["told_status"] for u in ("U2", "U3")}
    assert told == {"U2": "not_due", "U3": "waiting"}


def test_there_is_no_rank_before_over_a_gap_nor_over_another_framework():
    files = [file(n, u, y) for n, (u, y) in enumerate([(u, y) for y in (2022, 2023, 2025) for u in ("U1", "U2")], 1)]
    rows = [row for f in files for row in scores(f["file_seq"], f["unit_code"], f["year"], c1=f["file_seq"] % 2 + 3)]
    for row in rows:
        row["framework_code"] = "G" if row["year"] != 2023 else "F"
    oracle = compare(used((2022, "G"), (2023, "F"), (2025, "G")), only(files, rows), date(2026, 6, 1))
    ranks = {y: oracle.unit_years()[y, "U1"] for y in (2022, 2023, 2025)}
    assert all(row["rank_block"] and row["rank_block_previous"] is None for row in ranks.values())
