"""Person-month facts and the cells that count them (architecture §4).

A fact row has one boolean per condition; a cell row has the same columns as whole numbers. The number on a
board is a sum over cells, the names behind it are the facts where the same column is true.
"""

from __future__ import annotations

from django.db import models

from ilp.access.managers import ScopedManager

# Conditions of a balita in a month, in the order of both tables. The SQL files name the same columns.
BALITA_CONDITIONS = (
    "is_s",
    "is_k",
    "is_d",
    "is_n",
    "is_t",
    "is_o",
    "is_b",
    "is_judged",
    "is_2t",
    "is_bgm",
    "is_measured",
    "has_wfa",
    "is_underweight",
    "has_lhfa",
    "is_stunted",
    "has_wflh",
    "is_wasted",
    "is_overweight",
)

# Completed months reached at the end of the month, capped at 59: 0–5, 6–11, 12–23, 24–35, 36–59.
AGE_BANDS: tuple[tuple[int, int], ...] = ((0, 5), (6, 11), (12, 23), (24, 35), (36, 59))


class BalitaMonth(models.Model):
    """One child in one desa and month: sasaran there at the month's end, or weighed while living there.

    D, N, T, O, B and the indices of the month belong to the desa of residence on the day of the deciding
    weighing; S, K and stunting to the desa of residence at the month's end (04 §9 rule 3).
    """

    pk = models.CompositePrimaryKey("desa_id", "period", "person_id")
    desa_id = models.IntegerField()
    period = models.IntegerField()
    person_id = models.UUIDField()
    posyandu_id = models.IntegerField(db_comment="0: assigned to no posyandu.")
    sex = models.CharField(max_length=1)
    age_months = models.SmallIntegerField()
    age_band = models.SmallIntegerField()
    visit_id = models.UUIDField(null=True, db_comment="The deciding weighing.")
    is_s = models.BooleanField(db_comment="Sasaran: 0-59 months, resident at the end of the month.")
    is_k = models.BooleanField(db_comment="Sasaran with Buku KIA.")
    is_d = models.BooleanField(db_comment="Weighed in the month.")
    is_n = models.BooleanField(db_comment="Weight rose enough.")
    is_t = models.BooleanField(db_comment="Weight did not rise enough.")
    is_o = models.BooleanField(db_comment="Not weighed last month.")
    is_b = models.BooleanField(db_comment="First weighing.")
    is_judged = models.BooleanField(db_comment="N or T could be judged: D minus O and B.")
    is_2t = models.BooleanField(db_comment="T in this and in the last month.")
    is_bgm = models.BooleanField(db_comment="Weighed below the red line.")
    is_measured = models.BooleanField(db_comment="Weighed, and a valid length or height in the month.")
    has_wfa = models.BooleanField(db_comment="Valid weight-for-age in the month.")
    is_underweight = models.BooleanField(db_comment="Weight-for-age below -2.")
    has_lhfa = models.BooleanField(
        db_comment="Sasaran with a valid length measured in this or the last two months."
    )
    is_stunted = models.BooleanField(db_comment="That measure is below -2.")
    has_wflh = models.BooleanField(db_comment="Valid weight-for-length in the month, or oedema.")
    is_wasted = models.BooleanField(db_comment="Weight-for-length below -2, or oedema.")
    is_overweight = models.BooleanField(db_comment="Weight-for-length above +2.")

    objects = ScopedManager["BalitaMonth"](area="desa_id", posyandu="posyandu_id")

    class Meta:
        db_table_comment = "Person-month facts of balita; the only source of cells, names and exports."

    def __str__(self) -> str:
        return f"{self.desa_id}/{self.period} {self.person_id}"


class BalitaCell(models.Model):
    """Counts of facts per desa, posyandu, month, sex and age band."""

    pk = models.CompositePrimaryKey("desa_id", "period", "posyandu_id", "sex", "age_band")
    desa_id = models.IntegerField()
    period = models.IntegerField()
    posyandu_id = models.IntegerField()
    sex = models.CharField(max_length=1)
    age_band = models.SmallIntegerField()

    objects = ScopedManager["BalitaCell"](area="desa_id", posyandu="posyandu_id")

    class Meta:
        db_table_comment = "Cells: how many facts hold each condition."

    def __str__(self) -> str:
        return f"{self.desa_id}/{self.period} {self.posyandu_id} {self.sex}{self.age_band}"


for _name in BALITA_CONDITIONS:
    models.IntegerField(db_comment=f"Facts with {_name}.").contribute_to_class(BalitaCell, _name)


class PosyanduMonth(models.Model):
    """One posyandu in one month: was it active, did it open, has it closed its day."""

    pk = models.CompositePrimaryKey("desa_id", "period", "posyandu_id")
    desa_id = models.IntegerField()
    period = models.IntegerField()
    posyandu_id = models.IntegerField()
    is_active = models.BooleanField(db_comment="Registered and not closed in the month.")
    is_open = models.BooleanField(db_comment="A session was closed with at least one attendance (02 §1.2).")
    is_validated = models.BooleanField(db_comment="A nakes validated such a session.")
    is_on_time = models.BooleanField(
        db_default=False,
        db_comment="A nakes validated every such session by the closing day of the next month.",
    )

    objects = ScopedManager["PosyanduMonth"](area="desa_id", posyandu="posyandu_id")

    class Meta:
        db_table_comment = "Posyandu-month facts."

    def __str__(self) -> str:
        return f"{self.desa_id}/{self.period} {self.posyandu_id}"
