"""What becomes of the files of a run, decided without a disk: each case is a few literals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.read.findings import finding
from etl.read.model import ParsedFile
from etl.run import decide
from etl.run.files import REPEATED, Came, Item, Line
from warehouse import records
from warehouse.withdrawn import IN_FORCE

AS_OF = date(2025, 2, 1)
NO_WAVES = decide.Waves({})


def item(seq: int, content: str = "a", kind="self_assessment", unit="PKT", status="", path="", **facts) -> Item:
    """A file that was read; its path follows its number."""
    path = path or f"{seq:03}.xlsx"
    parsed = ParsedFile(kind, "xlsx", unit_code=unit, year=2024, content_hash=content, **facts)
    return Item(path, path, f"bytes {content}", Came(b""), parsed, status, line=Line(seq, path))


def survey(seq: int, content: str, wave="KS") -> Item:
    row = records.survey_file(2024, wave, "PHIẾU", "Google Forms", 1, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    return item(seq, content, "survey", None, rows={"raw.survey_file": [row]})


def in_force(seq: int, content: str = "old", kind="self_assessment", unit: str | None = "PKT", **facts) -> dict:
    return {
        "seq": seq, "run": 1, "path": f"{seq:03}.xlsx", "kind": kind, "unit_code": unit, "year": 2024,
        "content_hash": content, "status": "accepted", **facts,
    }  # fmt: skip


def days(**of) -> decide.Dates:
    """Numbers with their days of January, from the register: s1=3."""
    return {int(name[1:]): (date(2025, 1, day), "register") for name, day in of.items()}


def statuses(said: decide.Statuses) -> dict[int, str]:
    return {seq: one.status for seq, one in said.items()}


def codes(said: decide.Said) -> list[str]:
    return [f.code for f in said.extra]


def decided(old: list[dict], items: list[Item], dates: decide.Dates, waves=NO_WAVES) -> dict[int, str]:
    return statuses(decide.versions(old, items, dates, waves, AS_OF))


# versions


def test_the_newest_version_counts_and_an_older_one_is_superseded():
    dates = days(s1=5, s11=3, s12=6)
    assert decided([in_force(1)], [item(11, "a"), item(12, "b")], dates) == {11: "superseded", 12: "accepted"}


def test_of_one_day_the_later_run_counts_then_the_later_path():
    dates = days(s1=5, s11=5, s12=5)
    assert decided([in_force(1)], [item(12, "b"), item(11, "a")], dates) == {11: "accepted", 12: "accepted"}
    assert decided([], [item(12, "b", path="a"), item(11, "b", path="b")], dates) == {12: "accepted", 11: "duplicate"}


def test_the_content_of_the_current_version_is_a_duplicate_that_of_an_older_one_is_not():
    old, dates = [in_force(1, "first"), in_force(2, "second")], days(s1=3, s2=5, s11=7, s12=8)
    assert decided(old, [item(11, "second")], dates) == {11: "duplicate"}
    assert decided(old, [item(11, "first")], dates) == {11: "accepted"}
    said = decide.versions(old, [item(11, "second")], dates, NO_WAVES, AS_OF)
    assert codes(said[11]) == ["same_content"]


def test_units_years_and_kinds_do_not_meet():
    old, dates = [in_force(1, "a")], days(s1=9, s11=3, s12=3, s13=3)
    other_year = item(12, "a")
    other_year = replace(other_year, parsed=replace(other_year.content, year=2023))
    items = [item(11, "a", unit="VP"), other_year, item(13, "a", "reply")]
    assert decided(old, items, dates) == {11: "accepted", 12: "accepted", 13: "accepted"}
    assert decided([in_force(1, "a", year=2023)], [item(11, "a")], dates) == {11: "accepted"}


def test_what_adds_up_is_never_superseded_and_each_content_counts_once():
    old, dates = [in_force(1, "x", "consolidated", None)], days(s1=9, s11=3, s12=4, s13=5)
    items = [item(11, "a", "consolidated"), item(12, "a", "consolidated"), item(13, "x", "consolidated")]
    assert decided(old, items, dates) == {11: "accepted", 12: "duplicate", 13: "duplicate"}


def test_exports_of_a_wave_are_versions_unless_the_map_says_that_they_add_up():
    old, dates = [in_force(1, "x", "survey", None)], days(s1=9, s11=3)
    versions = decide.Waves({1: "KS"})
    parts = decide.Waves({1: "KS"}, frozenset({(2024, "KS")}))
    assert decided(old, [survey(11, "a")], dates, versions) == {11: "superseded"}
    assert decided(old, [survey(11, "a")], dates, parts) == {11: "accepted"}
    assert decided(old, [survey(11, "a", "other")], dates, versions) == {11: "accepted"}


def test_a_warning_of_the_file_is_in_its_status():
    warned = item(11, findings=[finding("received_on_assumed", found="x")])
    assert decided([], [warned], days(s11=3)) == {11: "accepted_with_warnings"}


def test_what_has_a_status_keeps_it():
    items = [item(11, status="rejected"), item(12, status="duplicate"), replace(item(13), parsed=None, status=REPEATED)]
    assert decided([in_force(1)], items, days(s1=3, s11=3, s12=3, s13=3)) == {}


# dates


def test_an_assumed_date_and_one_of_the_future_are_said():
    dates = {11: (date(2025, 3, 1), "assumed"), 12: (AS_OF, "register")}
    said = decide.versions([], [item(11, "a"), item(12, "b", unit="VP")], dates, NO_WAVES, AS_OF)
    assert codes(said[11]) == ["received_on_assumed", "received_after_as_of"]
    assert said[11].status == "accepted_with_warnings"
    assert said[12] == decide.Said("accepted")


def test_a_superseded_file_with_an_assumed_date_stays_superseded():
    dates = {1: (date(2025, 1, 9), "register"), 11: (date(2025, 1, 3), "assumed")}
    said = decide.versions([in_force(1)], [item(11)], dates, NO_WAVES, AS_OF)
    assert (said[11].status, codes(said[11])) == ("superseded", ["received_on_assumed"])


@pytest.mark.parametrize(
    ("kind", "unit", "source", "code", "is_said"),
    [
        ("unknown", None, "assumed", "corrupt_file", True),
        ("self_assessment", None, "assumed", "unknown_unit", True),
        ("self_assessment", "PKT", "assumed", "no_score", False),  # whose it is was read
        ("unknown", None, "register", "corrupt_file", False),  # a row of the register names it
        ("reply", None, "assumed", "unknown_unit", False),  # no receipt
        ("unknown", None, "assumed", "survey_unmapped", False),
    ],
)
def test_a_rejected_file_that_nobody_is_named_in_is_said(kind, unit, source, code, is_said):
    problem = finding("corrupt_file")._replace(code=code, severity="error")
    rejected = item(11, kind=kind, unit=unit, status="rejected", findings=[problem])
    said = decide.versions([], [rejected], {11: (AS_OF, source)}, NO_WAVES, AS_OF)
    assert {seq: codes(one) for seq, one in said.items()} == ({11: ["receipt_unattributed"]} if is_said else {})


def test_dates_are_asked_for_only_where_something_hangs_on_them():
    assert not decide.needs_dates([item(1, status="duplicate"), item(2, status="accepted")])
    assert decide.needs_dates([item(1, status="rejected")]) and decide.needs_dates([item(1)])


# registers


def test_a_register_with_the_content_of_another_is_its_duplicate():
    items = [item(n, c, "intake_register") for n, c in ((13, "new"), (12, "new"), (11, "known"))]
    said = decide.registers([in_force(1, "known", "intake_register")], [*items, item(14, "known")])
    assert statuses(said) == {11: "duplicate", 12: "accepted", 13: "duplicate"}


# a second copy in one run


@pytest.mark.parametrize(
    ("first", "second"), [("accepted", "duplicate"), ("superseded", "duplicate"), ("rejected", "rejected")]
)
def test_a_second_copy_follows_the_first(first, second):
    one = replace(item(11, status=first), extra=(finding("same_content"),))
    copy = Item("b.xlsx", "b.xlsx", one.sha256, Came(b""), status=REPEATED)
    settled = decide.repeated([one, copy])
    assert settled == [one, replace(copy, parsed=one.parsed, extra=one.extra, status=second)]


# what a changed reference breaks


def test_only_a_newer_version_of_the_same_subject_takes_the_place_of_what_is_broken():
    broken, other = [in_force(1)], [in_force(1, unit="VP")]
    assert decide.replaces(broken, [item(11, status="accepted_with_warnings")], NO_WAVES)
    assert not decide.replaces(broken, [item(11, status="superseded")], NO_WAVES)
    assert not decide.replaces(other, [item(11, status="accepted")], NO_WAVES)
    assert decide.replaces([], [], NO_WAVES)


def test_nothing_can_take_the_place_of_what_adds_up():
    waiting, reference = [item(11)], [replace(item(11), came=Came(b"", is_reference=True))]
    assert decide.may_replace([in_force(1)], waiting, NO_WAVES)
    assert not decide.may_replace([in_force(1)], reference, NO_WAVES)
    assert not decide.may_replace([in_force(1), in_force(2, kind="consolidated")], waiting, NO_WAVES)
    assert decide.may_replace([], [], NO_WAVES)


# after staging


def staged(seq: int, code: str) -> tuple:
    return (code, seq, "Biểu 1", "G4", "3", "1", None)


def test_a_correction_that_finds_another_value_is_rejected_and_nothing_else_is_said():
    items = [item(11, kind="correction", status="accepted"), item(12, status="accepted")]
    said = decide.after_staging(items, [staged(11, "correction_outdated"), staged(12, "received_dates_differ")])
    assert statuses(said) == {11: "rejected"} and codes(said[11]) == ["correction_outdated"]
    assert decide.refuses(items, said)
    assert not decide.refuses(decide.told(items, said), said), "a file is rejected once"


def test_a_form_under_an_older_correction_gets_a_warning():
    items = [item(12, status="accepted"), item(13, "b", status="superseded")]
    said = decide.after_staging(items, [staged(12, "correction_outdated"), staged(13, "correction_outdated")])
    assert statuses(said) == {12: "accepted_with_warnings", 13: "superseded"}
    assert {f.severity for one in said.values() for f in one.extra} == {"warning"}
    assert not decide.refuses(items, said)


def test_what_is_said_of_a_rejected_file_rejects_nothing_anew():
    items = [item(12, status="rejected")]
    assert not decide.refuses(items, decide.after_staging(items, [staged(12, "received_dates_differ")]))


# any run


@st.composite
def runs(draw) -> tuple[list[dict], list[Item], decide.Dates]:
    """Files in force and of a run, of few units, contents and days, so that they meet."""
    kind, unit, content = (
        st.sampled_from(["self_assessment", "consolidated"]),
        st.sampled_from("PV"),
        st.sampled_from("abc"),
    )
    old = [in_force(n, draw(content), draw(kind), draw(unit)) for n in range(1, draw(st.integers(1, 4)))]
    new = [item(n, draw(content), draw(kind), draw(unit)) for n in range(11, draw(st.integers(11, 17)))]
    seqs = [*(e["seq"] for e in old), *(i.line.seq for i in new)]
    source = st.sampled_from(["register", "assumed"])
    return old, new, {seq: (date(2025, 1, draw(st.integers(1, 4))), draw(source)) for seq in seqs}


@given(runs(), st.randoms())
def test_the_order_of_items_does_not_matter(run, chance):
    old, items, dates = run
    said = decide.versions(old, items, dates, NO_WAVES, AS_OF)
    chance.shuffle(items)
    chance.shuffle(old)
    assert decide.versions(old, items, dates, NO_WAVES, AS_OF) == said


@given(runs(), st.randoms())
def test_the_order_of_registers_does_not_matter(run, chance):
    old, items, _ = run
    items = [replace(i, parsed=replace(i.content, kind="intake_register")) for i in items]
    said = decide.registers(old, items)
    chance.shuffle(items)
    assert decide.registers(old, items) == said


@given(runs())
def test_superseded_is_a_form_older_than_one_in_force_and_nothing_else(run):
    old, items, dates = run
    told = decide.told(items, decide.versions(old, items, dates, NO_WAVES, AS_OF))
    assert all(i.status in (*IN_FORCE, "duplicate") for i in told)
    for one in told:
        newer = [
            e
            for e in old
            if (e["kind"], e["unit_code"]) == (one.kind, one.content.unit_code)
            and dates[e["seq"]][0] > dates[one.line.seq][0]  # of one day a later run is newer
        ]
        if one.status != "duplicate":
            assert (one.status == "superseded") == (one.kind == "self_assessment" and bool(newer))
