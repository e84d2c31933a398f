"""Takes back what one run received, and nothing else: everything later stays, and the figures are built anew.

By default the days on which files came are kept ("Rút số liệu, giữ ngày nhận"); `with_receipts` takes them too ("tệp
gửi nhầm"). Refused where a file that stays could not be read, or would be read otherwise, without what is taken back,
and from stage `opinions` of a year on: others have seen its figures, so a correction is the way. Where people sign in, what
would change figures of the own unit is asked for by one person and done by another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from etl.read.findings import finding
from etl.read.model import Finding
from etl.run import base, changed, publish, reference, rows, run, second
from etl.run.reference import Held
from etl.run.rows import Raw
from etl.run.session import Earlier, Progress, Session, no_progress
from etl.run.stage import CLOSED
from warehouse import clock, difference
from warehouse.acting import SIGNED_IN, acting
from warehouse.store import State, Warehouse
from warehouse.withdrawn import IN_FORCE, taken
from words import labels

NEEDED, ASKED = "needed", "asked"
SHOWN = 30  # units in the terminal


class UnknownRun(Exception):
    """No such run is in force; the message is for the user."""


@dataclass
class Withdrawal:
    """What taking a run back does, or would do. `refused`: why it may not be; then nothing was changed."""

    runs: list[int]
    with_receipts: bool
    snapshot: str | None = None
    files: list[dict] = field(default_factory=list)  # path, kind, unit_code, year, status before and after
    difference: dict = field(default_factory=dict)  # see warehouse/difference.py
    letters: list[dict] = field(default_factory=list)
    documents: list[dict] = field(default_factory=list)  # signed-off versions made from the figures
    warnings: list[Finding] = field(default_factory=list)
    refused: list[Finding] = field(default_factory=list)
    # needed: it concerns the own unit, and nobody but this person asks for it; asked: so it was noted, for another to do
    second_person: str | None = None

    def as_json(self) -> dict:
        """The object of `--json`."""
        return {
            "snapshot": self.snapshot, "runs": self.runs, "with_receipts": self.with_receipts, "files": self.files,
            "difference": self.difference, "letters": self.letters, "documents": self.documents,
            "findings": [f._asdict() for f in (*self.refused, *self.warnings)],
            "second_person": self.second_person,
        }  # fmt: skip


def withdraw(
    warehouse: Warehouse,
    number: int,
    today: date,
    *,
    dry: bool = False,
    with_receipts: bool = False,
    progress: Progress = no_progress,
) -> Withdrawal:
    """Takes run `number` back, with the other runs of the same action; dry: only says what that would do.

    Raises UnknownRun where the run is not in force.
    """
    session = Session(warehouse, today, dry=dry, progress=progress)
    with base.opened(session) as scratch:
        if not dry:
            run.finish(warehouse, today)
        runs = _runs(warehouse.state(), number)
        return _withdraw(base.found(session, scratch), runs, with_receipts)


def _withdraw(earlier: Earlier, runs: list[int], with_receipts: bool) -> Withdrawal:
    session, state = earlier.session, earlier.state
    event = {
        "type": "withdrawn", "seq": state.last_seq + 1, "run": earlier.number, "runs": runs, "files": [],
        "with_receipts": with_receipts, **earlier.signature(),
    }  # fmt: skip
    done = Withdrawal(runs, with_receipts)
    after = base.after(earlier, event)
    done.files = _changed_files(state, after.state)
    held = _held(earlier, after, runs)
    after, notes = publish.restated(after, held.verdict)
    raw = rows.needed(after, held, []) if not held.broken else Raw()
    done.refused = held.verdict.findings + _misread(after, raw)
    if done.refused:
        return done
    session.progress("Tính số liệu", 0, 1)
    built = publish.without_files(after, held, raw)
    _compare(done, earlier, held, built)
    _tell_alone(done, earlier, held, built)
    if done.refused:
        built.unlink()
    elif done.second_person and not session.dry:
        built.unlink()
        _ask(done, earlier)
    elif not session.dry:
        done.snapshot = publish.publish_event(after, held, raw, built, [event], [*after.notes, *notes])
    session.progress("Tính số liệu", 1, 1)
    return done


def _held(earlier: Earlier, after: Earlier, runs: list[int]) -> Held:
    """The reference in force after the withdrawal. Its verdict: files that could not be read without what `runs`
    brought, and later ones that would be read otherwise."""
    before, held = reference.in_force(earlier), reference.unchanged(after)
    return replace(held, before=before, verdict=reference.judge(after, before, held.tables, min(runs)))


def _compare(done: Withdrawal, earlier: Earlier, held: Held, built: Path) -> None:
    """Says what differs between the figures before and after, and what was made of those before."""
    state, before = earlier.state, earlier.base
    if before:
        done.difference = changed.between(before, built, held)
        done.warnings = [Finding("warning", **row) for row in done.difference.pop("warnings")]
        units = [(row["year"], row["unit_code"]) for row in done.difference["units"]]
        done.refused = _closed(state, done)
        done.letters = difference.reminders(before, units, _first_day(state, done.runs))
    done.documents = _documents(state, done.runs)


def _tell_alone(done: Withdrawal, earlier: Earlier, held: Held, built: Path) -> None:
    """Whether another person has to do it: it changes what stands of the own unit, and none asked for exactly this."""
    own, name = second.office(held.before)
    if acting().via != SIGNED_IN or own is None or earlier.base is None:
        return
    is_other = second.office(held.tables)[0] != own or difference.is_another_for(earlier.base, built, own)
    asked = asked_by(earlier.state, done.runs)
    is_agreed = asked and asked["who"] != acting().who and asked["with_receipts"] == done.with_receipts
    if is_other and not is_agreed:
        done.second_person = NEEDED
        done.warnings.append(finding("withdrawal_of_own", found=name or own))


def _ask(done: Withdrawal, earlier: Earlier) -> None:
    event = {
        "type": "withdrawal_asked", "seq": earlier.state.last_seq + 1, "runs": done.runs, "with_receipts": done.with_receipts,
        "at": earlier.at, **acting().signature(),
    }  # fmt: skip
    earlier.session.warehouse.append([event])
    done.second_person = ASKED


def asked_by(state: State, runs: list[int]) -> dict | None:
    """The event by which somebody asks that exactly these runs be taken back."""
    said = state.asked_back.get(tuple(runs))
    return said if said and said["type"] == "withdrawal_asked" else None


def waiting(state: State) -> list[dict]:
    """What somebody asks to take back and that is still in force."""
    out = taken(state.withdrawals).runs
    asked = [e for e in state.asked_back.values() if e["type"] == "withdrawal_asked"]
    return [e for e in asked if not out.keys() & set(e["runs"])]


def sent_back_to(state: State, who: str) -> list[dict]:
    """What a second person did not agree to, of what somebody asked."""
    return [e for e in state.asked_back.values() if e["type"] == "withdrawal_sent_back" and e["asked_by"] == who]


def send_back(warehouse: Warehouse, number: int, reason: str) -> None:
    """Nothing is taken back, and who asked for it is told why. Raises UnknownRun."""
    with warehouse.locked():
        state = warehouse.state()
        event = next((e for e in waiting(state) if number in e["runs"]), None)
        if event is None:
            raise UnknownRun(f"Không có đề nghị rút lần nhập số {number} đang chờ xác nhận.")
        said = {
            "type": "withdrawal_sent_back", "seq": state.last_seq + 1, "runs": event["runs"], "reason": reason,
            "with_receipts": event["with_receipts"], "asked_by": event["who"],
        }  # fmt: skip
        warehouse.append([said | {"at": clock.stamp()} | acting().signature()])


def sentences(done: dict, is_dry: bool) -> list[str]:
    """What the object of `--json` says, for terminal and page."""
    if refused := [f for f in done["findings"] if f["severity"] == "error"]:
        if refused[0]["code"] == "year_closed":
            return ["Không rút được, số liệu không thay đổi.", *(f["message"] for f in refused)]
        return [
            "Không rút được, số liệu không thay đổi: có hồ sơ đang dùng phụ thuộc vào lần nhập này. Rút các hồ sơ đó trước:",
            *(f"– {f['found']}" for f in refused),
        ]
    numbers = labels.runs(done)
    if done["second_person"] == ASKED:
        return [f"Đã ghi đề nghị rút lần nhập {numbers}; số liệu chưa thay đổi, chờ người thứ hai xác nhận."]
    left = [f for f in done["files"] if f["status_after"] in (None, "withdrawn")]
    back = [f for f in done["files"] if f["status_after"] in IN_FORCE and f["status_before"] not in IN_FORCE]
    day = "kể cả ngày nhận" if done["with_receipts"] else "ngày nhận được giữ"
    verb = "sẽ không còn hiệu lực" if is_dry else "không còn hiệu lực"
    lines = [f"Lần nhập {numbers}: {len(left)} tệp {verb}, {day}; các lần nhập khác giữ nguyên."]
    if back:
        lines.append(f"{len(back)} tệp trùng hoặc đã rút trước đó có hiệu lực trở lại.")
    lines += changed.sentences(done["difference"])
    if done["letters"]:
        lines.append(f"{len(done['letters'])} văn bản đôn đốc đã gửi các đơn vị này từ ngày nhập: cần xem lại.")
    for version in done["documents"]:
        lines.append(
            f"Báo cáo đã chốt dùng số liệu này: {version['document']}, bản {version['version']}; bản chốt không đổi."
        )
    lines += [f["message"] for f in done["findings"]]
    return lines


def show(done: Withdrawal, is_dry: bool) -> None:
    """The difference in the terminal."""
    told = done.as_json()
    for line in sentences(told, is_dry):
        print(line)
    for row in told["difference"].get("units", [])[:SHOWN]:
        print(f"  {row['year']} {row['unit_name']}: {changed.words(row)}")
    if len(told["difference"].get("units", [])) > SHOWN:
        print("  … (xem hết: --json)")
    if is_dry and not done.refused:
        print("Chỉ kiểm tra, không ghi gì.")
    elif done.snapshot:
        print(f"Đã cập nhật số liệu: {done.snapshot}")


def _runs(state: State, number: int) -> list[int]:
    """The run and those of the same action; every one brought something, and something of it is in force."""
    events = [*state.received, *state.withdrawals]
    own = [e for e in events if e["run"] == number]
    out = taken(state.withdrawals)
    if not own:
        raise UnknownRun(f"Không có lần nhập số {number} đang có hiệu lực. Xem: python -m etl history")
    actions = {e.get("action") for e in own} - {None}
    runs = {number} | {e["run"] for e in events if e.get("action") in actions}
    runs = {r for r in runs if r not in out.runs}
    if number not in runs:
        raise UnknownRun(f"Lần nhập số {number} đã được rút trước đó.")
    return sorted(runs)


def _changed_files(before: State, after: State) -> list[dict]:
    """Every file whose status the withdrawal changes; status null: not counted at all."""
    old = {e["seq"]: e for e in before.files}
    new = {e["seq"]: e for e in after.files}
    return [
        {
            "path": one["path"], "kind": one["kind"], "unit_code": one["unit_code"], "year": one["year"],
            "run": one["run"], "status_before": old[seq]["status"] if seq in old else None,
            "status_after": new[seq]["status"] if seq in new else None,
        }
        for seq in sorted(old.keys() | new.keys())
        for one in [new.get(seq) or old[seq]]
        if old.get(seq, {}).get("status") != new.get(seq, {}).get("status")
    ]  # fmt: skip


def _closed(state: State, done: Withdrawal) -> list[Finding]:
    """Years that the withdrawal touches and whose figures change by corrections only."""
    years = {row["year"] for row in (*done.files, *done.difference["units"])} - {None}
    stages = {year: state.stage_of(year) for year in sorted(years)}
    return [finding("year_closed", found=str(y), expected=labels.STAGE[s]) for y, s in stages.items() if s in CLOSED]


def _misread(after: Earlier, raw: Raw) -> list[Finding]:
    """Files that come back, or take the place of what leaves, and cannot be read as they were."""
    events = {e["seq"]: e for e in after.files}
    found = []
    for seq, parsed in raw.from_archive.items():
        event = events[seq]
        said = (parsed.kind, parsed.unit_code, parsed.year, parsed.assessment_code)
        same = said == (event["kind"], event["unit_code"], event["year"], event.get("assessment_code"))
        errors = [f.message for f in parsed.findings if f.severity == "error"]
        if errors or not same:
            words = "; ".join(errors[:3]) or "được đọc thành hồ sơ khác"
            found.append(finding("breaks_values_in_force", found=f"{event['path']}: {words}"))
    return found


def _first_day(state: State, runs: list[int]) -> date:
    """The day of the first of the runs: letters before it cannot rest on what they brought."""
    days = [e["at"] for e in (*state.received, *state.withdrawals) if e["run"] in runs]
    return date.fromisoformat(min(days)[:10])


def _documents(state: State, runs: list[int]) -> list[dict]:
    """Signed-off versions whose snapshot held figures of these runs."""
    found = []
    for version in state.frozen:
        held = state.files_in(version["snapshot"]) if version["snapshot"] in state.held else []
        if any(e["run"] in runs and e["status"] in IN_FORCE for e in held):
            found.append({name: version[name] for name in ("document", "version", "snapshot", "at", "who")})
    return found
