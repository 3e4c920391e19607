from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "ilp.access"
    label = "access"
