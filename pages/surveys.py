"""Khảo sát đối tượng được PBGDPL: what people answered, how sure the figures are, and what they can say of a unit."""

import math
import textwrap

import streamlit as st

from charts import surveys as charts_survey
from charts.theme import DARK_FILLS, INK
from pages._shared import charts, data, filters, frame, mapping, survey_scores
from pages._shared.tables import Column
from words import labels

view = frame.start("Khảo sát đối tượng được PBGDPL")
min_n = data.number_setting("survey_min_n", 30)
min_count = data.number_setting("survey_min_count", 5)
area_word = "toàn thành phố" if view.block is None else f"khối {filters.lower_block(view.block_name)}"

INDICATORS = labels.INDICATORS
AXIS = {"nhan_thuc": "% câu trả lời đúng"}
SAYS = {
    "nhan_thuc": "câu trả lời về kiến thức pháp luật là đúng",
    "y_thuc": "người trả lời tự đánh giá có ý thức chấp hành pháp luật tốt",
    "su_dung": "người trả lời có tìm hiểu, sử dụng pháp luật",
    "hai_long": "người trả lời hài lòng với hoạt động PBGDPL",
    "tiep_can": "người trả lời cho biết đã được PBGDPL trong năm",
}


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
    """`+3,7 điểm % (0,6 đến 6,9) so với 2024`, or why there is no comparison."""
    if row["previous_year"] is None:
        return "chưa có đợt trước"
    if not row["is_comparable"]:
        return f"không so sánh với {row['previous_year']}: câu hỏi khác nhau"
    if row["difference"] is None:
        return f"không so sánh với {row['previous_year']}: quá ít phiếu"
    text = f"{labels.signed(100 * row['difference'])} điểm %"
    if row["difference_low"] is not None:
        low, high = (labels.number(100 * row[k]) for k in ("difference_low", "difference_high"))
        text += f" ({low} đến {high})"
    return f"{text} so với {row['previous_year']}"


def is_sure(row: dict) -> bool:
    """Whether the interval of a change leaves zero out."""
    return row["difference_low"] is not None and (row["difference_low"] > 0 or row["difference_high"] < 0)


# what stands on top


def no_survey() -> None:
    frame.answer(f"Chưa có số liệu khảo sát nào công bố được của năm {view.year} cho {area_word}.")
    waves = data.rows("survey_waves", year=view.year)
    planned = "; ".join(
        f"{w['wave_name']}: {labels.date(w['collected_from'])}–{labels.date(w['collected_to'])}" for w in waves
    )
    st.info(
        (f"Đợt đã lên kế hoạch: {labels.plain(planned)}. " if planned else "")
        + "Nạp tệp kết quả xuất từ Google Forms, KoboToolbox, LimeSurvey, Microsoft Forms hoặc ODK; "
        "cột cá nhân được bỏ ngay khi nhận. Số liệu hiện ra ngay sau khi nạp."
    )
    frame.way_in()
    years = [y["year"] for y in data.rows("survey_years")]
    if view.year in years:
        st.caption(f"Năm {view.year} có khảo sát ở khối khác: chọn “{labels.ALL_BLOCKS_NAME}” ở bộ lọc.")
    elif years:
        st.caption(f"Các năm đã có khảo sát: {', '.join(map(str, years))}. Chọn năm ở bộ lọc.")


def answer(area: dict, units: list[dict]) -> str:
    text = (
        f"Năm {view.year}: **{pct(area['share'])}** {SAYS[area['indicator']]} ({area_word}; khoảng tin cậy 95%: "
        f"{interval(area['ci_low'], area['ci_high'])}; {size(area)})"
    )
    text += f"; {change_text(area)}"
    if area["difference"] is not None:
        text += " – **thay đổi có ý nghĩa**" if is_sure(area) else " – chưa đủ chắc chắn là có thay đổi"
    if view.scope is not None:  # a reader of one unit sees no count of others
        return text + ". " + labels.sentence("; ".join(map(own_answer, units)) or "đơn vị chưa có phiếu nào") + "."  # fmt: skip
    counts = {r: sum(u["city_result"] == r for u in units) for r in ("better", "worse")}
    hidden = sum(u["suppressed"] for u in units)
    text += f". **{counts['better']}** đơn vị tốt hơn, **{counts['worse']}** kém hơn phần còn lại của thành phố"
    return text + (f"; {hidden} đơn vị quá ít phiếu, không công bố tỷ lệ." if hidden else ".")


