"""Words and numbers as administrative documents write them: leading zeros, up or down without a sign, and what is said
where there is nothing."""

from __future__ import annotations

from pages._shared import labels

UNWRITTEN = "[…]"  # only people can write it


def counted(number: int, what: str = "đơn vị") -> str:
    """`03 đơn vị`: below ten with a leading zero."""
    return f"{number:02d} {what}"


def change(before: float | None, now: float | None, since: str) -> str:
    """`tăng 1,2 điểm % so với năm 2023`, `giảm …`, `không thay đổi so với …`; empty where one of them is missing."""
    if before is None or now is None:
        return ""
    difference = round(now, 1) - round(before, 1)
    if abs(difference) < 0.05:
        return f"không thay đổi so với {since}"
    return f"{'tăng' if difference > 0 else 'giảm'} {labels.number(abs(difference), 1)} điểm % so với {since}"


def listed(items: list[str], most: int = 12) -> str:
    """`A, B và C`; a long list ends in how many more there are."""
    if len(items) > most:
        return f"{', '.join(items[:most])} và {len(items) - most} nội dung khác"
    return labels.names(items, limit=most)
