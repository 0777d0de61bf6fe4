"""The dispatch board in a real browser: it keeps itself fresh, is walked by keys, and fits a telephone."""

from __future__ import annotations

import datetime as dt

from apps.dispatch import actions as acts
from apps.kernel import clock
from apps.tenants.scope import scope
from tests import factories as make
from tests.factories import dispatch as made
from tests.factories import shifts as roster
from tests.factories.dispatch import how

HOUR = dt.timedelta(hours=1)


def filled(company):
    """Orders late, at risk, in time, on hold and without a promise; two people on shift."""
    now = clock.now()
    with scope(company.pk):
        place, wiring = roster.site(company, "KYIV"), roster.skill(company, "Wiring")
        ann, bob = roster.employee(company, place, "Olena Kovalenko", skills=[wiring]), roster.employee(company, place, "Andrii Shevchenko")
        made.at_work(company, place, ann, bob, at=now)
        queue = made.queue(company, plan_id=made.round_the_clock(company).pk, site_id=place.pk)
        payer = make.client(company, legal_name="Harbour Warehouse LLC")
        late = made.order(company, queue, at=now - HOUR, priority="urgent", title="No power in the cold store", client_id=payer.pk)
        made.order(company, queue, at=now - 3.4 * HOUR, title="Gate does not close", skill_id=wiring.pk, client_id=payer.pk)
        calm = made.order(company, queue, at=now, title="Change lamps on the second floor", client_id=payer.pk)
        held = made.order(company, queue, at=now - HOUR, title="Broken window", client_id=payer.pk)
        acts.hold_order(held.pk, **how(company, now, reason="waits for glass"))
        made.order(company, made.queue(company, "Gardens"), at=now, title="Cut the hedge", client_id=payer.pk)
        acts.dispatch_order(late.pk, **how(company, now))
    return late, calm


def test_the_board_keeps_itself_fresh_and_keys_walk_it(page, site_url, company, sign_in_as):
    late, calm = filled(company)
    sign_in_as(company, "dispatcher")
    page.goto(f"{site_url}/admin/dispatch/workorder/board/")
    rows = page.locator("[data-row]")
    assert rows.count() == 5
    assert "No power in the cold store" in rows.nth(0).inner_text() and "Breached" in rows.nth(0).inner_text()
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.row") == rows.nth(1).get_attribute("data-row")
    with scope(company.pk):
        acts.cancel_order(calm.pk, **how(company, clock.now(), reason="sold"))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_function("document.querySelectorAll('[data-row]').length === 4")
    assert page.evaluate("document.activeElement.dataset.row") == rows.nth(1).get_attribute("data-row")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/workorder/{late.pk}/change/")
    assert "Given by dispatch" in page.content()


def test_the_board_fits_a_telephone(new_page, site_url, company, sign_in_as):
    filled(company)
    small = new_page(viewport={"width": 390, "height": 844})
    sign_in_as(company, "dispatcher", on=small)
    small.goto(f"{site_url}/admin/dispatch/workorder/board/")
    assert small.evaluate("document.querySelector('.oblik-board').scrollWidth") <= 390
    assert small.locator("[data-row]").first.is_visible()
