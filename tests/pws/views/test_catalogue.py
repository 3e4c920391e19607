"""The catalogue on the screen: every indicator in words, by chapter or by what is looked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from ilp.access.models import User
from pws.indicators import CATALOGUE, CHAPTERS, VERSIONS
from pws.models import Target
from pws.selectors.matrix import MAIN
from pws.views.explained import divided_by, kind_words, valid_words
from tests import factories
from tests.conftest import Place


@pytest.fixture
def reader(siti: User) -> Client:
    return factories.logged_in(siti)


def page(reader: Client, **asked: str) -> str:
    answer = reader.get("/pws/indikator/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def shown(text: str) -> set[str]:
    return {code for code in CATALOGUE if f'id="{code}"' in text}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_shows_its_indicators_and_no_others(reader: Client, chapter: str) -> None:
    text = page(reader, bab=chapter)
    assert shown(text) == {one.code for one in CHAPTERS[chapter]}
    for one in CHAPTERS[chapter]:
        assert escape(str(one.definition)) in text
        assert escape(kind_words(one)) in text
        assert escape(divided_by(one)) in text
        assert not one.missing or escape(str(one.missing)) in text


def test_without_a_chapter_the_main_ones_are_shown(reader: Client) -> None:
    assert shown(page(reader)) == set(MAIN)
    assert shown(page(reader, bab="tidak-ada")) == set(MAIN)


def test_search_looks_in_all_chapters_for_every_word(reader: Client) -> None:
    assert shown(page(reader, cari="zero-dose")) == {"IMU-ZD"}
    both = shown(page(reader, cari="hipertensi TERKENDALI", bab="imunisasi"))
    assert both == {"PTM-HTKONTROL"}
    assert "Tidak ada indikator yang cocok." in page(reader, cari="<b>tidak ada</b>")


def test_denominators_are_said_with_their_share(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    a_fifth = replace(CATALOGUE["IMU-HB0"], sp_share=Fraction(1, 5), denominator=None)
    monkeypatch.setitem(VERSIONS, "IMU-HB0", (a_fifth,))
    text = page(reader, cari="IMU-HB0 24")
    assert "<dd>sasaran proyeksi setahun (SP): 20,0\xa0% × Bayi lahir hidup</dd>" in text
    assert "<dd>semua desa</dd>" in page(reader, cari="IMU-UCI")
    assert "<dd>Feb, Agu</dd>" in page(reader, cari="GIZ-VITABAYI")


def test_the_target_is_that_of_the_own_kabupaten(reader: Client, place: Place) -> None:
    year, code = timezone.localdate().year, place.desa.code[:5]
    Target.objects.create(indicator="GIZ-DS", year=year, regency_code=code, percent=Decimal(91))
    assert "91\xa0% (makin tinggi makin baik)" in page(reader, cari="GIZ-DS")


def test_an_earlier_version_is_told_with_its_time(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    now = VERSIONS["GIZ-DS"][-1]
    before = replace(now, definition="Yang dulu.", valid_to=date(2024, 12, 31))
    monkeypatch.setitem(VERSIONS, "GIZ-DS", (before, replace(now, valid_from=date(2025, 1, 1))))
    text = page(reader, cari="GIZ-DS")
    assert "Yang dulu." in text
    assert valid_words(before) == "Januari 2020 sampai Desember 2024"
    assert "Definisi sebelumnya, Januari 2020 sampai Desember 2024" in text
    assert "sejak Januari 2025" in text
