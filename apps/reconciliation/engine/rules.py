"""Rule sets: which kinds of evidence count, in which order, and from which score a match needs no person.

A rule set is data. It travels as JSON, and a mistake in it is refused in words that name the rule and the
parameter.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Param = int | str | tuple[str, ...]


class RuleError(ValueError):
    """A rule set that cannot be used. `rule` is the kind or position, `parameter` the name ("" for none)."""

    def __init__(self, message: str, *, rule: str = "", parameter: str = "") -> None:
        super().__init__(message)
        self.rule = rule
        self.parameter = parameter


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of evidence. `auto_accept` is the score (0 to 100) from which it settles unaided; None: never."""

    kind: str
    params: Mapping[str, Param] = field(default_factory=dict)
    auto_accept: int | None = None

    def number(self, name: str) -> int:
        """A whole-number parameter, or its default."""
        value = self.params.get(name)
        if value is None:
            value = KINDS[self.kind].params[name].default
        assert isinstance(value, int)
        return value

    def text(self, name: str) -> str:
        """A text parameter, or its default."""
        value = self.params.get(name)
        if value is None:
            value = KINDS[self.kind].params[name].default
        assert isinstance(value, str)
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """A list-of-words parameter, or its default."""
        value = self.params.get(name)
        if value is None:
            value = KINDS[self.kind].params[name].default
        assert isinstance(value, tuple)
        return value


@dataclass(frozen=True, slots=True)
class ParamSpec:
    """What a parameter may be: a whole number within bounds, one of `choices`, or a list of words."""

    default: Param
    low: int = 0
    high: int = 10**12
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KindSpec:
    """What a rule of a kind may say. Only a `decisive` kind may settle unaided."""

    decisive: bool
    params: Mapping[str, ParamSpec] = field(default_factory=dict)
    repeatable: bool = False


CATEGORIES = (
    "bank_fee",
    "interest",
    "salary",
    "taxes",
    "loan",
    "refund",
    "top_up",
    "exchange",
    "own_money",
    "non_invoice",
)

KINDS: dict[str, KindSpec] = {
    "own_transfer": KindSpec(False),
    "non_invoice": KindSpec(
        False,
        {
            "category": ParamSpec("non_invoice", choices=CATEGORIES),
            "direction": ParamSpec("out", choices=("in", "out")),
            "words": ParamSpec(()),
        },
        repeatable=True,
    ),
    "exact_reference": KindSpec(True),
    "reference_variant": KindSpec(True),
    "several_references": KindSpec(True, {"max_invoices": ParamSpec(60, 2, 500)}),
    "several_uneven": KindSpec(False, {"max_invoices": ParamSpec(60, 2, 500)}),
    "reference_fee": KindSpec(True, {"max_fee_minor": ParamSpec(3000), "max_share_bps": ParamSpec(500, 0, 10_000)}),
    "reference_exchange": KindSpec(True, {"max_difference_minor": ParamSpec(10_000), "max_share_bps": ParamSpec(200, 0, 10_000)}),
    "reference_part": KindSpec(True),
    "reference_over": KindSpec(True),
    "reference_paid": KindSpec(False),
    "reference_doubtful": KindSpec(False),
    "reference_fragment": KindSpec(True),
    "ambiguous_twins": KindSpec(False, {"max_alternatives": ParamSpec(10, 1, 50)}),
    "client_amount": KindSpec(True),
    "client_fee": KindSpec(False, {"max_fee_minor": ParamSpec(3000), "max_share_bps": ParamSpec(300, 0, 10_000)}),
    "client_subset": KindSpec(
        True,
        {
            "max_invoices": ParamSpec(8, 2, 12),
            "max_candidates": ParamSpec(18, 2, 22),
            "max_alternatives": ParamSpec(5, 1, 20),
        },
    ),
    "name_amount": KindSpec(False),
}


