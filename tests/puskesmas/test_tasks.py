"""What the night does for places and people."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from ilp.access.models import Scope, User
from puskesmas.models import WorkingArea
from puskesmas.tasks import renew_scopes
from tests.conftest import Place


def test_a_desa_leaves_the_scope_when_its_working_area_ended(place: Place, kepala: User) -> None:
    assert set(Scope.objects.get(user=kepala).desa_ids) == {place.desa.pk, place.other_desa.pk}
    WorkingArea.objects.filter(facility=place.puskesmas, desa=place.other_desa).update(
        valid_to=timezone.localdate() - timedelta(days=1)
    )
    renew_scopes()
    assert Scope.objects.get(user=kepala).desa_ids == [place.desa.pk]
