"""What is done to a whole roster from its page: published, rolled out of templates, copied from the time before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.kernel.actor import Actor
from apps.shifts import actions
from apps.shifts.actions import Published, RolledOut
from apps.shifts.models import Site
from apps.shifts.sheet import Window, window

SHOWN = 20


@dataclass(frozen=True)
class RosterAct:
    """A form above the sheet: what it does, said before it is done, and one thing to choose."""

    name: str
    label: str
    told: str
    choice: str = ""
    choice_label: str = ""
    chosen: bool = False


def offered(site: Site | None, period: Window, actor: Actor) -> list[RosterAct]:
    """The acts on the roster that the actor may do at the site."""
    found = []
    if site is not None and actor.may("shifts.publish_shift"):
        told = _("Everything that is planned here in this time is published, all of it or nothing: every broken rule is listed.")
        found.append(RosterAct("publish", _("Publish"), told, "allow_gaps", _("Also shifts that lack people")))
    if site is not None and actor.may("shifts.create_shift"):
        told = _("A shift of each active template on each of its weekdays; what is there already is left alone.")
        found.append(RosterAct("roll_out", _("Plan by templates"), told))
    if site is not None and actor.may("shifts.create_shift") and period.span == "week":  # a month has no weekdays to keep
        told = _("The shifts of the week before are planned again at the same times; who would break a rule is left out and named.")
        found.append(RosterAct("copy", _("Copy the week before"), told, "with_people", _("With their people"), chosen=True))
    return found


def call_of(name: str, period: Window, post: Any) -> tuple[Callable[..., Any], dict[str, Any]] | None:
    """The act behind a form, called with a site's key, and its arguments; None for what there is not."""
    days = {"begins": period.first, "before": period.before}
    if name == "publish":
        return actions.publish_roster, days | {"allow_gaps": bool(post.get("allow_gaps"))}
    if name == "roll_out":
        return actions.roll_out_templates, days
    if name == "copy" and period.span == "week":
        earlier = window(period.earlier, "week")
        return actions.copy_roster, {"begins": earlier.first, "before": earlier.before, "to": period.first, "with_people": bool(post.get("with_people"))}
    return None


def tell(request: HttpRequest, outcome: Any) -> None:
    """Says what came of it, with what was left out."""
    if isinstance(outcome, Published):
        messages.success(request, ngettext("%(count)s shift is published.", "%(count)s shifts are published.", outcome.shifts) % {"count": outcome.shifts})
    elif isinstance(outcome, RolledOut):
        told = ngettext("%(count)s shift is planned", "%(count)s shifts are planned", outcome.made) % {"count": outcome.made}
        there = _("there already: %(count)s") % {"count": outcome.known}
        messages.success(request, f"{told}; {there}.")
        for reason in outcome.left_out[:SHOWN]:
            messages.warning(request, str(reason))
        if len(outcome.left_out) > SHOWN:
            messages.warning(request, _("And %(count)s more that were left out.") % {"count": len(outcome.left_out) - SHOWN})
    else:
        messages.info(request, _("This was done before."))
