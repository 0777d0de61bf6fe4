"""Rule sets as JSON: what is written is read again, and a mistake is refused by name."""

from __future__ import annotations

import json
import re
import string

import pytest

from apps.reconciliation.engine import (
    DEFAULT_RULES,
    KINDS,
    RULE_LABELS,
    TEMPLATES,
    Engine,
    Line,
    OpenInvoice,
    Rule,
    RuleError,
    RuleSet,
    plain_money,
)
from apps.reconciliation.engine.matching import HANDLERS
from apps.reconciliation.engine.rules import CATEGORIES


def test_json_there_and_back() -> None:
    rules = RuleSet("7")
    assert rules.rules == DEFAULT_RULES
    assert RuleSet.from_json(rules.to_json()) == rules
    assert RuleSet.from_json(rules.to_json()).to_json() == rules.to_json()


def test_every_kind_has_a_handler_a_label_and_a_default() -> None:
    assert set(KINDS) == set(HANDLERS) == {rule.kind for rule in DEFAULT_RULES}
    assert {*KINDS, *CATEGORIES, "none"} <= set(RULE_LABELS)
    assert set(CATEGORIES) <= set(TEMPLATES)


@pytest.mark.parametrize(
    ("rule", "parameter", "words"),
    [
        ({"kind": "guess"}, "", "no kind 'guess'"),
        ({"kind": "reference_fee", "params": {"max_fee": 1}}, "max_fee", "no parameter 'max_fee'"),
        ({"kind": "reference_fee", "params": {"max_fee_minor": -1}}, "max_fee_minor", "whole number from 0"),
        ({"kind": "reference_fee", "params": {"max_fee_minor": True}}, "max_fee_minor", "whole number"),
        ({"kind": "client_subset", "params": {"max_candidates": 60}}, "max_candidates", "from 2 to 22"),
        ({"kind": "non_invoice", "params": {"category": "gift"}}, "category", "one of bank_fee"),
        ({"kind": "non_invoice", "params": {"words": "fee"}}, "words", "a list of 1 to 200 words"),
        ({"kind": "exact_reference", "auto_accept": 101}, "auto_accept", "0 to 100"),
        ({"kind": "ambiguous_twins", "auto_accept": 10}, "auto_accept", "never settles unaided"),
        ({"kind": "exact_reference", "when": 1}, "when", "no field 'when'"),
    ],
)
def test_mistakes_are_named(rule: dict[str, object], parameter: str, words: str) -> None:
    with pytest.raises(RuleError, match=re.escape(words)) as refused:
        RuleSet.from_json(json.dumps({"version": "1", "rules": [rule]}))
    assert refused.value.rule == rule["kind"]
    assert refused.value.parameter == parameter
    assert str(rule["kind"]) in str(refused.value)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1, "rules": []}', '{"version": "1", "rules": [1]}'])
def test_what_is_no_rule_set_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        RuleSet.from_json(text)


def test_a_kind_stands_once() -> None:
    with pytest.raises(RuleError, match="stands twice"):
        RuleSet("1", (Rule("exact_reference"), Rule("exact_reference")))


def test_a_rule_set_decides_what_settles() -> None:
    invoice = OpenInvoice("РФ-2026-000180", "РФ-2026-000180", "A", "UAH", 100, 100)
    line = Line("1", "2026-03-01", 100, "UAH", remittance="РФ-2026-000180")

    def state(*rules: Rule) -> str:
        return next(Engine(RuleSet("1", rules), [], [invoice]).match([line])).state

    assert state(Rule("exact_reference", {}, 85)) == "accepted"
    assert state(Rule("exact_reference", {}, 98)) == "proposed"
    assert state(Rule("exact_reference")) == "proposed"
    assert state(Rule("client_amount", {}, 85)) == "unmatched"


def test_money_without_cents_and_with_mils() -> None:
    assert plain_money(123450, "UAH") == "1234.50 UAH"
    assert plain_money(-5, "UAH") == "-0.05 UAH"
    assert plain_money(500, "JPY") == "500 JPY"
    assert plain_money(1500, "KWD") == "1.500 KWD"


def test_templates_are_whole_sentences() -> None:
    for template in TEMPLATES.values():
        assert template[0] in string.ascii_uppercase and template.endswith(".")


@pytest.mark.parametrize(
    ("text", "amount", "words"),
    [
        ("Заробітна плата за березень", -100, "Заробітна"),
        ("Повернення коштів зарахувань", 100, "Повернення коштів"),
        ("INV-2026-000007, повернення коштів, шість", 100, "повернення"),
    ],
)
def test_words_are_quoted_as_the_payer_wrote_them(text: str, amount: int, words: str) -> None:
    """Also where letters that the skeleton drops (ь, apostrophes) stand in the text."""
    invoice = OpenInvoice("INV-2026-000007", "INV-2026-000007", "C1", "UAH", 100, 100)
    (result,) = Engine(RuleSet("1"), [], [invoice]).match([Line("L", "2026-03-10", amount, "UAH", remittance=text)])
    assert words in [value for reason in result.reasons for name, value in reason.params if name == "words"]
