"""The network: read by everybody in the area, kept by its admins, and never deleted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import AuditLine, Scope, User
from ilp.access.roles import Role
from puskesmas.models import Catchment, Facility, WorkingArea
from puskesmas.services.scopes import rebuild_scopes
from tests import factories
from tests.conftest import Place
from tests.factories import logged_in
from tests.puskesmas.views.conftest import Far

pytestmark = pytest.mark.django_db
LIST, NEW, EDIT = "puskesmas:facilities", "puskesmas:new_facility", "puskesmas:edit_facility"
TODAY = timezone.localdate
SINCE = date(2026, 1, 1)


def typed(*lines: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    sent = {
        "name": "Mawar 9",
        "ilp_status": "BELUM",
        "opened_on": "2020-03-01",
        "bagian-TOTAL_FORMS": len(lines),
        "bagian-INITIAL_FORMS": 0,
        **more,
    }
    for number, (dusun, rw, rt) in enumerate(lines):
        sent |= {f"bagian-{number}-dusun": dusun, f"bagian-{number}-rw": rw, f"bagian-{number}-rt": rt}
    return sent


def new(user: User, kind: str, data: dict[str, Any]) -> Any:
    return logged_in(user).post(reverse(NEW) + f"?jenis={kind}", data)


def edit(user: User, facility: Facility, data: dict[str, Any]) -> Any:
    return logged_in(user).post(reverse(EDIT, args=[facility.pk]), data)


def kept(facility: Facility, *lines: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    since = facility.opened_on.isoformat() if facility.opened_on else ""
    return typed(*lines, **{"name": facility.name, "opened_on": since, **more})


def parts_of(posyandu: Facility) -> set[tuple[str, str, str, date, date | None]]:
    rows = Catchment.objects.filter(posyandu=posyandu)
    return set(rows.values_list("dusun", "rw", "rt", "valid_from", "valid_to"))


def served_by(facility: Facility) -> set[tuple[int, date, date | None]]:
    return set(WorkingArea.objects.filter(facility=facility).values_list("desa_id", "valid_from", "valid_to"))


def html_of(user: User, **query: Any) -> str:
    return logged_in(user).get(reverse(LIST), query).content.decode()


def trail() -> list[str]:
    with scope.system("test"):
        return [line.action for line in AuditLine.objects.filter(subject_type="facility").order_by("pk")]


# --- reading -------------------------------------------------------------------------------------------


def test_everybody_reads_the_network_of_the_own_area(
    place: Place, siti: User, ratna: User, admin: User, far: Far
) -> None:
    lurah = factories.make_user(Role.DESA_VIEWER, place.desa, "lurah")
    whole = html_of(admin)
    for name in (
        "Desa Bangkala",
        "Desa Boiya",
        "Puskesmas Maiwa (sejak 1 Jan 2015)",
        "Pustu Bangkala",
        "Melati 1",
    ):
        assert name in whole
    assert "Anggrek 1" not in whole
    for user in (siti, ratna, lurah):
        own = html_of(user)
        assert ("Mawar 1" in own, "Melati 1" in own, "Desa Boiya" in own) == (True, False, False)
        assert reverse(EDIT, args=[place.posyandu.pk]) not in own


def test_a_dinkes_reads_the_puskesmas_and_then_one_of_them(
    place: Place, budi: User, dewi: User, far: Far
) -> None:
    factories.make_desa("Tanpa Puskesmas", code="73.16.01.2009")

    rebuild_scopes()
    for user in (budi, dewi):
        html = html_of(user)
        assert "Puskesmas Maiwa" in html
        assert "Puskesmas Cenrana" in html
        assert "1 desa belum punya puskesmas: Desa Tanpa Puskesmas" in html
        one = html_of(user, puskesmas=far.puskesmas.pk)
        assert ("Anggrek 1" in one, "Mawar 1" in one) == (True, False)


@pytest.mark.parametrize("asked", ["999999", "abc", "-1", "99999999999"])
def test_a_puskesmas_that_is_not_there_is_not_found(budi: User, asked: str) -> None:
    assert logged_in(budi).get(reverse(LIST), {"puskesmas": asked}).status_code == 404


def test_a_puskesmas_of_others_is_not_found(siti: User, admin: User, far: Far) -> None:
    for user in (siti, admin):
        assert logged_in(user).get(reverse(LIST), {"puskesmas": far.puskesmas.pk}).status_code == 404


@pytest.mark.parametrize("query", ["", "?tutup=ya"])
def test_the_pages_cost_at_most_eight_statements(
    place: Place, admin: User, dewi: User, far: Far, query: str
) -> None:
    for n in range(12):
        factories.make_posyandu(place.desa, f"Kamboja {n}", rt=f"{n:03}")
    for user, more in ((admin, ""), (dewi, ""), (dewi, f"?puskesmas={place.puskesmas.pk}")):
        client = logged_in(user)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(LIST) + (more or query)).status_code == 200
        assert len(asked) <= 8
    client = logged_in(admin)
    for address in (
        reverse(NEW),
        reverse(EDIT, args=[place.posyandu.pk]),
        reverse(EDIT, args=[place.pustu.pk]),
    ):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= 8


# --- founding ------------------------------------------------------------------------------------------


def test_a_posyandu_is_founded_with_its_catchment(place: Place, admin: User) -> None:
    lines = (("Dusun  Timur", "1", "1, 2"), ("", "02", "003"), ("", "", ""))
    assert new(admin, "POSYANDU", typed(*lines, area=place.desa.pk)).status_code == 302
    made = Facility.objects.get(name="Mawar 9")
    assert (made.kind, made.area_id, made.parent_id) == ("POSYANDU", place.desa.pk, place.pustu.pk)
    start = date(2020, 3, 1)
    assert parts_of(made) == {
        ("Dusun Timur", "001", "001", start, None),
        ("Dusun Timur", "001", "002", start, None),
        ("", "002", "003", start, None),
    }
    assert trail() == ["facility.created"]
    assert "Dusun Timur · RW 001 · RT 001, 002 (sejak 1 Mar 2020)" in html_of(admin)


@pytest.mark.parametrize("kind", ["PUSTU", "POSKESDES"])
def test_a_pustu_answers_for_the_desa_it_stands_in(place: Place, admin: User, kind: str) -> None:
    assert new(admin, kind, typed(area=place.other_desa.pk)).status_code == 302
    made = Facility.objects.get(name="Mawar 9")
    assert (made.kind, made.parent_id) == (kind, place.puskesmas.pk)
    assert served_by(made) == {(place.other_desa.pk, date(2020, 3, 1), None)}


def test_only_the_dinkes_founds_a_puskesmas_and_hands_desa_over(
    place: Place, admin: User, dewi: User, ratna: User
) -> None:
    kecamatan = place.desa.parent
    assert kecamatan
    assert new(admin, "PUSKESMAS", typed(area=kecamatan.pk)).status_code == 403
    assert new(dewi, "PUSKESMAS", typed(area=kecamatan.pk, name="Puskesmas Boiya")).status_code == 302
    made = Facility.objects.get(name="Puskesmas Boiya")
    head = factories.make_user(Role.KEPALA_PUSKESMAS, made, "kepala_baru")
    page = logged_in(dewi).get(reverse(EDIT, args=[made.pk])).content.decode()
    assert "Desa Boiya (sekarang Puskesmas Maiwa)" in page
    data = kept(made, desa=[place.other_desa.pk], since=SINCE.isoformat())
    assert edit(dewi, made, data).status_code == 302
    assert served_by(made) == {(place.other_desa.pk, SINCE, None)}
    assert (place.other_desa.pk, factories.SINCE, SINCE - timedelta(days=1)) in served_by(place.puskesmas)
    assert Scope.objects.get(user=head).desa_ids == [place.other_desa.pk]
    assert Scope.objects.get(user=admin).desa_ids == [place.desa.pk]
    place.other_posyandu.refresh_from_db()
    assert place.other_posyandu.parent_id == made.pk


def test_a_puskesmas_never_just_lets_go_of_a_desa(place: Place, dewi: User) -> None:
    data = kept(place.puskesmas, desa=[place.desa.pk], since=SINCE.isoformat(), opened_on="")
    answer = edit(dewi, place.puskesmas, data)
    assert answer.status_code == 422
    assert "Desa Boiya harus tetap punya puskesmas" in answer.content.decode()
    assert len(served_by(place.puskesmas)) == 2


def test_nobody_founds_outside_the_area(admin: User, siti: User, budi: User, far: Far) -> None:
    assert new(admin, "POSYANDU", typed(area=far.desa.pk)).status_code == 422
    assert new(admin, "DINKES", typed(area=far.desa.pk)).status_code == 403
    for user in (siti, budi):
        assert new(user, "POSYANDU", typed(area=far.desa.pk)).status_code == 403
    assert not Facility.objects.filter(name="Mawar 9").exists()


@pytest.mark.parametrize(
    ("lines", "more", "words"),
    [
        ((("", "01", "001"),), {"name": "mawar 1"}, "mawar 1 sudah ada di Desa Bangkala"),
        ((("", "01", "001"),), {"name": " "}, "Isi nama fasilitas"),
        ((("", "01", "001"),), {"code": "P-1"}, "Kode P-1 sudah dipakai"),
        ((("", "01", "001"),), {"opened_on": "2999-01-01"}, "belum tiba"),
        ((("", "01", "001"),), {"opened_on": "kemarin"}, "Tanggal tidak dikenal"),
        ((("", "01", "001"),), {"area": ""}, "Pilih tempatnya"),
        ((("", "satu", "001"),), {}, "paling banyak 3 angka"),
        ((("", "01", "satu"),), {}, "paling banyak 3 angka"),
        ((("", "", "007"),), {}, "RT 007 sudah dilayani Kenanga"),
    ],
)
def test_a_refused_facility_says_why_and_keeps_what_was_typed(
    place: Place, admin: User, far: Far, lines: Any, more: dict[str, str], words: str
) -> None:
    factories.make_posyandu(place.desa, "Kenanga", rt="007")
    with scope.system("test"):
        Facility.objects.filter(pk=far.puskesmas.pk).update(code="P-1")
    before = Facility.objects.count()
    answer = new(admin, "POSYANDU", typed(*lines, **{"area": place.desa.pk, "address": "Jalan Ini", **more}))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert 'value="Jalan Ini"' in html
    assert f'value="{lines[0][2]}"' in html
    assert (Facility.objects.count(), trail()) == (before, [])


# --- changing and closing ------------------------------------------------------------------------------


def test_a_catchment_changes_from_a_day_on_and_the_past_stays(place: Place, admin: User) -> None:
    lines = (("", "01", "001"),)
    refused = edit(admin, place.posyandu, kept(place.posyandu, *lines))
    assert (refused.status_code, "Isi sejak kapan" in refused.content.decode()) == (422, True)
    assert (
        edit(admin, place.posyandu, kept(place.posyandu, *lines, since=SINCE.isoformat())).status_code == 302
    )
    assert parts_of(place.posyandu) == {
        ("", "", "", factories.SINCE, SINCE - timedelta(days=1)),
        ("", "001", "001", SINCE, None),
    }
    assert trail() == ["facility.changed"]


def test_nothing_changed_writes_nothing(place: Place, admin: User) -> None:
    assert edit(admin, place.posyandu, kept(place.posyandu)).status_code == 302
    assert edit(admin, place.pustu, kept(place.pustu, desa=[place.desa.pk])).status_code == 302
    assert trail() == []
    assert parts_of(place.posyandu) == {("", "", "", factories.SINCE, None)}


def test_the_page_sent_back_as_it_is_changes_nothing(place: Place, admin: User) -> None:
    """Also with the management values and the extra lines of the real page."""
    posyandu = factories.make_posyandu(place.desa, "Kenanga", rt="007")
    html = logged_in(admin).get(reverse(EDIT, args=[posyandu.pk])).content.decode()
    assert 'name="bagian-0-rt" value="007"' in html
    assert 'name="bagian-INITIAL_FORMS" value="1"' in html
    sent = kept(posyandu, ("", "", "007"), ("", "", ""), ("", "", ""), **{"bagian-INITIAL_FORMS": 1})
    assert edit(admin, posyandu, sent).status_code == 302
    assert (trail(), len(parts_of(posyandu))) == ([], 1)


def test_a_new_name_reaches_the_header_of_its_kader(place: Place, admin: User, siti: User) -> None:
    assert edit(admin, place.posyandu, kept(place.posyandu, name="Mawar Merah")).status_code == 302
    assert Scope.objects.get(user=siti).place_name == "Mawar Merah"


def test_a_pustu_takes_a_second_desa_and_its_bidan_with_it(place: Place, admin: User, ratna: User) -> None:
    data = kept(place.pustu, desa=[place.desa.pk, place.other_desa.pk], since=SINCE.isoformat(), opened_on="")
    assert edit(admin, place.pustu, data).status_code == 302
    assert Scope.objects.get(user=ratna).desa_ids == [place.desa.pk, place.other_desa.pk]
    data |= {"desa": [place.desa.pk], "since": TODAY().isoformat()}
    assert edit(admin, place.pustu, data).status_code == 302
    assert (place.other_desa.pk, SINCE, TODAY() - timedelta(days=1)) in served_by(place.pustu)
    assert Scope.objects.get(user=ratna).desa_ids == [place.desa.pk]


def test_a_far_desa_is_never_offered_or_taken(place: Place, admin: User, far: Far) -> None:
    data = kept(place.pustu, desa=[place.desa.pk, far.desa.pk], since=SINCE.isoformat(), opened_on="")
    assert edit(admin, place.pustu, data).status_code == 422
    assert served_by(place.pustu) == {(place.desa.pk, factories.SINCE, None)}


def test_closing_keeps_everything_and_can_be_taken_back(place: Place, admin: User, siti: User) -> None:
    closing = kept(place.posyandu, closed_on=TODAY().isoformat())
    client = logged_in(admin)
    answer = client.post(reverse(EDIT, args=[place.posyandu.pk]), closing, follow=True)
    html = answer.content.decode()
    assert "1 akun masih terikat pada Mawar 1" in html
    assert reverse(EDIT, args=[place.posyandu.pk]) not in html
    assert parts_of(place.posyandu) == {("", "", "", factories.SINCE, TODAY())}
    assert "Mawar 1" in html_of(admin, tutup="ya")
    assert edit(admin, place.posyandu, kept(place.posyandu, closed_on="")).status_code == 302
    assert parts_of(place.posyandu) == {("", "", "", factories.SINCE, None)}
    assert trail() == ["facility.closed", "facility.reopened"]


@pytest.mark.parametrize(
    ("on", "words"), [("2999-01-01", "belum tiba"), ("2014-12-31", "sebelum tanggal mulai")]
)
def test_a_closing_day_that_cannot_be_is_refused(place: Place, admin: User, on: str, words: str) -> None:
    answer = edit(admin, place.posyandu, kept(place.posyandu, closed_on=on))
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    place.posyandu.refresh_from_db()
    assert place.posyandu.closed_on is None


def test_a_puskesmas_with_desa_is_not_closed(place: Place, dewi: User) -> None:
    both = [place.desa.pk, place.other_desa.pk]
    answer = edit(dewi, place.puskesmas, kept(place.puskesmas, desa=both, closed_on=TODAY().isoformat()))
    assert answer.status_code == 422
    assert "Masih melayani" in answer.content.decode()


def test_others_do_not_change_it(place: Place, siti: User, ratna: User, kepala: User, budi: User, wati: User,
                                 admin: User, far: Far) -> None:  # fmt: skip
    data = kept(place.posyandu, name="Diubah")
    answers = {user.username: edit(user, place.posyandu, data).status_code
               for user in (siti, ratna, kepala, budi, wati)}  # fmt: skip
    assert answers == {"siti": 403, "ratna": 403, "kepala": 403, "budi": 403, "wati": 404}
    assert edit(admin, far.posyandu, data).status_code == 404
    assert edit(admin, far.puskesmas, data).status_code == 404
    assert edit(admin, place.puskesmas, data).status_code == 403
    assert not Facility.objects.filter(name="Diubah").exists()
