"""The roster in a browser: somebody is put on a shift by keyboard and by hand, and what is refused is said at the shift."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import expect

from apps.shifts.models import Assignment
from apps.tenants.scope import scope
from tests.factories import shifts as f

WEEK = "/admin/shifts/shift/roster/?on=2026-03-23"


def on_shift(company, shift):
    with scope(company.pk):
        return sorted(Assignment.objects.filter(shift=shift).values_list("employee__name", flat=True))


def test_people_are_put_on_shifts_by_keyboard_and_a_double_booking_is_refused_at_the_shift(page, company, sign_in_as, complaints):
    place = f.site(company, name="Warehouse")
    olena, _ivan = f.employee(company, place, "Olena"), f.employee(company, place, "Ivan")
    early = f.shift(company, place, begins="08:00", ends="16:00", people=[olena])
    late = f.shift(company, place, begins="12:00", ends="20:00", line="Gate", role="Guard")
    sign_in_as(company, "dispatcher")
    page.goto(WEEK)

    page.locator("[data-cell][data-line=Gate] [data-shift]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator("select option")).to_have_text(["Ivan"])  # who is elsewhere in that time is not offered
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(f"[data-shift='{late.pk}']")).to_contain_text("1 of 1")
    expect(page.locator(f"[data-shift='{late.pk}']")).to_be_focused()
    assert on_shift(company, late) == ["Ivan"]

    page.keyboard.press("ArrowDown")  # the next post, the same day
    expect(page.locator(f"[data-shift='{early.pk}']")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-cell][data-line=Guard][data-on='2026-03-24']")).to_be_focused()

    page.locator(f"[data-shift='{early.pk}'] [data-person]").drag_to(page.locator(f"[data-shift='{late.pk}']"))
    refused = page.locator(f"[data-shift='{late.pk}'] [role=alert]")
    expect(refused).to_contain_text("1 are needed on the shift and 1 are on it.")
    complaints.clear()  # the browser logs the refusal's 409
    assert (on_shift(company, early), on_shift(company, late)) == (["Olena"], ["Ivan"])
    page.keyboard.press("/")
    page.keyboard.type("gate")
    expect(page.locator("[data-sheet] tbody tr:visible")).to_have_count(1)


def test_a_person_is_dragged_onto_a_shift_moved_and_taken_off(page, company, sign_in_as, complaints):
    place = f.site(company, name="Warehouse")
    f.employee(company, place, "Olena")
    first, second = f.shift(company, place), f.shift(company, place, f.MONDAY + dt.timedelta(days=1))
    clash = f.shift(company, place, begins="10:00", ends="18:00", line="Gate")
    sign_in_as(company, "dispatcher")
    page.goto(WEEK)
    person = page.locator("[data-off] [data-person]")
    person.drag_to(page.locator(f"[data-shift='{first.pk}']"))
    expect(page.locator(f"[data-shift='{first.pk}'] [data-person]")).to_have_text(["Olena"])
    person.drag_to(page.locator(f"[data-shift='{clash.pk}']"))
    expect(page.locator(f"[data-shift='{clash.pk}'] [role=alert]")).to_contain_text("Olena has a shift at Warehouse")
    complaints.clear()  # the browser logs the refusal's 409
    page.locator(f"[data-shift='{first.pk}'] [data-person]").drag_to(page.locator(f"[data-shift='{second.pk}']"))
    expect(page.locator(f"[data-shift='{second.pk}'] [data-person]")).to_have_text(["Olena"])
    assert (on_shift(company, first), on_shift(company, clash)) == ([], [])
    page.locator(f"[data-shift='{second.pk}'] [data-person]").drag_to(page.locator("[data-off]"))
    expect(page.locator(f"[data-shift='{second.pk}'] [data-person]")).to_have_count(0)
    assert on_shift(company, second) == []


def test_a_shift_is_dragged_from_one_person_to_another_who_may_work_it(page, company, sign_in_as, complaints):
    place = f.site(company, name="Warehouse")
    olena, ivan, petro = (f.employee(company, place, name) for name in ("Olena", "Ivan", "Petro"))
    shift = f.shift(company, place, people=[olena])
    f.shift(company, place, begins="10:00", ends="18:00", line="Gate", people=[petro])
    sign_in_as(company, "dispatcher")
    page.goto(f"{WEEK}&by=person")
    card = page.locator(f"[data-person-row='{olena.pk}'] [data-shift='{shift.pk}']")
    card.hover()
    page.mouse.down()
    page.locator(f"[data-person-row='{petro.pk}'] > th").hover()
    page.locator(f"[data-person-row='{petro.pk}'] > th").hover()  # the browser begins a drag with the second move
    expect(page.locator(f"[data-person-row='{petro.pk}'] .ro-would-break")).to_contain_text("Petro is on two shifts at once")
    expect(page.locator(f"[data-person-row='{ivan.pk}'] .ro-would-break")).to_have_count(0)
    page.mouse.up()
    expect(page.locator(f"[data-shift='{shift.pk}'] [role=alert]")).to_contain_text("Petro has a shift at Warehouse")
    assert on_shift(company, shift) == ["Olena"]
    complaints.clear()  # the browser logs the refusal's 409

    card.drag_to(page.locator(f"[data-person-row='{ivan.pk}'] > th"))
    expect(page.locator(f"[data-person-row='{ivan.pk}'] [data-shift='{shift.pk}']")).to_be_focused()
    assert on_shift(company, shift) == ["Ivan"]
    page.keyboard.press("r")
    page.wait_for_url(f"**/replace/{ivan.pk}/")


def test_on_a_phone_the_week_is_a_list_and_a_shift_opens_as_a_form(new_page, company, sign_in_as):
    phone = new_page(locale="uk-UA", viewport={"width": 390, "height": 844}, has_touch=True)
    place = f.site(company, name="Склад")
    f.employee(company, place, "Олена")
    row = f.shift(company, place)
    sign_in_as(company, "dispatcher", on=phone)
    phone.goto(WEEK)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    phone.locator("[data-panel]").tap()
    phone.locator("select").select_option(label="Олена")
    phone.get_by_role("dialog").get_by_role("button").filter(has_not_text="×").first.tap()
    expect(phone.locator(f"[data-shift='{row.pk}']")).to_contain_text("Олена")
    assert on_shift(company, row) == ["Олена"]
