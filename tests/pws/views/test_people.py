"""The people behind an indicator's gap, as a page shows them."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from ilp.access.models import User
from pws.services import refresh
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db


def test_a_list_speaks_the_language_of_each_reader(place: Place, ratna: User) -> None:
    """Whoever asked first in this process must not decide in which words the next one reads ages and days."""
    today = timezone.localdate()
    child = factories.make_person(place.posyandu, name="Ani", born_on=date(today.year - 1, today.month, 1))
    factories.make_weighing(child, place.posyandu, months_ago=1, weight_kg="9.8")
    refresh.refresh_stale(limit=1_000)
    browser = factories.logged_in(ratna)
    address = f"{reverse('pws:missed')}?indikator=IMU-BCG&desa={place.desa.code}"

    def line(language: str) -> str:
        browser.cookies["ilp_bahasa"] = language
        html = browser.get(address).content.decode()
        return html[html.index("Ani</a>") :].split("</tr>")[0]

    for _ in range(2):
        for language, age, last in (("en", "1 yr<", "last"), ("id", "1 th<", "terakhir")):
            said = line(language)
            assert age in said
            assert f'<span class="only-narrow">{last} </span>' in said
