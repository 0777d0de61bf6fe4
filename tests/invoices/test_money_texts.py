"""Amounts as people read them: what is written by shape is what Babel writes."""

from __future__ import annotations

import pytest
from babel.numbers import format_currency
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.kernel.money import MAX_MINOR, format_money, from_minor

NBSP = "\N{NO-BREAK SPACE}"


@settings(max_examples=200, deadline=None)
@given(
    minor=st.one_of(st.integers(-MAX_MINOR, MAX_MINOR), st.integers(-200_000, 200_000)),
    currency=st.sampled_from(["UAH", "EUR", "USD", "PLN", "JPY", "KWD", "IQD", "CLF"]), language=st.sampled_from(["uk", "en", "pl", "de", "en-gb"]),
)  # fmt: skip
def test_an_amount_is_written_as_babel_writes_it(minor, currency, language):
    told = format_currency(from_minor(minor, currency), currency, locale=language.replace("-", "_"))
    assert format_money(minor, currency, language=language).replace(NBSP, "") == told.replace(NBSP, "")


@pytest.mark.parametrize(("minor", "currency", "language", "text"), [
    (123450, "UAH", "uk", f"1{NBSP}234,50{NBSP}₴"), (123450, "EUR", "en", "€1,234.50"), (-123450, "UAH", "en", f"-UAH{NBSP}1,234.50"),
    (5, "UAH", "uk", f"0,05{NBSP}₴"), (1234, "PLN", "pl", f"12,34{NBSP}zł"), (500, "JPY", "en", "¥500"),
])  # fmt: skip
def test_amounts_in_words_of_a_language(minor, currency, language, text):
    assert format_money(minor, currency, language=language) == text
