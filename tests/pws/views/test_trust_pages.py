"""Data quality, month closing, restatement log: who sees what, who may do what, how many statements."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import AuditLine, User
from ilp.access.roles import Role
from ilp.base import words
from ilp.base.dates import period_of, period_start
from ilp.base.ids import new_id
from posyandu.models import HariBuka, Visit
from puskesmas.models import Person
from pws.models import Alarm, Signature
from pws.services import refresh, trust
from pws.services.identities import count_identities
from tests import factories
from tests.conftest import Place

MOST_STATEMENTS = 10


@pytest.fixture
def period(settings: Any) -> int:
    settings.CLOSING_DAY = 5
    return period_of(timezone.localdate()) - 2


@factories.as_system
def weigh_all(children: list[Person], day: HariBuka, by: User) -> None:
    """Nine kilos each."""
    Visit.objects.bulk_create(
        Visit(
            id=new_id(), person=child, hari_buka=day, facility=day.posyandu, place="POSYANDU",
            measured_on=day.held_on, desa_id=child.desa_id, posyandu_of_residence_id=child.posyandu_id,
            age_days=(day.held_on - child.born_on).days,
            age_months=period_of(day.held_on) - period_of(child.born_on), weight_kg=9, kbm_g=200,
            rule_version="uji", recorded_by_id=by.pk,
        )
        for child in children
    )  # fmt: skip


CHILDREN = 25


@pytest.fixture
def month(place: Place, period: int, siti: User) -> list[Person]:
    """Children of Mawar 1, all of whom weigh whole kilos, the same in two months."""
    children = [
        factories.make_person(place.posyandu, born_on=date(period // 12 - 2, 5, 1), name=f"Anak {n:02d}")
        for n in range(CHILDREN)
    ]
    for back in (1, 0):
        on = period_start(period - back).replace(day=10)
        validated_at = timezone.make_aware(datetime.combine(on + timedelta(days=9), time(9)))
        day = factories.make_hari_buka(place.posyandu, on, state="DIVALIDASI", validated_at=validated_at)
        weigh_all(children, day, siti)
    for key in (period - 1, period):
        for desa in (place.desa, place.other_desa):
            refresh.refresh_key(desa_id=desa.pk, period=key)
    return children


def at(name: str, period: int, **more: Any) -> str:
    query = "&".join(f"{key}={value}" for key, value in {"bulan": words.month_param(period), **more}.items())
    return f"{reverse(name)}?{query}"


def html(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def line(page: str, name: str) -> str:
    start = page.index(f">{name}")
    return page[page.rindex("<tr", 0, start) : page.index("</tr>", start)]


def test_a_posyandu_is_judged_by_its_own_records(
    month: list[Person], place: Place, period: int, kepala: User
) -> None:
    found = line(html(factories.logged_in(kepala), at("pws:quality", period)), "Mawar 1")
    assert "Tepat waktu" in found
    assert "25 dari 25 sama persis" in found
    assert found.count("badge-bad") >= 2  # digits and copies
    assert "tanpa hari buka" not in found
    silent = line(html(factories.logged_in(kepala), at("pws:quality", period)), "Melati 1")
    assert "bulan tanpa hari buka" in silent
    assert "Tidak ada hari buka" in silent


def test_the_measurer_is_named_with_the_digits(
    month: list[Person], place: Place, period: int, kepala: User
) -> None:
    found = html(factories.logged_in(kepala), at("pws:quality", period, bagian="pengukur"))
    assert "Siti" in found
    assert "0:50 1:0" in found
    assert ">500<" in found  # heaping on 0 and 5
    assert ">90<" in found


def test_the_dinkes_sees_puskesmas_as_counts_and_no_names(
    month: list[Person], place: Place, period: int, budi: User
) -> None:
    factories.make_puskesmas(factories.make_desa("Cenrana"), name="Puskesmas Cenrana")
    from puskesmas.services.scopes import rebuild_scopes

    rebuild_scopes([budi])
    client = factories.logged_in(budi)
    found = html(client, at("pws:quality", period))
    assert "Puskesmas Maiwa" in found
    assert "Puskesmas Cenrana" in found
    assert "1 dari 2" in line(found, "Puskesmas Maiwa")
    twins = html(client, at("pws:quality", period, bagian="ganda"))
    assert "Anak 0" not in twins


def test_likely_duplicates_are_listed_by_name_and_the_reading_is_kept(
    place: Place, period: int, kepala: User
) -> None:
    people = [
        factories.make_person(post, name="Nur Aisyah", born_on=date(2024, 5, 17), mother_name="Siti")
        for post in (place.posyandu, place.other_posyandu)
    ]
    count_identities()
    found = html(factories.logged_in(kepala), at("pws:quality", period, bagian="ganda"))
    assert found.count("Nur Aisyah") == 2
    assert "nama, tanggal lahir dan ibu sama" in found
    with scope.system("test"):
        lines = AuditLine.objects.filter(action="person.listed", actor_id=kepala.pk)
        assert {one for row in lines for one in row.subject_ids} == {person.pk for person in people}


PAGES = ("pws:quality", "pws:closing", "pws:restatements")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["kepala", "budi"])
def test_pages_cost_few_statements_however_many_children(
    name: str, who: str, month: list[Person], place: Place, period: int, request: pytest.FixtureRequest
) -> None:
    client = factories.logged_in(request.getfixturevalue(who))
    signed(place, period, request.getfixturevalue("kepala"))
    client.get(at(name, period))
    with CaptureQueriesContext(connection) as statements:
        assert client.get(at(name, period)).status_code == 200
    assert len(statements) <= MOST_STATEMENTS, [one["sql"][:80] for one in statements.captured_queries]


def signed(place: Place, period: int, kepala: User) -> None:
    client = factories.logged_in(kepala)
    address = reverse("pws:sign_month", args=[place.puskesmas.pk])
    answer = client.post(f"{address}?bulan={words.month_param(period)}", {"note": "tidak ditunggu"})
    assert answer.status_code == 302, answer.content


def test_the_chain_by_its_buttons(
    month: list[Person], place: Place, period: int, ratna: User, kepala: User, budi: User
) -> None:
    query = f"?bulan={words.month_param(period)}"
    nakes, head, dinkes = (factories.logged_in(one) for one in (ratna, kepala, budi))
    offered = html(nakes, at("pws:closing", period))
    assert f'name="posyandu" value="{place.posyandu.pk}" checked' in offered
    sent = nakes.post(reverse("pws:sign_posyandu") + query, {"posyandu": place.posyandu.pk})
    assert sent.status_code == 302
    assert "Ratna" in html(head, at("pws:closing", period))
    refused = head.post(reverse("pws:sign_month", args=[place.puskesmas.pk]) + query, {"note": ""})
    assert refused.status_code == 422
    assert "1 posyandu belum ditandatangani" in refused.content.decode()
    signed(place, period, kepala)
    offered = html(dinkes, at("pws:closing", period, puskesmas=place.puskesmas.pk))
    assert "Setujui" in offered
    assert "Segel utuh" in offered
    approve = reverse("pws:approve_month", args=[place.puskesmas.pk]) + query
    assert dinkes.post(approve).status_code == 302
    with scope.system("test"):
        standing = Signature.objects.get(level="PUSKESMAS")
    reopen = reverse("pws:reopen_month", args=[standing.pk]) + query
    assert head.post(reopen, {"reason": "salah"}).status_code == 403  # approved: the Dinkes opens it
    assert nakes.post(reopen, {"reason": "salah"}).status_code == 403
    without = dinkes.post(reopen, {"reason": ""})
    assert without.status_code == 422
    assert "Tulis alasan membuka lagi" in without.content.decode()
    assert dinkes.post(reopen, {"reason": "posyandu terlambat"}).status_code == 302
    assert "Dibuka lagi" in html(head, at("pws:closing", period))


def test_a_broken_seal_is_said_in_red(month: list[Person], place: Place, period: int, kepala: User) -> None:
    signed(place, period, kepala)
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("update pws_signednumbers set body = replace(body, '[25,', '[24,')")
    assert "Segel rusak" in html(factories.logged_in(kepala), at("pws:closing", period))


def test_a_number_that_moved_is_shown_beside_the_signed_one(
    month: list[Person], place: Place, period: int, kepala: User, budi: User
) -> None:
    signed(place, period, kepala)
    with scope.system("test"):
        Visit.objects.filter(person=month[0], period=period).update(voided_at=timezone.now())
    refresh.refresh_key(desa_id=place.desa.pk, period=period)
    trust.log_restatements()
    for user in (kepala, budi):
        client = factories.logged_in(user)
        page = html(client, at("pws:closing", period, puskesmas=place.puskesmas.pk))
        assert "Berubah sejak ditandatangani" in page
        log = html(client, at("pws:restatements", period))
        assert "25/25 (100,0\xa0%)" in log
        assert "24/25 (96,0\xa0%)" in log
    assert "Semua angka masih" not in log


def test_boards_of_a_signed_month_ask_for_the_notice(
    month: list[Person], place: Place, period: int, kepala: User
) -> None:
    client = factories.logged_in(kepala)
    query = f"?bulan={words.month_param(period)}"
    notice = f"{reverse('pws:signed')}{query}&desa={place.desa.code}"
    boards = [reverse(name, args=[place.desa.code]) + query for name in ("pws:desa", "pws:situation")]
    assert [notice.replace("&", "&amp;") in html(client, board) for board in boards] == [False, False]
    assert "Ditandatangani" not in html(client, notice)

    signed(place, period, kepala)
    assert [notice.replace("&", "&amp;") in html(client, board) for board in boards] == [True, True]
    told = html(client, notice)
    assert "Ditandatangani" in told
    assert "Berubah sejak ditandatangani" not in told
    with scope.system("test"):
        Visit.objects.filter(person=month[0], period=period).update(voided_at=timezone.now())
    refresh.refresh_key(desa_id=place.desa.pk, period=period)
    assert "Berubah sejak ditandatangani" in html(client, notice)


def test_an_alarm_is_a_red_banner_for_who_steers(
    place: Place, period: int, kepala: User, ratna: User, budi: User
) -> None:
    with scope.system("test"):
        Alarm.objects.create(
            kind="IDENTITY", rule="N+T+O+B=D", desa_ids=[place.desa.pk], count=3, first_period=period,
            last_period=period, raised_at=timezone.now(),
        )  # fmt: skip
    far = factories.make_user(Role.KEPALA_PUSKESMAS, factories.make_puskesmas(factories.make_desa("Cenrana")))
    desa = reverse("pws:desa", args=[place.desa.code])
    seen = {user.username: "Angka PWS sedang diragukan" in html(factories.logged_in(user), address)
            for user, address in ((kepala, desa), (ratna, desa), (budi, desa), (far, "/"))}  # fmt: skip
    assert seen == {"kepala": True, "ratna": False, "budi": True, far.username: False}
    told = html(factories.logged_in(kepala), at("pws:quality", period))
    assert "3 desa-bulan melanggar N+T+O+B=D" in told
    assert "Bangkala" in told
