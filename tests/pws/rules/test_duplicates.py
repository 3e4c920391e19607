"""Which two records are listed as perhaps one person, and which are left in peace."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from pws.rules.duplicates import Likeness, Somebody, likely_pairs, plain

BORN = date(2024, 5, 17)


def found(*people: Somebody) -> list[tuple[UUID, UUID, Likeness]]:
    return [(pair.first, pair.second, pair.likeness) for pair in likely_pairs(people)]


def somebody(name: str, mother: str = "", **more: Any) -> Somebody:
    known: dict[str, Any] = {"id": uuid4(), "born_on": BORN, "sex": "P", **more}
    return Somebody(name=name, mother_name=mother, **known)


def test_the_same_name_birth_and_mother_is_a_pair_whatever_the_sex() -> None:
    one, other = somebody("Nur Aisyah", "St. Aminah"), somebody("NUR AISYAH", "Siti Aminah", sex="L")
    first, second = sorted((one.id, other.id))
    assert found(one, other) == [(first, second, Likeness.SAME_MOTHER)]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Muh. Ridwan", "Muhammad Ridwan"), ("Nurhayati", "Nurhayani"), ("Andi Tenri", "Andi Tenrih")],
)
def test_the_same_birth_date_and_a_similar_name_is_a_pair(one: str, other: str) -> None:
    assert [pair[2] for pair in found(somebody(one), somebody(other))] == [Likeness.SIMILAR_NAME]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (somebody("Nur Aisyah"), somebody("Nur Aisyah", born_on=date(2024, 5, 18))),
        (somebody("Nur Aisyah"), somebody("Nur Aisyah", sex="L")),
        (somebody("Nur Aisyah", "Hasnah"), somebody("Nur Aisyah", "Rosmiati")),
        (somebody("Bayi 1 Ny. Sitti", "Sitti"), somebody("Bayi 2 Ny. Sitti", "Sitti")),
        (somebody("Hasan", "Sitti", sex="L"), somebody("Husein", "Sitti", sex="L")),
        (somebody("Nur Aisyah", is_estimated=True), somebody("Nur Aisyah", is_estimated=True)),
        (somebody("Ny."), somebody("An.")),
    ],
    ids=[
        "another day",
        "another sex",
        "another mother",
        "twins by number",
        "twins by name",
        "guessed",
        "no name",
    ],
)
def test_others_are_left_in_peace(one: Somebody, other: Somebody) -> None:
    assert found(one, other) == []


def test_each_pair_of_three_is_listed_once() -> None:
    people = [somebody("Nur Aisyah", "Siti") for _ in range(3)]
    pairs = found(*people)
    assert len(pairs) == len({frozenset(pair[:2]) for pair in pairs}) == 3


def test_titles_and_ways_of_writing_do_not_make_another_name() -> None:
    assert plain("Hj. Sitti Nur'aini") == plain("St. Nuraini") == "siti nuraini"
