"""What the year came to: one sentence and five figures."""

from __future__ import annotations

from pages._shared import data, frame, source
from pages._shared.filters import View
from words import labels

OF_THE_BOUND = "Trong các đơn vị bắt buộc gửi; đơn vị thuộc diện đề nghị không tính chậm."


def classes(view: View) -> list[dict]:
    """Units by block and class."""
    return data.rows("class_counts", year=view.year, block=view.block, scope=view.scope)


def has_framework(view: View) -> bool:
    """Whether the year before was rated by any framework."""
    return bool(data.rows("frameworks", year=view.previous_year, block=view.block))


def is_same_framework(view: View) -> bool:
    """Whether the year before was rated by the same framework."""
    before = data.rows("frameworks", year=view.previous_year, block=view.block) if view.previous_year else []
    return bool(view.previous_year) and view.framework_codes == tuple(f["framework_code"] for f in before)


def count(rows: list[dict], class_name: str) -> int:
    """Units of a class."""
    return sum(row["units"] for row in rows if row["class_name"] == class_name)


def middle(total: dict) -> str:
    """The middle of the year, in the words that explain it once; none over several frameworks."""
    if total["frameworks"] > 1:
        return f"Năm có {total['frameworks']} bộ tiêu chí nên không tính mức giữa chung, xem theo khối"
    return f"Mức giữa (trung vị) đạt **{labels.percent(total['median_pct'], total['bounds'])}** điểm tối đa"


def answer(view: View) -> str:
    total, rows = view.total, classes(view)
    best, worst = view.classes[0], view.classes[-1]
    if not view.shows_others:
        return labels.not_published(view.year)
    sent = f"**{total['submitted']}/{total['units']}** {view.units_word} đã gửi báo cáo tự đánh giá năm {view.year}"
    if total["is_waiting"]:
        return f"Năm {view.year} **{labels.NO_FRAMEWORK}**, nên chưa đơn vị nào tự đánh giá."
    if total["is_without_data"]:
        return f"Năm {view.year} **chưa có số liệu**: chưa nhận được hồ sơ nào của năm này."
    parts = [sent] if view.scope is None else []
    if total["required"] and total["not_due"]:
        parts = [
            f"{sent}; hạn chưa hết ({labels.before(total['due_on'])}), còn **{total['not_due']}** đơn vị bắt buộc chưa gửi"
        ]
        if total["late"] or total["missing"]:
            parts[0] += f"; **{total['late']}** gửi chậm, **{total['missing']}** quá hạn"
    elif total["required"]:
        undated = f", **{total['undated']}** đã gửi nhưng chưa rõ ngày" if total["undated"] else ""
        late = f"**{total['late']}** gửi chậm{undated}, **{total['missing']}** {'không có báo cáo' if total['is_told'] else 'chưa gửi'}"
        parts = [f"{sent}; trong các đơn vị bắt buộc gửi, {late}"]
    if total["with_result"]:
        parts.append(
            f"{middle(total)}; "
            f"**{count(rows, best)}** đơn vị xếp loại {best}, **{count(rows, worst)}** xếp loại {worst}"
            + (" (sơ bộ)" if view.is_provisional else "")
            if total["rated"]
            else f"{middle(total)}; {labels.inside(labels.NOT_RATED)}"
        )
    return ". ".join(parts) + "."


def comparison(view: View) -> dict | None:
    """Whether the year may be compared with the one before, among whom; None where there is none before or it runs."""
    if not view.previous_year or view.is_running:
        return None
    found = data.rows("comparison", year=view.year, before=view.previous_year, block=view.block, scope=view.scope)
    return found[0] if found else None


def count_changes(view: View) -> dict[str, dict]:
    """What is counted of the units, and whether it may be compared with the year before."""
    if not view.previous_year:
        return {}
    rows = data.rows("count_changes", year=view.year, before=view.previous_year, block=view.block, scope=view.scope)
    return {row["counted"]: row for row in rows}


def figures(view: View) -> list[dict]:
    """A unit reads what was published of the results, never how many sent."""
    if not view.shows_others:
        return []
    return [*(_sent(view) if view.scope is None else []), *_results(view)]


def _moved(view: View, change: float, decimals: int, among: str) -> dict:
    return {
        "note": f"{labels.signed(change, decimals)} so với {view.previous_year}",
        "arrow": frame.arrow(change),
        "help": f"So sánh {among}.",
    }


def _address(view: View) -> dict[str, str]:
    return {"nam": str(view.year)} | ({"khoi": view.block} if view.block else {})


