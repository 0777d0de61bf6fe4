"""The matching engine: pure, deterministic, explainable. No framework inside.

    engine = Engine(RuleSet("1"), clients, invoices, own_accounts)
    for result in engine.match(lines):
        print(result.line_key, result.state, explain(result))

What a line is settled with is decided by evidence in the order of the rule set; nothing is settled unaided that
has a contradiction or an equally good alternative. `facts` is what goes in and comes out, `rules` the rule sets,
`matching` the order and the running balances, `digests` the fingerprints, `why` the sentences.
"""

from .digests import ResultDigest, input_digest, result_digest
from .facts import ClientFacts, Line, OpenInvoice, OwnAccount, Pair, Pairs, Reason, Result, State
from .matching import Engine, canonical_order, consumed_by
from .rules import DEFAULT_RULES, KINDS, Rule, RuleError, RuleSet
from .why import RULE_LABELS, TEMPLATES, explain, plain_money, sentence

__all__ = [
    "DEFAULT_RULES",
    "KINDS",
    "RULE_LABELS",
    "TEMPLATES",
    "ClientFacts",
    "Engine",
    "Line",
    "OpenInvoice",
    "OwnAccount",
    "Pair",
    "Pairs",
    "Reason",
    "Result",
    "ResultDigest",
    "Rule",
    "RuleError",
    "RuleSet",
    "State",
    "canonical_order",
    "consumed_by",
    "explain",
    "input_digest",
    "plain_money",
    "result_digest",
    "sentence",
]
