"""Two desa with something in every table that carries people: what may be seen, and what may not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from ilp.access import audit, scope
from ilp.access.models import User
from ilp.access.roles import Role
from ilp.base.ids import new_id
from posyandu.models import Delivery, Diagnosis, Finding, Given, HariBuka, Newborn, Pregnancy, Visit
from posyandu.services.attendance import attend
from posyandu.services.hari_buka import holiday_on
from posyandu.services.measured import Measured
from posyandu.services.visits import record_visit
from puskesmas.models import Area, Facility, Family, Person
from puskesmas.services.scopes import rebuild_scopes
from pws.models import Signature, SignedNumbers
from pws.services import refresh
from pws.services.identities import count_identities
from tests import factories
from tests.conftest import Place


@dataclass(frozen=True, slots=True)
class Corner:
    """One posyandu with a day that is open, and on it a child that was weighed and a mother who came."""

    posyandu: Facility
    family: Family
    child: Person
    mother: Person
    day: HariBuka
    visit: Visit


@dataclass(frozen=True, slots=True)
class World:
    """Siti's corner, another posyandu in the same desa, and Wati's in the other desa.

    Siti's posyandu also has a child that was not weighed yet, a planned and a closed day, and a day
    without one. A third desa belongs to another puskesmas.
    """

    sitis: Corner
    neighbours: Corner
    watis: Corner
    sibling: Person
    planned_day: HariBuka
    closed_day: HariBuka
    free_day: date
    puskesmas: Facility
    kabupaten: Area


def make_corner(posyandu: Facility, kader: User, word: str) -> Corner:
    """Everything a kader leaves behind on one day. `word` is part of every name, so that it can be found."""
    today = timezone.localdate()
    with scope.system("test"):
        family = Family.objects.create(
            id=new_id(), desa=posyandu.area, posyandu=posyandu, address=f"Jalan {word}", rt="002"
        )
    child = factories.make_person(
        posyandu, name=f"Anak {word}", sex="P", born_on=today - timedelta(days=400), family=family,
        mother_name=f"Ibu {word}", phone="081234567890",
    )  # fmt: skip
    mother = factories.make_person(
        posyandu, name=f"Ibu {word}", sex="P", born_on=today - timedelta(days=9_000), family=family
    )
    day = factories.make_hari_buka(posyandu)
    with transaction.atomic(), scope.of(kader):
        record_visit(
            day_id=day.pk,
            person_id=child.pk,
            measured=Measured(Decimal("9.1")),
            client_id=(visit_id := new_id()),
            by=kader,
        )
        attend(day_id=day.pk, person_id=mother.pk, by=kader)
        audit.record(
            "person.corrected", "person", [child.pk], desa_id=child.desa_id, changes={"name": child.name}
        )
    with scope.system("test"):
        visit = Visit.objects.get(pk=visit_id)
        leave_care(posyandu, child, mother, visit)
        return Corner(posyandu, family, child, mother, day, visit)


def leave_care(posyandu: Facility, child: Person, mother: Person, visit: Visit) -> None:
    """One row in every table of care, of the child or its mother."""
    today, desa = timezone.localdate(), posyandu.area
    here = {"desa": desa, "posyandu": posyandu}
    pregnancy = Pregnancy.objects.create(
        id=new_id(), person=mother, lmp_on=child.born_on - timedelta(days=280), first_known_on=child.born_on,
        outcome="LAHIR_HIDUP", ended_on=child.born_on, **here,
    )  # fmt: skip
    delivery = Delivery.objects.create(pregnancy=pregnancy, delivered_at=timezone.now(), **here)
    Newborn.objects.create(child=child, delivery=delivery, **here)
    Given.objects.create(
        id=new_id(), person=child, code="BCG", given_on=today, desa=desa, posyandu_of_residence=posyandu
    )
    Finding.objects.create(
        visit=visit, person=child, code="PENDEK", rule="RJK-BALITA-STUNTING", found_on=today,
        due_on=today + timedelta(days=14), rule_version="uji", **here,
    )  # fmt: skip
    Diagnosis.objects.create(id=new_id(), person=child, icd10="E44.0", diagnosed_on=today, **here)
    Diagnosis.objects.create(id=new_id(), person=mother, icd10="I10", diagnosed_on=today, **here)


def make_world(place: Place, siti: User, wati: User) -> World:
    """Everything above, counted."""
    today = timezone.localdate()
    far_desa = factories.make_desa("Cenrana", code="73.16.01.2003")
    factories.make_puskesmas(far_desa, name="Puskesmas Cenrana")
    rebuild_scopes()
    neighbour_post = factories.make_posyandu(place.desa, "Mawar 2", puskesmas=place.puskesmas)
    neighbour = factories.make_user(Role.KADER_POSYANDU, neighbour_post, "nia")
    made = World(
        make_corner(place.posyandu, siti, "Sitinur"),
        make_corner(neighbour_post, neighbour, "Nianur"),
        make_corner(place.other_posyandu, wati, "Watinur"),
        factories.make_person(
            place.posyandu, name="Adik Sitinur", sex="P", born_on=today - timedelta(days=410)
        ),
        factories.make_hari_buka(place.posyandu, today - timedelta(days=1), state=HariBuka.State.TERJADWAL),
        factories.make_hari_buka(place.posyandu, today - timedelta(days=2), state=HariBuka.State.DITUTUP),
        next(day for day in (today + timedelta(days=n) for n in range(3, 30)) if not holiday_on(day)),
        place.puskesmas,
        place.kabupaten,
    )  # fmt: skip
    refresh.refresh_stale()
    leave_trust(made)
    return made


def leave_trust(made: World) -> None:
    """A signed month, counted identities and a pair that may be one person: Siti's and Nia's child."""
    count_identities()
    mine, other, by = made.sitis, made.neighbours, User.objects.get(username="siti")
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into pws_likelyduplicate values (%s, %s, %s, %s, 'LAHIR_NAMA_MIRIP', 0.8)",
            [mine.child.pk, other.child.pk, mine.posyandu.area_id, other.posyandu.area_id],
        )
    with scope.system("test"):
        for corner in (mine, other, made.watis):
            desa = corner.posyandu.area_id
            signature = Signature.objects.create(
                level="POSYANDU", facility=corner.posyandu, desa_ids=[desa], period=24_000, version=1,
                state="FINAL", head="{}", sha256="0", signed_by_id=by.pk, signed_at=timezone.now(),
            )  # fmt: skip
            SignedNumbers.objects.create(
                signature=signature, desa_id=desa, posyandu_id=corner.posyandu.pk, body="{}"
            )


@pytest.fixture
def world(place: Place, siti: User, wati: User) -> World:
    return make_world(place, siti, wati)
