"""The words of a paragraph as people edit them: a figure stands as `{7: 62/64}`, its number in the list of figures and
its value today, and is kept as `{identifier}`, so that it follows the snapshot while the words stay."""

from __future__ import annotations

import re

from reports.draft import IN_WORDS
from words.documents import UNWRITTEN

SHOWN = re.compile(r"\{\s*(\d+)\s*(?::[^{}]*)?\}")
TYPED = re.compile(r"(?<![\w/.,-])\d[\d.,/]*%?")
YEAR = re.compile(r"(19|20)\d\d")


class NoSuchFigure(Exception):
    """Words with a brace that is no figure; the message is for the user."""


def for_editing(words: str, known: dict[str, str]) -> str:
    """`{ket_qua.2025}` → `{7: 62/64}`; a figure that is known no more stays as it is."""
    numbers = {key: number for number, key in enumerate(known, 1)}

    def shown(match: re.Match) -> str:
        key = match[1]
        return f"{{{numbers[key]}: {known[key]}}}" if key in known else match[0]

    return IN_WORDS.sub(shown, words)


def for_keeping(words: str, known: dict[str, str]) -> str:
    """The way back. What stands after the number does not count."""
    keys = list(known)

    def kept(match: re.Match) -> str:
        number = int(match[1])
        if not 0 < number <= len(keys):
            raise NoSuchFigure(f"Không có số liệu số {number}; xem bảng số liệu dùng được.")
        return f"{{{keys[number - 1]}}}"

    words = "\n".join(line.strip() for line in words.strip().splitlines() if line.strip())
    found = SHOWN.sub(kept, words)
    rest = IN_WORDS.sub(lambda match: "" if match[1] in known else match[0], found)
    if brace := re.search(r"[{}].{0,20}", rest):
        raise NoSuchFigure(f"Chỗ “{brace[0]}” không phải số liệu: số liệu viết dạng {{số thứ tự}}, ví dụ {{1}}.")
    return found


def for_a_draft(words: str, known: dict[str, str]) -> str:
    """What was typed, right or wrong, with its figures by identifier: their numbers are others in another snapshot."""
    keys = list(known)
    return SHOWN.sub(
        lambda match: f"{{{keys[int(match[1]) - 1]}}}" if 0 < int(match[1]) <= len(keys) else match[0], words
    )


def typed_numbers(words: str) -> list[str]:
    """Numbers typed by hand, years aside: they do not follow the data, and no comparison finds them."""
    return [n for n in TYPED.findall(IN_WORDS.sub("", words)) if not YEAR.fullmatch(n.rstrip(".,"))]


def keys(words: str) -> list[str]:
    """Identifiers of the figures in the words."""
    return IN_WORDS.findall(words)


def filled(words: str, known: dict[str, str]) -> str:
    """The words as they are printed."""
    return IN_WORDS.sub(lambda match: known.get(match[1], UNWRITTEN), words)
