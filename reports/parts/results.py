"""What the results say: scope and limits, years, blocks, kinds of criteria, what changed, surveys, deadlines, units that
ended."""

from __future__ import annotations

from reports.draft import Draft
from reports.paper import Figure, Table
from reports.parts import analysis, pictures
from reports.parts.unfinished import unfinished, unfinished_year
from words import labels
from words.documents import change, compared, listed

KINDS = {"dau_vao": "đầu vào", "qua_trinh": "quá trình", "dau_ra": "đầu ra", "tac_dong": "tác động"}
CHANGES = (
    "thay đổi có ý nghĩa thống kê",
    "chưa đủ căn cứ để khẳng định là thay đổi",
    "không so sánh được với đợt trước",
)
LOW = 50  # percent of maximum below which a criterion is said to be low
UNDATED = "đã gửi nhưng sổ tiếp nhận chưa ghi ngày, chưa xác định được đúng hạn hay chậm"


def results(draft: Draft) -> None:
    """Kết quả đánh giá, with its headings of the second level."""
    last = draft.last
    for number, (title, write) in enumerate(
        [
            ("Phạm vi, phương pháp, tính so sánh", scope),
            ("Kết quả chung", years),
            *([] if draft.block or draft.unit else [(f"Kết quả theo khối năm {last}", by_block)]),
            ("Theo nhóm tiêu chí, đầu ra và tác động", by_kind),
            *([] if draft.unit else [("Chuyển biến và nơi tập trung số điểm chưa đạt", changes)]),
            ("Khảo sát đối tượng được phổ biến, giáo dục pháp luật", survey),
            ("Thời hạn gửi báo cáo", deadlines),
            ("Đơn vị sau sắp xếp", ended),
        ],
        1,
    ):
        draft.heading(f"{number}. {title}", 2)
        write(draft)


def scope(draft: Draft) -> None:
    """What was assessed by what; before it what the figures cannot tell."""
    if not draft.unit:
        analysis.say(draft, "gioi_han")
    last = draft.of(draft.last)
    if last:
        draft.say(
            "pham_vi.don_vi", f"Năm {draft.last} có ", draft.number(f"don_vi.{draft.last}", sum(r["units"] for r in last)),
            " thuộc phạm vi đánh giá.",
        )  # fmt: skip
    spans: dict[str, list[int]] = {}
    for row in draft.city:
        spans.setdefault(row["framework_name"] or "", []).append(row["year"])
    if not spans:
        draft.say("pham_vi.khong_co", f"Giai đoạn {draft.first} - {draft.last} chưa có bộ tiêu chí nào.")
        return
    said = []
    for name, years in spans.items():
        when = f"năm {years[0]}" if len(set(years)) == 1 else f"các năm {years[0]} - {years[-1]}"
        said.append(f"{when} " + (f"áp dụng {name}" if name else "chưa có bộ tiêu chí"))
    apart = ""
    if len(spans) > 1:
        apart = ". Các bộ tiêu chí khác nhau nên điểm giữa các giai đoạn trên không so sánh trực tiếp với nhau"
    draft.say("pham_vi.bo_tieu_chi", f"{labels.sentence('; '.join(said))}{apart}.")


def years(draft: Draft) -> None:
    """A line per year; a change only within one framework."""
    if draft.unit:
        _unit_years(draft)
        return
    last: dict[str, dict] = {}
    if draft.first == draft.last:  # a report of one year is compared with the year before
        before = draft.ask("results_by_year", first=draft.first - 1, last=draft.first - 1, block=draft.block, unit=None)
        last = {row["framework_code"]: row for row in before if row["block_code"] is None}
    if not draft.city:
        draft.say("ket_qua.khong_co", "Chưa có số liệu đánh giá trong giai đoạn này.")
    for row in draft.city:
        if row["framework_code"] is None or not row["with_result"]:
            _without(draft, row)
    known = [row for row in draft.city if row["framework_code"] and row["with_result"]]
    newest = [row for row in known if row["year"] == known[-1]["year"]]
    if len(known) > len(newest):
        draft.paper.table(_by_year(draft, known, newest))
    moved = {}
    for row in known:
        before = last.get(row["framework_code"])
        # a year that is not over is a part of its units: nothing is said of a change then
        if before is not None and row["year"] < draft.facts["running_year"]:
            moved[_key(row)] = _moved(draft, row, before["year"], row in newest)
        last[row["framework_code"]] = row
    if earlier := [moved[key] for row in known if row not in newest and (key := _key(row)) in moved and moved[key]]:
        said = [part for place, one in enumerate(earlier) for part in (["; "] if place else []) + one]
        draft.say("ket_qua.thay_doi", labels.sentence(str(said[0])), *said[1:], ".")
    for row in newest:
        _newest(draft, row, moved.get(_key(row), []), len(newest) > 1)
    pictures.classes(draft)


