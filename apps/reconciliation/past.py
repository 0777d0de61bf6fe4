"""What a match and a run held at a time: both are written once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from apps.reconciliation.models import Match, MatchItem, Run
from apps.workflow import past
from apps.workflow.past import Kept


def _items(version: Any, at: dt.datetime | None) -> Kept:
    fields = [MatchItem._meta.get_field(name) for name in ("alternative", "invoice", "amount_minor")]
    rows = MatchItem.objects.filter(match_id=version.pk if at is None else version.id).order_by("alternative", "pk")
    return past.listed(fields, list(rows[: past.MOST + 1]))


def _lines(version: Any, at: dt.datetime | None) -> Kept:
    return Kept(note=_g("What a run found is written once and never changed; see it on the run."))


def register() -> None:
    """Declares them. Called from ready()."""
    past.register(past.Children(Match, _("Invoices of the match"), _items))
    past.register(past.Children(Run, _("Lines of the run"), _lines))