def _sent(view: View) -> list[dict]:
    """Who sent, who in time, who is verified."""
    total, word = view.total, view.snapshot.verification_word
    counts = count_changes(view)

    def count_moved(counted: str) -> dict:
        if view.is_running:
            return {"note": "năm chưa kết thúc"}
        row = counts.get(counted)
        if row is None:
            return {"note": "chưa có năm trước"}
        if row["is_comparable"]:
            return _moved(view, row["count_after"] - row["count_before"], 0, labels.bound_alike(row))
        return {"note": "chưa đủ để so sánh", "help": f"{labels.sentence(labels.not_bound_alike(row))}."}

    dated = total["required"] - total["undated"]
    on_time = (
        {"note": f"hạn {labels.date(total['due_on'])}"}
        if total["not_due"] and total["due_on"]
        else {"note": f"{total['undated']} chưa rõ ngày"}
        if total["undated"]
        else count_moved("on_time")
        if total["required"]
        else {"note": "không có đơn vị bắt buộc"}
    )
    deadlines = ("Xem thời hạn", "deadlines.py", _address(view))
    return [
        {
            "label": "Đã gửi báo cáo",
            "value": f"{total['submitted']}/{total['units']}",
            "leads": deadlines,
            "source": source.units(view, "da-gui", "Các đơn vị có báo cáo đọc được.", lambda row: row["is_sent"]),
            **count_moved("sent"),
        },
        {
            # before the due date nobody can be counted as on time or not: so many have sent
            "label": labels.SENT_SO_FAR if total["not_due"] else labels.STATUS["on_time"],
            "value": f"{total['on_time']}/{dated}" if dated else labels.NONE,
            **on_time,
            "help": " ".join(filter(None, (OF_THE_BOUND, on_time.get("help")))),
            "leads": deadlines,
            "source": source.units(view, "dung-han", OF_THE_BOUND, _is_on_time),
        },
        {
            "label": f"Đã {word} đầy đủ",
            "value": f"{total['verified']}/{total['submitted']}" if total["submitted"] else labels.NONE,
            "note": f"{total['partly_verified']} đơn vị một phần",
            "leads": ("Xem xếp loại", "rankings.py", _address(view)),
            "source": source.units(
                view,
                "tham-dinh",
                "Các đơn vị mà mọi tiêu chí đã có điểm của cơ quan thẩm định.",
                lambda row: row["score_basis"] == "verified",
            ),
        },
    ]


def _results(view: View) -> list[dict]:
    """The middle, and the best class."""
    total, word, rows = view.total, view.snapshot.verification_word, classes(view)
    best, worst = view.classes[0], view.classes[-1]
    median = {"note": "năm chưa kết thúc" if view.is_running else "chưa có năm trước"}
    if same := comparison(view):
        if same["is_comparable"]:
            median = _moved(view, same["median_after"] - same["median_before"], 1, labels.compared(same, word))
        else:
            median = {"note": "chưa đủ để so sánh", "help": f"{labels.sentence(labels.not_compared(same, word))}."}
    if total["frameworks"] > 1:
        median = {"note": f"{total['frameworks']} bộ tiêu chí, không tính chung"}
    elif view.previous_year and not is_same_framework(view) and not view.is_running:
        median = {"note": "đổi bộ tiêu chí, không so"}
    return [
        {
            "label": "Trung vị, % điểm tối đa",
            "value": labels.percent(total["median_pct"], total["bounds"]),
            "leads": ("Xem diễn biến", "trends.py", _address(view)),
            "source": source.middle(view, "trung-vi", view.year),
            **median,
        },
        {
            "label": f"Xếp loại {best}" + (" (sơ bộ)" if view.is_provisional else ""),
            "value": f"{count(rows, best)}/{total['rated']}" if total["rated"] else labels.NONE,
            "note": ", ".join(f"{count(rows, c)} {c}" for c in dict.fromkeys([*view.classes[1:2], worst]) if c != best)
            if total["rated"] or not total["not_rated"]
            else "theo đề nghị, không xếp loại",
            "leads": ("Xem xếp loại", "rankings.py", _address(view)),
            "source": source.units(
                view,
                "xep-loai",
                f"Các đơn vị xếp loại {best}.",
                lambda row: row["is_rated"] and row["class_name"] == best,
            ),
        },
    ]


def _is_on_time(row: dict) -> bool:
    return row["obligation"] == "required" and row["status"] == "on_time"
