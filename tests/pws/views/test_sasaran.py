"""The page of yearly sasaran: both denominators, versions, typing, rights, and its statements."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import AuditLine, User
from ilp.access.roles import Role
from puskesmas.models import Sasaran, SasaranParameter
from puskesmas.rules.sasaran import SasaranKind
from puskesmas.services.sasaran import Figure, Letter, keep_sasaran
from pws.selectors.denominators import COUNTING
from pws.services import refresh
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year
MOST_STATEMENTS = 10
SCHOOL = SasaranKind.PENDIDIKAN_DASAR


@pytest.fixture
def admin(place: Place) -> Client:
    return factories.logged_in(factories.make_user(Role.ADMIN_PUSKESMAS, place.puskesmas, "admin"))


@pytest.fixture
def dinkes(place: Place) -> Client:
    return factories.logged_in(factories.make_user(Role.DINKES_ADMIN, place.kabupaten, "dinkes"))


@pytest.fixture
def figures(place: Place) -> None:
    """84 and 64 of school age by letter, 7 and 3 old people registered."""
    for posyandu, count in ((place.posyandu, 7), (place.other_posyandu, 3)):
        for _ in range(count):
            factories.make_person(posyandu, born_on=date(1950, 1, 1))
    with scope.system("test"):
        keep_sasaran(
            year=YEAR, letter=Letter("RESMI", "440/12/DINKES", "Kepala Dinas"), by=None,
            figures=[
                Figure(place.desa.pk, SCHOOL, 84),
                Figure(place.other_desa.pk, SCHOOL, 64),
                Figure(place.desa.pk, SasaranKind.LANSIA, 9),
            ],
        )  # fmt: skip
    refresh.refresh_stale()


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def row(text: str, kind: SasaranKind) -> list[str]:
    """What stands in the cells of a kind, without markup."""
    found = re.search(rf'<th scope="row" class="fig-place">{re.escape(str(kind.label))}</th>(.*?)</tr>', text)
    assert found, kind
    cells = re.findall(r"<td[^>]*>(.*?)</td>", found[1])
    return [unescape(" ".join(re.sub(r"<[^>]+>", " ", cell).split())) for cell in cells]


def figure_page(place: Place, kind: str = SCHOOL.value) -> str:
    return f"{reverse('pws:sasaran_figure', args=[place.desa.code, kind])}?tahun={YEAR}"


def test_both_denominators_stand_beside_each_other_and_add_up(
    kepala: User, place: Place, figures: None
) -> None:
    text = text_of(factories.logged_in(kepala), reverse("pws:sasaran"))
    assert row(text, SCHOOL) == [
        "84 SR 0 Resmi surat [1]",
        "64 SR 0 Resmi surat [1]",
        "148 SR 0 Resmi surat [1]",
    ]
    assert row(text, SasaranKind.LANSIA) == [
        "9 SR 7 Resmi surat [1]", "– SR 3", "9 SR 10 Resmi surat [1]",
    ]  # fmt: skip
    assert row(text, SasaranKind.PENDUDUK) == ["– SR 7", "– SR 3", "– SR 10"]
    assert row(text, SasaranKind.HIV) == ["–", "–", "–"]
    assert "<li>440/12/DINKES</li>" in text


def test_real_people_stand_beside_the_kinds_that_are_counted_by_name() -> None:
    assert {"LANSIA", "PRODUKTIF", "REMATRI", "BAYI", "BAYI_BERTAHAN", "ANAK_BALITA"} <= set(COUNTING)
    assert set(COUNTING).isdisjoint({"KOMPLIKASI_IBU", "KOMPLIKASI_NEO", "TERDUGA_TBC", "TBC", "HIV"})


def test_a_kabupaten_sees_its_puskesmas_and_opens_one(budi: User, place: Place, figures: None) -> None:
    far = factories.make_desa("Jauh", code="73.16.01.2099")
    puskesmas = factories.make_puskesmas(far, name="Puskesmas Jauh")
    budi = factories.make_user(Role.DINKES_SUPERVISOR, place.kabupaten, "budi2")
    client = factories.logged_in(budi)
    text = text_of(client, reverse("pws:sasaran"))
    assert f"puskesmas={place.puskesmas.pk}" in text
    assert f"puskesmas={puskesmas.pk}" in text
    assert row(text, SCHOOL)[-1].startswith("148 ")
    inside = text_of(client, reverse("pws:sasaran") + f"?puskesmas={place.puskesmas.pk}")
    assert row(inside, SCHOOL)[0].startswith("84 ")


def test_few_people_are_hidden_from_a_desa(place: Place, figures: None) -> None:
    viewer = factories.make_user(Role.DESA_VIEWER, place.other_desa, "lurah")
    assert row(text_of(factories.logged_in(viewer), reverse("pws:sasaran")), SasaranKind.PENDUDUK) == [
        "– SR < 5", "– SR < 5",
    ]  # fmt: skip


def test_a_typed_figure_is_a_new_version_with_its_letter(admin: Client, place: Place, figures: None) -> None:
    sent = {"n": "90", "source": "RESMI", "letter_no": "440/77", "approved_by": "Kadis", "decided_on": "",
            "from_period": ""}  # fmt: skip
    answer = admin.post(figure_page(place), sent)
    assert answer.status_code == 302
    text = text_of(admin, answer["Location"])
    assert "440/77, Kadis" in text
    assert "440/12/DINKES, Kepala Dinas" in text
    rows = re.findall(
        r'<tr><th scope="row" class="num">(\d)</th><td>([^<]*)</td><td class="num">(\d+)</td>', text
    )
    assert [(version, n) for version, _since, n in rows] == [("2", "90"), ("1", "84")]
    assert AuditLine.objects.filter(action="sasaran.set", desa_id=place.desa.pk).count() >= 2


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"n": "dua"}, "Isi bilangan bulat"),
        ({"n": "-1"}, "tidak mungkin kurang dari 0"),
        ({"n": "90", "letter_no": ""}, "harus punya nomor surat"),
        ({"n": "90", "decided_on": "kemarin"}, "Tanggal tidak dikenal"),
        ({"n": "90", "from_period": str((YEAR - 1) * 12)}, "pilihan"),
    ],
)
def test_what_cannot_be_kept_stays_typed(
    admin: Client, place: Place, figures: None, sent: dict[str, str], sentence: str
) -> None:
    answer = admin.post(figure_page(place), {"source": "RESMI", "letter_no": "440/77", **sent})
    text = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert sentence in text
    assert f'value="{sent["n"]}"' in text
    with scope.system("test"):
        assert Sasaran.objects.count() == 3


def test_who_may_read_and_who_may_write(
    siti: User, wati: User, budi: User, visitor: Client, place: Place, figures: None
) -> None:
    sent = {"n": "90", "source": "MANUAL"}
    for user, reads, writes in ((siti, 200, 403), (wati, 404, 404), (budi, 200, 403)):
        client = factories.logged_in(user)
        assert client.get(figure_page(place)).status_code == reads
        assert client.post(figure_page(place), sent).status_code == writes
        assert client.post(reverse("pws:project_sasaran")).status_code == 403
        assert client.get(reverse("pws:sasaran_parameter", args=["CBR"])).status_code == 403
    assert visitor.get(reverse("pws:sasaran")).status_code == 302
    assert factories.logged_in(siti).get(figure_page(place, "KUCING")).status_code == 404


def test_projections_are_made_on_request_and_letters_stay(admin: Client, place: Place, figures: None) -> None:
    answer = admin.post(reverse("pws:project_sasaran") + f"?tahun={YEAR}")
    assert answer.status_code == 302
    text = text_of(admin, answer["Location"])
    assert "angka proyeksi diperbarui" in text
    assert row(text, SasaranKind.PENDUDUK)[0] == "7 SR 7 Proyeksi"
    assert row(text, SCHOOL)[0].startswith("84 ")


def test_a_dinkes_sets_the_birth_rate_with_its_source(dinkes: Client, place: Place, figures: None) -> None:
    address = reverse("pws:sasaran_parameter", args=["CBR"]) + f"?tahun={YEAR}"
    assert "15 ‰" in text_of(dinkes, address)
    assert dinkes.post(address, {"value": "18,2", "source": "BPS 2026"}).status_code == 302
    text = text_of(dinkes, reverse("pws:sasaran"))
    assert "18,2 ‰" in text
    assert "BPS 2026" in text
    kept = SasaranParameter.objects.get()
    assert (kept.regency_code, kept.year, kept.code) == ("73.16", YEAR, "CBR")
    for sent, sentence in (
        ({"value": "1.500", "source": "BPS"}, "tidak terbaca"),
        ({"value": "1500", "source": "BPS"}, "di luar batas"),
        ({"value": "18", "source": ""}, "Tulis sumbernya"),
    ):
        answer = dinkes.post(address, sent)
        assert answer.status_code == 422
        assert sentence in unescape(answer.content.decode())
    assert dinkes.get(reverse("pws:sasaran_parameter", args=["APA"])).status_code == 404


def test_a_year_that_has_no_page_is_this_year(kepala: User, place: Place, figures: None) -> None:
    client = factories.logged_in(kepala)
    for typed in ("1999", "99999", "abc", "-1"):
        assert f"tahun {YEAR}" in text_of(client, reverse("pws:sasaran") + f"?tahun={typed}")
    assert row(text_of(client, reverse("pws:sasaran") + f"?tahun={YEAR + 1}"), SCHOOL)[0] == "– SR 0"


def test_the_statements_are_as_many_for_many_desa(place: Place, figures: None) -> None:
    counts = []
    for more in (0, 12):
        desa = [factories.make_desa() for _ in range(more + 1)]
        puskesmas = factories.make_puskesmas(*desa)
        client = factories.logged_in(factories.make_user(Role.KEPALA_PUSKESMAS, puskesmas))
        client.get(reverse("pws:sasaran"))
        with CaptureQueriesContext(connection) as statements:
            assert client.get(reverse("pws:sasaran")).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= MOST_STATEMENTS


def test_the_addresses_know_their_year(admin: Client, place: Place, figures: None) -> None:
    text = text_of(admin, reverse("pws:sasaran") + f"?tahun={YEAR - 1}")
    assert f"/sasaran/{place.desa.code}/{SCHOOL.value}/?tahun={YEAR - 1}" in text
    assert row(text, SCHOOL)[0].startswith("–")