def _key(row: dict) -> str:
    return f"{row['year']}.{row['framework_code']}"


def _without(draft: Draft, row: dict) -> None:
    """A year without a framework, or without a result."""
    if row["framework_code"]:
        said = "số liệu" if row["is_without_data"] else "kết quả"
        draft.say(f"ket_qua.{_key(row)}", f"Năm {row['year']} chưa có {said}.")
        return
    others = any(other["year"] == row["year"] and other["framework_code"] for other in draft.city)
    who = (
        ["; ", draft.number(f"cho_huong_dan.{row['year']}", row["units"]), " của các khối khác "] if others else [": "]
    )
    draft.say(f"ket_qua.{row['year']}.cho_huong_dan", f"Năm {row['year']}", *who, labels.NO_FRAMEWORK, ".")


def _newest(draft: Draft, row: dict, moved: list[str | Figure], is_one_of_many: bool) -> None:
    """The last year with a result in words."""
    key, whose = _key(row), f" ({row['framework_name']})" if is_one_of_many else ""
    parts: list[str | Figure] = [
        f"Năm {row['year']}{unfinished(draft, row['year'], row['is_provisional'])}{whose}, ",
        Figure(f"ket_qua.{key}", f"{row['with_result']}/{row['units']}"),
        " đơn vị có kết quả", *_verified(draft, key, row), "; mức giữa (trung vị) đạt ",
        draft.percent(f"trung_vi.{key}", row["median_pct"], row["bounds"]), " điểm tối đa", *moved,
    ]  # fmt: skip
    named = _classes(draft, row)
    for place, one in enumerate(named):
        parts += [
            "; xếp loại " if not place else ", ", f"{one['class_name']} ",
            draft.number(f"xep_loai.{key}.{one['class_code']}", one["units"]),
        ]  # fmt: skip
    if named and row["unrated"]:
        asked = draft.number(f"khong_xep_loai.{key}", row["unrated"])
        parts += ["; ", asked, " tự đánh giá theo đề nghị, không xếp loại"]
    draft.say(f"ket_qua.{key}", *parts, ".")


def _classes(draft: Draft, row: dict) -> list[dict]:
    """The classes in which there is a unit."""
    return [
        c
        for c in draft.classes
        if (c["year"], c["framework_code"], bool(c["units"])) == (row["year"], row["framework_code"], True)
    ]


def _by_year(draft: Draft, rows: list[dict], newest: list[dict]) -> Table:
    """A line per year; the figures of the newest are those of its sentence too, so their cells have names of their own."""
    names = list(dict.fromkeys(c["class_name"] for c in draft.classes))
    shown: list[list[str | Figure]] = []
    for row in rows:
        key, own = _key(row), {c["class_name"]: c for c in _classes(draft, row)}
        start = "bang_nam." if row in newest else ""
        cells = [
            Figure(f"{start}xep_loai.{key}.{own[n]['class_code']}", str(own[n]["units"]))
            if n in own
            else "0"
            if own
            else labels.NONE
            for n in names
        ]
        asked = Figure(f"{start}khong_xep_loai.{key}", str(row["unrated"])) if own and row["unrated"] else labels.NONE
        shown.append([
            f"{row['year']}{unfinished(draft, row['year'], row['is_provisional'])}", Figure(f"ket_qua.{key}", f"{row['with_result']}/{row['units']}"),
            Figure(f"{start}tham_dinh.{key}", str(row["verified"])), draft.percent(f"trung_vi.{key}", row["median_pct"], row["bounds"]), *cells, asked,
        ])  # fmt: skip
    return Table(
        ["Năm", "Đơn vị có kết quả", f"Đã {draft.facts['verification_word']} đủ", "Trung vị, % điểm tối đa", *names, "Không xếp loại (theo đề nghị)"],
        shown, [28, 24, 20, 22, *[46 / max(len(names), 1)] * len(names), 25], ["left", *["right"] * (len(names) + 4)], 11,
        caption=f"Kết quả đánh giá, {draft.years}",
    )  # fmt: skip


