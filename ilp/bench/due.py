"""How many persons per second the due engine works out, on one core."""

from datetime import date, timedelta
from time import process_time
from typing import Any

import numpy as np

from posyandu.rules.clinical import shipped
from posyandu.rules.due import Control, Expecting, Life, due
from posyandu.rules.immunisation import Dose, dose_card

PERSONS = 1_000
ROUNDS = 15
TODAY = date(2026, 2, 17)
# A posyandu sees more small children than live in its desa. Shares of ages, in years: from, to, share.
AGES = ((0, 5, 0.25), (5, 6, 0.03), (6, 19, 0.2), (19, 60, 0.4), (60, 90, 0.12))

LAST_DAYS = (
    "weighed_on", "length_on", "sdidtk_on", "vitamin_a_on", "dewormed_on", "screened_on", "aks_on",
    "skilas_on",
)  # fmt: skip


def measure_due() -> dict[str, float]:
    """Persons per second of processor time (1,000 mixed persons, best of fifteen rounds); services each."""
    lives = mixed_lives(PERSONS)
    clinical = shipped()
    found = sum(len(due(life, TODAY, clinical)) for life in lives)
    seconds = min(_seconds(lives) for _ in range(ROUNDS))
    return {"persons_per_second": PERSONS / seconds, "services_per_person": found / PERSONS}


def mixed_lives(count: int) -> list[Life]:
    """Persons of all ages: children with the doses of their age, women expecting, illnesses, last days."""
    chance = np.random.default_rng(2026)
    shares = np.array([share for *_ages, share in AGES])
    bands = chance.choice(len(AGES), count, p=shares / shares.sum())
    return [_life(chance, AGES[band][0], AGES[band][1]) for band in bands]


def _life(chance: Any, from_year: int, to_year: int) -> Life:
    born = TODAY - timedelta(days=int(chance.integers(from_year * 365, to_year * 365)))
    sex = "P" if chance.random() < 0.5 else "L"
    is_adult = from_year >= 19
    known: dict[str, Any] = {name: _some_day(chance, born) for name in LAST_DAYS}
    if is_adult and chance.random() < 0.12:
        known["hypertension"] = Control(date(2025, 1, 1), _some_day(chance, born))
    if is_adult and chance.random() < 0.05:
        known["diabetes"] = Control(date(2025, 1, 1), _some_day(chance, born))
    if sex == "P" and from_year == 19 and chance.random() < 0.1:
        known["expecting"] = _expecting(chance)
    return Life(sex, born, doses=_doses(born, chance) if from_year < 13 else (), **known)


def _doses(born: date, chance: Any) -> tuple[Dose, ...]:
    """Most of the doses of the age, each some days after its day."""
    return tuple(
        Dose(state.code, state.due_on + timedelta(days=int(chance.integers(0, 40))))
        for state in dose_card(born, (), born, shipped()).doses
        if state.due_on < TODAY and chance.random() < 0.85
    )


def _some_day(chance: Any, born: date) -> date | None:
    day = TODAY - timedelta(days=int(chance.integers(0, 400)))
    return day if day > born and chance.random() < 0.8 else None


def _expecting(chance: Any) -> Expecting:
    lmp = TODAY - timedelta(days=int(chance.integers(30, 270)))
    contacts = tuple(lmp + timedelta(days=day) for day in (70, 140, 180) if lmp + timedelta(days=day) < TODAY)
    return Expecting(lmp, lmp, contacts, contacts[-1] if contacts else None, 30)


def _seconds(lives: list[Life]) -> float:
    clinical = shipped()
    started = process_time()
    for life in lives:
        due(life, TODAY, clinical)
    return process_time() - started


if __name__ == "__main__":
    for name, value in measure_due().items():
        print(f"{name}: {value:,.1f}")