def own_answer(unit: dict) -> str:
    """The unit of a reader who sees only that one."""
    name = labels.plain(unit["unit_name"])
    if unit["suppressed"]:
        return f"{name}: không công bố tỷ lệ vì quá ít phiếu"
    against = unit["city_text"][2:].lower()
    return (
        f"{name}: **{pct(unit['share'])}** ({interval(unit['ci_low'], unit['ci_high'])}; {size(unit)}), "
        f"{against}{' phần còn lại của thành phố' if unit['city_result'] in ('better', 'similar', 'worse') else ''}"
    )


def open_waves() -> list[dict]:
    """Waves whose fieldwork goes on, as far as anything of them came in."""
    return [
        w
        for w in data.rows("survey_waves", year=view.year)
        if w["files"] and w["collected_from"] <= view.snapshot.as_of <= w["collected_to"]
    ]


def figures(areas: dict[str, dict]) -> list[dict]:
    found = []
    for code, name in INDICATORS.items():
        area = areas.get(code)
        if area is None:
            found.append({"label": name, "value": labels.NONE, "note": "không hỏi"})
            continue
        change = area["difference"]
        note = f"{labels.signed(100 * change)} điểm %" if change is not None else "không so sánh"
        found.append(
            {
                "label": name,
                "value": pct(area["share"]),
                "note": note,
                "arrow": frame.arrow(100 * change if change is not None and is_sure(area) else None),
            }
        )
    return found


# units

UNIT_COLUMNS = [
    Column("unit_name", "Đơn vị"),
    Column("people_text", "Số người trả lời"),
    Column("n_text", "Số câu trả lời (n)"),
    Column("share_pct", "Tỷ lệ", "percent"),
    Column("low_pct", "Cận dưới 95%", "percent"),
    Column("high_pct", "Cận trên 95%", "percent"),
    Column("block_text", "So với phần còn lại của khối", width=150),
    Column("city_text", "So với phần còn lại của thành phố", width=150),
    Column("strict_text", "Ở mức 99,8%", width=150),
    Column("change", "So với đợt trước", width=300),
    Column("note", "Ghi chú", width=260),
    Column("block_name", "Khối"),
]


def n_text(row: dict) -> str:
    return f"dưới {labels.points(min_count)} hoặc được che" if row["n"] is None else labels.number(row["n"], 0)


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
            f"Không công bố: dưới {labels.points(min_n)} phiếu hiệu dụng, hoặc che kèm để không suy ra đơn vị khác"
        )
    elif row["ci_low"] is None:
        row["note"] = (
            "Hỏi toàn bộ đối tượng: không có sai số chọn mẫu"
            if row["people"] == row["population"]
            else "Nhiều người trả lời hơn tổng thể ghi trong kế hoạch: không tính được khoảng tin cậy"
        )
    elif row["ci_high"] - row["ci_low"] > 0.2:
        row["note"] = "Khoảng tin cậy rộng hơn 20 điểm %: cần thận trọng"
    return row


def why_hidden() -> str:
    """How few is too few, in responses where the design effect makes them worth less."""
    deff = max((w["deff"] or 1 for w in data.rows("survey_waves", year=view.year)), default=1)  # fmt: skip
    text = f"“Không công bố” (trên điện thoại: “–”): dưới {labels.points(min_n)} phiếu hiệu dụng"
    if deff > 1:
        text += f" (khoảng {math.ceil(min_n * deff)} phiếu thật, hiệu ứng thiết kế {labels.number(deff, 1)})"
    return text + ", hoặc che kèm để không suy ra được đơn vị khác."


