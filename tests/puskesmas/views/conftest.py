"""The two who manage: the admin of the cast's puskesmas, and the admin of its Dinkes; and a far puskesmas."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ilp.access.models import User
from ilp.access.roles import Role
from puskesmas.models import Area, Facility
from puskesmas.services.scopes import rebuild_scopes
from tests import factories
from tests.conftest import Place


@dataclass(frozen=True, slots=True)
class Far:
    """Another puskesmas of the same kabupaten, with a desa, a posyandu and its kader."""

    puskesmas: Facility
    desa: Area
    posyandu: Facility
    kader: User


@pytest.fixture
def far(place: Place) -> Far:
    desa = factories.make_desa("Cenrana", code="73.16.01.2003")
    puskesmas = factories.make_puskesmas(desa, name="Puskesmas Cenrana")
    posyandu = factories.make_posyandu(desa, "Anggrek 1", puskesmas=puskesmas)
    rebuild_scopes()
    return Far(puskesmas, desa, posyandu, factories.make_user(Role.KADER_POSYANDU, posyandu, "jauh"))


@pytest.fixture
def admin(place: Place) -> User:
    return factories.make_user(Role.ADMIN_PUSKESMAS, place.puskesmas, "admin")


@pytest.fixture
def dewi(place: Place) -> User:
    """Admin of the Dinkes."""
    return factories.make_user(Role.DINKES_ADMIN, place.kabupaten, "dewi")