def _non_invoice(category: str, direction: str, words: str) -> Rule:
    return Rule("non_invoice", {"category": category, "direction": direction, "words": tuple(words.split("|"))})


DEFAULT_AUTO_ACCEPT = 85
_OWN_MONEY = "власних коштів|власні кошти|між власними рахунк|між своїми рахунк|own funds|between own accounts|internal transfer"

DEFAULT_RULES: tuple[Rule, ...] = (
    Rule("own_transfer"),
    Rule("exact_reference", {}, DEFAULT_AUTO_ACCEPT),
    Rule("reference_variant", {}, DEFAULT_AUTO_ACCEPT),
    Rule("several_references", {"max_invoices": 60}, DEFAULT_AUTO_ACCEPT),
    Rule("several_uneven", {"max_invoices": 60}),
    Rule("reference_fee", {"max_fee_minor": 3000, "max_share_bps": 500}, DEFAULT_AUTO_ACCEPT),
    Rule("reference_exchange", {"max_difference_minor": 10_000, "max_share_bps": 200}),
    Rule("reference_part", {}, DEFAULT_AUTO_ACCEPT),
    Rule("reference_over", {}, DEFAULT_AUTO_ACCEPT),
    Rule("reference_doubtful"),
    Rule("reference_paid"),
    Rule("reference_fragment", {}, DEFAULT_AUTO_ACCEPT),
    Rule("ambiguous_twins", {"max_alternatives": 10}),
    Rule("client_amount", {}, DEFAULT_AUTO_ACCEPT),
    Rule("client_subset", {"max_invoices": 8, "max_candidates": 18, "max_alternatives": 5}),
    Rule("name_amount"),
    Rule("client_fee", {"max_fee_minor": 3000, "max_share_bps": 300}),
    _non_invoice(
        "salary",
        "out",
        "заробітн|зарплат|зар.плат|виплата аванс|відпускні|лікарнян|wages|salary|salaries|payroll",
    ),
    _non_invoice(
        "taxes",
        "out",
        "податок|податк|єсв|єдиний внесок|пдфо|військовий збір|військового збор|сплата пдв|штраф|пеня|мито"
        "|tax |taxes|vat payment|customs duty|social contribution",
    ),
    _non_invoice(
        "bank_fee",
        "out",
        "комісі|комисси|розрахункове обслуговування|розрахунково-касове|рко|плата за обслуговування рахун"
        "|bank fee|bank charge|commission|service charge|account maintenance|fee for",
    ),
    _non_invoice("interest", "out", "відсотк|проценти за|interest"),
    _non_invoice(
        "loan",
        "out",
        "кредит|позик|позичк|фінансова допомога|фінансової допомоги|loan|repayment of principal",
    ),
    _non_invoice("own_money", "out", _OWN_MONEY),
    _non_invoice("own_money", "in", _OWN_MONEY),
    _non_invoice("refund", "out", "повернення|refund|return of funds"),
    _non_invoice("exchange", "out", "купівля валют|купівлю валют|продаж валют|fx deal|currency exchange"),
    _non_invoice("loan", "in", "позик|фінансова допомога|фінансової допомоги|надання кредит|loan"),
    _non_invoice(
        "top_up",
        "in",
        "поповнення рах|поповнення поточного|внесення готівки|статутн|top up|top-up|cash deposit",
    ),
    _non_invoice("refund", "in", "повернення помилков|помилково перерах|повернення коштів|return of funds|refund"),
    _non_invoice("interest", "in", "нараховані відсотки|нарахування відсотк|відсотки за|відсотки на залишок|interest"),
    _non_invoice("exchange", "in", "продаж валют|продажу валют|currency exchange|fx deal"),
)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """An ordered, versioned list of rules. The first rule that has something to say of a line decides on it."""

    version: str
    rules: tuple[Rule, ...] = DEFAULT_RULES

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for position, rule in enumerate(self.rules, 1):
            check(rule, position)
            if rule.kind in seen and not KINDS[rule.kind].repeatable:
                raise RuleError(f"Rule {position} ({rule.kind}): this kind stands twice.", rule=rule.kind)
            seen.add(rule.kind)

    def to_json(self) -> str:
        """Canonical JSON: the same rule set gives the same text."""
        rules = [{"kind": rule.kind, "params": dict(rule.params), "auto_accept": rule.auto_accept} for rule in self.rules]
        return json.dumps({"version": self.version, "rules": rules}, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> RuleSet:
        """Reads what `to_json` wrote, or a person. Raises `RuleError`, which names rule and parameter."""
        try:
            raw = json.loads(text)
        except ValueError as error:
            raise RuleError(f"The rule set is not JSON: {error}.") from error
        if not isinstance(raw, dict) or not isinstance(raw.get("rules"), list):
            raise RuleError('A rule set is an object with "version" and a list "rules".')
        if unknown := sorted(set(raw) - {"version", "rules"}):
            raise RuleError(f"A rule set knows no field {unknown[0]!r}.", parameter=unknown[0])
        if not isinstance(raw.get("version"), str) or not raw["version"]:
            raise RuleError('"version" must be a text.', parameter="version")
        return cls(raw["version"], tuple(_rule(entry, at) for at, entry in enumerate(raw["rules"], 1)))


def _rule(entry: Any, position: int) -> Rule:
    if not isinstance(entry, dict) or not isinstance(entry.get("kind"), str):
        raise RuleError(f'Rule {position}: a rule is an object with a "kind".', rule=str(position))
    kind = entry["kind"]
    if unknown := sorted(set(entry) - {"kind", "params", "auto_accept"}):
        raise RuleError(f"Rule {position} ({kind}): there is no field {unknown[0]!r}.", rule=kind, parameter=unknown[0])
    params = entry.get("params", {})
    if not isinstance(params, dict):
        raise RuleError(f'Rule {position} ({kind}): "params" must be an object.', rule=kind, parameter="params")
    read = {name: tuple(value) if isinstance(value, list) else value for name, value in params.items()}
    return Rule(kind, read, entry.get("auto_accept"))


def check(rule: Rule, position: int = 1) -> None:
    """Refuses a rule that no engine can follow. Raises `RuleError`."""
    where = f"Rule {position} ({rule.kind})"
    spec = KINDS.get(rule.kind)
    if spec is None:
        known = ", ".join(sorted(KINDS))
        raise RuleError(f"Rule {position}: there is no kind {rule.kind!r}; known are {known}.", rule=rule.kind)
    score = rule.auto_accept
    if score is not None:
        if not spec.decisive:
            message = f"{where}: auto_accept must be empty, as this kind never settles unaided."
            raise RuleError(message, rule=rule.kind, parameter="auto_accept")
        if type(score) is not int or not 0 <= score <= 100:
            message = f"{where}: auto_accept must be a whole number from 0 to 100."
            raise RuleError(message, rule=rule.kind, parameter="auto_accept")
    for name, value in rule.params.items():
        if name not in spec.params:
            message = f"{where}: there is no parameter {name!r}."
            raise RuleError(message, rule=rule.kind, parameter=name)
        if problem := _problem(spec.params[name], value):
            raise RuleError(f"{where}: {name} must be {problem}.", rule=rule.kind, parameter=name)


def _problem(spec: ParamSpec, value: object) -> str:
    if spec.choices:
        return "" if value in spec.choices else "one of " + ", ".join(spec.choices)
    if isinstance(spec.default, int):
        fits = type(value) is int and spec.low <= value <= spec.high
        return "" if fits else f"a whole number from {spec.low} to {spec.high}"
    listed = isinstance(value, tuple) and all(isinstance(word, str) and word.strip() for word in value)
    return "" if listed and 0 < len(value) <= 200 else "a list of 1 to 200 words"  # type: ignore[arg-type]
