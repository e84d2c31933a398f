"""What Excel shows of a number under a format, as far as the formats of this project go."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

PART = re.compile(r'"([^"]*)"|(#,##0|0)(?:\.(0+))?')


def shown(value: float, code: str) -> str:
    """By Vietnamese settings: decimal comma, dot between thousands. Excel knows 15 digits of a number."""
    sections = code.split(";")
    negative = value < 0 and len(sections) > 1
    section = sections[1] if negative else sections[0]
    assert not PART.sub("", section), f"not known here: {code}"

    def part(match: re.Match) -> str:
        text, whole, decimals = match.groups()
        if text is not None:
            return text
        number = abs(Decimal(f"{value:.15g}")).quantize(Decimal(1).scaleb(-len(decimals or "")), ROUND_HALF_UP)
        return f"{number:{',' if ',' in whole else ''}f}".translate(str.maketrans(",.", ".,"))

    sign = "-" if value < 0 and not negative else ""
    return sign + PART.sub(part, section)
