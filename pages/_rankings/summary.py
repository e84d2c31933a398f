"""Who leads, and the figures."""

from __future__ import annotations

from pages._rankings.ranking import Ranking, fields, leaders, members, near, where
from pages._shared import source
from pages._shared.filters import View
from words import labels, method


def sentence_of(view: View, ranking: Ranking, field: str) -> str:
    """Who leads one field."""
    top, rows = leaders(ranking, field), members(ranking, field)
    share = labels.percent(top[0]["score_pct"], top[0]["bounds"])
    names = labels.names([labels.plain(row["unit_name"]) for row in top])
    if view.scope is not None and not ranking.whole:
        return f"**{names}**: {labels.rank(top[0]).lower()} với **{share}** điểm tối đa"
    if len(rows) == 1:
        return f"**{names}**, đơn vị duy nhất có kết quả của {where(ranking, field)}, đạt **{share}** điểm tối đa"
    if len(top) == len(rows):
        return f"Cả **{len(top)}** đơn vị {where(ranking, field)} đồng hạng, cùng đạt **{share}** điểm tối đa"
    return f"**{names}** đứng đầu {where(ranking, field)} với **{share}** điểm tối đa"


def without_result(ranking: Ranking) -> int:
    """Units that would be ranked; who is only asked is not counted."""
    return sum(row["is_rated"] for row in ranking.waiting)


def answer(view: View, ranking: Ranking) -> str:
    named = {field: top for field in fields(ranking) if (top := leaders(ranking, field))}
    if not named:  # a scoped reader of a part whose own unit does not lead
        row = ranking.ranked[0]
        text = f"**{labels.plain(row['unit_name'])}**: {labels.rank(row).lower()}, {labels.percent(row['score_pct'], row['bounds'])} điểm tối đa"
    elif len(named) == 1:
        text = sentence_of(view, ranking, *named)
    else:
        tops = "; ".join(
            f"{labels.names([labels.plain(row['unit_name']) for row in top], 2)} {labels.percent(top[0]['score_pct'], top[0]['bounds'])}"
            for top in named.values()
        )
        text = f"Đứng đầu các khối: **{tops}**"
    if not ranking.whole:
        text = (
            f"{labels.plain(ranking.measure_name)}: {text[:1].lower() + text[1:] if text.startswith('Đứng') else text}"
        )
    parts = [text]
    if ranking.whole:
        worst = view.classes[-1]
        low = sum(row["class_name"] == worst for row in ranking.ranked)
        parts.append(f"{low or 'không có'} đơn vị xếp loại {worst}")
    if missing := without_result(ranking):
        parts.append(f"{missing} đơn vị chưa có kết quả")
    if sure := how_sure([row for top in named.values() for row in top]):
        parts.append(sure)
    provisional = any(row["is_provisional"] for row in ranking.ranked)
    return "; ".join(parts) + (". Kết quả sơ bộ." if provisional else ".")


def how_sure(first: list[dict]) -> str:
    """Whether those on the first places hold them when the weights vary; empty where that is not known."""
    known = [row for row in first if row.get("rank_high") is not None]
    if not known:
        return ""
    lower = [
        f"{labels.plain(row['unit_name'])} có thể đứng {labels.interval(row)}" for row in known if row["rank_high"] > 1
    ]
    said = "; ".join(lower) or ("vẫn đứng đầu" if len(known) == 1 else f"cả {len(known)} đơn vị vẫn đứng đầu")
    return f"khi trọng số tiêu chí thay đổi ±{method.SPREAD_PCT}: {said}"


def figures(view: View, ranking: Ranking) -> list[dict]:
    verified = sum(row["score_basis"] == "verified" for row in ranking.ranked)
    tied = sum(row["tied"] > 1 for row in ranking.ranked)
    changes = [row["rank_change_common"] for row in ranking.ranked if row["rank_change_common"] is not None]
    if view.is_running:  # the few that came early are not a field to rise or fall in
        moves = {"value": labels.NONE, "note": "năm chưa kết thúc"}
    elif not changes:
        moves = {"value": labels.NONE, "note": f"không so được với {view.year - 1}"}
    else:
        up, down = sum(c > 0 for c in changes), sum(c < 0 for c in changes)
        moves = {"value": str(up + down), "note": f"{up} tăng, {down} giảm"}
    shown = {row["unit_code"]: row for row in ranking.ranked}

    def of(code: str, how: str, where) -> source.Source:
        parts = {unit: row["score_pct"] for unit, row in shown.items()}
        return source.units(
            view, code, how, lambda row: row["unit_code"] in shown and where(shown[row["unit_code"]]), scores=parts
        )

    close = sum(bool(row.get("near_text")) for row in ranking.ranked)
    return [
        {
            "label": "Có kết quả",
            "value": f"{len(ranking.ranked)}/{sum(row['is_rated'] for row in ranking.everyone)}",
            "note": f"{without_result(ranking)} chưa có kết quả",
            "source": of("co-ket-qua", "Các đơn vị có kết quả và được xếp thứ hạng.", lambda row: True),
        },
        {
            "label": f"Đã {view.snapshot.verification_word} đầy đủ",
            "value": f"{verified}/{len(ranking.ranked)}",
            "note": f"{len(ranking.ranked) - verified} đơn vị tạm tính",
            "source": of(
                "tham-dinh",
                "Các đơn vị mà mọi tiêu chí đã có điểm của cơ quan thẩm định.",
                lambda row: row["score_basis"] == "verified",
            ),
        },
        *(
            [
                {
                    "label": "Sát ngưỡng xếp loại",
                    "value": str(close),
                    "note": f"không quá {labels.points(near())}%",
                    "help": "Số đơn vị vừa đạt hoặc còn thiếu rất ít so với một ngưỡng xếp loại",
                    "source": of("sat-nguong", "Các đơn vị sát ngưỡng.", lambda row: bool(row.get("near_text"))),
                }
            ]
            if ranking.whole
            else []
        ),
        {
            "label": "Đồng hạng",
            "value": str(tied),
            "note": "đơn vị cùng tỷ lệ",
            "source": of("dong-hang", "Các đơn vị cùng hạng với đơn vị khác.", lambda row: row["tied"] > 1),
        },
        {
            "label": "Đổi thứ hạng",
            "help": labels.RANK_CHANGE,
            "source": of("doi-hang", labels.RANK_CHANGE, lambda row: bool(row["rank_change_common"])),
            **moves,
        },
    ]
