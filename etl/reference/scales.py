"""A scale as official texts write it → its steps: `85%–100%: 4 điểm; 70%–dưới 85%: 3 điểm; còn lại: 0 điểm`.

Only what is written counts: a step keeps its words, and what is not understood is handed back as it stands.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

PERCENT, COUNT, DATE, PER_CASE, AT_MOST, CHOICE, REST = (
    "percent", "count", "date", "per_case", "at_most", "choice", "rest",
)  # fmt: skip
BEFORE, BY, AFTER = "before", "by", "after"  # how a day is stated (the first two as in milestones.stated_as)


class Step(NamedTuple):
    """One step of a scale. lower, upper: of a percentage or a count, inclusive unless open. bound: what all cases
    together may give or take."""

    rule: str
    wording: str
    points: Decimal | None
    lower: Decimal | None = None
    upper: Decimal | None = None
    lower_open: bool = False
    upper_open: bool = False
    stated_as: str | None = None
    day: int | None = None
    month: int | None = None
    bound: Decimal | None = None


class Scale(NamedTuple):
    """What was understood, and the pieces that were not."""

    steps: tuple[Step, ...]
    unclear: tuple[str, ...]


# Everything is compared in small letters, with one kind of dash and of sign.
_SIGNS = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "÷": "-", "→": "-", "~": "-", "\u00a0": " ", "\u202f": " ",
     "≥": ">=", "≤": "<=", "⩾": ">=", "⩽": "<=", "：": ":", "；": ";", "％": "%"}
)  # fmt: skip
_NUMBER = r"(\d{1,6}(?:[.,]\d{1,4})?)"
_POINT_WORD = r"(?:điểm|đ)(?!\w)"
_BULLET = re.compile(r"^\s*(?:[-+*•·▪●○▫◦]+|\(?[a-zđ]\)|\(?\d{1,2}\)|mức\s+\d{1,2}\s*[:.)-])\s*", re.IGNORECASE)
# the points stand behind the condition, or before it
_POINTS_BEHIND = re.compile(
    rf"(?:[:=,.(-]\s*)*(?:\b(?:được|chấm|cho|tính|thì|là|số điểm|điểm|cộng|tối đa|tương ứng)\s*[:=]?\s*|\bđạt\s+(?=\d))*"
    rf"{_NUMBER}\s*{_POINT_WORD}\s*[).]*$"
)
_POINTS_BARE = re.compile(rf"\s*[:=]\s*{_NUMBER}\s*$")
_POINTS_BEFORE = re.compile(
    rf"^(?:(?:được|đạt|chấm|cho|tính|cộng|tối đa)\s+)*(?P<minus>(?:bị\s+)?(?:trừ|giảm)\s+)?{_NUMBER}\s*{_POINT_WORD}\s*(?:[:=,-]|nếu|khi|đối với|với|cho)+\s*(?=\S)"
)
_POINTS_ALONE = re.compile(rf"^{_NUMBER}\s*{_POINT_WORD}?$")
_ANY_POINTS = re.compile(rf"{_NUMBER}\s*{_POINT_WORD}")

_CASE_BEHIND = re.compile(
    rf"(?P<sign>trừ|giảm|cộng|thưởng|được|tính|chấm|cho|đạt)?\s*(?:thêm|đi|điểm)?\s*{_NUMBER}\s*{_POINT_WORD}\s*"
    r"(?:/|(?:cho|đối với|với|trên)?\s*(?:mỗi|từng|một|01|1)\s)\s*(?P<unit>[^:;,.()]+)"
)
_CASE_BEFORE = re.compile(
    rf"^(?:cứ\s+|với\s+|đối với\s+|cho\s+)?(?:mỗi|từng|cứ)\s+(?P<unit>.*?)\s*[:,-]?\s*(?:thì\s+)?(?:bị\s+)?"
    rf"(?P<sign>trừ|giảm|cộng|thưởng|được|tính|chấm|cho|đạt)?\s*(?:thêm|đi|điểm)?\s*[:=]?\s*{_NUMBER}\s*{_POINT_WORD}"
)
_MINUS = {"trừ", "giảm"}
_TAKEN = re.compile(r"(?:bị\s+)?\b(?:trừ|giảm)\s*$")
_NO_POINTS = re.compile(r"\s*[:,]?\s*(?:thì\s+)?không\s+(?:được|có|cho|tính|chấm)\s+điểm$")
_NO_MEASURE = re.compile(r"(?<!\d)(?:(?:19|20)\d\d(?!\d)|\d{1,2}\s*/\s*\d{1,2}(?!\d))")  # years; shares such as 2/3
LONGEST = 600  # signs of a step; longer is a text, and no step
_AT_MOST = re.compile(
    rf"(?:nhưng|và|song|,|\()?\s*(?:tổng(?:\s+cộng)?\s*|số\s+|mức\s+)*(?:điểm\s*)?(?:trừ\s*|cộng\s*|thưởng\s*|của\s+tiêu\s+chí\s*|cho\s+tiêu\s+chí\s*)*"
    rf"(?:tối\s+đa|không\s+quá|không\s+vượt\s+quá|nhiều\s+nhất|cao\s+nhất|tối\s+thiểu|đến\s+khi\s+hết|cho\s+đến\s+hết)"
    rf"(?:\s+(?:là|không\s+quá|không\s+vượt\s+quá|trừ|cộng))*\s*:?\s*{_NUMBER}\s*{_POINT_WORD}\s*[).]*"
)

_FROM = r"(?:từ|>=|tối thiểu|ít nhất|không dưới|không ít hơn|không thấp hơn|không nhỏ hơn)"
_ABOVE = r"(?:trên|>|lớn hơn|nhiều hơn|cao hơn|vượt|hơn|quá)"
_BELOW = r"(?:dưới|<(?!=)|nhỏ hơn|ít hơn|thấp hơn|chưa đến|chưa đạt|chưa tới|không đạt|cận)"
_UP_TO = r"(?:<=|không quá|tối đa|không vượt quá|không lớn hơn|không nhiều hơn|không cao hơn|nhiều nhất|hết)"
_RANGE = re.compile(
    rf"(?:(?P<above>{_ABOVE})|{_FROM}|đạt|khoảng)?\s*(?<![\d.,/]){_NUMBER}\s*(?P<sign1>%)?\s*(?P<thing>[^\d%<>=:-]{{0,30}}?)\s*"
    rf"(?:đến|tới|-|và|cho đến)\s*(?:(?P<below>{_BELOW})|{_UP_TO})?\s*{_NUMBER}\s*(?P<sign2>%)?(?![\d/])"
)
_SANDWICH = re.compile(
    rf"(?<![\d.,/]){_NUMBER}\s*(?P<sign1>%)?\s*(?P<open1><=?)\s*[^\d<>=]{{0,30}}(?P<open2><=?)\s*{_NUMBER}\s*(?P<sign2>%)?"
)
_ONE_SIDED = [
    (re.compile(rf"{_NUMBER}\s*(?P<sign>%)?\s*(?P<thing>[^\d%<>=:]{{0,40}}?)\s*trở\s+lên"), "from"),
    (re.compile(rf"{_NUMBER}\s*(?P<sign>%)?\s*(?P<thing>[^\d%<>=:]{{0,40}}?)\s*trở\s+xuống"), "up to"),
    (re.compile(rf"{_FROM}\s*{_NUMBER}\s*(?P<sign>%)?(?P<thing>[^\d%<>=:]{{0,40}})"), "from"),
    (re.compile(rf"{_UP_TO}\s*{_NUMBER}\s*(?P<sign>%)?(?P<thing>[^\d%<>=:]{{0,40}})"), "up to"),
    (re.compile(rf"{_BELOW}\s*{_NUMBER}\s*(?P<sign>%)?(?P<thing>[^\d%<>=:]{{0,40}})"), "below"),
    (re.compile(rf"{_ABOVE}\s*{_NUMBER}\s*(?P<sign>%)?(?P<thing>[^\d%<>=:]{{0,40}})"), "above"),
]
_EXACTLY = re.compile(
    rf"^(?:đạt|bằng|đủ|có|được|ban hành|tổ chức|thực hiện|=)?\s*(?:đủ\s+)?{_NUMBER}\s*(?P<sign>%)?(?P<thing>[^\d%<>=:]{{0,60}})$"
)
# 2/3 is a share, 02/3 and "ngày 2/3" are days
_DAY = r"(?:ngày\s+|(?!\d\s*/\s*\d(?!\d)))(\d{1,2})\s*(?:/|-|\.|\s+tháng\s+)\s*(\d{1,2})(?:\s*(?:/|-|\.|\s+năm\s+)\s*\d{4})?(?![\d%])"
_DATES = [
    (re.compile(rf"(?:trước|sớm hơn)\s+{_DAY}"), BEFORE),
    (re.compile(rf"(?:chậm nhất|muộn nhất|không muộn hơn|đến hết|hết|đến|trong thời hạn đến)\s*(?:là\s+|vào\s+|đến\s+)?{_DAY}"), BY),
    (re.compile(rf"(?:sau|quá|muộn hơn|chậm hơn|từ)\s+{_DAY}"), AFTER),
]  # fmt: skip
_REST = re.compile(
    r"^(?:(?:các\s+)?(?:trường\s+hợp|mức|kết\s+quả)\s+)?(?:còn\s+lại|khác|không\s+đạt(?:\s+(?:các\s+)?(?:mức|yêu\s+cầu).*)?|dưới\s+(?:các\s+)?mức\s+trên|không\s+thuộc.*)$"
)
_LEAD = re.compile(r"^(?:nếu|khi|đạt|hoàn thành|thực hiện|kết quả|tỷ lệ|tỉ lệ)\s+(?:tỷ lệ\s+|tỉ lệ\s+|được\s+)?")


def plain(text: str) -> str:
    """As it is compared: small letters, one kind of dash and of sign, single spaces."""
    text = unicodedata.normalize("NFC", text).casefold().translate(_SIGNS)
    return re.sub(r"[ \t\r\f\v]+", " ", text).strip()


def read(text: str) -> Scale:
    """The steps of a scale, in the order in which they stand."""
    steps: list[Step] = []
    unclear: list[str] = []
    for piece in _pieces(text):
        said = plain(_BULLET.sub("", piece)).strip(" .;,")
        if not said:
            continue
        words = " ".join(_BULLET.sub("", piece).split()).strip(" ;,")
        if len(said) > LONGEST:
            unclear.append(words)
        elif (bound := _AT_MOST.fullmatch(said)) and steps and steps[-1].rule == PER_CASE:
            steps[-1] = _bounded(steps[-1], _decimal(bound[1]), words)
        elif step := _step(said, words):
            steps.append(step)
        else:
            unclear.append(words)
    return Scale(tuple(_percents(steps)), tuple(unclear))


def _pieces(text: str) -> list[str]:
    """Lines and half sentences. A comma or a full stop ends a step only behind its points, a dash only behind them
    too."""
    text = unicodedata.normalize("NFC", text).translate({0x2013: "-", 0x2014: "-", 0x2212: "-", 0xA0: " "})
    text = re.sub(r"(?i)(\d\s*(?:điểm|đ)\)?)\s*[,.]\s+(?=\S)", r"\1;", text)
    text = re.sub(r"(?i)(\d\s*(?:điểm|đ)\)?)\s*\.?\s+(?=[-+•▪*]\s*\S)", r"\1;", text)
    text = re.sub(r"(?i)(\d\s*(?:điểm|đ)\)?)\s+(?:và|hoặc)\s+(?=\S)", r"\1;", text)
    return [piece for piece in re.split(r"[;\n\r\v\f]+", text) if piece.strip()]


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _bounded(step: Step, bound: Decimal, words: str) -> Step:
    signed = -bound if step.points is not None and step.points < 0 else bound
    return step._replace(bound=signed, wording=f"{step.wording}, {words}" if words else step.wording)


def _step(said: str, words: str) -> Step | None:
    if step := _per_case(said, words):
        return step
    if hit := _AT_MOST.fullmatch(said):
        return Step(AT_MOST, words, _decimal(hit[1]))
    found = _points(said)
    if found is None:
        return None
    points, condition = found
    if _ANY_POINTS.search(condition):  # two figures of points: which is meant, nobody says
        return None
    condition = condition.strip(" :;,.()=-").removeprefix("thì ").strip()
    if not condition:
        return None
    return _condition(condition, words, points)


def _points(said: str) -> tuple[Decimal, str] | None:
    """(points, what they are given for)."""
    if hit := _NO_POINTS.search(said):
        return Decimal(0), said[: hit.start()]
    if hit := _POINTS_BEFORE.search(said):
        return _decimal(hit[2]) * (-1 if hit["minus"] else 1), said[hit.end() :]
    if hit := _POINTS_BEHIND.search(said) or _POINTS_BARE.search(said):
        before = said[: hit.start()]
        taken = _TAKEN.search(before)
        return (-_decimal(hit[1]), before[: taken.start()]) if taken else (_decimal(hit[1]), before)
    return None


def _per_case(said: str, words: str) -> Step | None:
    hit = _CASE_BEFORE.search(said) or _CASE_BEHIND.search(said)
    if hit is None:
        return None
    before, after = said[: hit.start()], said[hit.end() :]
    if _ANY_POINTS.search(before):
        return None
    points = _decimal(hit.group(2) if hit.re is _CASE_BEHIND else hit.group(3))
    sign = -1 if hit["sign"] in _MINUS or re.search(r"\b(?:trừ|giảm)\s*$", before) else 1
    step = Step(PER_CASE, words, sign * points)
    if bound := _AT_MOST.search(after):
        return step._replace(bound=sign * _decimal(bound[1]))
    return None if _ANY_POINTS.search(after) else step


def _condition(condition: str, words: str, points: Decimal) -> Step:
    for pattern, stated_as in _DATES:
        if (hit := pattern.search(condition)) and 1 <= int(hit[1]) <= 31 and 1 <= int(hit[2]) <= 12:
            return Step(DATE, words, points, stated_as=stated_as, day=int(hit[1]), month=int(hit[2]))
    if _REST.match(condition):
        return Step(REST, words, points)
    if measure := _measure(_LEAD.sub("", condition)):
        return Step(measure.pop("rule"), words, points, **measure)
    return Step(CHOICE, words, points)


def _measure(condition: str) -> dict | None:
    """Bounds of a percentage or a count that a condition names."""
    condition = _NO_MEASURE.sub(" ", condition)
    if hit := _SANDWICH.search(condition):
        is_percent = bool(hit["sign1"] or hit["sign2"])
        low, high = _decimal(hit[1]), _decimal(hit.group(5))
        return _bounds(is_percent, low, high, hit["open1"] == "<", hit["open2"] == "<")
    if hit := _RANGE.search(condition):
        numbers = [n for n in (hit.group(2), hit.group(6)) if n]
        low, high = map(_decimal, numbers)
        is_percent = bool(hit["sign1"] or hit["sign2"])
        if low <= high:
            return _bounds(is_percent, low, high, bool(hit["above"]), bool(hit["below"]))
        if is_percent or not hit["below"]:  # from the greater to the smaller: 100% - 85%
            return _bounds(is_percent, high, low, False, False)
    for pattern, side in _ONE_SIDED:
        if hit := pattern.search(condition):
            number, is_percent = _decimal(hit[1]), bool(hit["sign"])
            low, high = (number, None) if side in ("from", "above") else (None, number)
            return _bounds(is_percent, low, high, side == "above", side == "below")
    hit = _EXACTLY.match(condition)
    if hit and (hit["sign"] or hit["thing"].strip()):
        return _bounds(bool(hit["sign"]), _decimal(hit[1]), _decimal(hit[1]), False, False)
    return None


def _bounds(is_percent: bool, low: Decimal | None, high: Decimal | None, low_open: bool, high_open: bool) -> dict:
    return {"rule": PERCENT if is_percent else COUNT, "lower": low, "upper": high,
            "lower_open": low_open, "upper_open": high_open}  # fmt: skip


def _percents(steps: list[Step]) -> list[Step]:
    """Where one step says %, or a range without any thing ends at 100, the ranges beside it are percentages too."""
    counted = [s for s in steps if s.rule == COUNT]
    bare = counted and all(s.rule in (COUNT, REST) for s in steps) and all(map(_is_bare, counted))
    if any(s.rule == PERCENT for s in steps) or (bare and max(s.upper or 0 for s in counted) == 100):
        return [s._replace(rule=PERCENT) if s.rule == COUNT and _is_bare(s) else s for s in steps]
    return steps


def _is_bare(step: Step) -> bool:
    """Whether its words hold nothing but numbers and how they are bounded."""
    words = re.sub(r"\b(?:điểm|đ|từ|đến|tới|dưới|trên|trở|lên|xuống|đạt|hơn|lớn|nhỏ|và|tỷ|lệ|không|quá|chưa|mức)\b", " ", plain(step.wording))  # fmt: skip
    return not re.search(r"[^\W\d_]", words)


# what a scale is as bands of percent


class NotBands(Exception):
    """Why steps of percent are no bands [lower, upper) from 0 to 100; the message is for the user."""


def bands(steps: tuple[Step, ...]) -> list[tuple[Decimal, Decimal, Decimal]]:
    """(lower, upper, points), lowest first; none where the scale is no scale of percent."""
    if not any(s.rule == PERCENT for s in steps) or any(s.rule not in (PERCENT, REST, AT_MOST) for s in steps):
        return []
    hundred, nothing = Decimal(100), Decimal(0)
    found = []
    for step in (s for s in steps if s.rule == PERCENT):
        if step.lower_open and step.lower:
            raise NotBands(
                f"“{step.wording}” không gồm đúng {_said(step.lower)}%; phần mềm chỉ tính được mức gồm cả cận dưới"
            )
        if step.upper is not None and step.lower is None and not step.upper_open and step.upper != hundred:
            raise NotBands(f"“{step.wording}” gồm cả {_said(step.upper)}%; phần mềm chỉ tính được mức dưới cận trên")
        lower = step.lower or nothing
        upper = hundred if step.upper is None else step.upper
        if lower == upper and upper != hundred:
            raise NotBands(f"“{step.wording}” chỉ là đúng {_said(lower)}%")
        if upper > hundred:
            raise NotBands(f"“{step.wording}” quá 100%")
        found.append((lower, upper, step.points))
    found.sort()
    rest = [s for s in steps if s.rule == REST]
    if len(rest) == 1 and found[0][0] > 0:
        found.insert(0, (nothing, found[0][0], rest[0].points))
    if found[0][0] != 0:
        raise NotBands(f"chưa có mức nào cho dưới {_said(found[0][0])}%")
    if found[-1][1] != hundred:
        raise NotBands(f"chưa có mức nào cho từ {_said(found[-1][1])}% trở lên")
    for low, high in itertools.pairwise(found):
        if low[1] < high[0]:
            raise NotBands(f"giữa {_said(low[1])}% và {_said(high[0])}% chưa có mức nào")
        if low[1] > high[0]:
            raise NotBands(f"hai mức chồng nhau từ {_said(high[0])}% đến {_said(low[1])}%")
    return found


def _said(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")
