"""A person chooses when to get mails of the company that they work for."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.kernel import clock
from apps.kernel.db import retrying
from apps.kernel.errors import Refusal
from apps.tenants.scope import scope
from apps.workflow.actions import choose_notices
from apps.workflow.models import NoticeChoice, NoticeChoices


@login_required
@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """GET: the choice. POST `choice`: another one. 403 for who is no member of a company."""
    actor = getattr(request, "actor", None)
    if actor is None:
        raise PermissionDenied
    if request.method == "POST":
        try:
            retrying(lambda: choose_notices(request.POST.get("choice", ""), actor=actor, at=clock.now()))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your choice is kept."))
        return redirect("notices")
    with scope(actor.tenant_id):
        row = NoticeChoice.objects.filter(person_id=actor.user_id).first()
    chosen = row.choice if row else NoticeChoices.AT_ONCE.value
    return render(request, "account/notices.html", {"choices": NoticeChoices.choices, "chosen": chosen})
