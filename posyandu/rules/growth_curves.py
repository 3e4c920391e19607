"""Reference lines to draw: the measure at a z over age or length, from the WHO tables (02a §2, §8)."""

from functools import lru_cache

from posyandu.rules.growth import HEIGHT_FROM_DAY
from posyandu.rules.growth_index import DAYS_PER_MONTH, value_at
from posyandu.rules.growth_tables import Table, growth_tables

Points = tuple[tuple[float, float], ...]

# Infants grow fast, so their curves need more points; the step from length to height is drawn as it is.
DAYS = (
    *range(0, 180, 10),
    *range(180, HEIGHT_FROM_DAY - 1, 30),
    HEIGHT_FROM_DAY - 1,
    HEIGHT_FROM_DAY,
    *range(750, 1826, 60),
    1826,
)
MILLIMETRES_APART, MONTHS_APART = 10, 3
BY_LENGTH = ("weight_for_length", "weight_for_height")


@lru_cache(maxsize=128)
def line(table: str, sex: str, z: float) -> Points:
    """The measure at ``z`` in kg, cm or kg/m², over months of age, or over cm of length.

    ``table`` is a name of ``GrowthTables``. Raises AttributeError for another one.
    """
    found: Table = getattr(growth_tables(), table)
    if table in BY_LENGTH:
        keys, unit = range(found.first, found.last + 1, MILLIMETRES_APART), 10.0
    elif table.endswith(("_5_19", "_5_10")):
        keys, unit = range(found.first, found.last + 1, MONTHS_APART), 1.0
    else:
        return tuple((day / DAYS_PER_MONTH, _at(found, sex, day, z)) for day in DAYS if day >= found.first)
    return tuple((key / unit, _at(found, sex, key, z)) for key in keys)


def _at(table: Table, sex: str, key: int, z: float) -> float:
    return round(value_at(z, table.row(sex, key)), 2)
