"""The page of a year: where it stands for everybody; what is open, the act and the changes for the office."""

from __future__ import annotations

from pages._publication import act, changes, confirmations, dossier, objections, open_work, register, stages
from pages._shared import data, frame, guard
from pages._shared.filters import View


def show(view: View) -> None:
    (now,), past = data.rows("stage", year=view.year), data.rows("stage_history", year=view.year)
    then = act.next_stages(now, past)
    waiting = open_work.before(view, then) if view.scope is None else []
    since = changes.since(past) if view.scope is None else None
    register.said()
    frame.answer(stages.answer(view, now, waiting, then, since))
    stages.line(now, past)
    if view.scope is None:
        frame.metrics(stages.figures(view, now, waiting, then, since))
    stages.table(view, past)
    if view.scope is not None:
        return
    if then[0] != "amended":
        frame.section("viec-con-mo", open_work.title(then[0], waiting), open_work.show, view, waiting, then[0])
    if since:
        frame.section("khac", changes.title(view, since), changes.show, view, since)
    if since and since.is_public:
        frame.section("kien-nghi", "Kiến nghị sau công bố", objections.show, view)
    if guard.may_load():
        frame.section("phieu-xac-nhan", "Phiếu xác nhận", confirmations.show, view)
        frame.section("ho-so", dossier.TITLE, dossier.show, view, now, since)
        frame.section("chuyen", "Chuyển giai đoạn", act.show, view, past, then)