def _verified(draft: Draft, key: str, row: dict) -> list[str | Figure]:
    """How many of those with a result are verified in full."""
    word = draft.facts["verification_word"]
    if not row["verified"]:
        return [f", chưa đơn vị nào được {word} đầy đủ"]
    is_all = row["verified"] == row["with_result"] > 1
    return [", cả " if is_all else ", trong đó ", draft.number(f"tham_dinh.{key}", row["verified"]), f" đã {word} đầy đủ"]  # fmt: skip


def _moved(draft: Draft, row: dict, before: int, is_newest: bool) -> list[str | Figure]:
    """The change of the median among the units that can be compared; else that it cannot be, with both figures. Of the newest
    year it goes on after its median, else it begins a sentence."""
    key, word = _key(row), draft.facts["verification_word"]
    found = draft.ask("comparison", year=row["year"], before=before, block=draft.block, scope=None)
    if not found:
        return []
    same = found[0]
    if not same["is_comparable"]:
        said = Figure(f"chua_so_sanh.{key}", labels.not_compared(same, word, with_figures=before < draft.first))
        return ["; " if is_newest else f"năm {row['year']} ", said]
    moved = Figure(
        f"thay_doi.{key}",
        f"{change(same['median_before'], same['median_after'], f'năm {before}')} {compared(same, word)}",
    )
    return [", " if is_newest else f"năm {row['year']} trung vị ", moved]


def _unit_years(draft: Draft) -> None:
    history = draft.ask("unit_years", units=(draft.unit,), scope=None)
    rows = [row for row in history if draft.first <= row["year"] <= draft.last]
    if not any(row["score_pct"] is not None for row in rows):
        draft.say("ket_qua.khong_co", "Chưa có kết quả của đơn vị trong giai đoạn này.")
        return
    for row in rows:
        key, start = (
            f"{row['year']}",
            f"- Năm {row['year']}{unfinished(draft, row['year'], row['is_provisional'] and row['score_pct'] is not None)}: ",
        )
        if row["score_pct"] is None:
            draft.say(f"ket_qua.{key}", f"{start}chưa có kết quả.")
            continue
        draft.say(
            f"ket_qua.{key}", f"{start}đạt ", draft.percent(f"ty_le.{key}", row["score_pct"], row["bounds"]), " điểm tối đa (",
            Figure(f"diem.{key}", f"{labels.points(row['points'])}/{labels.points(row['max_points'])}"), " điểm), ",
            *_place(key, row), "; trung vị khối ",
            draft.percent(f"trung_vi_khoi.{key}", row["block_median"], row["bounds"]), ". Cơ sở điểm: ",
            labels.inside(labels.basis(row["score_basis"], draft.facts["verification_word"])), ".",
        )  # fmt: skip


def _place(key: str, row: dict) -> list[str | Figure]:
    """Class and rank of a unit; of who was only asked neither is told."""
    if not row["is_rated"]:
        return [
            Figure(f"loai_don_vi.{key}", labels.NONE), " (", Figure(f"thu_hang.{key}", labels.inside(labels.NOT_RATED)), ")",
        ]  # fmt: skip
    return [
        "xếp loại ", Figure(f"loai_don_vi.{key}", row["class_name"] or labels.NONE), "; ",
        Figure(f"thu_hang.{key}", labels.inside(labels.rank(row))), f" của khối ({labels.REFERENCE_RANK})",
    ]  # fmt: skip


