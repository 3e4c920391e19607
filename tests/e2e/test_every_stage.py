"""One hari buka with every stage of life, typed with the keyboard alone; findings and cards are right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from ilp.access import scope
from ilp.access.models import User
from posyandu.models import Delivery, Finding, Newborn, Visit
from puskesmas.models import Person
from tests import factories
from tests.conftest import Place
from tests.e2e.conftest import Visitor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

MOST_TABS = 150
AKS = (
    "bowel",
    "bladder",
    "grooming",
    "toilet",
    "eating",
    "transfer",
    "walking",
    "dressing",
    "stairs",
    "bathing",
)
# Points per item that add up to 7: "ketergantungan berat" (02 §11.1).
POINTS = (1, 1, 0, 1, 1, 1, 1, 1, 0, 0)


def born(years: float) -> date:
    return timezone.localdate() - timedelta(days=round(years * 365.25))


def opened(page: Page, name: str) -> None:
    """A few letters and Enter, as at a table with a queue."""
    expect(page.locator("#cari")).to_be_focused()
    page.keyboard.type(name.lower())
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    if not page.locator("#isian h2", has_text=name).is_visible():  # of another group
        page.locator(f"#baris a[data-enter]:has-text('{name}')").first.press("Enter")
    expect(page.locator("#isian h2", has_text=name)).to_be_visible()


def reach(page: Page, field: str) -> None:
    """Tab until the focus is in this field."""
    for _ in range(MOST_TABS):
        if page.evaluate("document.activeElement && document.activeElement.name") == field:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{field} cannot be reached with Tab")


def type_into(page: Page, **answers: str) -> None:
    for field, text in answers.items():
        reach(page, field)
        page.keyboard.type(text)


def pick(page: Page, field: str, place: int) -> None:
    """The option at this place of a row of choices, with the arrow keys."""
    reach(page, field)
    page.keyboard.press("Space")
    for _ in range(place):
        page.keyboard.press("ArrowDown")


def check(page: Page, field: str, value: str) -> None:
    """Tick one box of several."""
    for _ in range(MOST_TABS):
        if page.evaluate("[document.activeElement.name, document.activeElement.value]") == [field, value]:
            page.keyboard.press("Space")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{value} of {field} cannot be reached with Tab")


def follow(page: Page, text: str) -> None:
    """Tab to a link and press Enter."""
    for _ in range(MOST_TABS):
        if page.evaluate("document.activeElement.textContent.trim()") == text:
            page.keyboard.press("Enter")
            page.wait_for_timeout(500)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{text} cannot be reached with Tab")


def saved(page: Page) -> str:
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-saved]")).to_be_visible()
    return page.locator("[data-saved]").inner_text()


def found(person: Person) -> set[str]:
    with scope.system("test"):
        return set(Finding.objects.filter(person=person, voided_at=None).values_list("rule", flat=True)) - {
            ""
        }


def kept(person: Person) -> Visit:
    with scope.system("test"):
        return Visit.objects.get(person=person, voided_at=None, hari_buka__isnull=False)


@pytest.fixture
def people(place: Place) -> dict[str, Person]:
    today, make = timezone.localdate(), factories.make_person
    made = {
        "bumil": make(place.posyandu, name="Hasnah", sex="P", born_on=born(27)),
        "nifas": make(place.posyandu, name="Rosmini", sex="P", born_on=born(30)),
        "neonatus": make(place.posyandu, name="Ikbal", sex="L", born_on=today - timedelta(days=10)),
        "balita": make(place.posyandu, name="Citra", sex="P", born_on=born(1.2)),
        "gadis": make(place.posyandu, name="Nurlina", sex="P", born_on=born(14)),
        "bapak": make(place.posyandu, name="Baso", sex="L", born_on=born(45.5)),
        "lansia": make(place.posyandu, name="Tarru", sex="L", born_on=born(72)),
    }
    factories.make_pregnancy(made["bumil"], lmp_on=today - timedelta(weeks=24))
    after = factories.make_pregnancy(
        made["nifas"], lmp_on=today - timedelta(days=290), outcome="LAHIR_HIDUP",
        ended_on=today - timedelta(days=10),
    )  # fmt: skip
    with scope.system("test"):
        here = {"desa": place.desa, "posyandu": place.posyandu}
        delivery = Delivery.objects.create(
            pregnancy=after, delivered_at=timezone.now() - timedelta(days=10), **here
        )
        Newborn.objects.create(child=made["neonatus"], delivery=delivery, **here)
    for months, weight in ((2, "8.40"), (1, "8.45")):
        factories.make_weighing(made["balita"], place.posyandu, months_ago=months, weight_kg=weight)
    return made


def test_one_day_with_every_stage_is_typed_with_the_keyboard(
    place: Place, ratna: User, people: dict[str, Person], visit: Callable[[], Visitor]
) -> None:
    day = factories.make_hari_buka(place.posyandu)
    visitor = visit()
    visitor.log_in("ratna")
    page = visitor.page
    page.goto(reverse("posyandu:day", args=[day.pk]))

    opened(page, "Hasnah")
    type_into(page, weight_kg="52", muac_cm="22,8", systolic_mmhg="150", diastolic_mmhg="95", hb_g_dl="10,4")
    assert "Puskesmas" in saved(page)
    assert {"RJK-BUMIL-TD", "RJK-BUMIL-KEK", "RJK-BUMIL-HB"} <= found(people["bumil"])

    opened(page, "Rosmini")
    type_into(page, systolic_mmhg="120", diastolic_mmhg="80")
    pick(page, "vitamin_a_given", 0)
    saved(page)
    assert kept(people["nifas"]).form == "nifas"

    opened(page, "Ikbal")
    follow(page, "Kartu lengkap")
    follow(page, "Kartu bantu bayi baru lahir")
    type_into(page, weight_kg="3,4", temperature_c="38,2")
    check(page, "danger_signs", "SUHU")
    told = saved(page)
    assert "Antar bayi ke rumah sakit sekarang juga" in told
    assert kept(people["neonatus"]).form == "neonatus"
    assert "RJK-BAYI-BAHAYA" in found(people["neonatus"])

    opened(page, "Citra")
    type_into(page, weight_kg="8,5")
    assert "tidak naik" in saved(page).lower()

    opened(page, "Nurlina")
    type_into(page, weight_kg="44", length_height_cm="152", hb_g_dl="10,9")
    assert "Hb di bawah batas. Bawa ke puskesmas dalam 7 hari" in saved(page)
    assert "RJK-REMAJA-ANEMIA" in found(people["gadis"])

    opened(page, "Baso")
    type_into(page, weight_kg="70", length_height_cm="165", systolic_mmhg="160", diastolic_mmhg="100")
    pick(page, "puma_exposure", 0)
    type_into(page, cigarettes_per_day="24", smoking_years="30")
    for item in ("breath", "sputum", "cough", "spirometry"):
        pick(page, f"puma_{item}", 0)
    told = saved(page)
    assert "Tekanan darah tinggi hari ini. Bawa ke puskesmas dalam 7 hari" in told
    assert "Skor PUMA tinggi. Bawa ke puskesmas dalam 14 hari" in told
    man = kept(people["bapak"])
    assert man.puma_score == 7
    assert {"RJK-DEWASA-TD", "RJK-PUMA"} <= found(people["bapak"])

    opened(page, "Tarru")
    type_into(page, weight_kg="50", length_height_cm="158")
    for item, points in zip(AKS, POINTS, strict=True):
        pick(page, f"aks_{item}", points)
    told = saved(page)
    assert "Ketergantungan berat (B)" in told
    assert "Kabari pustu agar dikunjungi di rumah dalam 7 hari" in told
    assert kept(people["lansia"]).aks_score == sum(POINTS)
    assert kept(people["lansia"]).classes["aks"] == "BERAT"
    assert "RJK-LANSIA-AKS" in found(people["lansia"])

    cards = {name: name for name in ("bumil", "nifas", "neonatus", "balita", "lansia")}
    for name, form in {**cards, "gadis": "sekolah", "bapak": "dewasa"}.items():
        answer = page.request.get(reverse("posyandu:print_card", args=[people[name].pk, form]))
        assert answer.ok
        assert answer.body().startswith(b"%PDF")
