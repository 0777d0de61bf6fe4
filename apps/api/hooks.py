"""The door of payment providers: no session, no key, but an address that nobody guesses and a signature over what is sent."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from apps.api.platform.throttle import Allowance, count_address, count_caller
from apps.integrations.providers.contract import Incoming
from apps.kernel import clock
from apps.payments.providers import taking
from apps.payments.tasks import handle_provider_messages
from apps.tenants.scope import scope


@csrf_exempt
@require_POST
def provider_message(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stores what a provider sends and judges its signature: 200, 401 for a wrong one, 404 for an address that is none of ours, 413 for
    more than 1 MiB, 429 for too many. What it says is made of it by a worker."""
    connection = taking.find_connection(public_id) if len(public_id) == 64 else None
    if connection is None:
        if (spent := _spent(count_address(request))) is not None:
            return spent
        raise Http404
    if (spent := _spent(count_caller("provider", public_id, most=settings.PROVIDER_MESSAGES_PER_MINUTE))) is not None:
        return spent
    body = request.read(taking.MOST_BODY + 1)
    if len(body) > taking.MOST_BODY:
        return _said("too large", 413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    with scope(connection.tenant_id):
        taken = taking.take(connection, Incoming(headers, body), at=clock.now())
    if not taken.accepted:
        return _said("wrong signature", 401)
    handle_provider_messages.delay_on_commit(connection.tenant_id)
    return _said("received", 200)


def _spent(allowance: Allowance | None) -> HttpResponse | None:
    if allowance is None or allowance.passed:
        return None
    answer = _said("too many", 429)
    answer["Retry-After"] = str(allowance.reset)
    return answer


def _said(text: str, status: int) -> HttpResponse:
    answer = JsonResponse({"status": text}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
