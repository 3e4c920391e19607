"""From the kader's hand to the board of the puskesmas and the names behind the number, in a real browser."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from ilp.access import scope
from ilp.access.models import User
from puskesmas.models import Person
from tests import factories
from tests.conftest import Place
from tests.e2e.conftest import Visitor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]

PROMISE_S = 2.0
# The row of the only desa that Siti works in, and its counts, as somebody reads them.
SHOWS = "shown => Array.from(document.querySelectorAll('#papan .fig-n')).some(n => n.textContent === shown)"
FIVE = 5
# First names of the children, each unlike the others, so that a few letters find one.
NAMES = (
    "Aisyah",
    "Bagas",
    "Citra",
    "Dewi",
    "Eko",
    "Fitri",
    "Galih",
    "Hana",
    "Indra",
    "Joko",
    "Kirana",
    "Lestari",
)


def record_by_keyboard(page: Page, name: str, weight: str) -> None:
    """What a kader does for each child in the queue: a few letters, Enter, the weight, Ctrl+Enter."""
    expect(page.locator("#cari")).to_be_focused()
    page.keyboard.type(name[:4].lower())
    page.keyboard.press("Enter")
    expect(page.locator("#isian h2", has_text=name)).to_be_visible()
    expect(page.get_by_label("Berat badan")).to_be_focused()
    page.keyboard.type(weight)
    page.keyboard.press("Control+Enter")


def wait_until_saved(page: Page, name: str) -> None:
    expect(page.locator("li.is-served", has_text=name)).to_be_visible()


def five_saves_until_the_board(kader: Page, board: Page, names: tuple[str, ...], shown: str) -> float:
    """Seconds from the last keystroke to the moment the board, left alone, shows these counts."""
    for name in names[:-1]:
        record_by_keyboard(kader, name, "9,4")
        wait_until_saved(kader, name)
    record_by_keyboard(kader, names[-1], "9,4")
    began = time.monotonic()
    board.wait_for_function(SHOWS, arg=shown, timeout=30_000)
    took = time.monotonic() - began
    wait_until_saved(kader, names[-1])
    return took


def test_five_children_reach_the_board_and_the_list_within_two_seconds(
    place: Place, siti: User, wati: User, kepala: User, at_work: Path, visit: Callable[[], Visitor]
) -> None:
    today = timezone.localdate()
    for name in NAMES:
        factories.make_person(place.posyandu, name=name, born_on=today - timedelta(days=370))
    day = factories.make_hari_buka(place.posyandu)
    kader, puskesmas = visit(), visit()

    puskesmas.log_in("kepala")
    puskesmas.page.goto(reverse("pws:board", args=[place.puskesmas.pk]))
    kader.log_in("siti")
    kader.page.get_by_role("link", name="Lanjutkan mencatat").click()
    kader.page.wait_for_url(f"**{reverse('posyandu:day', args=[day.pk])}")

    recorded = NAMES[:FIVE]
    took = five_saves_until_the_board(kader.page, puskesmas.page, recorded, "5/12")
    if took > PROMISE_S:  # a machine that was busy with something else is asked once more
        recorded = NAMES[: 2 * FIVE]
        took = five_saves_until_the_board(kader.page, puskesmas.page, recorded[FIVE:], "10/12")
    assert took <= PROMISE_S

    counts = f"{len(recorded)}/12"
    puskesmas.page.locator("#papan tr").first.locator("a.fig-a", has_text=counts).first.click()
    names = puskesmas.page.locator("table.names tbody tr")
    expect(names).to_have_count(len(recorded))
    shown = names.locator(":scope > :first-child").all_inner_texts()
    assert sorted(shown) == sorted(recorded)

    assert not [name for name in NAMES for log in at_work.iterdir() if name in log.read_text()]

    seen = [page.url for page in (kader.page, puskesmas.page)]
    stranger = visit()
    stranger.log_in("wati")
    entry = reverse("posyandu:entry", args=[day.pk, person_of(NAMES[0])])
    board = reverse("pws:board", args=[place.puskesmas.pk])
    for address in (*seen, entry, board, reverse("pws:desa", args=[place.desa.code])):
        answer = stranger.context.request.get(address)
        assert answer.status == 404, address
        assert not any(name in answer.text() for name in NAMES)


def person_of(name: str) -> object:
    with scope.system("test"):
        return Person.objects.get(name=name).pk


# A keystroke can come before the next frame: what is typed then goes the way of every other save.
AT_ONCE = """() => new MutationObserver(() => {
    const weight = document.querySelector("#isian [name=weight_kg]");
    if (!weight || weight.value) return;
    weight.value = "9,4";
    weight.form.requestSubmit();
}).observe(document.querySelector("#isian"), { childList: true, subtree: true })"""


def test_a_form_sent_the_moment_it_appears_is_saved_on_the_sheet(
    place: Place, siti: User, at_work: Path, visit: Callable[[], Visitor]
) -> None:
    factories.make_person(
        place.posyandu, name="Nur Aisyah", born_on=timezone.localdate() - timedelta(days=370)
    )
    day = factories.make_hari_buka(place.posyandu)
    kader = visit()
    kader.log_in("siti")
    kader.page.goto(reverse("posyandu:day", args=[day.pk]))
    kader.page.evaluate(AT_ONCE)
    kader.page.get_by_role("link", name="Nur Aisyah").click()
    wait_until_saved(kader.page, "Nur Aisyah")
    assert urlsplit(kader.page.url).path == reverse("posyandu:day", args=[day.pk])
