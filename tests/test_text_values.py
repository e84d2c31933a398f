"""Keys of Vietnamese text, numbers, dates."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.read import values
from etl.read.text import label_key, normalise_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "Hòa  Bình"),
        ("Ðơn vị", "đơn\u00a0vị"),
        ("Thuỷ", "Thủy"),
        ("Chính trị – xã hội", "chính trị - xã hội"),
        ("Đồng\u200b Lâm", "Đồng Lâm"),
    ],
)
def test_spellings_of_one_word_have_one_key(one, other):
    assert normalise_key(one) == normalise_key(other)
    assert normalise_key(unicodedata.normalize("NFD", one)) == normalise_key(other)


def test_soft_hyphen_stays_because_it_is_a_letter_of_tcvn3():
    assert normalise_key("ph\u00adêng") != normalise_key("phêng")


def test_label_key_drops_punctuation_round_a_label():
    assert label_key(" Đơn vị : ") == label_key("ĐƠN VỊ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("8,5", "8.5"), ("8.50", "8.5"), (" 7 ", "7"), ("1.234.567", "1234567"), ("4,133,000", "4133000"),
     ("1.234,5", "1234.5"), ("-2", "-2"), ("8 5", None), ("đạt", None), ("", None), ("1e5", None), ("8,5đ", None)],
)  # fmt: skip
def test_numbers_typed_as_text(text, expected):
    assert values.number(text) == expected


def test_a_numeric_cell_is_the_decimal_of_its_15_significant_digits():
    assert values.number(0.1 + 0.2) == "0.3"
    assert values.number(1e-7) == "0.0000001"
    assert values.number(float("nan")) is None
    assert values.number(True) is None
    assert values.number(datetime(2024, 5, 3)) is None


@given(st.integers(0, 10**8), st.integers(0, 4))
def test_every_typed_decimal_is_read_exactly(digits, places):
    number = Decimal(digits).scaleb(-places)
    assert Decimal(values.number(float(number))) == number
    assert Decimal(values.number(format(number, "f").replace(".", ","))) == number


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(datetime(2025, 1, 5, 9, 30), date(2025, 1, 5)), (45662.0, date(2025, 1, 5)), ("05/01/2025", date(2025, 1, 5)),
     ("5-1-2025", date(2025, 1, 5)), ("2025-01-05", date(2025, 1, 5)), ("ngày 05 tháng 01 năm 2025", date(2025, 1, 5)),
     ("01/25/2025", None), ("hôm qua", None), (5.0, None), ("05/01/25", None)],
)  # fmt: skip
def test_dates(cell, expected):
    assert values.day(cell) == expected


def test_the_1904_epoch_is_four_years_later():
    assert values.day(44200.0, epoch_1904=True) == values.day(45662.0)


def test_month_first_dates_are_told_apart():
    assert values.is_month_first("01/25/2025")
    assert not values.is_month_first("25/01/2025")
    assert values.is_order_open("05/01/2025")
    assert not values.is_order_open("05/05/2025")


@pytest.mark.parametrize("text", [
    "16h30 ngày 03/01/2025", "16 giờ 30 phút, ngày 3/1/2025", "Lúc 16:30 thứ Sáu, ngày 03/01/2025", "8g ngày 03.01.2025",
    "03/01/2025 16h30", "03/01/2025, 4:30 CH", "03/01/2025 16:30:05", "Thứ 6, 03/01/2025", "16h ngày 03 tháng 01 năm 2025",
    "2025-01-03T16:30:00", "2025-01-03 16:30:00.250", "2025-01-02T23:30:00Z", "2025-01-02 23:30 +00:00",
    "2025-01-03T23:30:00+07:00", "2025-01-03T10:00:00.000+0700",
])  # fmt: skip
def test_a_time_beside_a_date_is_read_over_and_an_offset_is_not(text):
    assert values.day_of_text(text) == values.day_of_text(unicodedata.normalize("NFD", text)) == date(2025, 1, 3)


@pytest.mark.parametrize("text", [
    "25h30 ngày 03/01/2025", "16h75 ngày 03/01/2025", "2025-02-30T10:00:00Z", "0001-01-01T00:00:00+07:00", "9999-12-31T23:00Z",
    "2025-01-03T10:00:00+99:00", "ngày 03/01/2025 đến 05/01/2025", "16h30", "16h30 03", "31 tháng 4 năm 2025",
])  # fmt: skip
def test_what_is_no_moment_has_no_day(text):
    assert values.day_of_text(text) is None


def test_the_day_of_an_offset_is_that_of_the_office():
    assert values.day("2025-01-03T23:30:00Z") == date(2025, 1, 4)
    assert values.day("2025-01-03T23:30:00Z", zone="UTC") == date(2025, 1, 3)


@pytest.mark.parametrize(("cells", "order"), [
    (["01/03/2025", "01/04/2025", "01/02/2025"], "open"),
    (["01/03/2025", "25/01/2025"], "day_first"),
    (["01/03/2025", "ngày 02/01/2025"], "day_first"),
    (["01/03/2025", "01/25/2025"], "month_first"),
    (["01/03/2025", "05/05/2025", "", "chưa gửi", date(2025, 1, 25)], "open"),
    (["05/05/2025", "2025-01-03", 45662.0], "day_first"),
])  # fmt: skip
def test_a_column_says_in_which_order_its_dates_are_typed(cells, order):
    assert values.order_of(cells) == order


days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
before = st.sampled_from(["", "ngày ", "16h30 ngày ", "lúc 9 giờ, ngày ", "Thứ hai, ", "08:05, thứ 7, ngày "])
after = st.sampled_from(["", " 16h30", ", 9 giờ 05 phút", " 23:59:59", " 4:30 sa"])


@given(days, before, after, st.sampled_from(["{:%d/%m/%Y}", "{0.day}-{0.month}-{0.year}", "{:%d . %m . %Y}", "{:%d tháng %m năm %Y}"]))  # fmt: skip
def test_every_day_is_read_as_it_is_written(day, before, after, form):
    text = before + form.format(day) + after
    assert values.day_of_text(text) == day
    if "tháng" not in form:
        assert not values.is_month_first(text)
        assert values.is_order_open(text) == (day.day <= 12 and day.day != day.month and "ngày" not in text)


@given(st.one_of(st.text(alphabet="0123456789/-.:hgT Z+ngàythứlúc", max_size=30), st.text(max_size=20),
                 st.floats(), st.integers(), st.datetimes(), st.booleans(), st.none()))  # fmt: skip
def test_no_cell_ends_in_an_error(cell):
    found = values.day(cell)
    assert found is None or type(found) is date
    if isinstance(cell, str):
        assert values.is_month_first(cell) <= (found is None)
