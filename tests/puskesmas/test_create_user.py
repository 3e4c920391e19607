"""The very first admin comes from the command line."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ilp.access.models import User
from tests.conftest import Place

pytestmark = pytest.mark.django_db


def create(username: str, role: str, place: object) -> None:
    call_command("create_user", username, "--role", role, "--place", str(place), "--name", "Rina Lestari")


@pytest.mark.parametrize("role", ["DINKES_ADMIN", "ADMIN_PUSKESMAS"])
def test_it_prints_the_one_time_password(place: Place, capsys: pytest.CaptureFixture[str], role: str) -> None:
    create("Rina", role, place.kabupaten.code if role == "DINKES_ADMIN" else place.puskesmas.pk)
    found = re.search(r"(\w{4}-\w{4}-\w{4})$", capsys.readouterr().out.strip())
    assert found
    user = User.objects.select_related("scope").get(username="rina")
    assert user.check_password(found[1])
    assert (user.must_change_password, user.role) == (True, role)
    assert user.scope.desa_ids == [place.desa.pk, place.other_desa.pk]


@pytest.mark.parametrize(
    ("role", "where", "words"),
    [
        ("DINKES_ADMIN", "99.99", "Wilayah 99.99 belum ada"),
        ("DINKES_ADMIN", "73.16.01.2001", "terikat pada Kabupaten/Kota"),
        ("ADMIN_PUSKESMAS", "tidak-ada", "Tidak ada Puskesmas"),
        ("KADER_POSYANDU", "99999999", "Tidak ada Posyandu"),
    ],
)
def test_a_place_that_does_not_fit_is_refused(place: Place, role: str, where: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        create("rina", role, where)
    assert not User.objects.exists()


def test_a_taken_name_is_refused(place: Place, siti: User) -> None:
    with pytest.raises(CommandError, match="siti sudah dipakai"):
        create("siti", "ADMIN_PUSKESMAS", place.puskesmas.pk)
