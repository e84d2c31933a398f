"""What stands beside a place that only people can write: what the warehouse knows that bears on it, as sentences with their
figures. They are shown to the writer, who puts them into the text or not."""

from __future__ import annotations

from reports.draft import Draft
from reports.paper import Figure
from reports.parts import analysis
from reports.parts.tables import of_criterion
from warehouse import profile
from words import labels

FEW = 5  # sentences of one sort
HIGH = 90  # percent of maximum from which a criterion is a strength
Sentence = list[str | Figure]


def strengths(draft: Draft) -> list[Sentence]:
    """Criteria that most units fulfil, and what rose among the same units."""
    if draft.unit:
        rows = profile.strengths(draft.ask("unit_criteria", year=draft.last, unit=draft.unit, scope=None))
        return [_of_unit(draft, row) for row in rows]
    rows = [row for row in draft.ask("criteria", year=draft.last, block=draft.block, scope=None) if row["median_pct"] is not None]  # fmt: skip
    high = sorted((r for r in rows if r["median_pct"] >= HIGH), key=lambda r: -r["median_pct"])
    fulfilled: list[Sentence] = [
        [f"Tiêu chí {_name(r)} có mức giữa đạt ", draft.percent(f"{of_criterion(draft, r)}.trung_vi", r["median_pct"], r["bounds"]), f" điểm tối đa năm {draft.last}."]
        for r in high[:FEW]
    ]  # fmt: skip
    risen = (
        said
        for rule in ("group_change", "criterion_change")
        for row, said in analysis.items(draft, rule)
        if row["change"] > 0
    )
    closed = (said for row, said in analysis.items(draft, "gap_change") if not row["is_behind"])
    return [*risen, *closed, *fulfilled]


def objective(draft: Draft) -> list[Sentence]:
    """What came from outside: a new framework, units that ended."""
    names = list(dict.fromkeys(row["framework_name"] for row in draft.city if row["framework_name"]))
    changed: list[Sentence] = [[f"Bộ tiêu chí thay đổi trong kỳ: {'; '.join(names)}."]] if len(names) > 1 else []
    ended = draft.within(draft.ask("ended_units", first=draft.first, last=draft.last))
    return changed + [
        [f"{row['unit_name']} kết thúc hoạt động do sắp xếp, đến hết ngày {labels.date(row['valid_to'])}."]
        for row in ended
    ]


def subjective(draft: Draft) -> list[Sentence]:
    """Where self-scores are not exact, and who was late."""
    return [
        [*before, *said]
        for rule, before in (("self_above_verified", ["Tự chấm chưa sát: "]), ("late_units", ["Chậm báo cáo: "]))
        for _, said in (analysis.items(draft, rule) if not draft.unit else [])
    ]


def ahead(draft: Draft) -> list[Sentence]:
    """Criteria on which most points are lost, and tasks that are behind; of a unit its criteria below the block."""
    if draft.unit:
        rows = profile.priorities(draft.ask("unit_criteria", year=draft.last, unit=draft.unit, scope=None))
        return [_of_unit(draft, row) for row in rows[:FEW]]
    rows = draft.ask("criteria", year=draft.last, block=draft.block, scope=None)
    lost = sorted((r for r in rows if r["lost_share"]), key=lambda r: -r["lost_share"])[:FEW]
    improve: list[Sentence] = [
        [
            f"Nâng kết quả tiêu chí {_name(r)}, chiếm ", draft.percent(f"{of_criterion(draft, r)}.diem_mat", r["lost_share"]),
            " số điểm chưa đạt; ", Figure(f"{of_criterion(draft, r)}.duoi_nua", f"{r['below_half']}/{r['scored_units']}"),
            f" đơn vị đạt dưới 50% điểm tối đa năm {draft.last}.",
        ]
        for r in lost
    ]  # fmt: skip
    return [*improve, *(["Hoàn thành nhiệm vụ: ", *said] for _, said in analysis.items(draft, "tasks_behind"))]


def proposals(draft: Draft) -> list[Sentence]:
    """Questions beyond the authority of the city, and units that are in the best class in every year of the framework."""
    asked = draft.within(draft.ask("questions_raised", first=draft.first, last=draft.last, scope=None))
    return [
        *([f"Đề nghị cấp có thẩm quyền: {row['content'].rstrip('.')} ({row['unit_name']})."] for row in asked if row["is_beyond_authority"]),
        *([f"Đề nghị xem xét khen thưởng {name}, xếp loại cao nhất các năm đã thẩm định."] for name in _always_best(draft)),
    ]  # fmt: skip


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


def _of_unit(draft: Draft, row: dict) -> Sentence:
    key = of_criterion(draft, row)
    return [
        f"Tiêu chí {_name(row)} đạt ", Figure(f"{key}.diem", labels.points(row["points"])),
        f"/{labels.points(row['max_points'])} điểm, trung vị của khối ", Figure(f"{key}.khoi", labels.points(row["block_median"])), " điểm.",
    ]  # fmt: skip


def _name(row: dict) -> str:
    return f"{row['criterion_code']} {row['criterion_name']}"
