"""Which few of a client's invoices add up to a payment: a search with a fixed bound.

First neighbours in number order (a client pays "everything since March" more often than a random choice), over
all candidates; then every choice out of a bounded number of candidates, by meeting in the middle.
"""

from __future__ import annotations

from collections.abc import Sequence

_FOUND_LIMIT = 200


def neighbours(amounts: Sequence[int], target: int, max_size: int) -> list[tuple[int, ...]]:
    """Runs of 2 to `max_size` neighbours, or the whole list, that add up to `target`. Linear."""
    found: list[tuple[int, ...]] = []
    reached: dict[int, list[int]] = {0: [0]}
    total = 0
    for end, amount in enumerate(amounts, 1):
        total += amount
        for start in reached.get(total - target, ()):
            size = end - start
            if size >= 2 and (size <= max_size or size == len(amounts)):
                found.append(tuple(range(start, end)))
        reached.setdefault(total, []).append(end)
        if len(found) >= _FOUND_LIMIT:
            break
    return found


def _sums(amounts: Sequence[int]) -> list[int]:
    """The sum of every choice; bit i of the position says whether amount i is in it."""
    sums = [0]
    for amount in amounts:
        sums += [amount + before for before in sums]
    return sums


def choices(amounts: Sequence[int], target: int, max_size: int) -> list[tuple[int, ...]]:
    """Choices of 2 to `max_size` positions that add up to `target`: at most 2^(n/2) steps for n amounts."""
    half = len(amounts) // 2
    left, right = _sums(amounts[:half]), _sums(amounts[half:])
    meeting = set(left).intersection([target - total for total in right])
    if not meeting:
        return []
    masks: dict[int, list[int]] = {total: [] for total in meeting}
    for mask, total in enumerate(left):
        if total in meeting:
            masks[total].append(mask)
    found: list[tuple[int, ...]] = []
    for mask, total in enumerate(right):
        for other in masks.get(target - total, ()):
            whole = mask << half | other
            if 2 <= whole.bit_count() <= max_size:
                found.append(tuple(at for at in range(len(amounts)) if whole >> at & 1))
                if len(found) >= _FOUND_LIMIT:
                    return found
    return found
