"""What a result of a year is not yet, as reports say it."""

from __future__ import annotations

from reports.draft import Draft


def unfinished(draft: Draft, year: int, is_provisional: bool) -> str:
    """What a result of a year is not yet."""
    if year >= draft.facts["running_year"]:
        return " (năm chưa kết thúc, số liệu tạm tính)"
    return " (sơ bộ)" if is_provisional else ""


def unfinished_year(draft: Draft, year: int) -> str:
    """The same of a figure over all units of the place."""
    own = [row for row in draft.of(year) if row["with_result"]]
    return unfinished(draft, year, any(row["is_provisional"] for row in own)) if own else ""
