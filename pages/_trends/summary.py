"""How the median moved, in a sentence and a figure a year."""

from __future__ import annotations

from pages._shared import data, source
from pages._shared.filters import View
from pages._trends.pieces import breaks
from words import labels


def answer(view: View, city: list[dict]) -> str:
    filled = [row for row in city if row["median_pct"] is not None and not row["is_running"]]
    if len(filled) < 2:
        if not filled:
            return f"Chưa có năm nào kết thúc có kết quả; năm {city[-1]['year']} đang diễn ra."
        return f"Mới có một năm có kết quả ({filled[0]['year']}): trung vị **{labels.percent(filled[0]['median_pct'], filled[0]['bounds'])}** điểm tối đa."
    last = filled[-1]
    same = [row for row in filled if row["framework_code"] == last["framework_code"]]
    if len(same) < 2:
        return f"Năm {last['year']} trung vị đạt **{labels.percent(last['median_pct'], last['bounds'])}** điểm tối đa; không so sánh với năm {filled[-2]['year']} do {labels.FRAMEWORK_CHANGED}."
    word = view.snapshot.verification_word
    pair = next(
        iter(data.rows("comparison", year=last["year"], before=same[0]["year"], block=view.block, scope=view.scope)),
        None,
    )
    if pair is None or not pair["is_comparable"]:
        why = f"; {labels.not_compared(pair, word)}" if pair else ""
        return f"Năm {last['year']} trung vị đạt **{labels.percent(last['median_pct'], last['bounds'])}** điểm tối đa{why}."
    step = labels.signed(pair["median_after"] - pair["median_before"])
    verb = "không đổi" if step == "0" else "tăng" if step.startswith("+") else "giảm"
    amount = "" if step == "0" else f" **{step[1:]}** điểm phần trăm"
    text = (
        f"Từ {same[0]['year']} đến {last['year']} (cùng bộ tiêu chí), trung vị {view.everywhere} "
        f"{verb}{amount} {labels.compared(pair, word)}; năm {last['year']} trung vị mọi đơn vị đạt "
        f"**{labels.percent(last['median_pct'], last['bounds'])}** điểm tối đa"
    )
    excluded = [str(row["year"]) for row in filled if row["framework_code"] != last["framework_code"]]
    if excluded:
        text += f"; không so sánh với năm {', '.join(excluded)} do {labels.FRAMEWORK_CHANGED}"
    return text + "."


def running(view: View, place: list[dict]) -> str:
    """The year that is not over, in words: nobody compares a few that came early with a whole year."""
    row = next((row for row in place if row["is_running"]), None)
    if row is None or row["is_waiting"]:
        return ""
    total = data.rows("summary", year=row["year"], block=view.block, scope=view.scope)[-1]
    return f" Năm {row['year']} đang diễn ra: {total['submitted']}/{row['units']} đơn vị đã gửi, chưa so sánh."


def figures(view: View, place: list[dict], rearranged: bool) -> list[dict]:
    """The years that are over, the newest five."""
    changed = {int(b["year"]) for b in breaks(place) if b["text"] == labels.FRAMEWORK_CHANGED}
    return [
        {
            "label": f"Năm {row['year']}" + (" (bộ mới)" if row["year"] in changed else ""),
            "value": labels.percent(row["median_pct"], row["bounds"]),
            "note": labels.WAITING if row["is_waiting"] else f"{row['with_result']}/{row['units']} đơn vị",
            # what is combined of predecessors is no row of a year
            **({} if rearranged else {"source": source.middle(view, f"nam-{row['year']}", row["year"])}),
        }
        for row in place
        if not row["is_running"]
    ][-5:]
