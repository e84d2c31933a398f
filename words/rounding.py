"""How every figure is rounded for people, and the number format under which Excel shows the same text.

Half away from zero, as Excel does, of the decimal that a figure is: a double is taken by its 15 significant digits. For
points and percentages of units that is the rounding of their fraction: 100 × points / maximum lies on a half, or farther
from it than the 15th digit reaches.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

MINUS = "−"
_AS_WRITTEN = str.maketrans(",.-", f".,{MINUS}")  # 1,234.5 → 1.234,5
_NOISE = 12  # decimals of the difference of two percentages that are known; subtraction leaves the rest


def exact(value: float | Decimal) -> Decimal:
    """The decimal that a figure is."""
    return value if isinstance(value, Decimal) else Decimal(f"{value:.15g}")


def difference(value: float | Decimal) -> Decimal:
    """The decimal that a difference of two figures is: 84,35 − 84,1 is 0,25, whatever doubles make of it."""
    return _cut(exact(value), _NOISE, ROUND_HALF_UP)


def _cut(value: Decimal, decimals: int, how: str) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), how) + 0  # no minus zero


def rounded(value: float | Decimal, decimals: int, bounds: Iterable[float | Decimal] = ()) -> Decimal:
    """The figure with so many decimals. One that would show a bound which it has not reached is cut to two."""
    known = exact(value)
    shown = _cut(known, decimals, ROUND_HALF_UP)
    if any(known < exact(bound) <= shown for bound in bounds):
        return _cut(known, 2, ROUND_DOWN)
    return shown


def written(value: Decimal) -> str:
    """`1.234,5`, `−0,8`: all the decimals that it has."""
    return f"{value:,f}".translate(_AS_WRITTEN)


def excel_format(value: float | Decimal, text: str) -> str:
    """The number format under which a cell with the value shows the text, which is one of its figures: `84,3%`, `+1,2`.
    Where rounding alone does not give it, as with a percentage that is cut, the text itself is the format."""
    number = text.strip("+%" + MINUS)
    decimals = len(number.partition(",")[2])
    unit = '"%"' if text.endswith("%") else ""
    if written(_cut(abs(exact(value)), decimals, ROUND_HALF_UP)) != number:
        return f'"{text}"'
    form = ("#,##0" if "." in number else "0") + ("." + "0" * decimals if decimals else "") + unit
    if text.startswith("+"):
        return f'"+"{form}'
    # of a negative number that shows as 0 no sign is left either
    return f"{form};" + (f'"{MINUS}"' if text.startswith(MINUS) else "") + form if value < 0 else form
