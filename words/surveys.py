"""What the survey supports of a score that rests on it, in words: the same on pages and on paper."""

from __future__ import annotations

from words import labels

ABOVE = "▲ Tự chấm cao hơn khảo sát"


def in_words(row: dict) -> dict:
    """A row of the question `survey_criteria` with its words added."""
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
        return "Không hiển thị tỷ lệ: quá ít phiếu"
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
