"""What is in force after runs were taken back, drawn over bare events: equal to a world in which they never came."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from warehouse.withdrawn import IN_FORCE, files_that_count

UNITS, BYTES = ("A", "B"), range(4)
# two files of one unit may say the same in other bytes: content = half of the number
FILES = st.tuples(
    st.sampled_from(("self_assessment", "intake_register")), st.sampled_from(UNITS), st.sampled_from(BYTES)
)
WORLDS = st.lists(st.lists(FILES, min_size=1, max_size=3, unique=True), min_size=1, max_size=7)


def world(runs: dict[int, list[tuple]]) -> list[dict]:
    """The journal's events of runs (number → files), each file judged by those in force before it, as the loader does."""
    events = []
    for run, files in sorted(runs.items()):
        for kind, unit, number in files:
            sha, content = f"{kind}{unit}{number}", f"{unit}{number // 2}"
            held = [e for e in events if e["status"] in IN_FORCE and e["kind"] == kind]
            of_unit = [e for e in held if e["unit_code"] == unit]
            known = any(e["sha256"] == sha for e in held)
            of_content = of_unit[-1:] if kind == "self_assessment" else of_unit
            same = any(e["content_hash"] == content for e in of_content)
            events.append(
                {
                    "seq": len(events) + 1, "run": run, "kind": kind, "unit_code": unit, "year": 2024, "sha256": sha,
                    "status": "duplicate" if known or same else "accepted", "given_on": None, "path": f"{run}/{sha}",
                    "content_hash": None if known else content, "first_seen_on": "", "as_of": f"day {run}",
                    "findings": [], "row_count": 0 if known or same else 5,
                    **({"rows_read": (5, 5, 0)} if same and not known else {}),
                }
            )  # fmt: skip
    first: dict[str, str] = {}
    for event in events:
        event["first_seen_on"] = first.setdefault(event["sha256"], event["as_of"])
    return events


def withdrawal(run: int, *runs: int, with_receipts=True, files=()) -> dict:
    return {"run": run, "runs": list(runs), "files": list(files), "with_receipts": with_receipts, "findings": []}


def holds(events: list[dict], but: set[str]) -> tuple:
    """The version in force of each unit but some, and what the registers say."""
    current, registers = {}, set()
    for event in events:
        if event["unit_code"] in but:
            continue
        if event["status"] in IN_FORCE and event["kind"] == "self_assessment":
            current[event["unit_code"]] = event["content_hash"]
        elif event["status"] in IN_FORCE:
            registers.add(event["content_hash"])
    return current, registers


@given(WORLDS, st.sets(st.integers(1, 7)), st.booleans())
@example([[("self_assessment", "A", 0)], [("self_assessment", "A", 2)], [("self_assessment", "A", 0)]], {1}, True)
@example(
    [[("self_assessment", "A", n)] for n in (0, 2, 1)] + [[("self_assessment", "B", 0)]] + [[("self_assessment", "A", 0)]],
    {1},
    False,
)  # fmt: skip
def test_it_is_as_if_the_withdrawn_runs_never_came(files, gone, with_receipts):
    runs = dict(enumerate(files, 1))
    events = world(runs)
    back = [withdrawal(100 + n, run, with_receipts=with_receipts) for n, run in enumerate(sorted(gone))]
    left = files_that_count(events, back, events)
    never = world({run: files for run, files in runs.items() if run not in gone})
    # a file that was accepted stays accepted, though without the withdrawn one it would have been a duplicate
    accepted = {e["path"] for e in events if e["status"] in IN_FORCE}
    but = {e["unit_code"] for e in never if e["status"] == "duplicate" and e["path"] in accepted}
    assert holds(left, but) == holds(never, but)
    for event in left:
        if event["status"] in IN_FORCE:
            assert event["run"] not in gone and event["row_count"] == 5
            assert event["path"].startswith(f"{event['run']}/"), "it has its own name and date"
    if with_receipts:
        assert {e["run"] for e in left} == set(runs) - gone
        days = {e["sha256"]: e["first_seen_on"] for e in never}
        assert all(e["first_seen_on"] == days[e["sha256"]] for e in left)
    else:
        assert [e["seq"] for e in left] == [e["seq"] for e in events], "the receipts stay"
        assert [e["first_seen_on"] for e in left] == [e["first_seen_on"] for e in events]


@given(WORLDS, st.lists(st.tuples(st.integers(1, 7), st.booleans()), min_size=1, max_size=4, unique_by=lambda t: t[0]))
def test_a_withdrawal_that_is_withdrawn_never_was(files, gone):
    events = world(dict(enumerate(files, 1)))
    back = [withdrawal(100 + n, run, with_receipts=receipts) for n, (run, receipts) in enumerate(gone)]
    twice = withdrawal(200, back[0]["run"])
    assert files_that_count(events, [*back, twice], events) == files_that_count(events, back[1:], events)
    thrice = withdrawal(201, 200)
    assert files_that_count(events, [*back, twice, thrice], events) == files_that_count(events, back, events)


def test_single_files_are_taken_back_too():
    events = world({1: [("self_assessment", "A", 0), ("self_assessment", "B", 0)]})
    back = withdrawal(2, files=[1], with_receipts=False)
    assert [e["status"] for e in files_that_count(events, [back], events)] == ["withdrawn", "accepted"]
