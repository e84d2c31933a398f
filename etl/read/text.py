"""Keys of Vietnamese text: spellings that mean the same get the same key. Keys compare; they are never shown."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Icelandic eth is typed for đ; dashes and quotes vary by program; zero-width characters come from web pages.
# The soft hyphen U+00AD stays: it is the letter ư of TCVN3 text.
_SAME = str.maketrans(
    {
        "\u00d0": "đ",
        "\u00f0": "đ",
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\u2060": None,
        "\ufeff": None,
    }
)
_NO_WORD = re.compile(r"[\W_]+")
_ODD = re.compile("[" + "".join(map(chr, _SAME)) + "]")


def _tone_pairs() -> dict[str, str]:
    """Tone on the second vowel → tone on the first, for the three pairs where both are in use (hoà, hòa)."""
    pairs = {}
    for first, second in ("oa", "oe", "uy"):
        for tone in "\u0300\u0301\u0309\u0303\u0323":
            late = unicodedata.normalize("NFC", first + second + tone)
            pairs[late] = unicodedata.normalize("NFC", first + tone + second)
    return pairs


_TONES = _tone_pairs()
_TONE_PATTERN = re.compile("|".join(_TONES))


@lru_cache(maxsize=32768)
def normalise_key(text: str) -> str:
    """NFC, casefold, one space, one đ, one kind of dash, one tone placement; spaces round dashes dropped."""
    text = unicodedata.normalize("NFC", text)
    if _ODD.search(text):
        text = text.translate(_SAME)
    text = text.casefold()
    text = " ".join(text.split())
    if "-" in text:
        text = text.replace(" -", "-").replace("- ", "-")
    return _TONE_PATTERN.sub(lambda hit: _TONES[hit[0]], text)


@lru_cache(maxsize=32768)
def label_key(text: str) -> str:
    """Key of a header word, a label or a name: as normalise_key, without the punctuation round it."""
    return normalise_key(text).strip(" .:;,*_…\"'")


def composed(text: str) -> str:
    """NFC, and every space as it was."""
    return unicodedata.normalize("NFC", text)


def lines(text: str) -> str:
    """Lines of a cell without superfluous spaces and blank lines."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def nfc(text: str) -> str:
    """NFC with outer spaces removed: how names of files and documents are kept."""
    return unicodedata.normalize("NFC", text).strip()


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """NFC and single spaces: the form in which free text is compared for `same_content`."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Lower-case words without accents and signs, a space before, between and after: `hoTen`, `Họ & tên` → ` ho ten `."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    text = unicodedata.normalize("NFD", text.casefold().replace("đ", "d").replace("ð", "d"))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return f" {' '.join(re.findall(r'[a-z0-9]+', text))} "


def folded(text: str) -> str:
    """Small letters without marks, single spaces: names of files lose their marks on the way."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return _NO_WORD.sub(" ", "".join(c for c in bare if not unicodedata.combining(c))).strip()
