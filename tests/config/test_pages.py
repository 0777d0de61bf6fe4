"""What every answer of the site has: headers, language, error pages, static addresses."""

import json

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation
from rest_framework.request import Request

from apps.api.platform import problems
from apps.kernel.db import is_outage
from config import errors
from config.middleware import CONTENT_SECURITY_POLICY, BusyMiddleware, UserLanguageMiddleware
from tests import factories as make
from tests.admin.test_pages import browser_of


def test_pages_forbid_inline_scripts_and_foreign_origins(client, db):
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["default-src"] == "'self'"
    assert "'unsafe-inline'" not in directives["script-src"]
    assert directives["object-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert "http" not in CONTENT_SECURITY_POLICY


def test_pages_have_the_protective_headers(client, db):
    headers = client.get("/accounts/login/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, db):
    client.get("/accounts/login/")
    cookie = client.cookies["csrftoken"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_search_engines_are_sent_away(client):
    assert "Disallow: /" in client.get("/robots.txt").text


def test_the_favicon_is_ours(client):
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response.headers["Location"].endswith("favicon.svg")


def test_the_start_page_leads_to_the_admin(client):
    assert client.get("/").headers["Location"] == "/admin/"


def test_the_admin_has_no_sign_in_of_its_own(client, db, django_user_model):
    django_user_model.objects.create_user("clerk@example.com", "Long-enough-1", is_staff=True)
    response = client.post("/admin/login/", {"username": "clerk@example.com", "password": "Long-enough-1"})
    assert response.headers["Location"] == "/accounts/login/?next=/admin/"
    assert "sessionid" not in client.cookies


def test_a_person_without_a_back_office_is_told_so_and_not_sent_in_circles(client, db, django_user_model):
    client.force_login(
        django_user_model.objects.create_user("client@example.com", "Long-enough-1"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    assert client.get("/admin/login/").status_code == 403


def test_signing_up_by_oneself_is_closed(client, db, django_user_model):
    form = {"email": "x@example.com", "password1": "Long-enough-1-word", "password2": "Long-enough-1-word"}
    client.post("/accounts/signup/", form)
    assert not django_user_model.objects.filter(email="x@example.com").exists()


def test_an_unknown_address_says_so_with_the_number_of_the_request(client, db):
    response = client.get("/nowhere", headers={"X-Request-ID": "from-upstream-1", "Accept-Language": "en"})
    assert response.status_code == 404
    assert "There is nothing at this address." in response.text
    assert "from-upstream-1" in response.text
    assert "http://" not in response.text
    assert "https://" not in response.text


def test_below_api_an_unknown_address_is_a_problem_document(client, db):
    response = client.get("/api/nowhere", headers={"Accept-Language": "en"})
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert (body["status"], body["code"]) == (404, "not_found")


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize(
    ("view", "status"),
    [
        (lambda request: errors.bad_request(request, ValueError()), 400),
        (lambda request: errors.permission_denied(request, PermissionError()), 403),
        (errors.csrf_failure, 403),
        (lambda request: errors.page_not_found(request, ValueError()), 404),
        (errors.server_error, 500),
        (errors.database_away, 503),
    ],
)
def test_error_pages_need_no_database(view, status, language):
    with translation.override(language):
        response = view(RequestFactory().get("/x"))
    assert response.status_code == status
    assert f'<html lang="{language}">' in response.text


LOST = OperationalError(2013, "Lost connection to server during query")


@pytest.mark.parametrize(("method", "words"), [("get", "Try again in a minute."), ("post", "Whether what you sent was saved is not known.")])
def test_a_database_that_does_not_answer_is_no_error_of_ours_and_nothing_is_said_of_what_was_sent(method, words):
    request = getattr(RequestFactory(), method)("/x")
    from_a_view = BusyMiddleware(lambda request: HttpResponse()).process_exception(request, LOST)
    try:
        raise LOST
    except OperationalError:
        from_anywhere = errors.server_error(request)
    for answer in (from_a_view, from_anywhere):
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert words in answer.text
        assert "Nothing was changed" not in answer.text


@pytest.mark.parametrize(("method", "unknown"), [("get", False), ("post", True)])
def test_the_api_says_that_nobody_knows_whether_a_change_was_saved(method, unknown):
    request = Request(getattr(RequestFactory(), method)("/api/v1/clients"))
    answer = problems.handle(LOST, {"request": request})
    assert (answer.status_code, answer["Retry-After"], answer.data["code"]) == (503, "5", "database_away")
    assert ("Idempotency-Key" in answer.data.get("detail", "")) is unknown


def test_below_api_an_outage_has_one_name_wherever_it_is_met():
    told = errors.database_away(RequestFactory().post("/api/v1/clients"))
    assert (told.status_code, told["Retry-After"], json.loads(told.content)["code"]) == (503, "5", "database_away")


def test_what_is_no_outage_is_not_called_one():
    assert [is_outage(error) for error in (LOST, OperationalError(1213, "Deadlock"), OperationalError("database is locked"), ValueError(2013), None)] == [True] + 4 * [False]


def test_a_form_without_its_token_is_refused_with_advice(db):
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"}, HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == 403
    assert "reload the page" in response.text


class _User:
    is_authenticated = True
    language = "uk"


def _language_for(cookies):
    request = RequestFactory().get("/")
    request.COOKIES = cookies
    request.user = _User()
    with translation.override("en"):
        return UserLanguageMiddleware(lambda request: translation.get_language())(request)


def test_the_users_language_is_used():
    assert _language_for({"sessionid": "x"}) == "uk"


def test_a_language_chosen_in_this_browser_is_kept():
    assert _language_for({"sessionid": "x", "django_language": "en"}) == "en"


def test_a_visitor_without_a_session_is_not_looked_up():
    assert _language_for({}) == "en"


@pytest.mark.parametrize(("address", "back"), [
    ("/admin/tenants/apikey/7/do/revoke/", "/admin/tenants/apikey/7/change/"), ("/admin/journal/auditpack/make/", "/admin/journal/auditpack/"),
])  # fmt: skip
def test_the_address_of_a_button_opened_as_a_page_says_so_and_leads_back(db, address, back):
    """So it is opened where a session ended under an open page: the sign-in leads on to it."""
    company = make.tenant("acme")
    browser = browser_of(make.member(company, "owner"))
    answer = browser.get(address, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "press the button again" in answer.text and f'href="{back}"' in answer.text
    assert browser.put(address).content == b""
