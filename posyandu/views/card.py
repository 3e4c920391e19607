"""Answering a whole card, of any stage of life, on a hari buka or anywhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ilp.access import audit
from ilp.access.gate import login_needed
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base.htmx import page
from ilp.base.ids import new_id
from ilp.base.language import gettext as _
from ilp.base.words import months_old
from posyandu import form_words
from posyandu.life import Life, answers_of, life_of, subject_of
from posyandu.models import HariBuka
from posyandu.rules.forms.asking import Asked, from_json
from posyandu.rules.forms.declaration import Form
from posyandu.rules.stages import forms_of
from posyandu.selectors.card_form import steps_of, texts_of
from posyandu.selectors.card_result import card_result
from posyandu.selectors.day_sheet import card_row
from posyandu.services.closing import month_is_closed
from posyandu.services.forms import form_on, forms
from posyandu.services.placing import Where, Who, on_hari_buka
from posyandu.services.records import AskAgain, Differs, Kept, asked_of, record_form, standing_visit
from posyandu.services.visit_rows import ChildOnDay
from posyandu.views.markup import fact_lines, row_items, steps
from posyandu.views.objects import writable_day
from puskesmas.services.refusal import Refused


@dataclass(slots=True)
class Said:
    """What a refused save says beside the form."""

    errors: dict[str, str] = field(default_factory=dict)
    general: str = ""
    questions: list[str] = field(default_factory=list)
    sure: str = ""
    conflict: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Card:
    """One card of one person, as the views pass it around."""

    where: Where
    who: Who
    form: Form
    asked: Asked
    life: Life
    standing: Mapping[str, Any] | None
    others: list[tuple[str, str]]
    """Other cards the person may get: code and title."""
    day: ChildOnDay | None
    """The hari buka; None anywhere else."""
    action: str
    back: str
    """Where the reader came from: the sheet, or the page of the person."""

    @property
    def state(self) -> str:
        """What happens elsewhere is always open."""
        return self.day.state if self.day else HariBuka.State.DIBUKA

    @property
    def is_open(self) -> bool:
        """Neither the day nor its month is closed."""
        return self.state == HariBuka.State.DIBUKA and not month_is_closed(
            self.where.on, self.who.home_desa_id
        )

    def kept_texts(self) -> dict[str, list[str]]:
        """The answers that stand, as texts."""
        if self.standing is None:
            return {}
        version = forms().get(self.standing["form_version"], self.form)
        return texts_of(from_json(version, answers_of(self.standing)))


@require_http_methods(["GET", "HEAD", "POST"])
@login_needed
def card(request: UserRequest, pk: UUID, person_pk: UUID) -> HttpResponse:
    """GET: the card of a person on a hari buka. POST: keep the answers, and say what follows."""
    if not request.user.may(Can.RECORD):
        writable_day(request.user, pk)  # 404 or 403
    try:
        where, who, day = on_hari_buka(pk, person_pk)
    except HariBuka.DoesNotExist:
        raise Http404 from None
    code = request.POST.get("kartu") or request.GET.get("kartu", "")
    action, back = reverse("posyandu:card", args=[pk, person_pk]), reverse("posyandu:day", args=[pk])
    found = find_card(request, where, who, code, day=day, action=action, back=back)
    if request.method != "POST":
        audit.record("person.read", "person", [person_pk], desa_id=who.home_desa_id)
        return shown(request, found)
    return save(request, found)


def find_card(
    request: UserRequest, where: Where, who: Who, code: str, *, day: ChildOnDay | None, action: str, back: str
) -> Card:
    """The card with this code, or the usual one of the person.

    :raises Http404: when the person is not born on that day.
    """
    if who.born_on > where.on:
        raise Http404
    life = life_of(who.person_id)
    subject = subject_of(life, sex=who.sex, born_on=who.born_on, on=where.on)
    codes = forms_of(subject)
    code = code if code in codes else codes[0]
    standing = standing_visit(life, where, code)
    if standing is not None and where.day_id is not None and standing["form"] in codes:
        code = standing["form"]
    others = [(other, _(form_on(other, where.on).title)) for other in codes if other != code]
    form = form_on(code, where.on)
    asked = asked_of(subject, request.user)
    return Card(where, who, form, asked, life, standing, others, day, action, back)


def save(request: UserRequest, found: Card) -> HttpResponse:
    """Keep what was sent, or show it again with what is wrong."""
    said = Said()
    try:
        kept = record_form(
            where=found.where,
            who=found.who,
            form_code=found.form.form,
            typed=dict(request.POST.lists()),
            client_id=UUID(request.POST["client_id"]),
            by=request.user,
            base_id=UUID(request.POST["base_id"]) if request.POST.get("base_id") else None,
            sure=request.POST.get("sure", ""),
            reason=request.POST.get("reason", ""),
            day_state=found.state,
            life=found.life,
        )
        return answer(request, kept, found)
    except (KeyError, ValueError) as error:
        if isinstance(error, Refused):
            said.errors, said.general = dict(error.problems), error.problems.get("", "")
        else:
            said.general = _("Isian tidak lengkap terkirim. Simpan sekali lagi.")
    except AskAgain as again:
        said.questions, said.sure = [text for _field, text in again.questions], again.token
    except Differs as differs:
        fields = found.form.fields
        said.conflict = [
            (
                _(fields[name].label),
                form_words.answer(fields[name], kept),
                form_words.answer(fields[name], sent),
            )
            for name, (kept, sent) in differs.fields.items()
        ]
    return shown(request, found, said, status=422)


def shown(request: UserRequest, found: Card, said: Said | None = None, status: int = 200) -> HttpResponse:
    """The form, alone for htmx or on a page of its own."""
    said = said or Said()
    typed = dict(request.POST.lists()) if request.method == "POST" else found.kept_texts()
    context: dict[str, Any] = {
        "card": found,
        "who": found.who,
        "form": found.form,
        "age": months_old(found.asked.age_months),
        "steps": steps_of(
            found.form, found.asked, typed=typed, errors=said.errors, life=found.life, before=found.where.on
        ),
        "said": said,
        "typed": typed,
        "client_id": typed.get("client_id", [str(new_id())])[0] if status != 200 else str(new_id()),
        "base_id": found.standing["id"] if found.standing else "",
        "action": found.action,
        "sheet_url": found.back,
        "takes_entries": found.is_open or request.user.may(Can.VALIDATE),
        "needs_reason": not found.is_open,
    }
    return page(request, "posyandu/card.html", part="posyandu/_card.html", status=status, **context)


def answer(request: UserRequest, kept: Kept, found: Card) -> HttpResponse:
    """What the rules say, and on a hari buka the row of its sheet."""
    row = [card_row(child=found.day, kept=kept)] if found.day else []
    result = card_result(kept, sees_sensitive=request.user.may(Can.VALIDATE))
    context: dict[str, Any] = {
        "result": result,
        "facts": fact_lines(result.lines),
        "steps": steps(result.told, result.version),
        "items": row_items(row, fresh=True, oob=True),
        "card_url": found.action,
        "sheet_url": found.back,
        "is_on_sheet": found.day is not None,
    }
    return page(request, "posyandu/card_saved.html", part="posyandu/_card_saved.html", **context)