def units_section(area: dict, units: list[dict], name: str) -> None:
    shown = [u for u in units if not u["suppressed"]]
    drawn = [
        {
            "unit": u["unit_name"],
            "share": u["share_pct"],
            "low": u["low_pct"] if u["low_pct"] is not None else u["share_pct"],
            "high": u["high_pct"] if u["high_pct"] is not None else u["share_pct"],
            "text": f"{pct(u['share'])} (n = {u['people']})",
            "short": f"{u['share_pct']:.0f}%",
            "result": u["city_text"],
            "tip": f"{u['unit_name']}, năm {view.year}: {pct(u['share'])} {SAYS[area['indicator']]} "
            f"({interval(u['ci_low'], u['ci_high'])}; {size(u)}); so với phần còn lại của thành phố: {u['city_text'][2:].lower()}",
        }
        for u in shown
    ]
    hidden = [
        {
            "unit": u["unit_name"],
            "text": "không công bố" + (f" (n = {u['people']})" if u["people"] is not None else ""),
            "short": "–" + (f" (n = {u['people']})" if u["people"] is not None else ""),
            "tip": f"{u['unit_name']}: {u['note']}",
        }
        for u in units
        if u["suppressed"]
    ]
    band = {
        "low": 100 * (area["ci_low"] if area["ci_low"] is not None else area["share"]),
        "high": 100 * (area["ci_high"] if area["ci_high"] is not None else area["share"]),
        "share": 100 * area["share"],
        "text": f"{area_word} {pct(area['share'])}",
    }
    if len(shown) == 1:
        message = f"{name}: {labels.plain(shown[0]['unit_name'])} {pct(shown[0]['share'])}; dải nhạt là khoảng tin cậy của {area_word}"
    elif shown:
        best, last = shown[0], shown[-1]
        message = (
            f"{name}: từ {pct(last['share'])} ({labels.plain(last['unit_name'])}) đến {pct(best['share'])} "
            f"({labels.plain(best['unit_name'])}); dải nhạt là khoảng tin cậy của {area_word}"
        )
    else:
        message = f"{name}: không đơn vị nào đủ {labels.points(min_n)} phiếu để công bố tỷ lệ"
    st.caption(
        "▲ tốt hơn · ● tương đương · ▼ kém hơn phần còn lại của thành phố (mức tin cậy 95%); vạch ngang là khoảng tin cậy 95%. "
        + why_hidden()
    )
    charts.show(
        "survey_dots",
        message,
        f"{name} theo đơn vị, năm {view.year}, với khoảng tin cậy 95%: "
        + "; ".join(f"{u['unit_name']} {pct(u['share'])}" for u in shown),
        "bieu_do_khao_sat",
        facts=facts(),
        words=(AXIS.get(area["indicator"], "% người trả lời"),),
        units=drawn,
        area=[band],
        hidden=hidden,
    )
    frame.table(
        f"khao-sat-don-vi-{view.year}",
        f"{name} theo đơn vị, năm {view.year}",
        facts(),
        units,
        UNIT_COLUMNS,
        folded=labels.TABLE,
    )
    if len(shown) > 1:
        frame.notes(
            f"So với phần còn lại của thành phố: không tính chính đơn vị đó. Khi so sánh cùng lúc {len(shown)} đơn vị, có thể có "
            f"khoảng {labels.number(0.05 * len(shown), 1)} đơn vị bị đánh dấu do ngẫu nhiên; cột “Ở mức 99,8%” trong bảng chặt "
            "hơn. Khác biệt về tỷ lệ không tự nó nói lên trách nhiệm của đơn vị."
        )


AREA_COLUMNS = [
    Column("name", "Chỉ số"),
    Column("share_pct", "Tỷ lệ", "percent"),
    Column("low_pct", "Cận dưới 95%", "percent"),
    Column("high_pct", "Cận trên 95%", "percent"),
    Column("n", "Số câu trả lời (n)", "integer"),
    Column("people", "Số người trả lời", "integer"),
    Column("change", "So với đợt trước", width=370),
]


