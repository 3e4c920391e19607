"""A save of the largest card (lansia, every score) beside a plain balita save, in process. Prints JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from ilp.bench.pages import setup

SAVES, WARM_UP = 60, 10
# Of a healthy person; everything else is the middle of its usual range.
MEASURED = {
    "weight_kg": "58,4", "length_height_cm": "157,5", "waist_cm": "76,0", "systolic_mmhg": "124",
    "diastolic_mmhg": "78", "systolic_2_mmhg": "122", "diastolic_2_mmhg": "78", "systolic_3_mmhg": "122",
    "diastolic_3_mmhg": "76", "random_glucose_mg_dl": "104", "fasting_glucose_mg_dl": "92",
    "cholesterol_mg_dl": "176", "hb_g_dl": "13,4", "muac_cm": "27,0", "chair_stand_s": "11",
}  # fmt: skip


def answers() -> dict[str, Any]:
    """An answer to every question of the lansia card; of choices the first that is no illness."""
    from posyandu.rules.forms.declaration import Kind
    from posyandu.rules.forms.reading import shipped_forms

    form = next(one for one in shipped_forms() if one.form == "lansia")
    typed: dict[str, Any] = {}
    for field in form.fields.values():
        if field.id in MEASURED:
            typed[field.id] = MEASURED[field.id]
        elif field.kind is Kind.BOOL:
            typed[field.id] = "tidak"
        elif field.kind is Kind.CHOICES:
            typed[field.id] = (
                [option.value for option in field.options] if field.id == "follow_up_tools" else []
            )
        elif field.kind is Kind.CHOICE:
            typed[field.id] = field.options[0 if field.options[0].score is None else -1].value
        elif field.kind in {Kind.DECIMAL, Kind.INTEGER}:
            low, high = field.warn or field.hard or (0.0, 2.0)
            typed[field.id] = str(int((low + high) / 2))
    return typed | {"smokes": "TIDAK", "mental_tool": "SRQ20"}


_OLD = """
select p.id, h.id
from puskesmas_person p
join posyandu_haribuka h on h.posyandu_id = p.posyandu_id and h.held_on = %(today)s and h.state = 'DIBUKA'
join puskesmas_residence r on r.person_id = p.id and r.valid_to is null
where p.born_on < %(today)s::date - interval '61 years' and p.died_on is null and p.voided_at is null
    and not exists (select from posyandu_visit v where v.person_id = p.id and v.hari_buka_id = h.id
                    and v.voided_at is null)
    and p.desa_id in (
        select desa_id from puskesmas_workingarea where facility_id = %(puskesmas)s and valid_to is null)
order by p.id limit %(most)s
"""


def main() -> None:
    setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from ilp.base.ids import new_id
    from ilp.bench import requests
    from puskesmas.models import Facility

    with connection.cursor() as cursor:
        cursor.execute("select set_config('ilp.system', 'bench', false)")
        puskesmas = Facility.objects.filter(kind="PUSKESMAS").order_by("-pk").values_list("pk", flat=True)[0]
        asked: dict[str, Any] = {
            "today": timezone.localdate(),
            "puskesmas": puskesmas,
            "most": SAVES + WARM_UP,
        }
        cursor.execute(_OLD, asked)
        old = cursor.fetchall()
        user = requests.nakes_of(puskesmas)
        plain = [_form_of(save.raw) for save in requests.saves_of(puskesmas)[: SAVES + WARM_UP]]
        cursor.execute("select set_config('ilp.system', '', false)")
    client = Client(HTTP_HX_REQUEST="true")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    typed = answers()
    full = [
        (f"/hari-buka/{day}/orang/{person}/kartu/", {**typed, "kartu": "lansia", "client_id": str(new_id())})
        for person, day in old
    ]
    with CaptureQueriesContext(connection) as statements:
        _send(client, *full.pop())
    count = len(statements)  # the next request empties the log
    # By turns, so that both meet the machine as busy as it is just then.
    both = list(zip(_timed(client, full), _timed(client, plain), strict=False))[WARM_UP:]
    found = {
        name: median(seconds) * 1000
        for name, seconds in zip(("full", "plain"), zip(*both, strict=True), strict=True)
    }
    print(json.dumps({"statements": count, "answers": len(typed), **found}))


def _form_of(raw: bytes) -> tuple[str, str]:
    head, _, body = raw.decode().partition("\r\n\r\n")
    return head.split(" ")[1], body


def _timed(client: Any, sends: list[tuple[str, Any]]) -> Iterator[float]:
    for address, body in [(address, _encoded(body)) for address, body in sends]:  # a browser's work, not ours
        began = perf_counter()
        _send(client, address, body)
        yield perf_counter() - began


def _send(client: Any, address: str, body: Any) -> None:
    answer = _post(client, address, body)
    if answer.status_code == 422 and "sure" in answer.content.decode():
        import re

        sure = re.search(r'name="sure" value="([^"]*)"', answer.content.decode())
        answer = _post(client, address, f"{_encoded(body)}&{urlencode({'sure': sure[1] if sure else ''})}")
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}: {answer.content.decode()[:600]}")


def _post(client: Any, address: str, body: Any) -> Any:
    """As a browser sends a form without files."""
    return client.post(address, _encoded(body), content_type="application/x-www-form-urlencoded")


def _encoded(body: str | dict[str, Any]) -> str:
    return body if isinstance(body, str) else urlencode(body, doseq=True)


if __name__ == "__main__":
    main()
