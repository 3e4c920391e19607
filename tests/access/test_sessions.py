"""Every login is listed to its owner, and can be ended by nobody else."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from ilp.access.devices import device_name, mark_of
from ilp.access.models import Session, User
from tests.factories import logged_in

pytestmark = pytest.mark.django_db


def key_of(user: User) -> str:
    return Session.objects.filter(user=user).values_list("session_key", flat=True).get()


def test_it_lists_own_sessions_only_and_never_their_keys(siti: User, wati: User) -> None:
    other = logged_in(wati)
    html = logged_in(siti).get("/sesi/").content.decode()
    assert html.count("Perangkat ini") == 1
    assert html.count("row-name") == 1
    assert key_of(siti) not in html
    assert mark_of(key_of(wati)) not in html
    assert other.get("/sesi/").status_code == 200


def test_it_ends_another_session_of_the_same_user(siti: User) -> None:
    lost = logged_in(siti)
    mark = mark_of(key_of(siti))
    here = logged_in(siti)
    assert here.post(f"/sesi/{mark}/akhiri/")["Location"] == "/sesi/"
    assert lost.get("/sesi/").status_code == 302
    assert here.get("/sesi/").status_code == 200


def test_it_does_not_end_the_session_of_somebody_else(siti: User, wati: User) -> None:
    other = logged_in(wati)
    assert logged_in(siti).post(f"/sesi/{mark_of(key_of(wati))}/akhiri/").status_code == 404
    assert other.get("/sesi/").status_code == 200


def test_an_expired_session_lets_nobody_in(siti: User) -> None:
    client = logged_in(siti)
    with time_machine.travel(timezone.now() + timedelta(hours=12, seconds=1)):
        assert client.get("/sesi/").status_code == 302


def test_a_session_keeps_the_time_it_began_when_it_is_saved_again(siti: User) -> None:
    client = logged_in(siti)
    began = Session.objects.get().created_at
    session = client.session
    session["pilihan"] = "lansia"
    session.save()
    saved = Session.objects.get()
    assert saved.created_at == began
    assert saved.user_id == siti.pk


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/80 Mobile Safari/537.36",
            "Chrome di Android",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox di Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "Safari di iPhone",
        ),
        ("", "Peramban lain di perangkat lain"),
    ],
)
def test_a_device_has_a_name_in_words(agent: str, name: str) -> None:
    assert device_name(agent) == name