def by_block(draft: Draft) -> None:
    rows = [row for row in draft.blocks if row["year"] == draft.last and row["with_result"]]
    if not rows:
        draft.say("khoi.khong_co", f"Năm {draft.last} chưa có kết quả.")
    said: list[str | Figure] = []
    for row in rows:
        key = f"{draft.last}.{row['framework_code']}.{row['block_code']}"
        name = labels.inside(row["block_name"])
        said += [
            "; " if said else f"Năm {draft.last}, trung vị so với điểm tối đa của {'các khối' if len(rows) > 1 else 'khối'}: ",
            f"{name} ", draft.percent(f"trung_vi.{key}", row["median_pct"], row["bounds"]), " (",
            Figure(f"ket_qua.{key}", f"{row['with_result']}/{row['units']}"), " đơn vị có kết quả",
            unfinished(draft, row["year"], row["is_provisional"]).replace(" (", ", ", 1) or ")",
        ]  # fmt: skip
    if said:
        draft.say(f"khoi.{draft.last}", *said, ".")


def by_kind(draft: Draft) -> None:
    if draft.unit:
        _unit_groups(draft)
        return
    kinds = draft.ask("kinds", year=draft.last, block=draft.block, scope=None)
    if not kinds:
        draft.say("loai.khong_co", f"Năm {draft.last} chưa có kết quả.")
        return
    parts: list[str | Figure] = [f"Năm {draft.last}{unfinished_year(draft, draft.last)}, "]
    for place, row in enumerate(kinds):
        parts += [
            "; " if place else "các tiêu chí ", f"{KINDS.get(row['kind'], row['kind'])} đạt ",
            draft.percent(f"loai.{draft.last}.{row['kind']}", row["pct"], row["bounds"]),
        ]  # fmt: skip
    draft.say(f"loai.{draft.last}", *parts, " điểm tối đa (tính trên các tiêu chí đã chấm).")
    pictures.criteria(draft, draft.ask("criteria", year=draft.last, block=draft.block, scope=None))


def changes(draft: Draft) -> None:
    """What rose and fell among the same units, and where points are lost."""
    if analysis.say(draft, "ket_qua"):
        return
    before, last = draft.last - 1, draft.last
    known = draft.ask("results_by_year", first=before, last=before, block=draft.block, unit=None)
    said = f"Giữa năm {before} và năm {last} chưa có thay đổi nào đủ căn cứ để nêu."
    if not any(row["with_result"] for row in known):
        said = f"Năm {before} chưa có kết quả, nên chưa có năm trước để so sánh."
    draft.say("ket_qua.khong_doi", said)


def _unit_groups(draft: Draft) -> None:
    rows = [
        row for row in draft.ask("unit_parts", year=draft.last, units=(draft.unit,), scope=None)
        if row["score_pct"] is not None
    ]  # fmt: skip
    if not rows:
        draft.say("loai.khong_co", f"Năm {draft.last} chưa có kết quả.")
    for row in rows:
        key = f"{draft.last}.{row['group_code']}"
        draft.say(
            f"nhom.{key}", f"- {row['group_code']}. {row['group_name']}: đạt ", draft.percent(f"nhom.{key}", row["score_pct"], row["bounds"]),
            " điểm tối đa, trung vị khối ", draft.percent(f"nhom_khoi.{key}", row["block_median"], row["bounds"]), f" (năm {draft.last}).",
        )  # fmt: skip


def survey(draft: Draft) -> None:
    """The newest figure of every indicator, and whether a change since the survey before can be affirmed."""
    newest: dict[str, tuple[int, dict]] = {}
    for year in range(draft.first, draft.last + 1):
        newest |= {row["indicator"]: (year, row) for row in survey_rows(draft, year)}
    told = [newest[one] for one in sorted(newest, key=[*labels.INDICATORS, *newest].index)]
    if told:
        _levels(draft, told)
        _since(draft, [(year, row) for year, row in told if row["share"] is not None])
    else:
        draft.say("khao_sat.khong_co", "Trong giai đoạn này chưa có kết quả khảo sát.")
    pictures.survey(draft, survey_rows(draft, draft.last))


def survey_rows(draft: Draft, year: int) -> list[dict]:
    """One row per indicator of the city, the block or the unit."""
    if not draft.unit:
        return draft.ask("survey_areas", year=year, block=draft.block)
    return [
        row | {"indicator": indicator}
        for indicator in labels.INDICATORS
        for row in draft.ask("survey_units", year=year, indicator=indicator, block=None, scope=draft.unit)
    ]


