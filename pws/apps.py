from django.apps import AppConfig


class PwsConfig(AppConfig):
    name = "pws"
    verbose_name = "PWS"
    sql_lists: dict[str, tuple[str, ...]] = {}

    def ready(self) -> None:
        from pws.models.facts import BALITA_CONDITIONS

        self.sql_lists = {"balita": BALITA_CONDITIONS}
