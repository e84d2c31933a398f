"""What stands beside a place that only people can write: what the warehouse knows that bears on it, a line each. It is shown
to the writer, and printed nowhere."""

from __future__ import annotations

from reports.draft import Draft
from warehouse import profile
from words import labels

FEW = 5  # lines of one sort
HIGH = 90  # percent of maximum from which a criterion is a strength


def strengths(draft: Draft) -> list[str]:
    """Criteria that most units fulfil, and those that rose most within the framework."""
    if draft.unit:
        rows = profile.strengths(draft.ask("unit_criteria", year=draft.last, unit=draft.unit, scope=None))
        return [f"{_name(row)}: {labels.points(row['points'])}/{labels.points(row['max_points'])} điểm, trung vị khối {labels.points(row['block_median'])}" for row in rows]  # fmt: skip
    rows = [row for row in draft.ask("criteria", year=draft.last, block=draft.block) if row["median_pct"] is not None]  # fmt: skip
    high = sorted((r for r in rows if r["median_pct"] >= HIGH), key=lambda r: -r["median_pct"])
    risen = sorted((r for r in rows if (r["median_change"] or 0) >= 1), key=lambda r: -r["median_change"])  # fmt: skip
    return [
        *(f"{_name(r)}: trung vị {labels.percent(r['median_pct'], r['bounds'])} điểm tối đa năm {draft.last}" for r in high[:FEW]),
        *(f"{_name(r)}: tăng {labels.signed(r['median_change'])[1:]} điểm phần trăm so với năm {draft.last - 1}" for r in risen[:FEW]),
    ]  # fmt: skip


def objective(draft: Draft) -> list[str]:
    """What came from outside: a new framework, units that ended."""
    names = list(dict.fromkeys(row["framework_name"] for row in draft.city if row["framework_name"]))  # fmt: skip
    changed = [f"Thay đổi bộ tiêu chí trong kỳ: {'; '.join(names)}"] if len(names) > 1 else []
    ended = draft.within(draft.ask("ended_units", first=draft.first, last=draft.last))
    return changed + [f"Kết thúc hoạt động do sắp xếp: {row['unit_name']} ({labels.date(row['valid_to'])})" for row in ended]  # fmt: skip


def subjective(draft: Draft) -> list[str]:
    """Where self-scores stand furthest above the verified ones, and the criteria that most points are lost on."""
    if draft.unit:
        return []
    rows = draft.ask("criteria", year=draft.last, block=draft.block)
    over = sorted((r for r in rows if (r["self_minus_verified"] or 0) > 0.05), key=lambda r: -r["self_minus_verified"])  # fmt: skip
    word = draft.facts["verification_word"]
    return [
        f"{_name(r)}: tự chấm cao hơn {word} bình quân {labels.number(r['self_minus_verified'], 2)} điểm năm {draft.last}"
        for r in over[:FEW]
    ]  # fmt: skip


def ahead(draft: Draft) -> list[str]:
    """Criteria on which most points are lost."""
    if draft.unit:
        rows = profile.priorities(draft.ask("unit_criteria", year=draft.last, unit=draft.unit, scope=None))
        return [f"{_name(r)}: có thể thêm {labels.points(r['gain'])} điểm để bằng trung vị khối" for r in rows[:FEW]]  # fmt: skip
    rows = draft.ask("criteria", year=draft.last, block=draft.block)
    lost = sorted((r for r in rows if r["lost_share"]), key=lambda r: -r["lost_share"])
    return [f"{_name(r)}: {labels.percent(r['lost_share'])} số điểm mất, {r['below_half']}/{r['scored_units']} đơn vị dưới 50% (năm {draft.last})" for r in lost[:FEW]]  # fmt: skip


def proposals(draft: Draft) -> list[str]:
    """Questions beyond the authority of the city, and units that are in the best class in every year of the framework."""
    asked = draft.within(draft.ask("questions_raised", first=draft.first, last=draft.last, scope=None))
    beyond = [f"Vượt thẩm quyền: {row['content']} ({row['unit_name']})" for row in asked if row["is_beyond_authority"]]  # fmt: skip
    return beyond + [f"Xếp loại cao nhất liên tục: {name}" for name in _always_best(draft)]


def _always_best(draft: Draft) -> list[str]:
    """Units in the best class in each year of the last framework, verified in full, of at least two years."""
    last = draft.city[-1]["framework_code"] if draft.city else None
    best = next((row["class_name"] for row in draft.classes if row["framework_code"] == last), None)
    years = [row["year"] for row in draft.city if row["framework_code"] == last and row["with_result"]]  # fmt: skip
    if best is None or len(years) < 2:
        return []
    found = [
        {
            row["unit_name"] for row in draft.ask("results", year=year, block=draft.block, unit=draft.unit)
            if row["class_name"] == best and row["score_basis"] == "verified"
        }
        for year in years
    ]  # fmt: skip
    return sorted(set.intersection(*found))


def _name(row: dict) -> str:
    return f"{row['criterion_code']} {row['criterion_name']}"
