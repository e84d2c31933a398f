"""Which criteria are weak, in a sentence and the figures."""

from __future__ import annotations

from pages._criteria.chosen import named, short
from pages._shared import source
from pages._shared.filters import View
from words import labels


def answer(view: View, criteria: list[dict], low_bound: float, worst: list[dict]) -> str:
    weak = [c for c in criteria if c["median_pct"] < low_bound]
    share = sum(c["lost_share"] or 0 for c in worst)
    text = (
        f"**{len(weak)}** tiêu chí đạt thấp (trung vị dưới {labels.points(low_bound)}%)"
        if weak
        else f"Không có tiêu chí nào có trung vị dưới {labels.points(low_bound)}% điểm tối đa"
    )
    if share:
        text += (
            f"; {len(worst)} tiêu chí mất nhiều điểm nhất là **{'; '.join(labels.plain(named(c)) for c in worst)}**, "
            f"chiếm **{labels.percent(share)}** tổng điểm mất"
        )
    else:
        text += "; các đơn vị đều đạt điểm tối đa ở mọi tiêu chí đã chấm"
    return text + (" (sơ bộ)." if view.is_provisional else ".")


def figures(view: View, kinds: list[dict], criteria: list[dict], worst: list[dict]) -> list[dict]:
    weakest = min(criteria, key=lambda c: (c["median_pct"], c["position"]))
    by_kind = {k["kind"]: labels.percent(k["pct"], k["bounds"]) for k in kinds}
    return [
        {
            "label": f"Trung vị thấp nhất: {weakest['criterion_code']}",
            "value": labels.percent(weakest["median_pct"], weakest["bounds"]),
            "note": short(weakest["criterion_name"], 22),
            "help": labels.plain(weakest["criterion_name"]),
            "source": source.scores(
                view, "thap-nhat", "Trung vị các điểm dưới đây, tính trên điểm tối đa.", weakest["criterion_code"]
            ),
        },
        {
            "label": f"Mất nhiều điểm nhất: {worst[0]['criterion_code']}",
            "value": labels.percent(worst[0]["lost_share"]) if worst[0]["lost_share"] else labels.NONE,
            "note": "tổng điểm mất",
            "help": labels.plain(worst[0]["criterion_name"]),
            "source": source.scores(
                view,
                "mat-nhieu",
                "Điểm mất: điểm tối đa trừ điểm được tính của từng đơn vị.",
                worst[0]["criterion_code"],
            ),
        },
        *[
            {
                "label": f"{labels.KIND[kind]} (% tối đa)",
                "value": by_kind.get(kind, labels.NONE),
                "note": f"{next((k['criteria'] for k in kinds if k['kind'] == kind), 0)} tiêu chí",
                "source": source.scores(
                    view, kind.replace("_", "-"), "Tổng điểm dưới đây trên tổng điểm tối đa.", kind=kind
                ),
            }
            for kind in ("dau_ra", "tac_dong")
        ],
    ]
