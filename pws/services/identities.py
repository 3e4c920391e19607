"""Counting identities every night: who has no NIK, and which two records may be one person (04 §9 rule 8)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db import connection

from ilp.access import scope
from puskesmas.models import Person
from pws.rules.duplicates import Pair, Somebody, likely_pairs

_COLUMNS = ("id", "name", "born_on", "sex", "mother_name", "birth_is_estimated", "desa_id")


def count_identities() -> int:
    """Keep the likely pairs and the counts of each posyandu as they are now; returns the number of pairs.

    Reads everybody once. Safe to run twice; half a run changes nothing.
    """
    with scope.system("identities"):
        homes: dict[object, int] = {}
        pairs = list(likely_pairs(_people(homes)))
        with connection.cursor() as cursor:
            cursor.execute("select pws_keep_identities(%s::jsonb)", [json.dumps(_rows(pairs, homes))])
            return int(cursor.fetchone()[0])


def _people(homes: dict[object, int]) -> Iterator[Somebody]:
    living = Person.objects.filter(voided_at=None, died_on=None).values_list(*_COLUMNS)
    for person_id, name, born_on, sex, mother, estimated, desa_id in living.iterator(chunk_size=20_000):
        homes[person_id] = desa_id
        yield Somebody(person_id, name, born_on, sex, mother, estimated)


def _rows(pairs: list[Pair], homes: dict[object, int]) -> list[dict[str, object]]:
    return [
        {
            "person_id": str(pair.first), "other_id": str(pair.second), "desa_id": homes[pair.first],
            "other_desa_id": homes[pair.second], "likeness": pair.likeness.value, "score": pair.score,
        }
        for pair in pairs
    ]  # fmt: skip
