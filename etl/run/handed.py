"""What a hand-over says beside its files: which years were published by the office before. They are closed here too, so that
nobody is late by more days each day."""

from __future__ import annotations

from dataclasses import replace

from etl.run.files import Item
from etl.run.session import Earlier
from warehouse.withdrawn import IN_FORCE


def stages(earlier: Earlier, items: list[Item], after: int) -> tuple[Earlier, list[dict]]:
    """With the stages of the years handed over, and what the journal must say of them, behind `after` other notes."""
    last = max([earlier.state.last_seq, *(item.line.seq for item in items)]) + after
    said = [
        {"type": "staged", **stage, "note": f"Bàn giao từ {item.came.handed['office']}"}
        for item in items
        if item.came.handed and item.status in IN_FORCE
        for stage in item.came.handed.get("stages", [])
    ]
    events = [
        event | {"seq": last + n, "run": earlier.number, **earlier.signature()} for n, event in enumerate(said, 1)
    ]
    if not events:
        return earlier, []
    return replace(earlier, state=replace(earlier.state, stages=[*earlier.state.stages, *events])), said
