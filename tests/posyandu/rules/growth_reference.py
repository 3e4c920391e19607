"""Growth once more, slow and plain: one child at a time in Decimal, straight from 02a §2 and 02 §6.

It shares no code with the product, and reads the lines of who_growth.tsv by itself.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache
from pathlib import Path

import posyandu

LINES = (Path(posyandu.__file__).parent / "reference/who_growth.tsv").read_text("ascii").splitlines()
MONTH = Decimal("30.4375")
FLAGS = {
    "zwei": (-6, 5), "zlen": (-6, 6), "zwfl": (-5, 5), "zbmi": (-5, 5), "zhc": (-5, 5), "zac": (-5, 5),
    "zhfa": (-6, 6), "zwfa": (-6, 5), "zbfa": (-5, 5),
}  # fmt: skip

Row = tuple[Decimal, Decimal, Decimal]


@cache
def _published() -> dict[tuple[str, str, int], Row]:
    """L, M and S by table, sex and key."""
    found = {}
    table = ""
    for line in LINES:
        if line.startswith("@"):
            table = line.split()[1]
            continue
        key, *cells = line.split("\t")
        numbers = [Decimal(cell) for cell in cells]
        found[table, "L", int(key)] = (numbers[0], numbers[1], numbers[2])
        found[table, "P", int(key)] = (numbers[3], numbers[4], numbers[5])
    return found


def _row(table: str, sex: str, at: Decimal) -> Row | None:
    """The row at a key, or between two keys; None outside the table."""
    low = int(at)
    here = _published().get((table, sex, low))
    if here is None or at == low:
        return here
    above = _published().get((table, sex, low + 1))
    if above is None:
        return None
    share = at - low
    power, median, variation = (a + (b - a) * share for a, b in zip(here, above, strict=True))
    return power, median, variation


def _z(y: Decimal | None, row: Row | None, *, extends: bool) -> Decimal | None:
    if y is None or row is None:
        return None
    power, median, variation = row

    def sd(k: int) -> Decimal:
        if power == 0:
            return median * (variation * k).exp()
        return median * (1 + power * variation * k) ** (1 / power)

    z = (y / median).ln() / variation if power == 0 else ((y / median) ** power - 1) / (power * variation)
    if extends and z > 3:
        return 3 + (y - sd(3)) / (sd(3) - sd(2))
    if extends and z < -3:
        return -3 + (y - sd(-3)) / (sd(-2) - sd(-3))
    return z


def _corrected(length: Decimal | None, days: Decimal | None, position: str) -> Decimal | None:
    if length is None or days is None:
        return length
    day = int(days + Decimal("0.5"))
    if position == "H" and day < 731 and days >= 9 * MONTH:
        return length + Decimal("0.7")
    if position == "L" and day >= 731:
        return length - Decimal("0.7")
    return length


def _weight_for_length(child: "_Child") -> Decimal | None:
    if child.length is None:
        return None
    if child.days is not None:
        lying = int(child.days + Decimal("0.5")) < 731
    else:
        lying = child.position == "L" or (child.position == "" and child.length < 87)
    table, low, high = ("weight_for_length", 45, 110) if lying else ("weight_for_height", 65, 120)
    if not low <= child.length <= high:
        return None
    return _z(child.dry_weight, _row(table, child.sex, child.length * 10), extends=True)


class _Child:
    def __init__(self, row: Mapping[str, str]) -> None:
        def number(name: str) -> Decimal | None:
            text = row.get(name, "")
            return Decimal(text) if text and Decimal(text) > 0 else None

        self.sex, self.position = row["sex"], row.get("position", "")
        self.days: Decimal | None = None
        if row.get("age_days"):
            self.days = Decimal(row["age_days"])
        elif row.get("age_months"):
            self.days = Decimal(row["age_months"]) * MONTH
        self.swollen = row.get("oedema", "") == "Y"
        self.weight, self.length = number("weight_kg"), number("length_height_cm")
        self.head, self.arm = number("head_circumference_cm"), number("muac_cm")
        self.length = _corrected(self.length, self.days, self.position)
        bmi = self.weight / (self.length / 100) ** 2 if self.weight and self.length else None
        # Water weighs: with oedema nothing is made of the weight.
        self.dry_weight = None if self.swollen else self.weight
        self.dry_bmi = None if self.swollen else bmi


def _indices(child: _Child) -> dict[str, Decimal | None]:
    z: dict[str, Decimal | None] = dict.fromkeys(FLAGS)
    if child.days is None:
        z["zwfl"] = _weight_for_length(child)
        return z
    months = child.days / MONTH
    if months < 60:
        day, sex = Decimal(int(child.days + Decimal("0.5"))), child.sex
        z["zwei"] = _z(child.dry_weight, _row("weight_for_age", sex, day), extends=True)
        z["zlen"] = _z(child.length, _row("length_for_age", sex, day), extends=False)
        z["zwfl"] = _weight_for_length(child)
        z["zbmi"] = _z(child.dry_bmi, _row("bmi_for_age", sex, day), extends=True)
        z["zhc"] = _z(child.head, _row("head_for_age", sex, day), extends=False)
        z["zac"] = _z(child.arm, _row("muac_for_age", sex, day), extends=True)
        return z
    z["zhfa"] = _z(child.length, _row("height_for_age_5_19", child.sex, months), extends=False)
    z["zwfa"] = _z(child.dry_weight, _row("weight_for_age_5_10", child.sex, months), extends=True)
    z["zbfa"] = _z(child.dry_bmi, _row("bmi_for_age_5_19", child.sex, months), extends=True)
    return z


def _weight_class(z: Decimal | None) -> str:
    if z is None:
        return ""
    if z < -3:
        return "Berat badan sangat kurang"
    if z < -2:
        return "Berat badan kurang"
    return "Berat badan normal" if z <= 1 else "Risiko berat badan lebih"


def _length_class(z: Decimal | None) -> str:
    if z is None:
        return ""
    if z < -3:
        return "Sangat pendek"
    if z < -2:
        return "Pendek"
    return "Normal" if z <= 3 else "Tinggi"


def _proportion_class(z: Decimal | None, *, under_five: bool) -> str:
    if z is None:
        return ""
    if z < -3:
        return "Gizi buruk"
    if z < -2:
        return "Gizi kurang"
    if z <= 1:
        return "Gizi baik (normal)"
    if not under_five:
        return "Gizi lebih" if z <= 2 else "Obesitas"
    return "Berisiko gizi lebih" if z <= 2 else "Gizi lebih" if z <= 3 else "Obesitas"


def _head_class(z: Decimal | None) -> str:
    if z is None:
        return ""
    return "Mikrosefali" if z < -2 else "Normal" if z <= 2 else "Makrosefali"


def _arm_class(child: _Child) -> str:
    if child.arm is None or child.days is None or not 6 <= child.days / MONTH < 60:
        return ""
    return (
        "Gizi buruk"
        if child.arm < Decimal("11.5")
        else "Gizi kurang"
        if child.arm < Decimal("12.5")
        else "Normal"
    )


def _classes(child: _Child, z: Mapping[str, Decimal | None]) -> dict[str, str]:
    forced = child.swollen and child.days is not None and child.days / MONTH < 60
    height = z["zhfa"]
    return {
        "zwei_class": _weight_class(z["zwei"]),
        "zlen_class": _length_class(z["zlen"]),
        "zwfl_class": "Gizi buruk" if forced else _proportion_class(z["zwfl"], under_five=True),
        "zbmi_class": _proportion_class(z["zbmi"], under_five=True),
        "zhc_class": _head_class(z["zhc"]),
        "muac_class": _arm_class(child),
        "zhfa_class": "" if height is None else "Pendek" if height < -2 else "Normal",
        "zbfa_class": _proportion_class(z["zbfa"], under_five=False),
    }


def answer(row: Mapping[str, str]) -> dict[str, str]:
    """What `growth` must write for one row: every z, flag and class as text."""
    with localcontext() as context:
        context.prec = 22
        child = _Child(row)
        exact = _indices(child)
        z = {
            name: None if value is None else value.quantize(Decimal("0.01"), ROUND_HALF_UP) + 0
            for name, value in exact.items()
        }
    answered = {}
    for name, value in z.items():
        low, high = FLAGS[name]
        answered[name] = "" if value is None else f"{value:.2f}"
        answered[f"{name}_flag"] = "" if value is None else "01"[not low <= value <= high]
    too_young = child.position == "H" and child.length is not None
    too_young = too_young and child.days is not None and child.days < 9 * MONTH
    return answered | _classes(child, z) | {"position_flag": "01"[too_young]}
