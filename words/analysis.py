"""How the rules of warehouse/analysis are said: a paragraph a rule, so that no two neighbours have one shape. Its rows are
its items; what the rule looks for, with its bounds, answers "vì sao nêu".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from words import labels
from words.documents import counted, unnamed


class Told(NamedTuple):
    """A figure of a sentence: what it is called among those of its rule, and its text."""

    key: str
    text: str


Said = list[str | Told]


@dataclass(frozen=True)
class About:
    """What the sentences are about. mark: what a result of the last year is not yet (` (sơ bộ)`); word: of verification;
    bounds: the thresholds in force."""

    last: int
    mark: str
    word: str
    bounds: dict[str, float]

    def bound(self, key: str) -> str:
        """`30`, `2,5`."""
        return labels.number(self.bounds[key]).removesuffix(",0")


@dataclass(frozen=True)
class Rule:
    """section: where it is said (gioi_han, ket_qua, ton_tai); figure: the first part of the identifiers of its figures;
    what: what its items are; title: of its rows in the annex; why: what it looks for, with the names of its bounds."""

    section: str
    figure: str
    what: str
    title: str
    why: str
    lead: Callable[[list[dict], About], Said]
    item: Callable[[dict, About], Said] | None
    tail: Callable[[list[dict], About], str] = lambda rows, about: "."
    most: int = 5  # items in the paragraph; all of them stand in the annex

    @property
    def bounds(self) -> list[str]:
        """The settings that decide whether it speaks."""
        return re.findall(r"\{(\w+)\}", self.why)


def _key(row: dict) -> str:
    return ".".join(filter(None, (row.get("place_code"), row["framework_code"], row["code"])))


def _years(row: dict) -> str:
    years = row["years"].split(", ")
    return f"năm {years[0]}" if len(years) == 1 else f"các năm {labels.names(years, 9)}"


def _share(row: dict, name: str, key: str) -> Told:
    return Told(key, f"{row[name]}/{row['units']}")


def _block(row: dict) -> str:
    return f" ở khối {labels.inside(row['block_name'])}" if row["block_name"] else ""


def _name(row: dict) -> str:
    """Of a criterion or a group; a paragraph before may have told its name."""
    return row["code"] if row.get("is_named") else f"{row['code']} {row['name']}"


def _change(row: dict, about: About) -> Said:
    way = "tăng" if row["change"] > 0 else "giảm"
    return [
        f"{_name(row)}{'' if row['is_one_place'] else _block(row)} ",
        Told(f"{_key(row)}.muc", f"{way} {labels.signed(row['change'])[1:]} điểm phần trăm"),
        " (", _share(row, "moved", f"{_key(row)}.don_vi"), f" đơn vị {way})",
    ]  # fmt: skip


def _change_lead(what: str) -> Callable[[list[dict], About], Said]:
    def lead(rows: list[dict], about: About) -> Said:
        where = _block(rows[0]).removeprefix(" ") if rows[0]["is_one_place"] else ""
        since = f"So với năm {about.last - 1}, tính bình quân trong cùng các đơn vị đã {about.word} cả hai năm"
        return [f"{', '.join(filter(None, (since, where)))}, {what} thay đổi rõ nhất là "]

    return lead


def _gap(row: dict, about: About) -> Said:
    who = labels.told_name(row)
    key = row["unit_code"] if row["unit_name"] else f"{row['block_code']}.{row['place']}"
    before, now = (Told(f"{key}.{name}", _below(row[name])) for name in ("distance_before", "distance"))
    way = "tụt từ mức " if row["is_behind"] else "vươn lên từ mức "
    return [f"{who} {way}", before, " xuống mức " if row["is_behind"] else " lên mức ", now]


def _gap_lead(rows: list[dict], about: About) -> Said:
    if len(rows) == 1:
        return ["So với trung vị của khối, "]
    return ["So với trung vị của khối, ", Told("so", counted(len(rows))), " thay đổi rõ vị trí: "]


def _below(distance: float) -> str:
    if labels.signed(distance) == "0":
        return "bằng trung vị"
    return f"{'thấp hơn' if distance > 0 else 'cao hơn'} {labels.number(abs(distance))} điểm phần trăm"


def _part(row: dict, about: About) -> Said:
    kind, block = labels.KIND.get(row["code"]), row["block_name"]
    name = (
        f"khối {labels.inside(block)}"
        if row["sort"] == "block"
        else f"các tiêu chí {labels.inside(kind or row['code'])}"
    )
    key = f"{row['sort']}.{row['code']}"
    return [
        f"{name} (chiếm ", Told(f"{key}.diem_mat", labels.percent(row["lost_share"])), " số điểm chưa đạt trong khi chỉ chiếm ",
        Told(f"{key}.diem_toi_da", labels.percent(row["share"])), " tổng điểm tối đa)",
    ]  # fmt: skip


def _low(row: dict, about: About) -> Said:
    most: Said = []
    if row["block_name"]:
        share = Told(f"{_key(row)}.khoi", f"{row['block_low']}/{row['block_units']}")
        most = [f", nhiều nhất là khối {labels.inside(row['block_name'])} với ", share]
    return [f"{_name(row)} (", _share(row, "low", f"{_key(row)}.don_vi"), " đơn vị", *most, ")"]


def _low_again(row: dict, about: About) -> Said:
    return [f"{_name(row)} (", _share(row, "low", f"{_key(row)}.don_vi"), " đơn vị)"]


def _self_above(row: dict, about: About) -> Said:
    return [
        f"{_name(row)} (bình quân cao hơn ",
        Told(f"{_key(row)}.muc", labels.percent(row["gap"])), " điểm tối đa, ở ",
        _share(row, "above", f"{_key(row)}.don_vi"), " đơn vị)",
    ]  # fmt: skip


def _above_survey(row: dict, about: About) -> Said:
    return [f"{_name(row)} (", _share(row, "above", f"{_key(row)}.don_vi"), " đơn vị có khảo sát)"]


def _late(row: dict, about: About) -> Said:
    if row["unit_name"] is None:
        return [Told("chua_neu", unnamed(row["held"]))]
    who = labels.told_name(row)
    if row["is_missing"] and row["days"] and row["days"] == row["same_days"]:  # said before
        return [who] if not row["late"] else [f"{who} (chưa gửi)"]
    if not row["days"]:  # once the year is published no number of days grows
        return [f"{who} (không có báo cáo)"] if row["late"] else [who]
    days = Told(f"{row['unit_code']}.ngay", f"{row['days']} ngày")
    return [f"{who} ({'chưa gửi, quá hạn' if row['is_missing'] else 'chậm'} ", days, ")"]


def _late_lead(rows: list[dict], about: About) -> Said:
    late, missing = (_share(rows[0], column, key) for column, key in (("late", "cham"), ("missing", "chua_gui")))
    is_counted = rows[0]["same_days"] is not None or any(row["days"] for row in rows if row["is_missing"])
    absent = "chưa gửi" if is_counted else "không có"
    report: Said = [f"báo cáo tự đánh giá năm {about.last}"]
    if (same := rows[0]["same_days"]) is not None:
        report = [
            *report,
            ", quá hạn ",
            Told("ngay", f"{same} ngày"),
            "" if rows[0]["is_same"] else " (trừ đơn vị có ghi số khác)",
        ]
    if not rows[0]["missing"]:
        return ["Có ", late, " đơn vị mà Kế hoạch quy định phải báo cáo gửi ", *report, " sau thời hạn: "]
    if not rows[0]["late"]:
        return ["Có ", missing, f" đơn vị mà Kế hoạch quy định phải báo cáo {absent} ", *report, ": "]
    return [
        "Trong các đơn vị mà Kế hoạch quy định phải báo cáo, ", missing, f" đơn vị {absent} ", *report, "; ", late,
        " đơn vị gửi sau thời hạn; cụ thể: ",
    ]  # fmt: skip


def _follow_ups(rows: list[dict], about: About) -> Said:
    (row,) = rows
    return [
        "Trong ", Told("so", counted(row["made"], "kiến nghị")), " đã nêu với các đơn vị, đã thực hiện ",
        Told("xong", f"{row['done']:02d}"), "; quá hạn chưa thực hiện ", Told("qua_han", f"{row['overdue']:02d}"),
        " (tại ", Told("don_vi", counted(row["units"])), ")",
    ]  # fmt: skip


def _task(row: dict, about: About) -> Said:
    parts = {"chưa hoàn thành": row["unfinished_years"], "chưa có báo cáo": row["unreported_years"]}
    said = "; ".join(f"{words} {_years({'years': years})}" for words, years in parts.items() if years)
    return [f"{row['name']} ({said})"]


def _framework(row: dict, about: About) -> Said:
    if row["is_missing"]:
        return [f"{_years(row)} chưa có bộ tiêu chí"]
    return [f"{_years(row)} tính theo nội dung minh họa, chưa phải bộ tiêu chí chính thức"]


def _open_lead(rows: list[dict], about: About) -> Said:
    if len(rows) == 1:
        return ["- Về điểm số: "]
    return [f"- Về điểm số, số đơn vị có kết quả mà chưa {about.word} đầy đủ: "]


def _open_year(row: dict, about: About) -> Said:
    key = str(row["year"])
    if row["years"] > 1:
        return [f"năm {row['year']} là ", Told(key, f"{row['open']}/{row['with_result']}")]
    if row["open"] == row["with_result"]:
        return [f"năm {row['year']} chưa {about.word} đầy đủ đơn vị nào"]
    return [
        f"năm {row['year']} còn ",
        Told(key, f"{row['open']}/{row['with_result']}"),
        f" đơn vị chưa {about.word} đầy đủ",
    ]


def _few(row: dict, about: About) -> Said:
    return [f"năm {row['year']} mới có ", Told(str(row["year"]), f"{row['with_result']}/{row['units']}")]


def _method(row: dict, about: About) -> Said:
    return [f"{_years(row)} {labels.inside(row['method'])}"]


def _method_tail(rows: list[dict], about: About) -> str:
    if any(row["is_compared"] for row in rows):
        return "; kết quả khảo sát nói về những người trả lời, chỉ nêu thay đổi giữa các đợt so sánh được."
    return "; chưa có hai đợt so sánh được nên báo cáo không kết luận về thay đổi trong nhận thức, hiểu biết pháp luật."


def _count(words: str) -> Callable[[list[dict], About], Said]:
    """A beginning with how many there are; {last}, {before} are the years, {mark} and the names of bounds as they are."""

    def lead(rows: list[dict], about: About) -> Said:
        known = {"last": about.last, "before": about.last - 1, "mark": about.mark, "word": about.word}
        known |= {key: about.bound(key) for key in about.bounds}
        head, tail = (part.format(**known) for part in words.split("{n}"))
        return [head, Told("so", counted(len(rows), "tiêu chí")), tail]

    return lead


RULES = {
    "limit_framework": Rule(
        "gioi_han", "gioi_han_bo_tieu_chi", "giai đoạn", "Bộ tiêu chí chưa chính thức",
        "Năm của báo cáo chưa có bộ tiêu chí, hoặc bộ tiêu chí của năm là nội dung minh họa.",
        lambda rows, about: ["- Về bộ tiêu chí: "], _framework,
    ),
    "limit_verified": Rule(
        "gioi_han", "gioi_han_tham_dinh", "năm", "Kết quả chưa thẩm định đủ",
        "Năm của báo cáo còn đơn vị có kết quả chưa được thẩm định ở mọi tiêu chí.",
        _open_lead, _open_year,
        lambda rows, about: "; kết quả của các đơn vị đó là sơ bộ.",
    ),
    "limit_results": Rule(
        "gioi_han", "gioi_han_ket_qua", "năm", "Kết quả chưa đủ đơn vị",
        "Năm của báo cáo có kết quả của chưa đến {analysis_coverage_pct}% số đơn vị thuộc phạm vi đánh giá.",
        lambda rows, about: ["- Về mức độ đầy đủ: "], _few,
        lambda rows, about: " đơn vị có kết quả, chưa đại diện cho toàn bộ các đơn vị thuộc phạm vi đánh giá.",
    ),
    "limit_survey": Rule(
        "gioi_han", "gioi_han_khao_sat", "cách chọn mẫu", "Cách khảo sát",
        "Cách chọn mẫu và hỏi của các đợt khảo sát trong kỳ; có hay không hai đợt so sánh được.",
        lambda rows, about: ["- Về khảo sát: "], _method, _method_tail,
    ),
    "group_change": Rule(
        "ket_qua", "thay_doi_nhom", "nhóm tiêu chí", "Nhóm tiêu chí thay đổi so với năm trước",
        "Nhóm tiêu chí có tỷ lệ điểm bình quân thay đổi từ {analysis_change_pct} điểm phần trăm trở lên so với năm trước, tính "
        "trong cùng các đơn vị đã thẩm định cả hai năm, từ {analysis_min_units} đơn vị trở lên.",
        _change_lead("nhóm tiêu chí"), _change,
    ),
    "criterion_change": Rule(
        "ket_qua", "thay_doi_tieu_chi", "tiêu chí", "Tiêu chí thay đổi so với năm trước",
        "Tiêu chí có tỷ lệ điểm bình quân thay đổi từ {analysis_change_pct} điểm phần trăm trở lên so với năm trước, tính "
        "trong cùng các đơn vị đã thẩm định cả hai năm, từ {analysis_min_units} đơn vị trở lên.",
        _change_lead("tiêu chí"), _change,
    ),
    "gap_change": Rule(
        "ket_qua", "khoang_cach", "đơn vị", "Đơn vị thu hẹp hoặc nới rộng khoảng cách",
        "Đơn vị thấp hơn trung vị của khối từ {analysis_gap_pct} điểm phần trăm trở lên ở một trong hai năm và không còn như vậy "
        "ở năm kia, khoảng cách thay đổi từ {analysis_change_pct} điểm phần trăm; khối có từ {analysis_min_units} đơn vị so sánh "
        "được. Đơn vị tụt lại chỉ nêu tên khi đã có ý kiến của đơn vị hoặc đã qua giai đoạn lấy ý kiến.",
        _gap_lead, _gap,
    ),
    "lost_points": Rule(
        "ket_qua", "tap_trung", "nội dung", "Nơi tập trung số điểm chưa đạt",
        "Loại tiêu chí hoặc khối có tỷ trọng điểm chưa đạt cao hơn tỷ trọng điểm tối đa từ {analysis_concentration_pct} điểm phần "
        "trăm; có từ {analysis_min_units} đơn vị có kết quả.",
        lambda rows, about: [f"Số điểm chưa đạt năm {about.last}{about.mark} tập trung ở "], _part,
    ),
    "low_in_many": Rule(
        "ton_tai", "thap_nhieu_don_vi", "tiêu chí", "Tiêu chí đạt thấp ở nhiều đơn vị",
        "Tiêu chí có từ {analysis_low_units_pct}% số đơn vị được chấm trở lên đạt dưới {low_criterion_pct}% điểm tối đa; từ "
        "{analysis_min_units} đơn vị trở lên.",
        _count("Năm {last}{mark} có {n} mà từ {analysis_low_units_pct}% số đơn vị được chấm trở lên đạt dưới {low_criterion_pct}% điểm tối đa: "),
        _low,
    ),
    "low_two_years": Rule(
        "ton_tai", "thap_hai_nam", "tiêu chí", "Tiêu chí đạt thấp hai năm liền",
        "Tiêu chí có từ {analysis_repeat_pct}% số đơn vị được chấm cả hai năm trở lên đạt dưới {low_criterion_pct}% điểm tối đa ở "
        "cả hai năm; từ {analysis_min_units} đơn vị trở lên.",
        _count("Ở {n}, cùng những đơn vị đó đạt dưới {low_criterion_pct}% điểm tối đa cả hai năm liền {before} và {last}{mark}: "),
        _low_again,
    ),
    "self_above_verified": Rule(
        "ton_tai", "tu_cham_cao", "tiêu chí", "Tiêu chí tự chấm cao hơn thẩm định",
        "Tiêu chí có điểm tự chấm bình quân cao hơn điểm thẩm định từ {analysis_self_gap_pct}% điểm tối đa; từ "
        "{analysis_min_units} đơn vị có cả hai điểm.",
        _count("Việc tự chấm chưa sát ở {n}, điểm tự chấm cao hơn điểm {word} năm {last}: "), _self_above,
    ),
    "above_survey": Rule(
        "ton_tai", "cao_hon_khao_sat", "tiêu chí", "Tiêu chí có điểm cao hơn mức khảo sát chứng minh",
        "Tiêu chí có từ {analysis_survey_pct}% số đơn vị có khảo sát mà điểm được tính cao hơn cả mức ứng với cận trên của "
        "khoảng tin cậy; từ {analysis_min_units} đơn vị.",
        _count("Kết quả khảo sát năm {last} chưa chứng minh được mức điểm đã tính của {n}: "), _above_survey,
    ),
    "late_units": Rule(
        "ton_tai", "gui_cham", "đơn vị", "Đơn vị phải báo cáo mà chậm hoặc không có báo cáo tự đánh giá",
        "Đơn vị mà Kế hoạch quy định phải báo cáo, đã quá hạn, rõ ngày nhận; không gồm đơn vị chỉ được đề nghị, phải bổ sung "
        "hoặc có tệp đang chờ kiểm tra.",
        _late_lead, _late, most=12,
    ),
    "open_follow_ups": Rule(
        "ton_tai", "kien_nghi_qua_han", "kiến nghị", "Kiến nghị quá hạn",
        "Kiến nghị với đơn vị trong kỳ đã quá hạn mà chưa ghi nhận thực hiện.",
        _follow_ups, None,
    ),
    "tasks_behind": Rule(
        "ton_tai", "nhiem_vu_cham", "nhiệm vụ", "Nhiệm vụ của Kế hoạch chưa hoàn thành",
        "Nhiệm vụ của Kế hoạch có năm đã qua trong kỳ mà báo cáo là chưa xong, hoặc sổ theo dõi chưa có báo cáo; không nêu khi sổ "
        "theo dõi chưa có báo cáo nào của cả kỳ.",
        lambda rows, about: ["Còn ", Told("so", f"{len(rows)}/{rows[0]['tasks']}"), " nhiệm vụ của Kế hoạch chưa xong hoặc chưa có báo cáo: "],
        _task,
    ),
}  # fmt: skip
