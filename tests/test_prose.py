"""No sentence states what the data do not hold: every kind of document, as content, on warehouses that are each odd in one
way (tests/snapshots.py, WORLDS), its assertions against the marts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import duckdb
import pytest

from reports import confirmation, documents, minutes, notice, opinion, reminder, unit_sheet
from reports.draft import Subject
from reports.paper import Paper, Paragraph, Table, plain
from tests import snapshots
from warehouse import questions
from words import documents as word_of

LEAKED = re.compile(
    r"\b(None|nan|NaN|NaT|undefined)\b|[{}]|(tăng|giảm) [-−]|(?<!\d )\b00 (đơn vị|tiêu chí|lượt|văn bản)|–%"
)
UGLY = re.compile(r"\.\.|;\s*[.;]|\S  \S|\( |,\s*[,.;]|: *[.;]")


@dataclass(frozen=True)
class Facts:
    """What the marts hold of the years and the place of a document, counted here once more."""

    submitted: int
    with_result: int
    rated: int
    touched: int  # verified in full or in part
    replies: int
    on_time: int
    late: int
    undated: int
    missing: int
    not_due: int


def facts(con: duckdb.DuckDBPyConnection, subject: Subject) -> Facts:
    where = "u.year between $first and $last and ($block is null or u.block_code = $block) and ($unit is null or u.unit_code = $unit)"
    known = {"first": subject.first, "last": subject.last, "block": subject.block, "unit": subject.unit}
    counted = con.execute(
        "select count(u.submission_version), count(u.score_pct), count(u.class_code),"
        " count(*) filter (u.score_basis in ('verified', 'mixed')),"
        " count(*) filter (u.obligation = 'required' and u.status = 'on_time'),"
        " count(*) filter (u.obligation = 'required' and u.status = 'late' and u.received_on_source <> 'assumed'),"
        " count(*) filter (u.obligation = 'required' and u.status = 'late' and u.received_on_source = 'assumed'),"
        " count(*) filter (u.obligation = 'required' and u.status = 'missing'),"
        " count(*) filter (u.obligation = 'required' and u.status = 'not_due')"
        f" from mart.unit_year as u where {where}",
        known,
    ).fetchone()
    replies = con.execute(
        "select count(*) from mart.reply where year between $first and $last and ($unit is null or unit_code = $unit)",
        {name: known[name] for name in ("first", "last", "unit")},
    ).fetchone()
    return Facts(*counted[:4], *replies, *counted[4:])


def is_provisional(con: duckdb.DuckDBPyConnection, subject: Subject, said: str) -> bool:
    """Whether a result that the sentence rests on is not verified in full: of the year and the block that it names."""
    year = int(found[0]) if (found := re.search(r"\b20\d\d\b", said.split(":")[0])) else subject.last
    names = con.execute("select block_code, block_name from mart.block").fetchall()
    block = next((code for code, name in names if name.lower() in said.lower()), subject.block)
    return con.execute(
        "select coalesce(bool_or(score_basis <> 'verified' or criteria_scored < criteria_applicable), false)"
        " from mart.unit_year where year = $year and ($block is null or block_code = $block)"
        " and ($unit is null or unit_code = $unit)",
        {"year": year, "block": block, "unit": subject.unit},
    ).fetchone()[0]


# What a sentence asserts, and what must hold for it. A sentence that denies ("chưa", "không") asserts nothing.
ASSERTIONS = {
    "was received": (r"đã [^.;]*tiếp nhận báo cáo", lambda f: f.submitted),
    "was verified": (r"đã (tiếp nhận[^.;]*)?(thẩm định|rà soát)( đầy đủ)?\b", lambda f: f.touched),
    "opinions were taken": (r"(lấy|tiếp thu) ý kiến (của )?các đơn vị", lambda f: f.replies),
    "some were on time": (r"(?<![\d/])[1-9]\d*(/\d+)? đơn vị (thuộc diện bắt buộc )?gửi đúng hạn", lambda f: f.on_time),
    "nobody was on time": (r"(?<!\d)0/\d+ đơn vị (thuộc diện bắt buộc )?gửi đúng hạn", lambda f: f.late or f.missing),
    "some were late": (r"đơn vị gửi chậm", lambda f: f.late),
    "some never sent": (r"đơn vị (quá hạn )?chưa gửi", lambda f: f.missing),
    "the day is not over": (r"hạn gửi [^.;]*chưa hết", lambda f: f.not_due),
    "the day is unknown": (r"chưa ghi ngày", lambda f: f.undated),
    "a middle": (r"trung vị\)? đạt", lambda f: f.with_result),
    "a first": (r"Dẫn đầu khối", lambda f: f.with_result),
    "somebody is rated": (r"xếp loại [^:;.]* \d+ đơn vị", lambda f: f.rated),
    "nobody is in the lowest class": (r"không có đơn vị nào xếp loại", lambda f: f.rated),
    "a result is put forward": (r"đề nghị .* ban hành", lambda f: f.with_result),
}  # fmt: skip


def sentences(paper: Paper) -> list[str]:
    """Every paragraph as it reads, and the headers and rows of tables."""
    said = []
    for part in paper.parts:
        if isinstance(part, Paragraph):
            said.append(part.bold + "".join(map(plain, part.parts)))
        elif isinstance(part, Table):
            said += [" | ".join(part.header), *(" | ".join(map(plain, row)) for row in part.rows)]
        elif text := getattr(part, "text", None) or getattr(part, "description", None):
            said.append(text)
    return said


@pytest.fixture(scope="module", params=snapshots.WORLDS)
def world(request, tmp_path_factory):
    """A connection to the snapshot of one of the warehouses."""
    folder = snapshots.build(tmp_path_factory.mktemp("world"), **snapshots.WORLDS[request.param])
    with snapshots.opened(folder) as con:
        yield con


def subjects(con: duckdb.DuckDBPyConnection) -> list[Subject]:
    years = [row["year"] for row in questions.ask(con, "years").to_pylist()] or [2025]
    first, last = min(years), max(years)
    recent = sorted({max(first, last - 1), last})
    found = [Subject(kind, y, y) for kind, one in documents.KINDS.items() for y in recent if one.is_yearly]
    found += [Subject("so-ket", first, last), Subject("so-ket", first, max(first, last - 1))]
    place = {"block": "xa_phuong"}, {"unit": "P_HA_TU"}
    found += [Subject("so-ket", first, last, **one) for one in place]
    found += [Subject("ket-qua", last, last, block=block) for block in ("mttq_ctxh", "xa_phuong")]
    return found


def letters(con: duckdb.DuckDBPyConnection, asked, year: int):
    """(name, paper) of the letters that the office would send of a year: reminders to each group, by the office and in the
    name of the body, and what asks for opinions; each to all and to the first."""
    facts, first = asked("snapshot")[0], slice(None, 1)
    shared = {
        "year": year, "as_of": facts["as_of"], "office": facts["office_name"], "body": facts["synthesising_body"],
        "place": "Hạ Long", "plan": next(iter(asked("plan")), None), "until": facts["as_of"],
    }  # fmt: skip
    found = asked("outstanding", year=year, milestone="self_assessment", block=None)
    owed = con.execute(
        "select obligation, count(*), min(due_on) from mart.compliance where year = ? and milestone_code = 'self_assessment'"
        " group by 1", [year],
    ).fetchall()  # fmt: skip
    if todo := [row for row in found if not row["is_extended"]]:
        state = reminder.State(
            milestone="Báo cáo tự đánh giá", rows=todo, owed={o: n for o, n, _ in owed}, due_on=min(due for *_, due in owed),
            moment=word_of.moment(facts["as_of"], facts["published_at"], None),
            extended={o: sum(r["is_extended"] for r in found if r["obligation"] == o) for o, *_ in owed},
            sent=asked("reminders", year=year, milestone="self_assessment", block=None, scope=None), **shared,
        )  # fmt: skip
        for group in reminder.GROUPS if state.is_over else ():  # before the due date there are no letters
            rows = state.of(group)
            for only in [None, *rows[first]] if rows else []:
                for issuer in reminder.SYMBOL:
                    yield f"đôn đốc {group} {issuer} {year}", reminder.paper_of(state, group, 2, only, issuer)
    results, stage = asked("results", year=year, block=None, unit=None), asked("stage", year=year)[0]
    for row in notice.official(results)[first]:
        yield f"thông báo {year}", notice.paper_of(notice.Notice(year, [row], facts, stage, shared["plan"]), row)
    for row in results[first]:
        yield f"phiếu xác nhận {year}", confirmation.paper_of(asked, row | {"year": year}, facts["as_of"])
    if asked("verified_decisions", year=year, block=None):
        yield f"biên bản {year}", minutes.paper_of(minutes.rows_of(asked, year))
    verified = [row for row in asked("verification", year=year, block=None) if row["score_basis"] == "verified"]
    if verified:
        word = facts["verification_word"]
        request = opinion.Request(rows=verified, word=word, snapshot_id="1", is_usual=True, **shared)
        criteria = asked("verified_criteria", year=year, block=None)
        yield f"ý kiến {year}", opinion.paper_of(request)
        for only in verified[first]:
            own = [row for row in criteria if row["unit_code"] == only["unit_code"]]
            yield f"ý kiến của một đơn vị {year}", opinion.paper_of(request, only, own)


def test_no_letter_asserts_what_the_marts_do_not_hold(world):
    @cache
    def asked(question, **known):
        return questions.ask(world, question, **known).to_pylist()

    wrong = []
    for year in [row["year"] for row in asked("years")][-2:]:
        known = facts(world, Subject("ket-qua", year, year))
        for name, paper in letters(world, asked, year):
            for said in sentences(paper):
                if " | " not in said:
                    wrong += [f"{name}: {what}: {said}" for what in asserted(said, known)]
                wrong += [f"{name}: {found[0]!r}: {said}" for found in [LEAKED.search(said)] if found]
    assert not wrong, "\n".join(wrong)


def asserted(said: str, known: Facts) -> list[str]:
    """What a sentence asserts that the marts do not hold."""
    return [
        name for name, (words, holds) in ASSERTIONS.items()
        if (found := re.search(words, said, re.IGNORECASE))
        and not re.search(r"chưa\b[^.;]{0,25}$", said[: found.start() + 1]) and not holds(known)
    ]  # fmt: skip


def test_no_document_asserts_what_the_marts_do_not_hold(world):
    @cache
    def asked(question, **known):
        return questions.ask(world, question, **known).to_pylist()

    wrong = []
    for subject in subjects(world):
        known = facts(world, subject)
        paper = documents.draft(asked, subject).write()
        sheet = unit_sheet.sheet(asked, subject.last, subject.unit, None) if subject.unit else None
        for said in sentences(paper) + (sentences(sheet) if sheet else []):
            wrong += [f"{subject.name}: {name}: {said}" for name in asserted(said, known)] if " | " not in said else []
            # cells may be empty, number and date of a document are blank
            for pattern in (LEAKED,) if " | " in said or "ngày      " in said else (LEAKED, UGLY):
                if found := pattern.search(said):
                    wrong.append(f"{subject.name}: {found[0]!r}: {said}")
            if (
                re.search(r"trung vị\)? đạt|Dẫn đầu khối", said) and not re.search("sơ bộ|tạm tính|chính thức", said)
                and is_provisional(world, subject, said)
            ):  # fmt: skip
                wrong.append(f"{subject.name}: a provisional figure without the word: {said}")
    assert not wrong, "\n".join(wrong)


def test_a_unit_that_is_verified_has_each_criterion_once(world):
    """What doubles a line of the entry is an error page: each has a box of its own."""
    scored = "select year, unit_code from mart.unit_year where score_pct is not null and unit_code in ('P_HA_TU', 'CA')"
    for year, unit in world.execute(scored).fetchall():
        codes = questions.ask(world, "score_entry", year=year, unit=unit)["criterion_code"].to_pylist()
        assert codes and len(codes) == len(set(codes)), (year, unit)
