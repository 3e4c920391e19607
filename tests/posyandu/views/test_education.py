"""What a family hears: folded beside what was found, on the page of the person, and on paper to take home."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import AuditLine, User
from ilp.base import words
from ilp.base.ids import new_id
from ilp.base.language import speaking
from posyandu.life import life_of
from posyandu.models import Finding, HariBuka, Visit
from posyandu.selectors.education import education_sheet
from puskesmas.models import Person
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def ago(days: float) -> date:
    return timezone.localdate() - timedelta(days=round(days))


@pytest.fixture
def day(place: Place) -> HariBuka:
    return factories.make_hari_buka(place.posyandu)


@pytest.fixture
def child(place: Place) -> Person:
    return factories.make_person(place.posyandu, name="Nur Aisyah", sex="P", born_on=ago(310))


@pytest.fixture
def woman(place: Place) -> Person:
    return factories.make_person(place.posyandu, name="Hasnah", sex="P", born_on=ago(30 * 365.25))


@pytest.fixture
def kader(siti: User) -> Client:
    return factories.logged_in(siti)


def weigh(browser: Client, day: HariBuka, child: Person, **more: str) -> str:
    sent = {"client_id": str(new_id()), "weight_kg": "6,1", "length_height_cm": "71,0", **more}
    address, sent = reverse("posyandu:entry", args=[day.pk, child.pk]), {**sent, "position": "TELENTANG"}
    answer = browser.post(address, sent, headers=HTMX)
    if answer.status_code == 422:  # an unlikely weight is asked once more
        sure = re.search(r'name="sure" value="([^"]+)"', answer.content.decode())
        assert sure
        answer = browser.post(address, {**sent, "sure": sure[1]}, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def answer_card(browser: Client, day: HariBuka, person: Person, form: str, **answers: str) -> str:
    sent = {"client_id": str(new_id()), "kartu": form, **answers}
    answer = browser.post(reverse("posyandu:card", args=[day.pk, person.pk]), sent, headers=HTMX)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def titles(page: str) -> list[str]:
    """The lessons of a page, in order."""
    folded = re.search(r'<details class="lessons">(.*?)</details>', page, re.DOTALL)
    return re.findall(r"<h3>([^<]+)</h3>", folded[1]) if folded else []


def live_visit() -> Visit:
    with scope.system("test"):
        return Visit.objects.get(voided_at=None)


def sheet(user: User, person: Person, visit: Visit) -> dict[str, Any]:
    """What is printed for this user."""
    with scope.system("test"):
        found = Person.objects.select_related("desa", "posyandu").get(pk=person.pk)
        return education_sheet(
            found, life_of(person.pk), visit.pk, sees_sensitive=user.role != "KADER_POSYANDU"
        )


def test_after_a_weighing_the_food_of_that_age_is_folded_beside_the_advice(
    kader: Client, day: HariBuka, child: Person
) -> None:
    page = weigh(kader, day, child)
    assert titles(page) == ["ASI diteruskan sampai 2 tahun", "Makan anak umur 9 sampai 11 bulan"]
    assert "<details open" not in page
    assert reverse("posyandu:print_education", args=[child.pk, live_visit().pk]) in page


def test_a_child_that_grows_well_hears_nothing(kader: Client, day: HariBuka, child: Person) -> None:
    page = weigh(kader, day, child, weight_kg="8,4")
    assert titles(page) == []
    address = reverse("posyandu:print_education", args=[child.pk, live_visit().pk])
    assert address not in page
    assert kader.get(address).status_code == 404


def test_a_card_tells_the_most_urgent_first(kader: Client, day: HariBuka, woman: Person) -> None:
    factories.make_pregnancy(woman, lmp_on=ago(150))
    page = answer_card(
        kader, day, woman, "bumil",
        systolic_mmhg="150", diastolic_mmhg="95", muac_cm="23,0", tablet_intake="TIDAK_SETIAP_HARI",
    )  # fmt: skip
    assert titles(page)[:2] == ["Tanda bahaya ibu hamil", "Isi piring ibu hamil dan menyusui"]
    assert len(titles(page)) == len(set(titles(page)))


def test_what_only_a_nakes_may_know_is_not_told_to_a_kader(
    kader: Client, siti: User, ratna: User, day: HariBuka, woman: Person
) -> None:
    sad = {f"srq_{number}": "ya" for number in range(1, 9)}
    fields = {"mental_tool": "SRQ20", **sad}
    page = answer_card(
        factories.logged_in(ratna), day, woman, "dewasa", **fields, systolic_mmhg="150", diastolic_mmhg="95"
    )
    assert "Menjaga kesehatan jiwa" in titles(page)
    here = reverse("posyandu:person", args=[woman.pk])
    assert "Menjaga kesehatan jiwa" in titles(factories.logged_in(ratna).get(here).content.decode())
    assert "Menjaga kesehatan jiwa" not in titles(kader.get(here).content.decode())
    printed = {
        user: [one["title"] for one in sheet(user, woman, live_visit())["lessons"]] for user in (siti, ratna)
    }
    assert "Menjaga kesehatan jiwa" in printed[ratna]
    assert printed[siti] == [title for title in printed[ratna] if title != "Menjaga kesehatan jiwa"]


def test_the_page_of_the_person_reads_open_findings_only(kader: Client, day: HariBuka, woman: Person) -> None:
    answer_card(kader, day, woman, "dewasa", systolic_mmhg="150", diastolic_mmhg="95")
    here = reverse("posyandu:person", args=[woman.pk])
    page = kader.get(here).content.decode()
    assert titles(page) == ["CERDIK mencegah penyakit menahun", "Batasi gula, garam, dan lemak"]
    assert reverse("posyandu:print_education", args=[woman.pk, live_visit().pk]) in page
    with scope.system("test"):
        Finding.objects.update(state=Finding.State.SELESAI)
    assert titles(kader.get(here).content.decode()) == []


def test_the_texts_cost_no_statement(kader: Client, day: HariBuka, woman: Person) -> None:
    here = reverse("posyandu:person", args=[woman.pk])
    answer_card(kader, day, woman, "dewasa", systolic_mmhg="118", diastolic_mmhg="76")
    counts = []
    for pressure in ("118", "150"):
        answer_card(
            kader,
            day,
            woman,
            "dewasa",
            systolic_mmhg=pressure,
            diastolic_mmhg="76",
            base_id=str(live_visit().pk),
        )
        with CaptureQueriesContext(connection) as seen:
            page = kader.get(here).content.decode()
        counts.append((len(seen), bool(titles(page))))
    assert counts[0][0] == counts[1][0]
    assert [has_lessons for _count, has_lessons in counts] == [False, True]


def test_the_sheet_names_the_visit_and_keeps_the_nik(
    kader: Client, siti: User, day: HariBuka, child: Person, place: Place
) -> None:
    weigh(kader, day, child)
    found = sheet(siti, child, live_visit())
    assert set(found) == {"title", "name", "about", "lessons", "note", "version"}
    assert (found["title"], found["name"], found["version"]) == ("Kartu edukasi", "Nur Aisyah", "edukasi-1")
    assert found["about"].startswith("10 bln · ")
    assert place.posyandu.name in found["about"]
    assert [one["title"] for one in found["lessons"]] == [
        "ASI diteruskan sampai 2 tahun", "Makan anak umur 9 sampai 11 bulan",
    ]  # fmt: skip
    answer = kader.get(reverse("posyandu:print_education", args=[child.pk, live_visit().pk]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    (line,) = AuditLine.objects.filter(action="person.printed", subject_ids=[child.pk])
    assert line.changes == {"education": str(live_visit().pk)}


def test_the_sheet_is_indonesian_whatever_the_screen_is(
    kader: Client, siti: User, day: HariBuka, child: Person
) -> None:
    kader.cookies["ilp_bahasa"] = "en"
    page = weigh(kader, day, child)
    assert titles(page) == ["Breastfeeding goes on up to 2 years", "Food at 9 to 11 months"]
    with speaking("en"):
        printed = sheet(siti, child, live_visit())
    assert printed["title"] == "Kartu edukasi"
    with speaking("id"):
        assert words.day(live_visit().measured_on) in printed["about"]
    assert printed["lessons"][0]["title"] == "ASI diteruskan sampai 2 tahun"


def test_a_visit_of_somebody_else_is_not_found(
    kader: Client, day: HariBuka, child: Person, woman: Person
) -> None:
    weigh(kader, day, child)
    assert kader.get(reverse("posyandu:print_education", args=[woman.pk, live_visit().pk])).status_code == 404


def test_a_dinkes_sees_which_texts_wait_for_its_word(budi: User) -> None:
    browser = factories.logged_in(budi)
    page = browser.get(reverse("posyandu:reference"), {"cari": "oralit"}).content.decode()
    assert "Menolong anak diare di rumah" in page
    assert "perlu dipastikan" in page
    assert "/acuan/DIARE" not in page
    unsure = browser.get(reverse("posyandu:reference"), {"yakin": "belum"}).content.decode()
    assert "Kenali TBC" in unsure