def _levels(draft: Draft, told: list[tuple[int, dict]]) -> None:
    """The share of each indicator with its interval."""
    shown = [row for _, row in told if row["share"] is not None]
    weighed = any(row.get("population_share") is not None for row in shown)
    more = "; “theo tổng thể” là tỷ lệ tính lại theo tổng thể của từng đơn vị" if weighed else ""
    start = f"Năm {draft.last}, t" if any(year == draft.last for year, _ in told) else "T"
    said: list[str | Figure] = [
        f"{start}ỷ lệ trả lời thuận lợi gộp mọi phiếu (trong ngoặc là khoảng tin cậy 95%{more}): "
    ]
    for place, (year, row) in enumerate(told):
        key = _of_survey(year, row)
        said.append(("; " if place else "") + _indicator(row) + ("" if year == draft.last else f" (năm {year})"))
        if row["share"] is None:
            said.append(" không hiển thị tỷ lệ do số phiếu quá ít")
            continue
        said += [" ", draft.percent(key, 100 * row["share"])]
        if row["ci_low"] is not None:
            said += [" (", Figure(f"{key}.khoang", f"{labels.number(100 * row['ci_low'])} - {labels.percent(100 * row['ci_high'])}"), ")"]  # fmt: skip
        if row.get("population_share") is not None:
            said += [", theo tổng thể ", draft.percent(f"{key}.tong_the", 100 * row["population_share"])]
    draft.say("khao_sat.muc", *said, ".")


def _since(draft: Draft, told: list[tuple[int, dict]]) -> None:
    """What changed since the survey before: first what can be affirmed, then what cannot, then what is not compared."""
    groups: dict[tuple[int, int | None], list[tuple[int, dict]]] = {}
    for year, row in told:
        if not row["previous_year"]:
            continue
        low, high = row["difference_low"], row["difference_high"]
        sure = low is not None and (low > 0 or high < 0)
        is_compared = row["difference"] is not None and row["is_comparable"]
        kind = (0 if sure else 1, row["previous_year"]) if is_compared else (2, None)
        groups.setdefault(kind, []).append((year, row))
    said: list[str | Figure] = []
    last = None
    for (kind, before), rows in sorted(groups.items(), key=lambda one: (one[0][0], one[0][1] or 0)):
        since = f"so với năm {before}, " if before and before != last else ""
        last = before or last
        said.append(("; " if said else "") + f"{since}{CHANGES[kind]}: ")
        for place, (year, row) in enumerate(rows):
            said.append((", " if place else "") + _indicator(row))
            if before:
                moved = change(100 * row["previous_share"], 100 * row["share"], "")
                said += [" ", Figure(f"{_of_survey(year, row)}.thay_doi", moved.removesuffix(" so với "))]
    if said:
        draft.say("khao_sat.thay_doi", labels.sentence(str(said[0])), *said[1:], ".")


def _of_survey(year: int, row: dict) -> str:
    return f"khao_sat.{year}.{row['indicator']}"


def _indicator(row: dict) -> str:
    name = labels.INDICATORS.get(row["indicator"], row["indicator"])
    return name[:1].lower() + name[1:]


def waiting_years(draft: Draft) -> set[int]:
    """Years of the report without a framework for anyone."""
    return {row["year"] for row in draft.city} - {row["year"] for row in draft.city if row["framework_code"]}


def on_time(draft: Draft, milestone: str) -> list[dict]:
    """Who was bound and who was on time, by year and block, of the years and the place of the report."""
    rows = draft.ask("on_time_by_year", milestone=milestone, scope=draft.unit)
    return [
        row for row in rows
        if draft.first <= row["year"] <= draft.last and draft.block in (None, row["block_code"])
    ]  # fmt: skip


