"""The browser tests themselves: the page is styled, a person gets in, a complaint is heard."""


def test_the_sign_in_page_is_styled_and_quiet(page, site_url):
    page.goto("/accounts/login/")
    assert page.title() == "Sign in · Oblik"
    assert page.locator(".card").evaluate("card => getComputedStyle(card).borderRadius") == "12px"


def test_a_member_gets_to_work(page, company, sign_in_as):
    sign_in_as(company, "accountant")
    page.goto("/admin/")
    assert page.url.endswith("/admin/")
    assert page.get_by_role("link", name="Invoices").count()


def test_a_breach_of_the_content_policy_is_heard(page, complaints):
    page.goto("/accounts/login/")
    page.evaluate("document.head.appendChild(document.createElement('script')).textContent = 'window.ran = 1'")
    assert page.evaluate("window.ran") is None
    assert "Content Security Policy" in complaints.pop()
