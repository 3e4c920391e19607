"""Figures of the districts a synthetic population can be made for.

Sources: population Ditjen Dukcapil, semester II 2024; routine stunting figures as published by each
district (Maros 2024, Kota Batu December 2024, Kota Magelang February 2025, Gunung Mas 2023); where a
district states nothing the figure is our choice and marked [M].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# Indonesia mid-2024, percent of all in five-year bands 0-4 … 75 and over.
AGE_BANDS = (7.9, 7.9, 7.9, 7.9, 8.0, 8.0, 7.8, 7.5, 7.2, 6.6, 5.9, 5.1, 4.2, 3.2, 2.2, 2.0)
# People per desa where a district is not listed: 282 million in 83,762 desa.
PEOPLE_PER_DESA = 3370
POSYANDU_PER_DESA = 3.6
CAPITAL_WEIGHT = 3.0  # [M]


@dataclass(frozen=True, slots=True)
class District:
    """What the generator needs to know of a kabupaten or kota. Shares and means, not counts of people."""

    code: str
    male: int
    female: int
    posyandu: int
    stunting: float
    """Routine stunting, share of the measured balita."""
    kecamatan_weight: Mapping[str, float] = field(default_factory=dict)
    """Relative population by kecamatan code; a kecamatan that is missing weighs its number of desa."""
    capital: str = ""
    household: float = 3.6
    under_five: float = 7.9
    over_sixty: float = 11.6
    kecamatan_spread: float = 0.18
    """Standard deviation of the mean height-for-age z between kecamatan [M]."""
    utc_offset: int = 7

    @property
    def population(self) -> int:
        return self.male + self.female


_MAROS = {
    # Census 2010; Moncongloe, Mandai, Marusu and Turikale have grown most since, a quarter more [M].
    "73.09.14": 41038 * 1.25, "73.09.01": 34973 * 1.25, "73.09.03": 27817, "73.09.05": 26550,
    "73.09.10": 25188 * 1.25, "73.09.08": 25101, "73.09.12": 24208, "73.09.04": 23840, "73.09.09": 22001,
    "73.09.13": 16972 * 1.25, "73.09.07": 13671, "73.09.11": 13664, "73.09.02": 12523, "73.09.06": 10692,
}  # fmt: skip
_LISTED = (
    District("33.71", 63612, 65097, 198, 0.110, under_five=6.3, over_sixty=16.0),
    District(
        "35.79", 113186, 112222, 190, 0.101, {"35.79.01": 99683, "35.79.02": 61878, "35.79.03": 53408}
    ),
    District("62.10", 70582, 63900, 160, 0.164, capital="Kurun", household=3.9, under_five=8.8,
             over_sixty=8.0, kecamatan_spread=0.35),
    District("62.11", 74870, 69793, 150, 0.150, capital="Kahayan Hilir", under_five=8.8, over_sixty=8.0),
    District("73.09", 206548, 207858, 442, 0.127, _MAROS, utc_offset=8),
)  # fmt: skip
DISTRICTS = {district.code: district for district in _LISTED}


def district_for(code: str, desa: int) -> District:
    """The figures of a district; for one that is not listed those of an average one with so many desa."""
    if code in DISTRICTS:
        return DISTRICTS[code]
    people = PEOPLE_PER_DESA * desa
    return District(
        code, round(people * 0.504), people - round(people * 0.504), round(POSYANDU_PER_DESA * desa), 0.12
    )


def age_shares(district: District) -> list[float]:
    """Share of each five-year band, summing to 1, bent to the district's young and old."""
    young, old = AGE_BANDS[0], sum(AGE_BANDS[12:])
    bent = [
        share
        * (district.under_five / young if band < 3 else district.over_sixty / old if band >= 12 else 1.0)
        for band, share in enumerate(AGE_BANDS)
    ]
    bent[0] = district.under_five
    middle = sum(bent[1:])
    return [bent[0] / 100, *(share / middle * (1 - bent[0] / 100) for share in bent[1:])]
