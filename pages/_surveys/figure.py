"""How one figure of a survey is said, and why one is not."""

from __future__ import annotations

import math
import textwrap

from charts import surveys as charts_survey
from pages._shared import data
from pages._shared.filters import View
from words import labels


def pct(value: float | None) -> str:
    return labels.percent(None if value is None else 100 * value)


def interval(low: float | None, high: float | None) -> str:
    """`78,2–82,6%`; the reason where there is none."""
    if low is None or high is None:
        return "không có khoảng tin cậy"
    return f"{labels.number(100 * low)}–{labels.number(100 * high)}%"


def size(row: dict) -> str:
    """`n = 104 câu của 52 người`; only n where each person gave one answer."""
    text = f"n = {labels.number(row['n'], 0)}"
    return text if row["people"] in (None, row["n"]) else f"{text} câu của {labels.number(row['people'], 0)} người"


def change_text(row: dict) -> str:
    """`+3,7 điểm phần trăm (0,6 đến 6,9) so với 2024`, or why there is no comparison."""
    if row["previous_year"] is None:
        return "chưa có đợt trước"
    if not row["is_comparable"]:
        return f"không so sánh với {row['previous_year']}: câu hỏi khác nhau"
    if row["difference"] is None:
        return f"không so sánh với {row['previous_year']}: quá ít phiếu"
    text = f"{labels.signed(100 * row['difference'])} điểm phần trăm"
    if row["difference_low"] is not None:
        low, high = (labels.number(100 * row[k]) for k in ("difference_low", "difference_high"))
        text += f" ({low} đến {high})"
    return f"{text} so với {row['previous_year']}"


def is_sure(row: dict) -> bool:
    """Whether the interval of a change leaves zero out."""
    return row["difference_low"] is not None and (row["difference_low"] > 0 or row["difference_high"] < 0)


def n_text(row: dict) -> str:
    return f"dưới {labels.points(min_count())} hoặc được che" if row["n"] is None else labels.number(row["n"], 0)


def unit_words(row: dict) -> dict:
    for field, source in (("share_pct", "share"), ("low_pct", "ci_low"), ("high_pct", "ci_high")):
        row[field] = None if row[source] is None else 100 * row[source]
    row["n_text"], row["people_text"] = n_text(row), n_text({"n": row["people"]})
    row["block_text"] = charts_survey.RESULT_OF[row["block_result"] or "not_compared"]
    row["city_text"] = charts_survey.RESULT_OF[row["city_result"] or "not_compared"]
    row["strict_text"] = charts_survey.RESULT_OF[row["city_result_998"] or "not_compared"]
    row["change"] = labels.sentence(change_text(row))
    row["note"] = None
    if row["suppressed"]:
        row["note"] = (
            f"Không hiển thị: dưới {labels.points(min_n())} phiếu hiệu dụng, hoặc che kèm để không suy ra đơn vị khác"
        )
    elif row["ci_low"] is None:
        row["note"] = (
            "Hỏi toàn bộ đối tượng: không có sai số chọn mẫu"
            if row["people"] == row["population"]
            else "Nhiều người trả lời hơn tổng thể ghi trong kế hoạch: không tính được khoảng tin cậy"
        )
    elif row["ci_high"] - row["ci_low"] > 0.2:
        row["note"] = "Khoảng tin cậy rộng hơn 20 điểm phần trăm: cần thận trọng"
    return row


def why_hidden(view: View) -> str:
    """How few is too few, in responses where the design effect makes them worth less."""
    deff = max((w["deff"] or 1 for w in data.rows("survey_waves", year=view.year)), default=1)  # fmt: skip
    text = f"Lý do: dưới {labels.points(min_n())} phiếu hiệu dụng"
    if deff > 1:
        text += f" (khoảng {math.ceil(min_n() * deff)} phiếu thật, hiệu ứng thiết kế {labels.number(deff, 1)})"
    return text + ", hoặc che kèm để không suy ra được đơn vị khác."


def facts(view: View) -> list[tuple[str, str]]:
    waves = data.rows("survey_waves", year=view.year)
    said = "; ".join(f"{w['wave_name']}, {w['tool']}, {w['method']}" for w in waves)
    kept = [f for f in view.facts() if f[0] not in ("Bộ tiêu chí", "Cơ sở điểm")]
    return [
        *kept,
        ("Đợt khảo sát", said),
        (
            "Che số nhỏ",
            f"dưới {labels.points(min_n())} phiếu không ghi tỷ lệ, dưới {labels.points(min_count())} phiếu không ghi số phiếu",
        ),
    ]


def short(text: str, limit: int = 70) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0].rstrip(",;") + "…"


def lines(text: str, width: int, most: int = 3) -> list[str]:
    return textwrap.wrap(text, width, max_lines=most, placeholder=" …")


def above(text: str, width: int) -> str:
    """Three lines that end where the bar begins."""
    said = lines(text, width)
    return "\n".join([""] * (3 - len(said)) + said)


def min_n() -> float:
    """People from whom on a figure is shown."""
    return data.number_setting("survey_min_n", 30)


def min_count() -> float:
    """People from whom on their number is shown."""
    return data.number_setting("survey_min_count", 5)
