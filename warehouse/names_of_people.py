"""Whether a cell of a survey holds the name of somebody, however people write it, and no place, office or opinion.

What is known of words are three tables beside this file. family_names.csv: families of all peoples of the country,
`frequent` or `rare`, and whether the family is another word too (Hồ, An, Đỗ). given_names.csv: syllables of given and
middle names. plain_words.csv, by kind: `place` and `word` are phrases that are no names however they are written,
`never` are words that no name holds, `before a place` what stands before the names of streets, wards and schools (which
are called after people), `title` how people are called before their name, `self` how they call themselves.

Not known: a given name alone, and one of a rare family that is another word too in small letters without accents.
"""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

# How surely a cell holds a name: a full one, or one by which somebody is called, as the cell or as a part of it; a short
# one that is the cell, or `Văn` and `Thị` say so; likely one. Among answers that are counted likely names would take
# places, occupations and units.
FULL, NAME, LIKELY = "full", "name", "likely"
TABLES = ("family_names.csv", "given_names.csv", "plain_words.csv")
LONGEST = 5  # words of a name
SHORT = 8  # words of a cell that may be a name in small letters, and where somebody lives

UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
LOWER = UPPER.lower()
LETTER = UPPER + LOWER
_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")
_GAP = re.compile(r"[\s_]*")
_MIDDLE = {"văn", "thị"}
_SHORT_FAMILY = "Ng|NG|Ngn|Tr|Ph|Hg"
# Nguyễn V. Khởi; Ng. Văn Khoái, Đ. Văn Khoái, N.V. Khoái; NguyễnVănKhoái; H' Hen Niê; and the name in each
_SHORTENED = re.compile(
    "|".join(
        (
            rf"(?<![{LETTER}])(?P<family>[{UPPER}][{LETTER}]*)((\s+[{UPPER}][{LETTER}]*){{0,2}}\s+[{UPPER}][{LOWER}]?\.)+\s*[{UPPER}][{LETTER}]*",
            rf"(?<![{LETTER}])(({_SHORT_FAMILY})\.?|[{UPPER}]\.)\s*(Văn|Thị|VĂN|THỊ|V\.|T\.|Th\.)\s*(?P<rest>[{UPPER}].*)",
            rf"(?<![{LETTER}])({_SHORT_FAMILY})\.\s*(?P<rest2>[{UPPER}][{LETTER}]*\s+[{UPPER}].*)",
            rf"(?<![{LETTER}])([{UPPER}]\.\s?){{2,3}}(?P<rest3>[{UPPER}][{LOWER}]+.*)",
            rf"^\W*[{UPPER}]\.\s?(?P<rest4>[{UPPER}][{LOWER}]+)\W*$",
            rf"(?<![{LETTER}])(?P<joined>[{UPPER}][{LOWER}]+)_?(Văn|Thị|Van|Thi)_?[{UPPER}][{LOWER}]+",
            rf"(?<![{LETTER}])H['’`]\s?[{UPPER}][{LETTER}]+",
        )
    )
)
_MAY_BE_SHORT = re.compile(rf"[.'’`]|[{LOWER}]_?[VT]|({_SHORT_FAMILY})\s")  # cheap
# what may stand beside a name in a cell that is nothing else
_TAIL = {"tổ", "khu", "thôn", "xóm", "bản", "phường", "xã", "ấp", "phố", "ngõ", "số", "nhà", "sn", "sinh", "năm", "tuổi",
         "sđt", "đt", "tel", "dt", "sdt", "to", "xom", "thon", "phuong", "xa", "dân", "a", "b", "c"}  # fmt: skip


class Family(NamedTuple):
    """What is known of a family."""

    is_frequent: bool
    is_word: bool  # another word too


class Words(NamedTuple):
    """What is known of words, as they are written with accents or without them."""

    families: dict[str, Family]
    begin: frozenset[str]  # first words of the families
    given: frozenset[str]
    phrases: dict[str, dict[str, tuple[str, ...]]]  # first word → phrase → its kinds
    never: frozenset[str]

    def phrases_at(self, words: list[str], at: int) -> dict[str, int]:
        """Kind → length of the longest phrase of it that begins there."""
        known = self.phrases.get(words[at])
        if not known:
            return {}
        found: dict[str, int] = {}
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            for kind in known.get(" ".join(words[at : at + length]), ()):
                found.setdefault(kind, length)
        return found

    def phrase(self, words: list[str], at: int, *kinds: str) -> int:
        """Length of the longest phrase of one of the kinds that begins there."""
        found = self.phrases_at(words, at)
        return max((found.get(kind, 0) for kind in kinds), default=0)

    def family(self, words: list[str], at: int) -> tuple[Family, int] | None:
        """The family that begins there, and how many words it has."""
        for length in (2, 1):
            found = self.families.get(" ".join(words[at : at + length]))
            if found and at + length < len(words):
                return found, length
        return None


