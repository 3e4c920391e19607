"""A card answered anywhere but on a hari buka: pustu, poskesdes, puskesmas, school, home (02 §1.2)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from ilp.access import audit
from ilp.access.gate import login_needed, require
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from posyandu.selectors.service_places import ServicePlace, service_places
from posyandu.services.placing import elsewhere
from posyandu.views.card import find_card, save, shown
from posyandu.views.objects import readable_person
from puskesmas.models import Facility, Person

# A visit is entered at the latest so long after it was made.
LATEST_ENTRY = timedelta(days=730)


@require_http_methods(["GET", "HEAD", "POST"])
@login_needed
def card(request: UserRequest, pk: UUID) -> HttpResponse:
    """GET without a place: asks when and where. With one: the card. POST: keep the answers."""
    person = readable_person(request.user, pk).person
    require(request.user, Can.RECORD)
    places = service_places(request.user, person)
    asked = request.GET  # the place stands in the address, also of a save
    chosen = next((place for place in places if place.code == asked.get("tempat")), None)
    on, problem = _day(asked.get("tanggal", ""), person)
    if chosen is None or on is None:
        return _ask(request, person, places, problem if "tempat" in asked else "")
    try:
        where, who = elsewhere(person_id=pk, on=on, place=chosen.place, facility_id=chosen.facility_id)
    except (Facility.DoesNotExist, Person.DoesNotExist):
        raise Http404 from None
    query = urlencode({"tempat": chosen.code, "tanggal": on.isoformat()})
    action = f"{reverse('posyandu:card_elsewhere', args=[pk])}?{query}"
    back = reverse("posyandu:person", args=[pk])
    found = find_card(
        request,
        where,
        who,
        request.POST.get("kartu") or asked.get("kartu", ""),
        day=None,
        action=action,
        back=back,
    )
    if request.method != "POST":
        audit.record("person.read", "person", [pk], desa_id=who.home_desa_id)
        return shown(request, found)
    return save(request, found)


def _day(text: str, person: Person) -> tuple[date | None, str]:
    today = timezone.localdate()
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return None, _("Isi tanggal pelayanan.")
    if on > today:
        return None, _("Tanggal pelayanan belum tiba. Periksa tanggalnya.")
    if on < max(person.born_on, today - LATEST_ENTRY):
        return None, _("Tanggal pelayanan terlalu lama lalu, atau sebelum lahir. Periksa tanggalnya.")
    return on, ""


def _ask(request: UserRequest, person: Person, places: list[ServicePlace], problem: str) -> HttpResponse:
    return page(
        request,
        "posyandu/card_where.html",
        part="posyandu/_card_where.html",
        status=422 if problem else 200,
        person=person,
        places=places,
        problem=problem,
        typed_on=request.GET.get("tanggal") or timezone.localdate().isoformat(),
        typed_place=request.GET.get("tempat", ""),
    )
