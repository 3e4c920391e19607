from collections.abc import Callable

from django.apps import AppConfig


class PwsConfig(AppConfig):
    name = "pws"
    verbose_name = "PWS"
    sql_lists: dict[str, tuple[str, ...]] = {}
    sql_texts: dict[str, Callable[[], str]] = {}

    def ready(self) -> None:
        from pws.families import diseases, making, penduduk
        from pws.models.facts import BALITA_CONDITIONS

        digits = {"digit": tuple("0123456789")}
        self.sql_lists = {"balita": BALITA_CONDITIONS, **digits, **penduduk.SQL_LISTS, **diseases.SQL_LISTS}
        self.sql_texts = {
            "39_numbers.sql": making.numbers,
            "43_families.sql": making.tables,
            "47_disease_groups.sql": diseases.groups,
            "94_families.sql": making.policies,
        }
