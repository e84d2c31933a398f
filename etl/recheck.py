"""Checks values in force again under a changed reference, so that nothing published becomes an error silently."""

from __future__ import annotations

from collections import defaultdict

from etl import consolidated, correction, intake_register, registers, reply, self_assessment
from etl.context import Context
from etl.findings import finding
from etl.model import Finding

ISSUED = (("raw.consolidated_score", consolidated), ("raw.reply", reply))
MODULES = {  # kind → the tables that its files fill, with the module that checks each
    "self_assessment": (("raw.self_assessment", self_assessment),),
    "consolidated": ISSUED,
    "intake_register": (("raw.intake_register", intake_register),),
    "reply": ISSUED,
    "correction": (("raw.correction", correction),),
    **registers.CHECKS,
}


def errors_under(
    context: Context, files: list[dict], rows: dict[str, list[tuple]]
) -> list[Finding]:
    """One `breaks_values_in_force` per file and cell that the new reference would refuse."""
    by_file: dict[tuple[str, int], list[tuple]] = defaultdict(list)
    for table, content in rows.items():
        for row in content:
            by_file[table, row[0]].append(row[1:])
    found = []
    for event in files:
        for table, module in MODULES[event["kind"]]:
            own = by_file.get((table, event["seq"]), [])
            problems = module.check(
                own, event["unit_code"], event["year"], event["framework_code"], context
            )
            found += [
                finding(
                    "breaks_values_in_force",
                    p.sheet,
                    p.cell,
                    f"{event['path']}: {p.message}",
                    p.expected,
                )
                for p in problems
                if p.severity == "error"
            ]
    return found