def fold(text: str) -> str:
    """Small letters without accents."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c))


@cache
def known_words(is_bare: bool) -> Words:
    """The three tables; `is_bare`: without accents."""
    spelled: Callable[[str], str] = fold if is_bare else str.lower
    families: dict[str, Family] = {}
    for row in _rows("family_names.csv"):
        one = Family(row["frequency"] == "frequent", bool(row["is_word"]))
        key = spelled(row["name"])
        if key != row["name"].lower() and not one.is_frequent:
            one = one._replace(is_word=True)  # Lưu is hardly a word, `luu` may be one
        other = families.get(key, one)
        # without accents two families are one: the more frequent, and a word where either is one
        families[key] = Family(one.is_frequent or other.is_frequent, one.is_word or other.is_word)
    given = frozenset(spelled(row["name"]) for row in _rows("given_names.csv"))
    given |= {name for name, family in families.items() if not family.is_word}  # of the mother, in the middle
    phrases: dict[str, dict[str, tuple[str, ...]]] = {}
    never = set()
    for row in _rows("plain_words.csv"):
        words = spelled(row["words"])
        if row["kind"] == "never":
            never.add(words)
            continue
        if is_bare and row["kind"] not in ("title", "self") and (words in families or words in given):
            continue  # Đảng would be Đặng
        first = phrases.setdefault(words.split()[0], {})
        first[words] = (*first.get(words, ()), row["kind"])
    begin = frozenset(name.split()[0] for name in families)
    return Words(families, begin, given, phrases, frozenset(never - given if is_bare else never))


@cache
def fingerprint() -> str:
    """Hash of the three tables: other words know other names."""
    tables = [Path(__file__).with_name(file).read_bytes() for file in TABLES]
    return hashlib.sha256(b"".join(tables)).hexdigest()


def _rows(file: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@lru_cache(maxsize=20_000)
def how_named(cell: str) -> str | None:
    """FULL, NAME or LIKELY where a cell holds the name of somebody."""
    cell = unicodedata.normalize("NFC", cell)
    if _shortened(cell):
        return NAME
    pieces = list(_pieces(cell))
    every = [word for piece in pieces for word in piece]
    if not every:
        return None
    is_bare = len(every) > 1 and all(word.isascii() for word in every)
    known = known_words(is_bare)
    is_alone = [not _is_name_free(piece, known) for piece in pieces].count(True) == 1
    is_shouted = not any(c.islower() for word in every for c in word)
    found = {_Piece(piece, known, is_bare, is_shouted, is_alone).named() for piece in pieces}
    return next((how for how in (FULL, NAME, LIKELY) if how in found), None)


@cache
def suspect() -> str:
    """A pattern of RE2 that every cell with a name fits, for an engine that is to ask about few cells: two words in
    capitals, a few words alone, or one of the words that stand before names or in them."""
    calls = {words for words, kinds in _phrases() if {"title", "self"} & set(kinds)} | {"văn", "thị"}
    either = "|".join(sorted(calls | {fold(words) for words in calls}))
    return (
        rf"[{UPPER}][{LETTER}]*['’`_.\s]+[{UPPER}]|[{LOWER}](Văn|Thị|Van|Thi)|(?i:(^|[^{LETTER}])({either})\s)"
        rf"|^\s*(\S+\s+){{0,{SHORT}}}\S+\s*$"
    )


def _phrases() -> list[tuple[str, tuple[str, ...]]]:
    return [pair for known in known_words(False).phrases.values() for pair in known.items()]


def _pieces(cell: str) -> Iterator[list[str]]:
    """Words of a cell between which stand blanks only."""
    piece, end = [], None
    for hit in _WORD.finditer(cell):
        if end is not None and _GAP.fullmatch(cell, end, hit.start()) is None:
            yield piece
            piece = []
        piece.append(hit[0])
        end = hit.end()
    if piece:
        yield piece


def _is_name_free(piece: list[str], known: Words) -> bool:
    """Whether nothing in it but what may stand beside a name: tổ, khu, the name of a place."""
    words, at = [w.lower() for w in piece], 0
    while at < len(words):
        length = known.phrase(words, at, "place", "title", "before a place") or (words[at] in _TAIL)
        if not length:
            return False
        at += length
    return True


def _shortened(cell: str) -> bool:
    if not _MAY_BE_SHORT.search(cell):
        return False
    known = known_words(False)
    for hit in _SHORTENED.finditer(cell):
        if family := hit["family"] or hit["joined"]:
            if family.lower() in known.families or fold(family) in known_words(True).families:
                return True
            continue
        rest = hit["rest"] or hit["rest2"] or hit["rest3"] or hit["rest4"]
        if rest is None:
            return True  # H' Hen
        words = [w.lower() for w in _WORD.findall(rest)]
        is_plain = known.phrase(words, 0, "place", "word", "before a place") or words[0] in known.never
        if not is_plain and (hit["rest"] or words[0] in known.given):
            return True
    return False


class _Piece(NamedTuple):
    """Words of a cell in a row."""

    words: list[str]
    known: Words
    is_bare: bool
    is_shouted: bool  # the cell is in capitals
    is_alone: bool  # beside it stands nothing in the cell but where somebody lives

    def named(self) -> str | None:
        """How sure it is that the piece holds a name: the first one in it tells."""
        keys = [w.lower() for w in self.words]
        capital = [w[0].isupper() for w in self.words]
        # one capital says only where a sentence begins
        is_small = sum(capital) <= 1
        at, called, best = 0, None, None
        while at < len(keys):
            phrases = self.known.phrases_at(keys, at)
            if not phrases and not called and keys[at] not in self.known.begin:  # as most words
                at += 1
                continue
            length = self._plain(phrases, keys, capital, is_small, at)
            found = self._name(keys, capital, is_small, at, called)
            if found and not (length and self._plain_wins(keys, capital, at, length)):
                if found != LIKELY:
                    return found
                best = found
            kind = "title" if phrases.get("title", 0) >= phrases.get("self", 0) else "self"
            calls = phrases.get(kind, 0)
            if calls and calls >= length:
                at, called = at + calls, kind
            else:
                at, called = at + max(length, 1), None
        return best

    def _plain(self, phrases: dict[str, int], keys: list[str], capital: list[bool], is_small: bool, at: int) -> int:
        """How many words from there are a place or other plain speech."""
        length = max(phrases.get("word", 0), phrases.get("place", 0))
        before = phrases.get("before a place", 0)
        if before > length or (before and before == length):
            end = at + before
            if end < len(keys) and keys[end] in _MIDDLE and self.known.families.get(keys[at]):
                return 0  # Đường Thị Hoa
            # the place is called by the words in capitals after it; where letters do not tell, by a few
            while end < len(keys) and end < at + before + 4:
                if (not capital[end] and not is_small) or keys[end] in self.known.never:
                    break
                if self.known.phrase(keys, end, "title", "self"):
                    break
                end += 1
            return end - at
        return length

    def _plain_wins(self, keys: list[str], capital: list[bool], at: int, length: int) -> bool:
        """Hà Khánh is a place and Hà Khánh Linh a person, Vũ Trường Giang too: known syllables of names follow, in
        capitals where letters tell, else to the end."""
        known, end = self.known, at + length
        if known.phrase(keys, at, "before a place") or end >= len(keys):
            return True
        family = known.family(keys, at)
        if not family or not (family[0].is_frequent or known.phrase(keys, at, "place")):
            return True
        is_typed = capital[end] and not self.is_shouted
        last = end + 1 if is_typed else len(keys)
        return known.phrase(keys, end, "word", "place", "before a place") > 0 or not all(
            word in known.given for word in keys[at + 1 : last]
        )

    def _name(self, keys: list[str], capital: list[bool], is_small: bool, at: int, called: str | None) -> str | None:
        found = self.known.family(keys, at)
        if found and (capital[at] or is_small):
            family, length = found
            if how := self._of_family(keys, capital, is_small, at, at + length, family, called):
                return how
        return self._given(keys, capital, is_small, at, called) if called else None

    def _of_family(self, keys, capital, is_small, start, at, family: Family, called: str | None) -> str | None:
        """A name that begins with a family; `at`: the word after it."""
        known = self.known
        is_middle = keys[at] in _MIDDLE or (self.is_bare and keys[at] in ("van", "thi"))
        end = at
        while end < len(keys) and end < at + LONGEST - 1 and (capital[end] or is_small):
            end += 1
        if (
            is_middle
            and at + 1 < len(keys)
            and self._is_middle_name(keys, capital, is_small, start, at, family, called)
        ):
            last = min(end, at + 2) if is_small else end
            is_part = start == 0 and last == len(keys)
            return FULL if family.is_frequent and (is_part or called or self._is_whole(keys, start, last)) else NAME
        rest = keys[at:end]
        if is_small:  # where letters do not tell, a name is one when it is the cell, or somebody is called by it
            tail = next((n for n, word in enumerate(rest) if word in _TAIL and word not in known.given), len(rest))
            rest = rest[:tail]
            if called and not self._is_whole(keys, start, at + len(rest)):
                if known.phrase(keys, start, "word", "place") > 1:
                    return None  # `bác đào tạo`
                rest = list(takewhile(lambda word: word in known.given, rest))
        if not rest or any(word in known.never for word in rest):
            return None
        if any(self._is_plain_inside(keys, n) for n in range(at, at + len(rest))):
            return None
        if end < len(keys) and not is_small and capital[end]:
            return None  # too long for a name
        is_whole = self.is_alone and self._is_whole(keys, start, at + len(rest))
        unknown = [word for word in rest if word not in known.given]
        if is_small:
            if not is_whole and not called:
                return None
            return self._small(rest, unknown, family, is_whole)
        return self._typed(keys, start, at + len(rest), rest, unknown, family, is_whole, called)

    def _is_middle_name(self, keys, capital, is_small, start, at, family: Family, called: str | None) -> bool:
        """Whether `Văn` or `Thị` after a family is a middle name: the family is no word, or capitals or the place say."""
        last = keys[at + 1]
        if last in self.known.never and not (family.is_frequent and capital[at]):
            return False
        is_phrase = self.known.phrase(keys, at, "word", "before a place") > 1
        if capital[at] and not is_small:
            return not is_phrase or family.is_frequent
        is_whole = self._is_whole(keys, start, min(at + 3, len(keys)))
        if is_phrase and not (is_whole and family.is_frequent):
            return False
        if self.is_bare:  # `thi` and `van` are words of their own there
            return is_whole or bool(called)
        return not family.is_word or family.is_frequent or is_whole or bool(called)

    def _is_plain_inside(self, keys: list[str], at: int) -> bool:
        """Whether a phrase begins there that is no part of a name: one of its words is no syllable of names."""
        length = self.known.phrase(keys, at, "word", "before a place")
        return length > 1 and any(word not in self.known.given for word in keys[at : at + length])

    def _is_whole(self, keys: list[str], start: int, end: int) -> bool:
        """Whether nothing stands in the piece but the name from start to end, a title before it and a tail after it."""
        before = " ".join(keys[:start])
        known = self.known.phrases.get(keys[0], {}).get(before, ()) if before else ("title",)
        return ("title" in known or "self" in known) and _is_name_free(keys[end:], self.known)

    def _small(self, rest, unknown, family: Family, is_whole: bool) -> str | None:
        if len(rest) > LONGEST - 1:
            return None
        if self.is_bare:
            is_name = not unknown and family.is_frequent and is_whole
            return (NAME if len(rest) > 1 else LIKELY) if is_name else None
        if family.is_frequent and not family.is_word:
            return FULL if is_whole else LIKELY if not unknown else None
        if family.is_frequent:
            return None if unknown else NAME if len(rest) > 1 and is_whole else LIKELY
        if not family.is_word:
            return LIKELY if is_whole or not unknown else None
        return LIKELY if len(rest) > 1 and not unknown else None

    def _typed(self, keys, start, end, rest, unknown, family: Family, is_whole: bool, called) -> str | None:
        is_mostly = not unknown or len(rest) > len(unknown) == 1
        if self.is_bare and unknown:
            is_likely = family.is_frequent or not family.is_word
            return LIKELY if is_whole and is_likely and not self.is_shouted else None
        if self.is_shouted and not is_mostly and (family.is_word or not family.is_frequent):
            return None
        if family.is_frequent:
            is_piece = is_whole or (end - start == len(keys) and len(rest) > 1)
            if (called and is_mostly) or (is_piece and len(rest) > 1):
                return FULL
            if is_piece:
                return NAME if self.is_alone and not (unknown and family.is_word) else LIKELY
            return LIKELY if len(rest) > 1 or not unknown else None
        if not family.is_word:
            return LIKELY
        if is_whole:
            return LIKELY if is_mostly else None
        return LIKELY if not unknown and (len(rest) > 1 or called) else None

    def _given(self, keys, capital, is_small, at: int, called: str) -> str | None:
        """A given name after the word by which somebody is called."""
        known = self.known
        end = at
        while end < len(keys) and end < at + 3 and capital[end] and not is_small:
            end += 1
        if not is_small and end == at:
            return None
        if is_small:
            if not capital[at] and (called == "self" or not self.is_alone):
                return None
            rest = []
            for word in keys[at : at + 3]:
                if word not in known.given:
                    break
                rest.append(word)
            is_name = rest and (capital[at] or self._is_whole(keys, at, at + len(rest)))
            if is_name and not known.phrase(keys, at, "word", "place", "before a place"):
                return LIKELY
            # one word in capitals among small ones
            if not (capital[at] and called == "title") or at == 0:
                return None
            rest = [keys[at]]
        else:
            rest = keys[at:end]
        if any(word in known.never for word in rest) or known.phrase(keys, at, "word", "place", "before a place"):
            return None
        if all(word in known.given for word in rest):
            return LIKELY
        is_sentence = not all(capital) and not self.is_bare
        return LIKELY if is_sentence and called == "title" and len(rest) < 3 else None