def areas_section(areas: dict[str, dict]) -> None:
    """The figures on top once more, with n and interval: a tablet shows no help of a figure."""
    st.subheader(f"Các chỉ số, {area_word}", anchor=False)
    rows = [
        area
        | {
            "name": INDICATORS[code],
            "share_pct": 100 * area["share"],
            "low_pct": None if area["ci_low"] is None else 100 * area["ci_low"],
            "high_pct": None if area["ci_high"] is None else 100 * area["ci_high"],
            "change": labels.sentence(change_text(area))
            + ("" if area["difference"] is None else ": có ý nghĩa" if is_sure(area) else ": chưa đủ chắc chắn"),
        }
        for code, area in ((code, areas.get(code)) for code in INDICATORS)
        if area and area["share"] is not None
    ]  # fmt: skip
    frame.table(f"khao-sat-chi-so-{view.year}", f"Các chỉ số khảo sát, {area_word}, năm {view.year}", facts(), rows, AREA_COLUMNS, whole=True)  # fmt: skip


def facts() -> list[tuple[str, str]]:
    waves = data.rows("survey_waves", year=view.year)
    said = "; ".join(f"{w['wave_name']}, {w['tool']}, {w['method']}" for w in waves)
    kept = [f for f in view.facts() if f[0] not in ("Bộ tiêu chí", "Cơ sở điểm")]
    return [
        *kept,
        ("Đợt khảo sát", said),
        (
            "Che số nhỏ",
            f"dưới {labels.points(min_n)} phiếu không ghi tỷ lệ, dưới {labels.points(min_count)} phiếu không ghi số phiếu",
        ),
    ]


# questions

