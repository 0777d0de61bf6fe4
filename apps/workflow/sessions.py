"""A person sees where they are signed in, and ends sessions: one, or all but this one."""

from __future__ import annotations

from functools import partial
from typing import Any

from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.kernel import clock
from apps.kernel.db import retrying
from apps.workflow.actions import end_sessions, other_sessions
from apps.workflow.sign_in import origin_of


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Signs that browser out at its next request. 404 for a session of somebody else, or for this one: that is signing out."""
    others: Any = UserSession.objects.filter(user=request.user, pk=pk).exclude(session_key=request.session.session_key)
    if not retrying(partial(end_sessions, list(others), request.user, at=clock.now(), origin=origin_of(request))):  # type: ignore[arg-type]
        raise Http404
    messages.success(request, _("That session is signed out."))
    return redirect("usersessions_list")


class Sessions(ListUserSessionsView):
    """GET lists the sessions of the person; POST ends all but the one that asks."""

    def form_valid(self, form: Any) -> HttpResponse:
        person: Any = self.request.user
        others = other_sessions(person, self.request.session.session_key)
        retrying(partial(end_sessions, others, person, at=clock.now(), origin=origin_of(self.request)))
        messages.success(self.request, _("Your other sessions were signed out."))
        return redirect("usersessions_list")


sessions = Sessions.as_view()
