"""The worked example of 04 §3.4: K1, T = 100 %, CBR 20 per 1.000, June; what is given and what is printed.

Rules and page are both held to it, cell by cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

CODE = "KIA-K1A"
TARGET = Decimal(100)
CBR = 20
MONTH = 6
GOAL = "50,0"


@dataclass(frozen=True, slots=True)
class Example:
    """One row of the table; numbers in words are as they are printed."""

    name: str
    population: int
    sasaran: int
    months: tuple[int, ...]
    total: int
    cumulative: str
    monthly: str
    previous: str
    trend: str
    rank: str
    status: str
    gap: int
    pace: str


DESA = (
    Example("A", 3800, 84, (8, 7, 7, 8, 7, 8), 45, "53,6", "9,5", "8,3", "naik", "2", "Baik", 0, "6,5"),
    Example("B", 2900, 64, (4, 5, 5, 4, 4, 6), 28, "43,8", "9,4", "6,3", "naik", "4", "Cukup", 4, "6,0"),
    Example("C", 4400, 97, (9, 9, 8, 10, 10, 7), 53, "54,6", "7,2", "10,3", "turun", "1", "Kurang", 0, "7,3"),
    Example("D", 1500, 33, (2, 2, 2, 3, 1, 0), 10, "30,3", "0,0", "3,0", "turun", "5", "Jelek", 7, "3,8"),
    Example("E", 2100, 46, (3, 3, 4, 4, 5, 4), 23, "50,0", "8,7", "10,9", "turun", "3", "Kurang", 0, "3,8"),
)  # fmt: skip
PUSKESMAS = Example(
    "Puskesmas", 14700, 324, (26, 26, 26, 29, 27, 25), 159, "49,1", "7,7", "8,3", "turun", "–", "Jelek", 3,
    "27,5",
)  # fmt: skip