ANSWER_COLUMNS = [
    Column("wording", "Câu hỏi", width=380),
    Column("label", "Trả lời"),
    Column("share_pct", "Tỷ lệ", "percent"),
    Column("answers", "Số người chọn", "integer"),
    Column("n", "Số người trả lời (n)", "integer"),
    Column("favourable_text", "Tính là tích cực"),
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


def pieces(rows: list[dict]) -> tuple[list[dict], list[dict]]:
    """Bars and the words around them."""
    drawn, asked = [], []
    for code in dict.fromkeys(r["question_code"] for r in rows):
        own = [r for r in rows if r["question_code"] == code and r["option_code"] is not None]
        own.sort(key=lambda r: {True: 0, False: 1, None: 2}[r["favourable"]])  # the good answers first
        start, said = 0.0, []
        for r in own:
            kin = [o["option_code"] for o in own if o["favourable"] == r["favourable"]]
            colour = charts_survey.answer_colour(r["favourable"], kin.index(r["option_code"]), len(kin))
            share = 100 * (r["share"] or 0)
            drawn.append(
                {
                    "row": code,
                    "start": start,
                    "end": min(start + share, 100.0),
                    "middle": start + share / 2,
                    "colour": colour,
                    "ink": "#FFFFFF" if colour in DARK_FILLS else INK,
                    "number": labels.number(share, 0) + "%",
                    "text": f"{r['label']} {labels.number(share, 0)}%",
                    "tip": f"{r['wording']}: {r['label']} {labels.percent(share)} ({r['answers']}/{r['n']} người)",
                }
            )
            said.append(f"{r['label']} {labels.percent(share)}")
            start += share
        if own:
            wording = f"{' '.join(own[0]['wording'].split())} (n = {labels.number(own[0]['n'], 0)})"
            answers = " · ".join(said)
            asked.append(
                {
                    "row": code,
                    "asked": above(wording, 120),
                    "asked_short": above(wording, 44),
                    "said": "\n".join(lines(answers, 130)),
                    "said_short": "\n".join(lines(answers, 48)),
                }
            )
    return drawn, asked


def questions_section(indicator: str, units: list[dict]) -> None:
    st.subheader("Theo câu hỏi", anchor=False)
    known = {u["unit_code"] for u in units}
    names = {code: name for code, name in data.unit_names().items() if code in known}
    unit = filters.choose(
        st.selectbox,
        "dv",
        [labels.ALL_BLOCKS, *names],
        labels.ALL_BLOCKS,
        label="Phạm vi",
        format_func=lambda code: names.get(code, labels.sentence(area_word)),
    )
    unit = None if unit == labels.ALL_BLOCKS else unit
    rows = data.rows(
        "survey_answers", year=view.year, indicator=indicator, block=view.block, unit=unit, scope=view.scope
    )
    place = names.get(unit, area_word)
    if not rows or all(r["suppressed"] for r in rows):
        st.info(
            f"{labels.sentence(labels.plain(place))}: không công bố câu trả lời theo từng câu hỏi vì quá ít phiếu "
            f"(dưới {labels.points(min_n)}), hoặc vì có thể suy ra số liệu của đơn vị khác."
        )
        return
    drawn = [r for r in rows if not r["suppressed"]]
    for r in drawn:
        r["share_pct"] = None if r["share"] is None else 100 * r["share"]
        r["favourable_text"] = {True: "có", False: "không", None: None}[r["favourable"]]
    left_out = len({r["question_code"] for r in rows}) - len({r["question_code"] for r in drawn})
    bars, asked = pieces([r for r in drawn if r["answer_kind"] != "multiple"])
    several = sorted({r["wording"] for r in drawn if r["answer_kind"] == "multiple"})
    message = f"Câu trả lời – {labels.plain(place)}, năm {view.year}" + (
        f"; {left_out} câu không công bố vì quá ít phiếu" if left_out else ""
    )
    if several:
        st.caption(f"Câu hỏi được chọn nhiều câu trả lời chỉ có trong bảng: {labels.plain('; '.join(several))}")
    if bars:
        answers_chart(message, place, drawn, bars, asked)
    frame.table(
        f"khao-sat-cau-hoi-{view.year}",
        f"Câu trả lời theo câu hỏi – {place}, năm {view.year}",
        facts(),
        drawn,
        ANSWER_COLUMNS,
        folded=labels.TABLE if bars else None,
    )


def answers_chart(message: str, place: str, drawn: list[dict], bars: list[dict], asked: list[dict]) -> None:
    charts.show(
        "survey_answers",
        message,
        f"Câu trả lời theo câu hỏi, {place}, năm {view.year}: "
        + "; ".join(f"{short(r['wording'], 40)}: {r['label']} {labels.percent(r['share_pct'])}" for r in drawn),
        "bieu_do_cau_hoi",
        facts=facts(),
        pieces=bars,
        questions=asked,
    )


# respondent groups


def groups_section(indicator: str, name: str) -> None:
    st.subheader("Theo nhóm người trả lời", anchor=False)
    groups = data.rows("survey_groups", year=view.year, indicator=indicator)
    if not groups:
        st.info(f"Phiếu năm {view.year} không phân nhóm người trả lời.")
        return
    if any(g["suppressed"] for g in groups):
        st.info(
            f"Không công bố theo nhóm: có nhóm dưới {labels.points(min_n)} phiếu hoặc chỉ có ở một vài đơn vị, "
            "công bố sẽ làm lộ số liệu của nhóm đó."
        )
        return
    for g in groups:
        g |= {"share_pct": 100 * g["share"], "low_pct": 100 * g["ci_low"], "high_pct": 100 * g["ci_high"]}
    drawn = [
        {
            "unit": g["label"],
            "share": g["share_pct"],
            "low": g["low_pct"],
            "high": g["high_pct"],
            "text": f"{pct(g['share'])} (n = {labels.number(g['n'], 0)})",
            "short": f"{g['share_pct']:.0f}%",
            "result": charts_survey.RESULTS[1],
            "tip": f"{g['label']}: {pct(g['share'])} ({interval(g['ci_low'], g['ci_high'])}; n = {g['n']})",
        }
        for g in groups
    ]
    charts.show(
        "survey_dots",
        f"{name}: " + "; ".join(f"{labels.plain(g['label'])} {pct(g['share'])}" for g in groups) + " (toàn thành phố)",
        f"{name} theo nhóm người trả lời, toàn thành phố, năm {view.year}",
        "bieu_do_nhom",
        facts=facts(),
        units=drawn,
        area=[],
        hidden=[],
    )
    columns = [
        Column("label", "Nhóm người trả lời"),
        Column("n", "Số câu trả lời (n)", "integer"),
        Column("share_pct", "Tỷ lệ", "percent"),
        Column("low_pct", "Cận dưới 95%", "percent"),
        Column("high_pct", "Cận trên 95%", "percent"),
    ]
    frame.table(f"khao-sat-nhom-{view.year}", f"{name} theo nhóm, toàn thành phố, năm {view.year}", facts(), groups, columns, folded=labels.TABLE)  # fmt: skip


# changes


def change_section(area: dict, units: list[dict], name: str) -> None:
    st.subheader("So với đợt trước", anchor=False)
    if area["previous_year"] is None:
        st.info("Chưa có đợt khảo sát nào trước năm này để so sánh.")
        return
    if not area["is_comparable"]:
        st.info(
            f"Không so sánh với năm {area['previous_year']}: bảng câu hỏi không ghi hai đợt là so sánh được "
            "(câu hỏi hoặc thang trả lời khác nhau)."
        )
        return
    known = [u for u in units if u["difference"] is not None and u["difference_low"] is not None]
    if not known:
        st.info(f"Không đơn vị nào đủ phiếu ở cả hai đợt {area['previous_year']} và {view.year}.")
        return
    known.sort(key=lambda u: -u["difference"])
    words = {True: "tăng", False: "giảm"}
    drawn = [
        {
            "unit": u["unit_name"],
            "share": 100 * u["difference"],
            "low": 100 * u["difference_low"],
            "high": 100 * u["difference_high"],
            "text": f"{labels.signed(100 * u['difference'])} điểm %",
            "short": labels.signed(100 * u["difference"], 0),
            "result": charts_survey.RESULTS[1 if not is_sure(u) else 0 if u["difference"] > 0 else 2],
            "tip": f"{u['unit_name']}: {change_text(u)}; "
            + (f"{words[u['difference'] > 0]} có ý nghĩa" if is_sure(u) else "chưa đủ chắc chắn là có thay đổi"),
        }
        for u in known
    ]
    up = sum(is_sure(u) and u["difference"] > 0 for u in known)
    down = sum(is_sure(u) and u["difference"] < 0 for u in known)
    charts.show(
        "survey_dots",
        f"So với {area['previous_year']}: {up} đơn vị tăng, {down} đơn vị giảm có ý nghĩa; {len(known) - up - down} chưa đủ chắc chắn",
        f"Thay đổi {name} so với năm {area['previous_year']} theo đơn vị, với khoảng tin cậy 95%",
        "bieu_do_thay_doi",
        facts=facts(),
        words=("Thay đổi (điểm %)", "zero"),
        units=drawn,
        area=[{"low": 0, "high": 0, "share": 0, "text": "không đổi"}],
        hidden=[],
    )
    rows = [
        {"unit_name": u["unit_name"], "before": 100 * u["previous_share"], "now": u["share_pct"],
         "change": 100 * u["difference"], "low": 100 * u["difference_low"], "high": 100 * u["difference_high"]}
        for u in known
    ]  # fmt: skip
    columns = [
        Column("unit_name", "Đơn vị"),
        Column("before", f"Năm {area['previous_year']}", "percent"),
        Column("now", f"Năm {view.year}", "percent"),
        Column("change", "Thay đổi (điểm %)", "signed"),
        Column("low", "Cận dưới 95%", "signed"),
        Column("high", "Cận trên 95%", "signed"),
    ]
    frame.table(f"khao-sat-thay-doi-{view.year}", f"{name}: thay đổi so với năm {area['previous_year']}", facts(), rows, columns, folded=labels.TABLE)  # fmt: skip
    if len(known) > 1:
        frame.notes(
            "▲ tăng, ▼ giảm: khoảng tin cậy 95% của thay đổi không chứa 0; ● chưa đủ chắc chắn. Khi xem cùng lúc "
            f"{len(known)} đơn vị, có thể có khoảng {labels.number(0.05 * len(known), 1)} đơn vị được đánh dấu do ngẫu nhiên."
        )


# scores


def scores_section() -> None:
    st.subheader("Điểm tự chấm và kết quả khảo sát", anchor=False)
    rows = survey_scores.rows(view, view.block)
    if not rows:
        st.info(f"Năm {view.year} chưa có tiêu chí nào dựa vào khảo sát mà đơn vị đã gửi điểm.")
        return
    above = [r for r in rows if r["finding"]]
    units = list(dict.fromkeys(r["unit_name"] for r in above))
    st.markdown(
        f"**{len(above)}** trường hợp tự chấm cao hơn mức khảo sát ủng hộ (kể cả cận trên của khoảng tin cậy)"
        + (f", ở {len(units)} đơn vị: {labels.plain(labels.names(units))}." if above else ".")
        + " Danh sách để thẩm định xem xét; điểm không tự thay đổi."
    )
    frame.table(f"khao-sat-diem-{view.year}", f"Điểm tự chấm và kết quả khảo sát năm {view.year}", facts(), rows, survey_scores.COLUMNS, folded="Danh sách theo đơn vị và tiêu chí",
                opens=survey_scores.open_story, opens_what=survey_scores.OPENS)  # fmt: skip
    frame.notes(survey_scores.NOTE)


# fieldwork


def rows_in_words(wave: dict) -> str:
    """What became of the rows of a wave; not said where they would tell how few answered somewhere."""
    if wave["rows_in"] is None:
        return "không nêu tổng số phiếu, vì trừ đi sẽ lộ số phiếu rất nhỏ của một đơn vị; "
    return (
        f"đọc {labels.number(wave['rows_in'], 0)} phiếu, nạp {labels.number(wave['loaded'], 0)}, "
        f"để ngoài theo quy tắc {labels.number(wave['kept_out'], 0)}, từ chối {labels.number(wave['refused'], 0)}, "
    )


def fieldwork_section(collecting: list[dict]) -> None:
    """Still open while the fieldwork goes on: then it is what Phòng Tư pháp acts on."""
    st.subheader("Thu thập phiếu", anchor=False)
    progress = data.rows("survey_progress", year=view.year, block=view.block, scope=view.scope)
    waves = data.rows("survey_waves", year=view.year)
    if not progress:
        st.info("Chưa có kế hoạch mẫu và chưa có phiếu nào trong phạm vi đang xem.")
        return
    known = [p for p in progress if p["responses"] is not None]
    short_of = [p for p in progress if p["needed"]]
    missing = sum(p["needed"] or 0 for p in progress)
    text = (
        f"**{labels.number(sum(p['responses'] for p in known), 0)}** phiếu ở {len([p for p in known if p['responses']])} đơn vị; "
        f"**{len(short_of)}/{len(progress)}** đơn vị chưa đủ mẫu"
    )
    text += f", còn cần ít nhất {labels.number(missing, 0)} phiếu." if missing else "."
    if hidden := len(progress) - len(known):
        text += f" Không kể phiếu của {hidden} đơn vị không nêu số phiếu."
    if collecting:
        text += f" Đang thu thập đến {labels.date(max(w['collected_to'] for w in collecting))}."
    st.markdown(text)
    days = [d for d in data.rows("survey_days", year=view.year, block=view.block, scope=view.scope) if d["response_on"]]
    if days:
        by_day: dict = {}
        for d in days:
            by_day[d["response_on"]] = by_day.get(d["response_on"], 0) + d["responses"]
        charts.show(
            "survey_days",
            f"Nhiều phiếu nhất ngày {labels.date(max(by_day, key=by_day.get))}: {max(by_day.values())} phiếu",
            f"Số phiếu theo ngày, năm {view.year}: " + "; ".join(f"{labels.date(d)} {n}" for d, n in by_day.items()),
            "bieu_do_ngay_phieu",
            facts=facts(),
            days=[
                {"day": f"{d:%d/%m}", "responses": n, "tip": f"Ngày {labels.date(d)}: {n} phiếu"}
                for d, n in by_day.items()
            ],
        )
    for p in progress:
        p["n_text"] = n_text({"n": p["responses"]})
        p["margin_pp"] = None if p["margin"] is None else 100 * p["margin"]
        p["detect_pp"] = None if p["detectable"] is None or p["detectable"] > 1 else 100 * p["detectable"]
        p["needed_text"] = "không nêu" if p["needed"] is None else labels.number(p["needed"], 0)
        p["state"] = "– không nêu" if p["needed"] is None else "○ chưa đủ" if p["needed"] else "● đủ"
    columns = [
        Column("unit_name", "Đơn vị"),
        Column("state", "Mẫu", width=130),
        Column("n_text", "Số phiếu", width=170),
        Column("planned_n", "Kế hoạch", "integer"),
        Column("needed_text", "Còn cần", width=110),
        Column("margin_pp", "Sai số ± (điểm %)", "number"),
        Column("detect_pp", "Thay đổi nhỏ nhất nhận ra được (điểm %)", "number"),
        Column("population", "Tổng thể", "integer"),
        Column("wave_name", "Đợt", width=260),
        Column("block_name", "Khối"),
    ]
    frame.table(f"khao-sat-tien-do-{view.year}", f"Thu thập phiếu năm {view.year}", facts(), progress, columns, folded=None if collecting else "Từng đơn vị")  # fmt: skip
    lines = [
        f"{labels.plain(w['wave_name'])}: {rows_in_words(w)}"
        f"câu trả lời ngoài thang {labels.number(w['unknown_answers'], 0)}; công cụ {labels.plain(w['tool'])}."
        for w in waves
        if w["files"]
    ]
    frame.notes(
        *lines,
        "Sai số: nửa độ rộng khoảng tin cậy 95% khi tỷ lệ là 50%, có hiệu chỉnh tổng thể hữu hạn và hiệu ứng thiết kế. "
        "Thay đổi nhỏ nhất: giữa hai đợt cùng cỡ, với lực kiểm định 80%.",
    )


mapping.section()
areas = {a["indicator"]: a for a in data.rows("survey_areas", year=view.year, block=view.block)}
if not areas:
    no_survey()
    if data.rows("survey_progress", year=view.year, block=view.block, scope=view.scope):
        fieldwork_section(open_waves())
else:
    codes = [code for code in INDICATORS if code in areas]
    chosen = filters.choose(
        st.pills,
        "chi_so",
        codes,
        "hai_long" if "hai_long" in codes else codes[0],
        label="Chỉ số",
        format_func=INDICATORS.get,
        required=True,
        label_visibility="collapsed",
    )
    area, name = areas[chosen], INDICATORS[chosen]
    units = [
        unit_words(u)
        for u in data.rows("survey_units", year=view.year, indicator=chosen, block=view.block, scope=view.scope)
    ]
    frame.answer(answer(area, units))
    collecting = open_waves()
    if collecting:
        st.markdown(
            f"**Số liệu tạm tính**: đợt khảo sát còn thu thập phiếu đến {labels.date(max(w['collected_to'] for w in collecting))}."
        )
    frame.metrics(figures(areas))
    if collecting:
        fieldwork_section(collecting)
    units_section(area, units, name)
    areas_section(areas)
    questions_section(chosen, units)
    groups_section(chosen, name)
    change_section(area, units, name)
    scores_section()
    if not collecting:
        fieldwork_section(collecting)
    frame.notes(
        "Khoảng tin cậy Wilson 95% trên cỡ mẫu hiệu dụng; nhiều câu trả lời của một người tính như một cụm. "
        f"Tỷ lệ của {area_word} gồm cả đơn vị bị che khi không thể suy ngược ra từng đơn vị; "
        f"{area['hidden_units']} đơn vị như vậy được tính chung. Câu trả lời theo từng câu hỏi có thể gồm ít đơn vị hơn (xem n).",
        *[
            f"Nguồn tổng thể: {labels.plain(w['population_source'])}."
            for w in data.rows("survey_waves", year=view.year)[:1]
            if w["population_source"]
        ],
    )
