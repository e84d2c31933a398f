"""Scales as official texts write them: what is understood, what is kept, what is handed back."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.reference import scales
from etl.reference.scales import AT_MOST, CHOICE, COUNT, DATE, PER_CASE, PERCENT, REST

THREE = [(0, 70, 0), (70, 85, 3), (85, 100, 4)]  # lower, upper, points


def bands(text: str) -> list[tuple]:
    scale = scales.read(text)
    assert not scale.unclear
    return scales.bands(scale.steps)


@pytest.mark.parametrize(
    "text",
    [
        "85%–100%: 4 điểm; 70%–dưới 85%: 3 điểm; dưới 70%: 0 điểm",
        "Từ 85% trở lên: 4 điểm; từ 70% đến dưới 85%: 3 điểm; dưới 70%: 0 điểm",
        "Đạt từ 85% đến 100%: 4 điểm, từ 70% đến dưới 85%: 3 điểm, còn lại: 0 điểm",
        "4 điểm: từ 85% trở lên; 3 điểm: từ 70% đến dưới 85%; 0 điểm: dưới 70%",
        "4 điểm nếu đạt từ 85% trở lên; 3 điểm nếu từ 70% đến dưới 85%; 0 điểm nếu dưới 70%",
        "≥ 85%: 4đ; 70% ≤ tỷ lệ < 85%: 3đ; < 70%: 0đ",
        "85-100:4;70-85:3;0-70:0",
        "85÷100% = 4 điểm; 70÷<85% = 3 điểm; <70% = 0 điểm",
        "- Từ 85% trở lên (4 điểm)\n- Từ 70% đến dưới 85% (3 điểm)\n- Dưới 70% (0 điểm)",
        "- Đạt 85% - 100%: 4 điểm - Đạt 70% - dưới 85%: 3 điểm - Dưới 70%: 0 điểm",
        "a) Không dưới 85%: 4 điểm\nb) 70% tới dưới 85%: 3 điểm\nc) Chưa đạt 70%: 0 điểm",
        "Mức 1: từ 85%: 4 điểm; Mức 2: từ 70% đến dưới 85%: 3 điểm; Mức 3: dưới 70%: 0 điểm",
        "Đạt 85% đến 100% số người được hỏi hài lòng: 4 điểm. Đạt 70% đến dưới 85% số người được hỏi: 3 điểm. Dưới 70%: 0 điểm.",
        "85% đến 100% được 04 điểm;\n70% đến dưới 85% được 03 điểm;\ndưới 70% không được điểm",
        "Kết quả đạt ≥85% (4 điểm), ≥70% và <85% (3 điểm), <70% (0 điểm)",
        "từ 85% trở lên: tối đa 4 điểm; 70% - dưới 85%: 3,0 điểm; các trường hợp còn lại: 0",
        "Tỷ lệ hài lòng từ 85% trở lên đạt 4 điểm; 70% đến cận 85% đạt 3 điểm; dưới 70% đạt 0 điểm",
        "100% – 85%: 4 điểm; dưới 85% – 70%: 3 điểm; không đạt: 0 điểm",
    ],
)  # fmt: skip
def test_percent_ranges(text):
    assert bands(text) == THREE


def test_all_of_it_is_a_step_of_its_own_and_decimals_stay():
    assert bands("100%: 5 điểm; 80% đến dưới 100%: 2,5 điểm; dưới 80%: 0 điểm") == [
        (0, 80, 0), (80, 100, Decimal("2.5")), (100, 100, 5),
    ]  # fmt: skip
    assert bands("Từ 85,5% trở lên được 4 điểm; dưới 85,5% được 2 điểm")[0][1] == Decimal("85.5")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Trên 85%: 4 điểm; từ 70% đến 85%: 3 điểm; dưới 70%: 0 điểm", "không gồm đúng 85%"),
        ("90-100%: 4 điểm; 70-89%: 3 điểm; dưới 70%: 0 điểm", "giữa 89% và 90%"),
        ("85-100%: 4 điểm; 70-85%: 3 điểm", "dưới 70%"),
        ("70-85%: 3 điểm; dưới 70%: 0 điểm", "từ 85% trở lên"),
        ("80-100%: 4 điểm; 70-85%: 3 điểm; dưới 70%: 0 điểm", "chồng nhau từ 80% đến 85%"),
        ("Đạt 85%: 4 điểm; dưới 85%: 0 điểm", "chỉ là đúng 85%"),
        ("85-110%: 4 điểm; dưới 85%: 0 điểm", "quá 100%"),
        ("Từ 85%: 4 điểm; 85% trở xuống: 0 điểm", "gồm cả 85%"),
    ],
)
def test_what_leaves_a_percentage_open_is_said_and_not_mended(text, why):
    with pytest.raises(scales.NotBands, match=why):
        bands(text)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("Có: 2 điểm; Không: 0 điểm", [(CHOICE, 2), (CHOICE, 0)]),
        ("Có ban hành: 2 điểm; không ban hành: 0 điểm", [(CHOICE, 2), (CHOICE, 0)]),
        ("Có kế hoạch được 2 điểm, không có kế hoạch không được điểm", [(CHOICE, 2), (CHOICE, 0)]),
        ("- Đạt yêu cầu: 2 điểm; - Không: 0 điểm", [(CHOICE, 2), (CHOICE, 0)]),
        ("- Đạt: 2 điểm - Không đạt: 0 điểm", [(CHOICE, 2), (REST, 0)]),
        ("Thực hiện đúng thời hạn: 2 điểm. Không đúng: 0 điểm.", [(CHOICE, 2), (CHOICE, 0)]),
        ("a) Đầy đủ: 2 điểm\nb) Chưa đầy đủ: 1 điểm\nc) Không có: 0 điểm", [(CHOICE, 2), (CHOICE, 1), (CHOICE, 0)]),
        ("Ban hành trong quý I: 2 điểm; trong quý II: 1 điểm", [(CHOICE, 2), (CHOICE, 1)]),
        ("Giai đoạn 2022-2025 có kế hoạch: 2 điểm", [(CHOICE, 2)]),
        ("Từ 2/3 số thôn trở lên: 2 điểm; dưới 2/3: 1 điểm", [(CHOICE, 2), (CHOICE, 1)]),
        ("Báo cáo chậm: trừ 1 điểm", [(CHOICE, -1)]),
        ("Trừ 1 điểm nếu báo cáo chậm", [(CHOICE, -1)]),
        ("Tối đa không quá 2 điểm", [(AT_MOST, 2)]),
        ("Không quá 3 điểm", [(AT_MOST, 3)]),
    ],
)
def test_alternatives_and_bounds(text, steps):
    scale = scales.read(text)
    assert [(s.rule, s.points) for s in scale.steps] == steps and not scale.unclear
    assert scales.bands(scale.steps) == []


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Từ 03 văn bản trở lên: 2 điểm; từ 01 đến 02 văn bản: 1 điểm", [(3, None, False, False), (1, 2, False, False)]),
        ("Ít nhất 03 hội nghị: 2 điểm; dưới 03 hội nghị: 1 điểm", [(3, None, False, False), (None, 3, False, True)]),
        ("Tổ chức 02 cuộc: 2 điểm; 01 cuộc: 1 điểm", [(2, 2, False, False), (1, 1, False, False)]),
        ("Trên 5 mô hình: 3 điểm; 5 mô hình trở xuống: 1 điểm", [(5, None, True, False), (None, 5, False, False)]),
        ("Có từ 05 tin, bài trở lên: 2 điểm; không quá 04 tin, bài: 1 điểm", [(5, None, False, False), (None, 4, False, False)]),
    ],
)  # fmt: skip
def test_by_count(text, counts):
    steps = scales.read(text).steps
    assert {s.rule for s in steps} == {COUNT}
    assert [(s.lower, s.upper, s.lower_open, s.upper_open) for s in steps] == counts


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Trước 31/01: 2 điểm; sau 31/01: 0 điểm", [("before", 31, 1), ("after", 31, 1)]),
        ("Ban hành trước ngày 31 tháng 01: 2 điểm", [("before", 31, 1)]),
        ("Chậm nhất ngày 15/01/2025: 2 điểm; quá 15/01: 0 điểm", [("by", 15, 1), ("after", 15, 1)]),
        ("Gửi trước 05/01: 2 điểm, gửi từ ngày 05/01 đến ngày 15/01: 1 điểm", [("before", 5, 1), ("by", 15, 1)]),
        ("Đến hết ngày 10/12: 1 điểm", [("by", 10, 12)]),
    ],
)
def test_by_date(text, days):
    steps = scales.read(text).steps
    assert {s.rule for s in steps} == {DATE}
    assert [(s.stated_as, s.day, s.month) for s in steps] == days


@pytest.mark.parametrize(
    ("text", "points", "bound"),
    [
        ("Trừ 0,5 điểm/vụ, tối đa không quá 2 điểm", "-0.5", -2),
        ("Mỗi vụ việc trừ 0,5 điểm, tối đa không quá 2 điểm", "-0.5", -2),
        ("Cứ 01 văn bản chậm trừ 0,25 điểm; tổng điểm trừ không quá 1 điểm", "-0.25", -1),
        ("Mỗi mô hình được 1 điểm, nhưng không quá 3 điểm", "1", 3),
        ("1 điểm/mô hình; tối đa 3 điểm", "1", 3),
        ("Cộng 0,5 điểm cho mỗi sáng kiến (tối đa 2 điểm)", "0.5", 2),
        ("Bị trừ 0,5 điểm đối với mỗi vụ việc", "-0.5", None),
    ],
)
def test_per_case_with_its_bound(text, points, bound):
    (step,) = scales.read(text).steps
    assert (step.rule, step.points, step.bound) == (PER_CASE, Decimal(points), bound)


@pytest.mark.parametrize(
    "text",
    ["Thực hiện tốt", "85% 4 điểm 70% 3 điểm", "Theo hướng dẫn của Sở Tư pháp", "Đạt một phần: nửa số điểm", "x" * 700],
)
def test_what_says_no_points_or_two_is_handed_back_as_it_stands(text):
    assert scales.read(text) == ((), (text,))


def test_words_stay_as_they_were_typed():
    (step,) = scales.read("  -  Đạt  từ 85% trở lên: 4 điểm ;").steps
    assert step.wording == "Đạt từ 85% trở lên: 4 điểm"


# any bands, in any of the spellings, come out as they went in

RANGES = (
    "{0}% - dưới {1}%", "từ {0}% đến dưới {1}%", "Đạt {0}%–<{1}%", "{0}% ≤ tỷ lệ < {1}%", "≥ {0}% và < {1}%",
)  # fmt: skip
TOPS = ("{0}% - 100%", "từ {0}% trở lên", "≥ {0}%", "Đạt từ {0}% đến 100%", "không dưới {0}%", "{0}%÷100%")
BOTTOMS = ("dưới {0}%", "< {0}%", "chưa đạt {0}%", "còn lại", "0% đến dưới {0}%", "thấp hơn {0}%")
POINTS = ("{0}: {1} điểm", "{0} = {1} điểm", "{0} ({1} điểm)", "{0} được {1} điểm", "{0}: {1}đ", "{0} : {1}")
BETWEEN = (";", "; ", "\n", ";\n- ", " ;\n+ ")


def _vietnamese(number: Decimal) -> str:
    return f"{number:f}".replace(".", ",")


numbers = st.decimals(1, 99, places=1).map(lambda d: d.normalize() if d != d.to_integral() else d.to_integral())


@given(
    st.lists(numbers, min_size=2, max_size=6, unique=True).map(sorted),
    st.lists(st.decimals(0, 20, places=2), min_size=7, max_size=7),
    st.tuples(*[st.sampled_from(words) for words in (RANGES, TOPS, BOTTOMS, POINTS, BETWEEN)]),
    st.randoms(use_true_random=False),
)
def test_bands_come_out_as_they_were_written(cuts, points, words, chance):
    middle, top, bottom, given_for, between = words
    edges = [Decimal(0), *cuts, Decimal(100)]
    wanted = [(low, high, points[n]) for n, (low, high) in enumerate(itertools.pairwise(edges))]
    said = [
        given_for.format(
            (bottom if low == 0 else top if high == 100 else middle).format(
                *map(_vietnamese, (high,) if low == 0 else (low, high))
            ),
            _vietnamese(given),
        )
        for low, high, given in wanted
    ]
    chance.shuffle(said)
    assert bands(between.join(said)) == wanted


@given(st.text(alphabet="0123456789 %điểmtừrởlênướkhông<>=-–/,.;:()\n", max_size=80))
def test_no_text_breaks_it_and_no_words_are_lost(text):
    scale = scales.read(text)
    kept = "".join([*(s.wording for s in scale.steps), *scale.unclear])
    assert {c for c in kept if c.isalnum()} <= {c for c in text if c.isalnum()}
    for step in scale.steps:
        assert step.rule in (PERCENT, COUNT, DATE, PER_CASE, AT_MOST, CHOICE, REST)
        assert step.points is not None
