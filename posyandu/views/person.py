"""The page of a person: who and where, growth, and the whole life as it was recorded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ilp.access import audit
from ilp.access.gate import login_needed
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base.dates import completed_months
from ilp.base.htmx import page
from posyandu.life import life_of
from posyandu.rules.life_cycle import Group, group_of
from posyandu.selectors.care import care_of
from posyandu.selectors.growth_page import growth_page
from posyandu.selectors.timeline import cards_of, timeline
from posyandu.services.forms import clinical_on
from posyandu.services.rulesets import ruleset_for
from posyandu.views.life_markup import entry_items, growth_rows
from posyandu.views.objects import readable_person


@require_safe
@login_needed
def person(request: UserRequest, pk: UUID) -> HttpResponse:
    """Identity, family, places of a lifetime, and every visit with its status."""
    whole = readable_person(request.user, pk)
    found, today = whole.person, timezone.localdate()
    audit.record("person.read", "person", [pk], desa_id=found.desa_id)
    life, is_nakes, may_record = life_of(pk), request.user.may(Can.VALIDATE), request.user.may(Can.RECORD)
    growth = growth_page(found, ruleset_for(today))
    lived = timeline(found, life, sees_sensitive=is_nakes)
    context: dict[str, Any] = {
        "person": found,
        "family": whole.family,
        "residences": whole.residences,
        "group": group_of(found.born_on, max(today, found.born_on)).label,
        "is_growing": completed_months(found.born_on, max(today, found.born_on)) < Group.DEWASA.from_month,
        "growth": growth,
        "growth_rows": growth_rows(growth.rows, may_record=may_record),
        "timeline": lived,
        "entries": entry_items(lived.entries, pk, may_record=may_record),
        "care": care_of(
            life,
            sex=found.sex,
            born_on=found.born_on,
            on=max(today, found.born_on),
            clinical=clinical_on(today),
            sees_sensitive=is_nakes,
            may_record=may_record,
        ),
        "cards": cards_of(life),
    }
    return page(request, "posyandu/person.html", part="posyandu/_growth.html", **context)
