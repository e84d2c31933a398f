"""How firm ranks are, in words: the numbers of the method come from where it is computed."""

from __future__ import annotations

from warehouse.robustness import DRAWS, FIRM, SPREAD
from words import labels

SPREAD_PCT = labels.number(100 * SPREAD, 0) + "%"
VARIED = f"trọng số ±{SPREAD_PCT}"
TIMES = labels.number(DRAWS, 0)  # draws
TURNED = labels.number(100 * FIRM, 0) + "%"  # from this share of the draws on, something is not firm
HELD = labels.number(100 - 200 * FIRM, 0) + "%"  # of the draws lie within an interval of ranks
BORDER_CAUSE = {"weights": VARIED, "leave_one_out": "bỏ một tiêu chí", "self_scores": "chỉ tính điểm thẩm định"}
