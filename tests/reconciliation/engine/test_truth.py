"""The cases with known truth: what settles unaided is right, what needs a person is left to one."""

from __future__ import annotations

import dataclasses
import random
import re
from pathlib import Path

import pytest

from apps.reconciliation.engine import Engine, RuleSet, consumed_by, result_digest

from .cases import Case, all_cases, load


def engine(case: Case, **more: dict[str, int]) -> Engine:
    return Engine(RuleSet("t"), case.clients, case.invoices, case.own_accounts, **more)


@pytest.mark.parametrize("folder", all_cases(), ids=lambda folder: folder.name)
def test_truth(folder: Path) -> None:
    case = load(folder)
    needing, held = 0, 0
    for result in engine(case).match(case.lines):
        truth = case.truth[result.line_key.split("/")[1]]
        where = f"{result.line_key} {truth.kind}"
        if truth.want == "auto":
            assert (result.state, result.pairs) == ("accepted", truth.pairs), where
        else:
            assert result.state != "accepted", where
        if truth.want == "propose":
            needing += 1
            held += truth.pairs in (result.pairs, *result.alternatives)
        if truth.alternative:
            assert truth.alternative in (result.pairs, *result.alternatives), where
    assert held >= 0.95 * needing > 0


@pytest.mark.parametrize("folder", all_cases(), ids=lambda folder: folder.name)
def test_shuffled_and_cut_in_the_middle(folder: Path) -> None:
    case = load(folder)
    straight = list(engine(case).match(case.lines))
    chance = random.Random(7)
    for items in (case.lines, case.invoices, case.clients):
        chance.shuffle(items)  # type: ignore[arg-type]
    assert result_digest(engine(case).match(case.lines)) == result_digest(straight)
    done = straight[:517]
    rest = engine(case, consumed=consumed_by(done)).match(case.lines, after=done[-1].line_key)
    assert [*done, *rest] == straight


# Digests of the results of the cases: they change only when the engine's judgement does.
def test_result_digests_are_those_of_every_platform() -> None:
    digests = {folder.name: result_digest(engine(load(folder)).match(load(folder).lines))[:16] for folder in all_cases()}
    assert digests == DIGESTS


DIGESTS = {"case1": "48bd49a9126b0179", "case2": "ff007c7485d6cb07"}


# Other tenants number otherwise. The same cases, with numbers and texts rewritten; "sure" is the least share of
# `auto` lines that must still settle unaided.
SHAPES = [
    ("INV-{year}-{serial}", ("INV", "inv"), 1.0),
    ("{year}/{short}", ("", ""), 1.0),
    ("{short}", ("", ""), 0.75),
    ("АКТ-{short}/{year}-К", ("", ""), 1.0),
]


def rewritten(case: Case, shape: str, prefixes: tuple[str, str]) -> Case:
    """The case with every number in another shape, in the texts too (spellings of the cases keep their own form)."""

    def number(key: str) -> str:
        _series, year, serial = key.split("-")
        return shape.format(year=year, serial=serial, short=int(serial))

    def text(words: str) -> str:
        words = re.sub(r"РФ-\d{4}-\d{6}", lambda found: number(found.group()), words)
        return re.sub("РФ|RF", prefixes[0], re.sub("рф", prefixes[1], words))

    invoices = [item._replace(number=number(item.number)) for item in case.invoices]
    lines = [item._replace(remittance=text(item.remittance)) for item in case.lines]
    return dataclasses.replace(case, invoices=invoices, lines=lines)


@pytest.mark.parametrize(("shape", "prefixes", "sure"), SHAPES, ids=[shape for shape, _p, _s in SHAPES])
@pytest.mark.parametrize("folder", all_cases(), ids=lambda folder: folder.name)
def test_other_shapes_of_numbers(folder: Path, shape: str, prefixes: tuple[str, str], sure: float) -> None:
    case = rewritten(load(folder), shape, prefixes)
    wanted, settled = 0, 0
    for result in engine(case).match(case.lines):
        truth = case.truth[result.line_key.split("/")[1]]
        wanted += truth.want == "auto"
        if result.state == "accepted":
            assert (truth.want, result.pairs) == ("auto", truth.pairs), (truth.kind, result)
            settled += 1
    assert settled >= sure * wanted, f"{settled} of {wanted}"
