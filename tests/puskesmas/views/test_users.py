"""Accounts: opened, changed and closed by an admin, and never beyond what the admin may grant."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ilp.access import scope
from ilp.access.models import AuditLine, Scope, Session, User
from ilp.access.roles import GRANTS, RIGHTS, Can, Role
from puskesmas.models import Area, Facility, WorkingArea
from puskesmas.selectors.users import USERS_PER_PAGE
from tests import factories
from tests.conftest import Place
from tests.factories import PASSWORD, logged_in
from tests.puskesmas.views.conftest import Far

pytestmark = pytest.mark.django_db
NEW = "puskesmas:new_user"


def typed(role: Role, at: Area | Facility, **more: str) -> dict[str, Any]:
    return {"role": role.value, "username": "nur.hayati", "full_name": "Nur Hayati", "place": at.pk, **more}


def post(user: User, name: str, data: dict[str, Any], *args: Any) -> Any:
    return logged_in(user).post(reverse(name, args=args), data)


def password_in(answer: Any) -> str:
    found = re.search(r'id="sandi">([^<]+)<', answer.content.decode())
    assert found
    return found[1]


def trail() -> list[AuditLine]:
    with scope.system("test"):
        return list(AuditLine.objects.filter(action__startswith="user.").order_by("pk"))


def state_of(user: User) -> tuple[Any, ...]:
    user.refresh_from_db()
    kept = Scope.objects.get(user=user)
    return (user.full_name, user.role, user.area_code, user.facility_id, user.is_active, user.password,
            kept.desa_ids, kept.posyandu_ids, kept.sees_names)  # fmt: skip


def place_for(role: Role, place: Place) -> Area | Facility:
    if role in {Role.DINKES_ADMIN, Role.DINKES_SUPERVISOR}:
        return place.kabupaten
    if role in {Role.KADER_PUSTU, Role.DESA_VIEWER}:
        return place.desa
    return {Role.KADER_POSYANDU: place.posyandu, Role.NAKES_PUSTU: place.pustu}.get(role, place.puskesmas)


# --- opening -------------------------------------------------------------------------------------------


def test_a_new_kader_gets_a_password_once_and_must_change_it(place: Place, admin: User) -> None:
    answer = post(admin, NEW, typed(Role.KADER_POSYANDU, place.posyandu, username="Nur.Hayati"))
    password = password_in(answer)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    user = User.objects.get(username="nur.hayati")
    assert (user.full_name, user.role, user.facility_id) == (
        "Nur Hayati",
        "KADER_POSYANDU",
        place.posyandu.pk,
    )
    assert user.must_change_password
    assert user.check_password(password)
    assert Scope.objects.get(user=user).posyandu_ids == [place.posyandu.pk]
    assert password not in logged_in(admin).get(reverse("puskesmas:users")).content.decode()


def test_the_password_opens_the_door_and_leads_to_a_new_one(place: Place, admin: User, visitor: Any) -> None:
    password = password_in(post(admin, NEW, typed(Role.KADER_POSYANDU, place.posyandu)))
    answer = visitor.post("/masuk/", {"username": "nur.hayati", "password": password})
    assert answer.status_code == 302
    assert visitor.get("/sesi/")["Location"] == "/sandi/"


def test_two_passwords_are_never_the_same(place: Place, admin: User, siti: User) -> None:
    given = {password_in(post(admin, "puskesmas:reset_password", {}, siti.pk)) for _try in range(5)}
    assert len(given) == 5
    assert all(re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", password) for password in given)


def test_the_trail_knows_who_opened_it_and_never_the_password(
    place: Place, admin: User, kepala: User
) -> None:
    password = password_in(post(admin, NEW, typed(Role.NAKES_PUSKESMAS, place.puskesmas)))
    line = AuditLine.objects.get(action="user.created")
    user = User.objects.get(username="nur.hayati")
    assert (line.actor_id, line.desa_id) == (admin.pk, place.desa.pk)
    assert line.changes == {
        "user": user.pk, "username": "nur.hayati", "role": "NAKES_PUSKESMAS", "place": "Puskesmas Maiwa",
    }  # fmt: skip
    assert password not in str(list(AuditLine.objects.values()))
    assert "membuat akun" in logged_in(kepala).get("/jejak/").content.decode()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"username": "siti"}, "Nama pengguna siti sudah dipakai"),
        ({"username": "SITI"}, "Nama pengguna siti sudah dipakai"),
        ({"username": "nur hayati"}, "tanpa spasi"),
        ({"username": "nu"}, "3 sampai 60"),
        ({"full_name": " "}, "Isi nama lengkap"),
        ({"place": ""}, "Pilih tempat tugas"),
        ({"place": "999999"}, "tidak ada di wilayah Anda"),
        ({"place": "abc"}, "tidak ada di wilayah Anda"),
    ],
)
def test_a_refused_account_says_why_and_keeps_what_was_typed(
    place: Place, admin: User, siti: User, more: dict[str, str], words: str
) -> None:
    answer = post(admin, NEW, typed(Role.KADER_POSYANDU, place.posyandu, **more))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert f'value="{more.get("username", "nur.hayati")}"' in html
    assert set(User.objects.values_list("username", flat=True)) == {"admin", "siti"}


def test_the_role_comes_first_and_offers_its_places(place: Place, admin: User, far: Far) -> None:
    client = logged_in(admin)
    roles = client.get(reverse(NEW)).content.decode()
    assert set(re.findall(r"\?peran=(\w+)", roles)) == set(GRANTS[Role.ADMIN_PUSKESMAS])
    form = client.get(reverse(NEW), {"peran": "KADER_POSYANDU"}).content.decode()
    assert ("Mawar 1" in form, "Melati 1" in form, "Anggrek 1" in form) == (True, True, False)


# --- escalation ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("granter", list(Role))
def test_nobody_grants_more_than_the_table_of_grants(place: Place, granter: Role, role: Role) -> None:
    by = factories.make_user(granter, place_for(granter, place), "pemberi")
    answer = post(by, NEW, typed(role, place_for(role, place)))
    if Can.MANAGE not in RIGHTS[granter]:
        assert answer.status_code == 403
    else:
        assert answer.status_code == (200 if role in GRANTS[granter] else 422)
    made = User.objects.exclude(pk=by.pk)
    assert [user.role for user in made] == ([role] if role in GRANTS.get(granter, ()) else [])
    if made:
        assert set(made[0].scope.desa_ids) <= set(by.scope.desa_ids)


def test_only_managers_grant_and_nobody_the_own_role() -> None:
    assert {role for role in Role if Can.MANAGE in RIGHTS[role]} == set(GRANTS)
    assert all(role not in grants for role, grants in GRANTS.items())


def test_an_admin_binds_nobody_to_a_place_outside_the_area(admin: User, far: Far) -> None:
    for role, place in (
        (Role.KADER_POSYANDU, far.posyandu),
        (Role.NAKES_PUSKESMAS, far.puskesmas),
        (Role.KADER_PUSTU, far.desa),
    ):
        assert post(admin, NEW, typed(role, place)).status_code == 422
    assert not User.objects.filter(username="nur.hayati").exists()


def test_a_pustu_that_also_serves_a_far_desa_gives_nobody_that_desa(
    place: Place, admin: User, ratna: User, far: Far
) -> None:
    with scope.system("test"):
        WorkingArea.objects.create(
            facility=place.pustu, kind="PUSTU", desa=far.desa, valid_from=factories.SINCE
        )
    assert post(admin, NEW, typed(Role.NAKES_PUSTU, place.pustu)).status_code == 422
    assert logged_in(admin).get(reverse("puskesmas:edit_user", args=[ratna.pk])).status_code == 404


def test_a_role_is_not_bound_to_the_wrong_kind_of_place(place: Place, admin: User) -> None:
    assert post(admin, NEW, typed(Role.KADER_POSYANDU, place.puskesmas)).status_code == 422
    assert post(admin, NEW, typed(Role.NAKES_PUSKESMAS, place.posyandu)).status_code == 422


def test_an_account_outside_the_area_is_not_found(admin: User, far: Far) -> None:
    before = state_of(far.kader)
    client = logged_in(admin)
    address = reverse("puskesmas:edit_user", args=[far.kader.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, {"full_name": "X", "role": "KADER_POSYANDU"}).status_code == 404
    assert post(admin, "puskesmas:reset_password", {}, far.kader.pk).status_code == 404
    assert state_of(far.kader) == before
    assert "jauh" not in client.get(reverse("puskesmas:users")).content.decode()


def test_a_dinkes_of_another_kabupaten_finds_nobody(dewi: User, siti: User) -> None:
    with scope.system("test"):
        other = Area.objects.create(
            code="73.1", name="Lain", level="kabupaten", kind="Kabupaten", parent=Area.objects.get(code="73")
        )
    stranger = factories.make_user(Role.DINKES_ADMIN, other, "asing")
    assert logged_in(stranger).get(reverse("puskesmas:edit_user", args=[siti.pk])).status_code == 404
    assert logged_in(dewi).get(reverse("puskesmas:edit_user", args=[siti.pk])).status_code == 200


@pytest.mark.parametrize("who", ["kepala", "admin", "second"])
def test_an_admin_leaves_heads_colleagues_and_itself_alone(
    place: Place, admin: User, kepala: User, who: str
) -> None:
    second = factories.make_user(Role.ADMIN_PUSKESMAS, place.puskesmas, "kedua")
    target = {"kepala": kepala, "admin": admin, "second": second}[who]
    before = state_of(target)
    more = {"full_name": "Lain", "role": "NAKES_PUSKESMAS", "place": place.puskesmas.pk, "is_active": "on"}
    assert post(admin, "puskesmas:edit_user", more, target.pk).status_code == 403
    assert post(admin, "puskesmas:reset_password", {}, target.pk).status_code == 403
    assert state_of(target) == before


def test_a_dinkes_admin_cannot_change_the_own_account(place: Place, dewi: User) -> None:
    before = state_of(dewi)
    more = {"full_name": "Dewi", "role": "NAKES_PUSKESMAS", "place": place.puskesmas.pk, "is_active": "on"}
    assert post(dewi, "puskesmas:edit_user", more, dewi.pk).status_code == 403
    assert state_of(dewi) == before


@pytest.mark.parametrize(
    "role", ["KEPALA_PUSKESMAS", "ADMIN_PUSKESMAS", "DINKES_ADMIN", "DESA_VIEWER", "RAJA"]
)
def test_an_admin_raises_nobody_to_a_role_it_may_not_grant(
    place: Place, admin: User, siti: User, role: str
) -> None:
    before = state_of(siti)
    more = {"full_name": "Siti", "role": role, "place": place.puskesmas.pk, "is_active": "on"}
    answer = post(admin, "puskesmas:edit_user", more, siti.pk)
    assert answer.status_code == 422
    assert "tidak dapat Anda berikan" in answer.content.decode()
    assert state_of(siti) == before


# --- changing, closing ---------------------------------------------------------------------------------


def test_a_kader_becomes_the_kader_of_another_posyandu(place: Place, admin: User, siti: User) -> None:
    more = {"full_name": "Siti Aminah", "role": "KADER_POSYANDU", "is_active": "on"}
    answer = post(admin, "puskesmas:edit_user", {**more, "place": place.other_posyandu.pk}, siti.pk)
    assert (answer.status_code, answer["Location"]) == (302, reverse("puskesmas:users"))
    siti = User.objects.select_related("scope").get(pk=siti.pk)
    assert (siti.full_name, siti.facility_id) == ("Siti Aminah", place.other_posyandu.pk)
    assert siti.scope.desa_ids == [place.other_desa.pk]
    line = AuditLine.objects.get(action="user.changed")
    assert line.changes == {
        "user": siti.pk,
        "username": "siti",
        "full_name": "Siti Aminah",
        "facility_id": place.other_posyandu.pk,
    }


def test_a_role_changes_with_its_place_and_its_scope(place: Place, admin: User, siti: User) -> None:
    client = logged_in(admin)
    address = reverse("puskesmas:edit_user", args=[siti.pk])
    assert "Desa Boiya" in client.get(address, {"peran": "KADER_PUSTU"}).content.decode()
    more = {"full_name": "Siti", "role": "KADER_PUSTU", "place": place.other_desa.pk, "is_active": "on"}
    assert client.post(address, more).status_code == 302
    siti = User.objects.select_related("scope").get(pk=siti.pk)
    assert (siti.role, siti.area_code, siti.facility_id) == ("KADER_PUSTU", place.other_desa.code, None)
    assert (siti.scope.desa_ids, siti.scope.posyandu_ids) == ([place.other_desa.pk], None)


def test_a_closed_account_is_out_at_once_and_can_come_back(
    place: Place, admin: User, siti: User, visitor: Any
) -> None:
    working = logged_in(siti)
    more = {"full_name": "Siti", "role": "KADER_POSYANDU", "place": place.posyandu.pk}
    assert post(admin, "puskesmas:edit_user", more, siti.pk).status_code == 302
    assert not Session.objects.filter(user=siti).exists()
    assert working.get("/sesi/").status_code == 302
    assert visitor.post("/masuk/", {"username": "siti", "password": PASSWORD}).status_code == 422
    closed = logged_in(admin).get(reverse("puskesmas:users"), {"akun": "tutup"}).content.decode()
    assert "Ditutup" in closed
    assert "Siti" in closed
    assert post(admin, "puskesmas:edit_user", {**more, "is_active": "on"}, siti.pk).status_code == 302
    assert visitor.post("/masuk/", {"username": "siti", "password": PASSWORD}).status_code == 302
    assert [line.action for line in trail()] == ["user.closed", "user.reopened"]


def test_an_account_of_a_closed_posyandu_can_still_be_closed(place: Place, admin: User, siti: User) -> None:
    with scope.system("test"):
        Facility.objects.filter(pk=place.posyandu.pk).update(closed_on="2026-01-31")
    more = {"full_name": "Siti", "role": "KADER_POSYANDU", "place": place.posyandu.pk}
    assert post(admin, "puskesmas:edit_user", more, siti.pk).status_code == 302
    siti.refresh_from_db()
    assert not siti.is_active
    assert post(admin, NEW, typed(Role.KADER_POSYANDU, place.posyandu)).status_code == 422


def test_nothing_changed_writes_nothing(place: Place, admin: User, siti: User) -> None:
    more = {"full_name": "Siti", "role": "KADER_POSYANDU", "place": place.posyandu.pk, "is_active": "on"}
    assert post(admin, "puskesmas:edit_user", more, siti.pk).status_code == 302
    assert not AuditLine.objects.filter(action__startswith="user.").exists()


def test_a_new_password_ends_the_old_one_and_every_session(admin: User, siti: User, visitor: Any) -> None:
    working = logged_in(siti)
    answer = post(admin, "puskesmas:reset_password", {}, siti.pk)
    password = password_in(answer)
    assert "no-store" in answer["Cache-Control"]
    assert working.get("/sesi/").status_code == 302
    assert visitor.post("/masuk/", {"username": "siti", "password": PASSWORD}).status_code == 422
    assert visitor.post("/masuk/", {"username": "siti", "password": password}).status_code == 302
    siti.refresh_from_db()
    assert siti.must_change_password
    (line,) = trail()
    assert line.action == "user.password_reset"
    assert line.changes == {"user": siti.pk, "username": "siti"}


# --- the list ------------------------------------------------------------------------------------------


def names_in(user: User, **query: Any) -> set[str]:
    html = logged_in(user).get(reverse("puskesmas:users"), query).content.decode()
    return set(re.findall(r'row-detail">([\w.]+)<', html))


def test_the_list_holds_the_accounts_of_the_area_and_no_other(
    place: Place,
    admin: User,
    siti: User,
    wati: User,
    ratna: User,
    kepala: User,
    budi: User,
    far: Far,
    dewi: User,
) -> None:
    factories.make_user(Role.DESA_VIEWER, place.desa, "lurah")
    own = {"admin", "siti", "wati", "ratna", "kepala", "lurah"}
    assert names_in(admin) == own
    assert names_in(dewi) == own | {"budi", "dewi", "jauh"}
    assert names_in(admin, peran="KADER_POSYANDU") == {"siti", "wati"}
    assert names_in(admin, tempat=place.other_desa.pk) == {"wati"}
    assert names_in(dewi, tempat=far.puskesmas.pk) == {"jauh"}
    assert names_in(admin, cari="RAT") == {"ratna"}
    assert names_in(admin, cari="tidak ada") == set()
    assert names_in(admin, tempat="abc", peran="x", hal="-1") == own


def test_a_long_list_has_pages(place: Place, admin: User) -> None:
    with scope.system("test"):
        User.objects.bulk_create(
            User(username=f"k{n:03}", full_name=f"K {n:03}", role=Role.KADER_PUSTU, area_code=place.desa.code)
            for n in range(USERS_PER_PAGE + 5)
        )
    first, second = names_in(admin), names_in(admin, hal="2")
    assert (len(first), len(second)) == (USERS_PER_PAGE, 6)
    assert not first & second


@pytest.mark.parametrize("address", ["puskesmas:users", NEW])
def test_a_page_costs_at_most_eight_statements(
    place: Place, admin: User, siti: User, wati: User, address: str
) -> None:
    client = logged_in(admin)
    for path in (reverse(address), reverse(address) + "?peran=KADER_POSYANDU"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= 8
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("puskesmas:edit_user", args=[siti.pk])).status_code == 200
    assert len(asked) <= 8
