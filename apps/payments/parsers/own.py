"""Which of a company's own mapping profiles a table is for: told by its headers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from django.utils.translation import gettext as _

from apps.payments.parsers.bank_profiles import OF_BANKS
from apps.payments.parsers.errors import UnreadableFile
from apps.payments.parsers.profiles import ROLES, CsvProfile
from apps.payments.parsers.table import PREAMBLE, match_of

# The rows of a table with their lines, as a profile says how to read them, or as the file looks.
Rows = Callable[[CsvProfile | None], Iterable[tuple[int, list[str]]]]


def own_fitting(rows: Rows, own: Sequence[CsvProfile]) -> CsvProfile | None:
    """The one of the company's profiles whose columns the table has, every one of them; None where a bank's built-in profile fits it,
    or none of the company's does. They come before the general profile, which would read less of the table.

    Raises UnreadableFile where two fit.
    """
    if not own or any(match_of(row, OF_BANKS) for row in _head(rows, None)):
        return None
    seen: dict[tuple[str, str, int], list[list[str]]] = {}
    fitting = []
    for profile in own:
        way = (profile.encoding, profile.delimiter, profile.skip_rows)
        if way not in seen:
            seen[way] = _head(rows, profile)
        if profile.header and any(_has_all(row, profile) for row in seen[way]):
            fitting.append(profile)
    if len(fitting) > 1:
        raise UnreadableFile(
            _("More than one mapping profile fits the table: %(names)s."), hint=_("Choose the one to read it by, or archive the others."),
            names=", ".join(f"“{profile.name}”" for profile in fitting),
        )  # fmt: skip
    return fitting[0] if fitting else None


def _head(rows: Rows, profile: CsvProfile | None) -> list[list[str]]:
    """The rows among which headers are looked for; none of a table that cannot be read that way."""
    try:
        return [row for _number, row in islice(rows(profile), PREAMBLE)]
    except UnreadableFile:
        return []


def _has_all(row: Sequence[str], profile: CsvProfile) -> bool:
    found = match_of(row, (profile,))
    return found is not None and {role for role in ROLES if getattr(profile, role)} <= set(found[1])
