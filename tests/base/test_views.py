"""Signs of life answer quickly and truly; errors speak Indonesian; every page is locked down."""

import time

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory

from ilp.access.models import User
from ilp.base import views
from ilp.base.components import examples
from tests.factories import logged_in

NOBODY_LISTENS = "redis://127.0.0.1:9/0"


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that answers; the real one is the supervisor's business, and its tests'."""
    monkeypatch.setattr(views, "_ask_broker", lambda: True)


def test_ping_asks_nobody(visitor: Client) -> None:
    response = visitor.get("/ping")
    assert (response.status_code, response.content) == (200, b"pong")


@pytest.mark.django_db(transaction=True)
def test_health_is_good_with_database_and_broker(visitor: Client, broker: None) -> None:
    response = visitor.get("/health")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "database": True,
        "broker": True,
        "worker": False,
        "oldest_unrefreshed_s": 0.0,
        "version": settings.VERSION,
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("silent_s", "alive"), [(5, True), (90, False)])
def test_health_sees_the_worker_and_the_oldest_change(
    visitor: Client, broker: None, silent_s: int, alive: bool
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into pws_jobbeat values ('beat', now() - make_interval(secs => %s))", [silent_s]
        )
        cursor.execute(
            "insert into base_change (desa_id, period, changed_at) values (1, 24322, now() - interval '7 s')"
        )
    state = visitor.get("/health").json()
    assert state["worker"] is alive
    assert 7 <= state["oldest_unrefreshed_s"] < 9


@pytest.mark.django_db(transaction=True)
def test_health_is_bad_and_quick_without_a_broker(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", NOBODY_LISTENS)
    begun = time.monotonic()
    response = visitor.get("/health")
    assert time.monotonic() - begun < 2.5
    assert response.status_code == 503
    assert (response.json()["database"], response.json()["broker"]) == (True, False)


def test_health_is_bad_and_quick_without_a_database(
    visitor: Client, broker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = {"host": "127.0.0.1", "port": 9, "dbname": "ilp", "user": "ilp_app"}
    monkeypatch.setattr(views, "_database_parameters", lambda: dict(away))
    visitor.cookies[settings.SESSION_COOKIE_NAME] = "a-session-nobody-can-look-up"
    begun = time.monotonic()
    response = visitor.get("/health")
    assert time.monotonic() - begun < 2.5
    assert response.status_code == 503
    assert (response.json()["database"], response.json()["worker"]) == (False, False)


def test_health_does_not_wait_for_a_server_that_hangs(
    visitor: Client, broker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "_ask_database", lambda parameters: time.sleep(3))
    begun = time.monotonic()
    assert visitor.get("/health").status_code == 503
    assert time.monotonic() - begun < 2


@pytest.mark.django_db
def test_an_unknown_address_says_what_to_do(visitor: Client) -> None:
    response = visitor.get("/tidak-ada/")
    assert response.status_code == 404
    assert "Halaman ini tidak ada" in response.content.decode()


def test_a_broken_server_speaks_without_its_database() -> None:
    response = views.broken(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "belum disimpan" in response.content.decode()


@pytest.mark.django_db
def test_an_old_form_is_told_apart_from_a_missing_right() -> None:
    careful = Client(enforce_csrf_checks=True)
    response = careful.post("/masuk/", {"username": "siti", "password": "x"})
    assert response.status_code == 403
    assert response["X-ILP-CSRF"] == "stale"
    assert "kedaluwarsa" in response.content.decode()


@pytest.mark.django_db
def test_no_page_may_load_or_run_anything_of_others(visitor: Client) -> None:
    response = visitor.get("/masuk/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    html = response.content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert " onclick=" not in html
    assert "http://" not in html
    assert "https://" not in html


@pytest.mark.django_db
def test_the_language_of_the_browser_is_not_asked(visitor: Client) -> None:
    response = visitor.get("/masuk/", headers={"Accept-Language": "en-US"})
    assert '<html lang="id">' in response.content.decode()
    assert response["Content-Language"] == "id"


@pytest.mark.django_db
def test_a_person_may_choose_english(visitor: Client) -> None:
    visitor.post("/bahasa/setlang/", {"language": "en", "next": "/masuk/"})
    assert visitor.get("/masuk/")["Content-Language"] == "en"


@pytest.mark.django_db
def test_the_schema_is_for_people_who_logged_in(visitor: Client, siti: User) -> None:
    assert visitor.get("/api/schema/").status_code == 403
    assert logged_in(siti).get("/api/schema/").status_code == 200


@pytest.mark.django_db
def test_the_components_page_shows_every_component(rf: RequestFactory) -> None:
    html = views.components(rf.get("/components/")).content.decode()
    for status, word in examples()["statuses"]:
        assert f"badge-{status}" in html
        assert word in html
    assert html.count("<figure") == 4