def deadlines(draft: Draft) -> None:
    """A line per year whose due date is over."""
    if draft.unit:
        _unit_deadlines(draft)
        return
    rows = on_time(draft, "self_assessment")
    waiting = waiting_years(draft)
    years = sorted({row["year"] for row in rows} | waiting)
    if not years:
        draft.say("dung_han.khong_co", "Chưa có mốc nào đến hạn trong giai đoạn này.")
    told = {
        year: _kept(draft, year, [row for row in rows if row["year"] == year]) for year in years if year not in waiting
    }
    for year in years:
        if year in waiting:
            draft.say(f"dung_han.{year}.cho_huong_dan", f"Báo cáo tự đánh giá năm {year}: {labels.WAITING}.")
    *earlier, newest = told or [None]
    if earlier:
        said = [
            part
            for place, year in enumerate(earlier)
            for part in (f"{'; ' if place else ''}năm {year} có ", *told[year])
        ]
        draft.say(
            "dung_han.cac_nam",
            "Báo cáo tự đánh giá các năm trước: " if len(earlier) > 1 else "Báo cáo tự đánh giá: ",
            *said,
            ".",
        )
    if newest:
        draft.say(f"dung_han.{newest}", f"Báo cáo tự đánh giá năm {newest}: ", *told[newest], ".")


def _kept(draft: Draft, year: int, own: list[dict]) -> list[str | Figure]:
    """Who of those who were bound was on time, late or sent nothing."""
    bound, dated, kept = (sum(row[c] for row in own) for c in ("required_units", "dated_units", "on_time_units"))
    late, missing = (sum(row[c] for row in own) for c in ("late_units", "missing_units"))
    said: list[str | Figure] = []
    if dated:
        said += [
            Figure(f"dung_han.{year}", f"{kept}/{dated}"), " đơn vị thuộc diện bắt buộc gửi đúng hạn (",
            draft.percent(f"dung_han_pt.{year}", 100 * kept / dated), ")",
        ]  # fmt: skip
    others = (
        ("cham", late, "gửi chậm"), ("chua_gui", missing, "không có báo cáo" if any(row["is_told"] for row in own) else "chưa gửi"),
        ("chua_ro_ngay", bound - dated, f"khác {UNDATED}" if dated else UNDATED),
    )  # fmt: skip
    for name, count, what in others:
        if count:
            said += [", " if said else "", draft.number(f"{name}.{year}", count), f" {what}"]
    return said


def _unit_deadlines(draft: Draft) -> None:
    as_of = draft.facts["as_of"]
    rows = [
        row for row in draft.ask("unit_deadlines", unit=draft.unit, scope=None)
        if draft.first <= row["year"] <= draft.last
    ]  # fmt: skip
    if not rows:
        draft.say("dung_han.khong_co", "Trong giai đoạn này đơn vị không có mốc nào phải gửi.")
    for row in sorted(rows, key=lambda row: row["due_on"]):
        key = f"thoi_han.{row['year']}.{row['milestone_code']}"
        draft.say(
            key, f"- {row['milestone_name']} năm {row['year']}: hạn {labels.date(row['due_on'])}, nhận ",
            Figure(f"{key}.nhan", labels.date(row["done_on"])), ", ",
            Figure(f"{key}.tinh_trang", labels.inside(labels.status(row, as_of)[2:])), ".",
        )  # fmt: skip


def ended(draft: Draft) -> None:
    """Units that ended in these years; with which unit a result is told."""
    ended = draft.within(draft.ask("ended_units", first=draft.first, last=draft.last))
    if not ended:
        draft.say("sap_xep", "Trong giai đoạn này không có đơn vị nào kết thúc hoạt động do sắp xếp.")
        return
    draft.say(
        "sap_xep", "Kết thúc hoạt động do sắp xếp: ",
        Figure("sap_xep.ten", listed([_ended(row) for row in ended], what="đơn vị")), ". Kết quả của ",
        "đơn vị này" if len(ended) == 1 else "các đơn vị này", " ghi theo đơn vị tại thời điểm báo cáo.",
    )  # fmt: skip


def _ended(row: dict) -> str:
    """`Phường Yết Kiêu (đến hết ngày 31/10/2024, nhập vào Phường Trần Hưng Đạo)`."""
    into = f", nhập vào {row['successors']}" if row["successors"] else ""
    return f"{row['unit_name']} (đến hết ngày {labels.date(row['valid_to'])}{into})"
