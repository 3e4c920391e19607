from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BaseConfig(AppConfig):
    name = "ilp.base"
    label = "base"

    def ready(self) -> None:
        from ilp.base.sql import install_after_migrate

        post_migrate.connect(install_after_migrate, sender=self)
