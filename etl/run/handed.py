"""What a hand-over says beside its files: which years were published by the office before. They are closed here too, so that
nobody is late by more days each day."""

from __future__ import annotations

from dataclasses import replace

from etl.run import publish
from etl.run.files import Item
from etl.run.session import Earlier
from warehouse.withdrawn import IN_FORCE


def stages(earlier: Earlier, items: list[Item], notes: list[dict]) -> tuple[Earlier, list[dict]]:
    """With the stages of the years handed over, and what the journal says of them behind the notes that it has."""
    said = [
        {"type": "staged", **stage, "note": f"Bàn giao từ {item.came.handed['office']}"}
        for item in items
        if item.came.handed and item.status in IN_FORCE
        for stage in item.came.handed.get("stages", [])
    ]
    if not said:
        return earlier, notes
    notes = [*notes, *said]
    events = publish.noted(earlier, notes, items)[-len(said) :]
    return replace(earlier, state=replace(earlier.state, stages=[*earlier.state.stages, *events])), notes
