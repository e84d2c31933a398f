"""Charts in reports: the specifications of the pages, with the width of a page; their numbers stand in the description."""

from __future__ import annotations

from charts import templates, theme
from charts.surveys import RESULT_OF
from reports.draft import Draft
from words import labels

WIDTH = 150  # mm on the page
MOST_CRITERIA = 10
LONGEST = 46  # characters of a name beside a mark


def _put(draft: Draft, kind: str, caption: str, told: list[str], **more) -> None:
    if draft.facts["illustrative"] and "minh họa" not in caption:
        caption += f" ({draft.facts['illustrative_words'].split(',')[0]})"
    spec = templates.figure(kind, "", "; ".join(told), **more)
    spec.pop("title")  # the caption says it
    draft.paper.picture(spec, f"{caption}. {'; '.join(told)}", WIDTH, caption)


def classes(draft: Draft) -> None:
    """How many units are in each class, a bar per year; nothing where no unit has a class. A picture per framework: bars
    of two of them never stand on one another."""
    for framework in dict.fromkeys(row["framework_code"] for row in draft.city):
        _classes_of(draft, [row for row in draft.city if row["framework_code"] == framework])


def _classes_of(draft: Draft, city: list[dict]) -> None:
    own = [c for c in draft.classes if c["framework_code"] == city[0]["framework_code"]]
    if not any(c["units"] for c in own):
        return
    names = list(dict.fromkeys(c["class_name"] for c in own))
    words = [*names, theme.NO_RESULT]
    colours = [*theme.class_colours(tuple(names)), "#FFFFFF"]
    pieces, told = [], []
    for row in city:
        counts = [(c["class_name"], c["units"], "") for c in own if c["year"] == row["year"] and c["units"]]
        counts.append((theme.NO_RESULT, row["units"] - row["with_result"], ""))
        pieces += templates.stack(f"Năm {row['year']}", counts, words, colours)
        told.append(f"năm {row['year']}: " + ", ".join(f"{w} {n}" for w, n, _ in counts if n))
    first, last = city[0]["year"], city[-1]["year"]
    years = f"năm {first}" if first == last else f"giai đoạn {first} - {last}"
    caption = f"Số đơn vị theo xếp loại, {years}"
    if city[0]["framework_name"]:
        caption += f" ({city[0]['framework_name']})"
    _put(draft, "classes", caption, told, words=tuple(names), width=420, pieces=pieces)


def criteria(draft: Draft, rows: list[dict]) -> None:
    """The criteria on which most points are lost, with the middle half of the units. rows: the question `criteria`."""
    worst = sorted((r for r in rows if r["points_lost"]), key=lambda r: -r["points_lost"])[:MOST_CRITERIA]  # fmt: skip
    if len(worst) < 2:
        return
    drawn = [
        {
            "name": _short(f"{row['criterion_code']} {row['criterion_name']}"), "median": row["median_pct"],
            "low": row["lower_quartile"], "high": row["upper_quartile"], "weak": row["median_pct"] < 50,
            "text": labels.percent(row["median_pct"], row["bounds"]), "tip": "",
        }
        for row in worst
    ]  # fmt: skip
    told = [f"{row['criterion_code']} {labels.percent(row['median_pct'], row['bounds'])}" for row in worst]
    caption = f"Các tiêu chí mất nhiều điểm nhất năm {draft.last}: trung vị và nửa giữa"
    _put(draft, "weakness", caption, told, width=260, criteria=drawn)


def survey(draft: Draft, rows: list[dict]) -> None:
    """Shares of the last survey with their intervals; what is hidden is not drawn. rows: results.survey_rows."""
    shown = [row for row in rows if row["share"] is not None and row["ci_low"] is not None]
    if not shown:
        return
    drawn = [
        {
            "unit": labels.INDICATORS.get(row["indicator"], row["indicator"]), "share": 100 * row["share"],
            "low": 100 * row["ci_low"], "high": 100 * row["ci_high"], "text": labels.percent(100 * row["share"]),
            "short": "", "result": RESULT_OF["similar"], "tip": "",
        }
        for row in shown
    ]  # fmt: skip
    told = [f"{row['unit']} {row['text']}" for row in drawn]
    caption = f"Tỷ lệ trả lời thuận lợi và khoảng tin cậy 95%, khảo sát năm {draft.last}"
    _put(draft, "survey_dots", caption, told, width=330, units=drawn, area=[], hidden=[])


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0].rstrip(",;") + "…"
