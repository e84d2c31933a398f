"""Criteria that rest on the survey: self-score beside what the survey supports, in the same words on every page."""

from __future__ import annotations

from pages._shared import data, labels
from pages._shared.tables import Column
from warehouse import queries_survey

COLUMNS = [
    Column("unit_name", "Đơn vị"),
    Column("title", "Tiêu chí", width=270),
    Column("finding_text", "Lưu ý", width=230),
    Column("self_points", "Tự chấm", "points"),
    Column("verified_points", "Thẩm định", "points"),
    Column("verified_text", "Thẩm định so với khảo sát", width=190),
    Column("survey_points", "Điểm theo khảo sát", "points"),
    Column("range_text", "Khoảng điểm theo khảo sát"),
    Column("max_points", "Điểm tối đa", "points"),
    Column("share_pct", "Tỷ lệ khảo sát", "percent"),
    Column("interval_text", "Khoảng tin cậy 95%"),
    Column("n_text", "Số câu trả lời (n)"),
    Column("block_name", "Khối"),
]
ABOVE = "▲ Tự chấm cao hơn khảo sát"
NOTE = (
    "Điểm theo khảo sát: điểm của thang ứng với tỷ lệ khảo sát; khoảng điểm: ứng với hai đầu khoảng tin cậy 95%. “Tự chấm "
    "cao hơn khảo sát” khi tự chấm cao hơn cả mức ứng với cận trên; là lưu ý để thẩm định xem xét, điểm không tự thay đổi."
)


def rows(view, block: str | None = None, unit: str | None = None, criterion: str | None = None) -> list[dict]:  # fmt: skip
    """One row per unit and criterion that rests on the survey, those to look at first; with words."""
    found = data.rows(queries_survey.survey_criteria, view.year, block, view.scope)
    return [
        _in_words(row)
        for row in found
        if unit in (None, row["unit_code"]) and criterion in (None, row["criterion_code"])
    ]


def _in_words(row: dict) -> dict:
    low, high = row["survey_points_low"], row["survey_points_high"]
    row["title"] = f"{row['criterion_code']} {row['criterion_name']}"
    row["share_pct"] = None if row["share"] is None else 100 * row["share"]
    row["interval_text"] = row["range_text"] = None
    row["n_text"] = None if row["n"] is None else labels.number(row["n"], 0)
    if row["share"] is None:
        row["finding_text"] = _why_none(row)
    else:
        row["range_text"] = _range(low, high)
        row["interval_text"] = f"{labels.number(100 * row['share_low'])}–{labels.number(100 * row['share_high'])}%"  # fmt: skip
        row["finding_text"] = _finding(row)
    row["verified_text"] = None
    if row["finding"]:
        given = row["final_points"] if row["final_points"] is not None else row["verified_points"]
        row["verified_text"] = (
            "○ chưa thẩm định"
            if given is None
            else "▲ vẫn cao hơn khảo sát"
            if given > high
            else "● không cao hơn khảo sát"
        )
    return row


def _why_none(row: dict) -> str:
    if row["suppressed"] or row["n"] is not None:
        return "Không công bố tỷ lệ: quá ít phiếu"
    return "Chưa có phiếu khảo sát"


def _range(low, high) -> str:
    return labels.points(low) if low == high else f"{labels.points(low)}–{labels.points(high)}"


def _finding(row: dict) -> str | None:
    if row["self_points"] is None:
        return None
    if row["finding"]:
        return ABOVE
    if row["self_points"] < row["survey_points_low"]:
        return "Tự chấm thấp hơn khảo sát"
    return "● Trong khoảng khảo sát ủng hộ"


def sentence(row: dict, year: int) -> str:
    """For the story of one score."""
    lead = f"Khảo sát năm {year} ({labels.INDICATORS[row['indicator']]})"
    if row["share"] is None:
        return f"{lead}: {labels.inside(row['finding_text'])}; không có điểm theo khảo sát để đối chiếu."
    text = f"{lead}: {labels.percent(row['share_pct'])} (khoảng tin cậy 95%: {row['interval_text']}; n = {row['n_text']}), tương ứng **{labels.points(row['survey_points'])} điểm** theo thang"  # fmt: skip
    if row["survey_points_low"] != row["survey_points_high"]:
        text += f" (từ {labels.points(row['survey_points_low'])} đến {labels.points(row['survey_points_high'])} điểm theo khoảng tin cậy)"
    if row["finding_text"] is None:
        return f"{text}; đơn vị chưa tự chấm."
    if row["finding"]:
        return f"{text}. **{ABOVE}**: {labels.points(row['self_points'])} điểm. Là lưu ý để thẩm định xem xét; điểm không tự thay đổi."
    return f"{text}. {row['finding_text']}: tự chấm {labels.points(row['self_points'])} điểm."
