"""Yearly sasaran of the synthetic district: projected from who is registered, as where no letter came."""

from __future__ import annotations

from decimal import Decimal

from ilp.access import scope
from ilp.base.dates import period_start
from posyandu.demo.plan import Plan
from puskesmas.models import Area
from puskesmas.services.sasaran import project_sasaran, set_parameter

SOURCE = "Data buatan"
# Births a year 15 per 1,000 [A]; what a programme would issue: ten suspects for each expected case of
# tuberculosis (387 per 100,000 [A]), three in a hundred at risk of HIV [M].
NUMBERS = {"CBR": Decimal("15"), "TERDUGA_TBC": Decimal("3870"), "HIV": Decimal("30")}


def seed_sasaran(plan: Plan) -> int:
    """Figures of every kind, desa and year of the plan; returns how many."""
    desa = list(Area.objects.filter(pk__in=plan.desa_ids.tolist()))
    years = range(period_start(plan.first_period).year, plan.today.year + 1)
    with scope.system("seed"):
        for year in years:
            for code, value in NUMBERS.items():
                set_parameter(
                    regency_code=plan.district.code, year=year, code=code, value=value, source=SOURCE, by=None
                )
        return sum(project_sasaran(desa=desa, year=year, by=None) for year in years)
