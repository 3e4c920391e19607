"""Words of the forms are reference data: Indonesian as written there, English on an English screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from ilp.access import scope
from ilp.access.models import User
from posyandu.models import Delivery, Pregnancy
from posyandu.rules.clinical import shipped
from posyandu.rules.forms.declaration import Field, Form
from posyandu.rules.forms.outputs import excel_columns, json_schema
from posyandu.rules.forms.reading import shipped_forms
from puskesmas.models import Person
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db

YEAR = 365.25
FORMS = {form.form: form for form in shipped_forms()}


def words_of(field: Field) -> Iterator[str]:
    yield from (field.label, field.help, field.unit, field.short, *(option.label for option in field.options))


def all_words(form: Form) -> set[str]:
    """Every text of a form, as the reference data has it."""
    found = {form.title, *(section.title for section in form.sections)}
    found |= {word for field in form.fields.values() for word in words_of(field)}
    found |= {item.short for item in form.computed}
    return found - {""}


def days_ago(days: float) -> date:
    return timezone.localdate() - timedelta(days=round(days))


def person_for(form: str, place: Place) -> Person:
    """Somebody who gets this card today."""
    days = {"neonatus": 5, "balita": 400, "prasekolah": 5.5 * YEAR, "sekolah": 12 * YEAR, "lansia": 70 * YEAR}
    someone = factories.make_person(
        place.posyandu, name="Hasnah", sex="P", born_on=days_ago(days.get(form, 27 * YEAR))
    )
    if form == "bumil":
        factories.make_pregnancy(someone, lmp_on=days_ago(160))
    if form == "nifas":
        kept = factories.make_pregnancy(someone, lmp_on=days_ago(290))
        with scope.system("test"):
            Pregnancy.objects.filter(pk=kept.pk).update(outcome="LAHIR_HIDUP", ended_on=days_ago(10))
            Delivery.objects.create(
                pregnancy=kept, delivered_at=timezone.now() - timedelta(days=10), desa=someone.desa
            )
    return someone


def shown(user: User, form: str, place: Place, language: str) -> set[str]:
    """The texts on the card of this form, each piece between two tags."""
    browser: Client = factories.logged_in(user)
    browser.cookies["ilp_bahasa"] = language
    day = factories.make_hari_buka(place.posyandu)
    at = reverse("posyandu:card", args=[day.pk, person_for(form, place).pk])
    page = browser.get(at, {"kartu": form}).content.decode()
    assert f'name="kartu" value="{form}"' in page
    return {unescape(piece).strip() for piece in re.findall(r">([^<]+)<", page)}


def test_every_word_of_reference_data_has_an_english_twin() -> None:
    words = set().union(*map(all_words, FORMS.values()))
    words |= {entry.label for entry in shipped().entries.values()}
    assert len(words) > 700
    with override("en"):
        # Programme words and codes are the same in both languages; these are sentences, which never are.
        assert [word for word in words if word.count(" ") >= 3 and gettext(word) == word] == []


@pytest.mark.parametrize("form", FORMS)
def test_no_indonesian_word_is_left_on_an_english_card(form: str, place: Place, siti: User) -> None:
    found = shown(siti, form, place, "en")
    with override("en"):
        indonesian = {word for word in all_words(FORMS[form]) if gettext(word) != word}
        title = gettext(FORMS[form].title)
        english = {gettext(word) for word in all_words(FORMS[form])}
    # An English word may be an Indonesian one elsewhere on the card.
    assert found & (indonesian - english) == set()
    assert title in found
    assert len(found & english) > 10


@pytest.mark.parametrize("form", FORMS)
def test_an_indonesian_card_says_what_the_reference_data_says(form: str, place: Place, siti: User) -> None:
    asked = [field for field in FORMS[form].fields.values() if not field.by_nakes and not field.when]
    found = shown(siti, form, place, "id")
    assert {field.label for field in asked if not field.is_sensitive} <= found
    assert FORMS[form].title in found


@pytest.mark.parametrize("form", FORMS)
def test_what_is_kept_exchanged_or_printed_stays_indonesian(form: str, place: Place, ratna: User) -> None:
    def derived() -> tuple[object, list[str]]:
        return json_schema(FORMS[form]), [
            column.heading for column in excel_columns(FORMS[form], sees_sensitive=True)
        ]

    someone, browser = person_for(form, place), factories.logged_in(ratna)
    at = reverse("posyandu:print_card", args=[someone.pk, form])
    before, printed = derived(), browser.get(at).content
    browser.cookies["ilp_bahasa"] = "en"
    with override("en"):
        assert derived() == before
    assert without_dates(browser.get(at).content) == without_dates(printed)


def without_dates(pdf: bytes) -> bytes:
    """A PDF without the moment and the mark of its making."""
    return re.sub(rb"/(CreationDate|ModDate) ?\([^)]*\)|/ID ?\[[^\]]*\]|<xmp.*?</xmp[^>]*>", b"", pdf)


def test_a_number_of_the_reference_data_is_found_by_its_english_name(budi: User) -> None:
    browser = factories.logged_in(budi)
    browser.cookies["ilp_bahasa"] = "en"
    page = browser.get(reverse("posyandu:reference"), {"cari": "fundal height"}).content.decode()
    assert "Fundal height is compared with gestational age from this week on" in page
    assert "TFU dibandingkan" not in page
