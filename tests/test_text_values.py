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
