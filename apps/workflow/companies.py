"""A person of several companies chooses which one to work for; the choice holds for the session."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.tenants.current import choose, memberships_of


@login_required
@require_http_methods(["GET", "POST"])
def companies(request: HttpRequest) -> HttpResponse:
    """GET: the person's companies. POST `membership`: works there from now on; 404 for one that is not theirs."""
    if request.method == "POST":
        chosen = request.POST.get("membership", "")
        if not chosen.isdecimal() or not choose(request, int(chosen)):
            raise Http404
        messages.success(request, _("You now work for %(company)s.") % {"company": next(
            item.tenant.name for item in memberships_of(request.user) if item.pk == int(chosen)
        )})  # fmt: skip
        return redirect("admin:index")
    return render(request, "account/companies.html", {"memberships": memberships_of(request.user)})
