"""Which reference holds in a run: the one in force, then with the files of the run that break nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from etl.kinds import door, recheck
from etl.read.findings import finding
from etl.read.model import ParsedFile
from etl.reference import rules, tables
from etl.reference.context import Context
from etl.run import decide, files
from etl.run.files import Item
from etl.run.session import Earlier, Session, usable
from warehouse import build, clock, kinds
from warehouse.store import Warehouse
from warehouse.withdrawn import REFERENCE_KINDS

PLACE = {kind: place for place, kind in enumerate(kinds.catalogue())}  # whatever the order of paths

Tables = dict[str, list[tuple]]


@dataclass(frozen=True)
class Held:
    """The reference that holds, and what it does to the files in force."""

    before: Tables
    tables: Tables
    context: Context
    verdict: recheck.Verdict
    as_of: date

    @property
    def broken(self) -> list[dict]:
        """Events of files in force that could not be read as they were."""
        return [broken.event for broken in self.verdict.broken]


def in_force(earlier: Earlier) -> Tables:
    """The tables of the reference in force."""
    changed = [e for e in earlier.in_force if e["kind"] in REFERENCE_KINDS]
    if not changed:
        return {}
    held = {seq for seq, kind in earlier.held.items() if kind in REFERENCE_KINDS}
    if earlier.base and held == {e["seq"] for e in changed}:
        return build.read_reference(earlier.base)
    found: Tables = {}
    for event in changed:
        data = earlier.session.warehouse.original(event).read_bytes()
        found = tables.replaced(found, door.parse(data, event["file_name"], Context.from_tables({})))
    return found


def reference_in_force(warehouse: Warehouse) -> Tables:
    """The reference tables of today. The published snapshot may hold older ones: a reference file that changes no
    mart is in force without a publication."""
    state, current = warehouse.state(), warehouse.current_id()
    base = usable(warehouse, current) if current else None
    return in_force(
        Earlier(Session(warehouse), warehouse.scratch, state.last_run + 1, state, state.files, current, base)
    )


def unchanged(earlier: Earlier, day: date | None = None) -> Held:
    """The reference in force, as it is; day: the as_of that is kept, whatever the settings say."""
    tables = in_force(earlier)
    context = context_of(earlier, tables)
    return Held(tables, tables, context, recheck.Verdict(), day or as_of(earlier, tables))


def context_of(earlier: Earlier, reference: Tables) -> Context:
    """The reference as readers need it, and where they may write what they make of a survey."""
    context = Context.from_tables(reference, _today(earlier, reference))
    earlier.scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
    context.scratch, context.next_seq = str(earlier.scratch), earlier.state.last_seq + 1
    return context


def as_of(earlier: Earlier, reference: Tables) -> date:
    """The day at which figures are made: the one that the settings fix, else today."""
    fixed = {row[0]: row[1] for row in reference.get("settings", [])}.get("as_of")
    return date.fromisoformat(fixed) if fixed else _today(earlier, reference)


def _today(earlier: Earlier, reference: Tables) -> date:
    """The office's; not the day before that of the figures in force, which some clock had passed already."""
    today = earlier.session.today_in(clock.zone_in(reference.get("settings", [])))
    published = earlier.state.published.get(earlier.state.current or "", {}).get("as_of")
    before = date.fromisoformat(published) if published else today
    return before if before - today == timedelta(days=1) else today


def judge(earlier: Earlier, before: Tables, new: Tables, earlier_than: int = 0) -> recheck.Verdict:
    """What a changed reference does to the files in force; those of runs before `earlier_than` may be read as they were
    read then."""
    session = earlier.session
    return recheck.judge(
        session.warehouse, earlier.files, earlier.base, before, new, partial(context_of, earlier),
        session.workers, session.progress, lambda event: event["run"] < earlier_than,
    )  # fmt: skip


def unit_names(held: Held) -> dict[str, str]:
    """Code → name."""
    return {code: unit.unit_name for code, unit in held.context.units.items()}


def waves(earlier: Earlier, held: Held, items: list[Item]) -> decide.Waves:
    """The waves of the surveys in force, as today's question map reads them; none where no survey is looked at."""
    kinds_asked = {e["kind"] for e in held.broken} | {i.parsed.kind for i in items if i.parsed}
    if "survey" not in kinds_asked:
        return decide.Waves({})
    again = {seq: decide.wave(p) for seq, p in held.verdict.replaced.items() if p.kind == "survey"}
    adding = (
        (w.year, w.wave_code) for form in held.context.surveys.forms.values() for w in form.waves if w.files == "add"
    )
    return decide.Waves({seq: wave for seq, (_, wave, _) in earlier.surveys.items()} | again, frozenset(adding))


# the files of a run


def read(before: Tables, items: list[Item]) -> list[Item]:
    """Files of the reference are read first: the others are read with them. Those that are wrong or change nothing have
    their status then."""
    waiting = [n for n, i in enumerate(items) if i.came.is_reference and not i.status]
    found = list(items)
    for place, parsed in files.in_workers([items[n] for n in waiting], Context.from_tables({}), 1):
        found[waiting[place]] = _read(before, items[waiting[place]], parsed)
    return found


def _rows(before: Tables, parsed: ParsedFile) -> Tables:
    """The tables after a file; one without a row is none."""
    return {name: rows for name, rows in tables.replaced(before, parsed).items() if rows}


def _read(before: Tables, item: Item, parsed: ParsedFile) -> Item:
    item = replace(item, parsed=parsed)
    if parsed.has_error:
        return replace(item, status="rejected")
    if before and _rows(before, parsed) == _rows(before, ParsedFile("reference", "csv")):
        return replace(item, status="duplicate", extra=(*item.extra, finding("same_content")))
    return item


def settle(earlier: Earlier, before: Tables, items: list[Item], day: date | None = None) -> tuple[Held, list[Item]]:
    """The tables after the files that break no rule, and nothing in force that this run cannot replace; the others are
    rejected. day: the as_of that is kept, whatever the settings say."""
    while True:
        taken = _taken(items)
        new, refused = rules.assemble(before, [(n, i.content) for n, i in enumerate(taken)])
        for place, problems in refused.items():
            items = _rejected(items, taken[place], problems)
        verdict = judge(earlier, before, new)
        held = Held(before, new, context_of(earlier, new), verdict, day or as_of(earlier, new))
        if decide.may_replace(held.broken, items, waves(earlier, held, [])):
            return held, items
        items = refuse(held, items)


def refuse(held: Held, items: list[Item]) -> list[Item]:
    """Rejects the last file with which what is broken is read."""
    kinds_broken = {event["kind"] for event in held.broken}

    def is_involved(item: Item) -> bool:
        alone = tables.replaced(held.before, item.content)
        return bool(kinds_broken & kinds.touched(held.before, alone))

    left = _taken(items)
    culprit = next((i for i in reversed(left) if is_involved(i)), left[-1])
    return _rejected(items, culprit, door.bounded(held.verdict.findings))


def accept(items: list[Item]) -> list[Item]:
    """Those of the reference that were not rejected."""
    return [replace(i, status=decide.accepted(i)) if i.came.is_reference and not i.status else i for i in items]


def _taken(items: list[Item]) -> list[Item]:
    """Files that change the reference, in the order in which they do."""
    taken = (i for i in items if i.came.is_reference and not i.status)
    return sorted(taken, key=lambda i: (PLACE[i.content.kind], i.path.encode()))


def _rejected(items: list[Item], one: Item, problems: list) -> list[Item]:
    return [replace(i, status="rejected", extra=(*i.extra, *problems)) if i is one else i for i in items]
